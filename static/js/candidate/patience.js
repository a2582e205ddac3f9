// What a candidate is told while the next question takes long. The words outlive the swaps of `_turn.html`.

const STEPS = [
  { afterMs: 5_000, words: "This takes longer than usual. Your answer is safe, and your clock stands still." },
  {
    afterMs: 30_000,
    words:
      "This still takes longer. Your answer is safe. You can keep this page open, or come back later with your link and go on here.",
  },
];

export class Patience {
  /** @param {(words: string) => void} tell */
  constructor(tell) {
    this.tell = tell;
    this.words = "";
    /** @type {number[]} */
    this.timers = [];
  }

  /** The wait begins, or goes on; what was said of it is drawn again. */
  begin() {
    if (this.words) this.tell(this.words);
    if (this.timers.length > 0) return;
    this.timers = STEPS.map(({ afterMs, words }) =>
      setTimeout(() => {
        this.words = words;
        this.tell(words);
      }, afterMs),
    );
  }

  end() {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers = [];
    this.words = "";
  }
}
