"""How an answer is closed: what is noted of its takes, what becomes of them, the steps that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import recording, transcript, turn
from interview_app.models import AnswerMode, Chunk, Hearing, Step, StepKind, Take, Transcript, Turn
from interview_app.usecases import overhearing, recordings, speculations, steps

THROWN_AWAY_MS = -1
"""Where no listener can have stopped: a piece that it still brings finds another place than it left."""


def close(answered: Turn, mode: AnswerMode | None, clock: ports.Clock) -> None:
    """Set the seal. From now on not a byte of the answer changes."""
    answered.state = turn.advance(answered.state, turn.TurnState.SEALED)
    answered.mode = mode
    if mode is AnswerMode.VOICE:
        answered.written_text = ""  # begun in writing, and then spoken
    answered.sealed_at = answered.interview_session.last_seen_at = clock()


def declare(session: Session, answered: Turn, takes: Sequence[recording.TakeDeclared]) -> None:
    """Note what the browser said of each take. A take that it no longer knows (another device's) counts as it came.

    Nothing that was acknowledged is left out of it.
    """
    declared = {one.take: one for one in takes}
    last = _last_chunks(session, answered)
    for take in recordings.takes_of(session, answered):
        said = declared.get(take.key)
        take.declared_chunks = max(said.chunks if said else 0, 1 + last.get(take.id, -1))
        take.declared_ms = said.milliseconds if said else None


def as_it_came(session: Session, answered: Turn, clock: ports.Clock) -> Step | None:
    """Close a running answer that nobody submits any more, with all that was stored of it.

    Returns the transcription that follows; None when nothing was recorded, or when the candidate had gone over to
    writing and typed something: that is the answer then, and nothing was closed. The caller holds the answer's row.
    Does not commit.
    """
    typed = answered.writing_since is not None and answered.written_text != ""
    if answered.state is not turn.TurnState.ANSWERING or typed or not _last_chunks(session, answered):
        return None
    declare(session, answered, ())
    seen_at = answered.interview_session.last_seen_at
    close(answered, AnswerMode.VOICE, clock)
    answered.interview_session.last_seen_at = seen_at
    return steps.add(session, StepKind.TRANSCRIBE, answered.id)


def in_words(session: Session, answered: Turn, text: str, clock: ports.Clock) -> None:
    """Close an answer with what was typed of it, "" for no answer: its words are known at once. Does not commit.

    What was recorded before the typing is thrown away, as the candidate was told.
    """
    if text:
        throw_away(session, answered)
    close(answered, AnswerMode.WRITTEN if text else None, clock)
    answered.written_text = text
    answered.state = turn.advance(answered.state, turn.TurnState.TRANSCRIBED)
    session.add(
        Transcript(
            turn_id=answered.id,
            engine="written" if text else "none",
            model="",
            language=answered.interview_session.guide.language,
            aligned=False,
            text=text,
            words=transcript.to_json(transcript.written_words(text)),
            dropped=[],
            duration_ms=0,
            created_at=clock(),
        )
    )


def throw_away(session: Session, answered: Turn) -> None:
    """Delete all that was recorded of an answer, and what was heard of it. Does not commit.

    The takes stay, so that a late chunk is known as theirs; an emptied hearing stays for whoever is listening now.
    """
    takes = select(Take.id).where(Take.turn_id == answered.id)
    unlinked = {"synchronize_session": False}
    session.execute(delete(Chunk).where(Chunk.take_id.in_(takes)).execution_options(**unlinked))
    heard = update(Hearing).where(Hearing.take_id.in_(takes)).values(pieces=[], heard_ms=THROWN_AWAY_MS)
    session.execute(heard.execution_options(**unlinked))
    overhearing.forget(session, answered)
    speculations.throw_away(session, answered)


def _last_chunks(session: Session, answered: Turn) -> Mapping[int, int]:
    """Take id -> the highest number stored, for the answer's current attempt."""
    rows = session.execute(
        select(Chunk.take_id, func.max(Chunk.seq))
        .join(Take, Take.id == Chunk.take_id)
        .where(Take.turn_id == answered.id, Take.attempt == answered.attempt)
        .group_by(Chunk.take_id)
    )
    return {row[0]: row[1] for row in rows}
