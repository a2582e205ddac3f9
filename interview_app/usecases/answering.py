"""An answer, from the first chunk to its seal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import errors, recording, transcript, turn
from interview_app.models import (
    AnswerMode,
    InterviewSession,
    StepKind,
    Turn,
)
from interview_app.usecases import (
    open_answers,
    presence,
    receiving,
    sealing,
    standing,
    steps,
    waiting,
    writing,
)

WRITTEN_CHARS = 12_000
SOON_SECONDS = 2
"""A browser whose countdown reaches 0 a little before the server's is not sent away."""


def show_turn(session: Session, asked: Turn, *, clock: ports.Clock) -> None:
    """The browser has drawn the question: from now on its spoken time counts. The first time stands."""
    open_answers.lock(session, asked)
    open_answers.check_running(asked)
    if asked.shown_at is None:
        asked.shown_at = clock()
    presence.note(asked.interview_session, clock())
    session.commit()


def begin_answer(session: Session, asked: Turn, *, clock: ports.Clock) -> None:
    """Start the answer's clock. A second call changes nothing. Raises AnswerSealed, InterviewOver."""
    open_answers.lock(session, asked)
    open_answers.check_running(asked)
    presence.note(asked.interview_session, clock())
    if asked.state is not turn.TurnState.ANSWERING:
        asked.state = turn.advance(asked.state, turn.TurnState.ANSWERING)
        asked.started_at = _counted_from(asked, clock)
        asked.away_ms = asked.longest_away_ms = 0
    session.commit()


def change_way(session: Session, answered: Turn, *, writes: bool, clock: ports.Clock) -> None:
    """The candidate goes on in writing, or aloud: while they write the answer's clock runs slower.

    The same again changes nothing; changing to and fro adds nothing. Raises AnswerSealed, NotYet, InterviewOver;
    WrongState for going on aloud where all is in writing.
    """
    open_answers.lock(session, answered)
    open_answers.check_recordable(answered)
    if not writes:
        writing.check_may_be_recorded(answered)
    presence.note(answered.interview_session, clock())
    if writes and answered.writing_since is None:
        answered.writing_since = max(clock(), answered.started_at or clock())
    elif not writes and answered.writing_since is not None:
        answered.written_ms += max(0, interview_clock.milliseconds(clock() - answered.writing_since))
        answered.writing_since = None
    session.commit()


def sign_of_life(session: Session, seat: InterviewSession, *, clock: ports.Clock) -> None:
    """The browser is there. Coming back after a silence takes that silence off the open turn's clock."""
    if seat.turns:
        session.refresh(seat.turns[-1], with_for_update=True)  # first, as whoever stores an answer does
    presence.note(seat, clock())
    session.commit()


def record_again(session: Session, answered: Turn, *, clock: ports.Clock) -> None:
    """Throw the recording away and begin another attempt, on the same clock. Raises WrongState when none is left."""
    open_answers.lock(session, answered)
    open_answers.check_running(answered)
    if answered.state is not turn.TurnState.ANSWERING:
        raise errors.AnswerSealed
    if answered.attempt >= answered.interview_session.guide.attempts_allowed:
        raise errors.WrongState("This answer cannot be recorded again.")
    sealing.throw_away(session, answered)
    answered.attempt += 1
    presence.note(answered.interview_session, clock())
    session.commit()


