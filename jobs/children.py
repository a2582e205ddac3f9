"""Child processes of one machine: started, echoed, started again when they die, and stopped without a trace.

Nothing here knows what the children do.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

PATIENCE_SECONDS = 25.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A child that lived this long counts as healthy: its next death is its first again."""

_PR_SET_CHILD_SUBREAPER = 36
_ON_LINUX = sys.platform == "linux"
_printing = threading.Lock()


def say(text: str) -> None:
    """One line on the terminal, never mixed with a line of another thread."""
    with _printing:
        print(text, flush=True)


class Child:
    """One program, and when it may next be started."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        directory: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self._command = [*_dies_with_us(), *command]
        self._directory = directory
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None
        self._echo: threading.Thread | None = None
        self._deaths = 0
        self._started_at = 0.0
        self._due_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def exit_code(self) -> int | None:
        """None while it runs; minus the signal's number if one ended it."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """In a process group of its own: a Ctrl-C reaches only us, and we stop the children in order."""
        self._process = subprocess.Popen(
            self._command,
            cwd=self._directory,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            process_group=0,
        )
        self._started_at = time.monotonic()
        self._due_at = 0.0
        self._echo = threading.Thread(target=_echo, args=(self.name, self._process.stdout), daemon=True)
        self._echo.start()

    def revive(self) -> bool:
        """If it died, say so and start it again after 1, 2, 4 … 30 seconds. True once for each death."""
        if self.exit_code is None:
            return False
        now = time.monotonic()
        if not self._due_at:
            steady = now - self._started_at >= STEADY_SECONDS
            self._deaths = 1 if steady else self._deaths + 1
            pause = pause_seconds(self._deaths)
            say(f"{self.name} ended with {_cause(self.exit_code)}; it starts again in {pause:g} s")
            self._due_at = now + pause
            return True
        if now >= self._due_at:
            self.start()
        return False

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    def wait_or_kill(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic seconds), then kill it with its process group."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{self.name} did not stop in time and is killed")
            self._signal(signal.SIGKILL)
            self._process.wait()
        if self._echo:
            self._echo.join(timeout=1.0)  # its last words; a grandchild may hold the pipe open

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None or self.exit_code is not None:
            return
        try:
            if number is signal.SIGKILL:
                os.killpg(self._process.pid, number)
            else:
                self._process.send_signal(number)
        except ProcessLookupError:
            pass  # it ended just now, which is what was wanted


class Family:
    """The children of this process, and whatever they leave behind."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._strangers = _children_of(os.getpid())

    def start(self, child: Child) -> None:
        self._children.append(child)
        child.start()

    def revive(self) -> None:
        """Start again what died, each in its own time."""
        for child in self._children:
            if child.revive():
                self._kill_strays()

    def stop(self, *waves: Sequence[Child], patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Stop wave after wave: ask each child to stop, and kill who still runs after `patience_seconds`."""
        for wave in waves:
            for child in wave:
                child.ask_to_stop()
            deadline = time.monotonic() + patience_seconds
            for child in wave:
                child.wait_or_kill(deadline)
            self._kill_strays()

    def _kill_strays(self) -> None:
        """Kill what a dead child left running: its work is a row with a lease, and a successor claims it."""
        known = self._strangers | {child.pid for child in self._children}
        while strays := _children_of(os.getpid()) - known:
            for pid in strays:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def adopt_orphans(adopt: bool = True) -> None:
    """Grandchildren whose parent died become our children, so that they can be found (Linux only)."""
    if _ON_LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, int(adopt), 0, 0, 0)


def pause_seconds(deaths: int) -> float:
    """How long to wait before a child that died `deaths` times in a row is started again."""
    return min(LONGEST_PAUSE_SECONDS, 2.0 ** (deaths - 1))


def _children_of(parent: int) -> set[int]:
    """The processes, dead and unreaped ones too, whose parent is `parent`; none where there is no /proc."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        if int(fields[1]) == parent:
            found.add(int(status.parent.name))
    return found


def _dies_with_us() -> list[str]:
    """A prefix that ends the child when we are killed, where util-linux provides it."""
    setpriv = shutil.which("setpriv") if _ON_LINUX else None
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def _echo(name: str, output: IO[str]) -> None:
    with output:
        for line in output:
            say(f"{name:>7} | {line.rstrip()}")


def _cause(exit_code: int) -> str:
    return f"signal {signal.Signals(-exit_code).name}" if exit_code < 0 else f"exit code {exit_code}"
