"""A recording's chunks, each durable before it is acknowledged."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, recording
from interview_app.models import Chunk, Take, Turn, reading
from interview_app.usecases import listening, open_answers, presence, steps, writing


def store_chunk(
    session: Session,
    answered: Turn,
    *,
    take_key: str,
    seq: int,
    body: bytes,
    sha256: str,
    mime: str,
    clock: ports.Clock,
    heard_by: ports.JobQueue | None = None,
    pauses: bool = False,
    attempt: int | None = None,
) -> Stored:
    """Make one chunk durable.

    With `heard_by` the answer is listened to while it is being spoken, at once where the candidate `pauses` after this
    chunk. `attempt` is the one that the chunk belongs to,
    None from whoever does not say. Raises ChunkConflict for other bytes at the same place and for an attempt that
    was thrown away, AnswerSealed or InterviewOver when it is too late, WrongState for a turn in writing,
    ChunkChecksumMismatch, TooLarge, InvalidInput.
    """
    recording.check_chunk(seq, body, sha256)
    recording.check_take(take_key)
    coming = _Coming(take_key, seq, body, hashlib.sha256(body).hexdigest(), mime, attempt)
    live = heard_by is not None
    try:
        ordered = _store(session, answered, coming, clock=clock, live=live, pauses=pauses)
    except IntegrityError:  # the same chunk came twice at once, or its take was thrown away meanwhile
        session.rollback()
        ordered = _store(session, answered, coming, clock=clock, live=live, pauses=pauses)
    if ordered is None:
        return Stored(now=False, heard_ms=0)
    if heard_by is not None and ordered.woken:
        steps.wake(session, heard_by, ordered.woken)
    return Stored(now=True, heard_ms=ordered.heard_ms)


@dataclass(frozen=True, slots=True)
class Stored:
    """Whether a chunk was stored now, or the very same bytes were there already; up to where its take is heard, in ms."""

    now: bool
    heard_ms: int


@dataclass(frozen=True, slots=True)
class _Coming:
    """A chunk on its way into the database; `digest` is its SHA-256."""

    take_key: str
    seq: int
    body: bytes
    digest: str
    mime: str
    attempt: int | None


def _store(
    session: Session, answered: Turn, coming: _Coming, *, clock: ports.Clock, live: bool, pauses: bool
) -> listening.Order | None:
    """Commit a chunk. Returns what it leads to; None: the very same bytes were there already."""
    there = _read_ahead(session, answered, coming)
    writing.check_may_be_recorded(answered)
    if there.digest is not None:
        if there.digest != coming.digest:
            raise errors.ChunkConflict
        return None
    open_answers.lock(session, answered)
    session.refresh(answered.interview_session, ["state", "last_seen_at"])
    writing.check_may_be_recorded(answered)
    open_answers.check_recordable(answered)
    take = there.take or _take(session, answered, coming.take_key)
    if answered.attempt != (take.attempt if take is not None else coming.attempt or answered.attempt):
        raise errors.ChunkConflict("This part belongs to a recording that was thrown away.")
    presence.note(answered.interview_session, clock(), answered)
    open_answers.check_in_time(session, answered, clock)
    recording.check_answer_size(there.stored_bytes, len(coming.body))
    _check_container(coming.seq, coming.body, coming.mime)
    if take is None:
        take = _new_take(session, answered, coming.take_key, clock)
    session.add(
        Chunk(
            take_id=take.id, seq=coming.seq, sha256=coming.digest, body=coming.body,
            size_bytes=len(coming.body), received_at=clock(),
        )
    )  # fmt: skip
    ordered = listening.Order([], 0)
    if live:
        ordered = listening.order(session, answered, take.id, coming.seq, pauses=pauses)
    session.commit()
    return ordered


@dataclass(frozen=True, slots=True)
class _There:
    """What is stored of a take before a chunk of it is: the take itself, the very chunk, and the answer's bytes."""

    take: Take | None
    digest: str | None
    stored_bytes: int


def _read_ahead(session: Session, answered: Turn, coming: _Coming) -> _There:
    """All that can be read without SQLite's one write lock, for which others wait. Ends the transaction."""
    if not session.in_transaction():
        reading.begin(session)
    same = select(Chunk.sha256).where(Chunk.take_id == Take.id, Chunk.seq == coming.seq).scalar_subquery()
    of_key = select(Take, same).where(Take.turn_id == answered.id, Take.key == coming.take_key)
    take, digest = session.execute(of_key).one_or_none() or (None, None)
    there = _There(take, digest, _stored_bytes(session, answered))
    session.commit()
    return there


def list_chunks(session: Session, answered: Turn) -> dict[str, list[int]]:
    """Take key -> the numbers stored, ascending, for the answer's current attempt."""
    rows = session.execute(
        select(Take.key, Chunk.seq)
        .join(Chunk, Chunk.take_id == Take.id)
        .where(Take.turn_id == answered.id, Take.attempt == answered.attempt)
        .order_by(Take.number, Chunk.seq)
    )
    found: dict[str, list[int]] = defaultdict(list)
    for key, seq in rows:
        found[key].append(seq)
    return dict(found)


def _check_container(seq: int, body: bytes, mime: str) -> None:
    """The first chunk tells what the recording is, whatever the browser calls it."""
    if seq == 0 and recording.container_of(body[:16]) is None:
        raise errors.InvalidInput(f"This is not a recording that we can read ({mime[:40]}).", "body")


def _take(session: Session, answered: Turn, key: str) -> Take | None:
    return session.scalar(select(Take).where(Take.turn_id == answered.id, Take.key == key))


def _new_take(session: Session, answered: Turn, key: str, clock: ports.Clock) -> Take:
    count = session.scalar(select(func.count()).select_from(Take).where(Take.turn_id == answered.id)) or 0
    if count >= recording.MAX_TAKES_PER_ANSWER:
        raise errors.TooLarge("This answer was begun too often.")
    take = Take(
        turn_id=answered.id, key=key, number=count + 1, attempt=answered.attempt, created_at=clock(),
        declared_chunks=None, declared_ms=None,
    )  # fmt: skip
    session.add(take)
    session.flush()
    return take


def _stored_bytes(session: Session, answered: Turn) -> int:
    total = select(func.coalesce(func.sum(Chunk.size_bytes), 0)).join(Take, Chunk.take_id == Take.id)
    return int(session.scalar(total.where(Take.turn_id == answered.id)) or 0)
