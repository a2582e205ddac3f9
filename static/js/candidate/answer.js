// One answer on its way to the server: takes are recorded, declared and sealed. Nothing here draws, but what this
// browser understands is handed to whoever does.

import { shutOut, untilReached } from "./api.js";
import { Overhearing } from "./overhear.js";
import { TakeRecorder } from "./recorder.js";
import { delay } from "./uploader.js";

/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./store.js").ChunkStore} ChunkStore */
/** @typedef {import("./store.js").Take} Take */
/** @typedef {import("./uploader.js").Uploader} Uploader */
/** @typedef {{turn: number, attempt: number, language: string}} Place */
/** @typedef {"sealed" | "empty" | "refused" | import("./api.js").ShutOut} Sealed */

const EMPTY_TRIES = 4;

export class AnswerDesk {
  /**
   * @param {{room: number, api: Api, store: ChunkStore, uploader: Uploader, onAway: () => void,
   *   onHeard: (text: string) => void}} parts
   */
  constructor({ room, api, store, uploader, onAway, onHeard }) {
    this.room = room;
    this.api = api;
    this.store = store;
    this.uploader = uploader;
    this.onAway = onAway;
    this.onHeard = onHeard;
    /** @type {TakeRecorder | null} */
    this.recorder = null;
    /** @type {Overhearing | null} */
    this.overhearing = null;
    this.opening = false;
    /** Whose last words may still be on their way. @type {Overhearing[]} */
    this.heardBefore = [];
    /** Chunks that neither the server nor this browser has, by take. @type {Map<string, number[]>} */
    this.lost = new Map();
  }

  get recording() {
    return this.recorder?.recording ?? false;
  }

  /** What this browser understood of the take that runs, "" where it does not listen. */
  get heard() {
    return this.overhearing?.text ?? "";
  }

  /**
   * A new take of this attempt; does nothing while one runs.
   * @param {MediaStream} stream
   * @param {Place} place
   * @param {() => void} onBroken
   */
  async record(stream, place, onBroken) {
    if (this.recording || this.opening) return;
    this.opening = true;
    const order = (await this.store.takes(this.room, place.turn)).length;
    const broken = () => {
      this.recorder = null;
      void this.#stopOverhearing();
      onBroken();
    };
    const onKept = () => this.uploader.nudge();
    const at = { room: this.room, turn: place.turn, attempt: place.attempt, order };
    this.recorder = new TakeRecorder({ stream, store: this.store, place: at, onKept, onBroken: broken });
    this.recorder.start();
    this.#overhear(place, this.recorder.take.take);
    this.opening = false;
  }

  /** Resolves when everything recorded is in the store. */
  async stop() {
    const recorder = this.recorder;
    this.recorder = null;
    await Promise.all([recorder?.stop(), this.#stopOverhearing()]);
  }

  /** @param {Place} place @param {string} take */
  #overhear(place, take) {
    const send = (/** @type {string} */ text, /** @type {number} */ revision) =>
      this.api.understood(place.turn, take, { attempt: place.attempt, revision, text });
    this.overhearing = new Overhearing({ language: place.language, send, draw: this.onHeard });
    this.overhearing.start();
  }

  async #stopOverhearing() {
    const overhearing = this.overhearing;
    this.overhearing = null;
    if (overhearing) this.heardBefore.push(overhearing);
    await overhearing?.stop();
  }

  /** The candidate has paused. */
  pause() {
    this.recorder?.pause();
  }

  /** The last part of a second, before the page may go away. */
  flush() {
    if (this.recording) this.recorder?.recorder.requestData();
  }

  /**
   * Seals the recording once all of it has arrived.
   * @param {Place} place
   * @param {boolean} timeIsUp then an answer without a recording is sealed as well
   * @returns {Promise<Sealed>}
   */
  async seal(place, timeIsUp) {
    for (let tries = 1; ; tries += 1) {
      const out = await this.uploader.emptied(place.turn);
      if (out !== null) return out;
      await Promise.all(this.heardBefore.map((one) => one.sendRest()));
      const answer = await this.#finish(place);
      if (isSealed(answer)) {
        await this.#forget(place.turn);
        return "sealed";
      }
      if (answer.status === 409 && answer.body.gaps) await this.#giveUp(place.turn, answer.body.gaps);
      else if (answer.status !== 422) return shutOut(answer) ?? "refused";
      else if (!timeIsUp || tries > EMPTY_TRIES) return "empty";
      await delay(500);
    }
  }

  /**
   * Throws the recording away and begins the next attempt. What is still on its way must land first, or it would
   * count as part of the new one.
   * @param {Place} place
   */
  async again(place) {
    await this.stop();
    await this.#forget(place.turn);
    await this.uploader.batch;
    return untilReached(() => this.api.again(place.turn), this.onAway);
  }

  /** @param {Place} place @param {string} text @returns {Promise<Sealed>} */
  async write(place, text) {
    const answer = await untilReached(() => this.api.written(place.turn, text), this.onAway);
    if (!isSealed(answer)) return shutOut(answer) ?? "refused";
    await this.#forget(place.turn);
    return "sealed";
  }

  /** The server adds what another device has sent. @param {Place} place */
  async #finish(place) {
    const here = (await this.store.takes(this.room, place.turn)).filter((take) => take.attempt === place.attempt);
    return untilReached(() => this.api.finish(place.turn, here, (take) => this.lost.get(take) ?? []), this.onAway);
  }

  /**
   * What the server misses and the store does not hold is lost, and nothing but that.
   * @param {number} turn @param {Record<string, number[]>} gaps
   */
  async #giveUp(turn, gaps) {
    for (const [take, missing] of Object.entries(gaps)) {
      const waiting = await this.store.numbers(this.room, turn, take);
      const lost = new Set([...(this.lost.get(take) ?? []), ...missing.filter((seq) => !waiting.has(seq))]);
      this.lost.set(take, [...lost]);
    }
  }

  /** Nothing of this turn's recording is needed here any more. @param {number} turn */
  async #forget(turn) {
    this.heardBefore = [];
    await this.store.dropTurn(this.room, turn);
  }
}

/** Now, or before. @param {import("./api.js").Answer} answer */
const isSealed = ({ status, body }) => status === 202 || body.error === "sealed" || body.error === "over";
