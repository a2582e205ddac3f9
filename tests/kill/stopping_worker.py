"""A worker whose every step stops in its first call to the outside: `python -m tests.kill.stopping_worker QUEUE`.

It notes its process id as `stopped-<step>` in STOPPING_FOLDER and waits there to be killed; the step's next attempt
goes through. Every call is a line of `calls`. All but the outside services is the product's own.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from interview_app import ports, wiring
from interview_app.adapters.database_blobs import DatabaseBlobs
from interview_app.adapters.rq_queue import RqQueue
from interview_app.config import Settings
from interview_app.domain import uploads
from interview_app.domain.transcript import Word
from interview_app.extensions import db
from jobs import worker
from tests.fakes import in_process
from tests.fakes.scripts import Cooperative

FOLDER = Path(os.environ.get("STOPPING_FOLDER", "."))
OUTSIDE = frozenset({"complete", "speak", "print", "read", "send", "hear", "voices", "sample"})


class Stopping:
    """A double that stops once a step before it answers."""

    def __init__(self, inner: object) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return _stopped_first(name, found) if name in OUTSIDE else found


def _stopped_first(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def called(*args: Any, **options: Any) -> Any:
        step_id = structlog.contextvars.get_contextvars()["step_id"]
        with (FOLDER / "calls").open("a") as calls:
            calls.write(f"{step_id} {name}\n")
        note = FOLDER / f"stopped-{step_id}"
        if not note.exists():
            (FOLDER / f"{note.name}.new").write_text(str(os.getpid()))
            (FOLDER / f"{note.name}.new").rename(note)
            time.sleep(600)
        return call(*args, **options)

    return called


class Paper:
    def print(self, html: str) -> bytes:
        return b"%PDF-1.7 " + html[:100].encode()


class Reader:
    def read(self, body: bytes) -> ports.ResumeText:
        return ports.ResumeText(text="Harbour office, 2019", pages=1, hidden_characters=0, truncated=False)


class Post:
    def send(self, mail: ports.Mail) -> None:
        with (FOLDER / "mails").open("a") as mails:
            mails.write(f"{mail.to}\n")


class Account:
    """Of two voices."""

    def voices(self) -> tuple[ports.OfferedVoice, ...]:
        return tuple(
            ports.OfferedVoice(voice_id=name, name=name, about="", languages=("en",), sample_url=None)
            for name in ("Ann", "Bob")
        )

    def sample(self, voice: ports.OfferedVoice) -> ports.Speech:
        return ports.Speech(audio=voice.name.encode(), mime="audio/mpeg", characters=(), model="")


class Ear:
    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        words = (Word("heard", 0, 300, 0.9),)
        heard_ms = len(pcm) // 32 - lead_ms
        return ports.Piece(
            heard_ms=heard_ms, words=words, dropped=(), engine="double", model="1", aligned=True
        )


def connect(settings: Settings) -> ports.WorkerPorts:
    outside: dict[str, Any] = {
        "model": in_process.Model(**Cooperative().in_process), "text_to_speech": in_process.Voice(), "pdf": Paper(),
        "mailer": Post(), "live_speech": Ear(), "voices": Account(),
    }  # fmt: skip
    return ports.WorkerPorts(
        news=in_process.News(),
        queue=RqQueue(settings.redis), blobs=DatabaseBlobs(lambda: db.engine), clock=wiring.utc_now,
        speech_to_text=(in_process.Recogniser(),), media=in_process.Media(),
        resumes={uploads.Kind.PDF: Stopping(Reader())}, **{name: Stopping(inner) for name, inner in outside.items()},
    )  # fmt: skip


if __name__ == "__main__":
    sys.modules["jobs.worker"] = worker
    wiring.connect_worker = connect
    worker.main(sys.argv[1])
