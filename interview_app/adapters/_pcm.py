"""An answer's sound as hosted recognisers take it, and their words and times as we keep them."""

from __future__ import annotations

import array
import io
import math
import sys
import wave
from collections.abc import Iterable

from interview_app.domain import inventions
from interview_app.domain.transcript import Word
from interview_app.ports import Recognition

SAMPLE_RATE = 16_000
SILENT_BELOW = 300
"""Of 32,768. Recognisers make up words for silence, so that silence is not sent."""
LONGEST_SECONDS = 1e6
EVERY = 4
"""Every fourth sample tells how loud a sound is, at a fourth of the cost."""


def wav(pcm: bytes) -> bytes:
    """16 kHz mono 16-bit PCM as a WAV file."""
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setparams((1, 2, SAMPLE_RATE, 0, "NONE", "not compressed"))
        sound.writeframes(pcm)
    return written.getvalue()


def length_ms(pcm: bytes) -> int:
    """How long the sound is."""
    return len(pcm) * 1000 // (2 * SAMPLE_RATE)


def silent(pcm: bytes) -> bool:
    """Whether there is nothing in it that a recogniser could hear."""
    samples = _samples(pcm)
    return not samples or -SILENT_BELOW < min(samples) <= max(samples) < SILENT_BELOW


def loudness(pcm: bytes) -> list[float]:
    """The mean size of the samples in each of `inventions`' frames."""
    samples = _samples(pcm)[::EVERY]
    size = SAMPLE_RATE * inventions.FRAME_MS // (1000 * EVERY)
    frames = (samples[at : at + size] for at in range(0, len(samples), size))
    return [sum(map(abs, frame)) / len(frame) for frame in frames]


def recognition(
    brought: Iterable[tuple[Word, str]], pcm: bytes, *, language: str, engine: str, model: str, timed: bool
) -> Recognition:
    """What is believed of a hosted recogniser's words, each with the recogniser's own doubt or ""."""
    found = inventions.sift(brought, loudness(pcm), length_ms(pcm))
    return Recognition(
        words=found.words,
        language=language,
        engine=engine,
        model=model,
        aligned=timed or not found.words,
        dropped=found.dropped,
    )


def _samples(pcm: bytes) -> array.array[int]:
    samples = array.array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def ms(seconds: object) -> int | None:
    """A provider's seconds in milliseconds; None for what is no time."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    if not math.isfinite(seconds) or not 0 <= seconds < LONGEST_SECONDS:
        return None
    return round(seconds * 1000)
