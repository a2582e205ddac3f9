// The interview room. The server draws `_turn.html` by phase; this module acts on what is drawn: it has the question
// spoken, starts the answer, records it, and submits it. It lives outside of the partial and survives its swaps.

import { AnswerDesk } from "./answer.js";
import { Api, shutOut, untilReached } from "./api.js";
import { Countdown, clockText } from "./countdown.js";
import { Ear } from "./ear.js";
import { Face } from "./face.js";
import { holdTab, takeTab } from "./onetab.js";
import { Patience } from "./patience.js";
import { markHere, wasJustHere } from "./returning.js";
import { Speaker } from "./speaker.js";
import { openStore } from "./store.js";
import { Uploader } from "./uploader.js";
import * as view from "./view.js";
import { dropDraft, keepDraft, newestDraft, preferWriting, prefersWriting, wordCount } from "./writing.js";

const ALIVE_EVERY_MS = 3_000;
const NOT_STARTED = "Waiting for the network. Your time has not started.";
const UNHEARD = {
  silent: "The question could not be played. Please read it, or try to play it again.",
  refused: "Your browser plays sound only after a click. Please read the question, or press “Play the question”.",
};
const NOT_SUBMITTED = {
  empty: "Nothing was recorded yet. Please answer aloud or in writing.",
  refused: "Your answer could not be submitted. It is kept here: please reload this page and try again.",
};
const GONE = "The microphone stopped. What you said so far is kept. Try it again, or go on in writing.";

