"""What the candidate's browser understood: kept as such, and the transcript of record only as the last resort."""

from __future__ import annotations

import hashlib
from typing import Any, NoReturn

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, interview, recording, transcript
from interview_app.models import Overheard, Step, StepKind, StepState, Transcript, Turn, database_now
from interview_app.usecases import answering, overhearing, receiving, steps, transcribing
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, Media, Queue, Recogniser

pytestmark = on_both_databases
TAKE = "3f1d7c1e-0000-4000-8000-000000000001"
SECOND_TAKE = "3f1d7c1e-0000-4000-8000-000000000002"
HEAD = b"\x1a\x45\xdf\xa3"
LASTING = ports.OutsideError("WhisperX is not installed.", permanent=True)
PASSING = ports.OutsideError("The service is away.")
BUSY = ports.OutsideError("The service is busy.", retry_after_seconds=40)


@pytest.fixture
def answered(session: Session, clock: Clock) -> Turn:
    """A turn whose answer has begun, of a candidate who was told of the browser's recognition."""
    seat = factories.seat(
        session, state=interview.SessionState.RUNNING, consent_version="2026-11" + overhearing.CONSENTED
    )
    begun = factories.asked(session, seat)
    answering.begin_answer(session, begun, clock=clock)
    return begun


def understand(session: Session, answered: Turn, text: str, clock: Clock, **changes: Any) -> bool:
    said = {"take_key": TAKE, "attempt": 1, "revision": 1} | changes
    return overhearing.store_text(session, answered, text=text, clock=clock, **said)


def speak(session: Session, answered: Turn, clock: Clock, take: str = TAKE) -> None:
    body = HEAD + bytes(31_996)
    receiving.store_chunk(
        session, answered, take_key=take, seq=0, body=body, sha256=hashlib.sha256(body).hexdigest(),
        mime="audio/webm", clock=clock,
    )  # fmt: skip


def seal(session: Session, answered: Turn, clock: Clock, *takes: str) -> None:
    declared = [recording.TakeDeclared(take, 1, 1000) for take in takes or (TAKE,)]
    answering.seal_recording(session, answered, declared, queue=Queue(), clock=clock, patience_seconds=30)


def transcribe(session: Session, clock: Clock, *providers: ports.SpeechToText) -> Transcript | None:
    """Try as often as a worker would, without its pauses."""
    step = session.scalars(select(Step).where(Step.kind == StepKind.TRANSCRIBE)).one()
    while True:
        session.execute(
            Step.__table__.update().values(next_at=0).where(Step.kind == StepKind.TRANSCRIBE)  # type: ignore[attr-defined]
        )
        claim = steps.claim(session, step.id)
        if claim is None:
            return session.scalars(select(Transcript)).one_or_none()
        try:
            transcribing.transcribe_turn(
                session, claim, speech_to_text=providers, live=None, media=Media(), blobs=Blobs(), queue=Queue(),
                clock=clock,
            )  # fmt: skip
        except ports.OutsideError as error:
            steps.fail(session, claim, error)


