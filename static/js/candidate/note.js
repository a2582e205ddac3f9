// Closes a note of the supervisor's. It stays closed, also after a reload of this tab, until another one comes.

const KEY = "candid-note-closed";

/** @returns {HTMLElement | null} */
const holder = () => document.getElementById("note");

function drawClosed() {
  const note = holder()?.querySelector("[data-note]");
  if (note instanceof HTMLElement && holder()?.dataset.seen === sessionStorage.getItem(KEY)) note.hidden = true;
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-note-close]") : null;
  if (button === null) return;
  sessionStorage.setItem(KEY, holder()?.dataset.seen ?? "");
  drawClosed();
  const question = document.getElementById("question");
  if (question) question.focus({ preventScroll: true });
});
document.addEventListener("htmx:afterSwap", drawClosed);
drawClosed();
