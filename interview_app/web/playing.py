"""What the player of a recorded answer is given: the waveform, the silences, the words with their times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app.domain import playback, report, transcript
from interview_app.models import AnswerAudio, Transcript
from interview_app.usecases import correcting

WRITTEN = "written"
"""The engine of a transcript that nobody spoke."""


class Piece(NamedTuple):
    """One word, or a gap named where it is. `title` says what there is to say of it.

    `at` is the word's own time as "start-end" in ms, `part` that of the segment in which a word without one was said.
    """

    kind: str
    text: str
    at: str = ""
    title: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One recording for the player, times in ms; `peaks` as two hexadecimal digits each, "" when unknown."""

    duration_ms: int
    peaks: str
    silences: tuple[tuple[int, int], ...]
    gaps: tuple[tuple[int, int], ...]


def sound_of(audio: AnswerAudio, words: Sequence[transcript.Word]) -> Sound:
    """The recording with the silences between these words."""
    return Sound(
        duration_ms=audio.duration_ms,
        peaks=audio.peaks.hex() if audio.peaks else "",
        silences=playback.silences(words, audio.duration_ms),
        gaps=tuple((int(start), int(end)) for start, end in audio.gaps),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A recording in the report; no `pieces` where the report's text is not that of the words as recognised."""

    sound: Sound
    pieces: tuple[Piece, ...]


def in_report(session: Session, answers: Iterable[report.Answer]) -> dict[int, Played]:
    """The recordings of a report's answers by turn id; a report outlives neither its recordings nor a better text."""
    texts = {answer.turn_id: answer.text for answer in answers}
    sounds = session.scalars(select(AnswerAudio).where(AnswerAudio.turn_id.in_(texts))).all()
    rows = session.scalars(select(Transcript).where(Transcript.turn_id.in_(texts))).all()
    heard = {row.turn_id: words_of(row) for row in rows}
    made = correcting.of_turns(session, list(texts))
    return {
        audio.turn_id: _played(
            audio,
            heard.get(audio.turn_id, ()),
            correcting.rated_words(made.get(audio.turn_id)) or (),
            texts[audio.turn_id],
        )
        for audio in sounds
    }


def _played(
    audio: AnswerAudio, heard: Sequence[transcript.Word], corrected: Sequence[transcript.Word], text: str
) -> Played:
    """The words that stand in the report: those heard, or those that the candidate put in their place."""
    printed = [words for words in (corrected, heard) if " ".join(word.text for word in words) == text]
    return Played(sound=sound_of(audio, heard), pieces=pieces_of(printed[0], ()) if printed else ())


def words_of(row: Transcript | None) -> tuple[transcript.Word, ...]:
    """The stored words; none without a transcript."""
    return transcript.from_json(row.words) if row is not None else ()


def pieces_of(
    words: Sequence[transcript.Word], gaps: Sequence[Sequence[int]], *, spoken: bool = True
) -> tuple[Piece, ...]:
    """The words one by one, lost stretches of the recording named where they are.

    Kinds: "word", "unsure", "untimed", "gap". A word without a time is marked only where others have one: in an
    answer that was written, or timed as a whole, it would say nothing.
    """
    waiting = sorted((int(start), int(end)) for start, end in gaps)
    timed = spoken and any(word.start_ms is not None for word in words)
    marked: list[Piece] = []
    for word in words:
        while waiting and word.start_ms is not None and word.start_ms >= waiting[0][0]:
            marked.append(_gap(*waiting.pop(0)))
        marked.append(_piece(word, timed=timed))
    return tuple(marked + [_gap(*one) for one in waiting])


def _piece(word: transcript.Word, *, timed: bool) -> Piece:
    at = f"{word.start_ms}-{word.end_ms}" if word.start_ms is not None else ""
    part = f"{word.segment_ms[0]}-{word.segment_ms[1]}" if word.segment_ms is not None else ""
    said = []
    if word.confidence is not None and playback.is_unsure(word):
        said.append(f"the recogniser was not sure: {round(word.confidence * 100)} %")
    untimed = timed and not at
    if untimed:
        said.append("no time of its own")
    if part:
        said.append("plays its whole segment")
    kind = "unsure" if playback.is_unsure(word) else "untimed" if untimed else "word"
    return Piece(kind, word.text, at, "; ".join(said), part)


def _gap(start_ms: int, end_ms: int) -> Piece:
    seconds = max(0.1, (end_ms - start_ms) / 1000)
    return Piece("gap", f"{seconds:.1f} s of the recording are missing at {report.clock_text(start_ms)}")
