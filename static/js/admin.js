// The manager's pages: copying links, asking before what cannot be undone, local times, unsaved changes.
// Everything works without this file as well, only less comfortably.

/** @param {string} text  Say something in the corner of the page, for a while. */
function toast(text) {
  const corner = document.getElementById("toasts");
  if (!corner) return;
  const said = document.createElement("div");
  said.className = "toast";
  said.textContent = text;
  corner.append(said);
  setTimeout(() => said.remove(), 6000);
}

/** @param {Element} root  Turn the UTC times below `root` into the reader's own zone. */
function localise(root) {
  const shape = new Intl.DateTimeFormat(undefined, {
    year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  });
  for (const time of root.querySelectorAll("time[datetime]:not([title])")) {
    const at = new Date(time.getAttribute("datetime") ?? "");
    if (Number.isNaN(at.getTime())) continue;
    time.setAttribute("title", time.textContent ?? "");
    time.textContent = shape.format(at);
  }
}

/** @param {HTMLElement} button  Copy the address beside the button, or select it where copying is refused. */
async function copy(button) {
  const field = button.closest("[data-copy]")?.querySelector("input");
  const word = button.querySelector("[data-copy-text]");
  if (!(field instanceof HTMLInputElement)) return;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // No clipboard without https or permission: bring the field forward, selected, for Ctrl+C.
    field.classList.remove("visually-hidden");
    field.classList.add("input");
    field.focus();
    field.select();
    toast("Press Ctrl+C (or ⌘C) to copy the selected link.");
    return;
  }
  if (word) {
    const before = word.textContent;
    word.textContent = "Copied";
    setTimeout(() => (word.textContent = before), 2000);
  }
  toast("Copied.");
  if (button.dataset.copied) await tellCopied(button.dataset.copied);
}

/** @param {string} address  Have it noted who copied a personal link; the table of invitations then says so. */
async function tellCopied(address) {
  const token = document.querySelector('input[name="csrf_token"]');
  if (!(token instanceof HTMLInputElement)) return;
  const values = { csrf_token: token.value };
  await htmx.ajax("POST", address, { target: "#invitations", swap: "outerHTML", values });
}

/**
 * Ask in the page's dialog.
 * @param {string} text
 * @param {string} verb  the word on the button that goes on
 * @returns {Promise<boolean>}
 */
function confirmed(text, verb) {
  const dialog = document.getElementById("confirm");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(true);
  const words = dialog.querySelector("#confirm-text");
  const yes = dialog.querySelector("[data-confirm-yes]");
  if (words) words.textContent = text;
  if (yes) yes.textContent = verb;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

/** The forms whose next submit was confirmed. @type {WeakSet<HTMLFormElement>} */
const agreed = new WeakSet();
/** The forms that hold changes which are not saved. @type {Set<HTMLFormElement>} */
const changed = new Set();

/** @param {SubmitEvent} event */
async function askFirst(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const asker = [event.submitter, form].find((one) => one?.hasAttribute("data-confirm"));
  if (!(asker instanceof HTMLElement) || agreed.delete(form)) {
    changed.delete(form);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await confirmed(asker.dataset.confirm ?? "", asker.dataset.confirmVerb ?? "Yes")) {
    agreed.add(form);
    form.requestSubmit(event.submitter instanceof HTMLElement ? event.submitter : undefined);
  }
}

document.addEventListener("submit", askFirst, { capture: true });

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy-button]") : null;
  if (button instanceof HTMLElement) void copy(button);
});

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-guard-changes]") : null;
  if (form instanceof HTMLFormElement) changed.add(form);
});

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

// Two answers at once cannot be understood: playing one stops the others.
document.addEventListener(
  "play",
  (event) => {
    for (const other of document.querySelectorAll("audio")) if (other !== event.target) other.pause();
  },
  { capture: true },
);

/** What a card that is in use would have been redrawn with, when it was first kept as it is. @type {WeakMap<Element, string>} */
const heldBack = new WeakMap();
/** The cards whose user wants to see what is new. @type {WeakSet<Element>} */
const released = new WeakSet();

/** Whether somebody listens there, stands at a place of the recording, or is there with the keyboard. @param {Element} card */
function isInUse(card) {
  const audio = card.querySelector("audio");
  if (!audio || released.has(card)) return false;
  return !audio.paused || (audio.currentTime > 0 && !audio.ended) || card.contains(document.activeElement);
}

