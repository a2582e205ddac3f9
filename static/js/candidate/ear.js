// The room's microphone while it is open: its stream, its level on the page, and a word when nothing is heard.

import { Pauses } from "./pauses.js";
import { LevelMeter, closeMicrophone, drawLevel, openMicrophone, troubleOf } from "./microphone.js";
import { recordingKind } from "./recorder.js";
import { part, write } from "./view.js";

/** @typedef {import("./microphone.js").Trouble} Trouble */

const SILENT_AFTER_MS = 6_000;
const SILENT_BELOW = 0.1;

export class Ear {
  /** @param {() => boolean} isRecording @param {() => void} onPause the speaker is silent after having spoken */
  constructor(isRecording, onPause) {
    this.isRecording = isRecording;
    this.pauses = new Pauses(onPause);
    /** @type {MediaStream | null} */
    this.stream = null;
    /** @type {LevelMeter | null} */
    this.meter = null;
    this.heardAt = 0;
  }

  /** What is wrong, or null. @returns {Promise<Trouble | null>} */
  async open() {
    this.close();
    try {
      this.stream = await openMicrophone();
      if (recordingKind() === null) throw new DOMException("no recorder", "NotSupportedError");
    } catch (error) {
      this.close();
      return troubleOf(error);
    }
    this.listenAfresh();
    this.meter = new LevelMeter(this.stream, (level) => this.#hear(level));
    return null;
  }

  close() {
    this.meter?.close();
    this.meter = null;
    closeMicrophone(this.stream);
    this.stream = null;
    write("[data-mic-words]", "Microphone off");
    this.#draw(0);
  }

  /** Silence counts from here, and pauses. */
  listenAfresh() {
    this.heardAt = performance.now();
    this.pauses.listenAfresh();
  }

  /** @param {number} level */
  #hear(level) {
    this.#draw(level);
    if (this.isRecording()) this.pauses.hear(level, performance.now());
    if (level >= SILENT_BELOW || !this.isRecording()) this.heardAt = performance.now();
    const silent = performance.now() - this.heardAt > SILENT_AFTER_MS;
    write("[data-mic-words]", silent ? "We hear nothing. Is your microphone muted?" : "Microphone on");
  }

  /** @param {number} level */
  #draw(level) {
    const meter = part(".room-foot [data-level]");
    if (meter) drawLevel(meter, level);
  }
}
