// Whether a speaker has paused, by the microphone's level alone (0 to 1; 0.1 is 5 dB). What was said is heard meanwhile.

const SPEECH_FROM = 0.3; // -45 dB
const QUIETER_BY = 0.36; // 18 dB, as the server judges the recording
const PAUSES_MS = [850, 1_700]; // the second for answers whose calls are half spent, where short pauses no longer count
const FORGOTTEN_PER_SECOND = 0.02; // 1 dB: the speaker may move away from the microphone

export class Pauses {
  /** @param {() => void} onPause in each silence after speech once it is sure, and once it is long */
  constructor(onPause) {
    this.onPause = onPause;
    this.listenAfresh();
  }

  listenAfresh() {
    this.loudest = 0;
    this.measuredAt = 0;
    this.spokenAt = 0;
    this.told = PAUSES_MS.length;
  }

  /** @param {number} level @param {number} now in ms */
  hear(level, now) {
    const seconds = this.measuredAt ? (now - this.measuredAt) / 1000 : 0;
    this.measuredAt = now;
    this.loudest = Math.max(level, this.loudest - FORGOTTEN_PER_SECOND * seconds);
    if (level >= Math.max(SPEECH_FROM, this.loudest - QUIETER_BY)) {
      this.spokenAt = now;
      this.told = 0;
    } else if (now - this.spokenAt >= PAUSES_MS[this.told]) {
      this.told += 1;
      this.onPause();
    }
  }
}
