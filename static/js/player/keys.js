// The player's keys.

/** @typedef {"play" | "back" | "on" | "word-back" | "word-on" | "slower" | "faster" | "help" | "start" | "end"} Wish */

/** @type {Record<string, Wish>} */
const PLAIN = { " ": "play", k: "play", K: "play", ArrowLeft: "back", ArrowRight: "on", "<": "slower", ">": "faster", "?": "help" };
/** @type {Record<string, Wish>} */
const ON_THE_SLIDER = { ArrowDown: "back", ArrowUp: "on", Home: "start", End: "end" };

/**
 * What a key asks for, null where it belongs to the browser: a choice's own arrows, a button's own space.
 * @param {KeyboardEvent} event
 * @returns {Wish | null}
 */
export function wishOf(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || target instanceof HTMLSelectElement) return null;
  if (key === " " && target instanceof HTMLButtonElement) return null;
  if (event.shiftKey && key === "ArrowLeft") return "word-back";
  if (event.shiftKey && key === "ArrowRight") return "word-on";
  const slider = target instanceof Element && target.getAttribute("role") === "slider";
  return PLAIN[key] ?? (slider ? ON_THE_SLIDER[key] : undefined) ?? null;
}
