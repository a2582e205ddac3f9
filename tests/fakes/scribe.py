"""ElevenLabs Scribe: POST /v1/speech-to-text, with words, the spaces between them, and sounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from tests.fakes.llm import form_fields
from tests.fakes.loopback import Answer, Loopback, Request, json_answer

Mood = Literal[
    "fine", "slow", "drip", "limited", "broken", "unauthorised", "unknown_model", "malformed", "wrong_root",
    "wrong_words", "nameless", "empty", "dropped",
]  # fmt: skip
Heard = Sequence[tuple[str, float, float, float]]
"""Words with start and end in seconds, and their probability."""

FAILURES = {
    "limited": (429, "too_many_concurrent_requests", {"Retry-After": "5"}),
    "broken": (500, "internal_error", {}),
    "unauthorised": (401, "invalid_api_key", {}),
    "unknown_model": (404, "model_not_found", {}),
}
SHAPES: Mapping[str, Any] = {
    "wrong_root": ["not", "an", "object"],
    "wrong_words": {"language_code": "eng", "text": "I led it.", "words": "I led it."},
    "nameless": {"language_code": "eng", "text": "I led it."},
}


class FakeScribe(Loopback):
    """`mood` is asked at each request; what it hears is `heard`, whatever was sent."""

    def __init__(self, mood: Callable[[], Mood] = lambda: "fine", heard: Heard = ()) -> None:
        super().__init__(self._reply)
        self._mood = mood
        self._heard = heard

    @property
    def sent(self) -> list[dict[str, bytes]]:
        """The form of each request so far."""
        return [form_fields(request) for request in self.requests]

    def _reply(self, request: Request) -> Answer:
        if request.path.partition("?")[0] != "/v1/speech-to-text":
            return json_answer({"detail": "Not Found"}, status=404)
        mood = self._mood()
        if mood in FAILURES:
            status, name, headers = FAILURES[mood]
            return json_answer({"detail": {"status": name, "message": name}}, status=status, headers=headers)
        if mood == "malformed":
            return Answer(
                b'{"language_code": "eng", "words": [', headers={"Content-Type": "application/json"}
            )
        if mood == "empty":
            return Answer(b"", headers={"Content-Type": "application/json"})
        return json_answer(
            SHAPES.get(mood, transcription(self._heard)),
            wait_seconds=60 if mood == "slow" else 0,
            drip_seconds=0.2 if mood == "drip" else 0,
            cut=mood == "dropped",
        )


def transcription(heard: Heard) -> dict[str, Any]:
    """A space after each word, and a sound at the end, as the service tells them."""
    words: list[dict[str, Any]] = []
    for text, start, end, sure in heard:
        words.append({"text": text, "start": start, "end": end, "type": "word", "logprob": math.log(sure)})
        words.append({"text": " ", "start": end, "end": end, "type": "spacing", "logprob": 0.0})
    words.append({"text": "(laughter)", "start": 1.0, "end": 2.0, "type": "audio_event", "logprob": -0.1})
    return {
        "language_code": "eng",
        "language_probability": 0.99,
        "text": " ".join(word for word, *_ in heard),
        "words": words,
    }
