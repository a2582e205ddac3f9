"""What following an answer live costs, against one pass over the whole, and what is left to do after Submit.

`python -m bench` uses the tests' small model; WHISPERX_MODEL and WHISPERX_ALIGN_MODEL name others, so that whoever
has the true ones can measure them on their machine.
"""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.config import Settings
from interview_app.usecases.listening import SURROUNDINGS_MS

MODELS = Path(__file__).resolve().parents[1] / "tests" / "media" / "speech-model"
SENTENCES = (
    "I led the migration of our billing service. We reduced the cost by twenty percent in five months. "
    "After that the team launched the new payment system. The engineers tested it because the old database was slow. "
)
T = TypeVar("T")
BYTES_PER_MS = 32
STEP_MS = 3000
LENGTHS_SECONDS = (10, 60, 180)


@dataclass(frozen=True, slots=True)
class Live:
    """Seconds spent on following an answer, the part of it after its end, and how many pieces it took."""

    whole_seconds: float
    tail_seconds: float
    pieces: int


def main() -> None:
    ear = WhisperxSpeech(_settings())
    load_seconds, _ = _timed(ear.warm)
    ear.transcribe(_speech(8), language="en")  # the aligner, too, is loaded at its first use
    print(f"model loaded in {load_seconds:.1f} s, {_peak_mb():.0f} MB of memory at the most\n")
    print(
        f"{'answer':>8} {'one pass':>10} {'live':>10} {'live/one':>9} {'after Submit':>13} {'pieces':>7} {'peak':>8}"
    )
    for seconds in LENGTHS_SECONDS:
        pcm = _speech(seconds)
        one, _ = _timed(lambda pcm=pcm: ear.transcribe(pcm, language="en"))
        live = _follow(ear, pcm)
        print(
            f"{seconds:>6} s {one:>8.2f} s {live.whole_seconds:>8.2f} s {live.whole_seconds / one:>9.2f}"
            f" {live.tail_seconds:>11.2f} s {live.pieces:>7} {_peak_mb():>5.0f} MB"
        )
    print(
        "\nlive/one: recognition of the growing answer against one pass (goal 1.15 with a model of true size)"
    )


def _follow(ear: WhisperxSpeech, pcm: bytes) -> Live:
    """Hear the answer as it arrives, three seconds at a time."""
    total_ms, heard_ms, spent, tail, pieces = len(pcm) // BYTES_PER_MS, 0, 0.0, 0.0, 0
    until_ms = 0
    while heard_ms < total_ms:
        until_ms = min(until_ms + STEP_MS, total_ms)
        last = until_ms == total_ms
        while True:
            lead_ms = max(0, min(heard_ms, SURROUNDINGS_MS - until_ms + heard_ms)) if last else 0
            given = pcm[(heard_ms - lead_ms) * BYTES_PER_MS : until_ms * BYTES_PER_MS]
            seconds, piece = _timed(
                lambda given=given, last=last, lead_ms=lead_ms: ear.hear(
                    given, language="en", last=last, lead_ms=lead_ms
                )
            )
            spent += seconds
            tail += seconds if last else 0.0
            if piece is None:
                break
            heard_ms, pieces = heard_ms + piece.heard_ms, pieces + 1
            if heard_ms >= until_ms:
                break
    return Live(spent, tail, pieces)


def _speech(seconds: int) -> bytes:
    """PCM of so many seconds of espeak-ng."""
    said = subprocess.run(["espeak-ng", "-s", "150", "--stdout", SENTENCES], capture_output=True, check=True)
    pcm = subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", "pipe:0", "-f", "s16le", "-ar", "16000", "-ac", "1", "pipe:1"],
        input=said.stdout, capture_output=True, check=True,
    ).stdout  # fmt: skip
    wanted = seconds * 1000 * BYTES_PER_MS
    return (pcm * (wanted // len(pcm) + 1))[:wanted]


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _settings() -> Settings:
    return Settings(
        secret_key=os.environ.get("SECRET_KEY") or "x" * 32,
        whisperx_model=os.environ.get("WHISPERX_MODEL") or str(MODELS / "recogniser"),
        whisperx_align_model=os.environ.get("WHISPERX_ALIGN_MODEL") or str(MODELS / "aligner"),
    )


if __name__ == "__main__":
    main()
