"""An answer's words as far as anybody knows them: its transcript, else what is typed of it, else what was heard.

Where no recogniser of ours listens while it is spoken, what the candidate's own browser understands stands in: unchecked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app.domain import transcript
from interview_app.models import Hearing, Overheard, Take, Transcript, Turn


@dataclass(frozen=True, slots=True)
class SoFar:
    """The words, "" where there are none; `overheard`: as the candidate's browser understood them."""

    text: str = ""
    overheard: bool = False


def of_turns(session: Session, answers: Sequence[Turn]) -> dict[int, SoFar]:
    """Turn id to its words; three questions to the database, however many answers there are.

    Who went over to writing means what they typed; who speaks, or speaks again, what was heard.
    """
    ids = [one.id for one in answers]
    rows = session.execute(select(Transcript.turn_id, Transcript.text).where(Transcript.turn_id.in_(ids)))
    known = {row[0]: SoFar(row[1]) for row in rows}
    spoken = [one.id for one in answers if one.id not in known]
    heard = _heard(session, spoken)
    spoken = [one for one in spoken if one not in heard]
    heard |= _overheard(session, spoken)
    return {one.id: known.get(one.id) or _running(one, heard.get(one.id, SoFar())) for one in answers}


def of(session: Session, answered: Turn) -> str:
    """The same of one answer."""
    return of_turns(session, [answered])[answered.id].text


def _running(answered: Turn, heard: SoFar) -> SoFar:
    writes = answered.in_writing or answered.writing_since is not None
    typed = SoFar(answered.written_text)
    first, second = (typed, heard) if writes else (heard, typed)
    return first if first.text else second


def _heard(session: Session, turn_ids: Sequence[int]) -> dict[int, SoFar]:
    """What was heard of the last attempts at these answers, by turn id; of which there is none, nothing."""
    pieces = session.execute(
        select(Take.turn_id, Hearing.pieces)
        .join(Turn, Turn.id == Take.turn_id)
        .join(Hearing, Hearing.take_id == Take.id)
        .where(Take.turn_id.in_(turn_ids), Take.attempt == Turn.attempt)
        .order_by(Take.turn_id, Take.number)
    )
    found: dict[int, list[str]] = {}
    for turn_id, of_take in pieces:
        words = [word.text for piece in of_take for word in transcript.from_json(piece["words"])]
        if words:
            found.setdefault(turn_id, []).extend(words)
    return {turn_id: SoFar(" ".join(said)) for turn_id, said in found.items()}


def _overheard(session: Session, turn_ids: Sequence[int]) -> dict[int, SoFar]:
    """What the browser understood of the last attempts, in the order of its recordings."""
    rows = session.execute(
        select(Overheard.turn_id, Overheard.text)
        .join(Turn, Turn.id == Overheard.turn_id)
        .outerjoin(Take, (Take.turn_id == Overheard.turn_id) & (Take.key == Overheard.take))
        .where(Overheard.turn_id.in_(turn_ids), Overheard.attempt == Turn.attempt, Overheard.text != "")
        .order_by(Overheard.turn_id, Take.number.nulls_last(), Overheard.id)
    )
    found: dict[int, list[str]] = {}
    for turn_id, text in rows:
        found.setdefault(turn_id, []).append(text)
    return {turn_id: SoFar(" ".join(said), overheard=True) for turn_id, said in found.items()}
