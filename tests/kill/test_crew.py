"""The interview worker: many decisions at once in one process, and what becomes of them when it has to end."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from interview_app.adapters.rq_queue import RqQueue
from interview_app.models import StepState
from tests.fakes.llm import FakeModel
from tests.fakes.scripts import Cooperative
from tests.installation import ROOT, Installation, patience, wait_until
from tests.kill import faults, rows

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.timeout(300)]
THREADS = 6


class Thinking(FakeModel):
    """A language model that takes some seconds for each answer, and counts how many it is asked for at once."""

    def __init__(self) -> None:
        self.seconds, self.most, self._now = 0.0, 0, 0
        self.hurry = threading.Event()
        self._lock = threading.Lock()
        self._cooperative = Cooperative()
        super().__init__(self._say)

    def _say(self, request: dict[str, object]) -> str:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self.hurry.wait(self.seconds)
        with self._lock:
            self._now -= 1
            return self._cooperative(request)


@pytest.fixture
def model() -> Iterator[Thinking]:
    with Thinking() as made:
        yield made
        made.hurry.set()


@pytest.fixture
def crew(tmp_path_factory: pytest.TempPathFactory, model: Thinking) -> Iterator[Installation]:
    """Redis, and an interview worker alone."""
    settings = faults.provided_by(model) | {
        "LLM_TIMEOUT_SECONDS": "100", "MODEL_PATIENCE_SECONDS": "100", "INTERVIEW_THREADS": str(THREADS),
    }  # fmt: skip
    with Installation(tmp_path_factory.mktemp("crew"), **settings) as made, patience(made):
        made.flask("db", "upgrade")
        made.start_redis()
        start(made)
        yield made


def start(installation: Installation) -> None:
    (installation.folder / "interview.log").unlink(missing_ok=True)
    installation.start_worker("interview")
    wait_until(lambda: RqQueue(installation.env["REDIS_URL"]).workers()["interview"] == THREADS)


def asked(crew: Installation, model: Thinking, *, seconds: float, count: int = 3) -> list[int]:
    """So many decisions for which the model is asked now."""
    model.seconds = seconds
    before = len(model.requests)
    due = [rows.decision_due(crew) for _ in range(count)]
    wait_until(lambda: len(model.requests) == before + count, 60)
    return due


def states(crew: Installation, due: list[int]) -> list[tuple[StepState, int]]:
    found = [rows.state_of(crew, step_id) for step_id in due]
    return [(left.state, left.attempt) for left in found]


def test_decisions_do_not_wait_for_one_another(crew: Installation, model: Thinking) -> None:
    due = asked(crew, model, seconds=4.0, count=THREADS)
    wait_until(lambda: states(crew, due) == [(StepState.DONE, 1)] * THREADS, 60)
    assert model.most == THREADS


def test_who_is_told_to_leave_ends_what_is_quick_and_gives_the_rest_back(
    crew: Installation, model: Thinking
) -> None:
    quick = asked(crew, model, seconds=4.0)
    slow = asked(crew, model, seconds=90.0)
    assert faults.tell_all_to_leave(crew, ("interview",)) < 30
    assert states(crew, quick) == [(StepState.DONE, 1)] * 3
    assert states(crew, slow) == [(StepState.READY, 0)] * 3


def test_threads_that_share_a_loop_leave_no_word_of_trouble(crew: Installation, model: Thinking) -> None:
    for _ in range(3):
        due = asked(crew, model, seconds=0.3)
        wait_until(lambda due=due: states(crew, due) == [(StepState.DONE, 1)] * 3, 60)
    assert "Traceback" not in crew.log("interview").decode()
    assert "RuntimeError" not in crew.log("interview").decode()


def test_who_is_told_to_leave_takes_nothing_more_and_an_idle_crew_goes_at_once(
    crew: Installation, model: Thinking
) -> None:
    running = asked(crew, model, seconds=8.0, count=1)
    crew.running["interview"].send_signal(signal.SIGTERM)
    time.sleep(2)
    late = [rows.decision_due(crew)]
    crew.running.pop("interview").wait(25)
    assert states(crew, running) == [(StepState.DONE, 1)]
    assert states(crew, late) == [(StepState.READY, 0)]
    start(crew)
    wait_until(lambda: states(crew, late) == [(StepState.DONE, 1)], 60)
    assert faults.tell_all_to_leave(crew, ("interview",)) < 6


def test_what_a_killed_crew_was_at_is_done_by_the_next_one(crew: Installation, model: Thinking) -> None:
    due = asked(crew, model, seconds=90.0)
    crew.stop("interview")
    model.seconds = 0.0
    start(crew)
    wait_until(lambda: states(crew, due) == [(StepState.DONE, 2)] * 3, 120)


def test_a_crew_outlives_a_redis_that_dies(crew: Installation, model: Thinking) -> None:
    running = asked(crew, model, seconds=4.0)
    crew.stop("redis")
    wait_until(lambda: states(crew, running) == [(StepState.DONE, 1)] * 3, 60)
    waiting = [rows.decision_due(crew)]
    time.sleep(5)
    crew.start_redis()
    wait_until(lambda: states(crew, waiting) == [(StepState.DONE, 1)], 60)
    assert crew.running["interview"].poll() is None


HANGING = """
import ctypes, dataclasses, sys, time
from interview_app.adapters import rq_queue
from jobs import crew, worker

rq_queue.JOBS = {kind: dataclasses.replace(job, timeout_seconds=2) for kind, job in rq_queue.JOBS.items()}
worker.HUNG_AFTER_SECONDS = 3
hanging = %s
first = threading = None
def hang(work):
    if work.claim.step_id == int(sys.argv[1]):
        hanging(40)
    else:
        time.sleep(20)  # which a time-out ends, but later than the other one hangs
import jobs.interviewing
jobs.interviewing.decide = lambda step_id: worker.perform(step_id, hang)
worker.main("interview")
"""


@pytest.mark.parametrize(
    ("hangs", "left"),
    [
        ("ctypes.CDLL(None).sleep", StepState.READY),
        # Not even the crew's own thread runs then, so that nothing can be written down: the lease runs out.
        ("ctypes.PyDLL(None).sleep", StepState.RUNNING),
    ],
)
def test_one_job_that_hangs_ends_the_process_and_is_a_failed_attempt_of_its_own(
    crew: Installation, hangs: str, left: StepState
) -> None:
    crew.stop("interview")
    step_id = rows.decision_due(crew)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", HANGING % hangs, str(step_id)], env=crew.env, cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=90,
    )  # fmt: skip
    assert done.returncode in {1, 70}, done.stderr
    assert time.monotonic() - began < 60
    assert "hang" in done.stderr  # where it hung
    assert states(crew, [step_id]) == [(left, 1)]
