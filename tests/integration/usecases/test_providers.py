"""What a provider's fault over real HTTP makes of an interview: the next model, or the rules alone, and why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app.adapters.litellm_language import LitellmLanguage
from interview_app.domain import interview
from interview_app.domain.decision import Action
from interview_app.models import Decision, ModelCall, StepKind
from interview_app.usecases import interviewing, steps
from tests import factories
from tests.conftest import Clock
from tests.fakes.in_process import Queue
from tests.fakes.llm import Behaviour, FakeModel, by_model

FOLLOW_UP = json.dumps(
    {
        "action": "follow_up",
        "question_text": "What did you yourself do?",
        "seconds": 90,
        "reason": "Own action.",
    }
)
FAULTS = {
    "no answer in time": Behaviour(kind="slow", seconds=5),
    "429": Behaviour(kind="rate_limited", retry_after=60),
    "500": Behaviour(kind="server_error"),
    "a refused key": Behaviour(kind="unauthorised"),
    "broken HTTP body": Behaviour(kind="malformed"),
    "a refusal": Behaviour(kind="refusal"),
    "nothing at all": Behaviour(kind="empty"),
    "a reply that drips": Behaviour(kind="drip", seconds=100, text=FOLLOW_UP),
    "malformed JSON": Behaviour(text='{"action": "follow_up", '),
    "the wrong shape": Behaviour(text='{"verdict": "follow_up"}'),
    "prose": Behaviour(text="I would ask about the result next."),
}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a key of the tests")


@pytest.fixture
def decide(session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Answer a question, and decide what follows with the two models behaving as told."""

    def run(first: str | Behaviour, second: str | Behaviour) -> Decision:
        with FakeModel(by_model({"first": first, "second": second})) as server:
            monkeypatch.setenv("OPENAI_API_BASE", server.base_url)
            model = LitellmLanguage(("openai/first", "openai/second"), timeout_seconds=1.5)
            seat = factories.seat(session, state=interview.SessionState.RUNNING)
            answered = factories.asked(session, seat)
            factories.said(session, answered, "I led the migration of our billing service in two weeks")
            step = steps.add(session, StepKind.DECIDE, answered.id)
            session.commit()
            claim = steps.claim(session, step.id)
            assert claim is not None
            interviewing.decide_next(
                session, claim, model=model, queue=Queue(), clock=clock, patience_seconds=8, voiced=False
            )
        return session.scalars(select(Decision)).one()

    return run


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_the_next_model_answers_for_one_at_fault(decide: Any, fault: Behaviour) -> None:
    made = decide(fault, FOLLOW_UP)
    assert (made.action, made.model, made.failure) == (Action.FOLLOW_UP, "openai/second", None)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_with_both_models_at_fault_the_rules_choose_and_say_why(
    decide: Any, session: Session, fault: Behaviour
) -> None:
    made = decide(fault, fault)
    assert (made.action, made.proposal) == (Action.PRESET, None)
    assert made.failure
    assert "follow_up" not in made.failure  # the reason never repeats what a model said
    assert session.scalars(select(ModelCall.failure)).one() == made.failure


def test_the_first_model_alone_is_asked_when_it_answers(decide: Any) -> None:
    made = decide(FOLLOW_UP, Behaviour(kind="server_error"))
    assert (made.model, made.provider) == ("openai/first", "openai")