def test_where_every_recogniser_failed_for_good_the_browsers_words_are_the_transcript(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    understand(session, answered, "I led the migration", clock)
    seal(session, answered, clock)
    made = transcribe(session, clock, Recogniser(error=LASTING), Recogniser(error=LASTING))

    assert made is not None
    assert (made.engine, made.model, made.text) == ("browser", "", "I led the migration")
    assert not made.aligned
    assert all(word.start_ms is None and word.confidence is None for word in transcript.from_json(made.words))
    assert session.scalars(select(Step.state).where(Step.kind == StepKind.TRANSCRIBE)).one() is StepState.DONE


class Deadly:
    """A model in the speech worker that no worker survives."""

    name = "whisperx"

    def __init__(self) -> None:
        self.asked = 0

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        return self._die()

    def transcribe(self, pcm: bytes, *, language: str) -> ports.Recognition:
        return self._die()

    def _die(self) -> NoReturn:
        self.asked += 1
        raise AssertionError("a worker would have died of it")


FAILURES = pytest.mark.parametrize(
    "failure",
    [
        None,
        "There was not enough memory for it.",
        "It took longer than it may, and was stopped.",
        "It hung, and its worker was ended after 150 s.",
        "An unexpected fault (IndexError) was logged.",
    ],
    ids=["died", "memory", "time", "hung", "crashed"],
)
"""What workers leave of an answer that none of them got through: nothing, when they were killed."""


def last_try(
    session: Session,
    clock: Clock,
    *providers: ports.SpeechToText,
    live: ports.LiveSpeechToText | None = None,
    failure: str | None = None,
) -> Transcript | None:
    """What the last worker does after all those before it failed alike."""
    step = session.scalars(select(Step).where(Step.kind == StepKind.TRANSCRIBE)).one()
    step.attempt, step.failure = steps.tries(StepKind.TRANSCRIBE) - 1, failure
    session.commit()
    claim = steps.claim(session, step.id)
    assert claim is not None
    transcribing.transcribe_turn(
        session, claim, speech_to_text=providers, live=live, media=Media(), blobs=Blobs(), queue=Queue(),
        clock=clock,
    )  # fmt: skip
    return session.scalars(select(Transcript)).one_or_none()


@FAILURES
def test_an_answer_that_workers_fail_over_is_left_to_the_browsers_words_at_the_last_try(
    session: Session, answered: Turn, clock: Clock, failure: str | None
) -> None:
    speak(session, answered, clock)
    understand(session, answered, "I led it", clock)
    seal(session, answered, clock)
    deadly = Deadly()
    made = last_try(session, clock, deadly, live=deadly, failure=failure)

    assert made is not None
    assert (made.engine, made.text, deadly.asked) == ("browser", "I led it", 0)


@FAILURES
def test_an_answer_that_workers_fail_over_is_left_to_the_next_provider_at_the_last_try(
    session: Session, answered: Turn, clock: Clock, failure: str | None
) -> None:
    speak(session, answered, clock)
    understand(session, answered, "something else", clock)
    seal(session, answered, clock)
    deadly = Deadly()
    made = last_try(
        session, clock, deadly, Recogniser("I led it", name="hosted"), live=deadly, failure=failure
    )

    assert made is not None
    assert (made.engine, made.text, deadly.asked) == ("hosted", "I led it", 0)


def test_a_model_on_this_machine_that_stands_behind_a_service_comes_last_too(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    understand(session, answered, "I led it", clock)
    seal(session, answered, clock)
    away, deadly = Recogniser(error=PASSING, name="hosted"), Deadly()
    made = last_try(session, clock, away, deadly)

    assert made is not None
    assert (made.engine, len(away.heard), deadly.asked) == ("browser", 1, 0)


def test_with_nobody_else_to_hear_it_the_last_worker_tries_as_well(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    seal(session, answered, clock)
    away, deadly = Recogniser(error=PASSING, name="hosted"), Deadly()
    with pytest.raises(AssertionError, match="died"):
        last_try(session, clock, deadly, away, live=deadly)

    assert (len(away.heard), deadly.asked) == (1, 1)


def test_a_service_that_asks_for_patience_at_the_last_try_is_waited_for_and_no_worker_is_risked(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    seal(session, answered, clock)
    deadly = Deadly()
    with pytest.raises(ports.OutsideError) as raised:
        last_try(session, clock, deadly, Recogniser(error=BUSY, name="hosted"), live=deadly)

    assert raised.value.retry_after_seconds == BUSY.retry_after_seconds
    assert deadly.asked == 0


def test_what_failed_elsewhere_and_here_is_told_together(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    seal(session, answered, clock)
    here = Recogniser(error=LASTING)
    with pytest.raises(ports.OutsideError) as raised:
        last_try(session, clock, Recogniser(error=PASSING, name="hosted"), Here(here))

    assert PASSING.reason in raised.value.reason
    assert LASTING.reason in raised.value.reason


class Here:
    """A recogniser in the worker's own process, that fails as told."""

    name = "whisperx"

    def __init__(self, inner: Recogniser) -> None:
        self.transcribe = inner.transcribe

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        return None


def test_a_service_that_asks_for_patience_for_hours_is_given_up_for_the_browsers_words(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    understand(session, answered, "I led it", clock)
    seal(session, answered, clock)
    opened_at = database_now() - steps.LONGEST_STANDING_SECONDS - 1
    session.execute(update(Step).where(Step.kind == StepKind.TRANSCRIBE).values(opened_at=opened_at))
    session.commit()
    made = transcribe(session, clock, Recogniser(error=BUSY, name="hosted"))

    assert made is not None
    assert (made.engine, made.text) == ("browser", "I led it")


def test_without_any_recogniser_too(session: Session, answered: Turn, clock: Clock) -> None:
    speak(session, answered, clock)
    understand(session, answered, "I led it", clock)
    seal(session, answered, clock)
    made = transcribe(session, clock)

    assert made is not None
    assert made.engine == "browser"


def test_a_recogniser_that_may_come_back_is_tried_to_the_end_first(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    understand(session, answered, "I led it", clock)
    seal(session, answered, clock)
    away = Recogniser(error=PASSING)
    made = transcribe(session, clock, away)

    assert len(away.heard) == steps.tries(StepKind.TRANSCRIBE)
    assert made is not None
    assert made.engine == "browser"


def test_recognised_words_are_never_mixed_with_the_browsers(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    understand(session, answered, "something else entirely", clock)
    seal(session, answered, clock)
    made = transcribe(session, clock, Recogniser(error=LASTING), Recogniser("I led it", name="hosted"))

    assert made is not None
    assert (made.engine, made.text) == ("hosted", "I led it")


def test_where_the_browser_understood_nothing_the_step_fails_with_its_reason(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    seal(session, answered, clock)

    assert transcribe(session, clock, Recogniser(error=LASTING)) is None
    failure = session.scalars(select(Step.failure).where(Step.kind == StepKind.TRANSCRIBE)).one()
    assert failure == LASTING.reason


def test_takes_follow_each_other_and_one_that_is_no_part_of_the_answer_is_left_out(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    speak(session, answered, clock, SECOND_TAKE)
    understand(session, answered, "in two weeks.", clock, take_key=SECOND_TAKE)
    understand(session, answered, "I led it", clock)
    understand(session, answered, "never recorded", clock, take_key="3f1d7c1e-0000-4000-8000-000000000003")
    seal(session, answered, clock, TAKE, SECOND_TAKE)

    found = overhearing.recognition(session, answered)
    assert found is not None
    assert " ".join(word.text for word in found.words) == "I led it in two weeks."


def test_a_take_of_which_something_arrived_keeps_its_words_whatever_is_declared(
    session: Session, answered: Turn, clock: Clock
) -> None:
    for take, text in ((TAKE, "I led it"), (SECOND_TAKE, "in two weeks.")):
        speak(session, answered, clock, take)
        understand(session, answered, text, clock, take_key=take)
    declared = [recording.TakeDeclared(TAKE, 1, 1000), recording.TakeDeclared(SECOND_TAKE, 0, 0)]
    answering.seal_recording(session, answered, declared, queue=Queue(), clock=clock, patience_seconds=30)

    found = overhearing.recognition(session, answered)
    assert found is not None
    assert " ".join(word.text for word in found.words) == "I led it in two weeks."


def test_the_newest_text_stays_whatever_comes_late(session: Session, answered: Turn, clock: Clock) -> None:
    assert understand(session, answered, "I led it alone", clock, revision=3)
    assert not understand(session, answered, "I led", clock, revision=2)
    assert not understand(session, answered, "I let it all go", clock, revision=3)
    assert session.scalars(select(Overheard.text)).one() == "I led it alone"


def test_whatever_is_sent_is_cleaned_and_capped(session: Session, answered: Turn, clock: Clock) -> None:
    understand(session, answered, "a\x00b\u202e\ud800 <b>" + "x" * 20_000, clock)
    kept = session.scalars(select(Overheard.text)).one()

    assert kept.startswith("ab <b>x")
    assert len(kept) <= overhearing.MOST_CHARS


def test_there_are_no_more_texts_than_takes(session: Session, answered: Turn, clock: Clock) -> None:
    for number in range(recording.MAX_TAKES_PER_ANSWER):
        understand(session, answered, "x", clock, take_key=f"3f1d7c1e-0000-4000-8000-{number:012d}")
    with pytest.raises(errors.TooLarge):
        understand(session, answered, "x", clock, take_key="3f1d7c1e-0000-4000-8000-ffffffffffff")


def test_recording_again_and_answering_in_writing_delete_it(
    session: Session, answered: Turn, clock: Clock
) -> None:
    speak(session, answered, clock)
    understand(session, answered, "I led it", clock)
    answering.seal_written(session, answered, "In writing.", queue=Queue(), clock=clock)
    assert session.scalar(select(func.count()).select_from(Overheard)) == 0


def test_an_attempt_that_was_thrown_away_a_sealed_answer_and_an_ended_interview_take_no_more(
    session: Session, answered: Turn, clock: Clock
) -> None:
    with pytest.raises(errors.ChunkConflict):
        understand(session, answered, "x", clock, attempt=2)
    with pytest.raises(errors.InvalidInput):
        understand(session, answered, "x", clock, take_key="../../etc")
    session.rollback()
    speak(session, answered, clock)
    seal(session, answered, clock)
    with pytest.raises(errors.AnswerSealed):
        understand(session, answered, "x", clock)


def test_who_agreed_to_another_page_is_not_listened_to_by_the_browser(session: Session, clock: Clock) -> None:
    seat = factories.seat(session, state=interview.SessionState.RUNNING)
    begun = factories.asked(session, seat)
    answering.begin_answer(session, begun, clock=clock)

    assert not overhearing.allowed(seat)
    with pytest.raises(errors.WrongState):
        understand(session, begun, "x", clock)
