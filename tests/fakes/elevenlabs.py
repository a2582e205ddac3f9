"""ElevenLabs: POST /v1/text-to-speech/{voice}/with-timestamps, with real sound and a time for each character.

Run alone: `python -m tests.fakes.elevenlabs --port 9011`.
"""

from __future__ import annotations

import argparse
import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from tests.fakes.loopback import Answer, Loopback, Request, json_answer

CLIP = Path(__file__).parents[1] / "media" / "voice.mp3"
CLIP_SECONDS = 1.0
PATH = re.compile(r"/v1/text-to-speech/([^/?]+)/with-timestamps(\?.*)?")

Mood = Literal[
    "fine", "slow", "limited", "broken", "unauthorised", "unknown_voice", "mute", "garbled", "untimed"
]


class FakeElevenlabs(Loopback):
    """`mood` is asked at each request."""

    def __init__(self, mood: Callable[[], Mood] = lambda: "fine", *, port: int = 0) -> None:
        super().__init__(self._reply, port=port)
        self._mood = mood

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """(voice, text) of each request so far."""
        found = [(PATH.fullmatch(request.path), request.json["text"]) for request in self.requests]
        return [(match[1], text) for match, text in found if match]

    def _reply(self, request: Request) -> Answer:
        if not PATH.fullmatch(request.path):
            return json_answer({"detail": "Not Found"}, status=404)
        return _in_mood(self._mood(), str(request.json["text"]))


def _in_mood(mood: Mood, text: str) -> Answer:
    failures = {
        "limited": (429, "too_many_concurrent_requests"),
        "broken": (500, "internal_error"),
        "unauthorised": (401, "invalid_api_key"),
        "unknown_voice": (404, "voice_not_found"),
    }
    if mood in failures:
        status, name = failures[mood]
        headers = {"Retry-After": "5"} if mood == "limited" else {}
        return json_answer({"detail": {"status": name, "message": name}}, status=status, headers=headers)
    return json_answer(_speech(mood, text), wait_seconds=60 if mood == "slow" else 0)


def _speech(mood: Mood, text: str) -> dict[str, Any]:
    sound = {"mute": "", "garbled": "%%%"}.get(mood, base64.b64encode(CLIP.read_bytes()).decode())
    step = CLIP_SECONDS / max(len(text), 1)
    times = {
        "characters": list(text),
        "character_start_times_seconds": [round(at * step, 4) for at in range(len(text))],
        "character_end_times_seconds": [round((at + 1) * step, 4) for at in range(len(text))],
    }
    if mood == "untimed":
        times["character_end_times_seconds"] = []
    return {"audio_base64": sound, "alignment": times, "normalized_alignment": times}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    FakeElevenlabs(port=options.parse_args().port).serve_until_interrupted()


if __name__ == "__main__":
    main()
