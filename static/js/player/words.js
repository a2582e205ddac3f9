// The words of an answer while it plays: the one that is spoken is lit; a click on one plays from there.

import { lastBegun, spansOf } from "./spans.js";

const LINGERS = 250; // A word stays lit so long after its end, or every short pause would make the page flicker.
const AGAIN = 400; // "Back" within this time of a word's start means the word before it.
const HANDS_ON = 4000; // After somebody has scrolled by hand, the page is left alone for so long.

/** @typedef {{ start: number, end: number, word: HTMLElement }} Spoken */

export class Words {
  /**
   * @param {HTMLElement} root  holds the words, each with its data-at
   * @param {(at: number) => void} play  play from a time in milliseconds
   */
  constructor(root, play) {
    /** @type {Spoken[]} */
    this.spoken = [...root.querySelectorAll("[data-at]")].flatMap((word) =>
      word instanceof HTMLElement ? spansOf(word.dataset.at).map((span) => ({ ...span, word })) : [],
    );
    this.spoken.sort((one, other) => one.start - other.start);
    /** @type {HTMLElement | null} */
    this.lit = null;
    this.scrolledAt = -HANDS_ON;
    for (const name of ["wheel", "touchmove"]) window.addEventListener(name, this.#scrolled, { passive: true });
    root.addEventListener("click", (event) => {
      const word = event.target instanceof Element ? event.target.closest("[data-at]") : null;
      // Whoever marks words to copy them does not want to hear them.
      if (word instanceof HTMLElement && getSelection()?.isCollapsed !== false) play(spansOf(word.dataset.at)[0].start);
    });
  }

  close() {
    for (const name of ["wheel", "touchmove"]) window.removeEventListener(name, this.#scrolled);
  }

  /**
   * Light the word of this moment.
   * @param {number} at  milliseconds
   * @param {boolean} follow  bring it into view
   */
  show(at, follow) {
    const found = this.spoken[lastBegun(this.spoken, at)];
    const now = found && at < found.end + LINGERS ? found.word : null;
    if (now === this.lit) return;
    this.lit?.classList.remove("is-spoken");
    now?.classList.add("is-spoken");
    this.lit = now;
    if (now && follow) this.#bring(now);
  }

  /**
   * Where the word before or behind this moment begins; null where there is none.
   * @param {number} at  milliseconds
   * @param {1 | -1} way
   */
  beside(at, way) {
    const here = lastBegun(this.spoken, at);
    if (way > 0) return this.spoken[here + 1]?.start ?? null;
    const start = this.spoken[here]?.start;
    return start === undefined ? null : at - start > AGAIN ? start : (this.spoken[here - 1]?.start ?? start);
  }

  #scrolled = () => {
    this.scrolledAt = performance.now();
  };

  /** @param {HTMLElement} word */
  #bring(word) {
    const { top, bottom } = word.getBoundingClientRect();
    const seen = top > 150 && bottom < window.innerHeight - 24;
    if (seen || performance.now() - this.scrolledAt < HANDS_ON) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    word.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  }
}
