"""Recognisers and the voice behind their circuits: left alone for a while when they have failed again and again.

Whatever fault comes out of a provider's libraries becomes an OutsideError here, so that the next provider is asked.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Protocol

import structlog

from interview_app.ports import (
    Circuits,
    LiveSpeechToText,
    OutsideError,
    Piece,
    Recognition,
    Speech,
    SpeechToText,
    TextToSpeech,
)

FAULTS: Final = (
    ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, NameError, OSError,
    RuntimeError, SystemError, TypeError, ValueError,
)  # fmt: skip
"""What a library's own mistake, or an answer that it did not expect, is raised as. RQ's time-out is none of them."""

log = structlog.get_logger()


class LiveRecogniser(SpeechToText, LiveSpeechToText, Protocol):
    """One that does both, with a model to load."""

    def warm(self, languages: Sequence[str] = ()) -> None:
        """Load it now. Raises OutsideError."""
        ...

    @property
    def lacks(self) -> str:
        """What it does without, and why, fit for a manager's page; "" when nothing."""
        ...


class _Guarded:
    def __init__(self, circuits: Circuits, known_as: str) -> None:
        self._circuits = circuits
        self._known_as = known_as

    @contextmanager
    def _asked(self) -> Iterator[None]:
        resting = self._circuits.rests(self._known_as)
        if resting is not None:
            raise resting
        try:
            with self._explained():
                yield
        except OutsideError as error:
            self._circuits.failed(self._known_as, error)
            raise
        self._circuits.worked(self._known_as)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except MemoryError as error:
            raise OutsideError(f"{self._known_as} ran out of memory over it.") from error
        except FAULTS as error:
            # Only the kind and the place: a message may hold a candidate's words.
            log.error(
                "speech_fault", provider=self._known_as, exception=type(error).__name__, where=where(error)
            )
            reason = f"{self._known_as} failed in a way that nobody expected ({type(error).__name__}), which was logged."
            raise OutsideError(reason) from error


def where(error: BaseException) -> list[str]:
    """Files and lines of a fault, without its message."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


class CircuitSpeech(_Guarded):
    """`known_as` is the provider's name in `flask doctor` and on the System page."""

    def __init__(self, speech: SpeechToText, circuits: Circuits, known_as: str) -> None:
        super().__init__(circuits, known_as)
        self.name = speech.name
        self._speech = speech

    def transcribe(self, pcm: bytes, *, language: str) -> Recognition:
        with self._asked():
            return self._speech.transcribe(pcm, language=language)


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

    @property
    def lacks(self) -> str:
        return self._live.lacks

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> Piece | None:
        with self._asked():
            return self._live.hear(pcm, language=language, last=last, lead_ms=lead_ms)


class CircuitVoice(_Guarded):
    """The voice, known as that provider."""

    def __init__(self, voice: TextToSpeech, circuits: Circuits, known_as: str) -> None:
        super().__init__(circuits, known_as)
        self.model = voice.model
        self._voice = voice

    def speak(self, text: str, *, voice: str, language: str) -> Speech:
        with self._asked():
            return self._voice.speak(text, voice=voice, language=language)
