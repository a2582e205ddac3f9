"""The report's answers: what was asked and said, what was found in it, what is missing and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app.domain import provenance, report, speech_metrics, transcript
from interview_app.models import (
    AnswerAudio,
    AnswerMode,
    Assessment,
    Correction,
    InterviewSession,
    Rating,
    Step,
    StepKind,
    StepState,
    Transcript,
    Turn,
)
from interview_app.usecases import correcting, grouping

ANSWER_CHARS: Final = 30_000
"""A longer answer is cut; neither a voice nor a pen fills as much in its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is stored of one interview's answers, by turn id, and its ratings of one scoring."""

    labels: Mapping[int, str]
    names: Mapping[str, str]
    transcripts: Mapping[int, Transcript]
    corrections: Mapping[int, Correction]
    audio: Mapping[int, AnswerAudio]
    hearing: Mapping[int, Step]
    ratings: Sequence[Rating]
    notes: Mapping[int, Mapping[str, Any]]


def read(session: Session, seat: InterviewSession, scoring: int) -> Record:
    """Everything that the answers' part of the report needs."""
    ids = [asked.id for asked in seat.turns]
    transcripts = session.scalars(select(Transcript).where(Transcript.turn_id.in_(ids)))
    audio = session.scalars(select(AnswerAudio).where(AnswerAudio.turn_id.in_(ids)))
    hearing = session.scalars(select(Step).where(Step.kind == StepKind.TRANSCRIBE, Step.subject_id.in_(ids)))
    ratings = session.scalars(
        select(Rating)
        .where(Rating.interview_session_id == seat.id, Rating.scoring == scoring)
        .order_by(Rating.id)
    )
    notes = session.scalars(
        select(Assessment).where(Assessment.interview_session_id == seat.id, Assessment.scoring == scoring)
    )
    return Record(
        labels=grouping.labels_of(seat),
        names={one.key: one.name for one in seat.guide.competencies},
        transcripts={row.turn_id: row for row in transcripts},
        corrections=correcting.of_turns(session, ids),
        audio={row.turn_id: row for row in audio},
        hearing={row.subject_id: row for row in hearing},
        ratings=ratings.all(),
        notes={row.head_turn_id: row.notes for row in notes},
    )


def answers(record: Record, groups: Iterable[grouping.Group]) -> tuple[report.Answer, ...]:
    """Each turn in the order of the questions, follow-ups behind theirs."""
    return tuple(_answer(record, group, asked) for group in groups for asked in group.members)


def quotes_of(row: Rating, labels: Mapping[int, str]) -> tuple[report.Quote, ...]:
    """The quotes that count for this rating, each passage once, whoever of the judges found it."""
    found: dict[tuple[int, str], report.Quote] = {}
    for finding in row.findings:
        if finding["counted"]:
            quote = _quote(finding, labels)
            found.setdefault((quote.turn_id, quote.text), quote)
    return tuple(found.values())


def _quote(finding: Mapping[str, Any], labels: Mapping[int, str]) -> report.Quote:
    start_ms = finding["start_ms"]
    return report.Quote(
        text=finding["quote"],
        label=labels.get(finding["turn_id"], ""),
        turn_id=finding["turn_id"],
        start_ms=start_ms,
        end_ms=finding["end_ms"],
        at=report.clock_text(start_ms) if start_ms is not None else "",
        whole_segments=finding.get("whole_segments", False),
        shows=finding["anchor"],
        corrected=finding.get("corrected", False),
    )


def _answer(record: Record, group: grouping.Group, asked: Turn) -> report.Answer:
    head = asked.id == group.head.id
    heard, sound = record.transcripts.get(asked.id), record.audio.get(asked.id)
    said = record.notes.get(asked.id, {}) if head else {}
    made = record.corrections.get(asked.id)
    text = (
        made.text
        if made is not None and correcting.rated_words(made) is not None
        else heard.text
        if heard
        else ""
    )
    return report.Answer(
        turn_id=asked.id,
        label=record.labels[asked.id],
        question=asked.text,
        origin=asked.origin,
        text=transcript.clean_text(text, ANSWER_CHARS).text,
        written=asked.mode is AnswerMode.WRITTEN,
        duration_ms=sound.duration_ms if sound else None,
        missing_ms=sound.missing_ms if sound else 0,
        gaps=_gaps(sound),
        ratings=_ratings(record, asked.id) if head else (),
        delivery=_delivery(record, heard, sound),
        notes=tuple(_notes(record, asked)),
        quality=said.get("quality", ""),
        key_points=tuple(said.get("key_points", ())),
        improve=said.get("improve", ""),
        star=tuple(said.get("star", ())),
        correction=_corrected(made) if made is not None else None,
        source=_source(heard),
    )


