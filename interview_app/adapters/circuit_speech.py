"""A recogniser behind its circuit: left alone for a while when it has failed again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from interview_app.ports import Circuits, LiveSpeechToText, OutsideError, Piece, Recognition, SpeechToText


class LiveRecogniser(SpeechToText, LiveSpeechToText, Protocol):
    """One that does both, with a model to load."""

    def warm(self, languages: Sequence[str] = ()) -> None:
        """Load it now. Raises OutsideError."""
        ...


class CircuitSpeech:
    """`known_as` is the provider's name in `flask doctor` and on the System page."""

    def __init__(self, speech: SpeechToText, circuits: Circuits, known_as: str) -> None:
        self.name = speech.name
        self._speech = speech
        self._circuits = circuits
        self._known_as = known_as

    def transcribe(self, pcm: bytes, *, language: str) -> Recognition:
        with self._asked():
            return self._speech.transcribe(pcm, language=language)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        resting = self._circuits.rests(self._known_as)
        if resting is not None:
            raise resting
        try:
            yield
        except OutsideError as error:
            self._circuits.failed(self._known_as, error)
            raise
        self._circuits.worked(self._known_as)


class CircuitLiveSpeech(CircuitSpeech):
    """One that follows an answer while it is being spoken, and has a model to load."""

    def __init__(self, speech: LiveRecogniser, circuits: Circuits, known_as: str) -> None:
        super().__init__(speech, circuits, known_as)
        self._live = speech

    def warm(self, languages: Sequence[str] = ()) -> None:
        """Load the model, which is also the trial of one that rests. Raises OutsideError."""
        try:
            self._live.warm(languages)
        except OutsideError as error:
            self._circuits.failed(self._known_as, error)
            raise
        self._circuits.worked(self._known_as)

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> Piece | None:
        with self._asked():
            return self._live.hear(pcm, language=language, last=last, lead_ms=lead_ms)
