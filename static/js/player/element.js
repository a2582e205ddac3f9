// <answer-player>: an answer's recording with its waveform, words, silences and keys. It drives the <audio> inside it and
// follows what that does, whoever plays it. Without this file the browser's own controls are there.

import { wishOf } from "./keys.js";
import { SPEEDS, chosen, liked, likeSkipping, likeSpeed } from "./listening.js";
import { clock, lastBegun, spansOf } from "./spans.js";
import { Wave, peaksOf } from "./wave.js";
import { Words } from "./words.js";

const JUMP = 5000;
const BREATH = 300; // Of a silence that is skipped, so much is heard at both ends: words do not run into each other.

class AnswerPlayer extends HTMLElement {
  /** @type {AbortController | null} */
  #alive = null;
  #drag = false;
  #second = -1;

  connectedCallback() {
    const audio = this.querySelector("audio");
    const place = this.querySelector("[data-wave]");
    if (this.#alive || !audio || !(place instanceof HTMLElement)) return;
    this.#alive = new AbortController();
    this.audio = audio;
    this.place = place;
    this.duration = Number(this.dataset.duration);
    this.silences = spansOf(this.dataset.silences);
    audio.controls = false;
    for (const part of this.querySelectorAll("[data-controls]")) part.removeAttribute("hidden");
    const sound = { peaks: peaksOf(this.dataset.peaks ?? ""), silences: this.silences, gaps: spansOf(this.dataset.gaps), duration: this.duration };
    this.wave = new Wave(place, sound);
    this.words = new Words(this, (at) => {
      place.focus({ preventScroll: true }); // so that the keys go on from the word
      this.playFrom(at);
    });
    this.#listen();
    this.#prefer();
    this.#show();
  }

  disconnectedCallback() {
    this.#alive?.abort();
    this.#alive = null;
    this.wave?.close();
    this.words?.close();
  }

  /** Milliseconds from the recording's beginning. */
  get now() {
    return (this.audio?.currentTime ?? 0) * 1000;
  }

  /** @param {number} at  milliseconds */
  seek(at) {
    if (this.audio) this.audio.currentTime = Math.max(0, Math.min(at, this.duration)) / 1000;
    this.#show();
  }

  /** @param {number} at  milliseconds */
  playFrom(at) {
    this.seek(at);
    this.#play();
  }

  toggle() {
    if (this.audio?.paused) this.#play();
    else this.audio?.pause();
  }

  #play() {
    this.#say("");
    if (this.audio && this.now >= this.duration) this.audio.currentTime = 0;
    // The reason of a failure comes with the audio's own "error"; a pause before the first sound is none.
    this.audio?.play().catch(() => undefined);
  }

