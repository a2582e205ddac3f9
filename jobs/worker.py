"""The worker process: `python -m jobs.worker default` or `python -m jobs.worker speech`.

One queue a process. The default queue's worker forks a child for each job, with the heavy libraries loaded before
the fork; the speech worker keeps its model in memory and so runs its jobs in its own process. Both sweep.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import structlog
from flask import Flask
from rq import Queue, SimpleWorker, Worker
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from interview_app import wiring
from interview_app.adapters import rq_queue
from interview_app.app import create_app
from interview_app.config import BadSetting, Settings
from interview_app.extensions import db
from interview_app.ports import OutsideError, WorkerPorts
from interview_app.usecases import housekeeping, steps

SWEEP_EVERY_SECONDS = 3.0
HOUSEKEEPING_EVERY_SECONDS = 60.0
WORKER_TTL_SECONDS = 30
HUNG_SECONDS = 1200
"""A speech job that holds the process this long is hung: the process ends, and its supervisor starts a new one."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a job's use case is given."""

    session: Session
    claim: steps.Claim
    ports: WorkerPorts
    settings: Settings


class _Process:
    """The one Flask app of this process, built before any fork."""

    app: Flask | None = None


def perform(step_id: int, verb: Callable[[Work], None]) -> None:
    """Claim the step and do it; record why when it fails. Returns at once when the step is not to be had."""
    app = the_app()
    candid = app.extensions["candid"]
    with app.app_context():
        structlog.contextvars.bind_contextvars(step_id=step_id)
        claim = steps.claim(db.session(), step_id)
        if claim is None:
            return
        work = Work(
            session=db.session(), claim=claim, ports=cast(WorkerPorts, candid.ports), settings=candid.settings
        )
        with _lease_kept(app, claim):
            _do(work, verb)


def the_app() -> Flask:
    """This process's app with a worker's ports."""
    if _Process.app is None:
        settings = Settings.from_env()
        _Process.app = create_app(settings, wiring.connect_worker(settings))
    return _Process.app


def _do(work: Work, verb: Callable[[Work], None]) -> None:
    started = time.monotonic()
    outcome = "done"
    try:
        verb(work)
    except steps.LeaseLost:
        work.session.rollback()
        outcome = "lease_lost"
    except OutsideError as error:
        outcome = "failed"
        steps.fail(work.session, work.claim, error)
    except Exception as error:  # noqa: BLE001  # the program's one broad except: whatever it was is recorded, never lost
        outcome = "crashed"
        # Not log.exception: a message may hold a candidate's words, so only the kind and the place are logged.
        log.error(
            "step_crashed", kind=work.claim.kind.value, exception=type(error).__name__, where=_where(error)
        )
        steps.fail(
            work.session,
            work.claim,
            OutsideError(f"An unexpected fault ({type(error).__name__}) was logged."),
        )
    milliseconds = round((time.monotonic() - started) * 1000)
    log.info("step", kind=work.claim.kind.value, attempt=work.claim.attempt, outcome=outcome, ms=milliseconds)


def _where(error: BaseException) -> list[str]:
    """Files and lines of a fault, without its message: a message may hold a candidate's words."""
    found, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-8:]


@contextlib.contextmanager
def _lease_kept(app: Flask, claim: steps.Claim) -> Iterator[None]:
    """Extend the lease from a thread of its own while the work lasts."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(app, claim, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()


def _keep_lease(app: Flask, claim: steps.Claim, over: threading.Event) -> None:
    until = time.monotonic() + HUNG_SECONDS
    while not over.wait(steps.RENEW_EVERY_SECONDS):
        if time.monotonic() > until:
            log.error("job_hung", kind=claim.kind.value)
            os._exit(70)
        with app.app_context():
            try:
                steps.renew(db.session(), claim)
            except steps.LeaseLost:
                return
            except SQLAlchemyError:
                log.warning("lease_not_renewed")


class _Sweeping:
    """A worker that looks for forgotten steps each time that RQ lets it breathe."""

    _swept_at = 0.0
    _kept_house_at = 0.0

    def heartbeat(self, *args: Any, **options: Any) -> None:
        super().heartbeat(*args, **options)  # type: ignore[misc]
        self._sweep()

    @property
    def dequeue_timeout(self) -> int:
        """Seconds that RQ waits for a job before it lets go: short, so that the sweep keeps its rhythm."""
        return int(SWEEP_EVERY_SECONDS)

    def _sweep(self) -> None:
        now = time.monotonic()
        if now - self._swept_at < SWEEP_EVERY_SECONDS:
            return
        self._swept_at = now
        app = the_app()
        candid = app.extensions["candid"]
        with app.app_context():
            try:
                steps.sweep(db.session(), candid.ports.queue)
                if now - self._kept_house_at > HOUSEKEEPING_EVERY_SECONDS:
                    self._kept_house_at = now
                    housekeeping.keep_house(
                        db.session(),
                        queue=candid.ports.queue,
                        blobs=candid.ports.blobs,
                        clock=candid.ports.clock,
                    )
            except SQLAlchemyError:
                log.warning("sweep_missed")


class ForkingWorker(_Sweeping, Worker):
    """A child for each job: what a job leaks or breaks goes with it."""


class StayingWorker(_Sweeping, SimpleWorker):
    """Jobs in this very process: the speech model is loaded once and stays."""


def main(queue_name: str) -> None:
    """Serve one queue until told to stop."""
    app = the_app()
    settings: Settings = app.extensions["candid"].settings
    connection = rq_queue.worker_connection(settings.redis)
    kind = StayingWorker if queue_name == "speech" else ForkingWorker
    queue = Queue(queue_name, connection=connection, serializer=JSONSerializer)
    worker = kind(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_SECONDS,
        maintenance_interval=15,
        job_monitoring_interval=5,
        log_job_description=False,
    )
    if queue_name == "speech":
        _warm(app)
    gc.collect()
    gc.freeze()  # pages of what is loaded stay shared with the children
    log.info("worker_ready", queue=queue_name, pid=os.getpid())
    worker.work(logging_level="WARNING")


def _warm(app: Flask) -> None:
    """Load the speech model before the first job; a model that cannot be loaded is told by the job that needs it."""
    for provider in app.extensions["candid"].ports.speech_to_text:
        try:
            getattr(provider, "warm", lambda: None)()
        except OutsideError as error:
            log.warning("speech_not_ready", reason=error.reason)


if __name__ == "__main__":
    names = sys.argv[1:]
    if len(names) != 1 or names[0] not in rq_queue.QUEUES:
        sys.exit(f"Say which queue: python -m jobs.worker {' | '.join(rq_queue.QUEUES)}")
    # Jobs import `jobs.worker`; without this they would find a second copy of this module and build a second app.
    sys.modules["jobs.worker"] = sys.modules["__main__"]
    try:
        main(names[0])
    except BadSetting as fault:
        sys.exit(str(fault))
