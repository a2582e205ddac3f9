"""The threads of one process that want to write to one SQLite database: one after the other, first come, first served.

SQLite has one write lock and tells nobody when it is free, so that whoever wants it must ask again and again. Here at
most one thread of a process does so, and the others sleep until it is their turn.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque


class Writers:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def enter(self, seconds: float) -> None:
        """Wait for one's turn; after so long take it all the same: SQLite's own lock decides, and no turn is lost."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            my_turn = threading.Event()
            self._waiting.append(my_turn)
        waited = False
        try:
            my_turn.wait(seconds)
            waited = True
        finally:
            came = self._comes_no_more(my_turn)
            if came and not waited:  # a job's time-out may end the waiting as well
                self.leave()

    def _comes_no_more(self, turn: threading.Event) -> bool:
        """Take it out of the row. Returns whether it had come."""
        with self._guard:
            with contextlib.suppress(ValueError):
                self._waiting.remove(turn)
            self._taken = True
            return turn.is_set()

    def leave(self) -> None:
        """Let the next one in."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    def forget(self) -> None:
        """Begin anew: in a forked child the threads that waited, or wrote, are not there."""
        self.__init__()  # type: ignore[misc]
