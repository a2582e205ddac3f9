// Sends what the store holds: at most four chunks at a time, and slower only when nothing at all gets through.

/** @typedef {import("./store.js").Chunk} Chunk */
/** @typedef {import("./store.js").ChunkStore} ChunkStore */
/** @typedef {import("./api.js").Outcome} Outcome */
/** @typedef {import("./api.js").ShutOut} ShutOut */
/** @typedef {"saved" | "sending" | "waiting" | ShutOut} UploadState */

const IN_FLIGHT = 4;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 8_000;

/** Full jitter, so that many browsers do not come back in step. @param {number} failures */
export function pauseMs(failures) {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
  return ceiling / 2 + Math.random() * (ceiling / 2);
}

export class Uploader {
  /**
   * @param {object} parts
   * @param {ChunkStore} parts.store
   * @param {number} parts.room
   * @param {(chunk: Chunk) => Promise<Outcome>} parts.send
   * @param {(state: UploadState) => void} parts.onState
   * @param {(turn: number) => void} parts.onSealed the server closed this answer before a chunk of it arrived
   * @param {() => void} parts.onHeard the server has recognised more of what was sent
   */
  constructor({ store, room, send, onState, onSealed, onHeard }) {
    this.store = store;
    this.room = room;
    this.send = send;
    this.onState = onState;
    this.onSealed = onSealed;
    this.onHeard = onHeard;
    /** Up to where the newest take is recognised. */
    this.heard = { take: "", ms: 0 };
    this.failures = 0;
    this.fresh = false;
    /** Why the server took nothing of the last batch, if it was the page's fault. @type {ShutOut | null} */
    this.shutOut = null;
    /** What is on its way now. @type {Promise<unknown>} */
    this.batch = Promise.resolve();
    /** @type {() => void} */
    this.resume = () => {};
    addEventListener("online", () => this.resume());
  }

  /** Something new is in the store. It does not cut a back-off short: the network is no better for it. */
  nudge() {
    this.fresh = true;
    if (this.failures === 0) this.resume();
  }

  /** Runs for as long as the page lives. */
  async run() {
    for (;;) {
      const batch = await this.store.pending(this.room, IN_FLIGHT);
      if (batch.length === 0) await this.#rest();
      else await this.#sendBatch(batch);
    }
  }

  /**
   * Resolves once the store holds nothing of this turn, or with the reason why the server takes nothing from this page.
   * @param {number} turn
   * @returns {Promise<ShutOut | null>}
   */
  async emptied(turn) {
    this.shutOut = null;
    this.resume();
    while ((await this.store.waiting(this.room, turn)) > 0) {
      if (this.shutOut !== null) return this.shutOut;
      await delay(100);
    }
    return null;
  }

  async #rest() {
    this.failures = 0;
    this.shutOut = null;
    this.onState("saved");
    if (!this.fresh) await this.#pause(2_000);
    this.fresh = false;
  }

  /** @param {Chunk[]} batch */
  async #sendBatch(batch) {
    if (this.failures === 0) this.onState("sending");
    const sending = Promise.all(batch.map((chunk) => this.#sendOne(chunk)));
    this.batch = sending;
    const outcomes = await sending;
    this.shutOut = shutOutOf(outcomes);
    if (outcomes.some(({ kind }) => kind !== "again" && kind !== "gone" && kind !== "stale")) {
      this.failures = 0;
      return;
    }
    this.failures += 1;
    if (this.shutOut !== null) this.onState(this.shutOut);
    else if (this.failures > 1) this.onState("waiting");
    await this.#pause(Math.max(pauseMs(this.failures), ...outcomes.map((outcome) => outcome.afterMs)));
  }

  /** @param {Chunk} chunk @returns {Promise<Outcome>} */
  async #sendOne(chunk) {
    const outcome = await this.send(chunk);
    if (outcome.kind === "stored" || outcome.kind === "refused") await this.store.drop(chunk);
    this.#heed(chunk.take, outcome.heardMs ?? 0);
    if (outcome.kind === "sealed") {
      await this.store.dropTurn(this.room, chunk.turn);
      this.onSealed(chunk.turn);
    }
    return outcome;
  }

  /** @param {string} take @param {number} ms */
  #heed(take, ms) {
    if (take !== this.heard.take) this.heard = { take, ms: 0 };
    if (ms <= this.heard.ms) return;
    this.heard.ms = ms;
    this.onHeard();
  }

  /** @param {number} ms */
  #pause(ms) {
    return new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
      const timer = setTimeout(resolve, ms);
      this.resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** @param {Outcome[]} outcomes @returns {ShutOut | null} */
function shutOutOf(outcomes) {
  for (const { kind } of outcomes) if (kind === "gone" || kind === "stale") return kind;
  return null;
}

/** @param {number} ms */
export const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
