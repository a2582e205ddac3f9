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
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench import weights
from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.config import Settings
from tests import following, long_answers

MODELS = Path(__file__).resolve().parents[1] / "tests" / "media" / "speech-model"
SENTENCES = (
    "I led the migration of our billing service. We reduced the cost by twenty percent in five months. "
    "After that the team launched the new payment system. The engineers tested it because the old database was slow. "
)
T = TypeVar("T")
LENGTHS_SECONDS = (10, 60, 180)
LONG_SECONDS = (120, 1200)


@dataclass(slots=True)
class Spent:
    """Seconds by the clock and by the processor, and those of the longest round of work."""

    seconds: float = 0.0
    processor: float = 0.0
    longest: float = 0.0

    def on(self, work: Callable[[], bool]) -> bool:
        """Whether the round of work did anything."""
        seconds, processor, worked = _timed(work)
        self.seconds += seconds
        self.processor += processor
        self.longest = max(self.longest, seconds)
        return worked


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    options.add_argument("--size", choices=sorted(weights.SIZES))
    options.add_argument("--memory", action="store_true")
    options.add_argument("--window", type=int, default=30, help="as WHISPERX_WINDOW_SECONDS")
    options.add_argument("--seconds", type=int, nargs="+", default=list(LENGTHS_SECONDS))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ear = _ear(chosen.size, Path(folder), chosen.window)
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
        _, one, _ = _timed(lambda pcm=pcm: ear.transcribe(pcm, language="en"))
        live, tail, pieces = _follow(ear, pcm)
        print(
            f"{seconds:>6} s {one:>8.2f} s {live.processor:>8.2f} s {live.processor / one:>9.2f}"
            f" {tail:>11.2f} s {pieces:>7} {live.longest:>7.2f} s",
            flush=True,
        )
    print(
        "one pass and live: processor time; after Submit and longest, a round of work: by the clock",
        flush=True,
    )


def _follow(ear: WhisperxSpeech, pcm: bytes) -> tuple[Spent, float, int]:
    """Hear the answer as it arrives; also the seconds that are left to do when it is over, and how many pieces it was."""
    spent = Spent()
    with following.answer(ear) as answer:
        for second in following.seconds_of(pcm):
            answer.arrives(second)
            while spent.on(answer.look):
                pass
        before = spent.seconds
        answer.submit(len(pcm) // following.MS)
        while spent.on(answer.finish):
            pass
        return spent, spent.seconds - before, len(answer.pieces_ms)


def _fairness(ear: WhisperxSpeech) -> None:
    """A short answer comes while a long one, which nobody has followed, is being heard on the same worker."""
    with ExitStack() as stack:
        long, short, alone = (
            _submitted(stack.enter_context(following.answer(ear)), _speech(seconds))
            for seconds in (180, 10, 10)
        )
        behind = Spent()
        behind.on(long.finish)
        began = time.perf_counter()
        while short.finish():
            behind.on(long.finish)
        waited = time.perf_counter() - began
        seconds, _, _ = _timed(lambda: _finish(alone))
    print(
        f"10 s behind 180 s: {waited:.2f} s, alone {seconds:.2f} s; one look of the long one {behind.longest:.2f} s"
    )


def _submitted(answer: following.Answer, pcm: bytes) -> following.Answer:
    """The whole answer, which nobody has followed."""
    for second in following.seconds_of(pcm):
        answer.arrives(second)
    answer.submit(len(pcm) // following.MS)
    return answer


def _finish(answer: following.Answer) -> None:
    while answer.finish():
        pass


def _memory(ear: WhisperxSpeech) -> None:
    """The peak never falls, so the short answer comes first."""
    peaks = [_peak_mb()]
    for seconds in LONG_SECONDS:
        spent, _, _ = _timed(lambda seconds=seconds: long_answers.hear(ear, seconds))
        peaks.append(_peak_mb())
        print(f"{seconds:>6} s heard in {spent:.1f} s, peak {peaks[-1]:.0f} MB")
    print(f"before {peaks[0]:.0f} MB; growth {peaks[1] - peaks[0]:.0f} and {peaks[2] - peaks[1]:.0f} MB")


def _ear(size: str | None, folder: Path, window: int) -> WhisperxSpeech:
    recogniser, aligner = (
        weights.make(size, MODELS, folder) if size else (MODELS / "recogniser", MODELS / "aligner")
    )
    settings = Settings(
        secret_key=os.environ.get("SECRET_KEY") or "x" * 32,
        whisperx_model=os.environ.get("WHISPERX_MODEL") or str(recogniser),
        whisperx_align_model=os.environ.get("WHISPERX_ALIGN_MODEL") or str(aligner),
        whisperx_window_seconds=window,
    )
    ear = WhisperxSpeech(settings)
    seconds, _, _ = _timed(ear.warm)
    if size:
        weights.hold_down(ear)
    if not ear.transcribe(_speech(8), language="en").aligned:  # the aligner, too, is loaded at its first use
        raise SystemExit(f"Nothing is measured without an aligner. {ear.lacks}")
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
    wanted = seconds * 1000 * following.MS
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
