"""SpeechToText by a hosted recogniser, whichever LiteLLM reaches: needs no PyTorch on this machine."""

from __future__ import annotations

import array
import asyncio
import io
import sys
import wave
from collections.abc import Iterator, Mapping
from typing import Any

from interview_app.adapters import _litellm
from interview_app.domain.transcript import Word
from interview_app.ports import OutsideError, Recognition

SAMPLE_RATE = 16_000
SILENT_BELOW = 300
"""Of 32,768. Whisper makes up words for silence, so that silence is not sent."""
BASE_SECONDS = 60.0


class HostedSpeech:
    name = "hosted"

    def __init__(self, model: str) -> None:
        self._model = model

    def transcribe(self, pcm: bytes, *, language: str) -> Recognition:
        language = language.partition("-")[0].lower()
        heard = {} if _silent(pcm) else self._hear(pcm, language)
        timed = heard.get("words")
        words = tuple(_timed(timed, len(pcm) // 32)) if timed else _untimed(heard)
        return Recognition(
            words=words,
            language=language,
            engine=self.name,
            model=self._model,
            aligned=bool(timed) or not words,
        )

    def probe(self) -> str:
        self._hear(bytes(SAMPLE_RATE), "en")
        return f"{self._model} answered"

    def _hear(self, pcm: bytes, language: str) -> Mapping[str, Any]:
        try:
            return _litellm.run(_transcription(self._model, pcm, language))
        except _litellm.FAILURES as error:
            reason, permanent = _litellm.reason_of(error)
            raise OutsideError(
                f"The hosted speech recognition {self._model} failed: {reason}.",
                permanent=permanent,
                retry_after_seconds=_litellm.retry_after_seconds(error),
            ) from error


async def _transcription(model: str, pcm: bytes, language: str) -> Mapping[str, Any]:
    seconds = BASE_SECONDS + len(pcm) / (2 * SAMPLE_RATE)
    async with asyncio.timeout(seconds):
        heard = await _litellm.litellm.atranscription(
            model=model,
            file=("answer.wav", _wav(pcm), "audio/wav"),
            language=language,
            response_format="verbose_json",
            timestamp_granularities=["word"],
            timeout=seconds,
            max_retries=0,
        )
    return dict(heard)


def _wav(pcm: bytes) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setparams((1, 2, SAMPLE_RATE, 0, "NONE", "not compressed"))
        sound.writeframes(pcm)
    return written.getvalue()


def _silent(pcm: bytes) -> bool:
    samples = array.array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return not samples or -SILENT_BELOW < min(samples) <= max(samples) < SILENT_BELOW


def _timed(words: Any, last_ms: int) -> Iterator[Word]:
    """Words with their times; a time that makes no sense is left out rather than mended."""
    for found in words:
        word = found if isinstance(found, Mapping) else vars(found)
        text = str(word.get("word", "")).strip()
        start, end = _ms(word.get("start")), _ms(word.get("end"))
        if text and start is not None and end is not None and start <= end:
            yield Word(text, min(start, last_ms), min(end, last_ms))
        elif text:
            yield Word(text)


def _untimed(heard: Mapping[str, Any]) -> tuple[Word, ...]:
    return tuple(Word(text) for text in str(heard.get("text") or "").split())


def _ms(seconds: object) -> int | None:
    if not isinstance(seconds, int | float) or not 0 <= seconds < 1e6:
        return None
    return round(seconds * 1000)
