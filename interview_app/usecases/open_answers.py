"""An answer that is still open: it as it is now, whether it takes more, and its end when nobody submits it in time."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import errors, interview, turn
from interview_app.models import InterviewSession, Step, StepKind, Turn
from interview_app.usecases import sealing, standing, steps, waiting

LATE_PATIENCE_SECONDS = 15.0
"""How long the next decision waits for the words of an answer that the server closed."""
TOO_LATE = "The time for this answer was over. What had arrived by then is your answer."


def lock(session: Session, asked: Turn) -> None:
    """The turn as it is now, kept from others until the transaction ends. Raises NotFound for one that was erased."""
    try:
        session.refresh(asked, with_for_update=True)
    except InvalidRequestError as error:
        raise errors.NotFound from error


def check_running(asked: Turn) -> None:
    """Raise InterviewOver unless the interview runs."""
    if asked.interview_session.state is not interview.SessionState.RUNNING:
        raise errors.InterviewOver


def check_recordable(answered: Turn) -> None:
    """Raise InterviewOver, AnswerSealed or NotYet for a turn that takes no sound or draft now."""
    check_running(answered)
    if answered.sealed_at is not None:
        raise errors.AnswerSealed
    if answered.state is not turn.TurnState.ANSWERING:
        raise errors.NotYet("This answer has not begun yet.")


def check_in_time(session: Session, answered: Turn, clock: ports.Clock) -> None:
    """Raise AnswerSealed for what comes long after the answer's time, and close the answer then."""
    if interview_clock.is_out_of_time(
        standing.answer_time(answered), clock(), interview_clock.LATE_RECORDING_SECONDS
    ):
        close_late(session, answered, clock)
        raise errors.AnswerSealed(TOO_LATE)


def seal_overdue(session: Session, *, clock: ports.Clock) -> int:
    """Close every answer whose time is over and whose browser goes on all the same: none can be held open.

    An absent browser's answer waits for it: time counts up to the last sign of life. Returns how many were closed.
    """
    running = session.scalars(
        select(Turn)
        .join(InterviewSession, InterviewSession.id == Turn.interview_session_id)
        .where(
            Turn.state == turn.TurnState.ANSWERING,
            InterviewSession.state == interview.SessionState.RUNNING,
        )
    ).all()
    closed = 0
    for answered in [one for one in running if _is_held_open(one)]:
        session.refresh(answered, with_for_update=True)
        if _is_held_open(answered):
            close_late(session, answered, clock)
            closed += 1
    session.commit()
    return closed


def close_late(session: Session, answered: Turn, clock: ports.Clock) -> None:
    """Close what nobody submitted in time with what is there, and commit. The sweeper wakes its steps."""
    words = sealing.as_it_came(session, answered, clock)
    if words is None:
        close_unanswered(session, answered, clock).woken_at = None
    else:
        words.woken_at = None
        late = waiting.seconds(session, LATE_PATIENCE_SECONDS)
        steps.add(session, StepKind.DECIDE, answered.id, delay_seconds=late).woken_at = None
    session.commit()


def close_unanswered(session: Session, asked: Turn, clock: ports.Clock) -> Step:
    """Close an answer of which nothing was recorded with what was typed, if anything was. Does not commit."""
    sealing.in_words(session, asked, asked.written_text, clock)
    return steps.add(session, StepKind.DECIDE, asked.id)


def _is_held_open(answered: Turn) -> bool:
    seen_at = answered.interview_session.last_seen_at
    return seen_at is not None and interview_clock.is_out_of_time(
        standing.answer_time(answered), seen_at, interview_clock.LATE_RECORDING_SECONDS
    )
