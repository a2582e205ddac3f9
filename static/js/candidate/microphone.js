// The microphone: asking for it, saying in plain words why it was refused, and showing how loud it is.

const CHOSEN = "candid:microphone";

/** @typedef {{kind: "insecure" | "unsupported" | "refused" | "missing" | "busy", title: string, help: string}} Trouble */

export const chosenDevice = () => localStorage.getItem(CHOSEN) ?? "";

/** @param {string} deviceId */
export const chooseDevice = (deviceId) => localStorage.setItem(CHOSEN, deviceId);

/** Raises the browser's DOMException; `troubleOf` explains it. @param {string} deviceId */
export async function openMicrophone(deviceId = chosenDevice()) {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no microphone access", "NotSupportedError");
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
  const device = deviceId ? { deviceId: { ideal: deviceId } } : {};
  return navigator.mediaDevices.getUserMedia({ audio: { ...audio, ...device } });
}

/** @param {MediaStream | null} stream */
export function closeMicrophone(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

/** @param {unknown} error @returns {Trouble} */
export function troubleOf(error) {
  if (!isSecureContext) {
    return {
      kind: "insecure",
      title: "This address is not secure",
      help: "A browser gives the microphone only to pages that start with https. Please open your link with https, or answer in writing.",
    };
  }
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") {
    return { kind: "refused", title: "The microphone was not allowed", help: howToAllow() };
  }
  if (name === "NotFoundError" || name === "OverconstrainedError") {
    return {
      kind: "missing",
      title: "No microphone was found",
      help: "Please plug one in, or switch it on, and try again. You can also answer in writing.",
    };
  }
  if (name === "NotSupportedError") {
    return {
      kind: "unsupported",
      title: "This browser cannot record",
      help: "Please open your link in a current Chrome, Edge, Firefox or Safari, or answer in writing.",
    };
  }
  return {
    kind: "busy",
    title: "The microphone could not be opened",
    help: "Another program may be using it. Close video calls and recorders, then try again.",
  };
}

function howToAllow() {
  const agent = navigator.userAgent;
  if (/iPhone|iPad/.test(agent)) {
    return "On an iPhone or iPad: tap the page menu beside the address, then Website Settings, and set Microphone to Allow. Then try again.";
  }
  if (/Android/.test(agent)) {
    return "Tap the sign to the left of the address, then Permissions, and allow the microphone. Then try again.";
  }
  if (/Firefox\//.test(agent)) {
    return "Click the crossed-out microphone to the left of the address and remove the block. Then try again.";
  }
  if (/Chrome\/|Edg\//.test(agent)) {
    return "Click the sign to the left of the address and switch Microphone on. Then try again.";
  }
  return "In Safari's menu choose Settings for This Website and set Microphone to Allow. Then try again.";
}

/** How loud a stream is, from 0 to 1, sixty times a second at most. */
export class LevelMeter {
  /** @param {MediaStream} stream @param {(level: number) => void} onLevel */
  constructor(stream, onLevel) {
    this.onLevel = onLevel;
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.source = this.context.createMediaStreamSource(stream);
    this.source.connect(this.analyser);
    this.frame = requestAnimationFrame(() => this.#measure());
    this.resume = () => void this.context.resume();
    addEventListener("pointerdown", this.resume);
    addEventListener("keydown", this.resume);
  }

  close() {
    cancelAnimationFrame(this.frame);
    removeEventListener("pointerdown", this.resume);
    removeEventListener("keydown", this.resume);
    this.source.disconnect();
    void this.context.close();
  }

  #measure() {
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length;
    this.onLevel(loudness(power));
    this.frame = requestAnimationFrame(() => this.#measure());
  }
}

/** Mean power to 0-1: -60 dB and below is 0, -10 dB and above is 1. @param {number} power */
export function loudness(power) {
  const decibel = 10 * Math.log10(power + 1e-12);
  return Math.min(1, Math.max(0, (decibel + 60) / 50));
}

/** Draws a level into a `.level` element made of bars. @param {Element} meter @param {number} level */
export function drawLevel(meter, level) {
  const bars = meter.children;
  for (let nth = 0; nth < bars.length; nth += 1) {
    bars[nth].classList.toggle("is-lit", level * bars.length > nth + 0.15);
  }
}
