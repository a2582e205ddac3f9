"""A speech worker that asks a service for its words: many answers at once, and what becomes of them when it has to end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from interview_app.adapters.rq_queue import RqQueue
from interview_app.models import SpeechWorker, StepState, Transcript
from tests.fakes import llm
from tests.fakes.scripts import Cooperative
from tests.installation import Installation, patience, wait_until
from tests.kill import faults, rows

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.timeout(300)]
THREADS = 3
SLOW_SECONDS = 60.0


class Service(llm.FakeModel):
    """A recogniser to which the first answer is slow, as a long one is, and any other quick."""

    def __init__(self) -> None:
        self.hearing = threading.Event()
        self.hurry = threading.Event()
        super().__init__(Cooperative(), hears=self._hear)

    def _hear(self, upload: bytes) -> llm.Heard:
        if not self.hearing.is_set():
            self.hearing.set()
            self.hurry.wait(SLOW_SECONDS)
        return llm.words_of_loud_audio(upload)


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as made:
        yield made
        made.hurry.set()


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory, service: Service) -> Iterator[Installation]:
    """Redis, and a speech worker alone."""
    settings = faults.provided_by(service) | {"SPEECH_THREADS": str(THREADS)}
    with Installation(tmp_path_factory.mktemp("hosted"), **settings) as made, patience(made):
        made.make_tables()
        made.start_redis()
        made.start_worker("speech")
        wait_until(lambda: RqQueue(made.env["REDIS_URL"]).workers()["speech"] == THREADS)
        yield made


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> rows.Sound:
    return rows.record(tmp_path_factory.mktemp("sound"))


def _has_words(installation: Installation, count: int) -> bool:
    with rows.opened(installation) as session:
        return len(session.scalars(select(Transcript.id)).all()) == count


def _speech_worker(installation: Installation) -> list[SpeechWorker]:
    with rows.opened(installation) as session:
        return list(session.scalars(select(SpeechWorker)))


def test_nobody_waits_for_another_s_whole_answer(
    installation: Installation, service: Service, sound: rows.Sound
) -> None:
    slow = rows.transcription_due(installation, sound)
    wait_until(service.hearing.is_set, 60)
    quick = [rows.transcription_due(installation, sound) for _ in range(4)]
    wait_until(lambda: _has_words(installation, len(quick)), 40)
    assert rows.state_of(installation, slow).state is StepState.RUNNING

    service.hurry.set()
    wait_until(lambda: _has_words(installation, len(quick) + 1), 40)
    log = installation.log("speech")
    assert b"Traceback" not in log
    assert b"RuntimeError" not in log


def test_it_tells_what_it_is_at_and_goes_in_order(
    installation: Installation, service: Service, sound: rows.Sound
) -> None:
    step_id = rows.transcription_due(installation, sound)
    wait_until(service.hearing.is_set, 60)
    wait_until(lambda: [one.busy_with for one in _speech_worker(installation)] == ["transcribe"], 30)

    assert faults.tell_all_to_leave(installation, ("speech",)) < 30
    left = rows.state_of(installation, step_id)
    assert (left.state, left.attempt) == (StepState.READY, 0)
    assert _speech_worker(installation) == [], (
        "who goes in order leaves no row for the next one to wonder about"
    )
