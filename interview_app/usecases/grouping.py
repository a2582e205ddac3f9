"""What is rated together: a question with its follow-ups, and the words of their answers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app.domain import rubric, transcript, turn
from interview_app.interviewer import blanking
from interview_app.models import Correction, InterviewSession, Question, Transcript, Turn
from interview_app.usecases import correcting, guide_document, judging


@dataclass(frozen=True, slots=True)
class Group:
    """`head` is the question, `members` it and its follow-ups, `answers` those of them that were sealed.

    `competencies` are those that the question tests; `unheard` counts sealed answers without a transcript.
    """

    head: Turn
    members: tuple[Turn, ...]
    answers: tuple[judging.Answer, ...]
    competencies: tuple[rubric.Competency, ...]
    unheard: int


def groups_of(session: Session, seat: InterviewSession) -> list[Group]:
    """Each question asked, with its follow-ups, in the order asked."""
    whole_rubric = guide_document.rubric_of(seat.guide)
    words = _words(session, seat)
    corrections = correcting.of_turns(session, [asked.id for asked in seat.turns])
    person = person_of(seat)
    found: list[Group] = []
    for head in seat.turns:
        if head.origin is turn.Origin.FOLLOW_UP:
            continue
        members = (head, *(later for later in seat.turns if _follows(later, head)))
        sealed = [member for member in members if member.sealed_at]
        answers = tuple(
            _answer(member, words.get(member.id, ()), corrections.get(member.id), person) for member in sealed
        )
        unheard = sum(member.id not in words for member in sealed)
        found.append(Group(head, members, answers, _tested(session, head, whole_rubric), unheard))
    return found


def person_of(seat: InterviewSession) -> blanking.Person:
    """Whose name and contact no judge gets to see."""
    return blanking.Person(seat.candidate_name, seat.candidate_email, seat.candidate_phone)


def labels_of(seat: InterviewSession) -> dict[int, str]:
    """Turn id to the report's label: Q1, Q1 Follow-up 1, Résumé Q1."""
    return turn.labels(
        [
            turn.Asked(turn_id=one.id, origin=one.origin, preset_number=one.preset_number, text=one.text)
            for one in seat.turns
        ]
    )


def _answer(
    member: Turn, heard: tuple[transcript.Word, ...], made: Correction | None, person: blanking.Person
) -> judging.Answer:
    """The answer as it is rated: in the candidate's corrected words, where there are such."""
    corrected = correcting.rated_words(made)
    words = heard if corrected is None else corrected
    return judging.Answer(
        turn_id=member.id,
        question=blanking.blank_text(member.text, person),
        words=words,
        shown=blanking.blank_words(words, person),
        touched=frozenset(made.touched if made is not None and corrected is not None else ()),
        corrected=(made.changed or None) if made is not None and corrected is not None else None,
    )


def _follows(later: Turn, head: Turn) -> bool:
    return (
        later.origin is turn.Origin.FOLLOW_UP
        and head.origin is turn.Origin.PRESET
        and later.preset_number == head.preset_number
    )


def _tested(
    session: Session, head: Turn, whole_rubric: tuple[rubric.Competency, ...]
) -> tuple[rubric.Competency, ...]:
    """What the question says that it tests; all of the rubric where it says nothing."""
    question = session.get(Question, head.question_id) if head.question_id is not None else None
    keys = set(question.competency_keys) if question is not None else set()
    return tuple(one for one in whole_rubric if one.key in keys) or whole_rubric


def _words(session: Session, seat: InterviewSession) -> dict[int, tuple[transcript.Word, ...]]:
    rows = session.scalars(
        select(Transcript)
        .join(Turn, Turn.id == Transcript.turn_id)
        .where(Turn.interview_session_id == seat.id)
    )
    return {row.turn_id: transcript.from_json(row.words) for row in rows}
