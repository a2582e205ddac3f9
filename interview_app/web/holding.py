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
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.models import reading
from interview_app.web import room

LONGEST_SECONDS = 5.0
"""Shorter than gunicorn's grace at a restart, and than any proxy's patience."""
ANYWAY_SECONDS = 1.0
"""The room is looked at so often without any news: some of it changes by the clock alone, and news may be lost."""


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


def newer(session: Session, news: ports.News, seen: room.Room, look: Callable[[], room.Room]) -> room.Room:
    """The room when it differs from what is seen, or after a while, or as it is if too many wait already."""
    answered = seen.turn_id if seen.pause is None else seen.pause.answered.id
    now = seen
    places: Places = current_app.extensions["places"]
    with places.one() as free:
        if not free:
            return seen
        with news.about(answered) as awaited:
            for now in _looks(session, awaited, look):
                if now.stamp != seen.stamp:
                    break
    return now


def _looks(session: Session, awaited: ports.Awaited, look: Callable[[], room.Room]) -> Iterator[room.Room]:
    """What there is now, again at each news, until LONGEST_SECONDS are over; everything is read anew for it.

    The first look is for what was told before anybody listened. No transaction and no connection is held between them.
    """
    ends = time.monotonic() + LONGEST_SECONDS
    while True:
        session.rollback()
        session.expire_all()
        reading.begin(session)
        yield look()
        session.rollback()
        left = ends - time.monotonic()
        if left <= 0:
            return
        awaited.wait(min(left, ANYWAY_SECONDS))
