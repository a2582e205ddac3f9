"""What stands in for a candidate's microphone, recogniser, files and time while nobody is there.

A simulated recording carries the words that were "spoken" in place of sound, so that the answering and transcribing use
cases do their real work on it. It never reaches a true candidate's interview: the lab has a database of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from interview_app.domain import transcript
from interview_app.ports import LanguageModel, Message, ModelReply, OutsideError, Place, Recognition

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
    """A recording of these words, spread evenly over its length. Any beginning of it is a recording too."""
    each_ms = milliseconds // max(1, len(words))
    return WEBM_HEAD + "".join(f"{line}\n" for line in (each_ms, *words)).encode()


def _lines(spoken: bytes) -> tuple[int, list[str]]:
    """How long each word takes in ms, and the words that are there as a whole."""
    first, *words = spoken.rstrip(b"\0").decode(errors="ignore").split("\n")
    return int(first), words[:-1]


class Media:
    """Reads simulated recordings. Their PCM begins with the words and is silent for the rest."""

    def decode(self, recording: bytes) -> bytes:
        spoken = recording.removeprefix(WEBM_HEAD)
        try:
            each_ms, words = _lines(spoken)
        except ValueError as error:
            raise OutsideError("This is no simulated recording.", permanent=True) from error
        return spoken.ljust(each_ms * len(words) * BYTES_PER_MS, b"\0")

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
        each_ms, said = _lines(pcm)
        words = tuple(
            transcript.Word(word, at * each_ms, (at + 1) * each_ms, 1.0) for at, word in enumerate(said)
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

    def wake(self, step_id: int, kind: str, *, place: Place = "first") -> None:
        """Nothing."""

    def workers(self) -> Mapping[str, int]:
        return {}


class Crew(NoQueue):
    """As many workers as a supervisor needs before it asks a model."""

    def workers(self) -> Mapping[str, int]:
        return {"default": 2}


class Busy:
    """A language model that thinks for as long as something else happens."""

    def __init__(self, model: LanguageModel, happens: Callable[[], None]) -> None:
        self.names, self._model, self._happens = model.names, model, happens

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any],
        schema_name: str,
        seconds: float,
        first: int = 0,
    ) -> ModelReply:
        self._happens()
        return self._model.complete(
            messages, schema=schema, schema_name=schema_name, seconds=seconds, first=first
        )
