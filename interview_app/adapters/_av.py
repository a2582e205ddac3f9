"""A process that has FFmpeg's libraries in memory and forks a limited child for each recording.

Starting the ffmpeg program costs a tenth of a second of processor time, as much as decoding twenty seconds; a fork and
a second's sound cost a fiftieth. A growing answer is decoded every few seconds, and a candidate waits for the last time.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from typing import IO

from interview_app.adapters import _child
from interview_app.ports import OutsideError

SPARE_SECONDS = 5.0
"""For the fork and the reply, beside the child's own limit."""
OUT_OF_MEMORY = 3
"""Exit code of a child that was refused more."""
NOT_WRITTEN = 4
"""Exit code of a child that found no room on the disk."""
TOO_HEAVY = {-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL, -signal.SIGALRM, OUT_OF_MEMORY}
STOPPED = "The reading of the recording was stopped in the middle."


class Av:
    """Starts its process at the first use, and again when that has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started: tuple[int, subprocess.Popen[bytes], socket.socket] | None = None

    def __del__(self) -> None:
        self._end()

    def run(
        self, verb: str, given: bytes, wish: Mapping[str, object], *, limits: _child.Limits
    ) -> bytes | None:
        """What a verb of `av_child` makes of it; None where there is no sound that may be read.

        Raises _child.TooHeavy when a limit is reached, OutsideError when somebody else ended it.
        """
        message = json.dumps({"verb": verb, **wish, **dataclasses.asdict(limits)}).encode()
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as made:
            source.write(given)
            source.seek(0)
            with self._lock:
                code = self._asked(message, source, made, limits.seconds)
            if code in TOO_HEAVY:
                raise _child.TooHeavy("killed at a limit")
            if code in _child.TOLD_TO_STOP:
                raise OutsideError(STOPPED)
            if code == NOT_WRITTEN:
                raise OutsideError("There is no room to read the recording: make some on the disk of TMPDIR.")
            made.seek(0)
            return made.read() if code == 0 else None

    def version(self) -> str:
        """FFmpeg's, as PyAV says."""
        command = [sys.executable, "-c", "import av; print(av.__version__, av.ffmpeg_version_info)"]
        told = subprocess.run(command, capture_output=True, check=False, cwd=_child.PROJECT, timeout=60)
        return "PyAV {}, FFmpeg {}".format(*(told.stdout.decode("ascii", "replace").split() or ["?", "?"]))

    def _asked(self, message: bytes, given: IO[bytes], made: IO[bytes], seconds: float) -> int:
        """Also when this call is interrupted, by a job's time-out say, no late reply is taken for another's."""
        reply = b""
        try:
            line = self._line()
            line.settimeout(seconds + SPARE_SECONDS)
            socket.send_fds(line, [message], [given.fileno(), made.fileno()])
            reply = line.recv(16)
        except TimeoutError as error:
            raise _child.TooHeavy(f"not done after {seconds:g} s") from error
        except OSError as error:
            raise OutsideError(STOPPED) from error
        finally:
            if not reply:
                self._end()
        if not reply:
            raise OutsideError(STOPPED)
        return int(reply)

    def _line(self) -> socket.socket:
        """The way to this process's own one: a fork must not talk on its parent's."""
        if self._started is not None and self._started[0] == os.getpid() and self._started[1].poll() is None:
            return self._started[2]
        self._end()
        if importlib.util.find_spec("av") is None:
            raise OutsideError("PyAV is not installed: install the requirements again.", permanent=True)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            child = subprocess.Popen(
                [sys.executable, "-m", "interview_app.adapters.av_child"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=_child.PROJECT,
                env=_child.environment(),
                start_new_session=True,
            )
        self._started = (os.getpid(), child, ours)
        return ours

    def _end(self) -> None:
        if self._started is None:
            return
        pid, child, line = self._started
        self._started = None
        line.close()
        if pid == os.getpid():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # with whatever it is at
            child.wait()
