"""A candidate reads what was understood, and corrects words, before the rating begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import correction, difference, errors, interview, transcript
from interview_app.models import (
    AnswerMode,
    Correction,
    InterviewSession,
    Step,
    StepKind,
    StepState,
    Transcript,
    Turn,
)
from interview_app.usecases import steps

CLOSED = "Your answers have gone to be rated, so nothing in them can be changed any more. What you had saved counts."
NOT_ALLOWED = "In this interview the transcripts are not corrected."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Whether a candidate may correct now. `closes_at` is None while answers are still being written down."""

    open: bool
    closes_at: datetime | None = None

    def left_seconds(self, now: datetime) -> float | None:
        """Seconds until it closes; None while nobody knows."""
        return None if self.closes_at is None else max(0.0, (self.closes_at - now).total_seconds())


def reading(session: Session, seat: InterviewSession, now: datetime) -> Reading:
    """Open from the interview's end until the candidate is done, the reading time is over or the rating began.

    There must be something to read: recognised words, or the prospect of some.
    """
    if not seat.guide.transcripts_correctable or seat.state not in interview.OVER or seat.words_closed_at:
        return Reading(open=False)
    if pending(session, seat):
        return Reading(open=True)
    written_down = [row.created_at for row in readable(session, seat).values()]
    if not written_down:
        return Reading(open=False)
    closes_at = correction.closes_at(seat.finished_at or seat.created_at, written_down)
    return Reading(open=now < closes_at, closes_at=closes_at)


def pending(session: Session, seat: InterviewSession) -> set[int]:
    """Ids of the turns whose words are still being recognised."""
    return set(
        session.scalars(
            select(Step.subject_id).where(
                Step.kind == StepKind.TRANSCRIBE,
                Step.subject_id.in_([asked.id for asked in seat.turns]),
                Step.state.in_([StepState.READY, StepState.RUNNING]),
            )
        )
    )


def written_down(session: Session, seat: InterviewSession) -> dict[int, Transcript]:
    """The transcripts of spoken answers, by turn id."""
    spoken = [asked.id for asked in seat.turns if asked.mode is AnswerMode.VOICE]
    rows = session.scalars(select(Transcript).where(Transcript.turn_id.in_(spoken)))
    return {row.turn_id: row for row in rows}


def readable(session: Session, seat: InterviewSession) -> dict[int, Transcript]:
    """Those of them that have words."""
    return {turn_id: row for turn_id, row in written_down(session, seat).items() if row.words}


def of_turns(session: Session, turn_ids: Sequence[int]) -> dict[int, Correction]:
    """What candidates made of these turns' words, by turn id."""
    rows = session.scalars(select(Correction).where(Correction.turn_id.in_(turn_ids)))
    return {row.turn_id: row for row in rows}


def save(session: Session, answered: Turn, text: str, *, clock: ports.Clock) -> Correction | None:
    """Keep what the candidate says that they said; None when it is what was heard. The same again changes nothing.

    The transcript stays. Raises WrongState when the rating has begun or this answer has no recognised words,
    InvalidInput for no words, TooLarge for too many.
    """
    seat = answered.interview_session
    heard = _lock_open(session, seat, answered, clock())
    made = correction.correct(
        transcript.Transcript(transcript.from_json(heard.words), heard.language, heard.duration_ms), text
    )
    kept = of_turns(session, [answered.id]).get(answered.id)
    if made is not None and kept is not None and kept.text == made.text:
        session.rollback()
        return kept
    session.execute(delete(Correction).where(Correction.turn_id == answered.id))
    row = _row(answered, made, clock()) if made is not None else None
    if row is not None:
        session.add(row)
    session.commit()
    return row


def undo(session: Session, answered: Turn, *, clock: ports.Clock) -> None:
    """Go back to what was heard. Raises as `save` does."""
    _lock_open(session, answered.interview_session, answered, clock())
    session.execute(delete(Correction).where(Correction.turn_id == answered.id))
    session.commit()


def confirm(session: Session, seat: InterviewSession, *, queue: ports.JobQueue, clock: ports.Clock) -> None:
    """The candidate is done: nothing changes any more, and the rating begins. Twice is no error.

    Raises WrongState when this interview's transcripts are not corrected.
    """
    session.refresh(seat, with_for_update=True)
    if not seat.guide.transcripts_correctable or seat.state not in interview.OVER:
        raise errors.WrongState(NOT_ALLOWED)
    if seat.words_closed_at is not None:
        session.rollback()
        return
    seat.words_closed_at = seat.words_confirmed_at = clock()
    step = steps.add(session, StepKind.RATE, seat.id)
    session.commit()
    steps.wake(session, queue, [step.id])


def close_for_rating(session: Session, seat: InterviewSession, *, clock: ports.Clock) -> float:
    """Seconds that the rating must still wait for its reader; 0.0 when the words are fixed from now on. Commits."""
    if not seat.guide.transcripts_correctable:
        return 0.0
    session.refresh(seat, with_for_update=True)
    now = clock()
    state = reading(session, seat, now)
    left = state.left_seconds(now) if state.open else None
    if left:
        session.commit()
        return left
    seat.words_closed_at = seat.words_closed_at or now
    session.commit()
    return 0.0


def rated_words(row: Correction | None) -> tuple[transcript.Word, ...] | None:
    """The words that take the recognised ones' place in the rating; None where the recognised ones stand."""
    if row is None or row.kind is not correction.Kind.CORRECTED:
        return None
    return transcript.from_json(row.words)


def pieces_of(row: Correction) -> tuple[difference.Piece, ...]:
    """Both texts, word by word."""
    return tuple(difference.Piece(difference.Part(part), tuple(words)) for part, words in row.pieces)


def _lock_open(session: Session, seat: InterviewSession, answered: Turn, now: datetime) -> Transcript:
    """The recognised words, with the interview locked so that no rating begins meanwhile. Raises WrongState."""
    session.refresh(seat, with_for_update=True)
    if not seat.guide.transcripts_correctable:
        raise errors.WrongState(NOT_ALLOWED)
    if not reading(session, seat, now).open:
        raise errors.WrongState(CLOSED if seat.state in interview.OVER else None)
    heard = readable(session, seat).get(answered.id)
    if heard is None:
        raise errors.WrongState("There are no recognised words in this answer that could be corrected.")
    return heard


def _row(answered: Turn, made: correction.Correction, now: datetime) -> Correction:
    return Correction(
        turn_id=answered.id,
        kind=made.kind,
        why=made.why,
        text=made.text,
        words=transcript.to_json(made.words),
        pieces=[[piece.part.value, list(piece.words)] for piece in made.pieces],
        touched=list(made.touched),
        changed=made.changed,
        heard=made.heard,
        written_at=now,
    )
