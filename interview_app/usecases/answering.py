"""An answer, from the first chunk to its seal."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import errors, interview, recording, transcript, turn
from interview_app.models import (
    AnswerMode,
    Chunk,
    InterviewSession,
    Step,
    StepKind,
    Take,
    Turn,
)
from interview_app.usecases import listening, presence, sealing, standing, steps, waiting, writing

WRITTEN_CHARS = 12_000
SOON_SECONDS = 2
"""A browser whose countdown reaches 0 a little before the server's is not sent away."""
LATE_PATIENCE_SECONDS = 15.0
"""How long the next decision waits for the words of an answer that the server closed."""
TOO_LATE = "The time for this answer was over. What had arrived by then is your answer."


def show_turn(session: Session, asked: Turn, *, clock: ports.Clock) -> None:
    """The browser has drawn the question: from now on its spoken time counts. The first time stands."""
    session.refresh(asked, with_for_update=True)
    _check_running(asked)
    if asked.shown_at is None:
        asked.shown_at = clock()
    presence.note(asked.interview_session, clock())
    session.commit()


def begin_answer(session: Session, asked: Turn, *, clock: ports.Clock) -> None:
    """Start the answer's clock. A second call changes nothing. Raises AnswerSealed, InterviewOver."""
    session.refresh(asked, with_for_update=True)
    _check_running(asked)
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
    session.refresh(answered, with_for_update=True)
    _check_recordable(answered)
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


def store_chunk(
    session: Session,
    answered: Turn,
    *,
    take_key: str,
    seq: int,
    body: bytes,
    sha256: str,
    mime: str,
    clock: ports.Clock,
    live: bool = False,
    attempt: int | None = None,
) -> bool:
    """Make one chunk durable. True: stored now; False: the very same bytes were there already.

    With `live` the answer is listened to while it is being spoken. `attempt` is the one that the chunk belongs to,
    None from whoever does not say. Raises ChunkConflict for other bytes at the same place and for an attempt that
    was thrown away, AnswerSealed or InterviewOver when it is too late, WrongState for a turn in writing,
    ChunkChecksumMismatch, TooLarge, InvalidInput.
    """
    recording.check_chunk(seq, body, sha256)
    recording.check_take(take_key)
    session.refresh(answered, with_for_update=True)
    writing.check_may_be_recorded(answered)
    take = _take(session, answered, take_key)
    known = session.get(Chunk, (take.id, seq)) if take is not None else None
    if known is not None:
        if known.sha256 != hashlib.sha256(body).hexdigest():
            raise errors.ChunkConflict
        return False
    _check_recordable(answered)
    if answered.attempt != (take.attempt if take is not None else attempt or answered.attempt):
        raise errors.ChunkConflict("This part belongs to a recording that was thrown away.")
    presence.note(answered.interview_session, clock())
    _check_in_time(session, answered, clock)
    recording.check_answer_size(_stored_bytes(session, answered), len(body))
    _check_container(seq, body, mime)
    if take is None:
        take = _new_take(session, answered, take_key, clock)
    digest = hashlib.sha256(body).hexdigest()
    session.add(
        Chunk(take_id=take.id, seq=seq, sha256=digest, body=body, size_bytes=len(body), received_at=clock())
    )
    if live:
        listening.order(session, answered, seq)
    session.commit()
    return True


def list_chunks(session: Session, answered: Turn) -> dict[str, list[int]]:
    """Take key -> the numbers stored, ascending, for the answer's current attempt."""
    rows = session.execute(
        select(Take.key, Chunk.seq)
        .join(Chunk, Chunk.take_id == Take.id)
        .where(Take.turn_id == answered.id, Take.attempt == answered.attempt)
        .order_by(Take.number, Chunk.seq)
    )
    found: dict[str, list[int]] = defaultdict(list)
    for key, seq in rows:
        found[key].append(seq)
    return dict(found)


def record_again(session: Session, answered: Turn, *, clock: ports.Clock) -> None:
    """Throw the recording away and begin another attempt, on the same clock. Raises WrongState when none is left."""
    session.refresh(answered, with_for_update=True)
    _check_running(answered)
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
    session.refresh(answered, with_for_update=True)
    if answered.sealed_at is not None:
        return False
    _check_running(answered)
    recording.check_declared(takes)
    received = {key: frozenset(seqs) for key, seqs in list_chunks(session, answered).items()}
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
    session.refresh(answered, with_for_update=True)
    if answered.sealed_at is not None:
        return False
    _check_running(answered)
    cleaned = transcript.clean_text(text, WRITTEN_CHARS).text.strip()
    if not cleaned:
        raise errors.InvalidInput("Please write an answer first.", "text")
    presence.note(answered.interview_session, clock())
    answered.started_at = answered.started_at or _counted_from(answered, clock)
    if interview_clock.is_out_of_time(
        standing.answer_time(answered), clock(), interview_clock.LATE_WRITING_SECONDS
    ):
        _close_late(session, answered, clock)
        raise errors.AnswerSealed(TOO_LATE)
    sealing.in_words(session, answered, cleaned, clock)
    step = steps.add(session, StepKind.DECIDE, answered.id)
    session.commit()
    steps.wake(session, queue, [step.id])
    return True


