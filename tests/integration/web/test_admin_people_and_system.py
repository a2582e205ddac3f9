"""Accounts, and what the installation is set up with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_app import models, ports
from interview_app.extensions import db
from tests.office import Office, field_value
from tests.stage import Stage


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    stage = Stage(tmp_path, smtp_host="mail.example.com", mail_from="jobs@example.com")
    yield Office(stage)
    stage.close()


def test_a_new_person_gets_a_one_time_password_that_is_shown_once(office: Office) -> None:
    admin = office.admin()
    page = admin.post("/people", {"name": "Nora", "email": "Nora@Example.com", "role": "interviewer"})
    once = field_value(page.text, "once")
    assert len(once) == 24
    assert once not in admin.get("/people").text
    with office.stage.session() as session:
        nora = session.query(models.User).filter_by(email="nora@example.com").one()
        assert (nora.role, nora.password_is_temporary) == (models.Role.INTERVIEWER, True)
        assert once not in nora.password_hash


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "Ada", "email": "ADA@example.com", "role": "admin"}, "Somebody already has an account"),
        ({"name": "Nora", "email": "nora", "role": "admin"}, "Please give a full mail address"),
        ({"name": " ", "email": "nora@example.com", "role": "admin"}, "Please enter a name."),
        ({"name": "Nora", "email": "nora@example.com", "role": "owner"}, "Not a valid choice."),
    ],
)
def test_a_senseless_account_is_refused_beside_its_field(
    office: Office, form: dict[str, str], said: str
) -> None:
    response = office.admin().post("/people", form)
    assert response.status_code == 422
    assert said in response.text


def test_a_new_one_time_password_ends_the_open_logins(office: Office) -> None:
    reviewer = office.reviewer()
    assert reviewer.get("/interviews").status_code == 200
    page = office.admin().post(f"/people/{office.reviewer_id}/password")
    assert field_value(page.text, "once")
    assert reviewer.get("/interviews").location.startswith("/login")


def test_ones_own_account_cannot_be_closed(office: Office) -> None:
    admin = office.admin()
    assert admin.post(f"/people/{office.admin_id}/disable").status_code == 409
    assert admin.get("/interviews").status_code == 200


def test_a_closed_account_can_be_opened_again(office: Office) -> None:
    admin = office.admin()
    admin.press(f"/people/{office.reviewer_id}/disable")
    assert "is open again" in admin.press(f"/people/{office.reviewer_id}/enable").text
    assert office.reviewer().get("/interviews").status_code == 200


def test_the_system_page_says_what_is_set_up_and_shows_no_secret(office: Office) -> None:
    page = office.admin().get("/system").text
    assert "mail.example.com:587, from jobs@example.com" in page
    assert "reports say “not rated”" in page
    assert "1 listening" in page
    assert office.stage.settings.secret_key.get_secret_value() not in page


def test_a_lost_queue_is_named_and_nothing_else_breaks(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> dict[str, int]:
        raise ports.OutsideError("Redis does not answer.")

    monkeypatch.setattr(office.stage.queue, "workers", away)
    page = office.admin().get("/system")
    assert page.status_code == 200
    assert "Redis does not answer." in page.text


@pytest.mark.parametrize("path", ["/readyz", "/system"])
def test_no_transaction_waits_for_the_queue(
    office: Office, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    waiting: list[bool] = []

    def asked() -> dict[str, int]:
        waiting.append(db.session().in_transaction())
        return {}

    admin = office.admin()
    monkeypatch.setattr(office.stage.queue, "workers", asked)
    admin.get(path)
    assert waiting == [False]


def test_failed_steps_of_every_kind_are_listed_with_where_they_belong(office: Office) -> None:
    interview_id = office.published("Baker")
    seat_id = office.candidate(interview_id, candidate_name="Grace Hopper")
    admin = office.admin()
    admin.post(f"/interviews/{interview_id}/invitations", {"people": "linus@example.com"})
    with office.stage.session() as session:
        guide_id = session.get_one(models.Interview, interview_id).guides[0].id
        session.query(models.Step).delete()
        session.commit()
    office.failed_step(models.StepKind.RATE, seat_id, "No model answered.")
    office.failed_step(models.StepKind.SEND_INVITATION, 1, "The server refused the address.")
    office.failed_step(models.StepKind.VOICE_PRESETS, guide_id, "The voice is not known.")
    office.failed_step(models.StepKind.DECIDE, 999, "Its turn is gone.")
    page = admin.get("/system").text
    for text in (
        "No model answered.",
        "Grace Hopper",
        "refused the address",
        "linus@example.com",
        "voice is not known",
    ):
        assert text in page
    assert "Its turn is gone." not in page


def test_a_mail_tried_again_reads_as_being_sent(office: Office) -> None:
    interview_id = office.published()
    admin = office.admin()
    admin.post(f"/interviews/{interview_id}/invitations", {"people": "linus@example.com"})
    with office.stage.session() as session:
        step = session.query(models.Step).one()
        step.state, step.failure = models.StepState.FAILED, "Refused."
        invited = session.get_one(models.Invitation, 1)
        invited.mail_state, invited.mail_failure = models.MailState.FAILED, "Refused."
        session.commit()
        step_id = step.id
    page = admin.press(f"/steps/{step_id}/retry")
    assert page.request.path == f"/interviews/{interview_id}"
    assert "Being sent" in page.text
    assert "Refused." not in page.text
