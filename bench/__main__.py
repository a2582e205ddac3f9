"""What following an answer live costs, against one pass over the whole, and what is left to do after Submit.

python -m bench                     the tests' small model, or WHISPERX_MODEL and WHISPERX_ALIGN_MODEL
python -m bench --size small        a model of that true size, with random weights (see weights.py)
python -m bench --memory            memory for an answer of 20 minutes against one of 2
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench import weights
from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.config import Settings
from interview_app.domain import hearing
from interview_app.usecases.listening import SURROUNDINGS_MS, WORDLESS_MS

MODELS = Path(__file__).resolve().parents[1] / "tests" / "media" / "speech-model"
SENTENCES = (
    "I led the migration of our billing service. We reduced the cost by twenty percent in five months. "
    "After that the team launched the new payment system. The engineers tested it because the old database was slow. "
)
T = TypeVar("T")
BYTES_PER_MS = 32
STEP_MS = 2000
LENGTHS_SECONDS = (10, 60, 180)
LONG_SECONDS = (120, 1200)


@dataclass(slots=True)
class Answer:
    """An answer that is followed: seconds `spent` by the clock and by the `processor`, and by the longest look."""

    pcm: bytes
    heard_ms: int = 0
    pieces: int = 0
    spent: float = 0.0
    processor: float = 0.0
    longest: float = 0.0

    @property
    def total_ms(self) -> int:
        return len(self.pcm) // BYTES_PER_MS

    def look(self, ear: WhisperxSpeech, until_ms: int) -> bool:
        """As the use case looks: whether a piece was heard."""
        over = until_ms >= self.total_ms
        rest_ms = min(until_ms, self.total_ms) - self.heard_ms
        if rest_ms < WORDLESS_MS or (self.heard_ms and not over and rest_ms < hearing.NEXT_LOOK_MS):
            return False
        window_ms = min(rest_ms, hearing.WINDOW_MS)
        last = over and window_ms == rest_ms
        lead_ms = max(0, min(self.heard_ms, SURROUNDINGS_MS - rest_ms)) if over else 0
        first = (self.heard_ms - lead_ms) * BYTES_PER_MS
        given = self.pcm[first : first + (lead_ms + window_ms) * BYTES_PER_MS]
        seconds, processor, piece = _timed(lambda: ear.hear(given, language="en", last=last, lead_ms=lead_ms))
        self.spent += seconds
        self.processor += processor
        self.longest = max(self.longest, seconds)
        if piece is None:
            return False
        self.heard_ms += piece.heard_ms
        self.pieces += 1
        return True


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    options.add_argument("--size", choices=sorted(weights.SIZES))
    options.add_argument("--memory", action="store_true")
    options.add_argument("--seconds", type=int, nargs="+", default=list(LENGTHS_SECONDS))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ear = _ear(chosen.size, Path(folder))
        if chosen.memory:
            _memory(ear)
        else:
            _costs(ear, chosen.seconds)
            _fairness(ear)


def _costs(ear: WhisperxSpeech, lengths: Sequence[int]) -> None:
    print(
        f"{'answer':>8} {'one pass':>10} {'live':>10} {'live/one':>9} {'after Submit':>13} {'pieces':>7} {'longest':>9}"
    )
    for seconds in lengths:
        pcm = _speech(seconds)
        one, processor, _ = _timed(lambda pcm=pcm: ear.transcribe(pcm, language="en"))
        answer, tail = _follow(ear, pcm)
        print(
            f"{seconds:>6} s {one:>8.2f} s {answer.spent:>8.2f} s {answer.processor / processor:>9.2f}"
            f" {tail:>11.2f} s {answer.pieces:>7} {answer.longest:>7.2f} s",
            flush=True,
        )
    print("live/one: the growing answer against one pass, in processor time; longest: one look", flush=True)


def _follow(ear: WhisperxSpeech, pcm: bytes) -> tuple[Answer, float]:
    """Hear the answer as it arrives; the seconds that are left to do when it is over."""
    answer = Answer(pcm)
    for until_ms in range(STEP_MS, answer.total_ms, STEP_MS):
        while answer.look(ear, until_ms):
            pass
    before = answer.spent
    while answer.look(ear, answer.total_ms):
        pass
    return answer, answer.spent - before


def _fairness(ear: WhisperxSpeech) -> None:
    """A short answer comes while a long one, which nobody has followed, is being heard on the same worker."""
    long, short = Answer(_speech(180)), Answer(_speech(10))
    long.look(ear, long.total_ms)
    began = time.perf_counter()
    while short.look(ear, short.total_ms):
        long.look(ear, long.total_ms)
    waited = time.perf_counter() - began
    alone = Answer(short.pcm)
    while alone.look(ear, alone.total_ms):
        pass
    print(
        f"10 s behind 180 s: {waited:.2f} s, alone {alone.spent:.2f} s; one look of the long one {long.longest:.2f} s"
    )


def _memory(ear: WhisperxSpeech) -> None:
    """The peak never falls, so the short answer comes first."""
    ear.transcribe(_speech(8), language="en")
    peaks = [_peak_mb()]
    for seconds in LONG_SECONDS:
        answer = Answer(_speech(seconds))
        while answer.look(ear, answer.total_ms):
            pass
        peaks.append(_peak_mb())
        print(f"{seconds:>6} s heard in {answer.spent:.1f} s, peak {peaks[-1]:.0f} MB")
    print(f"before {peaks[0]:.0f} MB; growth {peaks[1] - peaks[0]:.0f} and {peaks[2] - peaks[1]:.0f} MB")


def _ear(size: str | None, folder: Path) -> WhisperxSpeech:
    recogniser, aligner = (
        weights.make(size, MODELS, folder) if size else (MODELS / "recogniser", MODELS / "aligner")
    )
    settings = Settings(
        secret_key=os.environ.get("SECRET_KEY") or "x" * 32,
        whisperx_model=os.environ.get("WHISPERX_MODEL") or str(recogniser),
        whisperx_align_model=os.environ.get("WHISPERX_ALIGN_MODEL") or str(aligner),
    )
    ear = WhisperxSpeech(settings)
    seconds, _, _ = _timed(ear.warm)
    if size:
        weights.hold_down(ear)
    ear.transcribe(_speech(8), language="en")  # the aligner, too, is loaded at its first use
    print(
        f"{size or 'model'}: loaded in {seconds:.1f} s, {_peak_mb():.0f} MB at the most, load {os.getloadavg()[0]:.1f}"
    )
    sys.stdout.flush()
    return ear


def _speech(seconds: int) -> bytes:
    """PCM of so many seconds of espeak-ng."""
    said = subprocess.run(["espeak-ng", "-s", "150", "--stdout", SENTENCES], capture_output=True, check=True)
    pcm = subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", "pipe:0", "-f", "s16le", "-ar", "16000", "-ac", "1", "pipe:1"],
        input=said.stdout, capture_output=True, check=True,
    ).stdout  # fmt: skip
    wanted = seconds * 1000 * BYTES_PER_MS
    return (pcm * (wanted // len(pcm) + 1))[:wanted]


def _timed(work: Callable[[], T]) -> tuple[float, float, T]:
    """Seconds by the clock, seconds of the processor (which other work on the machine touches little), the result."""
    began, used = time.perf_counter(), time.process_time()
    made = work()
    return time.perf_counter() - began, time.process_time() - used, made


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
