"""SpeechToText by a hosted recogniser, whichever LiteLLM reaches: needs no PyTorch on this machine."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from interview_app.adapters import _litellm, _pcm
from interview_app.domain import inventions
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
        return _pcm.recognition(
            _timed(timed, _segments(heard)) if timed else _by_segment(heard),
            pcm,
            language=language,
            engine=self.name,
            model=self._model,
            timed=bool(timed),
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
            timestamp_granularities=["word", "segment"],
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


def _timed(words: Any, segments: Sequence[inventions.Segment]) -> Iterator[tuple[Word, str]]:
    """Words with their times, and what the recogniser itself holds against the segment that each stands in."""
    reasons = inventions.doubts(segments)
    for found in words:
        told = _fields(found)
        word = Word(str(told.get("word", "")), *_times(told))
        yield word, inventions.doubt_at(word, segments, reasons)


def _by_segment(heard: Mapping[str, Any]) -> Iterator[tuple[Word, str]]:
    """Words of a provider that times no words, with the times of the segments, where it tells those of the whole text."""
    segments = _segments(heard)
    text = str(heard.get("text") or "")
    if " ".join(one.text for one in segments).split() != text.split():
        segments = [inventions.Segment(text=text)]
    for segment, reason in zip(segments, inventions.doubts(segments), strict=True):
        stretch = None
        if segment.start_ms is not None and segment.end_ms is not None:
            stretch = (segment.start_ms, segment.end_ms)
        for word in segment.text.split():
            yield Word(word, segment_ms=stretch), reason


def _segments(heard: Mapping[str, Any]) -> list[inventions.Segment]:
    found = heard.get("segments")
    return [_segment(_fields(one)) for one in found] if isinstance(found, list) else []


def _segment(told: Mapping[str, Any]) -> inventions.Segment:
    start_ms, end_ms = _times(told)
    return inventions.Segment(
        text=str(told.get("text", "")),
        start_ms=start_ms,
        end_ms=end_ms,
        no_speech=_number(told.get("no_speech_prob")),
        logprob=_number(told.get("avg_logprob")),
        compression=_number(told.get("compression_ratio")),
    )


def _times(told: Mapping[str, Any]) -> tuple[int, int] | tuple[None, None]:
    """Start and end in ms; neither where they make no sense."""
    start, end = _pcm.ms(told.get("start")), _pcm.ms(told.get("end"))
    return (start, end) if start is not None and end is not None and start <= end else (None, None)


def _number(told: object) -> float | None:
    is_number = isinstance(told, int | float) and not isinstance(told, bool) and math.isfinite(told)
    return float(told) if is_number else None  # type: ignore[arg-type]


def _fields(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else getattr(found, "__dict__", {})
