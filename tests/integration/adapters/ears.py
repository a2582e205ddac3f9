"""An ear for the tests of recognition, and how a growing answer is given to it."""

from __future__ import annotations

import functools
from pathlib import Path

from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.config import Settings
from interview_app.domain.transcript import Word
from interview_app.ports import Piece
from interview_app.usecases.listening import SURROUNDINGS_MS, shifted

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


def live(ear: WhisperxSpeech, pcm: bytes, *, step_ms: int = 3000) -> tuple[list[Word], list[int]]:
    """The words heard as the sound arrives in steps, and the length of each piece."""
    words: list[Word] = []
    pieces: list[int] = []
    heard_ms = 0
    arrived = [*range(step_ms, len(pcm) // MS, step_ms), len(pcm) // MS]
    for until_ms in arrived:
        while piece := next_piece(ear, pcm, heard_ms, until_ms, last=until_ms == arrived[-1]):
            words += shifted(piece.words, heard_ms)
            heard_ms += piece.heard_ms
            pieces.append(piece.heard_ms)
            if heard_ms >= until_ms:
                break
    assert heard_ms == len(pcm) // MS
    return words, pieces


def next_piece(ear: WhisperxSpeech, pcm: bytes, heard_ms: int, until_ms: int, *, last: bool) -> Piece | None:
    """The rest of an answer comes with its surroundings, as the use case gives it."""
    lead_ms = max(0, min(heard_ms, SURROUNDINGS_MS - (until_ms - heard_ms))) if last else 0
    given = pcm[(heard_ms - lead_ms) * MS : until_ms * MS]
    return ear.hear(given, language="en", last=last, lead_ms=lead_ms)
