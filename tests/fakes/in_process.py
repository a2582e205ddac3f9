"""Small working doubles of the ports, for tests of use cases that need no HTTP."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from interview_app import ports
from interview_app.domain import transcript


class Queue:
    """Remembers what it was asked to wake, and can be away."""

    def __init__(self, *, away: bool = False) -> None:
        self.woken: list[tuple[int, str]] = []
        self.places: list[ports.Place] = []
        self.away = away

    def wake(self, step_id: int, kind: str, *, place: ports.Place = "first") -> None:
        if self.away:
            raise ports.OutsideError("Redis is away.")
        self.woken.append((step_id, kind))
        self.places.append(place)

    def workers(self) -> dict[str, int]:
        return {"default": 1, "interview": 0, "speech": 1}

    @property
    def kinds(self) -> list[str]:
        return [kind for _, kind in self.woken]


class News:
    """Wakes who waits in this process, by the turn's id."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self._waiting: dict[threading.Event, int] = {}

    def tell(self, turn_id: int) -> None:
        self.told.append(turn_id)
        for event, of in list(self._waiting.items()):
            if of == turn_id:
                event.set()

    @contextlib.contextmanager
    def about(self, turn_id: int) -> Iterator[Ear]:
        ear = Ear()
        self._waiting[ear.heard] = turn_id
        try:
            yield ear
        finally:
            del self._waiting[ear.heard]


class Ear:
    """One who waits for news."""

    def __init__(self) -> None:
        self.heard = threading.Event()

    def wait(self, seconds: float) -> bool:
        there = self.heard.wait(seconds)
        self.heard.clear()
        return there


class Blobs:
    """Files in a dict."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, str]] = {}

    def put(self, key: str, body: bytes, *, mime: str) -> None:
        self.kept[key] = (body, mime)

    def get(self, key: str) -> bytes:
        return self.kept[key][0]

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)


class FullBlobs(Blobs):
    """A store without room."""

    def put(self, key: str, body: bytes, *, mime: str) -> None:
        raise ports.OutsideError("The store is full.")


class Model:
    """Language models that answer by the schema's name: text, an object to be put as JSON, or an error to raise.

    A list is used up one reply a call, its last one again and again; a function is given the messages' text.
    """

    def __init__(self, names: Sequence[str] = ("first",), **replies: Any) -> None:
        self._names = tuple(names)
        self._replies = replies
        self.asked: list[tuple[str, int, str]] = []

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    def complete(
        self,
        messages: Sequence[ports.Message],
        *,
        schema: Mapping[str, Any],
        schema_name: str,
        seconds: float,
        first: int = 0,
    ) -> ports.ModelReply:
        text = "\n".join(message.text for message in messages)
        self.asked.append((schema_name, first, text))
        reply = self._next(schema_name, text)
        if isinstance(reply, Exception):
            raise reply
        return ports.ModelReply(
            text=reply if isinstance(reply, str) else json.dumps(reply),
            provider="double",
            model=self._names[first],
            position=first,
            tokens_in=100,
            tokens_out=20,
            cost_usd=0.0001,
            milliseconds=5,
        )

    def _next(self, schema_name: str, text: str) -> Any:
        scripted = self._replies[schema_name]
        if isinstance(scripted, list):
            return scripted.pop(0) if len(scripted) > 1 else scripted[0]
        return scripted(text) if callable(scripted) else scripted


class Recogniser:
    """Hears the same words in everything, or fails as told."""

    def __init__(
        self, text: str = "", *, error: ports.OutsideError | None = None, name: str = "whisperx"
    ) -> None:
        self.text, self.error, self._name = text, error, name
        self.heard: list[bytes] = []

    @property
    def name(self) -> str:
        return self._name

    def transcribe(self, pcm: bytes, *, language: str) -> ports.Recognition:
        self.heard.append(pcm)
        if self.error is not None:
            raise self.error
        words = tuple(
            transcript.Word(word, at * 400, at * 400 + 350, 0.9) for at, word in enumerate(self.text.split())
        )
        return ports.Recognition(
            words=words, language=language, engine=self._name, model="tiny", aligned=True
        )


class Media:
    """Treats every take's bytes as PCM already."""

    def __init__(self, *, damaged: bytes = b"") -> None:
        self.damaged = damaged

    def decode(self, recording: bytes) -> bytes:
        if self.damaged and self.damaged in recording:
            raise ports.OutsideError("The recording is damaged.", permanent=True)
        return recording

    def decode_from(self, recording: bytes, from_ms: int, *, most_ms: int) -> bytes:
        return self.decode(recording)[from_ms * 32 :][: most_ms * 32]

    def playable(self, recording: bytes) -> tuple[bytes, str]:
        return b"playable:" + recording, "audio/webm"

    def encode(self, pcm: bytes) -> tuple[bytes, str]:
        return b"encoded:" + pcm, "audio/webm"


class Voice:
    """Says things, and counts how often."""

    def __init__(self, *, error: ports.OutsideError | None = None) -> None:
        self.error = error
        self.said: list[str] = []

    @property
    def model(self) -> str:
        return "double-1"

    def speak(self, text: str, *, voice: str, language: str) -> ports.Speech:
        if self.error is not None:
            raise self.error
        self.said.append(text)
        characters = tuple((char, at * 50, at * 50 + 50) for at, char in enumerate(text))
        return ports.Speech(
            audio=b"sound of " + text.encode(), mime="audio/mpeg", characters=characters, model="double-1"
        )
