"""Who may open which address. A route that this file does not know fails it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_app.models import reading
from tests.office import Office
from tests.stage import Stage

EVERYBODY = {
    "static",
    "health.healthz",
    "health.readyz",
    "auth.login",
    "auth.log_in",
    "auth.log_out",
}
HALF_LOGGED_IN = {"auth.password", "auth.change_password"}
"""Reached with a one-time password too."""
TEAM = {
    "admin.start",
    "auth.account",
    "auth.rename",
    "admin.interviews.index",
    "admin.interviews.page",
    "admin.interviews.candidates",
    "admin.interviews.invitations",
    "admin.guides.questions",
    "admin.guides.edit_rubric",
    "admin.candidates.page",
    "admin.candidates.standing",
    "admin.candidates.answer",
    "admin.candidates.resume",
    "admin.candidates.panel",
    "admin.live.page",
    "reports.page",
    "reports.pdf",
    "reports.json",
    "media.audio",
    "media.resume",
}
MANAGERS = {
    "admin.interviews.new",
    "admin.interviews.create",
    "admin.interviews.load_templates",
    "admin.interviews.remove_template",
    "admin.interviews.save_as_template",
    "admin.interviews.invite",
    "admin.interviews.resend",
    "admin.interviews.revoke",
    "admin.interviews.copied",
    "admin.interviews.share",
    "admin.interviews.move",
    "admin.voices.index",
    "admin.voices.refresh",
    "media.voice_sample",
    "admin.guides.edit",
    "admin.guides.save",
    "admin.guides.save_questions",
    "admin.guides.drafting",
    "admin.guides.stop_drafting",
    "admin.guides.save_rubric",
    "admin.guides.publish",
    "admin.guides.new_version",
    "admin.guides.discard_version",
    "admin.candidates.rate_again",
    "admin.candidates.end",
    "admin.live.note",
    "admin.live.conclude",
    "admin.candidates.release_feedback",
    "admin.candidates.grant_writing",
    "admin.candidates.delete",
    "admin.people.index",
    "admin.people.add",
    "admin.people.new_password",
    "admin.people.move",
    "admin.system.page",
    "admin.system.retry",
    "admin.system.retry_alike",
    "admin.lab.index",
    "admin.lab.begin",
    "admin.lab.page",
    "admin.lab.stop",
}
CANDIDATES = ("candidate.", "rereading.", "notices.", "practice.", "api.", "media.speech")
"""By the cookie of their own link; their own tests say what that opens."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    stage = Stage(tmp_path_factory.mktemp("access"), login_rate="1000 per minute")
    yield Office(stage)
    stage.close()


def addresses(office: Office, endpoints: set[str]) -> list[tuple[str, str, str]]:
    """Endpoint, method and a path with every number 1 and every word of a choice, of each route."""
    found = []
    for rule in office.stage.app.url_map.iter_rules():
        if rule.endpoint in endpoints:
            path = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule.rule)
            path = re.sub(r"<int:\w+>", "1", path)
            found += [(rule.endpoint, method, path) for method in rule.methods & {"GET", "POST"}]
    return sorted(found)


def test_every_route_is_known(office: Office) -> None:
    known = EVERYBODY | HALF_LOGGED_IN | TEAM | MANAGERS
    there = {rule.endpoint for rule in office.stage.app.url_map.iter_rules()}
    assert {one for one in there - known if not one.startswith(CANDIDATES)} == set()
    assert known - there == set()


def test_a_stranger_is_led_to_the_login(office: Office) -> None:
    stranger = office.stranger()
    stranger.get("/login")
    for endpoint, method, path in addresses(office, TEAM | MANAGERS | HALF_LOGGED_IN):
        response = stranger.get(path) if method == "GET" else stranger.post(path)
        assert (endpoint, response.status_code) == (endpoint, 303)
        assert response.location.startswith("/login"), endpoint


def test_a_piece_of_a_page_sends_a_stranger_to_the_login_as_a_whole(office: Office) -> None:
    response = office.stranger().get("/interviews/1/candidates", htmx=True)
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/login"


def test_a_reviewer_may_not_do_what_managers_do(office: Office) -> None:
    office.candidate()
    reviewer = office.reviewer()
    for endpoint, method, path in addresses(office, MANAGERS):
        response = reviewer.get(path) if method == "GET" else reviewer.post(path)
        assert (endpoint, response.status_code) == (endpoint, 403)


def test_a_reviewer_may_read(office: Office) -> None:
    candidate_id = office.candidate()
    reviewer = office.reviewer()
    for path in ("/interviews", "/interviews/1", "/interviews/1/questions", f"/candidates/{candidate_id}"):
        assert reviewer.get(path).status_code == 200


def test_a_reviewer_sees_no_button_that_changes_something(office: Office) -> None:
    candidate_id = office.candidate()
    reviewer = office.reviewer()
    for path in (
        "/interviews/1",
        "/interviews/1/questions",
        "/interviews/1/rubric",
        f"/candidates/{candidate_id}",
    ):
        forms = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', reviewer.get(path).text)
        assert set(forms) == {"/logout"}, path


def test_what_is_not_there_is_not_found(office: Office) -> None:
    admin = office.admin()
    for path in ("/interviews/999", "/interviews/999/edit", "/candidates/999", "/candidates/999/panel"):
        assert admin.get(path).status_code == 404
    for path in (
        "/steps/999/retry",
        "/steps/999/retry-alike",
        "/people/999/disable",
        "/invitations/999/revoke",
        "/candidates/999/delete",
    ):
        assert admin.post(path).status_code == 404


def test_a_write_without_the_pages_token_changes_nothing(office: Office) -> None:
    interview_id = office.published()
    admin = office.admin()
    admin.csrf = "made up"
    assert admin.post(f"/interviews/{interview_id}/close").status_code == 400
    assert "Open" in admin.get(f"/interviews/{interview_id}").text


def test_what_a_page_asks_for_again_and_again_takes_no_lock(office: Office) -> None:
    pieces = [path.read_text() for path in Path("templates").rglob("*.html")]
    asked = {
        name if "." in name else f"admin.{name}"
        for piece in pieces
        for tag in re.findall(r"<\w[^>]*hx-trigger=\"every[^>]*>", re.sub(r"{%.*?%}", "", piece))
        for name in re.findall(r"hx-get=\"{{ url_for\([\"']([\w.]+)", tag)
    }
    views = office.stage.app.view_functions
    assert len(asked) > 10
    assert {name for name in asked if not vars(views[name]).get(reading.READS_ONLY)} == set()