class Room {
  /** @param {number} room @param {string} csrf */
  constructor(room, csrf) {
    this.room = room;
    this.api = new Api(csrf);
    this.face = new Face();
    this.speaker = new Speaker((at, sure) => this.face.at(at, sure));
    /** Whether this tab holds the interview. */
    this.active = false;
    /** Whether a submit or a start is on its way. */
    this.busy = false;
    this.writing = false;
    /** What the server has of the answer being typed, since this page was opened. @type {string | null} */
    this.draftSent = null;
    /** What is on its way there, and may have arrived. */
    this.draftOnItsWay = "";
    /** Whether the candidate has come back and not said yet how to go on: until then nothing is recorded. */
    this.back = false;
    /** What the server knows of the way of answering, one word after the other. @type {Promise<unknown>} */
    this.told = Promise.resolve();
    /** Whether an answer would have begun, had the microphone been open. */
    this.waiting = false;
    /** The server's clock needs to know of the question before the answer. @type {Promise<unknown>} */
    this.shown = Promise.resolve();
    /** @type {view.DrawnTurn | null} */
    this.turn = null;
    /** Why the server takes nothing from this page. @type {import("./api.js").ShutOut | null} */
    this.shutOut = null;
    this.ear = new Ear(
      () => this.desk?.recording ?? false,
      () => this.paused(),
    );
    /** What is left of the time to read a question that could not be heard. */
    this.readingMs = 0;
    this.reading = new Countdown({ onTick: (ms) => this.#drawReading(ms), onZero: () => void this.think() });
    this.thinking = new Countdown({ onTick: (ms) => this.#drawThinking(ms), onZero: () => void this.begin() });
    this.answerClock = new Countdown({
      onTick: view.drawAnswerClock,
      onSay: view.say,
      onZero: () => void this.timeIsUp(),
    });
    this.patience = new Patience((words) => {
      view.write("[data-slow]", words);
      view.say(words);
    });
    this.interviewClock = new Countdown({ onTick: view.drawInterviewClock });
  }

  async open() {
    this.store = await openStore();
    this.uploader = new Uploader({
      store: this.store,
      room: this.room,
      send: (chunk) => this.api.putChunk(chunk),
      onState: (state) => this.drawSaved(state),
      onSealed: () => this.refresh(),
      onHeard: () => void this.alive(),
    });
    const onAway = () => view.now("Waiting for the network – your answer is kept on this device.");
    const { api, store, uploader } = this;
    this.desk = new AnswerDesk({ room: this.room, api, store, uploader, onAway, onHeard: view.drawHeard });
    void this.uploader.run();
    this.listen();
    holdTab(this.lockName, {
      onHeld: () => this.activate(),
      onBusy: () => this.standBy(),
      onLost: () => this.standBy(),
    });
    setInterval(() => void this.alive(), ALIVE_EVERY_MS);
  }

  /** @param {import("./uploader.js").UploadState} state */
  drawSaved(state) {
    view.drawSaved(state === "waiting" && !this.store?.lasting ? "fragile" : state);
    if (state === "gone" || state === "stale") this.drawShutOut(state);
  }

  /** The server takes nothing from this page, or does again. @param {import("./api.js").ShutOut | null} out */
  drawShutOut(out) {
    if (out === this.shutOut) return;
    this.shutOut = out;
    view.drawFailure(out === null ? "" : view.SHUT_OUT[out]);
  }

  get lockName() {
    return `candid-room-${this.room}`;
  }

  listen() {
    document.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
      if (button instanceof HTMLElement) void this.act(button.dataset.act ?? "");
    });
    document.body.addEventListener("htmx:afterSwap", (event) => {
      if (!(event.target instanceof Element && event.target.id === "note")) this.draw();
    });
    view.part("#written")?.addEventListener("input", () => this.typed());
    addEventListener("pagehide", () => this.mark());
    addEventListener("beforeunload", (event) => {
      if (!this.desk?.recording) return;
      this.desk.flush();
      event.preventDefault();
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload(); // a page from the back-forward cache has lost its microphone
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.desk?.flush();
      else void this.stayAwake();
    });
  }

  /** @param {string} name */
  async act(name) {
    /** @type {Record<string, () => unknown>} */
    const acts = {
      begin: () => (this.back ? this.goOn() : this.begin()),
      "go-on": () => this.goOn(),
      play: () => this.replay(),
      "hide-avatar": () => this.face.want(false),
      "show-avatar": () => this.face.want(true),
      submit: () => this.submit(false),
      again: () => this.again(),
      write: () => this.write(),
      "submit-written": () => this.submitWritten(),
      "speak-instead": () => this.speakInstead(),
      "open-microphone": () => this.openMicrophone(),
      "take-over": () => takeTab(this.lockName, { onHeld: () => this.activate(true), onLost: () => this.standBy() }),
    };
    await acts[name]?.();
  }

  /** This tab is the one that records. @param {boolean} [chosen] by a click here */
  activate(chosen = false) {
    this.active = true;
    view.show("#other-tab", false);
    this.writing = prefersWriting() || view.drawnTurn()?.inWriting === true;
    this.back = !chosen && !this.writing && !wasJustHere(this.room) && view.drawnTurn()?.begins !== true;
    void this.stayAwake();
    if (!this.writing && !this.back) void this.openMicrophone();
    this.turn = null;
    void this.refresh().then(() => this.draw());
  }

  /** For a reload of this tab: here was the interview. */
  mark() {
    if (this.active && !this.back) markHere(this.room);
  }

  /** Who came back says to go on aloud. */
  async goOn() {
    this.back = false;
    view.drawBack(null);
    view.show("[data-voice-actions]", true);
    await this.openMicrophone();
    if (this.turn?.phase === "asking" && this.ear.stream !== null) await this.begin();
  }

  /** Another tab is. */
  standBy() {
    this.active = false;
    this.speaker.stop();
    this.stopWaiting();
    this.answerClock.stop();
    this.interviewClock.stop();
    void this.desk?.stop();
    this.ear.close();
    view.show("#other-tab", true);
    view.now("Not here: this interview goes on in another tab.");
    view.setRecording(false);
    view.lockActions(true);
  }

  /** Acts on the partial as it stands now; the same one twice changes nothing. */
  draw() {
    const turn = view.drawnTurn();
    if (turn === null || !this.active) return;
    if (turn.room !== this.room) return this.drawShutOut("gone");
    const known = this.turn;
    this.turn = turn;
    this.drawClocks(turn);
    if (turn.stamp === known?.stamp) return;
    if (turn.turn !== known?.turn || turn.inWriting !== known.inWriting) this.chooseWay(turn);
    if (turn.turn !== known?.turn) {
      this.draftSent = null;
      this.draftOnItsWay = "";
    }
    view.drawFailure("");
    view.drawBack(null);
    if (turn.phase === "asking" || turn.phase === "answering") this.patience.end();
    if (turn.phase === "asking") this.ask(turn);
    else if (turn.phase === "answering") this.answer();
    else this.rest(turn);
  }

  /** Aloud or in writing: in an interview in writing the microphone stays off. @param {view.DrawnTurn} turn */
  chooseWay(turn) {
    this.writing = turn.inWriting || prefersWriting();
    view.allowSpeaking(!turn.inWriting);
    if (!turn.inWriting) return;
    this.back = false;
    view.drawTrouble(null);
    this.ear.close();
  }

  /** @param {view.DrawnTurn} turn */
  drawClocks(turn) {
    const counting = turn.phase === "answering" || (turn.phase === "asking" && turn.answerMs < turn.wholeMs);
    view.drawWhole(turn.wholeMs);
    if (!counting) {
      this.answerClock.hold(turn.answerMs);
      this.interviewClock.hold(turn.interviewMs);
    } else if (this.answerClock.over) {
      this.answerClock.run(turn.answerMs);
      this.interviewClock.run(turn.interviewMs);
    } else {
      this.answerClock.correct(turn.answerMs);
      this.interviewClock.correct(turn.interviewMs);
    }
  }

  /** A new question: shown, spoken, thought about. @param {view.DrawnTurn} turn */
  async ask(turn) {
    this.waiting = false;
    this.stopWaiting();
    this.face.of(turn);
    view.setSound("fine");
    view.lockActions(false);
    view.setWriting(false);
    if (this.back) view.drawBack("asking");
    view.write("[data-begin-words]", this.writing ? "Start writing" : "Start my answer");
    if (!this.back) view.part("#question")?.focus();
    const onAway = () => {
      if (this.busy) view.now(NOT_STARTED);
    };
    this.shown = untilReached(() => this.api.shown(turn.turn), onAway);
    const said = await this.speak();
    if (said === "stopped" || this.turn?.stamp !== turn.stamp) return;
    if (this.back) return view.now("Your answer starts when you say so.");
    if (said === "spoken") return this.think();
    this.readingMs = turn.readingMs;
    view.say(UNHEARD[said]);
    this.reading.run(turn.readingMs);
  }

  /** The question was heard, or read: now the time to think, and then the answer. */
  async think() {
    const turn = this.turn;
    this.readingMs = 0;
    if (turn === null || turn.phase !== "asking") return;
    if (turn.thinkingSeconds > 0) this.thinking.run(turn.thinkingSeconds * 1000);
    else await this.begin();
  }

  /** Once more, at a click. The time to read stands still meanwhile, and is over once the question was heard. */
  async replay() {
    if (!this.reading.over) this.readingMs = this.reading.remainingMs;
    this.reading.stop();
    const stamp = this.turn?.stamp;
    const said = await this.speak();
    if (this.readingMs === 0 || said === "stopped" || this.busy || this.turn?.stamp !== stamp) return;
    if (said === "spoken") await this.think();
    else this.reading.run(this.readingMs);
  }

  /** Nothing starts an answer by itself any more. */
  stopWaiting() {
    this.reading.stop();
    this.thinking.stop();
    this.readingMs = 0;
  }

  /** The question aloud; its text stands on the page whatever becomes of the sound. */
  async speak() {
    const turn = this.turn;
    if (turn === null) return "stopped";
    view.now("Listen to the question.");
    view.setMood("speaking");
    const said = await this.speaker.say(turn);
    if (this.turn?.stamp === turn.stamp) {
      view.setMood("still");
      if (said !== "stopped") view.setSound(said === "spoken" ? "fine" : said);
    }
    return said;
  }

  /** @param {number} ms */
  #drawThinking(ms) {
    if (!this.writing && this.ear.stream === null) {
      const needs = "Your answer needs your microphone, or your keyboard.";
      return view.now(`${needs} Time to think: ${clockText(ms)}.`);
    }
    view.now(`Take a moment to think. Your answer starts in ${clockText(ms)}.`);
  }

  /** @param {number} ms */
  #drawReading(ms) {
    const heard = view.part("#room")?.dataset.sound === "refused" ? UNHEARD.refused : UNHEARD.silent;
    view.now(`${heard} Time to read: ${clockText(ms)}.`);
  }

