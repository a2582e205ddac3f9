"""What to tell on the terminal of `make run` about who is ready: each thing when it becomes true, and once."""

from __future__ import annotations

from sqlalchemy import create_engine, pool
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from interview_app.adapters.rq_queue import RqQueue
from interview_app.config import Settings
from interview_app.models import SpeechWorker, WorkerState
from interview_app.ports import OutsideError
from interview_app.usecases import steps, workers

LOADING = "Speech recognition is loading; answers given meanwhile are kept, and heard afterwards."
READY = "Speech recognition is ready."


class Readiness:
    """Remembers what has been told."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._queue = RqQueue(settings.redis)
        self._engine = create_engine(settings.database, poolclass=pool.NullPool)
        self._workers_told = False
        self._speech_told = ""

    def news(self) -> list[str]:
        """Lines not told yet; none while the database or Redis does not answer."""
        return [*self._workers_news(), *self._speech_news()]

    def _workers_news(self) -> list[str]:
        if self._workers_told:
            return []
        try:
            listening = self._queue.workers()
        except OutsideError:
            return []
        wanted = self._settings.worker_processes, self._settings.interview_threads
        self._workers_told = listening["default"] >= wanted[0] and listening["interview"] >= wanted[1]
        return ["The workers are ready."] if self._workers_told else []

    def _speech_news(self) -> list[str]:
        if not self._settings.speech_providers:
            return []
        try:
            with Session(self._engine) as session:
                now = steps.database_seconds(session)
                present = [one for one in workers.known(session) if not workers.is_gone(one, now)]
        except SQLAlchemyError:
            return []
        line = speech_line(present)
        if line == self._speech_told:
            return []
        self._speech_told = line
        return [line]


def speech_line(present: list[SpeechWorker]) -> str:
    """How the speech workers that were seen lately stand: one that is ready is enough."""
    if any(one.state is WorkerState.READY for one in present):
        return READY
    failures = [one.reason for one in present if one.state is WorkerState.FAILED and one.reason]
    if failures:
        return f"Speech recognition is not ready, and tries again by itself: {failures[0]}"
    return LOADING