def keep_draft(session: Session, answered: Turn, text: str, *, clock: ports.Clock) -> None:
    """Keep what is typed so far: it is the answer if nobody ever submits it. Raises AnswerSealed, NotYet, InterviewOver."""
    session.refresh(answered, with_for_update=True)
    _check_recordable(answered)
    presence.note(answered.interview_session, clock())
    answered.written_text = transcript.clean_text(text, WRITTEN_CHARS).text.strip()
    session.commit()


def seal_unanswered(session: Session, asked: Turn, *, queue: ports.JobQueue, clock: ports.Clock) -> bool:
    """Close an answer whose time ran out with nothing submitted: what was typed of it counts, if anything was."""
    session.refresh(asked, with_for_update=True)
    if asked.sealed_at is not None:
        return False
    _check_running(asked)
    step = _close_unanswered(session, asked, clock)
    session.commit()
    steps.wake(session, queue, [step.id])
    return True


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
            _close_late(session, answered, clock)
            closed += 1
    session.commit()
    return closed


def _is_held_open(answered: Turn) -> bool:
    seen_at = answered.interview_session.last_seen_at
    return seen_at is not None and interview_clock.is_out_of_time(
        standing.answer_time(answered), seen_at, interview_clock.LATE_RECORDING_SECONDS
    )


def _check_in_time(session: Session, answered: Turn, clock: ports.Clock) -> None:
    """Raise AnswerSealed for what comes long after the answer's time, and close the answer then."""
    if interview_clock.is_out_of_time(
        standing.answer_time(answered), clock(), interview_clock.LATE_RECORDING_SECONDS
    ):
        _close_late(session, answered, clock)
        raise errors.AnswerSealed(TOO_LATE)


def _close_late(session: Session, answered: Turn, clock: ports.Clock) -> None:
    """Close what nobody submitted in time with what is there, and commit. The sweeper wakes its steps."""
    words = sealing.as_it_came(session, answered, clock)
    if words is None:
        _close_unanswered(session, answered, clock).woken_at = None
    else:
        words.woken_at = None
        late = waiting.seconds(session, LATE_PATIENCE_SECONDS)
        steps.add(session, StepKind.DECIDE, answered.id, delay_seconds=late).woken_at = None
    session.commit()


def _close_unanswered(session: Session, asked: Turn, clock: ports.Clock) -> Step:
    sealing.in_words(session, asked, asked.written_text, clock)
    return steps.add(session, StepKind.DECIDE, asked.id)


def _check_running(asked: Turn) -> None:
    if asked.interview_session.state is not interview.SessionState.RUNNING:
        raise errors.InterviewOver


def _check_recordable(answered: Turn) -> None:
    _check_running(answered)
    if answered.sealed_at is not None:
        raise errors.AnswerSealed
    if answered.state is not turn.TurnState.ANSWERING:
        raise errors.NotYet("This answer has not begun yet.")


def _check_container(seq: int, body: bytes, mime: str) -> None:
    """The first chunk tells what the recording is, whatever the browser calls it."""
    if seq == 0 and recording.container_of(body[:16]) is None:
        raise errors.InvalidInput(f"This is not a recording that we can read ({mime[:40]}).", "body")


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


def _take(session: Session, answered: Turn, key: str) -> Take | None:
    return session.scalar(select(Take).where(Take.turn_id == answered.id, Take.key == key))


def _new_take(session: Session, answered: Turn, key: str, clock: ports.Clock) -> Take:
    count = session.scalar(select(func.count()).select_from(Take).where(Take.turn_id == answered.id)) or 0
    if count >= recording.MAX_TAKES_PER_ANSWER:
        raise errors.TooLarge("This answer was begun too often.")
    take = Take(
        turn_id=answered.id, key=key, number=count + 1, attempt=answered.attempt, created_at=clock(),
        declared_chunks=None, declared_ms=None,
    )  # fmt: skip
    session.add(take)
    session.flush()
    return take


def _stored_bytes(session: Session, answered: Turn) -> int:
    total = select(func.coalesce(func.sum(Chunk.size_bytes), 0)).join(Take, Chunk.take_id == Take.id)
    return int(session.scalar(total.where(Take.turn_id == answered.id)) or 0)
