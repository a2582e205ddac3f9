// How this person likes to listen, the same for every player and kept for the next visit.

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const SPEED = "candid.speed";
const SKIP = "candid.skip-silences";

/** @param {string} name  @returns {string | null} */
function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // A browser may forbid storage; then the choice lasts as long as the page.
  }
}

/** @param {string} name  @param {string} value */
function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // See above.
  }
}

const speed = Number(kept(SPEED));
export const liked = { speed: SPEEDS.includes(speed) ? speed : 1, skips: kept(SKIP) === "yes" };

/** Somebody chose another speed, or to hear silences or not. */
export const chosen = new EventTarget();

/** @param {number} value  one of SPEEDS */
export function likeSpeed(value) {
  liked.speed = value;
  keep(SPEED, String(value));
  chosen.dispatchEvent(new Event("change"));
}

/** @param {boolean} value */
export function likeSkipping(value) {
  liked.skips = value;
  keep(SKIP, value ? "yes" : "no");
  chosen.dispatchEvent(new Event("change"));
}
