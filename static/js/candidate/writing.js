// An answer in writing: its draft outlives a reload, and its words are counted.

/** @param {number} room @param {number} turn */
const draftKey = (room, turn) => `candid:draft:${room}:${turn}`;

/** @param {string} text */
export const wordCount = (text) => text.trim().split(/\s+/u).filter(Boolean).length;

/** @param {number} room @param {number} turn */
export const draftOf = (room, turn) => localStorage.getItem(draftKey(room, turn)) ?? "";

/** A full disk costs the draft its safety, never the typing. @param {number} room @param {number} turn @param {string} text */
export function keepDraft(room, turn, text) {
  try {
    localStorage.setItem(draftKey(room, turn), text);
  } catch {
    return false;
  }
  return true;
}

/** @param {number} room @param {number} turn */
export const dropDraft = (room, turn) => localStorage.removeItem(draftKey(room, turn));

const MODE = "candid:mode";

/** Whether this candidate asked to write; kept in this tab's browser for the rest of the interview. */
export const prefersWriting = () => localStorage.getItem(MODE) === "writing";

/** @param {boolean} writing */
export function preferWriting(writing) {
  if (writing) localStorage.setItem(MODE, "writing");
  else localStorage.removeItem(MODE);
}
