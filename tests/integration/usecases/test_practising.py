"""Rounds of practice: again by the same link, as often as allowed, with what changed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.adapters.database_blobs import DatabaseBlobs
from interview_app.domain import errors
from interview_app.domain.interview import Feedback, InterviewState, SessionState
from interview_app.models import InterviewSession, Invitation, MailState, Resume, ResumeState
from interview_app.usecases import housekeeping, joining, practising
from tests import afterwards, factories
from tests.afterwards import claims
from tests.conftest import Clock, on_both_databases


def practised(session: Session, *, rounds: int = 3, **changes: Any) -> InterviewSession:
    """A finished round of a practice interview that somebody was invited to."""
    taken = factories.published_interview(session, feedback=Feedback.AT_ONCE, practice_rounds=rounds)
    invitation = Invitation(
        interview_id=taken.id, email="ada@example.org", name="Ada", nonce="n", token_hash="h" * 64,
        mail_state=MailState.SENT, created_at=factories.NOW,
    )  # fmt: skip
    session.add(invitation)
    session.flush()
    return afterwards.finished(session, taken=taken, invitation_id=invitation.id, **changes)


def again(session: Session, seat: InterviewSession, clock: Clock) -> InterviewSession:
    return practising.begin_again(session, seat, clock=clock)


@on_both_databases
def test_the_same_link_leads_to_the_next_round(session: Session, clock: Clock) -> None:
    seat = practised(session)
    fresh = again(session, seat, clock)
    assert (fresh.practice_round, fresh.state) == (2, SessionState.READY)
    assert (fresh.candidate_name, fresh.consent_version) == (seat.candidate_name, seat.consent_version)
    found = joining.seat_of_invitation(session, seat.invitation_id or 0)
    assert found is not None
    assert found.id == fresh.id


def test_pressed_twice_it_begins_one_round(session: Session, clock: Clock) -> None:
    seat = practised(session)
    assert again(session, seat, clock).id == again(session, seat, clock).id
    assert len(session.scalars(select(InterviewSession)).all()) == 2


def test_the_resume_comes_along_without_its_file(session: Session, clock: Clock) -> None:
    seat = practised(session)
    seat.resume = Resume(
        display_name="cv.png", blob_key="resumes/1", state=ResumeState.READ, text="Led.", created_at=clock(),
        read_by="a model that sees",
    )  # fmt: skip
    seat.limit_ms = 25 * 60_000
    session.commit()
    fresh = again(session, seat, clock)
    assert fresh.resume is not None
    assert (fresh.resume.text, fresh.resume.blob_key) == ("Led.", None)
    assert fresh.resume.read_by == "a model that sees"
    assert fresh.limit_ms == 25 * 60_000, "the time that they were told"


def test_rounds_are_bounded(session: Session, clock: Clock) -> None:
    seat = practised(session, rounds=2)
    assert practising.rounds_left(session, seat) == 1
    afterwards.end(session, again(session, seat, clock))
    assert practising.rounds_left(session, seat) == 0
    with pytest.raises(errors.WrongState, match="all rounds"):
        again(session, seat, clock)


@pytest.mark.parametrize("kind", [Feedback.NONE, Feedback.RELEASED])
def test_a_hiring_interview_is_taken_once(session: Session, clock: Clock, kind: Feedback) -> None:
    seat = practised(session)
    seat.guide.feedback = kind
    session.commit()
    with pytest.raises(errors.WrongState):
        again(session, seat, clock)


def test_a_closed_interview_or_a_withdrawn_link_begins_no_round(session: Session, clock: Clock) -> None:
    seat = practised(session)
    seat.interview.state = InterviewState.CLOSED
    session.commit()
    with pytest.raises(errors.LinkExpired):
        again(session, seat, clock)
    seat.interview.state = InterviewState.PUBLISHED
    assert seat.invitation is not None
    seat.invitation.revoked_at = clock()
    session.commit()
    with pytest.raises(errors.LinkExpired):
        again(session, seat, clock)


@on_both_databases
def test_progress_follows_each_competency_over_the_rounds(session: Session, clock: Clock) -> None:
    seat = practised(session)
    weak = afterwards.model(ExtractReply=claims(ownership__a1="I was responsible for the billing service"))
    afterwards.rated(session, seat, weak, clock)
    second = again(session, seat, clock)
    for number, text in enumerate(afterwards.ANSWERS, 1):
        factories.said(session, factories.asked(session, second, position=number), text)
    afterwards.end(session, second)
    strong = afterwards.model(
        ExtractReply=claims(
            ownership__a2="I wrote the reconciliation job myself",
            ownership__a3="We cut errors by forty percent in two weeks",
        )
    )
    afterwards.rated(session, second, strong, clock)
    ownership = practising.progress(session, second)[0]
    assert (ownership.levels, ownership.change) == ((2, 4), "up from 2")
    assert practising.progress(session, seat)[0].levels == (2,)


def test_a_link_outlives_its_first_round(session: Session, clock: Clock, engine: Any) -> None:
    seat = practised(session)
    fresh = again(session, seat, clock)
    housekeeping.erase(session, seat.id, blobs=DatabaseBlobs(lambda: engine))
    session.expire_all()
    assert session.get_one(models.InterviewSession, fresh.id).invitation_id is not None
