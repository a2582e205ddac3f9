// The page on which a candidate corrects what was understood: no typing is lost, and the time left runs.

import { clockText, Countdown } from "./countdown.js";

const LOST = "Not saved: the server cannot be reached. Your words are kept in this browser; please try again.";
const REFUSED = "Not saved. Please reload this page and try again; your words are kept in this browser.";
const SHORT_MS = 120_000;
const page = document.getElementById("answers");

/** @param {HTMLTextAreaElement} area */
const keyOf = (area) => `candid:words:${page?.dataset.room}:${area.dataset.words}`;

/** @param {string} text */
const plain = (text) => text.trim().split(/\s+/u).join(" ");

/** @param {HTMLTextAreaElement} area */
const isUnsaved = (area) => "refused" in area.dataset || plain(area.value) !== plain(area.defaultValue);

/** @param {ParentNode} within @returns {HTMLTextAreaElement[]} */
const areasIn = (within) => [...within.querySelectorAll("textarea")].filter((area) => "words" in area.dataset);

/** Keeps the draft, or drops it where nothing is unsaved. @param {HTMLTextAreaElement} area */
function keep(area) {
  const note = area.form?.querySelector("[data-unsaved]");
  if (note instanceof HTMLElement) note.hidden = !isUnsaved(area);
  try {
    if (isUnsaved(area)) localStorage.setItem(keyOf(area), area.value);
    else localStorage.removeItem(keyOf(area));
  } catch {
    if (note) note.textContent = "Not saved yet."; // a full disk costs the draft its safety, never the typing
  }
}

/** @param {HTMLTextAreaElement} area */
function draftOf(area) {
  try {
    return localStorage.getItem(keyOf(area));
  } catch {
    return null; // a browser that forbids storing has kept nothing
  }
}

/** @param {HTMLTextAreaElement} area */
function dropDraft(area) {
  try {
    localStorage.removeItem(keyOf(area));
  } catch {
    return; // as above
  }
}

/** What an earlier visit left unsaved comes back. @param {ParentNode} within */
function restore(within) {
  for (const area of areasIn(within)) {
    const draft = draftOf(area);
    if (draft !== null && !("refused" in area.dataset)) area.value = draft;
    keep(area);
    const box = area.closest("details");
    if (box && isUnsaved(area)) box.open = true;
  }
}

/** @param {Element | null} article @param {string} words */
function sayFailure(article, words) {
  const notice = article?.querySelector("[data-failure]");
  if (!(notice instanceof HTMLElement)) return;
  const body = notice.querySelector(".notice__body");
  if (body) body.textContent = words;
  notice.hidden = words === "";
}

const countdown = new Countdown({
  onTick: (ms) => {
    const shown = document.querySelector("#reading-clock [data-clock]");
    if (shown) shown.textContent = clockText(ms);
    document.getElementById("reading-clock")?.classList.toggle("is-short", ms < SHORT_MS);
  },
  onSay: (words) => {
    const live = document.getElementById("said-aloud");
    if (live) live.textContent = words;
  },
  onZero: () => window.location.assign(page?.dataset.done ?? "/interview"),
});

function startClock() {
  const left = document.getElementById("reading-clock")?.dataset.leftMs;
  if (left !== undefined) countdown.run(Number(left));
}

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLTextAreaElement && "words" in event.target.dataset) keep(event.target);
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-act="leave"]') : null;
  const box = button?.closest("details");
  if (!button || !box) return;
  for (const area of areasIn(box)) {
    delete area.dataset.refused;
    area.value = area.defaultValue;
    keep(area);
  }
  sayFailure(box, "");
  box.open = false;
  box.querySelector("summary")?.focus();
});

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || !("send" in event.target.dataset) || !page) return;
  const unsaved = areasIn(page).filter(isUnsaved);
  const warning = document.getElementById("unsaved");
  if (warning) warning.hidden = unsaved.length === 0;
  if (unsaved.length === 0) return;
  event.preventDefault();
  warning?.focus();
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  if (requestConfig.verb !== "post") return;
  if (xhr.status === 409) {
    countdown.stop();
    Object.assign(/** @type {CustomEvent} */ (event).detail, { shouldSwap: true, isError: false });
  }
  // Saved, or too late for it: the draft has done its work.
  if (xhr.status === 200 || xhr.status === 409) for (const area of areasIn(target)) dropDraft(area);
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  const { elt, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  const fresh = document.getElementById(elt.id) ?? elt;
  if (fresh.id === "reading-clock") return startClock();
  restore(fresh);
  const told = fresh.querySelector("textarea[data-refused], [data-result]");
  if (requestConfig.verb === "post" && told instanceof HTMLElement) told.focus();
});

for (const [name, words] of /** @type {const} */ ([["htmx:sendError", LOST], ["htmx:timeout", LOST], ["htmx:responseError", REFUSED]])) {
  document.body.addEventListener(name, (event) => {
    const { target, xhr } = /** @type {CustomEvent} */ (event).detail;
    sayFailure(target, xhr?.status === 503 ? LOST : words);
  });
}

if (page) restore(page);
startClock();
