"""RqQueue against a real Redis server."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from interview_app.adapters import rq_queue
from interview_app.adapters.rq_queue import JOBS, RqQueue
from interview_app.models import StepKind
from interview_app.ports import OutsideError


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    place = tmp_path / "redis.sock"
    server = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(place), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    url = f"unix://{place}"
    deadline = time.monotonic() + 10
    while not place.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    yield url, server
    server.send_signal(signal.SIGCONT)
    server.terminate()
    server.wait()


@pytest.fixture
def connection(redis_server: tuple[str, subprocess.Popen[bytes]]) -> Iterator[Redis]:
    with Redis.from_url(redis_server[0]) as opened:
        yield opened


def waiting(connection: Redis, queue: str) -> list[Job]:
    return Queue(queue, connection=connection, serializer=JSONSerializer).get_jobs()


def test_every_kind_of_step_has_its_job() -> None:
    assert set(JOBS) == {kind.value for kind in StepKind}


def test_recognition_alone_goes_to_the_speech_workers() -> None:
    assert {kind for kind, job in JOBS.items() if job.queue in rq_queue.ROLES["speech"]} == {
        "listen",
        "transcribe",
    }


def test_interview_workers_do_nothing_that_takes_long() -> None:
    """They run jobs in their own process, one at a time, and candidates wait for them."""
    kinds = {kind for kind, job in JOBS.items() if job.queue in rq_queue.ROLES["interview"]}
    assert kinds == {"decide", "voice", "coach", "speculate", "supervise"}


def test_a_default_worker_alone_does_everything_but_speech() -> None:
    served = {*rq_queue.ROLES["default"], *rq_queue.ROLES["speech"]}
    queues = {job.queue for job in JOBS.values()} | {job.behind for job in JOBS.values() if job.behind}
    assert {job.aside.queue for job in JOBS.values() if job.aside} <= {*rq_queue.ROLES["default"]}
    assert queues == served


@pytest.mark.parametrize("kind", [kind.value for kind in StepKind])
def test_a_wake_up_names_the_job_and_carries_the_step(
    redis_server: tuple[str, subprocess.Popen[bytes]], connection: Redis, kind: str
) -> None:
    RqQueue(redis_server[0]).wake(17, kind)

    (job,) = waiting(connection, JOBS[kind].queue)
    assert (job.func_name, job.args) == (JOBS[kind].function, [17])
    assert job.timeout == JOBS[kind].timeout_seconds
    assert job.result_ttl == 0
    assert job.retries_left is None


def test_nothing_in_redis_is_a_pickle(
    redis_server: tuple[str, subprocess.Popen[bytes]], connection: Redis
) -> None:
    RqQueue(redis_server[0]).wake(17, "decide")

    (job,) = waiting(connection, "awaited")
    stored = zlib.decompress(connection.hget(job.key, "data"))
    assert json.loads(stored) == ["jobs.interviewing.decide", None, [17], {}]


def test_a_step_may_be_woken_twice(
    redis_server: tuple[str, subprocess.Popen[bytes]], connection: Redis
) -> None:
    queue = RqQueue(redis_server[0])

    queue.wake(17, "decide")
    queue.wake(17, "decide")

    assert len(waiting(connection, "awaited")) == 2


def in_order(connection: Redis, role: str) -> list[int]:
    """The steps as a worker of this kind takes them."""
    queues = [Queue(name, connection=connection, serializer=JSONSerializer) for name in rq_queue.ROLES[role]]
    taken = []
    while found := Queue.dequeue_any(queues, None, connection=connection, serializer=JSONSerializer):
        taken.append(found[0].args[0])
    return taken


@pytest.mark.parametrize(
    ("role", "long", "awaited"), [("speech", "listen", "transcribe"), ("default", "rate", "decide")]
)
def test_what_a_candidate_waits_for_comes_before_what_nobody_waits_for_and_who_waits_longest_first(
    redis_server: tuple[str, subprocess.Popen[bytes]], connection: Redis, role: str, long: str, awaited: str
) -> None:
    queue = RqQueue(redis_server[0])
    for step_id, kind in enumerate([long, long, awaited, awaited], start=1):
        queue.wake(step_id, kind)

    assert in_order(connection, role) == [3, 4, 1, 2]


def test_who_has_had_a_turn_goes_behind_the_others(
    redis_server: tuple[str, subprocess.Popen[bytes]], connection: Redis
) -> None:
    queue = RqQueue(redis_server[0])
    queue.wake(1, "transcribe", place="behind")
    queue.wake(2, "listen")
    queue.wake(3, "transcribe", place="behind")
    queue.wake(4, "transcribe")

    assert in_order(connection, "speech") == [4, 1, 2, 3]


def test_the_recording_of_an_answer_is_made_by_who_does_not_hear(
    redis_server: tuple[str, subprocess.Popen[bytes]], connection: Redis
) -> None:
    queue = RqQueue(redis_server[0])
    queue.wake(1, "transcribe", place="aside")
    queue.wake(2, "decide", place="aside")  # nothing of it is another's

    (job,) = waiting(connection, "default")
    assert (job.func_name, job.args) == ("jobs.speech.keep", [1])
    assert in_order(connection, "default") == [2, 1]


def test_an_old_wake_up_is_forgotten_and_costs_a_worker_nothing(
    redis_server: tuple[str, subprocess.Popen[bytes]], connection: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rq_queue, "WAKE_SECONDS", 1)
    RqQueue(redis_server[0]).wake(17, "decide")
    time.sleep(1.1)

    assert Queue("awaited", connection=connection).count == 1
    assert waiting(connection, "awaited") == []


def test_workers_are_counted_by_kind(
    redis_server: tuple[str, subprocess.Popen[bytes]], connection: Redis
) -> None:
    queue = RqQueue(redis_server[0])
    assert queue.workers() == {"default": 0, "interview": 0, "speech": 0}

    for role in ("default", "default", "interview", "speech"):
        queues = rq_queue.ROLES[role]
        Worker(list(queues), connection=connection, serializer=JSONSerializer).register_birth()

    assert queue.workers() == {"default": 2, "interview": 1, "speech": 1}
    assert queue.probe() == "workers: 2 default, 1 interview, 1 speech"


def test_a_redis_that_is_away_is_an_outside_error_at_once(tmp_path: Path) -> None:
    queue = RqQueue(f"unix://{tmp_path / 'nobody.sock'}")

    for call in (lambda: queue.wake(1, "decide"), queue.workers):
        with pytest.raises(OutsideError, match="REDIS_URL") as raised:
            call()
        assert not raised.value.permanent


def test_a_redis_that_hangs_holds_a_web_request_two_seconds_at_most(
    redis_server: tuple[str, subprocess.Popen[bytes]],
) -> None:
    url, server = redis_server
    server.send_signal(signal.SIGSTOP)
    began = time.monotonic()

    with pytest.raises(OutsideError):
        RqQueue(url).wake(17, "decide")

    assert time.monotonic() - began < 3


def test_a_workers_connection_outlives_a_short_outage(
    redis_server: tuple[str, subprocess.Popen[bytes]],
) -> None:
    url, server = redis_server
    with rq_queue.worker_connection(url) as connection:
        assert connection.ping()
        server.send_signal(signal.SIGSTOP)
        wakes_up = subprocess.Popen(["sh", "-c", f"sleep 1.5; kill -CONT {server.pid}"])
        assert connection.ping()
        wakes_up.wait()
