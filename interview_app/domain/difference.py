"""Two word lists side by side: what was kept, removed and added, by Myers' algorithm (1986).

The standard library's SequenceMatcher takes over a minute for 2,000 words chosen to annoy it, and finds no shortest
difference, so it would count more changes than were made. Here the work is bounded.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

MOST_EDITS: Final = 600
"""Words removed and added in all; beyond it, what is between the first and the last change counts as replaced."""


class Part(enum.StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with the same fate. Kept and removed ones give the first text, kept and added ones the second."""

    part: Part
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words, one space between two."""
        return " ".join(self.words)


class Place(NamedTuple):
    """One change: the first list's words from `start` up to `end` became the second's from `new_start` to `new_end`."""

    start: int
    end: int
    new_start: int
    new_end: int


def places(first: Sequence[str], second: Sequence[str]) -> list[Place]:
    """The changes that make `second` of `first`, in order, no two of them touching."""
    found = []
    at = new_at = 0
    for old, new in [*_matches(first, second), (len(first), len(second))]:
        if old > at or new > new_at:
            found.append(Place(at, old, new_at, new))
        at, new_at = old + 1, new + 1
    return found


def pieces(first: Sequence[str], second: Sequence[str], changes: Iterable[Place]) -> tuple[Piece, ...]:
    """Both texts as one row of pieces. Words outside the changes that are not letter for letter the same changed too."""
    marked: list[tuple[Part, str]] = []
    at = new_at = 0
    for place in [*changes, Place(len(first), len(first), len(second), len(second))]:
        for old, new in zip(first[at : place.start], second[new_at : place.new_start], strict=True):
            marked += [(Part.KEPT, old)] if old == new else [(Part.REMOVED, old), (Part.ADDED, new)]
        marked += [(Part.REMOVED, word) for word in first[place.start : place.end]]
        marked += [(Part.ADDED, word) for word in second[place.new_start : place.new_end]]
        at, new_at = place.end, place.new_end
    return tuple(_runs(marked))


def brief(row: Sequence[Piece], around: int = 5) -> tuple[Piece, ...]:
    """The same with long kept runs shortened to `around` words beside each change, for a reader of changes."""
    return tuple(
        _shortened(piece, around, first=at == 0, last=at == len(row) - 1)
        if piece.part is Part.KEPT
        else piece
        for at, piece in enumerate(row)
    )


def _shortened(piece: Piece, around: int, *, first: bool, last: bool) -> Piece:
    """A kept run without its middle; of a first or last one only the side that touches a change stays."""
    before, after = (0 if first else around), (0 if last else around)
    if len(piece.words) <= before + after + 2:
        return piece
    return Piece(piece.part, (*piece.words[:before], "…", *piece.words[len(piece.words) - after :]))


def _runs(marked: Iterable[tuple[Part, str]]) -> Iterator[Piece]:
    """Neighbours of one fate together; within one change, all that was removed before all that was added."""
    for kept, run in itertools.groupby(marked, key=lambda pair: pair[0] is Part.KEPT):
        pairs = list(run)
        for part in (Part.KEPT,) if kept else (Part.REMOVED, Part.ADDED):
            words = tuple(word for its, word in pairs if its is part)
            if words:
                yield Piece(part, words)


def _matches(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places that hold the same word, both ascending: the longest such list within MOST_EDITS."""
    head = sum(
        1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    )
    rest, new_rest = first[head:], second[head:]
    backwards = zip(reversed(rest), reversed(new_rest), strict=False)
    tail = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], backwards))
    middle = _middle(rest[: len(rest) - tail], new_rest[: len(new_rest) - tail])
    return [
        *((at, at) for at in range(head)),
        *((head + old, head + new) for old, new in middle),
        *((len(first) - left, len(second) - left) for left in range(tail, 0, -1)),
    ]


def _middle(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """The matches of two lists by the greedy forward search; none when more than MOST_EDITS part them."""
    reached = {1: 0}
    trail: list[dict[int, int]] = []
    for edits in range(min(MOST_EDITS, len(first) + len(second)) + 1):
        trail.append(dict(reached))
        for diagonal in range(-edits, edits + 1, 2):
            old = _step(reached, diagonal, edits)
            new = old - diagonal
            while old < len(first) and new < len(second) and first[old] == second[new]:
                old, new = old + 1, new + 1
            reached[diagonal] = old
            if (old, new) == (len(first), len(second)):
                return _walk_back(trail, old, new)
    return []


def _walk_back(trail: Sequence[dict[int, int]], old: int, new: int) -> list[tuple[int, int]]:
    """The matches on the way that the search took, read from its end."""
    found = []
    for edits in range(len(trail) - 1, -1, -1):
        diagonal = old - new
        start = _step(trail[edits], diagonal, edits)
        while old > start:
            old, new = old - 1, new - 1
            found.append((old, new))
        old, new = (old, new - 1) if _adds(trail[edits], diagonal, edits) else (old - 1, new)
    return found[::-1]


def _step(reached: dict[int, int], diagonal: int, edits: int) -> int:
    """Where the search stands on `diagonal` after one edit more."""
    adds = _adds(reached, diagonal, edits)
    return reached[diagonal + 1] if adds else reached[diagonal - 1] + 1


def _adds(reached: dict[int, int], diagonal: int, edits: int) -> bool:
    """Whether the edit that leads furthest adds a word; else it removes one."""
    return diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
