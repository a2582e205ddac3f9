// Plays an answer from a quote: a link beside a quote jumps in the answer's own player, and stops at the quote's end.
// Without this file the link opens the recording itself at that time.

/** @type {(() => void) | null} */
let stopAtEnd = null;

/**
 * @param {HTMLAudioElement} player
 * @param {number} from  seconds
 * @param {number} to  seconds
 */
function playPart(player, from, to) {
  for (const other of document.querySelectorAll("audio")) other.pause();
  if (stopAtEnd) stopAtEnd();
  const watch = () => {
    if (player.currentTime >= to) player.pause();
  };
  const forget = () => {
    player.removeEventListener("timeupdate", watch);
    player.removeEventListener("pause", forget);
  };
  const start = () => {
    player.currentTime = from;
    player.addEventListener("timeupdate", watch);
    player.play().then(() => player.addEventListener("pause", forget), forget);
  };
  stopAtEnd = forget;
  if (player.readyState >= HTMLMediaElement.HAVE_METADATA) start();
  else {
    player.addEventListener("loadedmetadata", start, { once: true });
    player.preload = "auto";
    player.load();
  }
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-play]") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  const player = document.querySelector(`audio[data-turn="${CSS.escape(link.dataset.play ?? "")}"]`);
  if (!(player instanceof HTMLAudioElement)) return;
  event.preventDefault();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  (player.closest("answer-player") ?? player).scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
  playPart(player, Number(link.dataset.from) / 1000, Number(link.dataset.to) / 1000);
});
