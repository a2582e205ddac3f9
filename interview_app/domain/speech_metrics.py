"""Delivery facts from word times. They are shown to people and never scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from interview_app.domain import transcript

PAUSE_MS: Final = 250
LONG_PAUSE_MS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How one answer was spoken.

    `words` counts all words, hesitation sounds too; `fillers` those sounds, None when the recogniser leaves
    them out. `span_ms` reaches from the first timed word's start to the last one's end. `pauses_ms` are the
    silences of 250 ms or more within it, in order; `long_pauses` counts those of 2 s or more.
    `words_per_minute` counts words without hesitation sounds over the span; `articulation_rate`, also per
    minute, leaves pauses out of the time. `response_latency_ms` is the silence before the first word. What
    cannot be known is None.
    """

    words: int
    fillers: int | None
    span_ms: int
    pauses_ms: tuple[int, ...]
    long_pauses: int
    words_per_minute: float | None
    articulation_rate: float | None
    response_latency_ms: int | None


@dataclass(frozen=True, slots=True)
class _Timed:
    """A word that has times, and its place among all words."""

    index: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class _Silence:
    """Between two timed words. A `hole` holds an untimed word or lost sound: nobody knows if it is silent."""

    milliseconds: int
    hole: bool


def measure(
    heard: transcript.Transcript, *, keeps_fillers: bool = True, lost_ms: Sequence[tuple[int, int]] = ()
) -> Delivery:
    """The delivery facts of one spoken answer.

    `lost_ms` are stretches (start, end) of the recording that never arrived: a silence that touches one is
    no pause, and their time is in no rate. An untimed word is no silence either: the time around it is left
    out of the articulation rate, and so is the word.
    """
    words = [word for word in heard.words if transcript.norms(word.text)]
    timed = list(_timed(words))
    hesitates = [transcript.is_filler(word, heard.language) for word in words]
    silences = [_silence(one, other, lost_ms) for one, other in pairwise(timed)]
    pauses = tuple(s.milliseconds for s in silences if not s.hole and s.milliseconds >= PAUSE_MS)
    span = timed[-1].end_ms - timed[0].start_ms if timed else 0
    within = hesitates[timed[0].index : timed[-1].index + 1] if timed else []
    spoken_ms = span - sum(pauses) - sum(s.milliseconds for s in silences if s.hole)
    return Delivery(
        words=len(words),
        fillers=sum(hesitates) if keeps_fillers else None,
        span_ms=span,
        pauses_ms=pauses,
        long_pauses=sum(pause >= LONG_PAUSE_MS for pause in pauses),
        words_per_minute=_per_minute(within.count(False), span - _lost_within(timed, lost_ms)),
        articulation_rate=_per_minute(sum(not hesitates[one.index] for one in timed), spoken_ms),
        response_latency_ms=timed[0].start_ms if timed and timed[0].index == 0 else None,
    )


def _timed(words: Sequence[transcript.Word]) -> Iterator[_Timed]:
    """Words with times; one that begins before its forerunner ended is cut, so that no time counts twice."""
    reached = 0
    for index, word in enumerate(words):
        if word.start_ms is not None and word.end_ms is not None:
            start = max(reached, word.start_ms)
            reached = max(start, word.end_ms)
            yield _Timed(index, start, reached)


def _silence(one: _Timed, other: _Timed, lost_ms: Sequence[tuple[int, int]]) -> _Silence:
    lost = any(start < other.start_ms and end > one.end_ms for start, end in lost_ms)
    return _Silence(other.start_ms - one.end_ms, hole=lost or other.index - one.index > 1)


def _lost_within(timed: Sequence[_Timed], lost_ms: Sequence[tuple[int, int]]) -> int:
    if not timed:
        return 0
    first, last = timed[0].start_ms, timed[-1].end_ms
    return sum(max(0, min(end, last) - max(start, first)) for start, end in lost_ms)


def _per_minute(count: int, milliseconds: int) -> float | None:
    return count * 60_000 / milliseconds if milliseconds > 0 else None
