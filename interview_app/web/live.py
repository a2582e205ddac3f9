"""A running interview as the team follows it: the words so far, the clocks, what the supervisor noticed. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from interview_app.domain import interview, turn
from interview_app.domain.interview import ShownState
from interview_app.models import AnswerMode, InterviewSession, SupervisionEntry, Turn
from interview_app.usecases import correcting, standing, supervising, supervision_log, words_so_far
from interview_app.web import room

MOST_LINES = 12
DOING = {
    turn.TurnState.ASKED: "Listening to the question, or thinking",
    turn.TurnState.ANSWERING: "Answering now",
    turn.TurnState.SEALED: "Answer submitted; its words are on their way",
    turn.TurnState.TRANSCRIBED: "Answer submitted; the next question is being chosen",
    turn.TurnState.DECIDED: "Answer submitted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question with the words said, or heard so far; `awaited`: they are still being recognised."""

    turn: Turn
    label: str
    words: str
    overheard: bool
    awaited: bool

    @property
    def running(self) -> bool:
        return self.turn.state is turn.TurnState.ANSWERING

    @property
    def written(self) -> bool:
        return self.turn.in_writing or self.turn.mode is AnswerMode.WRITTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The page. `answers`, `log` and, of it, what was `done` have the newest first.

    Times are milliseconds left, as the candidate sees them. While the browser is away they stand: its silence is given
    back when it returns.
    """

    taken: InterviewSession
    shown: ShownState
    doing: str
    answers: tuple[Answer, ...]
    answer_ms: int
    interview_ms: int
    log: Sequence[SupervisionEntry]
    done: Sequence[SupervisionEntry]
    noticed: SupervisionEntry | None
    on_screen: SupervisionEntry | None
    heard_while_spoken: bool

    @property
    def over(self) -> bool:
        return self.taken.state in interview.OVER

    @property
    def may_be_steered(self) -> bool:
        return may_be_steered(self.taken)

    @property
    def concluded(self) -> bool:
        return self.taken.ends_at_ms is not None


def may_be_steered(taken: InterviewSession) -> bool:
    """Whether there is anything to steer."""
    return taken.state is interview.SessionState.RUNNING and bool(taken.turns)


def of(session: Session, taken: InterviewSession, now: datetime, *, heard_while_spoken: bool = True) -> Live:
    """The interview at this moment."""
    log = tuple(reversed(supervision_log.entries(session, taken)))
    shown = interview.shown_state(taken.state, taken.last_seen_at, now)
    newest = taken.turns[-1] if taken.turns else None
    at = supervising.moment(taken, now)
    return Live(
        taken=taken,
        shown=shown,
        doing=DOING[newest.state] if newest is not None and shown is ShownState.RUNNING else "",
        answers=tuple(reversed(_answers(session, taken))),
        answer_ms=room.answer_left_ms(newest, at) if newest is not None else 0,
        interview_ms=standing.left_ms(taken, at),
        log=log[:MOST_LINES],
        done=supervision_log.done_of(log)[:MOST_LINES],
        noticed=next((one for one in log if one.metrics), None),
        on_screen=supervision_log.on_screen(session, taken),
        heard_while_spoken=heard_while_spoken,
    )


def _answers(session: Session, taken: InterviewSession) -> list[Answer]:
    labels = turn.labels(
        [
            turn.Asked(turn_id=one.id, origin=one.origin, preset_number=one.preset_number, text=one.text)
            for one in taken.turns
        ]
    )
    words, awaited = words_so_far.of_turns(session, taken.turns), correcting.pending(session, taken)
    return [
        Answer(
            turn=one,
            label=labels[one.id],
            words=words[one.id].text,
            overheard=words[one.id].overheard,
            awaited=one.id in awaited,
        )
        for one in taken.turns
    ]
