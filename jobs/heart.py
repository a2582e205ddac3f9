"""A speech worker's heart: a thread that says every few seconds that the worker is there, and ends it when it hangs.

Whoever ends the process leaves its reason in the worker's own row; the supervisor starts another one, which tells it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from interview_app.extensions import db
from interview_app.ports import OutsideError
from interview_app.usecases import steps, workers

TICK_SECONDS = 1.0
EXIT_HUNG = 70
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a thread does now, since when by the monotonic clock, and how many seconds it may take."""

    what: str
    claim: steps.Claim | None
    began: float
    seconds: float


class Heart:
    """Beats from the moment that it is made; leaving its block in order signs the worker off."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._key = ""
        self._say: Callable[[Session], None] = lambda _session: None
        self._watched: Watched | None = None
        self._busy: Callable[[], Watched | None] = lambda: self._watched
        self._beaten_at = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="heart")

    def __enter__(self) -> Self:
        self._beat()  # here, so that it is known before anything can go wrong
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """A crash is not signed off: the successor tells of it."""
        if kind is None or issubclass(kind, SystemExit):
            self.sign_off()
        else:
            self._stop()

    def sign_off(self) -> None:
        """The worker goes in order."""
        self._stop()
        self._tell(lambda session: workers.leave(session, self._key))

    def follow(self, busy: Callable[[], Watched | None]) -> None:
        """From now on tell what somebody else watches over, who also ends the process: a crew of threads."""
        self._busy = busy

    def listens(self, lacks: str = "") -> None:
        """From now on jobs are taken. `lacks` tells what it does without."""
        self._state(lambda session: workers.listens(session, self._key, lacks))

    def cannot(self, reason: str) -> None:
        """No jobs are taken, and why."""
        self._state(lambda session: workers.cannot(session, self._key, reason))

    @contextlib.contextmanager
    def watch(self, what: str, seconds: float, claim: steps.Claim | None = None) -> Iterator[None]:
        """End the process if the block takes longer than `seconds`."""
        self._watched = Watched(what=what, claim=claim, began=time.monotonic(), seconds=seconds)
        try:
            yield
        finally:
            self._watched = None

    def hung(self, watched: Watched, seconds: int) -> None:
        """Why the process is about to be ended, for the next one to tell."""
        reason = f"The worker before it hung for {seconds} s over {watched.what} and ended itself."
        self._tell(lambda session: workers.cannot(session, self._key, reason))

    def _stop(self) -> None:
        self._over.set()
        self._thread.join(5)

    def _state(self, say: Callable[[Session], None]) -> None:
        """Said now, and again should the row be gone."""
        self._say = say
        self._beaten_at = 0.0
        self._tell(say)

    def _run(self) -> None:
        while True:
            self._beat()
            if self._over.wait(TICK_SECONDS):
                return
            watched = self._watched
            if watched is not None and time.monotonic() - watched.began > watched.seconds:
                self._end(watched)

    def _beat(self) -> None:
        if time.monotonic() - self._beaten_at < workers.BEAT_SECONDS:
            return
        self._beaten_at = time.monotonic()
        self._tell(self._beat_or_begin)

    def _beat_or_begin(self, session: Session) -> None:
        watched = self._busy()
        claim = watched.claim if watched is not None else None
        known = self._key and workers.beat(
            session,
            self._key,
            busy_with=claim.kind if claim else None,
            busy_seconds=time.monotonic() - watched.began if watched and claim else None,
        )
        if not known:
            self._key = workers.begin(session, host=socket.gethostname(), pid=os.getpid(), is_alive=_is_alive)
            self._say(session)

    def _tell(self, say: Callable[[Session], None]) -> None:
        """A database that is away is told with the next beat."""
        with self._app.app_context():
            try:
                say(db.session())
            except SQLAlchemyError as error:
                db.session.rollback()
                log.warning("worker_state_not_stored", exception=type(error).__name__)

    def _end(self, watched: Watched) -> None:
        """The main thread answers nothing: no exception, no signal. Only the end of the process helps."""
        seconds = round(time.monotonic() - watched.began)
        log.error("worker_hung", what=watched.what, seconds=seconds)
        faulthandler.dump_traceback(file=2)
        self.hung(watched, seconds)
        if watched.claim is not None:
            claim, error = (
                watched.claim,
                OutsideError(f"It hung, and its worker was ended after {seconds} s."),
            )
            self._tell(lambda session: steps.fail(session, claim, error))
        os._exit(EXIT_HUNG)


def limit_memory(megabytes: int | None) -> None:
    """What asks for more fails with an error that is recorded, where the kernel would kill the process without a word.

    Counts what the process may write to (Linux), not the pages of files and libraries.
    """
    if megabytes is not None and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1024 * 1024, resource.RLIM_INFINITY))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's process: alive
    return True