def seal_recording(
    session: Session,
    answered: Turn,
    takes: Sequence[recording.TakeDeclared],
    *,
    queue: ports.JobQueue,
    clock: ports.Clock,
    patience_seconds: float,
) -> bool:
    """Close the recorded answer and set its work going. False: it was sealed before.

    The decision is due `patience_seconds` from now even if no words are there by then, at once if nobody listens.
    Raises RecordingIncomplete naming what has not arrived, InvalidInput when nothing was recorded.
    """
    open_answers.lock(session, answered)
    if answered.sealed_at is not None:
        return False
    open_answers.check_running(answered)
    recording.check_declared(takes)
    received = {key: frozenset(seqs) for key, seqs in receiving.list_chunks(session, answered).items()}
    recording.check_complete(takes, received)
    if not received:
        _check_time_is_up(answered, clock)
        return seal_unanswered(session, answered, queue=queue, clock=clock)
    sealing.declare(session, answered, takes)
    sealing.close(answered, AnswerMode.VOICE, clock)
    words = steps.add(session, StepKind.TRANSCRIBE, answered.id)
    wait_seconds = waiting.seconds(session, patience_seconds)
    next_question = steps.add(session, StepKind.DECIDE, answered.id, delay_seconds=wait_seconds)
    session.commit()
    steps.wake(session, queue, [words.id] if wait_seconds else [words.id, next_question.id])
    return True


def seal_written(
    session: Session, answered: Turn, text: str, *, queue: ports.JobQueue, clock: ports.Clock
) -> bool:
    """Close an answer in writing: its words are known at once, and a recording begun before is thrown away.

    False: it was sealed before. Raises InvalidInput when the answer is empty; AnswerSealed when its time was over
    long ago, and then what had arrived until now is the answer.
    """
    open_answers.lock(session, answered)
    if answered.sealed_at is not None:
        return False
    open_answers.check_running(answered)
    cleaned = transcript.clean_text(text, WRITTEN_CHARS).text.strip()
    if not cleaned:
        raise errors.InvalidInput("Please write an answer first.", "text")
    presence.note(answered.interview_session, clock())
    answered.started_at = answered.started_at or _counted_from(answered, clock)
    if interview_clock.is_out_of_time(
        standing.answer_time(answered), clock(), interview_clock.LATE_WRITING_SECONDS
    ):
        open_answers.close_late(session, answered, clock)
        raise errors.AnswerSealed(open_answers.TOO_LATE)
    sealing.in_words(session, answered, cleaned, clock)
    step = steps.add(session, StepKind.DECIDE, answered.id)
    session.commit()
    steps.wake(session, queue, [step.id])
    return True


def keep_draft(session: Session, answered: Turn, text: str, *, clock: ports.Clock) -> None:
    """Keep what is typed so far: it is the answer if nobody ever submits it. Raises AnswerSealed, NotYet, InterviewOver."""
    open_answers.lock(session, answered)
    open_answers.check_recordable(answered)
    presence.note(answered.interview_session, clock())
    answered.written_text = transcript.clean_text(text, WRITTEN_CHARS).text.strip()
    session.commit()


def seal_unanswered(session: Session, asked: Turn, *, queue: ports.JobQueue, clock: ports.Clock) -> bool:
    """Close an answer whose time ran out with nothing submitted: what was typed of it counts, if anything was."""
    open_answers.lock(session, asked)
    if asked.sealed_at is not None:
        return False
    open_answers.check_running(asked)
    step = open_answers.close_unanswered(session, asked, clock)
    session.commit()
    steps.wake(session, queue, [step.id])
    return True


def counting_since(asked: Turn, now: datetime, begun_at: datetime | None = None) -> datetime | None:
    """When the answer's clock started, begun at `begun_at` or not at all; None while it still stands."""
    thinking = asked.interview_session.guide.thinking_seconds
    shown = asked.shown_at or asked.created_at
    return interview_clock.counts_from(shown, begun_at, interview_clock.saying_ms(asked.text), thinking, now)


def _counted_from(asked: Turn, clock: ports.Clock) -> datetime:
    now = clock()
    return counting_since(asked, now, now) or now


def _check_time_is_up(answered: Turn, clock: ports.Clock) -> None:
    deadline = interview_clock.answer_deadline(standing.answer_time(answered))
    if deadline is None or clock() < deadline - timedelta(seconds=SOON_SECONDS):
        raise errors.InvalidInput("Nothing was recorded. Please answer aloud or in writing.", "takes")
