"""One tone a second, 300 + 50 n Hz: which ones come back tells what a recording has lost."""

from __future__ import annotations

import array
import io
import math
import wave
from itertools import groupby
from pathlib import Path

RATE = 48_000
HEARD_RATE = 16_000
TONES = 64
WINDOW = 1_600
"""Samples looked at: 100 ms, so that neighbouring tones are well apart."""
STEP = HEARD_RATE // 5
QUIET = 200.0


def frequency(tone: int) -> float:
    return 300.0 + 50.0 * tone


def write(to: Path | io.BytesIO, seconds: int) -> None:
    """A mono WAV whose n-th second is tone n."""
    with wave.open(str(to) if isinstance(to, Path) else to, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for second in range(seconds):
            step = 2 * math.pi * frequency(second % TONES) / RATE
            file.writeframes(
                array.array("h", (int(12_000 * math.sin(step * n)) for n in range(RATE))).tobytes()
            )


def second() -> bytes:
    """A WAV file of one second, as bytes."""
    file = io.BytesIO()
    write(file, seconds=1)
    return file.getvalue()


def heard(pcm: bytes) -> list[int]:
    """The tones of a recording in order, each once as long as it lasts; what is in doubt is left out."""
    samples = array.array("h", pcm)
    found = [_tone(samples[at : at + WINDOW]) for at in range(0, len(samples) - WINDOW, STEP)]
    runs = [(tone, len(list(run))) for tone, run in groupby(found)]
    lasting = [tone for tone, length in runs if tone is not None and length >= 2]
    return [tone for tone, _ in groupby(lasting)]


def lost(heard_tones: list[int]) -> list[int]:
    """The tones between the first and the last one that did not come back."""
    assert heard_tones, "silence"
    return [tone for tone in range(heard_tones[0], heard_tones[-1]) if tone not in heard_tones]


def _tone(window: array.array[int]) -> int | None:
    if max(window) < QUIET:
        return None
    powers = [_power(window, frequency(tone)) for tone in range(TONES)]
    best = max(range(TONES), key=powers.__getitem__)
    return best if powers[best] > 0.5 * sum(powers) else None


def _power(window: array.array[int], hertz: float) -> float:
    """Goertzel: the power of one frequency."""
    turn = 2 * math.cos(2 * math.pi * hertz / HEARD_RATE)
    before = last = 0.0
    for sample in window:
        before, last = last, sample + turn * last - before
    return before * before + last * last - turn * before * last
