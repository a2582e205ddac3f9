"""The interview guide's limits, and the states of a guide and of one candidate's interview."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar, Final

from interview_app.domain import errors

COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
"""A brand's colour, as a whole text."""


class InterviewState(enum.StrEnum):
    """Of the guide: a draft takes no candidates, a closed one takes no new ones."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class SessionState(enum.StrEnum):
    """Of one candidate's interview, as stored."""

    PREPARING = "preparing"
    READY = "ready"
    RUNNING = "running"
    COMPLETED = "completed"
    ENDED = "ended"
    EXPIRED = "expired"


class ShownState(enum.StrEnum):
    """Of one candidate's interview, as shown: the stored state, or `interrupted`, which is never stored."""

    PREPARING = "preparing"
    READY = "ready"
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    COMPLETED = "completed"
    ENDED = "ended"
    EXPIRED = "expired"


class InterviewType(enum.StrEnum):
    """What kind of questions the guide asks."""

    TECHNICAL = "technical"
    BEHAVIORAL = "behavioral"
    MIXED = "mixed"
    CASE = "case"


class Difficulty(enum.StrEnum):
    """How demanding drafted questions are meant to be."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Feedback(enum.StrEnum):
    """What the candidate gets to see: nothing, what a person released, or all at once (practice)."""

    NONE = "none"
    RELEASED = "released"
    AT_ONCE = "at_once"


class EndedBy(enum.StrEnum):
    """Who or what brought an interview to its end."""

    CANDIDATE = "candidate"
    TIME = "time"
    MANAGER = "manager"
    DEADLINE = "deadline"
    SUPERVISOR = "supervisor"


UNSEEN_AFTER: Final = timedelta(seconds=30)
"""A running interview whose browser was silent for longer than this is shown as interrupted."""

OVER: Final = frozenset({SessionState.COMPLETED, SessionState.ENDED, SessionState.EXPIRED})
"""States from which no interview comes back."""

_MOVES: Final[Mapping[SessionState, frozenset[SessionState]]] = MappingProxyType(
    {
        SessionState.PREPARING: frozenset({SessionState.READY, SessionState.ENDED, SessionState.EXPIRED}),
        SessionState.READY: frozenset({SessionState.RUNNING, SessionState.ENDED, SessionState.EXPIRED}),
        SessionState.RUNNING: OVER,
    }
)


def shown_state(state: SessionState, last_seen: datetime | None, now: datetime) -> ShownState:
    """What a person sees. Running and unseen for over 30 s (or never seen) is `interrupted`."""
    if state is SessionState.RUNNING and (last_seen is None or now - last_seen > UNSEEN_AFTER):
        return ShownState.INTERRUPTED
    return ShownState(state.value)


def move(state: SessionState, to: SessionState) -> SessionState:
    """`to`, if the interview may go there: `InterviewOver` from an end, else `WrongState`."""
    if state in OVER:
        raise errors.InterviewOver
    if to not in _MOVES[state]:
        raise errors.WrongState
    return to


@dataclass(frozen=True, slots=True)
class Bounds:
    """A whole number's range, both ends allowed, and the value that stands when none was chosen."""

    low: int
    high: int
    default: int

    def allows(self, number: int) -> bool:
        """Whether `number` lies within both ends."""
        return self.low <= number <= self.high

    def clamp(self, number: int) -> int:
        """`number`, moved to the nearer end when outside."""
        return max(self.low, min(self.high, number))

    def check(self, number: int, field: str) -> int:
        """`number`, or `InvalidInput` for that form field."""
        if not self.allows(number):
            raise errors.InvalidInput(f"Please choose a number from {self.low} to {self.high}.", field)
        return number


class GuideLimits:
    """What a manager may set in a guide. `takes` is how often an answer may be recorded in all."""

    TIME_LIMIT_MINUTES: ClassVar[Bounds] = Bounds(5, 120, 10)
    QUESTIONS: ClassVar[Bounds] = Bounds(1, 20, 5)
    ANSWER_SECONDS: ClassVar[Bounds] = Bounds(30, 180, 120)
    FOLLOW_UPS: ClassVar[Bounds] = Bounds(0, 3, 1)
    RESUME_QUESTIONS: ClassVar[Bounds] = Bounds(0, 2, 1)
    THINKING_SECONDS: ClassVar[Bounds] = Bounds(0, 120, 15)
    TAKES: ClassVar[Bounds] = Bounds(1, 3, 1)
    PRACTICE_ROUNDS: ClassVar[Bounds] = Bounds(1, 20, 5)
