"""Interviews: the list, a new one, its links and its invitations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from interview_app import models
from interview_app.domain.interview import EndedBy, InterviewState, SessionState
from interview_app.usecases import authoring
from tests import factories
from tests.conftest import Clock
from tests.office import Office, field_value
from tests.stage import Stage

HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    stage = Stage(tmp_path, clock)
    yield Office(stage)
    stage.close()


@pytest.fixture
def mailing_office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    stage = Stage(tmp_path, clock, smtp_host="localhost", mail_from="jobs@example.com")
    yield Office(stage)
    stage.close()


def invitations(office: Office) -> list[models.Invitation]:
    with office.stage.session() as session:
        return list(session.scalars(select(models.Invitation).order_by(models.Invitation.id)))


def guide(office: Office, interview_id: int) -> models.Guide:
    with office.stage.session() as session:
        found = session.get_one(models.Interview, interview_id).guides[-1]
        assert found.questions is not None
        assert found.competencies is not None
        return found


def test_an_empty_list_shows_what_to_do_next(office: Office) -> None:
    page = office.admin().get("/interviews").text
    assert "Set up your first interview" in page
    assert 'href="/interviews/new"' in page


def test_the_list_counts_by_state_and_names_what_needs_attention(office: Office) -> None:
    interview_id = office.published("Baker")
    office.admin().post(f"/interviews/{interview_id}/invitations", {"people": "a@example.com\nb@example.com"})
    running = office.candidate(interview_id, state=SessionState.RUNNING)
    office.candidate(interview_id, state=SessionState.COMPLETED, ended_by=EndedBy.CANDIDATE)
    office.failed_step(models.StepKind.RATE, running, "no model answered")
    page = " ".join(office.admin().get("/interviews").text.split())
    assert '<span class="stat__value">2</span><span class="stat__label">invited' in page
    assert '<span class="stat__value">1</span><span class="stat__label">in progress' in page
    assert '<span class="stat__value">1</span><span class="stat__label">finished' in page
    assert "1 step needs attention" in page


def test_a_blank_interview_begins_as_a_draft_with_the_general_rubric(office: Office) -> None:
    response = office.admin().post("/interviews/new", {"job_title": "  Head\nbaker ", "start": "blank"})
    assert response.location == "/interviews/1/edit"
    found = guide(office, 1)
    assert (found.job_title, found.frozen_at, found.questions) == ("Head baker", None, [])
    assert [one.key for one in found.competencies][:2] == ["communication", "problem_solving"]


def test_a_template_brings_its_questions_and_rubric(office: Office) -> None:
    admin = office.admin()
    assert "Load the ready-made templates" in admin.get("/interviews/new").text
    page = admin.press("/templates")
    assert page.text.count('name="start"') == 6
    admin.post("/interviews/new", {"job_title": "Payments engineer", "start": "1"})
    found = guide(office, 1)
    assert found.job_title == "Payments engineer"
    assert len(found.questions) == found.question_count == 6
    assert {one.source for one in found.questions} == {models.QuestionSource.TEMPLATE}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"job_title": "", "start": "blank"}, "Please name the job role."),
        ({"job_title": "Baker", "start": "77"}, "This template is no longer there"),
        ({"job_title": "Baker", "start": "nonsense"}, "This template is no longer there"),
        ({"job_title": "B" * 121, "start": "blank"}, "120"),
    ],
)
def test_a_senseless_beginning_is_refused_and_nothing_typed_is_lost(
    office: Office, form: Any, said: str
) -> None:
    response = office.admin().post("/interviews/new", form)
    assert response.status_code == 422
    assert said in response.text
    assert f'value="{form["job_title"]}"' in response.text


def test_foreign_text_is_shown_and_never_run(office: Office) -> None:
    interview_id = office.published(
        HOSTILE, job_description=HOSTILE, instructions=HOSTILE, focus_areas=[HOSTILE]
    )
    candidate_id = office.candidate(interview_id, candidate_name=HOSTILE, candidate_phone=HOSTILE)
    admin = office.admin()
    for path in (
        "/interviews",
        f"/interviews/{interview_id}",
        f"/interviews/{interview_id}/questions",
        f"/interviews/{interview_id}/rubric",
        f"/candidates/{candidate_id}",
    ):
        page = admin.get(path).text
        assert HOSTILE not in page, path
        assert "&lt;script&gt;" in page, path


def test_a_draft_cannot_be_taken_and_says_what_is_missing(office: Office) -> None:
    interview_id = office.draft()
    page = office.admin().get(f"/interviews/{interview_id}").text
    assert "The interview has no questions yet." in page
    assert "/publish" not in page
    assert "/invitations" not in page


def test_publishing_from_the_page_opens_the_interview(office: Office) -> None:
    interview_id = office.draft(questions=3)
    page = office.admin().press(f"/interviews/{interview_id}/publish")
    assert "Version 1 is published" in page.text
    assert 'id="share-link"' in page.text


def test_a_draft_with_something_to_look_at_is_not_called_complete(office: Office) -> None:
    interview_id = office.draft(questions=3)
    with office.stage.session() as session:
        for one in session.scalars(select(models.Question)):
            one.competency_keys = []
        session.commit()
    page = office.admin().get(f"/interviews/{interview_id}").text
    assert "It can be published as it is: 3 questions" in page
    assert "No question tests" in page
    assert "Everything is there" not in page


def test_publishing_too_early_says_why(office: Office) -> None:
    interview_id = office.draft()
    assert "has no questions yet" in office.admin().press(f"/interviews/{interview_id}/publish").text
    assert guide(office, interview_id).frozen_at is None


def test_the_shared_link_opens_the_interview_until_it_is_renewed_or_switched_off(office: Office) -> None:
    admin, interview_id = office.admin(), office.published()
    first = shared_path(admin.get(f"/interviews/{interview_id}").text)
    assert office.stranger().get(first).status_code == 303
    second = shared_path(admin.press(f"/interviews/{interview_id}/share/renew").text)
    assert office.stranger().get(first).status_code == 404
    assert office.stranger().get(second).status_code == 303
    assert "switched off" in admin.press(f"/interviews/{interview_id}/share/revoke").text
    switched_off = office.stranger().get(second)
    assert switched_off.status_code == 404
    assert "may have been switched off" in switched_off.text
    assert switched_off.text.count("the whole") == 1


def shared_path(page: str) -> str:
    return field_value(page, "share-link").removeprefix("http://127.0.0.1:8000")


def personal_path(page: str) -> str:
    found = re.search(r'aria-hidden="true" value="http://127\.0\.0\.1:8000(/i/[^"]+)"', page)
    assert found is not None
    return found[1]


def test_without_mail_the_personal_link_is_there_to_copy(office: Office) -> None:
    admin, interview_id = office.admin(), office.published()
    page = admin.press(
        f"/interviews/{interview_id}/invitations", {"people": "Grace Hopper <grace@example.com>"}
    )
    (invited,) = invitations(office)
    assert (invited.name, invited.email) == ("Grace Hopper", "grace@example.com")
    assert invited.mail_state is models.MailState.NOT_CONFIGURED
    assert office.stage.queue.woken == []
    link = personal_path(page.text)
    assert office.stranger().get(link).status_code == 303
    assert "/i/" not in office.reviewer().get(f"/interviews/{interview_id}").text


def test_with_mail_a_step_sends_it(mailing_office: Office) -> None:
    office = mailing_office
    interview_id = office.published()
    office.admin().post(f"/interviews/{interview_id}/invitations", {"people": "grace@example.com"})
    (invited,) = invitations(office)
    assert invited.mail_state is models.MailState.QUEUED
    assert office.stage.queue.kinds == ["send_invitation"]


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("", "Please give at least one address."),
        ("grace@example.com\nnot an address", "Line 2 is no mail address"),
        ("Grace <grace@example.com>, Linus <linus@example.com>", "Line 1 is no mail address"),
        (f"<{HOSTILE}>", "Line 1 is no mail address"),
        ("\n".join(f"p{n}@example.com" for n in range(201)), "at most 200"),
    ],
)
def test_a_bad_address_stops_all_of_them_and_is_named(office: Office, people: str, said: str) -> None:
    interview_id = office.published()
    response = office.admin().post(f"/interviews/{interview_id}/invitations", {"people": people})
    assert response.status_code == 422
    assert said in response.text
    assert invitations(office) == []


def test_nobody_gets_two_valid_links(office: Office) -> None:
    admin, interview_id = office.admin(), office.published()
    admin.press(f"/interviews/{interview_id}/invitations", {"people": "grace@example.com"})
    page = admin.press(
        f"/interviews/{interview_id}/invitations", {"people": "GRACE@example.com\nlinus@example.com"}
    )
    assert "Invited before" in page.text
    assert [one.email for one in invitations(office)] == ["grace@example.com", "linus@example.com"]


def test_a_withdrawn_link_no_longer_opens(office: Office) -> None:
    admin, interview_id = office.admin(), office.published()
    page = admin.press(f"/interviews/{interview_id}/invitations", {"people": "grace@example.com"})
    link = personal_path(page.text)
    page = admin.press("/invitations/1/revoke")
    assert "Withdrawn" in page.text
    assert office.stranger().get(link).status_code == 410


def test_a_failed_mail_shows_its_reason_and_is_sent_again(mailing_office: Office) -> None:
    office = mailing_office
    admin, interview_id = office.admin(), office.published()
    admin.post(f"/interviews/{interview_id}/invitations", {"people": "grace@example.com"})
    with office.stage.session() as session:
        invited = session.get_one(models.Invitation, 1)
        invited.mail_state, invited.mail_failure = models.MailState.FAILED, "The server refused the address."
        session.commit()
    page = admin.get(f"/interviews/{interview_id}").text
    assert "Not sent" in page
    assert "The server refused the address." in page
    assert "Being sent" in admin.press("/invitations/1/resend").text


def test_a_closed_interview_takes_nobody_until_it_is_opened_again(office: Office) -> None:
    admin, interview_id = office.admin(), office.published()
    link = shared_path(admin.get(f"/interviews/{interview_id}").text)
    admin.press(f"/interviews/{interview_id}/close")
    assert office.stranger().get(link).status_code == 410
    assert (
        admin.post(f"/interviews/{interview_id}/invitations", {"people": "a@example.com"}).status_code == 409
    )
    admin.press(f"/interviews/{interview_id}/reopen")
    assert office.stranger().get(link).status_code == 303


def test_an_archived_interview_leaves_the_list_and_comes_back(office: Office) -> None:
    admin, interview_id = office.admin(), office.published("Baker")
    assert "Baker" not in admin.press(f"/interviews/{interview_id}/archive").text
    assert "Baker" in admin.get("/interviews?archived=1").text
    admin.press(f"/interviews/{interview_id}/unarchive")
    with office.stage.session() as session:
        assert session.get_one(models.Interview, interview_id).state is InterviewState.CLOSED
    assert "Baker" in admin.get("/interviews").text


def test_any_interview_can_become_a_template(office: Office) -> None:
    interview_id = office.published("Baker", deadline=factories.NOW + timedelta(days=3))
    admin = office.admin()
    admin.press(f"/interviews/{interview_id}/template", {"name": "Our bakers"})
    page = admin.get("/interviews/new").text
    assert "Our bakers" in page
    admin.press("/interviews/new", {"job_title": "", "start": "1"})
    copied = guide(office, interview_id + 1)
    assert (copied.job_title, copied.deadline, len(copied.questions)) == ("Baker", None, 3)
    admin.press("/templates/1/remove")
    assert "Our bakers" not in admin.get("/interviews/new").text


def test_a_ready_made_template_cannot_be_removed(office: Office) -> None:
    with office.stage.session() as session:
        authoring.load_templates(session, office.stage.clock)
    assert office.admin().post("/templates/1/remove").status_code == 409


def test_candidates_are_listed_by_date_with_what_is_shown_of_them(office: Office, clock: Clock) -> None:
    interview_id = office.published()
    for number, name in enumerate(["First", "Second"]):
        office.candidate(
            interview_id, candidate_name=name, state=SessionState.RUNNING,
            created_at=factories.NOW + timedelta(minutes=number), last_seen_at=factories.NOW + timedelta(minutes=number),
        )  # fmt: skip
    clock.tick(70)
    table = office.admin().get(f"/interviews/{interview_id}/candidates", htmx=True).text
    assert table.index("Second") < table.index("First")
    assert "Running now" in table
    assert "Interrupted" in table
    assert "<html" not in table


def test_a_candidate_began_when_the_interview_started_and_not_when_they_agreed(office: Office) -> None:
    interview_id = office.published()
    office.candidate(
        interview_id, state=SessionState.RUNNING, created_at=factories.NOW,
        started_at=factories.NOW + timedelta(minutes=4),
    )  # fmt: skip
    table = office.admin().get(f"/interviews/{interview_id}/candidates", htmx=True).text
    assert (factories.NOW + timedelta(minutes=4)).isoformat(timespec="seconds") in table
    assert factories.NOW.isoformat(timespec="seconds") not in table
