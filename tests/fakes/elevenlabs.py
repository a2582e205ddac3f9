"""ElevenLabs: POST /v1/text-to-speech/{voice}/with-timestamps, with real sound and a time for each character;
GET /v2/voices, a page at a time, and the samples that it names.

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

SAMPLE = re.compile(r"/samples/(\w+)\.mp3")
VOICES_A_PAGE = 2

Mood = Literal[
    "fine", "slow", "drip", "endless_head", "limited", "broken", "unauthorised", "unknown_voice", "mute", "garbled",
    "untimed", "wrong_root", "malformed", "hangs_up",
]  # fmt: skip
DRIP_SECONDS = 0.2


class FakeElevenlabs(Loopback):
    """`mood` is asked at each request."""

    def __init__(self, mood: Callable[[], Mood] = lambda: "fine", *, port: int = 0) -> None:
        super().__init__(self._reply, port=port)
        self._mood = mood
        self.voices = [
            voice("Maren", ("en", "de"), sample=True),
            voice("Tom", ("en",)),
            voice("Inès", ("fr",), sample=True),
        ]
        """The account's, as `/v2/voices` gives them; a sample's address is a path of ours."""
        self.samples: dict[str, bytes] = {}
        """By name, where it is another one than everybody's."""

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """(voice, text) of each request so far."""
        found = [(PATH.fullmatch(request.path), request) for request in self.requests]
        return [(match[1], request.json["text"]) for match, request in found if match]

    def _voices(self, request: Request) -> Answer:
        """A page of the list; the token is where the next one begins."""
        token = re.search(r"next_page_token=(\d+)", request.path)
        start = int(token[1]) if token else 0
        end = start + VOICES_A_PAGE
        page = [
            one | {"preview_url": self.url + one["preview_url"] if one["preview_url"] else None}
            for one in self.voices[start:end]
        ]
        more = end < len(self.voices)
        listed = {
            "voices": page,
            "has_more": more,
            "next_page_token": str(end) if more else None,
            "total_count": 9,
        }
        return _in_mood(self._mood(), listed)

    def _reply(self, request: Request) -> Answer:
        if request.path.startswith("/v2/voices"):
            return self._voices(request)
        if found := SAMPLE.fullmatch(request.path):
            body = self.samples.get(found[1], CLIP.read_bytes())
            drip = DRIP_SECONDS if self._mood() == "drip" else 0
            return Answer(body, 200 if body else 404, {"Content-Type": "audio/mpeg"}, drip_seconds=drip)
        if not PATH.fullmatch(request.path):
            return json_answer({"detail": "Not Found"}, status=404)
        mood = self._mood()
        return _in_mood(mood, _speech(mood, str(request.json["text"])))


def voice(name: str, languages: tuple[str, ...], *, sample: bool = False) -> dict[str, Any]:
    """One voice of the account."""
    return {
        "voice_id": f"{name}Id" if name.isascii() else "InesId",
        "name": name,
        "category": "premade",
        "labels": {"gender": "female", "accent": "soft", "use_case": "narrative_story"},
        "verified_languages": [
            {"language": code, "model_id": "m", "accent": "standard"} for code in languages
        ],
        "preview_url": f"/samples/{name if name.isascii() else 'Ines'}.mp3" if sample else None,
    }


def _in_mood(mood: Mood, content: object) -> Answer:
    if mood == "malformed":
        return Answer(b'{"audio_base64": "', headers={"Content-Type": "application/json"})
    return _failure(mood) or json_answer(
        ["not", "an", "object"] if mood == "wrong_root" else content,
        wait_seconds=60 if mood == "slow" else 0,
        drip_seconds=DRIP_SECONDS if mood in {"drip", "endless_head"} else 0,
        hangs_up=mood == "hangs_up",
        endless_head=mood == "endless_head",
    )


def _failure(mood: Mood) -> Answer | None:
    failures = {
        "limited": (429, "too_many_concurrent_requests"),
        "broken": (500, "internal_error"),
        "unauthorised": (401, "invalid_api_key"),
        "unknown_voice": (404, "voice_not_found"),
    }
    if mood not in failures:
        return None
    status, name = failures[mood]
    headers = {"Retry-After": "5"} if mood == "limited" else {}
    return json_answer({"detail": {"status": name, "message": name}}, status=status, headers=headers)


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
