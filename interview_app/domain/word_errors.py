"""How far recognised words are from what was said: word error rate, and how far their times are off.

Texts are compared by their tokens: NFKC, case folded, apostrophes dropped, split at all other punctuation and at
space, hesitation sounds ("um") left out on both sides. "20" and "twenty" are different words.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from interview_app.domain import errors, transcript

NORMALISATION: Final = (
    "NFKC, case folded, apostrophes dropped, split at other punctuation, hesitation sounds left out; "
    "numbers are compared as they are written"
)


Kind = Literal["equal", "substitute", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of both texts in an alignment, as token places [start, end) in what was said and what was heard."""

    kind: Kind
    said: tuple[int, int]
    heard: tuple[int, int]


Align = Callable[[Sequence[str], Sequence[str]], Sequence[Span]]
"""The alignment of two token lists with the fewest edits, in order; neither is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """`words` were said; the others are what it takes to make them of what was heard."""

    words: int
    substitutions: int = 0
    insertions: int = 0
    deletions: int = 0

    @property
    def rate(self) -> float | None:
        """The word error rate, 0 to 1 and above; None when nothing was said: then insertions are inventions."""
        return (self.substitutions + self.insertions + self.deletions) / self.words if self.words else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """`starts_ms`: how far off the start of each rightly heard word is; `untimed` of them have no time."""

    starts_ms: tuple[int, ...] = ()
    untimed: int = 0

    @property
    def median_ms(self) -> float | None:
        """None when no word could be compared."""
        return statistics.median(self.starts_ms) if self.starts_ms else None

    @property
    def worst_ms(self) -> int | None:
        """The 95th percentile (nearest rank); None when no word could be compared."""
        ranked = sorted(self.starts_ms)
        return ranked[math.ceil(0.95 * len(ranked)) - 1] if ranked else None


def count(
    said: Sequence[transcript.Word], heard: Sequence[transcript.Word], language: str, align: Align
) -> Count:
    """The errors of one recording."""
    spans = _spans(_tokens(said, language), _tokens(heard, language), align)
    sizes = {kind: sum(_length(span) for span in spans if span.kind == kind) for kind in _KINDS}
    return Count(
        words=len(_tokens(said, language)),
        substitutions=sizes["substitute"],
        insertions=sizes["insert"],
        deletions=sizes["delete"],
    )


def timing(
    said: Sequence[transcript.Word], heard: Sequence[transcript.Word], language: str, align: Align
) -> Timing:
    """How far the starts of the rightly heard words are from the true ones."""
    true, found = _tokens(said, language), _tokens(heard, language)
    starts: dict[int, int | None] = {}
    for span in _spans(true, found, align):
        if span.kind == "equal":
            for one, other in zip(range(*span.said), range(*span.heard), strict=True):
                word = true[one].word_index
                starts.setdefault(word, _apart(said[word], heard[found[other].word_index]))
    return Timing(
        starts_ms=tuple(apart for apart in starts.values() if apart is not None),
        untimed=sum(apart is None for apart in starts.values()),
    )


def counted_together(counts: Iterable[Count]) -> Count:
    """The sum: its rate is that of all words, not the mean of the files' rates."""
    every = list(counts)
    return Count(
        words=sum(one.words for one in every),
        substitutions=sum(one.substitutions for one in every),
        insertions=sum(one.insertions for one in every),
        deletions=sum(one.deletions for one in every),
    )


def timed_together(timings: Iterable[Timing]) -> Timing:
    """All words' times as of one recording."""
    every = list(timings)
    return Timing(
        starts_ms=tuple(apart for one in every for apart in one.starts_ms),
        untimed=sum(one.untimed for one in every),
    )


def true_times(rows: object) -> tuple[transcript.Word, ...]:
    """The words of a `.words.json`: a list of [word, start, end] in seconds, in order. Else `InvalidInput`."""
    if not isinstance(rows, list) or not rows:
        raise _no_times()
    return tuple(_true_time(row) for row in rows)


_KINDS: Final = ("equal", "substitute", "insert", "delete")


def _true_time(row: object) -> transcript.Word:
    match row:
        case [str(text), int() | float() as start, int() | float() as end] if 0 <= start <= end < math.inf:
            return transcript.Word(text, round(start * 1000), round(end * 1000))
        case _:
            raise _no_times()


def _no_times() -> errors.InvalidInput:
    return errors.InvalidInput(
        'Word times are a list such as [["hello", 0.31, 0.62], …], in seconds.', "words"
    )


def _tokens(words: Sequence[transcript.Word], language: str) -> list[transcript.Token]:
    return transcript.without_fillers(words, language)


def _spans(
    said: Sequence[transcript.Token], heard: Sequence[transcript.Token], align: Align
) -> Sequence[Span]:
    if not said:
        return [Span("insert", (0, 0), (0, len(heard)))]
    if not heard:
        return [Span("delete", (0, len(said)), (0, 0))]
    return align([token.norm for token in said], [token.norm for token in heard])


def _length(span: Span) -> int:
    return max(span.said[1] - span.said[0], span.heard[1] - span.heard[0])


def _apart(true: transcript.Word, found: transcript.Word) -> int | None:
    if true.start_ms is None or found.start_ms is None:
        return None
    return abs(found.start_ms - true.start_ms)
