"""WHISPERX_WINDOW_SECONDS: what a piece of an answer is filled up to, and what that does to its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from interview_app.adapters import jiwer_alignment
from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.domain import transcript, word_errors
from interview_app.usecases import listening
from tests import following
from tests.integration.adapters import ears, sounds

FRAMES_A_SECOND = 100
pytestmark = pytest.mark.speech


class Watched:
    """An ear with a window of its own on the model that is loaded already; it notes how long its encoder's windows are."""

    def __init__(self, window_seconds: int) -> None:
        loaded = ears.small()
        settings = loaded._settings.model_copy(update={"whisperx_window_seconds": window_seconds})
        self.ear = WhisperxSpeech(settings)
        self.ear._loaded, self.ear._aligners = loaded._model(), loaded._aligners
        self.windows: list[int] = []
        self._model = loaded._model().pipeline.model
        self._encode = self._model.encode
        self._model.encode = self._noted

    def _noted(self, features: Any) -> Any:
        self.windows.append(features.shape[-1] // FRAMES_A_SECOND)
        return self._encode(features)

    def leave(self) -> None:
        self._model.encode = self._encode


@pytest.fixture
def watched(request: pytest.FixtureRequest) -> Iterator[Watched]:
    made = Watched(request.param)
    yield made
    made.leave()


@pytest.mark.parametrize(
    ("watched", "windows"), [(30, [30]), (15, [15]), (5, [10]), (7, [14])], indirect=["watched"]
)
def test_a_piece_is_filled_up_to_a_multiple_of_the_window(watched: Watched, windows: list[int]) -> None:
    speech = sounds.speech(" ".join(ears.SENTENCES[:3]))
    pcm = speech[: 9000 * ears.MS]
    assert watched.ear.hear(pcm, language="en", last=True) is not None
    assert watched.windows == windows


@pytest.mark.parametrize("watched", [5], indirect=True)
def test_a_whole_recording_is_heard_in_the_windows_that_the_model_was_trained_on(watched: Watched) -> None:
    assert watched.ear.transcribe(sounds.speech(ears.SENTENCES[0]) * 12, language="en").words
    assert set(watched.windows) == {30}


@pytest.mark.parametrize("watched", [5, 15], indirect=True)
def test_words_and_times_stay_with_a_shorter_window(watched: Watched) -> None:
    """Measured: the same words at the same times with windows of 5 to 30 s. Another processor may round one away."""
    pcm, said = _said()
    heard, _pieces = following.follow(watched.ear, pcm)
    errors = word_errors.count(said, heard, "en", jiwer_alignment.align)
    assert errors.substitutions + errors.insertions + errors.deletions <= 1
    timing = word_errors.timing(said, heard, "en", jiwer_alignment.align)
    assert (timing.median_ms or 0) <= 25
    assert (timing.worst_ms or 0) <= 70


def _said() -> tuple[bytes, list[transcript.Word]]:
    pcm, words = b"", list[transcript.Word]()
    for text in ears.SET:
        sound, times = sounds.word_by_word(text, pause_ms=60)
        words += listening.shifted(word_errors.true_times([list(row) for row in times]), len(pcm) // ears.MS)
        pcm += sound
    return pcm, words


@pytest.mark.parametrize(("watched", "told"), [(5, True), (30, False)], indirect=["watched"])
def test_the_doctor_says_that_a_window_is_shorter(watched: Watched, told: bool) -> None:
    assert ("windows of 5 s" in watched.ear.probe()) is told
