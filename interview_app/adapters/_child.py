"""A program that reads what a stranger sent: run as a child process with hard limits and none of our secrets.

The limits are set from outside, before the first byte of input is written: nothing hostile is read without them,
and no code runs between fork and exec, which is unsafe in a process with threads.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from interview_app.ports import OutsideError

MEBIBYTE = 1024 * 1024
COMPLAINT_CHARS = 2000
PROJECT = Path(__file__).resolve().parents[2]
TOLD_TO_STOP = {-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}
"""Exit codes of a program that a signal from outside has ended."""
ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`seconds` is wall clock. `output_bytes` bounds each file that the child writes, its output too."""

    seconds: float
    cpu_seconds: int
    memory_bytes: int
    output_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`code` is the exit code; `complaint` the end of what it wrote to stderr, which may quote its input."""

    code: int
    output: bytes
    complaint: str


class TooHeavy(Exception):
    """The child ran into a limit: time, memory or output."""


def run(command: Sequence[str], *, given: bytes, limits: Limits) -> Outcome:
    """Run `command` with `given` on its standard input.

    Standard output is a file, so a program that must seek in what it writes may write to /dev/stdout. Raises
    FileNotFoundError when the program is not installed, TooHeavy when a limit is reached, OutsideError when
    somebody else ended the child: a dyno that stops tells all its processes, and that says nothing of the input.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
        code = _run(command, given, limits, output, complaint)
        if code in {-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL}:
            raise TooHeavy(f"killed by {signal.Signals(-code).name}")
        if code in TOLD_TO_STOP:
            raise OutsideError(f"{Path(command[0]).name} was stopped in the middle of its work.")
        return Outcome(code=code, output=_whole(output), complaint=_tail(complaint))


def environment() -> dict[str, str]:
    """What a program needs of this machine, and none of our secrets."""
    return {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}


def _run(
    command: Sequence[str], given: bytes, limits: Limits, output: IO[bytes], complaint: IO[bytes]
) -> int:
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=complaint,
        cwd=PROJECT,
        env=environment(),
        start_new_session=True,
    ) as child:
        try:
            _limit(child.pid, limits)
            child.communicate(given, timeout=limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise TooHeavy(f"not done after {limits.seconds:g} s") from error
        finally:
            _end(child)
        return child.returncode


def _limit(pid: int, limits: Limits) -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.output_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ProcessLookupError):  # it has ended already; its exit code tells the rest
            resource.prlimit(pid, what, (most, most))


def _end(child: subprocess.Popen[bytes]) -> None:
    """Also when this call itself is interrupted, by a job's time-out say: nothing is left running."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _whole(output: IO[bytes]) -> bytes:
    output.seek(0)
    return output.read()


def _tail(complaint: IO[bytes]) -> str:
    complaint.seek(0)
    return complaint.read().decode("utf-8", "replace")[-COMPLAINT_CHARS:]
