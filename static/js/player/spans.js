// Stretches of time, in milliseconds: reading them, and finding the one that holds a moment.

/** @typedef {{ start: number, end: number }} Span */

/**
 * @param {string | undefined} text  "1200-3400 5000-7000"
 * @returns {Span[]}
 */
export function spansOf(text) {
  return (text ?? "").split(" ").filter(Boolean).map((pair) => {
    const [start, end] = pair.split("-").map(Number);
    return { start, end };
  });
}

/**
 * The place of the last one that has begun at `at`, -1 before the first. `spans` stand in the order of their starts.
 * @param {readonly Span[]} spans
 * @param {number} at
 */
export function lastBegun(spans, at) {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].start <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** @param {number} milliseconds  @returns {string}  "1:05" */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
