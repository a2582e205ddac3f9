"""SpeechToText by ElevenLabs Scribe: words with times, and how sure it is of each."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from typing import Any

import httpx
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core import ApiError
from elevenlabs.core.parse_error import ParsingError

from interview_app import config
from interview_app.adapters import _elevenlabs, _pcm
from interview_app.config import Settings
from interview_app.domain.transcript import Word
from interview_app.ports import OutsideError, Recognition

BASE_SECONDS = 60.0
UNREADABLE = "ElevenLabs answered something that is no transcript."
MEND = {
    400: "refuses the request: check HOSTED_SPEECH_MODEL",
    404: "does not know the model: check HOSTED_SPEECH_MODEL",
    422: "refuses the request: check HOSTED_SPEECH_MODEL and the interview's language",
}


class ElevenlabsScribe:
    """`HOSTED_SPEECH_MODEL=elevenlabs/scribe_v2`. Key and address are those of the voice."""

    name = "hosted"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._model = settings.hosted_speech_model or ""

    def transcribe(self, pcm: bytes, *, language: str) -> Recognition:
        language = language.partition("-")[0].lower()
        words = [] if _pcm.silent(pcm) else list(_words(self._hear(pcm, language)))
        return _pcm.recognition(
            ((word, "") for word in words),
            pcm,
            language=language,
            engine=self.name,
            model=self._model,
            timed=any(word.start_ms is not None for word in words),
        )

    def probe(self) -> str:
        self._hear(bytes(_pcm.SAMPLE_RATE), "en")
        return f"{self._model} answered"

    def _hear(self, pcm: bytes, language: str) -> list[Any]:
        """Its list of words, spaces and sounds, each of a shape that nobody has checked yet."""
        try:
            heard = asyncio.run(self._convert(pcm, language))
        except ApiError as error:
            raise _told(error) from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise _elevenlabs.away(error) from error
        except (ParsingError, ValueError, TypeError) as error:  # its SDK on JSON of another shape
            raise OutsideError(UNREADABLE) from error
        found = getattr(heard, "words", None)
        if not isinstance(found, list):
            raise OutsideError(UNREADABLE)
        return found

    async def _convert(self, pcm: bytes, language: str) -> Any:
        """Asynchronous, because only so can an answer that drips in byte by byte be cut off."""
        key = self._settings.elevenlabs_api_key
        seconds = BASE_SECONDS + _pcm.length_ms(pcm) / 1000
        async with asyncio.timeout(seconds), httpx.AsyncClient(timeout=seconds) as http:
            client = AsyncElevenLabs(
                api_key=key.get_secret_value() if key else None,
                base_url=self._settings.elevenlabs_base_url,
                httpx_client=http,
            )
            return await client.speech_to_text.convert(
                model_id=self._model.removeprefix(config.SCRIBE),
                file=("answer.wav", _pcm.wav(pcm), "audio/wav"),
                language_code=language,
                timestamps_granularity="word",
                tag_audio_events=False,
                diarize=False,
                request_options={"timeout_in_seconds": math.ceil(seconds), "max_retries": 0},
            )


def _told(error: ApiError) -> OutsideError:
    if error.status_code is not None and error.status_code < 300:  # its SDK's way to say that this is no JSON
        return OutsideError(UNREADABLE)
    return _elevenlabs.refused(error, MEND)


def _words(found: list[Any]) -> Iterator[Word]:
    """Words alone, no spaces and no sounds; a time that makes no sense is left out rather than mended."""
    for one in found:
        text = getattr(one, "text", None)
        if getattr(one, "type", None) != "word" or not isinstance(text, str):
            continue
        start, end = _pcm.ms(getattr(one, "start", None)), _pcm.ms(getattr(one, "end", None))
        if start is None or end is None or start > end:
            start = end = None
        yield Word(text, start, end, _confidence(getattr(one, "logprob", None)))


def _confidence(logprob: object) -> float | None:
    """The probability, 0-1, that a natural logarithm says; None for what is none."""
    if isinstance(logprob, bool) or not isinstance(logprob, int | float) or not logprob <= 0:
        return None
    return math.exp(logprob)
