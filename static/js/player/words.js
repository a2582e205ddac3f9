// The words of an answer while it plays: the one that is spoken is lit; a click on one plays from there.

import { lastBegun, spansOf } from "./spans.js";

const LINGERS = 250; // A word stays lit so long after its end, or every short pause would make the page flicker.
const AGAIN = 400; // "Back" within this time of a word's start means the word before it.
const HANDS_ON = 4000; // After somebody has scrolled by hand, the page is left alone for so long.

const TIMED = "[data-at], [data-part]";

/** Words that are spoken in one stretch of time: one, or a segment's where no word has a time of its own.
 * @typedef {{ start: number, end: number, words: HTMLElement[] }} Spoken */

/** @param {HTMLElement} word  its own time, or its segment's */
function timeOf(word) {
  return spansOf(word.dataset.at ?? word.dataset.part)[0];
}

/**
 * @param {HTMLElement} root
 * @returns {Spoken[]}  in the order of their starts
 */
function spokenIn(root) {
  const own = root.querySelectorAll("[data-at]");
  /** @type {Map<string, Spoken>} */
  const found = new Map();
  for (const word of own.length ? own : root.querySelectorAll("[data-part]")) {
    if (!(word instanceof HTMLElement)) continue;
    // Two words of their own may begin together; words of one segment are lit together.
    const key = word.dataset.part ?? String(found.size);
    const known = found.get(key) ?? { ...timeOf(word), words: [] };
    known.words.push(word);
    found.set(key, known);
  }
  return [...found.values()].sort((one, other) => one.start - other.start);
}

export class Words {
  /**
   * @param {HTMLElement} root  holds the words, each with its data-at
   * @param {(at: number) => void} play  play from a time in milliseconds
   */
  constructor(root, play) {
    this.spoken = spokenIn(root);
    /** @type {Spoken | null} */
    this.lit = null;
    this.scrolledAt = -HANDS_ON;
    for (const name of ["wheel", "touchmove"]) window.addEventListener(name, this.#scrolled, { passive: true });
    root.addEventListener("click", (event) => {
      const word = event.target instanceof Element ? event.target.closest(TIMED) : null;
      // Whoever marks words to copy them does not want to hear them.
      if (word instanceof HTMLElement && getSelection()?.isCollapsed !== false) play(timeOf(word).start);
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
    const now = found && at < found.end + LINGERS ? found : null;
    if (now === this.lit) return;
    for (const word of this.lit?.words ?? []) word.classList.remove("is-spoken");
    for (const word of now?.words ?? []) word.classList.add("is-spoken");
    this.lit = now;
    if (now && follow) this.#bring(now.words[0]);
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
    const seen = top > 200 && bottom < window.innerHeight - 24;
    if (seen || performance.now() - this.scrolledAt < HANDS_ON) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    word.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  }
}
