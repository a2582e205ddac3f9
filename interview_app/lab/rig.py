"""What stands in for a candidate's microphone, recogniser, files and time while nobody is there.

A simulated recording carries the words that were "spoken" in place of sound, so that the answering and transcribing use
cases do their real work on it. It never reaches a true candidate's interview: the lab has a database of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from interview_app.domain import transcript
from interview_app.ports import OutsideError, Recognition

WEBM_HEAD: Final = b"\x1a\x45\xdf\xa3\x00\x00\x00\x00"
MIME: Final = "audio/webm"
BYTES_PER_MS: Final = 32
ENGINE: Final = "interview lab"


class Clock:
    """Simulated time: it stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def recording(words: list[str], milliseconds: int) -> bytes:
    """A recording of these words, spread evenly over its length."""
    return WEBM_HEAD + json.dumps({"words": words, "ms": milliseconds}).encode()


class Media:
    """Reads simulated recordings. Their PCM begins with the words and is silent for the rest."""

    def decode(self, recording: bytes) -> bytes:
        spoken = recording.removeprefix(WEBM_HEAD)
        try:
            milliseconds = int(json.loads(spoken)["ms"])
        except (ValueError, KeyError, TypeError) as error:
            raise OutsideError("This is no simulated recording.", permanent=True) from error
        return spoken.ljust(milliseconds * BYTES_PER_MS, b"\0")

    def decode_from(self, recording: bytes, from_ms: int, *, most_ms: int) -> bytes:
        return self.decode(recording)[from_ms * BYTES_PER_MS :][: most_ms * BYTES_PER_MS]

    def playable(self, recording: bytes) -> tuple[bytes, str]:
        return recording, MIME

    def encode(self, pcm: bytes) -> tuple[bytes, str]:
        return WEBM_HEAD + pcm.rstrip(b"\0"), MIME


class Ear:
    """Recognises simulated recordings: exactly the words that are in them."""

    name = ENGINE

    def transcribe(self, pcm: bytes, *, language: str) -> Recognition:
        spoken = json.loads(pcm.rstrip(b"\0"))
        each_ms = spoken["ms"] // max(1, len(spoken["words"]))
        words = tuple(
            transcript.Word(word, at * each_ms, (at + 1) * each_ms, 1.0)
            for at, word in enumerate(spoken["words"])
        )
        return Recognition(words=words, language=language, engine=ENGINE, model="", aligned=True)


class Shelf:
    """Files in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, key: str, body: bytes, *, mime: str) -> None:  # noqa: ARG002  # the port's signature
        self._kept[key] = body

    def get(self, key: str) -> bytes:
        return self._kept[key]

    def delete(self, key: str) -> None:
        self._kept.pop(key, None)


class NoQueue:
    """Nobody has to be woken: the lab does each step itself."""

    def wake(self, step_id: int, kind: str, *, behind: bool = False) -> None:
        """Nothing."""

    def workers(self) -> Mapping[str, int]:
        return {}
