"""A look at the room that waits for news: the answer is held back until there is something new to draw.

Asking four times a second would cost a candidate an eighth of a second for each question, and the server an eighth of a
core for each six who wait. Only so many are held at once that uploads always find a thread; the others ask again.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from interview_app.models import Coaching, InterviewSession, Step, StepKind, Turn, reading

LONGEST_SECONDS = 5.0
"""Shorter than gunicorn's grace at a restart, and than any proxy's patience."""
LOOK_EVERY_SECONDS = 0.05
ANYWAY_SECONDS = 1.0
"""The room is drawn anew so often whatever the mark says: some of it changes by the clock alone."""

Mark = tuple[object, ...]


class Places:
    """How many requests may be held back at once: two threads of three; the others are for who brings something."""

    def __init__(self, threads: int) -> None:
        count = threads * 2 // 3
        self._free = threading.BoundedSemaphore(count) if count else None

    @contextlib.contextmanager
    def one(self) -> Iterator[bool]:
        """Whether there is a place; kept while the block lasts."""
        got = self._free is not None and self._free.acquire(blocking=False)
        try:
            yield got
        finally:
            if got and self._free is not None:
                self._free.release()


def init_app(app: Flask, *, threads: int) -> None:
    """Places for a process of so many threads; with one thread there are none."""
    app.extensions["places"] = Places(threads)


def place() -> contextlib.AbstractContextManager[bool]:
    """`Places.one` of this process."""
    places: Places = current_app.extensions["places"]
    return places.one()


def until_new(session: Session, interview_session_id: int, is_new: Callable[[], bool]) -> None:
    """Return when `is_new` says so, or after LONGEST_SECONDS. Everything is read anew for it.

    No transaction and no connection is held while it waits.
    """
    ends = time.monotonic() + LONGEST_SECONDS
    mark, anyway = _mark(session, interview_session_id), time.monotonic() + ANYWAY_SECONDS
    while time.monotonic() < ends:
        time.sleep(LOOK_EVERY_SECONDS)
        found = _mark(session, interview_session_id)
        if found == mark and time.monotonic() < anyway:
            continue
        mark, anyway = found, time.monotonic() + ANYWAY_SECONDS
        session.expire_all()
        reading.begin(session)
        if is_new():
            return


def _mark(session: Session, interview_session_id: int) -> Mark | None:
    """What others change of what a waiting room is drawn from."""
    session.rollback()
    reading.begin(session)
    voice = select(Step.state).where(Step.kind == StepKind.VOICE, Step.subject_id == Turn.id).scalar_subquery()
    answered = aliased(Turn)
    of_it = answered.interview_session_id == interview_session_id
    coached = select(func.count(Coaching.id)).join(answered, answered.id == Coaching.turn_id).where(of_it)
    newest = (
        select(
            InterviewSession.state, Turn.id, Turn.state, Turn.attempt, Turn.speech_clip_id, Turn.shown_at, voice,
            coached.scalar_subquery(),
        )  # fmt: skip
        .join(Turn, Turn.interview_session_id == InterviewSession.id)
        .where(InterviewSession.id == interview_session_id)
        .order_by(Turn.position.desc())
        .limit(1)
    )
    found = session.execute(newest).one_or_none()
    session.rollback()
    return tuple(found) if found is not None else None
