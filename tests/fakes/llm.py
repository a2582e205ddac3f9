"""An OpenAI-compatible language model and recogniser: /v1/chat/completions and /v1/audio/transcriptions.

What it says is a script: a function from the request's JSON to the reply's text or to a Behaviour. `purpose` names
what the caller wants by the schema it sends. Run alone: `python -m tests.fakes.llm --script tests.fakes.llm:echo`.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import threading
import wave
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any, Literal

from tests.fakes.loopback import Answer, Loopback, Request, json_answer

Kind = Literal[
    "answer", "slow", "rate_limited", "server_error", "unauthorised", "malformed", "refusal", "empty", "drip",
    "raw", "dropped",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How to answer once. A wrong shape of a chat's reply is simply `answer` with text of that shape; `raw` sends
    `text` as the whole body.
    """

    kind: Kind = "answer"
    text: str = "{}"
    seconds: float = 30
    retry_after: float = 7


Script = Callable[[dict[str, Any]], str | Behaviour]
Heard = Sequence[tuple[str, float, float]]
"""Words with start and end in seconds."""


class FakeModel(Loopback):
    """`script` answers chats; `hears` turns the uploaded audio's seconds of sound into words."""

    def __init__(
        self, script: Script, *, hears: Callable[[bytes], Heard | Behaviour] | None = None, port: int = 0
    ) -> None:
        super().__init__(self._reply, port=port)
        self._script = script
        self._hears = hears or words_of_loud_audio

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The chats so far, as the JSON that came in."""
        return [request.json for request in self.requests if request.path.endswith("/chat/completions")]

    @property
    def purposes(self) -> list[str]:
        return [purpose(request) for request in self.asked]

    def _reply(self, request: Request) -> Answer:
        if request.path.endswith("/chat/completions"):
            said = self._script(request.json)
            behaviour = Behaviour(text=said) if isinstance(said, str) else said
            return _answered(behaviour, _chat(str(request.json.get("model")), behaviour))
        if request.path.endswith("/audio/transcriptions"):
            heard = self._hears(form_fields(request)["file"])
            behaviour = heard if isinstance(heard, Behaviour) else Behaviour()
            words = [] if isinstance(heard, Behaviour) else heard
            return _answered(behaviour, _transcription(words))
        return json_answer({"error": {"message": f"no such path: {request.path}"}}, status=404)


def purpose(request: Mapping[str, Any]) -> str:
    """The name of the schema that the reply must follow, "" when none is asked for."""
    wanted = request.get("response_format") or {}
    return str((wanted.get("json_schema") or {}).get("name", ""))


def in_turn(replies: Iterable[str | Behaviour]) -> Script:
    """A script that says each reply once, in order, whoever asks; asked once more it breaks the test."""
    left, lock = list(replies), threading.Lock()

    def script(_request: dict[str, Any]) -> str | Behaviour:
        with lock:
            return left.pop(0)

    return script


def by_model(scripts: Mapping[str, str | Behaviour | Script]) -> Script:
    """A script for each model name as it comes over the wire, to let one server stand for several providers."""

    def script(request: dict[str, Any]) -> str | Behaviour:
        chosen = scripts[request["model"]]
        return chosen(request) if callable(chosen) else chosen

    return script


def by_purpose(scripts: Mapping[str, str | Behaviour | Script]) -> Script:
    def script(request: dict[str, Any]) -> str | Behaviour:
        chosen = scripts[purpose(request)]
        return chosen(request) if callable(chosen) else chosen

    return script


def echo(request: dict[str, Any]) -> str:
    return json.dumps({"echo": request["messages"][-1]["content"]})


def form_fields(request: Request) -> dict[str, bytes]:
    """The fields of a multipart form by name; one sent several times keeps its last value."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + request.body).get_payload()
    assert isinstance(parts, list)
    return {
        str(part.get_param("name", header="Content-Disposition")): part.get_payload(decode=True)
        for part in parts
    }


def words_of_loud_audio(upload: bytes) -> Heard:
    """One word a second of a WAV file, none when it is silent."""
    with wave.open(io.BytesIO(upload)) as sound:
        frames, seconds = sound.readframes(sound.getnframes()), sound.getnframes() // sound.getframerate()
    return [(f"word{at}", at + 0.1, at + 0.9) for at in range(seconds)] if any(frames) else []


def _answered(behaviour: Behaviour, content: dict[str, Any]) -> Answer:
    if behaviour.kind == "rate_limited":
        return _error(429, "Rate limit reached", {"Retry-After": f"{behaviour.retry_after:g}"})
    if behaviour.kind == "server_error":
        return _error(500, "The server had an error while processing your request", {})
    if behaviour.kind == "unauthorised":
        return _error(401, "Incorrect API key provided", {})
    if behaviour.kind == "malformed":
        return Answer(b'{"choices": [', headers={"Content-Type": "application/json"})
    if behaviour.kind == "raw":
        return Answer(behaviour.text.encode(), headers={"Content-Type": "application/json"})
    return json_answer(
        content,
        cut=behaviour.kind == "dropped",
        wait_seconds=behaviour.seconds if behaviour.kind == "slow" else 0,
        drip_seconds=behaviour.seconds / 100 if behaviour.kind == "drip" else 0,
    )


def _error(status: int, message: str, headers: Mapping[str, str]) -> Answer:
    said = {"error": {"message": message, "type": "error", "param": None, "code": None}}
    return json_answer(said, status=status, headers=headers)


def _chat(model: str, behaviour: Behaviour) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": behaviour.text, "refusal": None}
    if behaviour.kind == "refusal":
        message |= {"content": None, "refusal": "I'm sorry, I can't help with that."}
    if behaviour.kind == "empty":
        message["content"] = ""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_780_000_000,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200},
    }


def _transcription(words: Heard) -> dict[str, Any]:
    timed = [{"word": word, "start": start, "end": end} for word, start, end in words]
    return {
        "task": "transcribe",
        "language": "english",
        "duration": 1.0,
        "text": " ".join(word for word, _, _ in words),
        "words": timed,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--script", default="tests.fakes.llm:echo", help="module:function")
    chosen = options.parse_args()
    module, _, function = chosen.script.partition(":")
    FakeModel(getattr(importlib.import_module(module), function), port=chosen.port).serve_until_interrupted()


if __name__ == "__main__":
    main()
