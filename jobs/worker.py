"""The worker process: `python -m jobs.worker default`, `interview` or `speech`.

The default worker does everything but speech and forks a child for each job, with the heavy libraries loaded before
the fork. The interview worker does only what running interviews need, in threads (`jobs.crew`). The speech worker keeps
its model in memory and so runs its jobs in its own process; one that only asks services does so in threads, too. One of
all of them sweeps.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

import structlog
from flask import Flask
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, Worker, get_current_job, worker_registration
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import JobTimeoutException
from rq.worker import WorkerStatus
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from interview_app import wiring
from interview_app.adapters import rq_queue
from interview_app.app import create_app
from interview_app.config import BadSetting, Settings
from interview_app.extensions import db
from interview_app.ports import OutsideError, WorkerPorts
from interview_app.usecases import housekeeping, revoicing, steps, waiting, watching
from jobs import loading
from jobs.heart import Heart, limit_memory

SWEEP_EVERY_SECONDS = 1.0
HOUSEKEEPING_EVERY_SECONDS = 60.0
WATCH_EVERY_SECONDS = 3.0
WORKER_TTL_SECONDS = 30
REDIS_AGAIN_SECONDS = 1.0
LEAVE_SECONDS = 15
"""How long a running job may go on once its worker is told to leave: Heroku and others kill after 30 seconds."""
HUNG_AFTER_SECONDS = 30
"""A job whose time-out, an exception, has no effect for this long hangs where no signal reaches it."""
STOPPED = "The worker was stopped in the middle of it."
RQ_OPTIONS: Final[dict[str, Any]] = {
    "serializer": JSONSerializer,
    "worker_ttl": WORKER_TTL_SECONDS,
    "maintenance_interval": 15,
    "job_monitoring_interval": 5,
    "log_job_description": False,
}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a job's use case is given."""

    session: Session
    claim: steps.Claim
    ports: WorkerPorts
    settings: Settings


Watch = Callable[[str, float, steps.Claim | None], contextlib.AbstractContextManager[None]]
"""Ends the process if the block takes longer than so many seconds: what it does, how long, its step."""


class _Process:
    """The one Flask app, built before any fork; who watches over hanging; a speech worker's languages; told to leave?"""

    app: Flask | None = None
    watch: Watch | None = None
    languages: loading.Languages | None = None
    leaving = False


def perform(step_id: int, verb: Callable[[Work], None]) -> None:
    """Claim the step and do it; record why when it fails. Returns at once when the step is not to be had."""
    if _Process.leaving:
        return  # the step is woken again, for somebody who stays
    app = the_app()
    candid = app.extensions["candid"]
    job_id = getattr(get_current_job(), "id", None)
    named = structlog.contextvars.bound_contextvars(step_id=step_id, job_id=job_id)
    with app.app_context(), named:
        claim = steps.claim(db.session(), step_id, lease_seconds=candid.settings.step_lease_seconds)
        if claim is None:
            return
        work = Work(
            session=db.session(), claim=claim, ports=cast(WorkerPorts, candid.ports), settings=candid.settings
        )
        with _lease_kept(app, claim), _never_hung(claim):
            _do(work, verb)


def leave() -> None:
    """From now on no job of this process begins."""
    _Process.leaving = True


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
    except JobTimeoutException:
        outcome = "out_of_time"
        steps.fail(work.session, work.claim, _out_of_time())
    except MemoryError:
        outcome = "out_of_memory"
        steps.fail(work.session, work.claim, OutsideError("There was not enough memory for it."))
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
    if work.claim.kind in waiting.OF_A_TURN:
        work.ports.news.tell(work.claim.subject_id)
    milliseconds = round((time.monotonic() - started) * 1000)
    log.info("step", kind=work.claim.kind.value, attempt=work.claim.attempt, outcome=outcome, ms=milliseconds)


def _out_of_time() -> OutsideError:
    """Whoever leaves puts the step back at once; that is no failed attempt."""
    if _Process.leaving:
        return OutsideError(STOPPED, retry_after_seconds=0)
    return OutsideError("It took longer than it may, and was stopped.")


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
    while not over.wait(claim.lease_seconds / 3):
        with app.app_context():
            try:
                steps.renew(db.session(), claim)
            except steps.LeaseLost:
                return
            except SQLAlchemyError:
                log.warning("lease_not_renewed")


