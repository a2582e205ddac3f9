"""How long the next question waits for the words of an answer: as long as allowed, and not when nobody listens."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain.turn import TurnState
from interview_app.models import AnswerAudio, Step, StepKind, StepState, Turn, database_now
from interview_app.usecases import steps, workers

UNHEARD_AFTER_SECONDS = 10.0
"""Whoever hears has begun by then."""
JUST_NOW_SECONDS = 1.0
OF_A_TURN = frozenset({StepKind.TRANSCRIBE, StepKind.DECIDE, StepKind.VOICE, StepKind.COACH})
"""What a candidate's page waits for. The subject of each is a turn."""


def seconds(session: Session, patience_seconds: float) -> float:
    """How long a decision may wait from now: `patience_seconds`, or 0 while no speech worker listens."""
    return patience_seconds if workers.any_listens(session) else 0.0


def go_on(session: Session, queue: ports.JobQueue) -> int:
    """Make decisions that wait for words due when the last speech worker has gone. Commits; returns how many.

    Recognition is not given up: a worker that comes back finds its step.
    """
    waiting = session.scalars(select(Step.id).where(_waits_for_words())).all()
    if not waiting or workers.any_listens(session):
        session.commit()
        return 0
    due = session.scalars(
        update(Step)
        .where(Step.id.in_(waiting), _waits_for_words())
        .values(next_at=database_now(), woken_at=database_now())
        .returning(Step.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.commit()
    steps.wake(session, queue, due)
    return len(due)


def keep_recordings(session: Session, queue: ports.JobQueue) -> int:
    """While nobody hears, have the recordings made that wait for their words: people can hear them. Commits.

    To be called right after `steps.sweep`, in whose rhythm it asks. Returns how many were ordered.
    """
    now = database_now()
    just_woken = Step.woken_at > now - JUST_NOW_SECONDS
    has_recording = select(AnswerAudio.id).where(AnswerAudio.turn_id == Step.subject_id).exists()
    unheard = session.scalars(
        select(Step.id).where(
            Step.kind == StepKind.TRANSCRIBE,
            Step.state == StepState.READY,
            Step.next_at <= now,
            Step.opened_at < now - UNHEARD_AFTER_SECONDS,
            just_woken,
            ~has_recording,
        )
    ).all()
    if unheard and workers.any_listens(session):
        unheard = []
    session.commit()
    steps.wake(session, queue, unheard, place="aside")
    return len(unheard)


def _waits_for_words() -> ColumnElement[bool]:
    unheard = select(Turn.id).where(Turn.state == TurnState.SEALED)
    return (
        (Step.kind == StepKind.DECIDE)
        & (Step.state == StepState.READY)
        & (Step.attempt == 0)
        & (Step.next_at > database_now())
        & Step.subject_id.in_(unheard)
    )