  /** The answer's clock starts, on the server; only then is anything recorded. */
  async begin() {
    const turn = this.turn;
    if (turn === null || turn.phase !== "asking" || this.busy) return;
    this.waiting = !this.writing && this.ear.stream === null;
    if (this.waiting) return this.needMicrophone(turn);
    this.busy = true;
    this.stopWaiting();
    this.speaker.stop();
    view.lockActions(true);
    await this.shown;
    const began = await untilReached(
      () => this.api.begin(turn.turn),
      () => view.now(NOT_STARTED),
    );
    if (began.status === 200 && began.body.phase === "answering") void this.record(turn);
    this.busy = false;
    if (shutOut(began) === null) return this.refresh();
    view.lockActions(false);
    this.drawShutOut(shutOut(began));
  }

  /** The answer runs: recorded, or written. */
  answer() {
    view.setMood("listening");
    view.lockActions(false);
    if (this.writing) return this.showWriting();
    view.setWriting(false);
    if (this.back) return this.askHowToGoOn();
    if (this.ear.stream === null) this.nowRecording("Not recording: the microphone is not ready.");
    else if (this.turn) void this.record(this.turn);
  }

  /** Somebody is here again, and an answer runs: nothing is recorded before they say so. */
  askHowToGoOn() {
    view.show("[data-voice-actions]", false);
    view.drawBack("answering");
    this.nowRecording("Not recording. What had arrived before is kept.");
  }

