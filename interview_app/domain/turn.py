"""One turn: a question asked and its answer. Its states, and the names under which people know it."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from interview_app.domain import errors


class Origin(enum.StrEnum):
    """Where a question came from."""

    PRESET = "preset"
    FOLLOW_UP = "follow_up"
    RESUME = "resume"


class TurnState(enum.StrEnum):
    """How far a turn has come, in this order."""

    ASKED = "asked"
    ANSWERING = "answering"
    SEALED = "sealed"
    TRANSCRIBED = "transcribed"
    DECIDED = "decided"


_NEXT: Final[Mapping[TurnState, frozenset[TurnState]]] = MappingProxyType(
    {
        # An answer in writing, or one that never began before its time ran out, is sealed at once.
        TurnState.ASKED: frozenset({TurnState.ANSWERING, TurnState.SEALED}),
        TurnState.ANSWERING: frozenset({TurnState.SEALED}),
        # A recogniser that is away must not keep the candidate waiting: the rules decide without it.
        TurnState.SEALED: frozenset({TurnState.TRANSCRIBED, TurnState.DECIDED}),
        TurnState.TRANSCRIBED: frozenset({TurnState.DECIDED}),
        TurnState.DECIDED: frozenset(),
    }
)
_OPEN: Final = frozenset({TurnState.ASKED, TurnState.ANSWERING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as asked. `preset_number` counts from 1 and is that of the preset which the question is or
    follows; None for a résumé question.
    """

    turn_id: int
    origin: Origin
    preset_number: int | None
    text: str


def advance(state: TurnState, to: TurnState) -> TurnState:
    """`to`, if it is the next state or an allowed skip.

    Raises `AnswerSealed` for an answer that would open or seal a second time, else `WrongState`.
    """
    if to in _NEXT[state]:
        return to
    if state not in _OPEN and (to in _OPEN or to is TurnState.SEALED):
        raise errors.AnswerSealed
    raise errors.WrongState


def labels(turns: Sequence[Asked]) -> dict[int, str]:
    """Turn id to the report's label, for all turns in the order asked: Q1, Q1 Follow-up 1, Résumé Q1."""
    seen: Counter[tuple[Origin, int | None]] = Counter()
    named: dict[int, str] = {}
    for asked in turns:
        seen[asked.origin, asked.preset_number] += 1
        named[asked.turn_id] = _label(asked, seen[asked.origin, asked.preset_number])
    return named


def _label(asked: Asked, nth: int) -> str:
    if asked.origin is Origin.RESUME:
        return f"Résumé Q{nth}"
    if asked.origin is Origin.PRESET:
        return f"Q{asked.preset_number}"
    return f"Q{asked.preset_number} Follow-up {nth}"


def room_label(turns: Sequence[Asked], turn_id: int, preset_total: int) -> str:
    """What the candidate reads above the question. `NotFound` when no such turn was asked."""
    for asked in turns:
        if asked.turn_id == turn_id:
            return _room_label(asked, preset_total)
    raise errors.NotFound


def _room_label(asked: Asked, preset_total: int) -> str:
    if asked.origin is Origin.RESUME:
        return "From your résumé"
    place = f"Question {asked.preset_number} of {preset_total}"
    return place if asked.origin is Origin.PRESET else f"{place} · Follow-up"