def _source(heard: Transcript | None) -> provenance.Provenance | None:
    if heard is None or not heard.words or heard.engine in provenance.UNHEARD:
        return None
    return provenance.of(heard.engine, heard.model, transcript.from_json(heard.words))


def _corrected(made: Correction) -> report.Corrected:
    return report.Corrected(
        kind=made.kind,
        why=made.why,
        changed=made.changed,
        heard=made.heard,
        pieces=correcting.pieces_of(made),
    )


def _gaps(sound: AnswerAudio | None) -> tuple[tuple[int, int], ...]:
    return tuple((start_ms, end_ms) for start_ms, end_ms in sound.gaps) if sound else ()


def _ratings(record: Record, head_id: int) -> tuple[report.AnswerRating, ...]:
    return tuple(
        report.AnswerRating(
            competency=record.names.get(row.competency_key, row.competency_key),
            state=row.state,
            level=row.level,
            shown=report.state_text(row.state, row.reason),
            quotes=quotes_of(row, record.labels),
            spread=row.spread,
            rejected=sum(not finding["counted"] for finding in row.findings),
        )
        for row in record.ratings
        if row.head_turn_id == head_id
    )


def _delivery(
    record: Record, heard: Transcript | None, sound: AnswerAudio | None
) -> speech_metrics.Delivery | None:
    """The delivery facts of a spoken answer whose words have times; None for any other."""
    if heard is None or sound is None or not heard.words:
        return None
    spoken = transcript.Transcript(transcript.from_json(heard.words), heard.language, heard.duration_ms)
    if all(word.start_ms is None for word in spoken.words):
        return None
    return speech_metrics.measure(
        spoken, keeps_fillers=_keeps_fillers(record, heard.engine), lost_ms=_gaps(sound)
    )


def _keeps_fillers(record: Record, engine: str) -> bool:
    """Whether this engine wrote down any hesitation in this interview: none at all may mean that it leaves them out."""
    return any(
        transcript.is_filler(word, row.language)
        for row in record.transcripts.values()
        if row.engine == engine
        for word in transcript.from_json(row.words)
    )


def _notes(record: Record, asked: Turn) -> Iterable[str]:
    """Sentences on what a reader would otherwise miss in vain."""
    heard, sound = record.transcripts.get(asked.id), record.audio.get(asked.id)
    if asked.sealed_at is None:
        yield "The interview ended before this question was answered."
    elif asked.mode is None:
        yield "No answer was given in time."
    elif heard is None:
        yield _why_unheard(record.hearing.get(asked.id))
    elif not heard.words:
        yield "No words were heard in the recording."
    elif asked.mode is AnswerMode.VOICE and sound is None:
        yield "The recording could not be made playable yet, so whether some of it is missing is not known."
    if sound is not None and sound.missing_ms:
        yield _lost(sound)


def _why_unheard(hearing: Step | None) -> str:
    if hearing is None or not hearing.failure:
        return "There is no transcript yet. The recording is kept."
    # The reason names settings and belongs on the candidate's page, not into a document that is passed around.
    again = (
        " The candidate's page says why, and lets you try again." if hearing.state is StepState.FAILED else ""
    )
    return f"There is no transcript: the speech could not be recognised.{again} The recording is kept."


def _lost(sound: AnswerAudio) -> str:
    """What is missing of a recording, and that nobody is blamed for it."""
    places = ", ".join(f"{report.clock_text(start)}-{report.clock_text(end)}" for start, end in sound.gaps)
    where = f" ({places})" if places else ""
    lost = report.length_text(sound.missing_ms)
    return f"{lost} of this recording were lost on the way{where}. What is missing is not held against the candidate."
