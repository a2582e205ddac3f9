// Draws a recording's waveform as SVG, whose colours are the style sheet's: what was played, what is to come, silences,
// and where a part is missing. Bars are as many as there is room for.

const SVG = "http://www.w3.org/2000/svg";
const BAR = 2;
const STEP = 4;
const HEIGHT = 56;
const QUIET = 0.35; // Of a recording with nothing loud in it, this share of full scale fills the height: noise stays low.
let drawn = 0;

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** @param {string} hex  @returns {number[]}  0-255 each */
export function peaksOf(hex) {
  return Array.from({ length: hex.length >> 1 }, (_, at) => parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}

/**
 * As many bars as asked for, 0-1, each the loudest of its peaks; louder where the whole recording is quiet.
 * @param {readonly number[]} peaks
 * @param {number} count
 */
export function barsOf(peaks, count) {
  const loudest = peaks.reduce((most, peak) => Math.max(most, peak / 255), QUIET);
  return Array.from({ length: count }, (_, at) => {
    const first = Math.floor((at * peaks.length) / count);
    const last = Math.max(first + 1, Math.floor(((at + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.slice(first, last)) / 255 / loudest;
  });
}

/** @param {readonly number[]} bars  @returns {string}  an SVG path of upright lines */
function outline(bars) {
  return bars.map((bar, at) => {
    const half = Math.max(1, (bar * (HEIGHT - 4)) / 2);
    return `M${at * STEP + BAR / 2} ${(HEIGHT / 2 - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
  }).join("");
}

export class Wave {
  /**
   * @param {HTMLElement} place
   * @param {{ peaks: number[], silences: import("./spans.js").Span[], gaps: import("./spans.js").Span[], duration: number }} sound
   */
  constructor(place, sound) {
    this.place = place;
    this.sound = sound;
    this.played = 0;
    this.clip = shape("rect", { x: 0, y: 0, width: 0, height: HEIGHT });
    this.head = shape("rect", { class: "wave__head", y: 0, width: 2, height: HEIGHT, rx: 1 });
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(place);
  }

  close() {
    this.watcher.disconnect();
  }

  draw() {
    this.width = Math.max(STEP, Math.floor(this.place.clientWidth));
    const picture = shape("svg", { width: this.width, height: HEIGHT, "aria-hidden": "true", focusable: "false" });
    const clipped = shape("clipPath", { id: `played-${(drawn += 1)}` });
    clipped.append(this.clip);
    picture.append(clipped, ...this.#silences(), ...this.#bars(clipped.id), ...this.#gaps(), this.head);
    this.place.replaceChildren(picture);
    this.show(this.played);
  }

  /** @param {number} at  milliseconds */
  show(at) {
    this.played = at;
    const x = this.#x(at);
    this.clip.setAttribute("width", String(x));
    this.head.setAttribute("x", String(Math.min(x, (this.width ?? 2) - 2)));
  }

  /** @param {number} at  milliseconds */
  #x(at) {
    return this.sound.duration ? (Math.min(at, this.sound.duration) / this.sound.duration) * (this.width ?? 0) : 0;
  }

  /** @param {string} clip  the id of what was played */
  #bars(clip) {
    const { peaks } = this.sound;
    const line = peaks.length
      ? { d: outline(barsOf(peaks, Math.max(1, Math.floor((this.width ?? STEP) / STEP)))), "stroke-width": BAR }
      : { d: `M2 ${HEIGHT / 2}H${(this.width ?? STEP) - 2}`, "stroke-width": 4 };
    return [
      shape("path", { class: "wave__bars", ...line }),
      shape("path", { class: "wave__bars wave__bars--played", "clip-path": `url(#${clip})`, ...line }),
    ];
  }

  #silences() {
    return this.sound.silences.map(({ start, end }) =>
      shape("rect", { class: "wave__silence", x: this.#x(start), y: 0, width: Math.max(1, this.#x(end) - this.#x(start)), height: HEIGHT, rx: 4 }),
    );
  }

  #gaps() {
    return this.sound.gaps.map(({ start }) =>
      shape("path", { class: "wave__gap", d: `M${Math.min(Math.max(this.#x(start), 1.5), (this.width ?? 2) - 1.5)} 0V${HEIGHT}` }),
    );
  }
}
