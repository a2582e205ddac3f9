"""Who wrote a transcript, in people's words, and how far its words and times may be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from interview_app.domain import transcript

BROWSER: Final = "browser"
"""The engine of a transcript that the candidate's own browser made."""
UNHEARD: Final = frozenset({"written", "none"})
"""Engines of transcripts that nobody recognised: an answer in writing, and none at all."""

LOWER_TRUST: Final = (
    "Lower trust: these words come from the candidate's own browser and were never checked against the recording. "
    "Listen before you rely on them."
)
SEGMENT_TIMES: Final = "Word times are not known: times are those of whole segments."
NO_TIMES: Final = "Word times are not known."

_ELEVENLABS: Final = "elevenlabs/"


@dataclass(frozen=True, slots=True)
class Provenance:
    """`by` is who made the transcript, "" when nobody did; `times` what is not known of them, "" when all is."""

    by: str
    lower_trust: bool
    times: str

    @property
    def warning(self) -> str:
        """What a reader must know before relying on the words, "" when nothing."""
        return LOWER_TRUST if self.lower_trust else ""


def of(engine: str, model: str, words: Sequence[transcript.Word]) -> Provenance:
    """Where these words come from."""
    if engine in UNHEARD:
        return Provenance("", lower_trust=False, times="")
    return Provenance(_by(engine, model), engine == BROWSER, _times(words))


def _by(engine: str, model: str) -> str:
    if engine == BROWSER:
        return "the candidate's own browser"
    if engine == "whisperx":
        return f"WhisperX on this installation, model {model}"
    if model.startswith(_ELEVENLABS):
        return f"ElevenLabs, model {model.removeprefix(_ELEVENLABS)}"
    return f"a hosted service, model {model}"


def _times(words: Sequence[transcript.Word]) -> str:
    if not words or any(word.start_ms is not None for word in words):
        return ""
    return SEGMENT_TIMES if any(word.segment_ms is not None for word in words) else NO_TIMES
