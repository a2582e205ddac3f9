// The sound check: microphone, practice answer, loudspeaker. Nothing here leaves the browser.

import {
  LevelMeter,
  chooseDevice,
  chosenDevice,
  closeMicrophone,
  drawLevel,
  openMicrophone,
  troubleOf,
} from "./microphone.js";
import { Countdown, clockText } from "./countdown.js";
import { recordingKind } from "./recorder.js";
import { Speaker } from "./speaker.js";
import { part, show, write } from "./view.js";
import { preferWriting } from "./writing.js";

const PRACTICE_MS = 20_000;
const LOUD_ENOUGH = 0.35;

/** @type {MediaStream | null} */
let stream = null;
/** @type {LevelMeter | null} */
let meter = null;
/** @type {MediaRecorder | null} */
let recorder = null;
let heard = false;

const speaker = new Speaker();
const clock = new Countdown({
  onTick: (ms) => write("[data-practise-clock]", `${clockText(ms)} left`),
  onZero: () => recorder?.stop(),
});

async function open(deviceId = chosenDevice()) {
  close();
  try {
    stream = await openMicrophone(deviceId);
    if (recordingKind() === null) throw new DOMException("no recorder", "NotSupportedError");
  } catch (error) {
    refused(troubleOf(error));
    return;
  }
  meter = new LevelMeter(stream, hear);
  await listDevices();
  drawOpen(true);
}

/** @param {import("./microphone.js").Trouble} trouble */
function refused(trouble) {
  close();
  drawOpen(false);
  show("[data-mic-ask]", false);
  show("[data-mic-trouble]", true);
  write("[data-trouble-title]", trouble.title);
  write("[data-trouble-help]", trouble.help);
  badge("Not working", "badge--warn");
}

function close() {
  meter?.close();
  closeMicrophone(stream);
  meter = null;
  stream = null;
}

/** @param {boolean} works */
function drawOpen(works) {
  show("[data-mic-ask]", !works);
  show("[data-mic-trouble]", false);
  show("[data-mic-works]", works);
  for (const needs of document.querySelectorAll("[data-needs-mic]")) {
    if (needs instanceof HTMLElement) needs.hidden = !works;
  }
  heard = false;
  if (works) badge("Listening", "badge--info");
}

/** @param {string} words @param {string} kind */
function badge(words, kind) {
  const state = part("[data-mic-state]");
  if (state) state.className = `badge ${kind}`;
  write("[data-mic-state]", words);
}

/** @param {number} level */
function hear(level) {
  const bars = part("#microphone [data-level]");
  if (bars) drawLevel(bars, level);
  if (heard || level < LOUD_ENOUGH) return;
  heard = true;
  badge("Works", "badge--good");
  write("[data-level-words]", "We hear you.");
}

async function listDevices() {
  const select = part("#device");
  if (!(select instanceof HTMLSelectElement) || stream === null) return;
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "audioinput");
  const used = stream.getAudioTracks()[0]?.getSettings().deviceId;
  select.replaceChildren(
    ...devices.map((one, nth) => new Option(one.label || `Microphone ${nth + 1}`, one.deviceId, false, one.deviceId === used)),
  );
}

function practise() {
  if (stream === null) return;
  if (recorder?.state === "recording") return recorder.stop();
  /** @type {Blob[]} */
  const parts = [];
  recorder = new MediaRecorder(stream, { mimeType: recordingKind() ?? "" });
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.addEventListener("stop", () => practised(new Blob(parts, { type: recorder?.mimeType })));
  recorder.start();
  write("[data-practise-words]", "Stop and listen");
  clock.run(PRACTICE_MS);
}

/** @param {Blob} answer */
function practised(answer) {
  clock.stop();
  write("[data-practise-clock]", "");
  write("[data-practise-words]", "Record it again");
  const player = part("[data-practice-audio]");
  if (!(player instanceof HTMLAudioElement)) return;
  if (player.src) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(answer);
  show("[data-playback]", true);
  player.play().catch(() => {}); // the player's own button stays
}

/** @param {string} language */
async function speak(language) {
  write("[data-speak-words]", "You should hear a sentence now.");
  const text = "Hello! This is how questions will sound. If you can hear this, everything is fine.";
  const said = await speaker.say({ text, language: language.startsWith("en") ? language : "en", clip: "" });
  if (said === "silent") await beep();
  write(
    "[data-speak-words]",
    said === "silent"
      ? "This browser has no voice of its own, so you heard a tone. Questions are always on the screen as well."
      : "Heard nothing? Turn the volume up, or just read the questions on the screen.",
  );
}

/** Half a second of a soft tone, for browsers without a voice. */
async function beep() {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: 440 });
  tone.connect(new GainNode(context, { gain: 0.15 })).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.5);
  await new Promise((resolve) => tone.addEventListener("ended", resolve));
  await context.close();
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-act], [data-go]") : null;
  if (!(button instanceof HTMLElement)) return;
  if (button.dataset.act === "open") void open();
  if (button.dataset.act === "practise") practise();
  if (button.dataset.act === "speak") void speak(button.dataset.language ?? "en");
  if (button.dataset.act === "write") preferWriting(true);
  if ("go" in button.dataset) preferWriting(false);
});
part("#device")?.addEventListener("change", (event) => {
  const deviceId = event.target instanceof HTMLSelectElement ? event.target.value : "";
  chooseDevice(deviceId);
  void open(deviceId);
});
addEventListener("pagehide", close);
for (const button of document.querySelectorAll("button[data-act]")) button.removeAttribute("disabled"); // now they are heard
