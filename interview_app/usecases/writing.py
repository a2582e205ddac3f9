"""Interviews in writing: who takes one, what that changes of a turn, and that nothing of it is recorded."""

from __future__ import annotations

from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import errors, interview, turn
from interview_app.models import InterviewSession, Turn
from interview_app.usecases import standing

CONSENTED = "+writing"
"""The end of a consent's version whose page spoke of no recording."""
NOT_RECORDED = "This interview is taken in writing: nothing of it is recorded."


def check_may_be_recorded(asked: Turn) -> None:
    """Raise WrongState for a turn that is to be answered in writing."""
    if asked.in_writing:
        raise errors.WrongState(NOT_RECORDED)


def grant(session: Session, seat: InterviewSession, *, wanted: bool, clock: ports.Clock) -> None:
    """Let this candidate answer in writing from the next question on, or aloud again. The same again changes nothing.

    A question that waits for its answer is the next one. Raises InterviewOver after the end; WrongState for a guide
    that is in writing for everyone, and for going back where the candidate was never asked about a recording.
    """
    _hold(session, seat)
    if seat.state in interview.OVER:
        raise errors.InterviewOver
    if seat.guide.written_answers:
        raise errors.WrongState("This interview is in writing for everyone.")
    if not wanted and seat.consent_version.endswith(CONSENTED):
        raise errors.WrongState("This candidate agreed to a written interview only, not to a recording.")
    seat.written_answers = wanted
    if seat.turns and seat.turns[-1].state is turn.TurnState.ASKED:
        _ask_anew(seat, seat.turns[-1], standing.remaining_seconds(seat, clock))
    session.commit()


def _hold(session: Session, seat: InterviewSession) -> None:
    """The newest question before its interview, as they are now: what runs beside this takes them in the same order."""
    session.expire(seat, ["turns"])
    if seat.turns:
        session.refresh(seat.turns[-1], with_for_update=True)
    session.refresh(seat, with_for_update=True)


def set_time(seat: InterviewSession, asked: Turn, spoken_seconds: int, remaining_seconds: int) -> None:
    """Give a turn its seconds: as many as the decision gave it aloud, or in writing as many as those take to write."""
    asked.in_writing = seat.in_writing
    if asked.in_writing:
        asked.answer_seconds = asked.writing_seconds = spoken_seconds * interview_clock.WRITING_FACTOR
        return
    asked.answer_seconds = spoken_seconds
    asked.writing_seconds = interview_clock.writing_seconds(spoken_seconds, remaining_seconds)


def _ask_anew(seat: InterviewSession, asked: Turn, remaining_seconds: int) -> None:
    spoken_seconds = asked.answer_seconds // (interview_clock.WRITING_FACTOR if asked.in_writing else 1)
    set_time(seat, asked, spoken_seconds, remaining_seconds)
