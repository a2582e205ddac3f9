"""Every line of the log can be traced: a request's by its id, a step's by its own and by the job that did it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from interview_app.models import StepKind
from interview_app.usecases import steps
from jobs import worker
from tests.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.close()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    place = tmp_path / "redis.sock"
    server = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(place), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 10
    while not place.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    with Redis.from_url(f"unix://{place}") as connection:
        yield connection
    server.terminate()
    server.wait()


def lines(caplog: pytest.LogCaptureFixture, event: str) -> list[dict[str, Any]]:
    """What the JSON lines of this event are made of."""
    told = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    return [line for line in told if line["event"] == event]


def test_a_requests_line_has_its_id_and_no_other_requests(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    client = stage.app.test_client()
    client.get("/login")
    client.get("/i/a-secret-token")
    first, second = lines(caplog, "request")
    assert (first["rule"], second["rule"]) == ("/login", "/i/<token>")
    assert len({first["request_id"], second["request_id"]}) == 2
    assert "a-secret-token" not in str(second)


def test_a_steps_line_has_its_id_and_the_jobs(
    stage: Stage, redis: Redis, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker._Process, "app", stage.app)
    with stage.session() as session:
        ids = [steps.add(session, StepKind.SEND_INVITATION, subject).id for subject in (101, 102)]
        session.commit()
    queue = Queue("default", connection=redis, serializer=JSONSerializer)
    jobs = [queue.enqueue("jobs.mail.send_invitation", step_id).id for step_id in ids]
    SimpleWorker([queue], connection=redis, serializer=JSONSerializer).work(burst=True)
    done = lines(caplog, "step")
    assert [(line["step_id"], line["job_id"]) for line in done] == list(zip(ids, jobs, strict=True))
    worker.log.info("between jobs")
    (after,) = lines(caplog, "between jobs")
    assert "step_id" not in after
