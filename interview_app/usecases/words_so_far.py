"""An answer's words as far as anybody knows them: its transcript, else what is typed of it, else what was heard."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app.domain import transcript
from interview_app.models import Hearing, Take, Transcript, Turn


def of_turns(session: Session, answers: Sequence[Turn]) -> dict[int, str]:
    """Turn id to its words, "" where there are none; two questions to the database, however many answers there are.

    Who went over to writing means what they typed; who speaks, or speaks again, what was heard.
    """
    ids = [one.id for one in answers]
    rows = session.execute(select(Transcript.turn_id, Transcript.text).where(Transcript.turn_id.in_(ids)))
    known = {row[0]: row[1] for row in rows}
    heard = _heard(session, [one.id for one in answers if one.id not in known])
    return {one.id: known[one.id] if one.id in known else _running(one, heard) for one in answers}


def of(session: Session, answered: Turn) -> str:
    """The same of one answer."""
    return of_turns(session, [answered])[answered.id]


def _running(answered: Turn, heard: dict[int, str]) -> str:
    writes = answered.in_writing or answered.writing_since is not None
    typed, spoken = answered.written_text, heard.get(answered.id, "")
    return (typed or spoken) if writes else (spoken or typed)


def _heard(session: Session, turn_ids: Sequence[int]) -> dict[int, str]:
    """What was heard of the last attempts at these answers, by turn id."""
    pieces = session.execute(
        select(Take.turn_id, Hearing.pieces)
        .join(Turn, Turn.id == Take.turn_id)
        .join(Hearing, Hearing.take_id == Take.id)
        .where(Take.turn_id.in_(turn_ids), Take.attempt == Turn.attempt)
        .order_by(Take.turn_id, Take.number)
    )
    found: dict[int, list[str]] = {}
    for turn_id, of_take in pieces:
        words = (word.text for piece in of_take for word in transcript.from_json(piece["words"]))
        found.setdefault(turn_id, []).extend(words)
    return {turn_id: " ".join(said) for turn_id, said in found.items()}