  /** The server works; nothing is asked of the candidate. @param {view.DrawnTurn} turn */
  rest(turn) {
    const still = turn.phase === "done" || turn.phase === "coaching" || turn.phase === "feedback";
    view.setMood(still ? "still" : "thinking");
    view.setWriting(false);
    this.stopWaiting();
    this.speaker.stop();
    void this.desk?.stop();
    view.say(view.part("[data-says]")?.textContent ?? "");
    view.part("[data-feedback-title]")?.focus();
    if (still) this.patience.end();
    else this.patience.begin();
  }

  /** @param {view.DrawnTurn} turn */
  async record(turn) {
    if (!this.active || this.writing || this.back || this.ear.stream === null) return;
    this.ear.listenAfresh();
    await this.desk?.record(this.ear.stream, turn, () => this.lostMicrophone());
    this.nowRecording("Recording. Speak now.");
  }

  /** @param {boolean} timeIsUp */
  async submit(timeIsUp) {
    const turn = this.turn;
    if (turn === null || turn.phase !== "answering" || this.busy || !this.desk) return;
    this.busy = true;
    view.lockActions(true);
    await this.desk.stop();
    this.nowRecording(timeIsUp ? "Your time is up. Sending your answer …" : "Sending your answer …");
    const sealed = await this.desk.seal(turn, timeIsUp);
    this.busy = false;
    if (sealed === "sealed") {
      dropDraft(this.room, turn.turn);
      return this.refresh();
    }
    view.lockActions(false);
    this.notSubmitted(sealed);
    if (sealed === "empty") this.answer();
  }

  /** @param {Exclude<import("./answer.js").Sealed, "sealed">} why */
  notSubmitted(why) {
    if (why === "gone" || why === "stale") {
      this.shutOut = why;
      view.now("Not sent yet.");
    }
    view.drawFailure({ ...view.SHUT_OUT, ...NOT_SUBMITTED }[why]);
  }

  async submitWritten() {
    const turn = this.turn;
    const text = this.writtenText();
    if (turn === null || this.busy || !this.desk) return;
    if (text.trim() === "") return view.drawFailure("Please write an answer first.");
    this.busy = true;
    view.lockActions(true);
    await this.desk.stop();
    const sealed = await this.desk.write(turn, text);
    this.busy = false;
    if (sealed === "sealed") {
      dropDraft(this.room, turn.turn);
      return this.refresh();
    }
    view.lockActions(false);
    this.notSubmitted(sealed);
  }

  /** The countdown shows 0: what is there is submitted. */
  async timeIsUp() {
    view.say("Your time is up.");
    const empty = this.writtenText().trim() === "";
    if (this.writing && empty) await this.sendDraft(); // what was deleted again must not count
    if (!this.writing || empty) return this.submit(true);
    this.nowRecording("Your time is up. Sending what you have written …");
    return this.submitWritten();
  }

  async again() {
    const turn = this.turn;
    if (turn === null || this.busy || !this.desk || !(await view.confirmed("#again-dialog", "again"))) return;
    this.busy = true;
    view.lockActions(true);
    view.now("Starting over …");
    await this.desk.again(turn);
    this.busy = false;
    await this.refresh();
    view.lockActions(false);
    this.answer();
  }

  async write() {
    this.writing = true;
    preferWriting(true); // a reload must not bring the microphone back
    this.back = false;
    view.drawBack(null);
    view.drawTrouble(null);
    await this.desk?.stop();
    this.ear.close();
    if (this.turn?.phase === "asking") return this.begin();
    this.showWriting();
  }

  async speakInstead() {
    this.writing = false;
    preferWriting(false);
    view.setWriting(false);
    view.show("[data-voice-actions]", true);
    this.tellWay(false);
    if (this.ear.stream === null) await this.openMicrophone();
    this.answer();
  }

  showWriting() {
    const box = view.part("#written");
    if (!(box instanceof HTMLTextAreaElement) || this.turn === null) return;
    if (view.part("#writing")?.hidden) box.value = newestDraft(this.room, this.turn.turn, this.turn.draft);
    view.setWriting(true);
    view.show("[data-voice-actions]", false);
    this.nowRecording("Write your answer below.");
    this.tellWay(true);
    this.typed();
    box.focus();
  }

  /** Tells the server of writing, or of its end: it gives the answer another time. @param {boolean} writing */
  tellWay(writing) {
    const asked = this.turn;
    if (asked?.phase !== "answering") return;
    this.told = this.told.then(async () => {
      const { status, body } = await untilReached(() => this.api.way(asked.turn, writing), () => {});
      if (status === 200 && !this.busy) this.drawTime(body);
    });
  }

