"""TextToSpeech by ElevenLabs, with the time of each character."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import httpx
from elevenlabs.client import AsyncElevenLabs

from interview_app.adapters import _elevenlabs
from interview_app.config import Settings
from interview_app.ports import OutsideError, Speech

OUTPUT_FORMAT = "mp3_44100_64"
MIME = "audio/mpeg"
SECONDS = 20
"""For the whole answer."""

MEND = {
    400: "refuses the request: check ELEVENLABS_MODEL and the voice",
    404: "does not know the voice or the model: check ELEVENLABS_MODEL and the voice",
    422: "refuses the request: check ELEVENLABS_MODEL and the voice",
}


class ElevenlabsSpeech:
    def __init__(self, settings: Settings) -> None:
        self.model = settings.elevenlabs_model
        self._settings = settings
        self._line = _elevenlabs.Line(settings)

    def speak(self, text: str, *, voice: str, language: str) -> Speech:
        """An empty `voice` is the installation's own."""
        chosen = voice or self._settings.elevenlabs_voice
        if not _elevenlabs.VOICE_ID.fullmatch(chosen):
            raise OutsideError("The voice is not an ElevenLabs voice id: choose another one.", permanent=True)

        async def convert(client: AsyncElevenLabs, _http: httpx.AsyncClient) -> Any:
            return await client.text_to_speech.convert_with_timestamps(
                chosen,
                text=text,
                model_id=self.model,
                output_format=OUTPUT_FORMAT,
                request_options={"timeout_in_seconds": SECONDS, "max_retries": 0},
                **_language(self.model, language),
            )

        spoken = self._line.ask(convert, seconds=SECONDS, mend=MEND)
        return Speech(
            audio=_audio(spoken), mime=MIME, characters=_characters(spoken.alignment), model=self.model
        )

    def probe(self) -> str:
        speech = self.speak("Hi", voice="", language="en")
        return f"{self.model} said Hi in {len(speech.audio)} bytes"


def _language(model: str, language: str) -> dict[str, Any]:
    """The multilingual v2 models hear the language from the text and refuse to be told."""
    return {} if "multilingual_v2" in model else {"language_code": language.partition("-")[0]}


def _audio(spoken: Any) -> bytes:
    try:
        audio = base64.b64decode(getattr(spoken, "audio_base_64", None) or "", validate=True)
    except (binascii.Error, TypeError) as error:
        raise OutsideError("ElevenLabs answered without usable sound.") from error
    if not audio:
        raise OutsideError("ElevenLabs answered without sound.")
    return audio


def _characters(alignment: Any) -> tuple[tuple[str, int, int], ...]:
    """Empty when the times do not belong to the characters one by one: no times are better than wrong ones."""
    names = ("characters", "character_start_times_seconds", "character_end_times_seconds")
    columns = [getattr(alignment, name, None) or [] for name in names]
    if len({len(column) for column in columns}) != 1:
        return ()
    rows = zip(*columns, strict=True)
    return tuple((str(char), round(start * 1000), round(end * 1000)) for char, start, end in rows)
