"""A worker process in bad weather: Redis away or emptied, told to leave, a job that hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import redis

from interview_app.adapters import _child, ffmpeg_media
from interview_app.adapters.rq_queue import RqQueue
from interview_app.models import Step, StepKind, StepState
from interview_app.ports import OutsideError
from tests.fakes.llm import FakeModel, Heard, words_of_loud_audio
from tests.fakes.scripts import Cooperative
from tests.installation import ROOT, Installation, patience, wait_until
from tests.kill import faults, rows

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.timeout(300)]
QUEUES = ("default", "speech")
OURS = (StepKind.DECIDE, StepKind.TRANSCRIBE)


class Provider(FakeModel):
    """A language model and recogniser that think for some seconds before each answer."""

    def __init__(self) -> None:
        self.seconds = {"default": 0.0, "speech": 0.0}
        self.hurry = threading.Event()
        self._cooperative = Cooperative()
        super().__init__(self._say, hears=self._hear)

    def _say(self, request: dict[str, object]) -> str:
        self.hurry.wait(self.seconds["default"])
        return self._cooperative(request)

    def _hear(self, upload: bytes) -> Heard:
        self.hurry.wait(self.seconds["speech"])
        return words_of_loud_audio(upload)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as made:
        yield made
        made.hurry.set()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> rows.Sound:
    return rows.record(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Installation]:
    """The tables and no process yet."""
    folder = tmp_path_factory.mktemp("workers")
    settings = faults.provided_by(provider) | {
        "LLM_TIMEOUT_SECONDS": "100", "MODEL_PATIENCE_SECONDS": "100", "SPEECH_THREADS": "1",
    }  # fmt: skip
    with Installation(folder, **settings) as made, patience(made):
        made.make_tables()
        yield made


@pytest.fixture
def workers(installation: Installation, provider: Provider) -> Installation:
    """Redis, a worker and a speech worker, idle; providers that answer at once."""
    provider.seconds = dict.fromkeys(QUEUES, 0.0)
    if "redis" not in installation.running:
        installation.start_redis()
    for queue in QUEUES:
        if queue not in installation.running:
            (installation.folder / f"{queue}.log").unlink(missing_ok=True)
            installation.start_worker(queue)
    wait_until(lambda: all(b"worker_ready" in installation.log(queue) for queue in QUEUES))
    wait_until(lambda: not rows.is_work_left(installation, OURS), 60)  # that of the test before
    return installation


def is_in(installation: Installation, step_id: int, state: StepState) -> Callable[[], bool]:
    return lambda: rows.state_of(installation, step_id).state is state


def both_due(installation: Installation, sound: rows.Sound) -> tuple[int, int]:
    return rows.decision_due(installation), rows.transcription_due(installation, sound)


def both_asked(installation: Installation, provider: Provider, sound: rows.Sound) -> tuple[int, int]:
    """Two steps that a worker each has begun and that wait for the provider now."""
    before = len(provider.requests)
    due = both_due(installation, sound)
    wait_until(lambda: len(provider.requests) == before + 2, 60)
    return due


def test_each_worker_sweeps_up_what_nobody_woke(workers: Installation, sound: rows.Sound) -> None:
    for step_id in both_due(workers, sound):
        wait_until(is_in(workers, step_id, StepState.DONE), 60)


def test_a_worker_is_counted_again_after_redis_was_emptied(workers: Installation) -> None:
    queue = RqQueue(workers.env["REDIS_URL"])
    wait_until(lambda: queue.workers() == {"default": 1, "interview": 0, "speech": 1}, 30)
    with redis.Redis.from_url(workers.env["REDIS_URL"]) as connection:
        connection.flushall()
    wait_until(lambda: queue.workers() == {"default": 1, "interview": 0, "speech": 1}, 30)


def test_workers_outlive_redis_and_come_back_by_themselves(
    workers: Installation, provider: Provider, sound: rows.Sound
) -> None:
    with patience(workers):
        provider.seconds = dict.fromkeys(QUEUES, 6.0)
        running = both_asked(workers, provider, sound)
        workers.stop("redis")
        gone_at = time.monotonic()
        decision, hearing = (
            running  # what was begun is finished without Redis; the recording is for another worker
        )
        wait_until(is_in(workers, decision, StepState.DONE), 60)
        wait_until(lambda: rows.has_words(workers, hearing), 60)
        waiting = both_due(workers, sound)
        provider.seconds = dict.fromkeys(QUEUES, 0.0)
        time.sleep(max(0.0, gone_at + 20 - time.monotonic()))
        workers.start_redis()
        for step_id in (*running, *waiting):
            wait_until(is_in(workers, step_id, StepState.DONE), 60)
        assert [workers.running[queue].poll() for queue in QUEUES] == [None, None]


@pytest.mark.skipif(
    not faults.LONG, reason="the random faults have a shorter one; this one is for `make kill-test`"
)
def test_workers_outlive_a_redis_that_hangs(workers: Installation, sound: rows.Sound) -> None:
    with patience(workers):
        workers.running["redis"].send_signal(signal.SIGSTOP)
        waiting = both_due(workers, sound)
        time.sleep(20)
        workers.running["redis"].send_signal(signal.SIGCONT)
        for step_id in waiting:
            wait_until(is_in(workers, step_id, StepState.DONE), 60)
        assert [workers.running[queue].poll() for queue in QUEUES] == [None, None]


OTHERWISE = pytest.mark.skipif(not faults.LONG, reason="the other way round is enough for `make test`")


@pytest.mark.parametrize("quick", ["default", pytest.param("speech", marks=OTHERWISE)])
def test_who_is_told_to_leave_ends_its_job_or_gives_the_step_back_before_it_is_killed(
    workers: Installation, provider: Provider, sound: rows.Sound, quick: str
) -> None:
    with patience(workers):
        provider.seconds = {queue: 4.0 if queue == quick else 90.0 for queue in QUEUES}
        running = both_asked(workers, provider, sound)
        assert faults.tell_all_to_leave(workers, QUEUES) < 30
        for queue, step_id in zip(QUEUES, running, strict=True):
            left = rows.state_of(workers, step_id)
            is_done = (
                queue == quick == "default"
            )  # of an answer that is heard the recording is left, for a default worker
            expected = (StepState.DONE, 1) if is_done else (StepState.READY, 0)
            assert (left.state, left.attempt) == expected, left.failure
            assert queue == "default" or rows.has_words(workers, step_id) is (queue == quick)
    provider.hurry.set()
    time.sleep(0.2)
    provider.hurry.clear()


def test_due_steps_are_done_without_redis_and_without_workers(
    installation: Installation, provider: Provider, sound: rows.Sound
) -> None:
    provider.seconds = dict.fromkeys(QUEUES, 0.0)
    for name in ("redis", *QUEUES):
        installation.stop(name)
    due = both_due(installation, sound)
    installation.flask("sweep", "--run")
    for step_id in due:
        assert rows.state_of(installation, step_id).state is StepState.DONE


def stop_children(spared: set[int]) -> None:
    for pid in set(faults.children(os.getpid())) - spared:
        faults.send(pid, signal.SIGTERM)


def test_a_program_that_is_told_to_stop_says_nothing_about_the_recording() -> None:
    """A dyno that stops signals its programs too; the file must be read again elsewhere, not be called damaged."""
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    stopper = threading.Timer(1.5, stop_children, (set(faults.children(os.getpid())),))
    stopper.start()
    with pytest.raises(OutsideError) as raised:
        _child.run(command, given=b"", limits=ffmpeg_media.LIMITS)
    assert not raised.value.permanent


HANGING = """
import ctypes, dataclasses, sys
from interview_app.adapters import rq_queue
from jobs import worker

rq_queue.JOBS = {kind: dataclasses.replace(job, timeout_seconds=1) for kind, job in rq_queue.JOBS.items()}
worker.HUNG_AFTER_SECONDS = 1
worker.perform(int(sys.argv[1]), lambda work: ctypes.PyDLL(None).sleep(60))
"""


def test_a_job_that_hangs_holds_no_worker_for_ever(installation: Installation) -> None:
    """Even one that no signal reaches, because it never gives the interpreter back."""
    step_id = rows.decision_due(installation)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", HANGING, str(step_id)], env=installation.env, cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    left: Step = rows.state_of(installation, step_id)
    assert done.returncode == 1, done.stderr
    assert time.monotonic() - began < 30
    assert "perform" in done.stderr  # where it hung
    assert left.state is StepState.RUNNING
    assert left.lease_until is not None
