"""From the link to the start: who may come in, and what they may give."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from interview_app.domain import errors, interview
from interview_app.models import (
    InterviewSession,
    Invitation,
    MailState,
)
from interview_app.usecases import joining, links
from tests import factories
from tests.conftest import Clock, on_both_databases

pytestmark = on_both_databases
TOKEN = "a" * 43


def _invitation(session: Session, clock: Clock, **changes: object) -> Invitation:
    columns: dict[str, object] = {
        "interview_id": factories.published_interview(session).id,
        "email": "ada@example.org",
        "name": "Ada",
        "nonce": "n",
        "token_hash": links.hash_of(TOKEN),
        "mail_state": MailState.SENT,
        "created_at": clock(),
    }
    made = Invitation(**(columns | changes))
    session.add(made)
    session.commit()
    return made


def test_an_unknown_link_opens_nothing(session: Session, clock: Clock) -> None:
    with pytest.raises(errors.NotFound):
        joining.find_link(session, "b" * 43, clock=clock)


def test_a_personal_link_opens_its_interview(session: Session, clock: Clock) -> None:
    invitation = _invitation(session, clock)
    link = joining.find_link(session, TOKEN, clock=clock)
    assert (link.kind, link.id) == ("invitation", invitation.id)


@pytest.mark.parametrize("change", ["revoked_at", "expires_at"])
def test_a_withdrawn_or_expired_link_is_over(session: Session, clock: Clock, change: str) -> None:
    _invitation(session, clock, **{change: clock() - timedelta(hours=1)})
    with pytest.raises(errors.LinkExpired):
        joining.find_link(session, TOKEN, clock=clock)


def test_a_link_of_a_closed_interview_is_over(session: Session, clock: Clock) -> None:
    invitation = _invitation(session, clock)
    invitation.interview.state = interview.InterviewState.CLOSED
    session.commit()
    with pytest.raises(errors.LinkExpired):
        joining.find_link(session, TOKEN, clock=clock)


def test_who_has_begun_comes_back_though_the_interview_was_closed_meanwhile(
    session: Session, clock: Clock
) -> None:
    invitation = _invitation(session, clock)
    seat = joining.consent(session, "invitation", invitation.id, ai_rating=True, clock=clock)
    invitation.interview.state = interview.InterviewState.CLOSED
    session.commit()
    joining.find_link(session, TOKEN, clock=clock)
    assert joining.seat_of_invitation(session, invitation.id) is seat


def test_a_second_consent_finds_the_first_ones_interview(session: Session, clock: Clock) -> None:
    invitation = _invitation(session, clock)
    first = joining.consent(session, "invitation", invitation.id, ai_rating=True, clock=clock)
    second = joining.consent(session, "invitation", invitation.id, ai_rating=False, clock=clock)
    assert first.id == second.id
    assert first.consent_version == joining.CONSENT_VERSION
    assert (first.candidate_name, first.candidate_email) == ("Ada", "ada@example.org")


def test_of_two_consents_of_one_visit_at_the_same_time_the_first_one_counts(
    session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = factories.published_interview(session)
    agree = partial(joining.consent, session, "share", taken.id, ai_rating=True, opened_by="v", clock=clock)
    first = agree()
    found = joining._seat_of_visit
    looked: list[None] = []

    def looks(*given: Any) -> InterviewSession | None:
        """The first one's row is not there yet when the second looks for the first time."""
        looked.append(None)
        return None if len(looked) == 1 else found(*given)

    monkeypatch.setattr(joining, "_seat_of_visit", looks)
    assert agree().id == first.id


def test_a_shared_link_gives_each_candidate_an_interview_of_their_own(session: Session, clock: Clock) -> None:
    taken = factories.published_interview(session)
    seats = {joining.consent(session, "share", taken.id, ai_rating=True, clock=clock).id for _ in range(2)}
    assert len(seats) == 2


@pytest.mark.parametrize(
    ("name", "email", "phone", "field"),
    [("", "ada@example.org", "", "name"), ("Ada", "ada at example", "", "email"), ("Ada", "a@b.org,c@d.org", "", "email"),
     ("Ada", "ada@example.org", "call me", "phone"), ("\u200b", "ada@example.org", "", "name")],
)  # fmt: skip
def test_details_that_make_no_sense_are_named(
    session: Session, clock: Clock, name: str, email: str, phone: str, field: str
) -> None:
    seat = factories.seat(session, state=interview.SessionState.PREPARING)
    with pytest.raises(errors.InvalidInput) as told:
        joining.give_details(session, seat, name=name, email=email, phone=phone, clock=clock)
    assert told.value.field == field


def test_details_make_an_interview_ready(session: Session, clock: Clock) -> None:
    seat = factories.seat(session, state=interview.SessionState.PREPARING)
    joining.give_details(
        session, seat, name=" Ada\nLovelace ", email="ada@example.org", phone="", clock=clock
    )
    assert (seat.candidate_name, seat.state) == ("Ada Lovelace", interview.SessionState.READY)