  #listen() {
    const signal = this.#alive?.signal;
    const audio = /** @type {HTMLAudioElement} */ (this.audio);
    for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, () => this.#turn(), { signal });
    // A page in the background draws no frames, but time goes on there too.
    for (const name of ["timeupdate", "seeked", "loadedmetadata"]) audio.addEventListener(name, () => this.#tick(), { signal });
    audio.addEventListener("error", () => this.#say("This recording cannot be played here."), { signal });
    chosen.addEventListener("change", () => this.#prefer(), { signal });
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("click", (event) => this.#press(event), { signal });
    this.querySelector("[data-speed]")?.addEventListener("change", (event) => {
      if (event.target instanceof HTMLSelectElement) likeSpeed(Number(event.target.value));
    }, { signal });
    this.#listenToPointer(signal);
  }

  /** @param {AbortSignal | undefined} signal */
  #listenToPointer(signal) {
    const place = /** @type {HTMLElement} */ (this.place);
    place.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.#drag = true;
      place.setPointerCapture(event.pointerId);
      this.#point(event);
    }, { signal });
    place.addEventListener("pointermove", (event) => this.#drag && this.#point(event), { signal });
    for (const name of ["pointerup", "pointercancel"]) place.addEventListener(name, () => (this.#drag = false), { signal });
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const { left, width } = /** @type {HTMLElement} */ (this.place).getBoundingClientRect();
    if (width) this.seek(((event.clientX - left) / width) * this.duration);
  }

  /** @param {MouseEvent} event */
  #press(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset.do === "play") this.toggle();
    else if (button.dataset.do === "skip") likeSkipping(!liked.skips);
    else this.#help();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const wish = wishOf(event);
    if (!wish) return;
    event.preventDefault();
    if (wish === "play") this.toggle();
    else if (wish === "help") this.#help();
    else if (wish === "slower" || wish === "faster") this.#change(wish === "faster" ? 1 : -1);
    else this.#go(wish);
  }

  /** @param {import("./keys.js").Wish} wish */
  #go(wish) {
    const word = wish.startsWith("word") ? this.words?.beside(this.now, wish === "word-on" ? 1 : -1) : null;
    if (word !== null && word !== undefined) this.seek(word);
    else if (wish === "back" || wish === "on") this.seek(this.now + (wish === "on" ? JUMP : -JUMP));
    else if (wish === "start" || wish === "end") this.seek(wish === "end" ? this.duration : 0);
  }

  /** @param {1 | -1} way */
  #change(way) {
    const at = Math.max(0, Math.min(SPEEDS.indexOf(liked.speed) + way, SPEEDS.length - 1));
    likeSpeed(SPEEDS[at]);
    this.#say(`Speed ${SPEEDS[at]}×`);
  }

  #help() {
    const keys = this.querySelector("[data-help]");
    const button = this.querySelector('[data-do="help"]');
    if (!(keys instanceof HTMLElement)) return;
    keys.hidden = !keys.hidden;
    button?.setAttribute("aria-expanded", String(!keys.hidden));
  }

  /** Take on how this person likes to listen. */
  #prefer() {
    if (this.audio) this.audio.defaultPlaybackRate = this.audio.playbackRate = liked.speed;
    const choice = this.querySelector("[data-speed]");
    if (choice instanceof HTMLSelectElement) choice.value = String(liked.speed);
    this.querySelector('[data-do="skip"]')?.setAttribute("aria-pressed", String(liked.skips));
  }

  /** It began or stopped. */
  #turn() {
    const running = this.audio !== undefined && !this.audio.paused;
    this.classList.toggle("is-playing", running);
    this.querySelector('[data-do="play"]')?.setAttribute("aria-label", running ? "Pause" : "Play");
    if (running) this.#frame();
    else this.#show();
  }

  #frame() {
    this.#tick();
    if (this.audio && !this.audio.paused && this.isConnected) requestAnimationFrame(() => this.#frame());
  }

  #tick() {
    if (liked.skips && this.audio && !this.audio.paused && !this.audio.seeking) this.#skip();
    this.#show();
  }

  #skip() {
    const silence = this.silences?.[lastBegun(this.silences, this.now - BREATH)];
    const goal = silence ? silence.end - BREATH : 0;
    if (this.now >= goal - BREATH) return;
    this.#say(`Skipped ${((goal - this.now) / 1000).toFixed(1)} s of silence`);
    this.seek(goal);
  }

  #show() {
    const at = Math.min(this.now, this.duration);
    this.wave?.show(at);
    const running = this.classList.contains("is-playing");
    if (running || at > 0) this.words?.show(this.now, running);
    const second = Math.floor(at / 1000);
    if (second === this.#second) return;
    this.#second = second;
    const shown = this.querySelector("[data-now]");
    if (shown) shown.textContent = clock(at);
    this.place?.setAttribute("aria-valuenow", String(second));
    this.place?.setAttribute("aria-valuetext", `${clock(at)} of ${clock(this.duration)}`);
  }

  /** @param {string} text */
  #say(text) {
    const said = this.querySelector("[data-said]");
    if (said) said.textContent = text;
  }
}

customElements.define("answer-player", AnswerPlayer);
