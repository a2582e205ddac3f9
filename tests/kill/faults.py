"""What may happen to an installation's processes, done to them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tests.fakes.llm import FakeModel
from tests.installation import Installation


def provided_by(model: FakeModel) -> dict[str, str]:
    """Settings that take words and decisions from a double."""
    return {
        "LLM_MODELS": "openai/first", "OPENAI_API_KEY": "a key of the tests", "OPENAI_API_BASE": model.base_url,
        "SPEECH_PROVIDERS": "hosted", "HOSTED_SPEECH_MODEL": "openai/whisper-1",
    }  # fmt: skip


def tell_all_to_leave(installation: Installation, names: Iterable[str]) -> float:
    """SIGTERM to these processes and all that they started, as Heroku does; seconds until they had left, 60 at most."""
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
    try:
        listed = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it ended while we looked
        return []
    return [int(one) for text in listed for one in text.split()]
