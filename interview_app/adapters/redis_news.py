"""News by Redis publish: workers tell, and each web process has one thread that listens for all who wait there.

A Redis that is away costs no more than the time that `wait` was given.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

CHANNEL = "candid:news"
"""Shared by all databases of a Redis. News that is not ours wakes somebody who looks and waits on."""
QUIET_SECONDS = 15.0
"""After so long without a word the listener asks whether Redis is there, and after as long again it calls anew."""
AGAIN_SECONDS = 0.5
log = structlog.get_logger()


class RedisNews:
    """Both ends of the channel. Nothing listens before somebody waits, so a process may be forked until then."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self._redis = _connection(redis_url)
        self._starting = threading.Lock()
        self._listener: _Listener | None = None

    def tell(self, turn_id: int) -> None:
        try:
            self._redis.publish(CHANNEL, str(turn_id))
        except (RedisError, OSError) as error:
            log.warning("news_not_told", exception=type(error).__name__)

    @contextlib.contextmanager
    def about(self, turn_id: int) -> Iterator[_Ear]:
        listener = self._of_this_process()
        ear = _Ear(turn_id)
        listener.add(ear)
        try:
            yield ear
        finally:
            listener.remove(ear)

    def _of_this_process(self) -> _Listener:
        with self._starting:
            if self._listener is None or not self._listener.runs_here:
                self._listener = _Listener(self._url)
            return self._listener


class _Ear:
    """One who waits."""

    def __init__(self, turn_id: int) -> None:
        self.turn_id = turn_id
        self.heard = threading.Event()

    def wait(self, seconds: float) -> bool:
        there = self.heard.wait(seconds)
        self.heard.clear()
        return there


class _Listener:
    """The thread of one process, and who waits in it."""

    def __init__(self, redis_url: str) -> None:
        self._process_id = os.getpid()
        self._url = redis_url
        self._lock = threading.Lock()
        self._ears: set[_Ear] = set()
        self._away = False
        self._thread = threading.Thread(target=self._listen, name="news", daemon=True)

    @property
    def runs_here(self) -> bool:
        """A fork takes no thread along."""
        return self._process_id == os.getpid() and (self._thread.ident is None or self._thread.is_alive())

    def add(self, ear: _Ear) -> None:
        """The first one is there before the line is opened, and so looks once more when it is."""
        with self._lock:
            self._ears.add(ear)
            if self._thread.ident is None:
                self._thread.start()

    def remove(self, ear: _Ear) -> None:
        with self._lock:
            self._ears.discard(ear)

    def _listen(self) -> None:
        while True:
            try:
                self._until_lost()
            except (RedisError, OSError) as error:
                if not self._away:
                    log.warning("news_not_heard", exception=type(error).__name__)
                self._away = True
            time.sleep(AGAIN_SECONDS)

    def _until_lost(self) -> None:
        """Listen as long as Redis answers."""
        with _connection(self._url) as connection, connection.pubsub() as channel:
            channel.subscribe(CHANNEL)
            asked = False
            while True:
                message = channel.get_message(timeout=QUIET_SECONDS)
                if message is not None:
                    asked = False
                    self._take(message["type"], message["data"])
                elif asked:
                    return
                else:
                    channel.ping()
                    asked = True

    def _take(self, kind: str, data: object) -> None:
        """Wake who waits for it. Whoever waited before the line was open may have missed theirs: all look once more."""
        if kind not in {"subscribe", "message"}:
            return
        self._away = False
        with self._lock:
            for ear in self._ears:
                if kind == "subscribe" or data == str(ear.turn_id).encode():
                    ear.heard.set()


def _connection(redis_url: str) -> Redis:
    return Redis.from_url(
        redis_url,
        socket_timeout=1,
        socket_connect_timeout=1,
        retry=Retry(NoBackoff(), 0),
    )
