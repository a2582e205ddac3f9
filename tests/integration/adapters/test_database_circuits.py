"""Providers that fail again and again are left alone, by all workers together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from rq.timeouts import JobTimeoutException
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from interview_app.adapters.circuit_speech import CircuitLiveSpeech, CircuitSpeech, CircuitVoice
from interview_app.adapters.database_circuits import DatabaseCircuits
from interview_app.adapters.litellm_language import LitellmLanguage, known_as
from interview_app.models import Provider, StepKind
from interview_app.ports import Message, OutsideError, Piece, Recognition, Speech
from interview_app.usecases import recognising, steps
from tests.conftest import on_both_databases
from tests.fakes import in_process
from tests.fakes.in_process import Queue
from tests.fakes.llm import Behaviour, FakeModel, by_model

PASSING = OutsideError("The service is away.")
LASTING = OutsideError("The key is refused.", permanent=True)
NAME = "Speech recognition hosted"


@pytest.fixture
def circuits(engine: Engine, session: Session) -> DatabaseCircuits:  # the session makes the tables
    return DatabaseCircuits(lambda: engine)


def let_time_pass(engine: Engine, seconds: float) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(Provider).values(rests_until=Provider.rests_until - seconds))


@on_both_databases
def test_after_three_failures_nobody_asks_until_one_may_try(
    circuits: DatabaseCircuits, engine: Engine
) -> None:
    other_worker = DatabaseCircuits(lambda: engine)
    for _ in range(3):
        assert circuits.rests(NAME) is None
        circuits.failed(NAME, PASSING)

    resting = other_worker.rests(NAME)
    assert resting is not None
    assert not resting.permanent
    assert resting.retry_after_seconds == pytest.approx(30, abs=2)
    assert "The service is away." in resting.reason

    let_time_pass(engine, 31)
    assert circuits.rests(NAME) is None
    assert other_worker.rests(NAME) is not None


@on_both_databases
def test_a_success_lets_everybody_ask_again(circuits: DatabaseCircuits, engine: Engine) -> None:
    for _ in range(3):
        circuits.failed(NAME, PASSING)
    let_time_pass(engine, 31)
    circuits.rests(NAME)
    circuits.worked(NAME)

    assert circuits.rests(NAME) is None
    circuits.failed(NAME, PASSING)
    assert circuits.rests(NAME) is None


def test_a_failed_trial_rests_for_longer(circuits: DatabaseCircuits, engine: Engine) -> None:
    for _ in range(3):
        circuits.failed(NAME, PASSING)
    let_time_pass(engine, 31)
    circuits.rests(NAME)
    circuits.failed(NAME, PASSING)

    resting = circuits.rests(NAME)
    assert resting is not None
    assert resting.retry_after_seconds == pytest.approx(60, abs=2)


def test_what_a_person_must_mend_is_noted_and_opens_nothing(
    circuits: DatabaseCircuits, session: Session
) -> None:
    for _ in range(10):
        circuits.failed(NAME, LASTING)

    assert circuits.rests(NAME) is None
    session.rollback()
    assert session.get_one(Provider, NAME).reason == "The key is refused."


def test_a_person_who_tries_again_lets_a_resting_provider_be_asked(
    circuits: DatabaseCircuits, session: Session
) -> None:
    for _ in range(3):
        circuits.failed(NAME, PASSING)
    step = steps.add(session, StepKind.RATE, 1)
    session.commit()
    steps.retry(session, Queue(), step.id)

    assert circuits.rests(NAME) is None


def test_one_provider_says_nothing_of_another(circuits: DatabaseCircuits) -> None:
    for _ in range(3):
        circuits.failed(NAME, PASSING)
    assert circuits.rests("Speech recognition whisperx") is None


def test_a_database_that_is_away_closes_no_way() -> None:
    circuits = DatabaseCircuits(lambda: sa.create_engine("sqlite:////nowhere/at/all.sqlite3"))

    circuits.failed(NAME, PASSING)
    circuits.worked(NAME)
    assert circuits.rests(NAME) is None


class Voice:
    """Fails as told, and counts how often it was asked."""

    model = "m"

    def __init__(self, failure: Exception | None) -> None:
        self.failure = failure
        self.asked = 0

    def speak(self, text: str, *, voice: str, language: str) -> Speech:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return Speech(audio=text.encode(), mime="audio/mpeg", characters=(), model=self.model)


def test_a_voice_that_rests_is_not_asked_and_says_why(circuits: DatabaseCircuits, engine: Engine) -> None:
    voice = Voice(PASSING)
    guarded = CircuitVoice(voice, circuits, "ElevenLabs")
    for _ in range(3):
        with pytest.raises(OutsideError, match=r"^The service is away\.$"):
            guarded.speak("Why?", voice="", language="en")
    with pytest.raises(OutsideError, match=r"ElevenLabs is left alone for \d+ s.*The service is away\."):
        guarded.speak("Why?", voice="", language="en")
    assert voice.asked == 3

    let_time_pass(engine, 31)
    voice.failure = None
    assert guarded.speak("Why?", voice="", language="en").audio == b"Why?"
    assert circuits.rests("ElevenLabs") is None


@pytest.mark.parametrize("fault", [MemoryError(), KeyError("Why did you leave?"), TypeError()])
def test_a_fault_of_the_voices_library_is_a_failure_that_names_no_words(
    circuits: DatabaseCircuits, fault: Exception
) -> None:
    guarded = CircuitVoice(Voice(fault), circuits, "ElevenLabs")
    with pytest.raises(OutsideError, match="ElevenLabs") as raised:
        guarded.speak("Why did you leave?", voice="", language="en")
    assert not raised.value.permanent
    assert "Why" not in raised.value.reason


class Recogniser:
    """Fails as told, and counts how often it was asked."""

    name = "hosted"

    def __init__(self, failures: Sequence[Exception | None]) -> None:
        self.left = list(failures)
        self.asked = 0

    def transcribe(self, pcm: bytes, *, language: str) -> Recognition:
        self._answer()
        return Recognition(words=(), language=language, engine="hosted", model="m", aligned=True)

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> Piece | None:
        self._answer()
        return None

    def warm(self, languages: Sequence[str] = ()) -> None:
        self._answer()

    def _answer(self) -> None:
        self.asked += 1
        failure = self.left.pop(0) if self.left else None
        if failure is not None:
            raise failure


def test_a_recogniser_that_rests_is_not_asked(circuits: DatabaseCircuits) -> None:
    recogniser = Recogniser([PASSING] * 9)
    guarded = CircuitSpeech(recogniser, circuits, NAME)
    for _ in range(5):
        with pytest.raises(OutsideError):
            guarded.transcribe(b"", language="en")

    assert recogniser.asked == 3


def test_following_an_answer_and_hearing_it_whole_share_one_circuit(circuits: DatabaseCircuits) -> None:
    recogniser = Recogniser([PASSING] * 9)
    guarded = CircuitLiveSpeech(recogniser, circuits, NAME)
    for _ in range(3):
        with pytest.raises(OutsideError):
            guarded.hear(b"", language="en", last=False)
    with pytest.raises(OutsideError, match="left alone"):
        guarded.transcribe(b"", language="en")

    assert recogniser.asked == 3


@pytest.mark.parametrize("fault", [MemoryError(), IndexError("I led it"), AssertionError(), TypeError()])
def test_a_fault_of_a_providers_library_is_a_failure_that_names_no_words(
    circuits: DatabaseCircuits, fault: Exception
) -> None:
    recogniser = Recogniser([fault] * 9)
    guarded = CircuitLiveSpeech(recogniser, circuits, NAME)
    for _ in range(3):
        with pytest.raises(OutsideError, match=NAME) as raised:
            guarded.hear(b"", language="en", last=False)
        assert not raised.value.permanent
        assert "I led it" not in raised.value.reason
    with pytest.raises(OutsideError, match="left alone"):
        guarded.transcribe(b"", language="en")

    assert recogniser.asked == 3


def test_a_job_that_is_told_to_stop_is_no_fault_of_the_provider(circuits: DatabaseCircuits) -> None:
    guarded = CircuitSpeech(Recogniser([JobTimeoutException()]), circuits, NAME)

    with pytest.raises(JobTimeoutException):
        guarded.transcribe(b"", language="en")
    assert guarded.transcribe(b"", language="en").words == ()


def test_the_next_provider_answers_in_the_same_try_for_one_without_memory(
    circuits: DatabaseCircuits, session: Session
) -> None:
    ears = recognising.Ears(
        (CircuitSpeech(Recogniser([MemoryError()]), circuits, NAME), in_process.Recogniser("I led it")),
        live=None,
        media=in_process.Media(),
        clock=lambda: datetime.now(UTC),
    )
    mine = steps.Claim(step_id=1, kind=StepKind.TRANSCRIBE, subject_id=1, token="t", attempt=1)
    heard = recognising.hear(session, mine, [], "en", ears)

    assert heard is not None
    assert [word.text for word in heard.words] == ["I", "led", "it"]


def test_a_worker_that_loads_the_model_lets_it_be_asked_again(circuits: DatabaseCircuits) -> None:
    guarded = CircuitLiveSpeech(Recogniser([PASSING] * 3), circuits, NAME)
    for _ in range(3):
        with pytest.raises(OutsideError):
            guarded.hear(b"", language="en", last=False)
    guarded.warm()

    assert guarded.transcribe(b"", language="en").engine == "hosted"


def test_a_model_that_fails_again_and_again_is_passed_over_at_once(
    circuits: DatabaseCircuits, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = json.dumps({"fine": True})
    with FakeModel(by_model({"first": Behaviour(kind="rate_limited"), "second": good})) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "a key of the tests")
        monkeypatch.setenv("OPENAI_API_BASE", server.base_url)
        model = LitellmLanguage(("openai/first", "openai/second"), timeout_seconds=5, circuits=circuits)
        for _ in range(5):
            assert (
                model.complete([Message("user", "Hi")], schema={}, schema_name="s", seconds=10).position == 1
            )

    assert [asked["model"] for asked in server.asked].count("first") == 3
    resting = circuits.rests(known_as("openai/first"))
    assert resting is not None
    assert "rate limit" in resting.reason


def test_a_model_of_no_known_provider_is_told_without_a_call(circuits: DatabaseCircuits) -> None:
    model = LitellmLanguage(("gpt",), timeout_seconds=5, circuits=circuits)

    with pytest.raises(OutsideError, match="gpt: LiteLLM knows no provider by that name") as raised:
        model.complete([Message("user", "Hi")], schema={}, schema_name="s", seconds=10)
    assert raised.value.permanent
