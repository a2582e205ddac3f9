// The résumé page: a file goes up as soon as it is chosen or dropped, with its progress shown.

import { show } from "./view.js";

/** @param {Event} event @returns {HTMLElement | null} */
const dropzoneOf = (event) => (event.target instanceof Element ? event.target.closest("[data-drop]") : null);

/** @param {HTMLInputElement} input */
function send(input) {
  const file = input.files?.[0];
  const form = input.form;
  if (!file || !form) return;
  document.querySelector("#resume > .notice--bad")?.remove(); // it is about the file before
  const { limit, endings, wanted } = document.getElementById("resume")?.dataset ?? {};
  const fault = faultOf(file, Number(limit), (endings ?? "").split(" "), wanted ?? "");
  const error = form.querySelector("[data-file-error]");
  if (error) error.textContent = fault;
  show("[data-file-error]", fault !== "");
  if (fault) return;
  show("[data-progress]", true);
  form.requestSubmit();
}

/**
 * What the server would say too, which looks into the file; here it saves an upload.
 * @param {File} file @param {number} limit @param {string[]} endings @param {string} wanted
 */
export function faultOf(file, limit, endings, wanted) {
  const ending = file.name.toLowerCase().split(".").pop() ?? "";
  if (!endings.includes(ending)) return `Please choose ${wanted}, or paste the text of your résumé instead.`;
  if (file.size === 0) return "This file is empty. Please choose another one, or paste the text of your résumé instead.";
  if (file.size > limit) return `This file is larger than ${Math.floor(limit / 1048576)} MB. Please send a smaller one.`;
  return "";
}

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.type === "file") send(event.target);
});

for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault(); // a file dropped beside the box must not replace the page
    dropzoneOf(event)?.classList.toggle("dropzone--over", name === "dragenter" || name === "dragover");
  });
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-without]") : null;
  const typed = document.querySelector("#text");
  const asking = document.querySelector("[data-text-left]");
  if (!link || !(typed instanceof HTMLTextAreaElement) || !(asking instanceof HTMLElement)) return;
  if (typed.value.trim() === "" || !asking.hidden) return;
  event.preventDefault();
  asking.hidden = false;
});

document.addEventListener("drop", (event) => {
  const input = document.querySelector("#file");
  if (!(input instanceof HTMLInputElement) || !event.dataTransfer?.files.length) return;
  input.files = event.dataTransfer.files;
  send(input);
});

document.body.addEventListener("htmx:xhr:progress", (event) => {
  const { loaded, total } = /** @type {CustomEvent} */ (event).detail;
  const bar = document.getElementById("upload-progress");
  if (bar instanceof HTMLProgressElement && total > 0) bar.value = (loaded / total) * 100;
});

document.body.addEventListener("htmx:sendError", () => {
  const error = document.querySelector("[data-file-error]");
  if (error) error.textContent = "The upload was cut off. Please check your network and choose the file again.";
  show("[data-file-error]", true);
  show("[data-progress]", false);
});
