"""An ear for the tests of recognition, and what it knows."""

from __future__ import annotations

import functools
from pathlib import Path

from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.config import Settings

MODELS = Path(__file__).parents[2] / "media" / "speech-model"
MS = 32
SENTENCES = (
    "I led the migration of our billing service.",
    "We reduced the cost by twenty percent in five months.",
    "After that the team launched the new payment system.",
    "The engineers tested it because the old database was slow.",
    "Our manager planned the release with ten people.",
    "Then we fixed the errors in the search pipeline.",
)
SET = (
    *SENTENCES,
    "I designed the search feature and tested the mobile app.",
    "They reviewed the design because the code was difficult.",
    "My team built a small dashboard for our customers.",
    "She wrote the report about the payment project.",
    "We shipped the website after ten weeks.",
    "Before that I improved the data pipeline.",
)
"""The set on which word errors and word times are measured: twelve sentences, 104 words."""


@functools.cache
def small() -> WhisperxSpeech:
    """The small model, in memory; loaded once, for all files."""
    settings = Settings(
        secret_key="s" * 32,
        whisperx_model=str(MODELS / "recogniser"),
        whisperx_align_model=str(MODELS / "aligner"),
    )
    speech = WhisperxSpeech(settings)
    speech.warm()
    return speech
