"""Making the recording that people hear, once the words are there: work for whoever does not hear."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import interview, recording
from interview_app.models import AnswerAudio, Report, Step, StepKind, StepState, Transcript, Turn
from interview_app.usecases import answering, receiving, steps, transcribing
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, FullBlobs, Media, Queue, Recogniser
from tests.kill.rows import digest_of

pytestmark = on_both_databases
TAKE = "f47ac10b-58cc-4372-a567-0e02b2c3d479"
SECONDS = 3


@pytest.fixture
def step_id(session: Session, clock: Clock) -> int:
    """The step that hears an answer of three seconds, of which two have come."""
    seat = factories.seat(session, state=interview.SessionState.RUNNING)
    answered = factories.asked(session, seat)
    answering.begin_answer(session, answered, clock=clock)
    body = (b"\x1a\x45\xdf\xa3" + bytes(2 * 32_000))[: 2 * 32_000]
    receiving.store_chunk(
        session, answered, take_key=TAKE, seq=0, body=body, sha256=digest_of(body), mime="audio/webm", clock=clock,
    )  # fmt: skip
    declared = recording.TakeDeclared(TAKE, 1, SECONDS * 1000)
    answering.seal_recording(session, answered, [declared], queue=Queue(), clock=clock, patience_seconds=30)
    return session.scalars(select(Step.id).where(Step.kind == StepKind.TRANSCRIBE)).one()


def _claimed(session: Session, step_id: int) -> steps.Claim:
    claim = steps.claim(session, step_id)
    assert claim is not None
    return claim


def _hear(session: Session, step_id: int, clock: Clock, queue: Queue) -> Recogniser:
    ear = Recogniser("said once", name="whisperx")
    transcribing.transcribe_turn(
        session, _claimed(session, step_id), speech_to_text=(ear,), live=None, media=Media(), blobs=Blobs(),
        queue=queue, clock=clock,
    )  # fmt: skip
    return ear


def _keep(
    session: Session, step_id: int, clock: Clock, *, blobs: Blobs | None = None, queue: Queue | None = None
) -> None:
    transcribing.keep_recording(
        session,
        _claimed(session, step_id),
        media=Media(),
        blobs=blobs or Blobs(),
        queue=queue or Queue(),
        clock=clock,
    )


def _state(session: Session, step_id: int) -> StepState:
    return session.get_one(Step, step_id, populate_existing=True).state


def test_whoever_hears_goes_on_to_the_next_answer_as_soon_as_the_words_are_there(
    session: Session, step_id: int, clock: Clock
) -> None:
    queue = Queue()
    _hear(session, step_id, clock, queue)

    assert session.scalars(select(Transcript.text)).all() == ["said once"]
    assert session.scalar(select(func.count()).select_from(AnswerAudio)) == 0
    assert _state(session, step_id) is StepState.READY
    assert list(zip(queue.kinds, queue.places, strict=True)) == [
        ("decide", "first"),
        ("transcribe", "aside"),
    ]


def test_the_recording_is_made_without_a_recogniser(session: Session, step_id: int, clock: Clock) -> None:
    _hear(session, step_id, clock, Queue())
    _keep(session, step_id, clock)

    assert session.scalars(select(AnswerAudio.duration_ms)).one() == 2000
    assert _state(session, step_id) is StepState.DONE


def test_a_worker_that_hears_makes_the_recording_where_nobody_else_does(
    session: Session, step_id: int, clock: Clock
) -> None:
    _hear(session, step_id, clock, Queue())
    ear = _hear(session, step_id, clock, Queue())

    assert ear.heard == []
    assert session.scalars(select(AnswerAudio.duration_ms)).one() == 2000
    assert _state(session, step_id) is StepState.DONE


def test_words_outlive_a_recording_that_cannot_be_stored(
    session: Session, step_id: int, clock: Clock
) -> None:
    _hear(session, step_id, clock, Queue())
    claim = _claimed(session, step_id)
    with pytest.raises(ports.OutsideError, match="full") as failed:
        transcribing.keep_recording(
            session, claim, media=Media(), blobs=FullBlobs(), queue=Queue(), clock=clock
        )
    steps.fail(session, claim, failed.value)
    assert session.scalars(select(Transcript.text)).all() == ["said once"]

    session.get_one(Step, step_id, populate_existing=True).next_at = 0.0
    session.commit()
    _keep(session, step_id, clock)
    assert session.scalars(select(Transcript.text)).all() == ["said once"]
    assert session.scalars(select(AnswerAudio.duration_ms)).one() == 2000


def test_an_answer_that_nobody_hears_can_be_heard_by_people_and_goes_back_to_whoever_hears(
    session: Session, step_id: int, clock: Clock
) -> None:
    queue = Queue()
    _keep(session, step_id, clock, queue=queue)

    assert session.scalars(select(AnswerAudio.duration_ms)).one() == 2000
    assert (queue.kinds, queue.places) == (["transcribe"], ["first"])
    assert _state(session, step_id) is StepState.READY

    _hear(session, step_id, clock, Queue())
    _keep(session, step_id, clock)
    assert session.scalars(select(Transcript.text)).all() == ["said once"]
    assert session.scalar(select(func.count()).select_from(AnswerAudio)) == 1
    assert _state(session, step_id) is StepState.DONE


@pytest.mark.parametrize(
    ("media", "blobs"),
    [(Media(damaged=b"\x1a"), Blobs()), (Media(), FullBlobs())],
    ids=["damaged", "no room"],
)
def test_what_stands_in_the_way_of_a_recording_is_no_failure_of_an_answer_that_nobody_has_heard_yet(
    session: Session, step_id: int, clock: Clock, media: Media, blobs: Blobs
) -> None:
    queue = Queue()
    claim = _claimed(session, step_id)
    transcribing.keep_recording(session, claim, media=media, blobs=blobs, queue=queue, clock=clock)

    left = session.get_one(Step, step_id, populate_existing=True)
    assert (left.state, left.attempt, left.failure) == (StepState.READY, 0, None)
    assert queue.kinds == []
    assert steps.claim(session, step_id) is None, "it is not tried again at once"


def test_what_is_missing_of_a_recording_has_the_interview_rated_again_even_if_its_worker_died_at_that_moment(
    session: Session, step_id: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hear(session, step_id, clock, Queue())
    answered = session.scalars(select(Turn)).one()
    seat = answered.interview_session
    seat.state = interview.SessionState.COMPLETED
    session.add(Report(interview_session_id=seat.id, scoring=1, content={}, created_at=clock()))
    session.commit()
    claim = _claimed(session, step_id)
    with monkeypatch.context() as dies:
        dies.setattr(transcribing, "_rate_anew", _dies)
        with pytest.raises(KeyboardInterrupt):
            transcribing.keep_recording(
                session, claim, media=Media(), blobs=Blobs(), queue=Queue(), clock=clock
            )
    session.rollback()
    session.get_one(Step, step_id, populate_existing=True).lease_until = 0.0
    session.commit()

    queue = Queue()
    _keep(session, step_id, clock, queue=queue)
    assert queue.kinds == ["rate"]


def _dies(*_given: object) -> list[int]:
    raise KeyboardInterrupt
