"""SpeechToText by a hosted recogniser, whichever LiteLLM reaches: needs no PyTorch on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from interview_app.adapters import _litellm, _pcm
from interview_app.domain.transcript import Word
from interview_app.ports import OutsideError, Recognition

BASE_SECONDS = 60.0


class HostedSpeech:
    name = "hosted"

    def __init__(self, model: str) -> None:
        self._model = model

    def transcribe(self, pcm: bytes, *, language: str) -> Recognition:
        language = language.partition("-")[0].lower()
        heard = {} if _pcm.silent(pcm) else self._hear(pcm, language)
        timed = heard.get("words")
        length_ms = _pcm.length_ms(pcm)
        words = tuple(_timed(timed, length_ms) if timed else _by_segment(heard, length_ms))
        return Recognition(
            words=words,
            language=language,
            engine=self.name,
            model=self._model,
            aligned=bool(timed) or not words,
        )

    def probe(self) -> str:
        self._hear(bytes(_pcm.SAMPLE_RATE), "en")
        return f"{self._model} answered"

    def _hear(self, pcm: bytes, language: str) -> Mapping[str, Any]:
        if not _litellm.knows(self._model):
            raise OutsideError(
                f"HOSTED_SPEECH_MODEL={self._model}: LiteLLM knows no provider by that name. Write it as provider/model, "
                "such as openai/whisper-1.",
                permanent=True,
            )
        try:
            heard = _litellm.run(_transcription(self._model, pcm, language))
        except _litellm.FAILURES as error:
            reason, permanent = _litellm.reason_of(error)
            raise OutsideError(
                f"The hosted speech recognition {self._model} failed: {reason}.",
                permanent=permanent,
                retry_after_seconds=_litellm.retry_after_seconds(error),
            ) from error
        if not _is_transcription(heard):
            raise OutsideError(f"The hosted speech recognition {self._model} answered something else.")
        return heard


async def _transcription(model: str, pcm: bytes, language: str) -> Mapping[str, Any]:
    seconds = BASE_SECONDS + len(pcm) / (2 * _pcm.SAMPLE_RATE)
    async with asyncio.timeout(seconds):
        heard = await _litellm.litellm.atranscription(
            model=model,
            file=("answer.wav", _pcm.wav(pcm), "audio/wav"),
            language=language,
            response_format="verbose_json",
            timestamp_granularities=["word"],
            timeout=seconds,
            max_retries=0,
        )
    return dict(heard)


def _is_transcription(heard: Mapping[str, Any]) -> bool:
    """LiteLLM hands on whatever came."""
    words = heard.get("words")
    of_words = isinstance(words, list) and all(
        isinstance(one, Mapping) or hasattr(one, "word") for one in words
    )
    return isinstance(heard.get("text"), str) and (words is None or of_words)


def _timed(words: Any, last_ms: int) -> Iterator[Word]:
    """Words with their times; a time that makes no sense is left out rather than mended."""
    for found in words:
        word = _fields(found)
        text = str(word.get("word", "")).strip()
        start, end = _pcm.ms(word.get("start")), _pcm.ms(word.get("end"))
        if text and start is not None and end is not None and start <= end:
            yield Word(text, min(start, last_ms), min(end, last_ms))
        elif text:
            yield Word(text)


def _by_segment(heard: Mapping[str, Any], last_ms: int) -> Iterator[Word]:
    """Words of a provider that times no words, with the times of the segments, where it tells those of the whole text."""
    found = heard.get("segments")
    segments = [_fields(one) for one in found] if isinstance(found, list) else []
    text = str(heard.get("text") or "")
    if " ".join(str(one.get("text", "")) for one in segments).split() != text.split():
        segments = [{"text": text}]
    for one in segments:
        start, end = _pcm.ms(one.get("start")), _pcm.ms(one.get("end"))
        stretch = None
        if start is not None and end is not None and start <= end:
            stretch = (min(start, last_ms), min(end, last_ms))
        for word in str(one.get("text", "")).split():
            yield Word(word, segment_ms=stretch)


def _fields(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else getattr(found, "__dict__", {})
