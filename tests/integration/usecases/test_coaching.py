"""Feedback on an answer of a practice interview: judged as every rating is, for the candidate alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from interview_app import models, ports
from interview_app.domain import practice, turn
from interview_app.domain.interview import Feedback, SessionState
from interview_app.models import Coaching, StepKind, StepState, Transcript
from interview_app.usecases import coaching, interviewing, steps
from tests import afterwards, factories
from tests.afterwards import LED, claims
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Queue

AWAY = ports.OutsideError("The provider is away.")


def answered(session: Session, text: str = LED, **guide: Any) -> models.Turn:
    """One answer of a running practice interview, and the question after it."""
    taken = factories.published_interview(session, **({"feedback": Feedback.AT_ONCE} | guide))
    seat = factories.seat(session, taken, state=SessionState.RUNNING)
    first = factories.asked(session, seat)
    factories.said(session, first, text)
    first.state = turn.TurnState.DECIDED
    factories.asked(session, seat, shown_at=None)
    return first


def coach(
    session: Session, first: models.Turn, model: ports.LanguageModel | None, clock: Clock
) -> Coaching | None:
    """Do the step until it is done or failed; what it says of the answer."""
    step = steps.add(session, StepKind.COACH, first.id)
    session.commit()
    while (mine := steps.claim(session, step.id)) is not None:
        try:
            coaching.coach(session, mine, model=model, clock=clock, seconds=5)
        except ports.OutsideError as error:
            steps.fail(session, mine, error)
            session.execute(update(models.Step).values(next_at=0))
            session.commit()
    return coaching.of_turns(session, [first.id]).get(first.id)


@on_both_databases
def test_feedback_quotes_the_answer_word_for_word(session: Session, clock: Clock) -> None:
    first = answered(session)
    model = afterwards.model(
        ExtractReply=claims(
            ownership__a2="I wrote the reconciliation job myself",
            ownership__a3="I invented the telephone myself",
        )
        | {"improve": "Say what you would do differently."}
    )
    made = coach(session, first, model, clock)
    assert made is not None
    (level,) = made.levels
    assert (level["competency"], level["level"]) == ("Ownership", 2)
    assert [quote["text"] for quote in level["quotes"]] == ["I wrote the reconciliation job myself."]
    assert made.notes["improve"] == "Say what you would do differently."
    assert made.reason == ""


def test_no_feedback_is_invented_without_a_model(session: Session, clock: Clock) -> None:
    made = coach(session, answered(session), None, clock)
    assert made is not None
    assert (made.levels, made.notes) == ([], {})
    assert made.reason == "No language model is configured."


def test_a_provider_that_stays_away_leaves_its_reason(session: Session, clock: Clock) -> None:
    made = coach(session, answered(session), afterwards.model(ExtractReply=AWAY), clock)
    assert made is not None
    assert made.levels == []
    assert "away" in made.reason


def test_an_answer_too_short_to_judge_is_said_to_be_so(session: Session, clock: Clock) -> None:
    model = afterwards.model()
    made = coach(session, answered(session, "No idea."), model, clock)
    assert made is not None
    assert made.reason
    assert model.asked == []


def test_who_declined_ai_ratings_gets_none(session: Session, clock: Clock) -> None:
    first = answered(session)
    first.interview_session.ai_rating_consent = False
    session.commit()
    model = afterwards.model()
    made = coach(session, first, model, clock)
    assert made is not None
    assert "did not agree" in made.reason
    assert model.asked == []


def test_the_same_answer_is_judged_once(session: Session, clock: Clock) -> None:
    first, model = answered(session), afterwards.model()
    coach(session, first, model, clock)
    asked = len(model.asked)
    coach(session, first, model, clock)
    assert len(model.asked) == asked
    assert len(session.scalars(select(Coaching)).all()) == 1


def test_feedback_waits_for_the_answers_words(session: Session, clock: Clock) -> None:
    first = answered(session)
    session.execute(delete(Transcript).where(Transcript.turn_id == first.id))
    steps.add(session, StepKind.TRANSCRIBE, first.id)
    step = steps.add(session, StepKind.COACH, first.id)
    session.commit()
    mine = steps.claim(session, step.id)
    assert mine is not None
    with pytest.raises(ports.OutsideError) as raised:
        coaching.coach(session, mine, model=None, clock=clock, seconds=5)
    assert raised.value.retry_after_seconds


@on_both_databases
@pytest.mark.parametrize("kind", Feedback)
def test_only_practice_orders_feedback(session: Session, clock: Clock, kind: Feedback) -> None:
    first = answered(session, feedback=kind)
    first.state = turn.TurnState.TRANSCRIBED
    session.delete(first.interview_session.turns[1])
    step = steps.add(session, StepKind.DECIDE, first.id)
    session.commit()
    session.expire_all()
    mine = steps.claim(session, step.id)
    assert mine is not None
    interviewing.decide_next(
        session, mine, model=None, queue=Queue(), clock=clock, patience_seconds=1, voiced=False
    )
    ordered = steps.of_subject(session, first.id, [StepKind.COACH])
    assert bool(ordered) is (kind is Feedback.AT_ONCE)


@pytest.mark.parametrize("kind", [Feedback.NONE, Feedback.RELEASED])
def test_a_hiring_interview_makes_and_shows_none_of_it(
    session: Session, clock: Clock, kind: Feedback
) -> None:
    first = answered(session, feedback=kind)
    model = afterwards.model()
    assert coach(session, first, model, clock) is None
    assert model.asked == []
    session.add(Coaching(turn_id=first.id, reason="", levels=[], notes={}, created_at=clock()))
    session.commit()
    assert coaching.pause(session, first.interview_session, clock()) is None


# Between the answer and the next question


def test_the_candidate_reads_before_the_next_question_and_goes_on(session: Session, clock: Clock) -> None:
    first = answered(session)
    steps.add(session, StepKind.COACH, first.id)
    session.commit()
    waiting = coaching.pause(session, first.interview_session, clock())
    assert waiting is not None
    assert waiting.coaching is None
    coach(session, first, None, clock)
    clock.tick(3600)
    ready = coaching.pause(session, first.interview_session, clock())
    assert ready is not None
    assert ready.coaching is not None
    coaching.leave(session, first, clock=clock)
    assert coaching.pause(session, first.interview_session, clock()) is None


def test_nobody_waits_for_feedback_for_ever(session: Session, clock: Clock) -> None:
    first = answered(session)
    steps.add(session, StepKind.COACH, first.id)
    session.commit()
    seat = first.interview_session
    asked_at = seat.turns[-1].created_at
    almost = asked_at + timedelta(seconds=practice.PATIENCE_SECONDS - 1)
    assert coaching.pause(session, seat, almost) is not None
    assert coaching.pause(session, seat, almost + timedelta(seconds=1)) is None


def test_feedback_that_failed_keeps_nobody(session: Session, clock: Clock) -> None:
    first = answered(session)
    step = steps.add(session, StepKind.COACH, first.id)
    step.state = StepState.FAILED
    session.commit()
    assert coaching.pause(session, first.interview_session, clock()) is None


def test_a_question_that_was_shown_is_not_interrupted(session: Session, clock: Clock) -> None:
    first = answered(session)
    first.interview_session.turns[-1].shown_at = clock()
    session.commit()
    coach(session, first, None, clock)
    assert coaching.pause(session, first.interview_session, clock()) is None


def test_an_interview_that_was_ended_shows_its_end(session: Session, clock: Clock) -> None:
    first = answered(session)
    coach(session, first, None, clock)
    first.interview_session.state = SessionState.ENDED
    session.commit()
    assert coaching.pause(session, first.interview_session, clock()) is None
