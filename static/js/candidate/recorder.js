// One take: one MediaRecorder from start to stop, cut into numbered chunks that go to the store one after the other.

/** @typedef {import("./store.js").ChunkStore} ChunkStore */
/** @typedef {import("./store.js").Take} Take */

const SLICE_MS = 1_000;
const BITS_PER_SECOND = 40_000;
const LARGEST_PIECE_BYTES = 512 * 1024;
const KINDS = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];

/** The first kind of recording this browser can make, or null. */
export function recordingKind() {
  if (typeof MediaRecorder === "undefined") return null;
  return KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? null;
}

export class TakeRecorder {
  /**
   * @param {object} parts
   * @param {MediaStream} parts.stream
   * @param {ChunkStore} parts.store
   * @param {{room: number, turn: number, attempt: number, order: number}} parts.place
   * @param {() => void} parts.onKept a chunk is in the store
   * @param {() => void} parts.onBroken the recorder stopped by itself: the microphone went away
   */
  constructor({ stream, store, place, onKept, onBroken }) {
    const mimeType = recordingKind() ?? "";
    this.recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
    this.store = store;
    this.onKept = onKept;
    /** @type {Take} */
    this.take = { ...place, take: crypto.randomUUID(), chunks: 0, milliseconds: 0 };
    this.stopping = false;
    this.pausing = false;
    this.startedAt = 0;
    this.writing = Promise.resolve();
    this.stopped = new Promise((resolve) => this.recorder.addEventListener("stop", resolve, { once: true }));
    this.recorder.addEventListener("start", () => (this.startedAt = performance.now()));
    this.recorder.addEventListener("dataavailable", (event) => this.#queue(event.data));
    this.recorder.addEventListener("stop", () => {
      if (!this.stopping) onBroken();
    });
  }

  start() {
    this.startedAt = performance.now();
    this.recorder.start(SLICE_MS);
  }

  get recording() {
    return this.recorder.state !== "inactive";
  }

  /** What was said until this pause goes on its way now, marked, so that it is heard meanwhile. */
  pause() {
    if (!this.recording) return;
    this.pausing = true;
    this.recorder.requestData();
  }

  /** Resolves when the last chunk is in the store. */
  async stop() {
    this.stopping = true;
    if (this.recording) this.recorder.stop();
    await this.stopped;
    await this.writing;
  }

  /** Chunks are numbered in the order they were recorded, so each waits for the one before. @param {Blob} blob */
  #queue(blob) {
    if (blob.size === 0) return;
    const milliseconds = Math.round(performance.now() - this.startedAt);
    const pauses = this.pausing;
    this.pausing = false;
    this.writing = this.writing.then(() => this.#keep(blob, milliseconds, pauses));
  }

  /** @param {Blob} blob @param {number} milliseconds @param {boolean} pauses whether the speaker does after it */
  async #keep(blob, milliseconds, pauses) {
    const mime = this.recorder.mimeType || blob.type;
    for (const piece of pieces(blob)) {
      const body = await piece.arrayBuffer();
      const { room, turn, take, attempt, chunks } = this.take;
      const chunk = { room, turn, take, attempt, seq: chunks, mime, pauses, sha256: await sha256(body), body };
      this.take = { ...this.take, chunks: chunks + 1, milliseconds };
      await this.store.keep(chunk, this.take);
      this.onKept();
    }
  }
}

/** A blob over 512 kB, cut; its parts stay in order by their numbers. @param {Blob} blob */
export function pieces(blob) {
  const count = Math.ceil(blob.size / LARGEST_PIECE_BYTES);
  return Array.from({ length: count }, (_, nth) =>
    blob.slice(nth * LARGEST_PIECE_BYTES, (nth + 1) * LARGEST_PIECE_BYTES),
  );
}

/** @param {ArrayBuffer} body */
export async function sha256(body) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
