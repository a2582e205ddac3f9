"""What a person sees of a recording while listening: its waveform, its silences, the words to be doubted."""

from __future__ import annotations

import array
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from interview_app.domain import correction, speech_metrics, transcript

MOST_PEAKS: Final = 600
"""More than a page has room for: the widest player draws about 200 bars."""

PEAK_MS: Final = 50
"""A peak covers at least so much sound; a syllable takes about 200 ms."""

UNSURE_UNDER: Final = correction.UNSURE_UNDER
"""Words under this confidence are drawn as doubtful: the same that a candidate may change for nothing. An answer whose
median is under 0.5 is not rated at all (`rating`); a single word is marked a little earlier, because marking costs a
reader less than a wrong word."""

SILENCE_MS: Final = speech_metrics.LONG_PAUSE_MS
"""A stretch without words of at least this length may be jumped over."""

_SAMPLES_PER_MS: Final = 16
_FULL_SCALE: Final = 32_768


def peaks(pcm: bytes) -> bytes:
    """The loudness of 16 kHz mono signed 16-bit little-endian PCM, one byte each for equal stretches of it.

    0 is silence, 255 full scale, linear. At most 600 of them, each of 50 ms or more; empty sound has none.
    """
    samples = len(pcm) // 2
    count = min(MOST_PEAKS, -(-samples // (PEAK_MS * _SAMPLES_PER_MS)))
    edges = [samples * at // count for at in range(count + 1)] if count else [0]
    return bytes(_peak(pcm[start * 2 : end * 2]) for start, end in pairwise(edges))


def _peak(pcm: bytes) -> int:
    stretch = array.array("h", pcm)
    if sys.byteorder == "big":
        stretch.byteswap()
    high, low = max(stretch), min(stretch)
    return min(255, max(high, -low) * 256 // _FULL_SCALE)


def is_unsure(word: transcript.Word) -> bool:
    """Whether the recogniser doubted the word. One without a confidence is not known to be doubtful."""
    return word.confidence is not None and word.confidence < UNSURE_UNDER


def silences(words: Sequence[transcript.Word], duration_ms: int) -> tuple[tuple[int, int], ...]:
    """Stretches (start, end in ms) of 2 s or more in which no word was heard, ends of the recording included.

    Where a word without a time stands between two others somebody spoke, nobody knows when: no silence. With no
    timed word at all nothing is known, so there is none either.
    """
    return tuple(
        (start, end) for start, end in _between_words(words, duration_ms) if end - start >= SILENCE_MS
    )


def _between_words(words: Sequence[transcript.Word], duration_ms: int) -> Iterator[tuple[int, int]]:
    reached, known, any_timed = 0, True, False
    for word in words:
        if word.start_ms is None or word.end_ms is None:
            known = False
            continue
        if known:
            yield reached, word.start_ms
        reached, known, any_timed = max(reached, word.end_ms), True, True
    if known and any_timed:
        yield reached, duration_ms
