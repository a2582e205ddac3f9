"""Feedback on each answer of a practice interview, between it and the next question. Nothing of it in any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, interview, practice, rating, report, rubric, turn
from interview_app.models import Coaching, InterviewSession, Step, StepKind, StepState, Transcript, Turn
from interview_app.usecases import grouping, judging, steps
from interview_app.usecases import rating as rating_steps

WAIT_FOR_WORDS_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Pause:
    """What stands between an answer and the next question; `coaching` is None while it is still being made."""

    answered: Turn
    coaching: Coaching | None


def order(session: Session, answered: Turn) -> list[int]:
    """Have feedback made on an answer, in a practice interview. Returns the steps to wake; does not commit."""
    if not answered.interview_session.guide.practice:
        return []
    return [steps.add(session, StepKind.COACH, answered.id).id]


def pause(session: Session, seat: InterviewSession, now: datetime) -> Pause | None:
    """The feedback that the candidate has not left yet; None once they may go on, or must not be kept any longer."""
    if not seat.guide.practice or seat.state is not interview.SessionState.RUNNING or len(seat.turns) < 2:
        return None
    answered, waiting = seat.turns[-2:]
    if waiting.state is not turn.TurnState.ASKED or waiting.shown_at or answered.feedback_left_at:
        return None
    made = of_turns(session, [answered.id]).get(answered.id)
    if made is None and (now >= _patient_until(waiting) or not _is_coming(session, answered)):
        return None
    return Pause(answered, made)


def leave(session: Session, answered: Turn, *, clock: ports.Clock) -> None:
    """The candidate goes on to the next question. Twice is no error. Raises WrongState outside of practice."""
    if not answered.interview_session.guide.practice:
        raise errors.WrongState
    if answered.feedback_left_at is None:
        answered.feedback_left_at = clock()
        session.commit()


def of_turns(session: Session, turn_ids: Sequence[int]) -> dict[int, Coaching]:
    """What was said of these answers, by turn id."""
    rows = session.scalars(select(Coaching).where(Coaching.turn_id.in_(turn_ids)))
    return {row.turn_id: row for row in rows}


def coach(
    session: Session,
    mine: steps.Claim,
    *,
    model: ports.LanguageModel | None,
    clock: ports.Clock,
    seconds: float,
) -> None:
    """The step COACH: rate one answer for the candidate's own eyes, by the rules of every rating.

    A provider that stays away after all attempts gives the reason instead. Raises OutsideError while another try is left.
    """
    answered = session.get_one(Turn, mine.subject_id)
    if answered.interview_session.guide.practice and not of_turns(session, [answered.id]):
        _wait_for_words(session, answered)
        session.add(_coaching(session, mine, answered, model, clock, seconds))
    steps.finish(session, mine, at=clock())
    session.commit()


def _coaching(
    session: Session,
    mine: steps.Claim,
    answered: Turn,
    model: ports.LanguageModel | None,
    clock: ports.Clock,
    seconds: float,
) -> Coaching:
    seat, turn_id = answered.interview_session, answered.id
    group = _group_of(session, answered)
    blocked = rating_steps.why_unratable(seat, group, model)
    if blocked is None:
        bench = judging.Bench(
            session=session, claim=mine, model=model, clock=clock, seconds=seconds,
            interview_session_id=seat.id, scoring=0,
        )  # fmt: skip
        try:
            verdict = judging.judge(bench, 0, group.answers, group.competencies, seat.guide.language)
        except ports.OutsideError as error:
            if not (error.permanent or mine.attempt >= steps.ATTEMPTS):
                raise
            session.rollback()
            blocked = (rating.RatingState.UNSCORED, error.reason)
    if blocked is not None:
        return Coaching(turn_id=turn_id, reason=blocked[1], levels=[], notes={}, created_at=clock())
    return Coaching(
        turn_id=turn_id,
        levels=[_level(one, verdict) for one in group.competencies],
        notes=practice.without_verdicts(verdict.notes),
        model=verdict.model,
        prompt_version=verdict.prompt_version,
        created_at=clock(),
    )


def _group_of(session: Session, answered: Turn) -> grouping.Group:
    """The answer by itself: what was asked before or after it is not judged here."""
    whole = next(
        group
        for group in grouping.groups_of(session, answered.interview_session)
        if answered in group.members
    )
    own = tuple(answer for answer in whole.answers if answer.turn_id == answered.id)
    unheard = 0 if any(answer.words for answer in own) else whole.unheard
    return grouping.Group(whole.head, (answered,), own, whole.competencies, unheard)


def _level(competency: rubric.Competency, verdict: judging.Verdict) -> dict[str, Any]:
    level = verdict.levels.get(competency.key)
    found = [finding for finding in verdict.findings.get(competency.key, []) if finding["counted"]]
    return {
        "competency": competency.name,
        "level": level,
        "shown": f"Level {level} of 5"
        if level is not None
        else report.state_text(rating.RatingState.NO_EVIDENCE),
        "quotes": [{"text": finding["quote"], "shows": finding["anchor"]} for finding in found],
    }


def _wait_for_words(session: Session, answered: Turn) -> None:
    """Raise an OutsideError that asks for a little patience while the answer is still being recognised."""
    step = steps.of_subject(session, answered.id, [StepKind.TRANSCRIBE]).get(StepKind.TRANSCRIBE)
    heard = session.scalar(select(Transcript.id).where(Transcript.turn_id == answered.id))
    if heard is None and step is not None and step.state in (StepState.READY, StepState.RUNNING):
        raise ports.OutsideError(
            "Waiting for the answer to be transcribed.", retry_after_seconds=WAIT_FOR_WORDS_SECONDS
        )


def _patient_until(waiting: Turn) -> datetime:
    return waiting.created_at + timedelta(seconds=practice.PATIENCE_SECONDS)


def _is_coming(session: Session, answered: Turn) -> bool:
    step: Step | None = steps.of_subject(session, answered.id, [StepKind.COACH]).get(StepKind.COACH)
    return step is not None and step.state in (StepState.READY, StepState.RUNNING)
