"""Measuring recognition on a team's own recordings, so that it can choose its model."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, transcript, word_errors
from interview_app.usecases import listening

RECORDINGS = frozenset(
    {
        ".wav",
        ".webm",
        ".mp4",
        ".m4a",
        ".ogg",
        ".oga",
        ".opus",
        ".mp3",
        ".flac",
        ".aac",
        ".mka",
        ".mkv",
        ".mov",
    }
)
TIMES = ".words.json"
PCM_BYTES_PER_SECOND = 32_000
WARM_UP_SECONDS = 10
Scratch = Callable[[], AbstractContextManager[Session]]
"""An empty database for as long as it is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Recognisers in order; `decode` gives a file as 16 kHz mono 16-bit PCM, or raises OutsideError."""

    providers: Sequence[ports.SpeechToText]
    decode: Callable[[Path], bytes]
    align: word_errors.Align


@dataclass(frozen=True, slots=True)
class InPieces:
    """A recogniser on this machine that hears a recording as it hears the answers of an interview."""

    live: ports.LiveSpeechToText
    name: str
    scratch: Scratch

    def transcribe(self, pcm: bytes, *, language: str) -> ports.Recognition:
        """As SpeechToText. Raises OutsideError."""
        take = 1  # of a database that knows of nothing else

        def stretch(from_ms: int, most_ms: int) -> bytes:
            first = from_ms * PCM_BYTES_PER_SECOND // 1000
            return pcm[first : first + most_ms * PCM_BYTES_PER_SECOND // 1000]

        duration_ms = len(pcm) * 1000 // PCM_BYTES_PER_SECOND
        with self.scratch() as session:
            while listening.hear_rest(
                session, take, duration_ms, stretch, language, live=self.live, clock=lambda: datetime.now(UTC)
            ):
                session.commit()
            heard = listening.heard_of(session, take)
        return ports.Recognition(
            words=heard.words if heard else (),
            language=language,
            engine=heard.engine if heard else self.name,
            model=heard.model if heard else "",
            aligned=heard.aligned if heard else True,
        )


def in_pieces(tools: Tools, scratch: Scratch) -> Tools:
    """The same, hearing in pieces. Raises InvalidInput where a recogniser is no program of this machine."""
    here = [
        InPieces(one, one.name, scratch) for one in tools.providers if isinstance(one, ports.LiveSpeechToText)
    ]
    if len(here) < len(tools.providers):
        raise errors.InvalidInput("Only whisperx hears in pieces: give --provider whisperx.", "pieces")
    return replace(tools, providers=here)


@dataclass(frozen=True, slots=True)
class Example:
    """A recording, what was said in it, and when, if somebody has written that down."""

    recording: Path
    said: tuple[transcript.Word, ...]
    timed: tuple[transcript.Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One recording, recognised: `audio_seconds` long, in `spent_seconds`, by `model` of `engine`."""

    name: str
    count: word_errors.Count
    timing: word_errors.Timing
    audio_seconds: float
    spent_seconds: float
    engine: str
    model: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that could not be measured, and why."""

    name: str
    reason: str


def examples(folder: Path) -> tuple[list[Example], list[Fault]]:
    """The recordings of a folder with their texts (same name, `.txt`), by name, and what does not fit together."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    recordings = [path for path in files if path.suffix.lower() in RECORDINGS]
    texts = {path.stem for path in files if path.suffix == ".txt"}
    found: list[Example] = []
    faults: list[Fault] = []
    for path in recordings:
        try:
            found.append(_example(path))
        except errors.InvalidInput as error:
            faults.append(Fault(path.name, str(error)))
    stems = {path.stem for path in recordings}
    faults += [Fault(f"{stem}.txt", "There is no recording of this name.") for stem in sorted(texts - stems)]
    return found, faults


def measure(
    example: Example,
    *,
    tools: Tools,
    language: str,
) -> Measured:
    """Recognise one recording by the first provider that can. Raises OutsideError when none can or it is unreadable."""
    pcm = tools.decode(example.recording)
    began = time.perf_counter()
    heard = _recognise(pcm, tools.providers, language)
    spent = time.perf_counter() - began
    return Measured(
        name=example.recording.name,
        count=word_errors.count(example.said, heard.words, language, tools.align),
        timing=word_errors.timing(example.timed, heard.words, language, tools.align),
        audio_seconds=len(pcm) / PCM_BYTES_PER_SECOND,
        spent_seconds=spent,
        engine=heard.engine,
        model=heard.model,
    )


def warm(example: Example, *, tools: Tools, language: str) -> None:
    """Recognise the first seconds of a recording: loading a model is no part of its speed. Raises OutsideError."""
    pcm = tools.decode(example.recording)[: WARM_UP_SECONDS * PCM_BYTES_PER_SECOND]
    _recognise(pcm, tools.providers, language)


def _recognise(pcm: bytes, providers: Sequence[ports.SpeechToText], language: str) -> ports.Recognition:
    reasons = []
    for provider in providers:
        try:
            return provider.transcribe(pcm, language=language)
        except ports.OutsideError as error:
            reasons.append(f"{provider.name}: {error.reason}")
    raise ports.OutsideError(
        " ".join(reasons) or "No speech recognition is configured: set SPEECH_PROVIDERS.", permanent=True
    )


def _example(recording: Path) -> Example:
    """Raises InvalidInput when the text is missing or unreadable, or the times are."""
    text, times = recording.with_suffix(".txt"), recording.with_suffix(TIMES)
    if not text.is_file():
        raise errors.InvalidInput(f"There is no text for it: write what was said into {text.name}.", "text")
    said = transcript.written_words(_read(text))
    return Example(recording, said, word_errors.true_times(_json(times)) if times.is_file() else ())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.InvalidInput(f"{path.name} cannot be read as UTF-8 text.", "text") from error


def _json(path: Path) -> object:
    try:
        return json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise errors.InvalidInput(f"{path.name} is no JSON.", "words") from error