  /** The server's newest numbers for the turn shown. @param {Record<string, any>} body */
  drawTime(body) {
    if (this.turn === null || body.stamp !== this.turn.stamp) return;
    this.turn = { ...this.turn, answerMs: body.answer_ms, wholeMs: body.whole_ms, interviewMs: body.interview_ms };
    this.drawClocks(this.turn);
  }

  typed() {
    this.keepDraft();
    const count = wordCount(this.writtenText());
    view.write("[data-words]", `${count} word${count === 1 ? "" : "s"}`);
  }

  /** In this browser, with what the server may have of it already. */
  keepDraft() {
    if (this.turn === null) return;
    const after = [this.draftSent ?? this.turn.draft, this.draftOnItsWay];
    keepDraft(this.room, this.turn.turn, { text: this.writtenText(), after });
  }

  /** What is typed goes to the server every few seconds, so that it counts whatever becomes of this device. */
  async sendDraft() {
    const turn = this.turn;
    const text = this.writtenText();
    if (!this.writing || turn?.phase !== "answering" || text === (this.draftSent ?? turn.draft)) return;
    this.draftOnItsWay = text;
    this.keepDraft();
    const { status } = await this.api.draft(turn.turn, text);
    if (status !== 200 || this.turn?.turn !== turn.turn) return;
    this.draftSent = text;
    this.keepDraft();
  }

  writtenText() {
    const box = view.part("#written");
    return box instanceof HTMLTextAreaElement ? box.value : "";
  }

  async openMicrophone() {
    const trouble = await this.ear.open();
    if (!this.active) return this.ear.close();
    view.drawTrouble(this.writing ? null : trouble);
    if (trouble !== null) return;
    if (this.turn?.phase === "answering") this.answer();
    else if (this.waiting) await this.begin();
  }

  /** @param {string} words */
  nowRecording(words) {
    view.now(words);
    view.setRecording(this.desk?.recording ?? false);
  }

  /** @param {view.DrawnTurn} turn */
  needMicrophone(turn) {
    const counting = turn.answerMs < turn.wholeMs;
    if (counting) view.now("Your time is running, but nothing is recorded: your answer needs your microphone, or your keyboard.");
    else view.now("Your answer has not started yet: it needs your microphone, or your keyboard. Its time will soon run by itself.");
    if (view.part("#trouble")?.hidden === false) return;
    view.drawTrouble({
      title: "Please allow the microphone first",
      help: "Your browser is asking, or has not been asked yet. Your answer starts after that.",
    });
  }

  /** What was said is worth hearing at once where the next step is prepared meanwhile. */
  paused() {
    if (document.getElementById("room")?.dataset.heedsPauses === "yes") this.desk?.pause();
  }

  lostMicrophone() {
    this.ear.close();
    this.nowRecording("Not recording: the microphone stopped.");
    view.drawTrouble({ title: "The microphone stopped", help: GONE });
  }

  /** A sign of life, every few seconds: sets the clocks right, and notices a phase that has changed. */
  async alive() {
    this.mark();
    if (!this.active || this.turn === null) return;
    void this.sendDraft();
    const answer = await this.api.alive(this.turn.turn);
    const { status, body } = answer;
    if (status === 200 || shutOut(answer)) this.drawShutOut(shutOut(answer));
    if (status !== 200 || this.busy || this.turn === null) return;
    if (view.drawnTurn()?.room !== this.room) return location.reload(); // another interview was shown meanwhile
    if (body.stamp !== this.turn.stamp) return this.refresh();
    this.drawTime(body);
    if (this.waiting && this.turn.phase === "asking") this.needMicrophone(this.turn);
    // The server's clock has a bound of its own: nobody reads for ever.
    if (!this.reading.over && this.turn.answerMs < this.turn.wholeMs) await this.begin();
    view.drawHeard(this.desk?.heard || body.live_text || "");
  }

  /** Draws the server's newest state, if it is another than the one shown. */
  async refresh() {
    const seen = encodeURIComponent(view.drawnTurn()?.stamp ?? "");
    await htmx.ajax("GET", `/interview/turn?seen=${seen}`, { target: "#turn", swap: "outerHTML" });
  }

  /** A phone that falls asleep stops recording. */
  async stayAwake() {
    try {
      await navigator.wakeLock?.request("screen");
    } catch {
      return; // refused on low battery: the candidate then has to touch the screen
    }
  }
}

const root = document.getElementById("room");
const csrf = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
if (root) void new Room(Number(root.dataset.room), csrf).open();