/** @param {Element} card */
function offerNews(card) {
  if (card.querySelector("[data-news]")) return;
  const line = document.createElement("p");
  line.className = "row row--close small";
  line.dataset.news = "";
  line.setAttribute("role", "status");
  const button = document.createElement("button");
  button.className = "button button--small";
  button.type = "button";
  button.textContent = "Show it";
  button.addEventListener("click", () => void showNews(card));
  line.append("There is something new about this answer.", button);
  card.querySelector(".card__head")?.after(line);
}

/** Redraws a card at its user's wish, and leaves the keyboard where it was. @param {Element} card */
async function showNews(card) {
  released.add(card);
  await htmx.ajax("GET", card.getAttribute("hx-get") ?? "", { target: card, swap: "outerHTML" });
  const play = document.getElementById(card.id)?.querySelector('[data-do="play"]');
  if (play instanceof HTMLElement) play.focus();
}

document.addEventListener("htmx:beforeSwap", (event) => {
  // A partial that redraws itself must not stop the recording that somebody listens to, nor lose their place in it.
  const { target, requestConfig, xhr } = /** @type {CustomEvent} */ (event).detail;
  if (!(target instanceof Element) || requestConfig?.verb !== "get" || !isInUse(target)) return;
  event.preventDefault();
  const found = xhr.responseText.replace(/(name="csrf_token" value=)"[^"]*"/gu, "$1");
  const before = heldBack.get(target);
  if (before === undefined) heldBack.set(target, found);
  else if (before !== found) offerNews(target);
});
document.addEventListener("htmx:afterSwap", (event) => {
  localise(document.body);
  prepareChoosing(document.body);
  if (/** @type {CustomEvent} */ (event).detail.xhr.status === 422) showFaults(document);
  // A refused form still holds what was typed and not saved.
  if (/** @type {CustomEvent} */ (event).detail.xhr.status !== 422) return;
  for (const form of document.querySelectorAll("form[data-guard-changes]")) if (form instanceof HTMLFormElement) changed.add(form);
});
document.addEventListener("htmx:oobAfterSwap", () => localise(document.body));
document.addEventListener("htmx:sendError", () => toast("The server cannot be reached. Nothing was lost; please try again."));
document.addEventListener("htmx:responseError", (event) => {
  const status = /** @type {CustomEvent} */ (event).detail.xhr.status;
  if (status === 401) window.location.reload();
  else toast(status === 503 ? "The server is busy. Please try again in a moment." : "That did not work. Reload the page and try again.");
});

/** @param {ParentNode} root  A refused form: bring what is wrong into view and to the keyboard. */
function showFaults(root) {
  const faults = root.querySelector("[data-error-summary]");
  if (!(faults instanceof HTMLElement)) return;
  faults.scrollIntoView({ block: "center" });
  faults.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-error-summary] a") : null;
  const field = link && document.getElementById((link.getAttribute("href") ?? "").slice(1));
  if (!field) return;
  event.preventDefault();
  for (let above = field.closest("details"); above; above = above.parentElement?.closest("details") ?? null) above.open = true;
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});

/** @param {Element} root  Make the choice of prepared questions filter by competency. */
function prepareChoosing(root) {
  const choosing = root.querySelector("[data-choosing]");
  const tools = choosing?.querySelector("[data-choosing-tools]");
  if (!(choosing instanceof HTMLElement) || !(tools instanceof HTMLElement) || !tools.hidden) return;
  tools.hidden = false;
  const filter = tools.querySelector("[data-filter]");
  const lines = [...choosing.querySelectorAll("[data-competencies]")];
  const shown = () => lines.filter((line) => line instanceof HTMLElement && !line.hidden);
  filter?.addEventListener("change", () => {
    const wanted = filter instanceof HTMLSelectElement ? filter.value : "";
    for (const line of lines) {
      const tests = (line.getAttribute("data-competencies") ?? "").split(" ");
      if (line instanceof HTMLElement) line.hidden = wanted !== "" && !tests.includes(wanted);
    }
    choosing.querySelector("[data-none-shown]")?.toggleAttribute("hidden", shown().length > 0);
  });
  tools.querySelector("[data-check-shown]")?.addEventListener("click", () => {
    for (const line of shown()) line.querySelector("input")?.click();
  });
  if (!document.querySelector("[data-error-summary]")) {
    choosing.scrollIntoView({ block: "start" });
    choosing.focus({ preventScroll: true });
  }
}

localise(document.body);
showFaults(document);
prepareChoosing(document.body);
