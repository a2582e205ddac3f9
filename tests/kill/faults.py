"""What may happen to an installation's processes, done to them; and the supervisor that starts again what died."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import redis

from tests.fakes.llm import FakeModel
from tests.installation import Installation
from tests.kill.recorder import Candidate

LONG = os.environ.get("CANDID_KILL_TEST") == "long"
"""Whether `make kill-test` runs, which has more time than `make test`."""
WORKERS = ("worker-1", "worker-2")
ALL_WORKERS = (*WORKERS, "speech")
PAUSE_SECONDS = 1.0
"""Between a death and the new start."""
AMBUSH_SECONDS = 6.0
"""How long a fault waits for the moment at which it hurts most."""


def provided_by(model: FakeModel) -> dict[str, str]:
    """Settings that take words and decisions from a double."""
    return {
        "LLM_MODELS": "openai/first", "OPENAI_API_KEY": "a key of the tests", "OPENAI_API_BASE": model.base_url,
        "SPEECH_PROVIDERS": "hosted", "HOSTED_SPEECH_MODEL": "openai/whisper-1",
    }  # fmt: skip


class Supervisor:
    """Keeps Redis, web, two workers and a speech worker running, as systemd or a dyno manager would.

    What a dead worker leaves behind is left alone: an orphan may finish its job.
    """

    def __init__(self, installation: Installation) -> None:
        self.kept_down: set[str] = set()
        self._installation = installation
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        start_worker = installation.start_worker
        self._starts: Mapping[str, Callable[[], None]] = {
            "redis": installation.start_redis,
            "web": installation.start_web,
            "speech": lambda: start_worker("speech"),
            **{name: lambda name=name: start_worker("default", name) for name in WORKERS},
        }

    def __enter__(self) -> Self:
        for name, start in self._starts.items():
            start()
            self._threads.append(threading.Thread(target=self._keep, args=(name, start), daemon=True))
            self._threads[-1].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _keep(self, name: str, start: Callable[[], None]) -> None:
        while not self._over.wait(0.1):
            if self._installation.running[name].poll() is None or name in self.kept_down:
                continue
            if not self._over.wait(PAUSE_SECONDS) and name not in self.kept_down:
                start()


@dataclass(frozen=True, slots=True)
class Fault:
    """Its name, and from when to when it was done, on time.monotonic's clock."""

    name: str
    began: float
    ended: float


class Weather:
    """Does one fault after another; each name in `FAULTS` is a method of this class."""

    def __init__(
        self,
        installation: Installation,
        supervisor: Supervisor,
        candidates: Sequence[Candidate],
        *,
        is_thinking: Callable[[], bool],
        restart_database: Callable[[], None] | None,
        chance: random.Random,
        longest_seconds: float,
    ) -> None:
        self.done: list[Fault] = []
        self._installation, self._supervisor, self._candidates = installation, supervisor, candidates
        self._is_thinking, self._restart_database = is_thinking, restart_database
        self._chance, self._longest = chance, longest_seconds

    def strike(self, name: str) -> None:
        began = time.monotonic()
        getattr(self, name)()
        self.done.append(Fault(name, began, time.monotonic()))

    def child_killed(self) -> None:
        _parent, child = self._busy_worker()
        send(child, signal.SIGKILL)

    def parent_killed(self) -> None:
        """The child goes on as an orphan."""
        parent, _child = self._busy_worker()
        send(parent, signal.SIGKILL)

    def parent_and_child_killed(self) -> None:
        for pid in self._busy_worker():
            send(pid, signal.SIGKILL)

    def speech_worker_killed(self) -> None:
        send(self._pid("speech"), signal.SIGKILL)

    def all_told_to_leave(self) -> None:
        """Every process of every worker at once, as on a dyno."""
        for pid in [pid for name in ALL_WORKERS for pid in family(self._pid(name))]:
            send(pid, signal.SIGTERM)

    def redis_killed(self) -> None:
        """It comes back empty."""
        send(self._pid("redis"), signal.SIGKILL)

    def redis_emptied(self) -> None:
        with (
            suppress(redis.RedisError),
            redis.Redis.from_url(self._installation.env["REDIS_URL"]) as connection,
        ):
            connection.flushall()

    def redis_hung(self) -> None:
        pid = self._pid("redis")
        send(pid, signal.SIGSTOP)
        self._a_while()
        send(pid, signal.SIGCONT)

    def redis_away(self) -> None:
        self._supervisor.kept_down.add("redis")
        send(self._pid("redis"), signal.SIGKILL)
        self._a_while()
        self._supervisor.kept_down.discard("redis")

    def web_killed(self) -> None:
        """Master and workers, in the middle of an upload if there is one."""
        wait_for(lambda: any(one.uploading.is_set() for one in self._candidates))
        with suppress(ProcessLookupError):
            os.killpg(self._pid("web"), signal.SIGKILL)

    def database_struck(self) -> None:
        """PostgreSQL is restarted; SQLite's one writer's place is held."""
        if self._restart_database is not None:
            self._restart_database()
            return
        held = sqlite3.connect(
            self._installation.database_url.removeprefix("sqlite:///"), 30, isolation_level=None
        )
        held.execute("begin immediate")
        self._a_while()
        held.rollback()
        held.close()

    def _a_while(self) -> None:
        time.sleep(self._chance.uniform(2, self._longest))

    def _pid(self, name: str) -> int:
        return self._installation.running[name].pid

    def _busy_worker(self) -> tuple[int, int]:
        """A worker's process and the child that does its job; an idle worker alone, twice, when none is busy.

        More often than not while the model thinks over what the child has asked.
        """
        pids = [self._pid(name) for name in self._chance.sample(WORKERS, len(WORKERS))]
        if self._chance.random() < 0.6:
            wait_for(self._is_thinking)
        else:
            wait_for(lambda: any(children(pid) for pid in pids))
            time.sleep(self._chance.uniform(0, 0.4))
        busy = [(pid, child) for pid in pids for child in children(pid)]
        return busy[0] if busy else (pids[0], pids[0])


FAULTS = (
    "child_killed", "parent_killed", "parent_and_child_killed", "speech_worker_killed", "all_told_to_leave",
    "redis_killed", "redis_emptied", "redis_hung", "redis_away", "web_killed", "database_struck",
)  # fmt: skip
CUTTING_CALLS = frozenset(
    {"child_killed", "parent_and_child_killed", "speech_worker_killed", "database_struck"}
)
"""After these alone a provider may be asked again: its reply came, or was coming, and could not be stored."""


def tell_all_to_leave(installation: Installation, names: Iterable[str]) -> float:
    """SIGTERM to these processes and all that they started; seconds until they had left, 60 at most."""
    processes = [installation.running.pop(name) for name in names]
    began = time.monotonic()
    for process in processes:
        for pid in family(process.pid):
            send(pid, signal.SIGTERM)
    for process in processes:
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return time.monotonic() - began


def wait_for(holds: Callable[[], bool]) -> None:
    """Return when it holds, or in any case after a while."""
    deadline = time.monotonic() + AMBUSH_SECONDS
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)


def send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def family(pid: int) -> list[int]:
    """A process with its children and theirs, parents first."""
    found = [pid]
    for parent in found:
        found += children(parent)
    return found


def children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):  # it may end while we look
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (thread / "children").read_text().split()]
    return found
