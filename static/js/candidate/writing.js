// An answer in writing: its draft outlives a reload, and its words are counted.

/** @param {number} room @param {number} turn */
const draftKey = (room, turn) => `candid:draft:${room}:${turn}`;

/** @param {string} text */
export const wordCount = (text) => text.trim().split(/\s+/u).filter(Boolean).length;

/**
 * What was typed here, and which drafts of the server's it comes after: what the page began with, what was sent.
 * @typedef {{text: string, after: string[]}} Draft
 */

/** @param {number} room @param {number} turn @returns {Draft} */
function keptHere(room, turn) {
  const kept = localStorage.getItem(draftKey(room, turn)) ?? "";
  try {
    const { text, after } = JSON.parse(kept);
    if (typeof text === "string" && Array.isArray(after)) return { text, after };
  } catch {
    // Kept by an earlier version, as plain text: nobody knows what it comes after.
  }
  return { text: kept, after: [] };
}

/**
 * The newer one of what this browser kept and what the server has: the server's, where another device has typed since.
 * @param {number} room @param {number} turn @param {string} onServer
 */
export function newestDraft(room, turn, onServer) {
  const { text, after } = keptHere(room, turn);
  const newer = text.startsWith(onServer) || after.some((known) => known.trim() === onServer);
  return text && newer ? text : onServer;
}

/** A full disk costs the draft its safety, never the typing. @param {number} room @param {number} turn @param {Draft} draft */
export function keepDraft(room, turn, draft) {
  try {
    localStorage.setItem(draftKey(room, turn), JSON.stringify(draft));
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
