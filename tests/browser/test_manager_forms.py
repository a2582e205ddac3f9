"""The manager's forms in a browser: what is wrong comes into view, prepared questions are chosen, copies are noted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_manager import at_work
from tests.office import Office
from tests.stage import Stage

pytestmark = [pytest.mark.browser]
PHONE = {"width": 390, "height": 780}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    stage = Stage(tmp_path, llm_models="first")
    stage.open()
    yield Office(stage)
    stage.close()


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    opened = at_work(browser, office, viewport=PHONE, permissions=["clipboard-read", "clipboard-write"])
    yield opened
    opened.context.close()


def expect_faults(page: Page, link: str, field: str) -> None:
    """The list is in view and focused; its link leads to the field."""
    faults = page.locator("[data-error-summary]")
    expect(faults).to_be_in_viewport()
    expect(faults).to_be_focused()
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    faults.get_by_role("link", name=link).click()
    expect(page.locator(field)).to_be_focused()
    expect(page.locator(field)).to_be_in_viewport()
    assert page.locator(field).get_attribute("aria-describedby")


def test_what_is_wrong_with_the_settings_comes_into_view(page: Page, office: Office) -> None:
    page.goto(f"/interviews/{office.draft()}/edit")
    page.locator("#retention_days").fill("-1")
    page.get_by_role("button", name="Save", exact=True).click()
    label = page.locator('label[for="retention_days"]').inner_text()
    expect_faults(page, label, "#retention_days")


def test_what_is_wrong_with_a_question_comes_into_view(page: Page, office: Office) -> None:
    page.goto(f"/interviews/{office.draft(questions=4)}/questions")
    page.locator("#questions-3-seconds").fill("5")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect_faults(page, "Seconds for the answer to question 4", "#questions-3-seconds")


def test_what_is_wrong_with_a_rubric_is_reached_though_it_is_folded(page: Page, office: Office) -> None:
    page.goto(f"/interviews/{office.draft()}/rubric")
    page.locator("summary", has_text="Five anchors").nth(1).click()
    page.locator("#competencies-1-anchors-2-text").fill("x" * 5000)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect_faults(page, "Competency 2, anchor 3", "#competencies-1-anchors-2-text")


def test_what_is_wrong_with_an_invitation_comes_into_view(page: Page, office: Office) -> None:
    page.goto(f"/interviews/{office.published()}")
    page.locator("#people").fill("nobody")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect_faults(page, page.locator('label[for="people"]').inner_text(), "#people")


def test_questions_of_the_bank_are_filtered_and_chosen(page: Page, office: Office, tmp_path: Path) -> None:
    page.goto(f"/interviews/{office.draft(questions=1)}/questions")
    page.get_by_role("button", name="Show them").click()
    choice = page.locator("#pick")
    expect(choice).to_be_focused()
    offered = choice.get_by_role("checkbox").count()
    page.get_by_role("button", name="Bring in the chosen ones").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Choose at least one question to bring in.")
    choice.get_by_label("Show").select_option(label="Ownership")
    expect(choice.locator("li:visible").first).to_be_visible()
    assert 0 < choice.locator("li:visible").count() < offered
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    choice.locator("li:visible").get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Bring in the chosen ones").click()
    expect(page.get_by_text("1 added from the built-in question bank.")).to_be_visible()
    expect(page.locator("textarea[id^=questions-]")).to_have_count(2)


def test_copying_a_link_is_noted_with_who_and_when(page: Page, office: Office) -> None:
    interview_id = office.published()
    page.goto(f"/interviews/{interview_id}")
    page.locator("#people").fill("grace@example.org")
    page.get_by_role("button", name="Invite", exact=True).click()
    table = page.locator("#invitations")
    expect(table).to_contain_text("Send it yourself")
    page.get_by_role("button", name="Copy the link of grace@example.org").click()
    expect(table).to_contain_text("Link copied")
    expect(table).to_contain_text(re.compile(r"Copied by Ada Byron, .*\d\d:\d\d.* (UTC|GMT)"))
    expect(page.get_by_role("button", name="Copy the link of grace@example.org")).to_be_focused()
    assert page.evaluate("() => navigator.clipboard.readText()").startswith(
        office.stage.settings.base_url + "/i/"
    )
