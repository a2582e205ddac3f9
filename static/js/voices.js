// The settings page's voices: a sample plays in its place, one at a time; without this file it opens as a page.

const audio = new Audio();
/** @type {HTMLElement | null} */
let playing = null;

/** @param {HTMLElement | null} link @param {string} words */
function write(link, words) {
  const place = link?.querySelector("[data-sample-words]");
  if (place) place.textContent = words;
}

function stop() {
  audio.pause();
  write(playing, "Sample");
  playing = null;
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-sample]") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  const again = link.isConnected && playing?.getAttribute("href") === link.getAttribute("href");
  stop();
  if (again) return;
  playing = link;
  write(link, "Stop");
  audio.src = link.href;
  audio.play().catch((error) => {
    if (error.name === "AbortError" || playing !== link) return;
    stop();
    write(link, "Cannot be played");
  });
});

audio.addEventListener("ended", stop);

// A list that was drawn anew meanwhile has other buttons: the same voice goes on.
document.addEventListener("htmx:afterSwap", () => {
  if (playing === null || playing.isConnected) return;
  playing = document.querySelector(`[data-sample][href="${playing.getAttribute("href")}"]`);
  if (playing) write(playing, "Stop");
});
