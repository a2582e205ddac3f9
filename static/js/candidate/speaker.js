// Says a question aloud: the server's clip when there is one, else the browser's own voice, and tells where in the text
// the voice is. Sound never holds up an interview: whatever goes wrong, `say` comes back and the page goes on.

import { placeAt, placed } from "./captions.js";

/** @typedef {import("./captions.js").Character} Character */
/** @typedef {import("./captions.js").Placed} Placed */

const NOTHING_HEARD_MS = 1_500;
const CLIP_LOADING_MS = 6_000;
const CLIP_STALLED_MS = 4_000;
const LOOK_EVERY_MS = 250;
const SLOWEST_MS_PER_CHARACTER = 140;
const USUAL_MS_PER_CHARACTER = 68;
const NO_BOUNDARY_MS = 900;
const LIPS_LEAD_MS = 50; // lips take their place before the sound is heard

/**
 * silent: no sound came, or it broke off. refused: the browser plays nothing before a click.
 * @typedef {"spoken" | "silent" | "refused" | "stopped"} Said
 */

/** Where the voice is: a place in the text, -1 while silent; guessed where `sure` is false. @typedef {(at: number, sure: boolean) => void} At */

export class Speaker {
  /** @param {At} [onAt] */
  constructor(onAt = () => {}) {
    this.onAt = onAt;
    /** @type {HTMLAudioElement | null} */
    this.audio = null;
    /** Ends what is being said. @type {() => void} */
    this.stop = () => {};
    if ("speechSynthesis" in window) speechSynthesis.getVoices(); // the list loads only once it was asked for
  }

  /**
   * @param {{text: string, language: string, clip: string, characters: Character[]}} question `clip` is an address, or empty
   * @returns {Promise<Said>}
   */
  async say({ text, language, clip, characters }) {
    this.stop();
    if (clip) {
      const said = await this.#play(clip, placed(text, characters));
      // A question of which half was heard is read, not begun anew in another voice.
      if (said !== "silent" || (this.audio?.currentTime ?? 0) > 0) return said;
    }
    return this.#voice(text, language);
  }

  /** @param {string} address @param {Placed[]} times @returns {Promise<Said>} */
  #play(address, times) {
    const audio = new Audio(address);
    this.audio = audio;
    return this.#once((end) => {
      this.stop = () => end("stopped");
      audio.addEventListener("ended", () => end("spoken"));
      audio.addEventListener("error", () => end("silent"));
      const watch = watched(audio, () => end("silent"));
      const drawing = everyFrame(() => {
        if (!audio.paused) this.onAt(placeAt(times, audio.currentTime * 1000 + LIPS_LEAD_MS), true);
      });
      audio.play().catch((error) => end(error.name === "NotAllowedError" ? "refused" : "silent"));
      return () => {
        clearInterval(watch);
        drawing();
        audio.pause();
      };
    });
  }

  /** Sentence by sentence: Chrome falls silent in the middle of an utterance of more than 15 s. */
  /** @param {string} text @param {string} language @returns {Promise<Said>} */
  #voice(text, language) {
    if (!("speechSynthesis" in window)) return Promise.resolve("silent");
    speechSynthesis.cancel();
    return this.#once((end) => {
      this.stop = () => end("stopped");
      let watch = setTimeout(() => end("silent"), NOTHING_HEARD_MS);
      const pace = new Pace(text, this.onAt);
      const utterances = placesOf(text).map(({ start, sentence }) => {
        const one = utterance(sentence, language);
        one.addEventListener("start", () => {
          clearTimeout(watch);
          watch = setTimeout(() => end("spoken"), 3_000 + sentence.length * SLOWEST_MS_PER_CHARACTER);
          pace.sentence(start, start + sentence.length);
        });
        one.addEventListener("boundary", (event) => {
          if (event.name !== "sentence") pace.word(start + event.charIndex);
        });
        one.addEventListener("error", (event) => end(event.error === "not-allowed" ? "refused" : "silent"));
        return one;
      });
      utterances.at(-1)?.addEventListener("end", () => end("spoken"));
      utterances.forEach((one) => speechSynthesis.speak(one));
      return () => {
        clearTimeout(watch);
        pace.stop();
        speechSynthesis.cancel();
      };
    });
  }

  /**
   * The first end counts, and cleans up.
   * @param {(end: (said: Said) => void) => () => void} begin
   * @returns {Promise<Said>}
   */
  #once(begin) {
    return new Promise((resolve) => {
      let over = false;
      /** @type {(said: Said) => void} */
      const end = (said) => {
        if (over) return;
        over = true;
        queueMicrotask(() => {
          tidy();
          this.onAt(-1, true);
        });
        resolve(said);
      };
      const tidy = begin(end);
    });
  }
}

