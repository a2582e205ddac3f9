"""A speech worker whose recogniser is a double: it takes a fixed time and hears a word for each 350 ms of loud sound.

python -m bench.ear     as `python -m jobs.worker speech`; EAR_SECONDS is what one recognition takes
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from interview_app import ports, wiring
from interview_app.adapters import redis_news, rq_queue
from interview_app.adapters.database_blobs import DatabaseBlobs
from interview_app.adapters.ffmpeg_media import FfmpegMedia
from interview_app.config import Settings
from interview_app.domain import hearing, speculation, transcript
from interview_app.extensions import db
from jobs import worker

SECONDS = float(os.environ.get("EAR_SECONDS", "0.3"))
WORD_MS = 350
BYTES_PER_MS = 32
WORDS = [
    "we",
    "looked",
    "at",
    "the",
    "invoices",
    "with",
    "the",
    "people",
    "who",
    "used",
    "them",
    "and",
    "built",
    "what",
    "they",
    "had",
    "asked",
    "for",
]


class Ear:
    """Words by loudness alone; where a piece may end is where it is quiet, as with a real recogniser."""

    name = "whisperx"

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:  # noqa: ARG002
        unheard = pcm[lead_ms * BYTES_PER_MS :]
        if not last:
            unheard = unheard[: hearing.LONGEST_LIVE_MS * BYTES_PER_MS]
        total_ms = len(unheard) // BYTES_PER_MS
        quiet_ms = speculation.quiet_ms(unheard)
        pauses = total_ms >= hearing.SHORTEST_PIECE_MS and quiet_ms >= hearing.PAUSE_MS
        if not last and not pauses and total_ms < hearing.LONGEST_LIVE_MS:
            return None
        if total_ms - quiet_ms >= WORD_MS:  # silence costs no recognition
            time.sleep(SECONDS)
        words = tuple(
            transcript.Word(WORDS[at % len(WORDS)], at * WORD_MS, at * WORD_MS + WORD_MS - 50, 0.9)
            for at in range(max(0, total_ms - quiet_ms) // WORD_MS)
        )
        return ports.Piece(
            heard_ms=total_ms, words=words, dropped=(), engine="double", model="", aligned=True
        )

    def transcribe(self, pcm: bytes, *, language: str) -> ports.Recognition:
        piece = self.hear(pcm, language=language, last=True)
        words = piece.words if piece is not None else ()
        return ports.Recognition(words=words, language=language, engine="double", model="", aligned=True)


def connect(settings: Settings) -> ports.WorkerPorts:
    """Without the vendors' packages."""
    outside: dict[str, Any] = dict.fromkeys(ports.WorkerPorts.__dataclass_fields__)
    ear = Ear()
    outside |= {
        "queue": rq_queue.RqQueue(settings.redis), "news": redis_news.RedisNews(settings.redis),
        "blobs": DatabaseBlobs(lambda: db.engine), "clock": wiring.utc_now,
        "speech_to_text": (ear,), "live_speech": ear, "media": FfmpegMedia(), "checks": (),
    }  # fmt: skip
    return ports.WorkerPorts(**outside)


if __name__ == "__main__":
    sys.modules["jobs.worker"] = worker
    wiring.connect_worker = connect
    worker.main("speech")
