// Says a question aloud: the server's clip when there is one, else the browser's own voice. Sound never holds up an
// interview: whatever goes wrong, `say` comes back and the page goes on.

const NOTHING_HEARD_MS = 1_500;
const CLIP_LOADING_MS = 6_000;
const SLOWEST_MS_PER_CHARACTER = 140;

/** @typedef {"spoken" | "silent" | "stopped"} Said */

export class Speaker {
  constructor() {
    /** @type {HTMLAudioElement | null} */
    this.audio = null;
    /** Ends what is being said. @type {() => void} */
    this.stop = () => {};
    if ("speechSynthesis" in window) speechSynthesis.getVoices(); // the list loads only once it was asked for
  }

  /**
   * @param {{text: string, language: string, clip: string}} question `clip` is an address, or empty
   * @returns {Promise<Said>}
   */
  async say({ text, language, clip }) {
    this.stop();
    if (clip) {
      const said = await this.#play(clip);
      if (said !== "silent") return said;
    }
    return this.#voice(text, language);
  }

  /** @param {string} address @returns {Promise<Said>} */
  #play(address) {
    const audio = new Audio(address);
    this.audio = audio;
    return this.#once((end) => {
      this.stop = () => end("stopped");
      audio.addEventListener("ended", () => end("spoken"));
      audio.addEventListener("error", () => end("silent"));
      const loading = setTimeout(() => end("silent"), CLIP_LOADING_MS);
      audio.addEventListener("playing", () => clearTimeout(loading), { once: true });
      audio.play().catch(() => end("silent"));
      return () => {
        clearTimeout(loading);
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
      const utterances = sentences(text).map((sentence) => utterance(sentence, language));
      for (const one of utterances) {
        one.addEventListener("start", () => {
          clearTimeout(watch);
          watch = setTimeout(() => end("spoken"), 3_000 + one.text.length * SLOWEST_MS_PER_CHARACTER);
        });
        one.addEventListener("error", () => end("silent"));
      }
      utterances.at(-1)?.addEventListener("end", () => end("spoken"));
      utterances.forEach((one) => speechSynthesis.speak(one));
      return () => {
        clearTimeout(watch);
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
        queueMicrotask(() => tidy());
        resolve(said);
      };
      const tidy = begin(end);
    });
  }
}

/** @param {string} text */
export function sentences(text) {
  return text.match(/[^.!?…]+[.!?…]*\s*/gu)?.map((one) => one.trim()).filter(Boolean) ?? [text];
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
