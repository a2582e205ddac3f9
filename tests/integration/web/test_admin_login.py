"""Logging in and out, one-time passwords, one's own account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from interview_app import models
from interview_app.extensions import db
from interview_app.usecases import people
from tests.office import PASSWORD, Office, field_value
from tests.stage import Stage

SORRY = "Email or password is wrong, or this account is closed."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    stage = Stage(tmp_path, login_rate="5 per minute")
    yield Office(stage)
    stage.close()


def test_the_right_password_opens_the_page_that_was_asked_for(office: Office) -> None:
    visitor = office.stranger()
    wanted = visitor.get("/people?sort=name").location
    visitor.get(wanted)
    form = {"email": "Ada@Example.com ", "password": PASSWORD, "next": "/people?sort=name"}
    assert visitor.post("/login", form).location == "/people?sort=name"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil"])
def test_the_login_leads_nowhere_else(office: Office, elsewhere: str) -> None:
    visitor = office.stranger()
    visitor.get("/login")
    form = {"email": "ada@example.com", "password": PASSWORD, "next": elsewhere}
    assert visitor.post("/login", form).location == "/interviews"


@pytest.mark.parametrize(
    ("email", "password"), [("ada@example.com", "guess-1"), ("nobody@example.com", PASSWORD)]
)
def test_a_wrong_address_and_a_wrong_password_look_the_same(
    office: Office, email: str, password: str
) -> None:
    visitor = office.stranger()
    visitor.get("/login")
    response = visitor.post("/login", {"email": email, "password": password})
    assert response.status_code == 422
    assert SORRY in response.text
    assert password not in response.text


def test_a_closed_account_looks_the_same(office: Office) -> None:
    with office.stage.session() as session:
        reviewer = session.get_one(models.User, office.reviewer_id)
        people.disable(session, reviewer, by=session.get_one(models.User, office.admin_id))
    visitor = office.stranger()
    visitor.get("/login")
    assert SORRY in visitor.post("/login", {"email": "rita@example.com", "password": PASSWORD}).text


def test_guessing_is_stopped(office: Office) -> None:
    visitor = office.stranger()
    visitor.get("/login")
    form = {"email": "ada@example.com", "password": "wrong"}
    statuses = [visitor.post("/login", form).status_code for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    assert visitor.post("/login", {"email": "ada@example.com", "password": PASSWORD}).status_code == 429


def test_the_login_begins_a_new_session(office: Office) -> None:
    visitor = office.stranger()
    with visitor.client.session_transaction() as before:
        before["planted"] = "by somebody else"
    visitor.get("/login")
    visitor.post("/login", {"email": "ada@example.com", "password": PASSWORD})
    with visitor.client.session_transaction() as after:
        assert "planted" not in after


def test_logging_out_is_a_post_and_ends_the_login(office: Office) -> None:
    admin = office.admin()
    assert admin.get("/logout").status_code == 405
    assert admin.get("/interviews").status_code == 200
    admin.post("/logout")
    assert admin.get("/interviews").status_code == 303


def test_closing_an_account_ends_its_open_logins(office: Office) -> None:
    reviewer, admin = office.reviewer(), office.admin()
    admin.press(f"/people/{office.reviewer_id}/disable")
    assert reviewer.get("/interviews").location.startswith("/login")


def test_a_one_time_password_must_be_changed_first(office: Office) -> None:
    page = office.admin().post(
        "/people", {"name": "Nora", "email": "nora@example.com", "role": "interviewer"}
    )
    once = field_value(page.text, "once")
    nora = office.stranger()
    nora.get("/login")
    form = {"email": "nora@example.com", "password": once}
    assert nora.post("/login", form).location == "/account/password"
    assert nora.get("/interviews").location == "/account/password"
    nora.get("/account/password")
    form = {"old": once, "new": "another long sentence", "again": "another long sentence"}
    assert nora.post("/account/password", form).location == "/interviews"
    assert nora.get("/interviews").status_code == 200


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (
            {"old": "wrong", "new": "another long one", "again": "another long one"},
            "not your current password",
        ),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "at least 10 characters"),
        ({"old": PASSWORD, "new": "another long one", "again": "another long two"}, "differ"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "choose a different password"),
    ],
)
def test_a_bad_new_password_is_refused_with_the_reason(
    office: Office, form: dict[str, str], said: str
) -> None:
    response = office.admin().post("/account/password", form)
    assert response.status_code == 422
    assert said in response.text


def test_all_that_is_wrong_with_a_new_password_is_said_at_once(office: Office) -> None:
    form = {"old": PASSWORD, "new": "short", "again": "shirt"}
    page = office.admin().post("/account/password", form).text
    assert page.count("Please use at least 10 characters.") == 2  # above the form and beside the field
    assert page.count("The two new passwords differ.") == 2
    assert "Nothing that you typed is lost" not in page
    assert "Passwords have to be typed again." in page


def test_changing_the_password_ends_the_other_logins(office: Office) -> None:
    here, there = office.admin(), office.admin()
    here.press("/account/password", {"old": PASSWORD, "new": "another long one", "again": "another long one"})
    assert here.get("/interviews").status_code == 200
    assert there.get("/interviews").location.startswith("/login")


def test_ones_name_can_be_changed_and_stays_one_line(office: Office) -> None:
    page = office.admin().press("/account", {"name": "Ada\r\n<b>Lovelace</b>"})
    assert "Ada &lt;b&gt;Lovelace&lt;/b&gt;" in page.text


def test_a_lost_database_says_so_to_whoever_is_logged_in(office: Office) -> None:
    admin = office.admin()

    def away(*_: object) -> None:
        raise OperationalError("select 1", {}, ConnectionError("gone"))

    with office.stage.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", away)
    response = admin.get("/interviews")
    event.remove(engine, "before_cursor_execute", away)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
    assert "The database is busy or restarting." in response.text
    assert admin.get("/interviews").status_code == 200
