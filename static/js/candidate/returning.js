// Whether this tab held the interview just now. After a quick reload recording goes on by itself; whoever comes back
// otherwise is asked first.

const HERE = "candid:here";
const QUICK_MS = 15_000;

/** This tab holds the interview now; kept for a reload of the same tab. @param {number} room */
export function markHere(room, now = Date.now()) {
  try {
    sessionStorage.setItem(HERE, `${room} ${now}`);
  } catch {
    return; // without storage every return is asked about
  }
}

/** @param {number} room */
export function wasJustHere(room, now = Date.now()) {
  const [marked, at] = (sessionStorage.getItem(HERE) ?? "").split(" ").map(Number);
  return marked === room && now >= at && now - at < QUICK_MS;
}
