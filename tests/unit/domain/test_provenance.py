"""Who wrote a transcript, in people's words, and how far it may be trusted."""

from __future__ import annotations

import pytest

from interview_app.domain import provenance
from interview_app.domain.transcript import Word

TIMED = (Word("I", 0, 100), Word("led"))
OF_SEGMENTS = (Word("I", segment_ms=(0, 900)), Word("led", segment_ms=(0, 900)))
UNTIMED = (Word("I"), Word("led"))


@pytest.mark.parametrize(
    ("engine", "model", "by"),
    [
        ("whisperx", "small", "WhisperX on this installation, model small"),
        ("hosted", "openai/whisper-1", "a hosted service, model openai/whisper-1"),
        ("hosted", "elevenlabs/scribe_v2", "ElevenLabs, model scribe_v2"),
        ("browser", "", "the candidate's own browser"),
        ("written", "", ""),
        ("none", "", ""),
    ],
)
def test_who_wrote_it_is_said_in_people_s_words(engine: str, model: str, by: str) -> None:
    assert provenance.of(engine, model, TIMED).by == by


def test_the_browser_s_words_alone_are_trusted_less() -> None:
    assert provenance.of("browser", "", UNTIMED).warning.startswith("Lower trust")
    assert provenance.of("whisperx", "small", UNTIMED).warning == ""
    assert provenance.of("hosted", "openai/whisper-1", TIMED).warning == ""


def test_what_is_not_known_of_the_times_is_said() -> None:
    assert provenance.of("whisperx", "small", TIMED).times == ""
    assert "those of whole segments" in provenance.of("whisperx", "small", OF_SEGMENTS).times
    assert provenance.of("hosted", "x/y", UNTIMED).times == "Word times are not known."
    assert provenance.of("hosted", "x/y", ()).times == ""
