"""The stored takes of an answer: which count, and their bytes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from interview_app.domain import recording
from interview_app.models import Chunk, Take, Turn

PCM_BYTES_PER_MS = 32
"""16 kHz, mono, 16 bit."""
LONGEST_MS = 1_800_000
"""No answer lasts half an hour."""


def takes_of(session: Session, answered: Turn) -> Sequence[Take]:
    """The takes of the answer's last attempt, in the order recorded."""
    return session.scalars(
        select(Take)
        .where(Take.turn_id == answered.id, Take.attempt == answered.attempt)
        .order_by(Take.number)
    ).all()


def unbroken(session: Session, take_id: int) -> tuple[bytes, int]:
    """The chunks from the first one up to the first that is missing, joined, and how many they are."""
    parts: list[bytes] = []
    for chunk in _chunks(session, take_id, None):
        if chunk.seq != len(parts):
            break
        parts.append(chunk.body)
    return b"".join(parts), len(parts)


def whole(session: Session, take: Take) -> bytes:
    """Every chunk of a declared take, joined in order; what is missing is simply not there."""
    return b"".join(chunk.body for chunk in _chunks(session, take.id, take.declared_chunks))


def is_whole(session: Session, take: Take) -> bool:
    """Whether every chunk that the browser has declared is there."""
    count = session.scalar(
        select(func.count())
        .select_from(Chunk)
        .where(Chunk.take_id == take.id, Chunk.seq < (take.declared_chunks or 0))
    )
    return count == take.declared_chunks


def lost(session: Session, take_id: int, decoded_ms: int) -> list[tuple[int, int]]:
    """What a declared take lacks, ascending: about where within its sound, as decoded, and what should follow it.

    [start, end) in ms from its beginning.
    """
    take = session.get_one(Take, take_id)
    stored = frozenset(session.scalars(select(Chunk.seq).where(Chunk.take_id == take_id)))
    declared_ms = take.declared_ms or 0
    found = recording.holes(stored, take.declared_chunks or 0, max(declared_ms, decoded_ms))
    within = [(start, min(end, decoded_ms)) for start, end in found if start < decoded_ms]
    tail_ms = recording.missing_ms(declared_ms, decoded_ms)
    return [*within, (decoded_ms, decoded_ms + tail_ms)] if tail_ms else within


def _chunks(session: Session, take_id: int, most: int | None) -> Sequence[Chunk]:
    query = select(Chunk).where(Chunk.take_id == take_id).order_by(Chunk.seq).options(undefer(Chunk.body))
    return session.scalars(query if most is None else query.where(Chunk.seq < most)).all()
