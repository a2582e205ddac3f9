"""A speech worker that crashes, hangs or cannot load, under the supervisor of `make run`: it comes back by itself."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select

from interview_app.models import Decision, SpeechWorker, StepState, Transcript, WorkerState
from interview_app.usecases import steps, workers
from jobs import children, heart
from tests.fakes import in_process
from tests.installation import ROOT, Installation, patience, wait_until
from tests.kill import faults, rows

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.timeout(300)]
OTHERWISE = pytest.mark.skipif(not faults.LONG, reason="for `make kill-test`: it waits for lease after lease")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("fragile")
    settings = {
        "SPEECH_PROVIDERS": "", "STEP_LEASE_SECONDS": "5", "WHISPERX_LOAD_SECONDS": "10", "SPEECH_MEMORY_MB": "1500",
        "FRAGILE_FOLDER": str(folder),
    }  # fmt: skip
    with Installation(folder, **settings) as made, patience(made):
        made.make_tables()
        made.start_redis()
        yield made


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> rows.Sound:
    return rows.record(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def supervised(installation: Installation) -> Iterator[Callable[..., None]]:
    """Starts the worker with its misdeeds to come, and again whenever it ends."""
    over, family = threading.Event(), children.Family()
    command = [sys.executable, "-m", "tests.kill.fragile_worker"]
    child = children.Child("speech", command, directory=ROOT, environment=installation.env)

    def keep() -> None:
        while not over.wait(0.1):
            family.revive()

    keeper = threading.Thread(target=keep, daemon=True)

    def begin(*, load: str = "", job: str = "") -> None:
        (installation.folder / "load").write_text(load)
        (installation.folder / "job").write_text(job)
        family.start(child)
        keeper.start()

    yield begin
    over.set()
    keeper.join()
    family.stop([child])


def the_worker(installation: Installation) -> SpeechWorker | None:
    with rows.opened(installation) as session:
        return next(iter(workers.known(session)), None)


def is_done(installation: Installation, step_id: int) -> Callable[[], bool]:
    return lambda: rows.state_of(installation, step_id).state is StepState.DONE


def told(installation: Installation) -> str:
    """How the worker's predecessor ended."""
    found = the_worker(installation)
    assert found is not None
    assert found.state is WorkerState.READY
    return found.predecessor or ""


@pytest.mark.parametrize(
    ("misdeed", "exit_said", "said"),
    [
        ("kill", "signal SIGKILL", workers.KILLED),
        ("hang", f"exit code {heart.EXIT_HUNG}", "hung for"),
        pytest.param("hold", "exit code 1", workers.KILLED, marks=OTHERWISE),
    ],
)
def test_an_answer_is_heard_by_itself_after_its_worker_died_or_hung_over_it(
    installation: Installation, supervised: Callable[..., None], sound: rows.Sound,
    capsys: pytest.CaptureFixture[str], misdeed: str, exit_said: str, said: str,
) -> None:  # fmt: skip
    step_id = rows.transcription_due(installation, sound)
    supervised(job=misdeed)
    wait_until(is_done(installation, step_id), 60)
    assert said in told(installation)
    assert f"speech ended with {exit_said}" in capsys.readouterr().out


def test_an_answer_that_wants_too_much_memory_is_tried_again_by_the_same_worker(
    installation: Installation, supervised: Callable[..., None], sound: rows.Sound,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    step_id = rows.transcription_due(installation, sound)
    supervised(job="memory")
    wait_until(lambda: rows.state_of(installation, step_id).failure is not None, 60)
    assert rows.state_of(installation, step_id).failure == "There was not enough memory for it."
    wait_until(is_done(installation, step_id), 60)
    assert "speech ended" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "misdeed", ["hang", *(pytest.param(one, marks=OTHERWISE) for one in ("hold", "kill"))]
)
def test_a_worker_that_hangs_or_dies_while_it_loads_its_model_is_started_again(
    installation: Installation, supervised: Callable[..., None], misdeed: str
) -> None:
    supervised(load=misdeed)
    wait_until(lambda: (found := the_worker(installation)) is not None and found.predecessor is not None, 60)
    wait_until(lambda: (found := the_worker(installation)) is not None and found.state is WorkerState.READY)
    assert "loading its model" in told(installation) or misdeed != "hang"


def test_a_model_that_cannot_be_loaded_is_said_with_its_reason_and_what_waits_is_heard_once_it_can(
    installation: Installation, supervised: Callable[..., None], sound: rows.Sound
) -> None:
    step_id = rows.transcription_due(installation, sound)
    supervised(load="fail\n" * 4)
    wait_until(
        lambda: (found := the_worker(installation)) is not None and found.state is WorkerState.FAILED, 30
    )
    found = the_worker(installation)
    assert found is not None
    assert found.reason == "The model's folder is not there."
    assert rows.state_of(installation, step_id).state is StepState.READY
    wait_until(is_done(installation, step_id), 60)


def test_a_candidate_does_not_wait_for_words_while_the_only_speech_worker_is_loading(
    installation: Installation, supervised: Callable[..., None], sound: rows.Sound
) -> None:
    installation.start_worker("default")
    wait_until(lambda: b"worker_ready" in installation.log("default"))
    supervised(load="hang")
    wait_until(lambda: (found := the_worker(installation)) is not None and found.state is WorkerState.LOADING)
    began = time.monotonic()
    turn_id = rows.submitted(installation, sound, patience_seconds=60)

    def is_there(kind: type[Decision | Transcript]) -> bool:
        with rows.opened(installation) as session:
            return session.scalar(select(kind.id).where(kind.turn_id == turn_id)) is not None

    wait_until(lambda: is_there(Decision), 30)
    assert time.monotonic() - began < 20
    assert not is_there(Transcript)
    wait_until(lambda: is_there(Transcript), 60)  # the worker has ended itself, and its successor hears it
    installation.stop("default", signal.SIGTERM)


@OTHERWISE
def test_a_recording_that_kills_each_worker_is_given_up_with_its_reason_and_a_click_tries_it_again(
    installation: Installation, supervised: Callable[..., None], sound: rows.Sound
) -> None:
    step_id = rows.transcription_due(installation, sound)
    supervised(job="kill\n" * steps.CLAIMS_OF_SPEECH[rows.state_of(installation, step_id).kind])
    wait_until(lambda: rows.state_of(installation, step_id).state is StepState.FAILED, 180)
    assert "died or hung each of the 4 times" in (rows.state_of(installation, step_id).failure or "")
    with rows.opened(installation) as session:
        steps.retry(session, in_process.Queue(), step_id)
    wait_until(is_done(installation, step_id), 60)
    with rows.opened(installation) as session:
        turn_id = rows.state_of(installation, step_id).subject_id
        assert session.scalar(select(func.count()).where(Transcript.turn_id == turn_id)) == 1
