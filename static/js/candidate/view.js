// The parts of the room that outlive a swap of `_turn.html`, and what stands in it.

import { clockText } from "./countdown.js";

/**
 * @typedef {object} DrawnTurn
 * @property {"preparing" | "asking" | "answering" | "working" | "coaching" | "feedback" | "done"} phase
 * @property {number} turn
 * @property {number} room the interview session's id
 * @property {number} attempt
 * @property {string} stamp
 * @property {number} answerMs
 * @property {number} wholeMs what a whole answer has, as it is given now
 * @property {string} draft what the server has of an answer that is being typed
 * @property {boolean} inWriting whether it can be answered in writing only
 * @property {boolean} begins whether this is the first question, shown for the first time
 * @property {number} interviewMs
 * @property {number} thinkingSeconds
 * @property {string} language
 * @property {number} readingMs to read the question when it cannot be heard
 * @property {string} clip
 * @property {import("./captions.js").Character[]} characters
 * @property {string} text
 */

/** @param {string} selector @returns {HTMLElement | null} */
export const part = (selector) => document.querySelector(selector);

/** @returns {DrawnTurn | null} */
export function drawnTurn() {
  const turn = part("#turn");
  if (turn === null) return null;
  const { phase, stamp, language, clip } = turn.dataset;
  const number = (/** @type {string} */ name) => Number(turn.dataset[name]);
  return {
    phase: /** @type {DrawnTurn["phase"]} */ (phase),
    stamp: stamp ?? "",
    language: language ?? "en",
    clip: clip ?? "",
    characters: JSON.parse(turn.dataset.characters ?? "[]"),
    readingMs: number("readingMs"),
    turn: number("turn"),
    room: number("room"),
    attempt: number("attempt"),
    answerMs: number("answerMs"),
    wholeMs: number("wholeMs"),
    inWriting: turn.dataset.inWriting === "yes",
    draft: turn.dataset.draft ?? "",
    begins: turn.dataset.begins === "yes",
    interviewMs: number("interviewMs"),
    thinkingSeconds: number("thinking"),
    text: part("#question")?.textContent?.trim() ?? "",
  };
}

/** @param {string} selector @param {boolean} visible */
export function show(selector, visible) {
  const found = part(selector);
  if (found) found.hidden = !visible;
}

/** Writes only what changed, so that screen readers are not told twice. @param {string} selector @param {string} words */
export function write(selector, words) {
  const found = part(selector);
  if (found && found.textContent !== words) found.textContent = words;
}

/** For screen readers. @param {string} words */
export const say = (words) => write("#said", words);

/** @param {"still" | "speaking" | "listening" | "thinking"} mood */
export function setMood(mood) {
  const room = part("#room");
  if (room) room.dataset.mood = mood;
}

/** Whether the question was heard, or must be read; refused: the browser wants a click first. @param {"fine" | "silent" | "refused"} sound */
export function setSound(sound) {
  const room = part("#room");
  if (room) room.dataset.sound = sound;
}

/** The red dot. @param {boolean} recording */
export function setRecording(recording) {
  const room = part("#room");
  if (room) room.dataset.recording = recording ? "yes" : "no";
  showHeard();
}

/** Hides whatever is about speaking, where an interview is in writing. @param {boolean} allowed */
export function allowSpeaking(allowed) {
  for (const part of document.querySelectorAll("[data-only-aloud]")) {
    if (part instanceof HTMLElement) part.hidden = !allowed;
  }
}

/** Gives the notices of writing their place. @param {boolean} writing */
export function setWriting(writing) {
  const room = part("#room");
  if (room) room.dataset.writing = writing ? "yes" : "no";
  show("#writing", writing);
}

/** The card of a candidate who came back. @param {"asking" | "answering" | null} phase */
export function drawBack(phase) {
  const answering = phase === "answering";
  const shown = part("#back")?.hidden === false;
  show("#back", phase !== null);
  if (phase === null) return;
  write("[data-back-words]", answering ? "Your answer is still running:" : "Your question is waiting for you. Time for it:");
  write("[data-back-go]", answering ? "Go on recording" : "Start my answer");
  if (!shown) part("#back-title")?.focus();
}

/** The countdown's line, from a whole answer. @param {number} ms */
export function drawWhole(ms) {
  const line = part("[data-clock-line]");
  if (line instanceof HTMLProgressElement) line.max = ms;
}

/** @param {number} ms */
export function drawAnswerClock(ms) {
  write('[data-clock="answer"]', clockText(ms));
  write('[data-clock="back"]', clockText(ms));
  const line = part("[data-clock-line]");
  if (line instanceof HTMLProgressElement) line.value = ms;
  part(".turn__clock")?.classList.toggle("is-short", ms <= 30_000);
}

/** @param {number} ms */
export const drawInterviewClock = (ms) => write('[data-clock="interview"]', clockText(ms));

/** What goes on now, in the turn's own line. @param {string} words */
export const now = (words) => write(part("[data-now-words]") ? "[data-now-words]" : "[data-now]", words);

/** The words recognised so far of the running answer. @param {string} words */
export function drawHeard(words) {
  const text = part("[data-heard-text]");
  if (text === null || words === text.textContent) return;
  text.textContent = words;
  text.scrollTop = text.scrollHeight;
  showHeard();
}

/** The words so far; while there are none and a recording runs, what becomes of it. */
function showHeard() {
  const there = (part("[data-heard-text]")?.textContent ?? "") !== "";
  show("[data-heard-so-far]", there);
  show("[data-heard-soon]", !there);
  show("[data-heard]", there || part("#room")?.dataset.recording === "yes");
}

/** @param {boolean} disabled */
export function lockActions(disabled) {
  for (const button of document.querySelectorAll("#turn button, #writing button")) {
    if (button instanceof HTMLButtonElement) button.disabled = disabled;
  }
}

const SAVED = {
  saved: "Saved",
  sending: "Saving …",
  waiting: "Waiting for the network – your answer is kept on this device",
  fragile: "Waiting for the network – please keep this page open",
  gone: "Kept on this device, not sent",
  stale: "Kept on this device, not sent",
};

/** Why this page can do nothing more at the moment, and what helps. */
export const SHUT_OUT = {
  gone: "This tab no longer holds your interview: open your link again. What you said here is kept on this device, and is sent after that.",
  stale: "This page is out of date: please reload it. What you said here is kept on this device, and is sent after that.",
};

/** @param {"saved" | "sending" | "waiting" | "fragile" | "gone" | "stale"} state */
export function drawSaved(state) {
  const saved = part("#saved");
  if (saved) saved.dataset.state = state;
  write("[data-saved-words]", SAVED[state]);
}

/** @param {{title: string, help: string} | null} trouble */
export function drawTrouble(trouble) {
  show("#trouble", trouble !== null);
  if (trouble === null) return;
  write("#trouble [data-trouble-title]", trouble.title);
  write("#trouble [data-trouble-help]", trouble.help);
}

/** @param {string} words empty: none */
export function drawFailure(words) {
  write("[data-failure]", words);
  show("#failure", words !== "");
  if (words) part("#failure")?.scrollIntoView({ block: "nearest" });
}

/**
 * Whether the dialog was closed by the button of that value; Escape keeps things as they are.
 * @param {string} selector
 * @param {string} value
 * @returns {Promise<boolean>}
 */
export function confirmed(selector, value) {
  const dialog = part(selector);
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(false);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === value), { once: true });
  });
}
