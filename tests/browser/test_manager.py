"""The manager's pages in a real browser: editing, asking before what cannot be undone, progress, accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from interview_app import models
from interview_app.domain import turn
from interview_app.domain.interview import EndedBy, SessionState
from interview_app.usecases import authoring, drafting, steps
from tests import factories
from tests.fakes import in_process
from tests.office import PASSWORD, Office
from tests.stage import Stage

pytestmark = [pytest.mark.browser]
DRAFTED = {
    "questions": [
        {"text": f"Tell me about number {n} of your works.", "competency": "ownership"} for n in "abcde"
    ]
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    stage = Stage(tmp_path, llm_models="first")
    stage.open()
    yield Office(stage)
    stage.close()


def at_work(browser: Browser, office: Office, **options: Any) -> Page:
    """The manager's browser, logged in; what its console says is kept in `page.said`."""
    page = browser.new_context(base_url=office.stage.url, **options).new_page()
    page.goto("/login")
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Interviews")).to_be_visible()
    return page


def test_a_question_is_edited_moved_and_removed_after_asking(browser: Browser, office: Office) -> None:
    interview_id = office.draft(questions=3)
    page = at_work(browser, office)
    page.goto(f"/interviews/{interview_id}/questions")
    page.get_by_label("Question 1", exact=True).fill("What did you bake today?")
    page.get_by_role("button", name="Move question 1 down").click()
    expect(page.get_by_label("Question 2", exact=True)).to_have_value("What did you bake today?")
    page.get_by_role("button", name="Remove question 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.locator("textarea[id^=questions-]")).to_have_count(3)
    page.get_by_role("button", name="Remove question 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator("textarea[id^=questions-]")).to_have_count(2)
    expect(page.get_by_label("Question 1", exact=True)).to_have_value("What did you bake today?")
    page.context.close()


def test_enter_in_a_field_saves_and_moves_nothing(browser: Browser, office: Office) -> None:
    interview_id = office.draft(questions=2)
    page = at_work(browser, office)
    page.goto(f"/interviews/{interview_id}/questions")
    first = page.get_by_label("Question 1", exact=True).input_value()
    page.get_by_label("Seconds for the answer to question 2").fill("45")
    page.get_by_label("Seconds for the answer to question 2").press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Question 1", exact=True)).to_have_value(first)
    expect(page.get_by_label("Seconds for the answer to question 2")).to_have_value("45")
    page.context.close()


def test_drafted_questions_appear_by_themselves(browser: Browser, office: Office) -> None:
    interview_id = office.draft()
    page = at_work(browser, office)
    page.goto(f"/interviews/{interview_id}/questions")
    page.get_by_role("button", name="Draft questions").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    with office.stage.session() as session:
        mine = steps.claim(session, steps.due_steps(session)[0])
        assert mine is not None
        expect(page.get_by_text("A language model is drafting 5 questions.")).to_be_visible()
        model = in_process.Model(DraftReply=DRAFTED)
        drafting.draft_questions(session, mine, model=model, clock=office.stage.clock, seconds=5)
    expect(page.get_by_text("Drafted by AI")).to_have_count(5)
    expect(page.get_by_text("Stop drafting")).to_have_count(0)
    page.context.close()


def test_a_refused_form_keeps_what_was_typed_and_puts_the_reason_beside_the_field(
    browser: Browser, office: Office
) -> None:
    interview_id = office.draft()
    page = at_work(browser, office)
    page.goto(f"/interviews/{interview_id}/edit")
    page.get_by_label("Time limit").fill("999")
    page.get_by_label("Job description").fill("Bakes bread.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Please choose a number from 5 to 120.", exact=True)).to_be_visible()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Time limit: Please choose a number from 5 to 120.")
    expect(summary.get_by_role("link", name="Time limit")).to_have_attribute("href", "#time_limit_minutes")
    expect(page.get_by_label("Time limit")).to_have_attribute(
        "aria-describedby", "time_limit_minutes-hint time_limit_minutes-error"
    )
    expect(page.get_by_label("Job description")).to_have_value("Bakes bread.")
    page.get_by_label("Time limit").fill("20")
    page.get_by_role("button", name="Save and go to the questions").click()
    expect(page.get_by_role("heading", name="Questions", exact=True)).to_be_visible()
    page.context.close()


def test_the_link_to_share_is_copied(browser: Browser, office: Office) -> None:
    interview_id = office.published()
    page = at_work(browser, office, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/interviews/{interview_id}")
    page.get_by_role("button", name="Copy: Link to share").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert (
        page.evaluate("() => navigator.clipboard.readText()")
        == page.get_by_role("textbox", name="Link to share").input_value()
    )
    page.context.close()


def test_without_a_clipboard_the_link_is_selected_to_be_copied_by_hand(
    browser: Browser, office: Office
) -> None:
    interview_id = office.published()
    page = at_work(browser, office)
    page.goto(f"/interviews/{interview_id}")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    page.get_by_role("button", name="Copy: Link to share").click()
    expect(page.get_by_text("Press Ctrl+C")).to_be_visible()
    link = page.get_by_role("textbox", name="Link to share").input_value()
    assert page.evaluate("() => getSelection().toString()") == link
    page.context.close()


def test_times_are_shown_in_the_readers_own_zone(browser: Browser, office: Office) -> None:
    interview_id = office.published()
    office.candidate(interview_id)
    page = at_work(browser, office, timezone_id="Asia/Tokyo", locale="en-GB")
    page.goto(f"/interviews/{interview_id}")
    began = page.locator("#candidates time")
    expect(began).to_have_text("20 Nov 2026, 18:00 GMT+9")
    expect(began).to_have_attribute("title", "20 Nov 2026, 09:00 UTC")
    page.context.close()


# Every page, on a desk and on a phone, light and dark


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, dict[str, str]]]:
    """One installation with something on every page."""
    stage = Stage(tmp_path_factory.mktemp("house"), llm_models="first")
    stage.open()
    office = Office(stage)
    with stage.session() as session:
        authoring.load_templates(session, stage.clock)
    draft, published = office.draft(questions=2), office.published()
    office.admin().post(
        f"/interviews/{published}/invitations", {"people": "Grace Hopper <grace@example.com>"}
    )
    over = office.candidate(published, state=SessionState.COMPLETED, ended_by=EndedBy.CANDIDATE)
    running = office.candidate(published, state=SessionState.RUNNING)
    with stage.session() as session:
        for seat_id in (over, running):
            seat = session.get_one(models.InterviewSession, seat_id)
            asked = factories.asked(session, seat)
            factories.said(session, asked, "I led the move of our billing service", confidence=0.5)
            asked.state = turn.TurnState.DECIDED
            session.commit()
            office.failed_step(models.StepKind.TRANSCRIBE, asked.id, "The recogniser was away.")
    pages = {
        "interviews": "/interviews", "archived": "/interviews?archived=1", "new interview": "/interviews/new",
        "draft": f"/interviews/{draft}", "interview": f"/interviews/{published}",
        "settings": f"/interviews/{draft}/edit", "questions": f"/interviews/{draft}/questions",
        "published questions": f"/interviews/{published}/questions", "rubric": f"/interviews/{draft}/rubric",
        "candidate": f"/candidates/{over}", "running candidate": f"/candidates/{running}", "people": "/people",
        "system": "/system", "account": "/account", "password": "/account/password",
    }  # fmt: skip
    yield office, pages
    stage.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "light"), (1280, "dark"), (390, "dark")]
)
def test_every_page_is_accessible_fits_and_breaks_no_content_policy(
    browser: Browser, house: tuple[Office, dict[str, str]], width: int, scheme: Any
) -> None:
    office, pages = house
    page = at_work(browser, office, viewport={"width": width, "height": 844}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url} {message.text}"))
    found = {}
    for name, path in pages.items():
        page.goto(path)
        for summary in page.locator("summary").all():
            summary.click()
        faults = [fault["id"] for fault in Axe().run(page).response["violations"]]
        wide = page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
        if faults or wide:
            found[name] = (*faults, *(["wider than the screen"] if wide else []))
    assert found == {}
    assert said == []
    page.context.close()


def test_the_login_is_accessible(browser: Browser, office: Office) -> None:
    page = browser.new_context(base_url=office.stage.url).new_page()
    page.goto("/login")
    assert Axe().run(page).response["violations"] == []
    page.context.close()
