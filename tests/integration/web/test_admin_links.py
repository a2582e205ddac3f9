"""Links that are copied by hand, and candidates who come twice with one mail address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from interview_app import models
from interview_app.web import words
from tests.conftest import Clock
from tests.office import Office
from tests.stage import Stage


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    stage = Stage(tmp_path, clock)
    yield Office(stage)
    stage.close()


def invited(office: Office, mail_state: models.MailState) -> tuple[int, int]:
    """The ids of an interview and of its one invitation."""
    interview_id = office.published()
    admin = office.admin()
    admin.get(f"/interviews/{interview_id}")
    admin.press(f"/interviews/{interview_id}/invitations", {"people": "grace@example.org"})
    with office.stage.session() as session:
        invitation = session.scalars(select(models.Invitation)).one()
        invitation.mail_state = mail_state
        session.commit()
        return interview_id, invitation.id


def test_a_link_that_nobody_mails_says_what_to_do_until_it_is_copied(office: Office) -> None:
    interview_id, invitation_id = invited(office, models.MailState.NOT_CONFIGURED)
    admin = office.admin()
    before = admin.get(f"/interviews/{interview_id}").text
    assert "Send it yourself" in before
    assert "No mail went out: copy the link." in before
    after = admin.post(f"/invitations/{invitation_id}/copied").text
    assert "Link copied" in after
    assert "by Ada Byron" in after
    assert "Send it yourself" not in after
    assert "Link copied" in office.reviewer().get(f"/interviews/{interview_id}").text


def test_a_mailed_link_stays_mailed_when_it_is_copied(office: Office) -> None:
    _, invitation_id = invited(office, models.MailState.SENT)
    page = office.admin().post(f"/invitations/{invitation_id}/copied").text
    assert ">Sent<" in page
    assert "Link copied by Ada Byron" in page


def test_a_withdrawn_link_is_no_copied_link() -> None:
    gone = models.Invitation(
        mail_state=models.MailState.NOT_CONFIGURED, copied_at=Clock()(), revoked_at=Clock()(), copied_by="Ada"
    )
    assert words.invitation_badge(gone, expired=False).text == "Withdrawn"


def test_a_reviewer_cannot_note_a_copy(office: Office) -> None:
    _, invitation_id = invited(office, models.MailState.NOT_CONFIGURED)
    reviewer = office.reviewer()
    assert reviewer.post(f"/invitations/{invitation_id}/copied").status_code == 403


def test_two_candidates_with_one_address_are_told_apart_and_pointed_at(office: Office) -> None:
    interview_id = office.published()
    first = office.candidate(interview_id, candidate_name="Ada", candidate_email="same@example.org")
    second = office.candidate(interview_id, candidate_name="Ada B.", candidate_email="Same@Example.org")
    office.candidate(interview_id, candidate_name="Grace", candidate_email="grace@example.org")
    office.candidate(candidate_name="Elsewhere", candidate_email="same@example.org")
    office.candidate(interview_id, candidate_name="", candidate_email="")
    office.candidate(interview_id, candidate_name="", candidate_email="")
    table = office.admin().get(f"/interviews/{interview_id}/candidates").text
    assert table.count("Same address as") == 2
    page = office.admin().get(f"/candidates/{first}").text
    assert f'Same address as <a href="/candidates/{second}">Ada B.</a>' in page
    assert "Elsewhere" not in page
