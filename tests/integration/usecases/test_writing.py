"""Granting answers in writing to one candidate, beside what else happens to their interview."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from interview_app.domain import errors
from interview_app.domain.interview import SessionState
from interview_app.models import InterviewSession
from interview_app.usecases import interviewing, writing
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Queue

pytestmark = on_both_databases


def test_what_ended_meanwhile_is_not_changed_any_more(engine: Engine, session: Session, clock: Clock) -> None:
    seat = factories.seat(session, state=SessionState.RUNNING, started_at=clock())
    factories.asked(session, seat)
    with Session(engine, expire_on_commit=False) as others:
        theirs = others.get_one(InterviewSession, seat.id)
        interviewing.end_by_hand(others, theirs, queue=Queue(), clock=clock)
    with pytest.raises(errors.InterviewOver):
        writing.grant(session, seat, wanted=True, clock=clock)


def test_a_question_asked_meanwhile_is_the_one_that_is_to_be_written(
    engine: Engine, session: Session, clock: Clock
) -> None:
    seat = factories.seat(session, state=SessionState.RUNNING, started_at=clock())
    factories.said(session, factories.asked(session, seat), "I led the move")
    with Session(engine, expire_on_commit=False) as others:
        next_one = factories.asked(others, others.get_one(InterviewSession, seat.id)).id
    writing.grant(session, seat, wanted=True, clock=clock)
    assert [one.in_writing for one in seat.turns] == [False, True]
    assert seat.turns[-1].id == next_one