@contextlib.contextmanager
def _never_hung(claim: steps.Claim) -> Iterator[None]:
    """End the process, after saying where it hangs, when RQ's time-out has had no effect.

    The exception waits until the interpreter is given back, which code of C may never do; this watch does not.
    """
    seconds = rq_queue.JOBS[claim.kind].timeout_seconds
    with _watched(f"the step “{claim.kind.value}”", seconds + HUNG_AFTER_SECONDS / 2, claim):
        yield


@contextlib.contextmanager
def _watched(what: str, seconds: float, claim: steps.Claim | None = None) -> Iterator[None]:
    """Who watches ends a process that hangs, and says why; if not even its thread runs, the last resort needs none.

    That one there is once in a process: where several threads work, the crew keeps it.
    """
    alone = threading.current_thread() is threading.main_thread()
    if alone:
        faulthandler.dump_traceback_later(seconds + HUNG_AFTER_SECONDS / 2, exit=True, file=2)
    watch = _Process.watch
    try:
        with watch(what, seconds, claim) if watch is not None else contextlib.nullcontext():
            yield
    finally:
        if alone:
            faulthandler.cancel_dump_traceback_later()


class _Sweeping:
    """A worker that looks for forgotten steps each time that RQ lets it breathe, and that knows how to leave."""

    max_connection_wait_time = 2.0  # seconds that RQ pauses between looks for a lost Redis
    _swept_at = 0.0

    def heartbeat(self, *args: Any, **options: Any) -> None:
        super().heartbeat(*args, **options)  # type: ignore[misc]
        self._sweep()

    def subscribe(self) -> None:
        """Nothing: nobody sends commands to workers, and a thread that listens for them is none to fork beside."""

    def request_stop(self, *signal_and_frame: Any) -> None:
        _Process.leaving = True
        super().request_stop(*signal_and_frame)  # type: ignore[misc]

    def set_shutdown_requested_date(self) -> None:
        """Nothing: a note for RQ's own pages, for which leaving would have to wait while Redis is away."""

    @property
    def dequeue_timeout(self) -> int:
        """Seconds that RQ waits for a job before it lets go: short, so that the sweep keeps its rhythm."""
        return int(SWEEP_EVERY_SECONDS)

    def _sweep(self) -> None:
        now = time.monotonic()
        if now - self._swept_at < SWEEP_EVERY_SECONDS:
            return
        self._swept_at = now
        self._be_counted()
        app = the_app()
        candid = app.extensions["candid"]
        if not self._on_duty("sweep", SWEEP_EVERY_SECONDS):
            return
        with app.app_context():
            try:
                steps.sweep(db.session(), candid.ports.queue)
                waiting.go_on(db.session(), candid.ports.queue)
                waiting.keep_recordings(db.session(), candid.ports.queue)
                if self._on_duty("watch", WATCH_EVERY_SECONDS):
                    watching.go_round(
                        db.session(), candid.settings, queue=candid.ports.queue, clock=candid.ports.clock
                    )
                if self._on_duty("housekeeping", HOUSEKEEPING_EVERY_SECONDS):
                    housekeeping.keep_house(
                        db.session(),
                        queue=candid.ports.queue,
                        blobs=candid.ports.blobs,
                        clock=candid.ports.clock,
                        speaker=revoicing.speaker_of(candid.settings),
                    )
            except (SQLAlchemyError, OutsideError):
                log.warning("sweep_missed")

    def _on_duty(self, duty: str, seconds: float) -> bool:
        """Whether it falls to this worker, of all that ask, this time: what one does, the others need not repeat."""
        me = cast(Worker, self)
        return bool(me.connection.set(f"candid:duty:{duty}", me.name, nx=True, px=round(seconds * 950)))

    def _be_counted(self) -> None:
        """Register again with a Redis that was emptied: RQ does it only once, at the start."""
        me = cast(Worker, self)
        if not me.connection.sismember(worker_registration.REDIS_WORKER_KEYS, me.key):
            me.connection.hset(me.key, mapping=me.serialize())
            worker_registration.register(me)


