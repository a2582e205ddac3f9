// What this browser itself understands while an answer is recorded: shown at once, and sent to the server as the last
// resort for a transcript. Only where the server says so, because some browsers send the voice to their maker for it.

import { isAway } from "./api.js";
import { delay } from "./uploader.js";

const SEND_EVERY_MS = 3_000;
const LAST_WORDS_MS = 1_200;
const AGAIN_MS = 400;
const MOST_CHARS = 12_000;
const FOR_GOOD = ["not-allowed", "service-not-allowed", "language-not-supported", "audio-capture"];

/** The browser's recogniser, or null: where there is none, and where the server does not want it. */
function recogniserKind() {
  if (document.getElementById("room")?.dataset.browserHears !== "yes") return null;
  const browser = /** @type {any} */ (window);
  return browser.SpeechRecognition ?? browser.webkitSpeechRecognition ?? null;
}

export class Overhearing {
  /**
   * @param {object} parts
   * @param {string} parts.language a tag such as "en"
   * @param {(text: string, revision: number) => Promise<import("./api.js").Answer>} parts.send
   * @param {(text: string) => void} parts.draw
   */
  constructor({ language, send, draw }) {
    this.language = language;
    this.send = send;
    this.draw = draw;
    /** What earlier rounds understood: a browser ends its recognition by itself now and then. */
    this.before = "";
    this.round = "";
    /** What the server has. */
    this.sent = "";
    this.revision = 0;
    this.running = false;
    /** @type {any} */
    this.recogniser = null;
    /** @type {Promise<unknown>} */
    this.ended = Promise.resolve();
    this.timer = 0;
  }

  /** The words so far. */
  get text() {
    return `${this.before} ${this.round}`.trim().slice(0, MOST_CHARS);
  }

  /** Does nothing where there is no recogniser. */
  start() {
    const Kind = recogniserKind();
    if (Kind === null) return;
    this.running = true;
    this.timer = window.setInterval(() => void this.#sendNews(), SEND_EVERY_MS);
    this.#listen(Kind);
  }

  /** Waits a moment for the last words, and sends them. */
  async stop() {
    const listened = this.running;
    this.#end();
    if (listened) {
      this.recogniser?.stop();
      await Promise.race([this.ended, delay(LAST_WORDS_MS)]);
    }
    await this.sendRest();
  }

  /** What has not reached the server, once more; it takes no words after the answer is closed. */
  async sendRest() {
    await Promise.race([this.#sendNews(), delay(LAST_WORDS_MS)]);
  }

  #end() {
    this.running = false;
    window.clearInterval(this.timer);
  }

  /** @param {any} Kind */
  #listen(Kind) {
    const recogniser = new Kind();
    recogniser.lang = this.language;
    recogniser.continuous = true;
    recogniser.interimResults = true;
    recogniser.onresult = (/** @type {any} */ event) => this.#heard(event.results);
    recogniser.onerror = (/** @type {any} */ event) => {
      if (!FOR_GOOD.includes(event.error)) return;
      this.#end();
      void this.#sendNews();
    };
    this.recogniser = recogniser;
    this.ended = new Promise((resolve) => {
      recogniser.onend = () => {
        recogniser.onresult = null; // what it says after its end was said before
        this.before = this.text;
        this.round = "";
        resolve(null);
        if (this.running) setTimeout(() => this.running && this.#listen(Kind), AGAIN_MS);
      };
    });
    try {
      recogniser.start();
    } catch {
      this.#end(); // another page has it
    }
  }

  /** @param {ArrayLike<ArrayLike<{transcript: string}>>} results */
  #heard(results) {
    this.round = Array.from(results, (result) => result[0]?.transcript ?? "")
      .join(" ")
      .replace(/\s+/g, " ")
      .trim();
    this.draw(this.text);
  }

  async #sendNews() {
    const text = this.text;
    if (text === this.sent || text === "") return;
    this.revision += 1;
    const revision = this.revision;
    const answer = await this.send(text, revision);
    if (!isAway(answer) && revision === this.revision) this.sent = text;
  }
}
