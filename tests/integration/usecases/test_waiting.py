"""The next question waits for the words of an answer while somebody recognises them, and not a moment longer."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.domain import interview, recording
from interview_app.domain.decision import Action
from interview_app.domain.turn import TurnState
from interview_app.models import Decision, SpeechWorker, Step, StepKind, StepState, WorkerState, database_now
from interview_app.usecases import (
    answering,
    interviewing,
    open_answers,
    proposing,
    receiving,
    steps,
    waiting,
    workers,
)
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Model, Queue

pytestmark = on_both_databases
WEBM = b"\x1a\x45\xdf\xa3" + bytes(64)
TAKE = "3f1d7c1e-0000-4000-8000-000000000001"


@pytest.fixture
def answered(session: Session, clock: Clock) -> models.Turn:
    """An answer with a second of sound."""
    begun = factories.asked(session, factories.seat(session, state=interview.SessionState.RUNNING))
    answering.begin_answer(session, begun, clock=clock)
    digest = hashlib.sha256(WEBM).hexdigest()
    receiving.store_chunk(
        session, begun, take_key=TAKE, seq=0, body=WEBM, sha256=digest, mime="audio/webm", clock=clock
    )
    return begun


def submit(session: Session, answered: models.Turn, clock: Clock) -> Queue:
    queue = Queue()
    takes = [recording.TakeDeclared(TAKE, 1, 1000)]
    answering.seal_recording(session, answered, takes, queue=queue, clock=clock, patience_seconds=30)
    return queue


def decision_is_due(session: Session) -> bool:
    kinds = {kind for _, kind in steps.kinds_of(session, steps.due_steps(session))}
    return StepKind.DECIDE in kinds


def test_while_the_only_speech_worker_loads_its_model_the_decision_is_due_at_once(
    session: Session, answered: models.Turn, clock: Clock
) -> None:
    workers.begin(session, host="here", pid=7, is_alive=lambda _: False)
    assert submit(session, answered, clock).kinds == ["transcribe", "decide"]
    assert decision_is_due(session)


def test_a_speech_worker_that_is_ready_is_waited_for(
    session: Session, answered: models.Turn, clock: Clock
) -> None:
    factories.listening(session)
    assert submit(session, answered, clock).kinds == ["transcribe"]
    assert not decision_is_due(session)


def test_a_closed_answer_that_nobody_hears_is_decided_at_once_too(
    session: Session, answered: models.Turn, clock: Clock
) -> None:
    clock.tick(1000)
    answered.interview_session.last_seen_at = clock()
    session.commit()
    assert open_answers.seal_overdue(session, clock=clock) == 1
    assert decision_is_due(session)


def test_a_speech_worker_that_dies_over_an_answer_is_waited_for_no_longer(
    session: Session, answered: models.Turn, clock: Clock
) -> None:
    queue, listener = Queue(), factories.listening(session)
    submit(session, answered, clock)
    assert waiting.go_on(session, queue) == 0
    session.execute(
        update(SpeechWorker)
        .where(SpeechWorker.key == listener.key)
        .values(seen_at=database_now() - workers.GONE_AFTER_SECONDS - 1)
    )
    session.commit()
    assert waiting.go_on(session, queue) == 1
    assert queue.kinds == ["decide"]
    assert decision_is_due(session)
    assert waiting.go_on(session, queue) == 0


def test_a_decision_that_failed_keeps_its_pause(
    session: Session, answered: models.Turn, clock: Clock
) -> None:
    factories.listening(session).state = WorkerState.FAILED
    submit(session, answered, clock)
    session.execute(
        update(Step).where(Step.kind == StepKind.DECIDE).values(attempt=1, next_at=database_now() + 8)
    )
    session.commit()
    assert waiting.go_on(session, Queue()) == 0


def test_the_turn_says_that_nobody_listened_and_the_words_still_come(
    session: Session, answered: models.Turn, clock: Clock
) -> None:
    submit(session, answered, clock)
    due = {kind: step_id for step_id, kind in steps.kinds_of(session, steps.due_steps(session))}
    claim = steps.claim(session, due[StepKind.DECIDE])
    assert claim is not None
    interviewing.decide_next(
        session, claim, model=Model(), queue=Queue(), clock=clock, patience_seconds=5, voiced=False
    )
    made = session.scalars(select(Decision).where(Decision.turn_id == answered.id)).one()
    assert (made.action, made.failure) == (Action.PRESET, proposing.UNHEARD)
    assert answered.state is TurnState.DECIDED
    words = session.get_one(Step, due[StepKind.TRANSCRIBE], populate_existing=True)
    assert words.state is StepState.READY


def _swept(session: Session, seconds_ago: float = 11.0) -> int:
    """The step that hears, ordered so long ago, just woken by the sweeper."""
    hears = Step.kind == StepKind.TRANSCRIBE
    session.execute(
        update(Step).where(hears).values(opened_at=database_now() - seconds_ago, woken_at=database_now())
    )
    session.commit()
    return session.scalars(select(Step.id).where(hears)).one()


def test_while_nobody_hears_the_recordings_are_made_for_people_to_hear(
    session: Session, answered: models.Turn, clock: Clock
) -> None:
    submit(session, answered, clock)
    step_id, queue = _swept(session), Queue()
    assert waiting.keep_recordings(session, queue) == 1
    assert (queue.woken, queue.places) == ([(step_id, StepKind.TRANSCRIBE)], ["aside"])


@pytest.mark.parametrize("why_not", ["somebody hears", "just ordered", "not swept now", "made already"])
def test_a_recording_is_not_ordered_where_it_is_on_its_way_or_there(
    session: Session, answered: models.Turn, clock: Clock, why_not: str
) -> None:
    submit(session, answered, clock)
    _swept(session, 3.0 if why_not == "just ordered" else 11.0)
    if why_not == "somebody hears":
        factories.listening(session)
    elif why_not == "not swept now":
        session.execute(update(Step).values(woken_at=database_now() - 5))
    elif why_not == "made already":
        session.add(
            models.AnswerAudio(
                turn_id=answered.id, blob_key="answers/1/answer.webm", mime="audio/webm", duration_ms=1000,
                declared_ms=1000, missing_ms=0, gaps=[], created_at=clock(),
            )
        )  # fmt: skip
    session.commit()
    queue = Queue()
    assert waiting.keep_recordings(session, queue) == 0
    assert queue.woken == []
