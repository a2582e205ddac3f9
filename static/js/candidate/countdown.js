// Time left, from the server's numbers. The client's wall clock is never asked: only the time since the answer came.

const SAID_AT_SECONDS = [60, 30, 10];

/** "1:05"; what has begun to run counts as a whole second. @param {number} ms */
export function clockText(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** @param {number} seconds */
const spoken = (seconds) => (seconds === 60 ? "One minute left" : `${seconds} seconds left`);

export class Countdown {
  /**
   * @param {object} parts
   * @param {(ms: number) => void} parts.onTick four times a second and at every change
   * @param {(words: string) => void} [parts.onSay] for screen readers
   * @param {() => void} [parts.onZero] once
   */
  constructor({ onTick, onSay = () => {}, onZero = () => {} }) {
    this.onTick = onTick;
    this.onSay = onSay;
    this.onZero = onZero;
    this.leftMs = 0;
    this.since = 0;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.over = true;
    /** @type {Set<number>} */
    this.said = new Set();
  }

  get remainingMs() {
    return this.timer === undefined ? this.leftMs : Math.max(0, this.leftMs - (performance.now() - this.since));
  }

  /** Shows a time that stands still. @param {number} ms */
  hold(ms) {
    this.stop();
    this.leftMs = ms;
    this.onTick(ms);
  }

  /** Runs from here; what is already below a mark is not announced. @param {number} ms */
  run(ms) {
    this.stop();
    this.over = false;
    this.said = new Set(SAID_AT_SECONDS.filter((mark) => ms <= mark * 1000));
    this.#from(ms);
    this.timer = setInterval(() => this.#tick(), 250);
  }

  /** The server's newer number for the same countdown. @param {number} ms */
  correct(ms) {
    if (this.timer === undefined) return this.hold(ms);
    this.#from(ms);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.over = true;
  }

  /** @param {number} ms */
  #from(ms) {
    this.leftMs = ms;
    this.since = performance.now();
    this.onTick(ms);
  }

  #tick() {
    const ms = this.remainingMs;
    this.onTick(ms);
    for (const mark of SAID_AT_SECONDS) {
      if (ms <= mark * 1000 && !this.said.has(mark)) {
        this.said.add(mark);
        this.onSay(spoken(mark));
      }
    }
    if (ms > 0 || this.over) return;
    this.stop();
    this.onZero();
  }
}
