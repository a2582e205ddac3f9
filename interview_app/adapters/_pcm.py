"""An answer's sound as hosted recognisers take it, and their times as we keep them."""

from __future__ import annotations

import array
import io
import math
import sys
import wave

SAMPLE_RATE = 16_000
SILENT_BELOW = 300
"""Of 32,768. Recognisers make up words for silence, so that silence is not sent."""
LONGEST_SECONDS = 1e6


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
    samples = array.array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return not samples or -SILENT_BELOW < min(samples) <= max(samples) < SILENT_BELOW


def ms(seconds: object) -> int | None:
    """A provider's seconds in milliseconds; None for what is no time."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    if not math.isfinite(seconds) or not 0 <= seconds < LONGEST_SECONDS:
        return None
    return round(seconds * 1000)
