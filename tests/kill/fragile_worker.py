"""A speech worker with a recogniser that misbehaves: `python -m tests.kill.fragile_worker`, told by two files.

`load` and `job` in FRAGILE_FOLDER hold one misdeed a line, each done once: `hang`, `hold` (the interpreter too),
`kill`, `memory`, `fail`. All else is the product's own.
"""

from __future__ import annotations

import ctypes
import dataclasses
import os
import signal
import sys
from pathlib import Path

from interview_app import ports, wiring
from interview_app.adapters import rq_queue
from interview_app.adapters.database_blobs import DatabaseBlobs
from interview_app.adapters.ffmpeg_media import FfmpegMedia
from interview_app.config import Settings
from interview_app.extensions import db
from jobs import loading, worker
from tests.fakes import in_process

FOLDER = Path(os.environ.get("FRAGILE_FOLDER", "."))
JOB_SECONDS = 2


class Fragile(in_process.Recogniser):
    def warm(self, *_languages: object) -> None:
        misbehave("load")

    def transcribe(self, pcm: bytes, *, language: str) -> ports.Recognition:
        misbehave("job")
        return super().transcribe(pcm, language=language)


def misbehave(where: str) -> None:
    told = FOLDER / where
    misdeeds = told.read_text().split() if told.exists() else []
    if not misdeeds:
        return
    told.write_text("\n".join(misdeeds[1:]))
    match misdeeds[0]:
        case "hang":
            never_return(ctypes.CDLL(None))
        case "hold":
            never_return(ctypes.PyDLL(None))
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "memory":
            bytearray(2_000_000_000)
        case "fail":
            raise ports.OutsideError("The model's folder is not there.", permanent=True)


def never_return(library: ctypes.CDLL) -> None:
    """Wait for a lock that this thread holds: no signal ends that."""
    lock = ctypes.create_string_buffer(128)
    library.pthread_mutex_lock(lock)
    library.pthread_mutex_lock(lock)


def connect(settings: Settings) -> ports.WorkerPorts:
    """Without the vendors' packages, so that it starts in a second."""
    outside: dict[str, object] = dict.fromkeys(
        ("model", "live_speech", "text_to_speech", "pdf", "resumes", "mailer")
    )
    return ports.WorkerPorts(
        news=in_process.News(),
        queue=rq_queue.RqQueue(settings.redis), blobs=DatabaseBlobs(lambda: db.engine), clock=wiring.utc_now,
        speech_to_text=(Fragile("I led the move of our billing service"),), media=FfmpegMedia(), **outside,
    )  # type: ignore[arg-type]  # fmt: skip


if __name__ == "__main__":
    sys.modules["jobs.worker"] = worker
    wiring.connect_worker = connect
    worker.HUNG_AFTER_SECONDS = 4
    loading.LOAD_AGAIN_SECONDS = 0.5
    rq_queue.JOBS = {
        kind: dataclasses.replace(job, timeout_seconds=JOB_SECONDS) for kind, job in rq_queue.JOBS.items()
    }
    worker.main("speech")