/** Where a browser's voice is: at the word that it names, and on from there at the usual speed. */
class Pace {
  /** @param {string} text @param {At} onAt */
  constructor(text, onAt) {
    this.text = text;
    this.onAt = onAt;
    this.from = 0;
    this.until = 0;
    this.since = 0;
    /** Whether this sentence's words are named, and whether an earlier one's were not. */
    this.named = this.guesses = false;
    this.stop = everyFrame(() => this.#look());
  }

  /** A sentence begins; perhaps no word of it will be named. @param {number} from @param {number} until */
  sentence(from, until) {
    Object.assign(this, { from, until, since: performance.now(), named: false });
  }

  /** @param {number} at */
  word(at) {
    const rest = /^\S+/u.exec(this.text.slice(at));
    Object.assign(this, { from: at, until: at + (rest?.[0].length ?? 1), since: performance.now(), named: true });
  }

  #look() {
    if (this.until === 0) return;
    const now = performance.now();
    const passed = Math.floor((now - this.since) / USUAL_MS_PER_CHARACTER);
    const isOver = this.from + passed >= this.until;
    if (this.named) this.onAt(Math.min(this.from + passed, this.until - 1), true);
    else if (this.guesses || now - this.since > NO_BOUNDARY_MS) {
      this.guesses = true;
      this.onAt(isOver ? -1 : this.from + passed, false);
    }
  }
}

/** Calls `onSilence` when a clip does not begin, or does not go on. @param {HTMLAudioElement} audio @param {() => void} onSilence */
function watched(audio, onSilence) {
  let [place, since] = [0, performance.now()];
  return setInterval(() => {
    if (audio.currentTime !== place) [place, since] = [audio.currentTime, performance.now()];
    else if (performance.now() - since > (place === 0 ? CLIP_LOADING_MS : CLIP_STALLED_MS)) onSilence();
  }, LOOK_EVERY_MS);
}

/** Returns what ends it. @param {() => void} draw */
function everyFrame(draw) {
  let asked = 0;
  const next = () => {
    draw();
    asked = requestAnimationFrame(next);
  };
  asked = requestAnimationFrame(next);
  return () => cancelAnimationFrame(asked);
}

/** @param {string} text */
export function sentences(text) {
  return text.match(/[^.!?…。！？]+[.!?…。！？]*\s*/gu)?.map((one) => one.trim()).filter(Boolean) ?? [text];
}

/** Each sentence with where it starts. @param {string} text */
function placesOf(text) {
  let next = 0;
  return sentences(text).map((sentence) => {
    const start = Math.max(text.indexOf(sentence, next), next);
    next = start + sentence.length;
    return { start, sentence };
  });
}

/** @param {string} sentence @param {string} language */
function utterance(sentence, language) {
  const one = new SpeechSynthesisUtterance(sentence);
  one.lang = language;
  const voice = voiceFor(speechSynthesis.getVoices(), language);
  if (voice) one.voice = voice;
  return one;
}

/**
 * A voice of the question's language, one of this device before one from afar: "fi" is not "fil".
 * @template {{lang: string, localService?: boolean}} V
 * @param {V[]} voices
 * @param {string} language
 * @returns {V | undefined}
 */
export function voiceFor(voices, language) {
  const primary = (/** @type {string} */ tag) => tag.toLowerCase().split(/[-_]/)[0];
  const fitting = voices.filter((voice) => primary(voice.lang) === primary(language));
  return fitting.find((voice) => voice.localService) ?? fitting[0];
}
