// The word that is spoken now, marked in the question's own text. Nothing is put into the page for it, so no screen
// reader is told anything: where a browser cannot mark text, the text stands as it is.

/** One character of a clip: what is said, and from when to when, in milliseconds. @typedef {[string, number, number]} Character */
/** The same with its place in the question. @typedef {{at: number, start: number, end: number}} Placed */
/** A word's place in the question, `end` not included. @typedef {{start: number, end: number}} Span */

const NAME = "spoken";
const LINGERS_MS = 250;
const FARTHEST_SLIP = 12;
const KNOWN_SHARE = 0.8;

/** @param {string} text @param {string} language @returns {Span[]} */
export function wordsOf(text, language) {
  if (!("Segmenter" in Intl)) {
    return [...text.matchAll(/\S+/gu)].map((word) => ({ start: word.index, end: word.index + word[0].length }));
  }
  const parts = [...new Intl.Segmenter(language, { granularity: "word" }).segment(text)];
  return parts
    .filter((part) => part.isWordLike)
    .map((part) => ({ start: part.index, end: part.index + part.segment.length }));
}

/**
 * Each character of a clip at its place in the text. A voice may say other signs than are written; when it is not this
 * text at all there are none, for no caption is better than a wrong one.
 * @param {string} text
 * @param {Character[]} characters
 * @returns {Placed[]}
 */
export function placed(text, characters) {
  const found = [];
  let next = 0;
  for (const [char, start, end] of characters) {
    const at = text.indexOf(char, next);
    if (at === -1 || at - next > FARTHEST_SLIP) continue;
    found.push({ at, start, end });
    next = at + char.length;
  }
  return found.length >= characters.length * KNOWN_SHARE ? found : [];
}

/** Where in the text a clip is after so long; -1 before its first sound and after its last. @param {Placed[]} times @param {number} ms */
export function placeAt(times, ms) {
  const last = times.at(-1);
  if (last === undefined || ms > last.end + LINGERS_MS) return -1;
  return times.findLast((one) => one.start <= ms)?.at ?? -1;
}

/** The word at a place, and the one before it while a comma is "said". @param {Span[]} words @param {number} at */
export const wordAt = (words, at) => words.findLast((word) => word.start <= at) ?? null;

/** Marks one word of an element that holds nothing but text. */
export class Caption {
  constructor() {
    /** @type {Span | null} */
    this.lit = null;
  }

  /** @param {HTMLElement | null} element @param {Span | null} word */
  draw(element, word) {
    if (word === this.lit || !CSS.highlights) return;
    this.lit = word;
    const text = element?.firstChild;
    if (word === null || !(text instanceof Text)) return void CSS.highlights.delete(NAME);
    const before = text.data.length - text.data.trimStart().length;
    const range = new Range();
    range.setStart(text, Math.min(before + word.start, text.length));
    range.setEnd(text, Math.min(before + word.end, text.length));
    CSS.highlights.set(NAME, new Highlight(range));
  }
}
