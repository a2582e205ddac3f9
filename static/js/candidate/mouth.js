// From letters to mouth shapes: what lips, teeth and tongue do for a sound. Seen from across a table, nine are enough.

/** @typedef {"rest" | "closed" | "narrow" | "wide" | "open" | "round" | "pucker" | "teeth" | "tongue"} Shape */

/** Two letters that are one sound. @type {Record<string, Shape>} */
const PAIRS = {
  th: "tongue", ph: "teeth", sh: "pucker", ch: "pucker", oo: "pucker", ou: "pucker", ow: "round", oa: "round",
  ee: "wide", ea: "wide", ie: "wide", ei: "open", ai: "open", au: "open", qu: "pucker", wh: "pucker",
};

/** @type {[Shape, string][]} */
const LETTERS = [
  ["closed", "mbpмбп"],
  ["open", "aаяɑ"],
  ["wide", "eiyеиіїєэы"],
  ["round", "oоё"],
  ["pucker", "uwqуюшщжчј"],
  ["teeth", "fvфв"],
  ["tongue", "lndtлндт"],
  ["narrow", "cgjkrsxzhгзйкрсхцґ"],
];

/** @type {Map<string, Shape>} */
const SHAPES = new Map(LETTERS.flatMap(([shape, letters]) => [...letters].map((letter) => [letter, shape])));

/** Of scripts that write syllables, and of digits, only that they are spoken is known. @type {Shape[]} */
const SOME = ["open", "wide", "round", "narrow"];

/** A letter without its marks: é is an e. @param {string} char */
const bare = (char) => char.normalize("NFD").charAt(0).toLowerCase();

/**
 * The shape for the sound at a place of the text.
 * @param {string} text
 * @param {number} at
 * @returns {Shape}
 */
export function shapeAt(text, at) {
  const char = bare(text.charAt(at));
  if (char === "") return "rest";
  const pair = PAIRS[char + bare(text.charAt(at + 1))] ?? (/[a-z]/.test(char) ? PAIRS[bare(text.charAt(at - 1)) + char] : undefined);
  const shape = pair ?? SHAPES.get(char);
  if (shape !== undefined) return shape;
  return /[\p{L}\p{N}]/u.test(char) ? SOME[(char.codePointAt(0) ?? 0) % SOME.length] : "rest";
}
