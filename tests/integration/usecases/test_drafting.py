"""Questions drafted by a model: exactly as many as asked for, none that may not be asked, none twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.models import Guide, QuestionSource, StepKind
from interview_app.usecases import drafting, publishing, steps
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Model

NEW = (
    "How do you decide what to test before a release?",
    "Walk me through the last outage that you took part in.",
    "Which trade-off in a design did you come to regret?",
    "How would you split a service that grew too large?",
)


@pytest.fixture
def guide(session: Session) -> Guide:
    """A draft that asks for three questions."""
    draft = factories.published_interview(session).guides[-1]
    draft.frozen_at = None
    session.commit()
    return draft


def _reply(*texts: str, **changes: Any) -> dict[str, Any]:
    one = {"competency": "ownership", "tags": ["depth"], "seconds": 100}
    return {"questions": [one | {"text": text} | changes for text in texts]}


def _draft(session: Session, guide: Guide, model: Model | None, clock: Clock) -> None:
    step = steps.add(session, StepKind.DRAFT_QUESTIONS, guide.id)
    session.commit()
    claim = steps.claim(session, step.id)
    assert claim is not None
    drafting.draft_questions(session, claim, model=model, clock=clock, seconds=5)


def test_exactly_as_many_questions_as_asked_for(session: Session, guide: Guide, clock: Clock) -> None:
    _draft(session, guide, Model(DraftReply=_reply(*NEW)), clock)
    assert [(one.position, one.text, one.source) for one in guide.questions] == [
        (number, text, QuestionSource.MODEL) for number, text in enumerate(NEW[:3], 1)
    ]


def test_too_few_are_asked_for_again(session: Session, guide: Guide, clock: Clock) -> None:
    model = Model(DraftReply=[_reply(NEW[0]), _reply(NEW[1], NEW[2])])
    _draft(session, guide, model, clock)
    assert [one.text for one in guide.questions] == list(NEW[:3])
    assert "exactly 2 questions" in model.asked[1][2]


def test_a_question_about_a_protected_trait_or_one_that_is_there_already_is_left_out(
    session: Session, guide: Guide, clock: Clock
) -> None:
    first = _reply("Do you have children or plan to have any?", factories.QUESTIONS[0], NEW[0], NEW[0])
    _draft(session, guide, Model(DraftReply=[first, _reply(*NEW)]), clock)
    assert [one.text for one in guide.questions] == list(NEW[:3])


def test_an_unknown_competency_and_an_absurd_time_are_not_taken_over(
    session: Session, guide: Guide, clock: Clock
) -> None:
    _draft(session, guide, Model(DraftReply=_reply(*NEW, competency="charm", seconds=3600)), clock)
    assert {(tuple(one.competency_keys), one.seconds) for one in guide.questions} == {((), 180)}


def test_drafting_again_brings_other_questions(session: Session, guide: Guide, clock: Clock) -> None:
    _draft(session, guide, Model(DraftReply=_reply(*NEW[:3])), clock)
    model = Model(DraftReply=[_reply(*NEW), _reply(*factories.QUESTIONS)])
    _draft(session, guide, model, clock)
    assert not {one.text for one in guide.questions} & set(NEW[:3])


@pytest.mark.parametrize("model", [None, Model(DraftReply=[ports.OutsideError("The model is away.")])])
def test_a_model_that_is_away_leaves_the_questions_and_says_why(
    session: Session, guide: Guide, clock: Clock, model: Model | None
) -> None:
    with pytest.raises(ports.OutsideError):
        _draft(session, guide, model, clock)
    assert guide.drafting_failure
    assert [one.text for one in guide.questions] == list(factories.QUESTIONS)


@on_both_databases
def test_a_discarded_drafts_job_never_writes_into_the_next_draft(session: Session, clock: Clock) -> None:
    taken = factories.published_interview(session)
    old = publishing.new_version(session, taken, clock=clock)
    claims = []
    for kind in (StepKind.DRAFT_QUESTIONS, StepKind.VOICE_PRESETS):
        step = steps.add(session, kind, old.id)
        session.commit()
        claims.append(steps.claim(session, step.id))
    drafting_claim = claims[0]
    assert drafting_claim is not None
    publishing.discard_version(session, taken)
    new = publishing.new_version(session, taken, clock=clock)
    assert steps.of_subject(session, drafting_claim.subject_id, publishing.OF_GUIDES) == {}
    late = replace(drafting_claim, subject_id=new.id)  # as when the database hands the id out again
    with pytest.raises(steps.LeaseLost):
        drafting.draft_questions(session, late, model=Model(DraftReply=_reply(*NEW)), clock=clock, seconds=5)
    session.rollback()
    assert [one.text for one in new.questions] == list(factories.QUESTIONS)


@on_both_databases
def test_a_late_failure_does_not_overwrite_a_newer_success(session: Session, clock: Clock) -> None:
    taken = factories.published_interview(session)
    draft = publishing.new_version(session, taken, clock=clock)
    step = steps.add(session, StepKind.DRAFT_QUESTIONS, draft.id)
    session.commit()
    late = steps.claim(session, step.id, lease_seconds=-1)  # its lease is over at once
    newer = steps.claim(session, step.id)
    assert late is not None
    assert newer is not None
    drafting.draft_questions(session, newer, model=Model(DraftReply=_reply(*NEW)), clock=clock, seconds=5)
    with pytest.raises(steps.LeaseLost):
        drafting.draft_questions(session, late, model=None, clock=clock, seconds=5)
    session.rollback()
    session.refresh(draft)
    assert draft.drafting_failure is None
    assert [one.text for one in draft.questions] == list(NEW[:3])
