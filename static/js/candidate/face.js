// What is seen while the question is spoken: its word in the text, and the mouth of the drawn interviewer. Whoever
// wants no picture, or no motion, has none.

import { Caption, wordAt, wordsOf } from "./captions.js";
import { shapeAt } from "./mouth.js";
import { part, show } from "./view.js";

/** @typedef {import("./captions.js").Span} Span */
/** @typedef {import("./mouth.js").Shape} Shape */

const WISH = "candid:avatar";
const HOLDS_MS = 70; // a shape that is seen for less is a flicker

const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Face {
  constructor() {
    this.caption = new Caption();
    /** @type {string} */
    this.text = "";
    /** @type {Span[]} */
    this.words = [];
    this.shapedAt = 0;
    this.#drawWish();
  }

  /** Another question. @param {{text: string, language: string}} question */
  of({ text, language }) {
    this.text = text;
    this.words = wordsOf(text, language);
    this.rest();
  }

  /**
   * The voice is at this place of the text.
   * @param {number} at -1: silent
   * @param {boolean} sure whether it is known, or guessed from the usual speed: a guess moves the mouth alone
   */
  at(at, sure) {
    this.caption.draw(part("#question"), at < 0 || !sure ? null : wordAt(this.words, at));
    this.#shape(at < 0 ? "rest" : shapeAt(this.text, at));
  }

  rest() {
    this.at(-1, true);
  }

  /** One click, remembered in this browser. @param {boolean} wanted */
  want(wanted) {
    if (wanted) localStorage.removeItem(WISH);
    else localStorage.setItem(WISH, "none");
    this.#drawWish();
    part(wanted ? "[data-act='hide-avatar']" : "[data-act='show-avatar']")?.focus();
  }

  #drawWish() {
    const none = localStorage.getItem(WISH) === "none";
    show("[data-avatar-seen]", !none);
    show("[data-avatar-hidden]", none);
  }

  /** @param {Shape} shape */
  #shape(shape) {
    const avatar = part("#avatar");
    const now = performance.now();
    if (avatar === null || avatar.dataset.mouth === shape) return;
    if (shape !== "rest" && (isStill() || now - this.shapedAt < HOLDS_MS)) return;
    avatar.dataset.mouth = shape;
    this.shapedAt = now;
  }
}
