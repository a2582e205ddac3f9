"""An answer's sound and words: chunks as they arrived, the finished recording, the transcript, spoken questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from interview_app.domain.correction import Kind
from interview_app.models.base import Base, UtcDateTime, enum_by_value


class Take(Base):
    """One MediaRecorder's recording. `key` is the browser's UUID; what it declared at the end stands beside it.

    `decoded_ms` is how long its sound really is, once it has been decoded.
    """

    __tablename__ = "takes"
    __table_args__ = (UniqueConstraint("turn_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(36))
    number: Mapped[int]
    attempt: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    declared_chunks: Mapped[int | None]
    declared_ms: Mapped[int | None]
    decoded_ms: Mapped[int | None]


class Chunk(Base):
    """Bytes of one chunk. A row here is the promise that 201 made: acknowledged means committed."""

    __tablename__ = "chunks"

    take_id: Mapped[int] = mapped_column(ForeignKey("takes.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size_bytes: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Hearing(Base):
    """How far a take has been recognised while it was still growing.

    `pieces` lists {start_ms, end_ms, words, dropped, aligned, engine, model}: stretches of the take in order and
    without gaps, `words` as domain.transcript.to_json with times from the take's beginning, `dropped` as
    [word, reason] pairs. `heard_ms` is the end of the last one. The last look saw `chunks_seen` chunks, which reach up to
    `seen_ms`.
    """

    __tablename__ = "hearings"

    take_id: Mapped[int] = mapped_column(ForeignKey("takes.id", ondelete="CASCADE"), primary_key=True)
    heard_ms: Mapped[int]
    chunks_seen: Mapped[int]
    seen_ms: Mapped[int] = mapped_column(default=0)
    pieces: Mapped[list[Any]]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerAudio(Base):
    """The finished recording of one turn. `gaps` lists [start_ms, end_ms] known to be missing.

    `peaks` is its waveform as domain.playback.peaks gives it; None when nobody has measured it.
    """

    __tablename__ = "answer_audio"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), unique=True)
    blob_key: Mapped[str] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(40))
    duration_ms: Mapped[int]
    declared_ms: Mapped[int]
    missing_ms: Mapped[int]
    gaps: Mapped[list[Any]]
    peaks: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Transcript(Base):
    """The words of one turn. `words` is the compact list of domain.transcript.to_json; engine "written" has no times.

    `dropped` lists [word, reason] of what the recogniser brought and nobody said.
    """

    __tablename__ = "transcripts"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), unique=True)
    engine: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8))
    aligned: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[list[Any]]
    dropped: Mapped[list[Any]]
    duration_ms: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Correction(Base):
    """What a candidate made of the words of one turn, see domain.correction; the transcript stays as it was.

    `words` is the compact list of domain.transcript.to_json; `pieces` lists [part, [word, ...]], both texts at once;
    `touched` are the places in `words` of those that were not kept.
    """

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[Kind] = mapped_column(enum_by_value(Kind))
    why: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[list[Any]]
    pieces: Mapped[list[Any]]
    touched: Mapped[list[Any]]
    changed: Mapped[int]
    heard: Mapped[int]
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SpeechClip(Base):
    """A question, spoken once and kept: `key` is the hash of text, voice, language and model."""

    __tablename__ = "speech_clips"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    blob_key: Mapped[str] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(80))
    duration_ms: Mapped[int]
    characters: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