class ForkingWorker(_Sweeping, Worker):
    """A child for each job: what a job leaks or breaks goes with it."""

    def setup_work_horse_signals(self) -> None:
        """The child finishes its job when told to leave, as its parent is; RQ's would die on the spot."""
        super().setup_work_horse_signals()  # type: ignore[no-untyped-call]
        signal.signal(signal.SIGTERM, _leave_soon)

    def handle_warm_shutdown_request(self) -> None:
        if self.horse_pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGTERM)

    def monitor_work_horse(self, job: Job, queue: Queue) -> None:
        """Watch over the child. If Redis is lost meanwhile, wait for it all the same: its step needs no Redis."""
        try:
            super().monitor_work_horse(job, queue)
        except RedisError:
            self.wait_for_horse()
            raise


class StayingWorker(_Sweeping, SimpleWorker):
    """Jobs in this very process: a speech model is loaded once and stays, and nobody waits for a fork."""

    def run_maintenance_tasks(self) -> None:
        """RQ does so before it looks for a job, never with one in hand."""
        super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
        languages = _Process.languages
        if languages is not None and not any(one.count for one in self.queues):
            languages.learn()

    def handle_warm_shutdown_request(self) -> None:
        if self.get_state() == WorkerStatus.BUSY:
            _leave_soon()


def _leave_soon(*_signal_and_frame: object) -> None:
    """Let the job that runs in this process time out soon, unless it ends before."""
    _Process.leaving = True
    signal.alarm(LEAVE_SECONDS)


def main(role: str) -> None:
    """Serve a role's queues until told to leave."""
    app = the_app()
    settings: Settings = app.extensions["candid"].settings
    if role == "speech":
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # RQ sets its own once there may be jobs
        limit_memory(settings.speech_memory_mb)
        with Heart(app) as heart:
            _Process.watch = heart.watch
            _Process.languages = loading.load_speech(
                app, heart, lambda: _watched("loading its model", settings.whisperx_load_seconds)
            )
            _serve(role, settings, heart)
    else:
        _serve(role, settings)


def _serve(role: str, settings: Settings, heart: Heart | None = None) -> None:
    gc.collect()
    gc.freeze()  # pages of what is loaded stay shared with the children
    log.info("worker_ready", role=role, pid=os.getpid())
    if threads := settings.threads_of(role):
        _serve_in_threads(role, threads, settings, heart)
        return
    with contextlib.suppress(StopRequested):  # raised by the signal's handler, here while Redis is awaited
        while not _Process.leaving:
            _work(role, settings)
            if not _Process.leaving:
                time.sleep(REDIS_AGAIN_SECONDS)


def _serve_in_threads(role: str, threads: int, settings: Settings, heart: Heart | None) -> None:
    from jobs import crew  # which knows this module

    mine = crew.Crew(role, threads, settings, heart)
    _Process.watch = mine.watch
    mine.serve()


def _work(role: str, settings: Settings) -> None:
    """Serve until told to leave, or until RQ gives up, which it does over most commands that Redis does not answer."""
    kind = StayingWorker if role == "speech" else ForkingWorker
    with rq_queue.worker_connection(settings.redis) as connection:
        try:
            worker = kind(
                [
                    Queue(name, connection=connection, serializer=JSONSerializer)
                    for name in rq_queue.ROLES[role]
                ],
                connection=connection,
                **RQ_OPTIONS,
            )
            worker.work(logging_level="WARNING")
        except RedisError as error:
            log.warning("redis_lost", exception=type(error).__name__)


if __name__ == "__main__":
    names = sys.argv[1:]
    if len(names) != 1 or names[0] not in rq_queue.ROLES:
        sys.exit(f"Say which kind: python -m jobs.worker {' | '.join(rq_queue.ROLES)}")
    # Jobs import `jobs.worker`; without this they would find a second copy of this module and build a second app.
    sys.modules["jobs.worker"] = sys.modules["__main__"]
    try:
        main(names[0])
    except BadSetting as fault:
        sys.exit(str(fault))
