"""The threads of one process that want to write to one SQLite database: one after the other, first come, first served.

SQLite has one write lock and tells nobody when it is free, so that whoever wants it must ask again and again. Here at
most one thread of a process does so, and the others sleep until it is their turn.
"""

from __future__ import annotations

import threading
from collections import deque


class Writers:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def enter(self, seconds: float) -> bool:
        """Wait for one's turn. False: it did not come in time."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            my_turn = threading.Event()
            self._waiting.append(my_turn)
        waited = False
        try:
            came = my_turn.wait(seconds)
            waited = True
        finally:
            if not waited and self._came_at_last(my_turn):  # a job's time-out may end the waiting as well
                self.leave()
        return came or self._came_at_last(my_turn)

    def _came_at_last(self, turn: threading.Event) -> bool:
        """Whether it is there after all; else nobody waits for it any more."""
        with self._guard:
            if turn.is_set():
                return True
            self._waiting.remove(turn)
            return False

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
