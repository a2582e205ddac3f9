"""A worker that mostly waits for services: one process, many threads, each an RQ worker.

The interview worker waits for models and voices, a speech worker without a recogniser of its own for that of others.

What running interviews need costs milliseconds of processor time and seconds of waiting. Threads share the loaded
libraries and keep their connections to the providers; a process or a fork for each would cost a candidate time, and the
machine memory. All that may eat memory or crash, files above all, is done by other workers.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import structlog
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer
from rq.timeouts import TimerDeathPenalty
from rq.worker import WorkerStatus
from sqlalchemy.exc import SQLAlchemyError

from interview_app import wiring
from interview_app.adapters import rq_queue
from interview_app.config import Settings
from interview_app.extensions import db
from interview_app.ports import OutsideError
from interview_app.usecases import steps
from jobs import heart, worker

TICK_SECONDS = 0.5
log = structlog.get_logger()


class ThreadWorker(worker.StayingWorker):
    """One thread of the crew."""

    death_penalty_class = TimerDeathPenalty  # the other one needs signals, which only the main thread is sent

    def _install_signal_handlers(self) -> None:
        """Nothing: the main thread is told to leave, and tells this one."""

    def heartbeat(self, *args: Any, **options: Any) -> None:
        """RQ beats before each look for a job, but looks only between two jobs whether it is to stop."""
        if self._stop_requested:
            raise StopRequested
        super().heartbeat(*args, **options)

    def leave(self) -> None:
        """Take no further job."""
        self._stop_requested = True


class Crew:
    """Serves a role's queues with so many threads until told to leave."""

    def __init__(self, role: str, threads: int, settings: Settings, beats: heart.Heart | None = None) -> None:
        self._role, self._settings, self._heart = role, settings, beats
        self._jobs: dict[int, heart.Watched] = {}
        self._workers: dict[int, ThreadWorker] = {}
        self._leaving = threading.Event()
        self._threads = [self._thread(number) for number in range(threads)]

    def serve(self) -> None:
        """Start the threads, watch over them, and end as told."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._leaving.set())
        if self._settings.llm_models or (self._role == "speech" and not self._settings.hears_by_scribe):
            wiring.keep_connections()
        if self._heart is not None:
            self._heart.follow(self._longest)
        _end_unless_called_again()
        for thread in self._threads:
            thread.start()
        while not self._leaving.wait(TICK_SECONDS):
            _end_unless_called_again()
            self._end_if_one_hangs()
            self._replace_the_dead()
        faulthandler.cancel_dump_traceback_later()
        self._leave()

    @contextlib.contextmanager
    def watch(self, what: str, seconds: float, claim: steps.Claim | None = None) -> Iterator[None]:
        """End the process if the block takes this thread longer than `seconds`."""
        me = threading.get_ident()
        self._jobs[me] = heart.Watched(what=what, claim=claim, began=time.monotonic(), seconds=seconds)
        try:
            yield
        finally:
            self._jobs.pop(me, None)

    def _longest(self) -> heart.Watched | None:
        """The job that has run for the longest time."""
        return min(list(self._jobs.values()), key=lambda job: job.began, default=None)

    def _thread(self, number: int) -> threading.Thread:
        return threading.Thread(target=self._work, name=f"{self._role}-{number}", daemon=True)

    def _work(self) -> None:
        while not self._leaving.is_set():
            self._work_until_redis_is_lost()
            self._leaving.wait(worker.REDIS_AGAIN_SECONDS)

    def _work_until_redis_is_lost(self) -> None:
        with rq_queue.worker_connection(self._settings.redis) as connection:
            try:
                mine = ThreadWorker(
                    [
                        Queue(name, connection=connection, serializer=JSONSerializer)
                        for name in rq_queue.ROLES[self._role]
                    ],
                    connection=connection,
                    **worker.RQ_OPTIONS,
                )
                self._workers[threading.get_ident()] = mine
                if self._leaving.is_set():
                    mine.leave()
                mine.work(logging_level="WARNING")
            except RedisError as error:
                log.warning("redis_lost", exception=type(error).__name__)

    def _end_if_one_hangs(self) -> None:
        """Its time-out, an exception, has had no effect: only the end of the process helps. The others begin again."""
        for thread, job in list(self._jobs.items()):
            seconds = time.monotonic() - job.began
            if seconds > job.seconds and self._is_at_work(thread):
                log.error("worker_hung", what=job.what, seconds=round(seconds))
                faulthandler.dump_traceback(file=2)
                if self._heart is not None:
                    self._heart.hung(job, round(seconds))
                self._give_back(
                    job, OutsideError(f"It hung, and its worker was ended after {seconds:.0f} s.")
                )
                self._give_back_all_but(job)
                os._exit(heart.EXIT_HUNG)

    def _is_at_work(self, thread: int) -> bool:
        """A time-out that came while a job was taken off the list has left it there."""
        mine = self._workers.get(thread)
        return mine is None or mine.get_state() == WorkerStatus.BUSY

    def _replace_the_dead(self) -> None:
        """A time-out that comes a moment late may end a thread between two jobs."""
        for number, thread in enumerate(self._threads):
            if not thread.is_alive():
                self._threads[number] = self._thread(number)
                self._threads[number].start()

    def _leave(self) -> None:
        """Let jobs that run come to an end for a while; put the others back, which is no failed attempt of theirs."""
        worker.leave()
        for mine in list(self._workers.values()):
            mine.leave()
        ends = time.monotonic() + worker.LEAVE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, ends - time.monotonic()))
        self._give_back_all_but(None)
        if self._heart is not None:
            self._heart.sign_off()
        sys.stdout.flush()
        os._exit(0)  # a thread that still waits for a provider cannot be ended otherwise

    def _give_back_all_but(self, spared: heart.Watched | None) -> None:
        for job in list(self._jobs.values()):
            if job is not spared:
                self._give_back(job, OutsideError(worker.STOPPED, retry_after_seconds=0))

    def _give_back(self, job: heart.Watched, why: OutsideError) -> None:
        """Its thread finds, if it ever comes so far, that the step is no longer its own."""
        if job.claim is None:
            return
        with worker.the_app().app_context():
            try:
                steps.fail(db.session(), job.claim, why)
            except SQLAlchemyError as error:
                log.warning("step_not_given_back", exception=type(error).__name__)  # its lease runs out


def _end_unless_called_again() -> None:
    """The last resort, if even the main thread is kept from running: by code that never gives the interpreter back."""
    faulthandler.dump_traceback_later(worker.HUNG_AFTER_SECONDS, exit=True, file=2)
