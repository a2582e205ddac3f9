"""Correcting the transcripts in a real browser: from the last page to the manager's, on any network."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from interview_app import models
from interview_app.domain.interview import EndedBy, SessionState
from interview_app.models import StepKind, StepState
from tests import afterwards, factories
from tests.browser.test_manager import at_work
from tests.office import Office
from tests.stage import Stage

pytestmark = [pytest.mark.browser]
HEARD = afterwards.LED.replace("reconciliation", "reckoning seal action")
MEANT = afterwards.LED
SHOTS = os.environ.get("CANDID_SHOTS")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    stage = Stage(tmp_path)
    stage.open()
    yield Office(stage)
    stage.close()


def at_the_end(
    browser: Browser, stage: Stage, *answers: str, width: int = 1280, scheme: Any = "light"
) -> Page:
    """The browser of a candidate who has just answered the last question. "" is still being written down."""
    candidate = stage.in_the_room(transcripts_correctable=True)
    with stage.session() as session:
        seat = session.scalars(select(models.InterviewSession)).one()
        for number, text in enumerate(answers or (HEARD, afterwards.MENDED)):
            asked = seat.turns[0] if number == 0 else factories.asked(session, seat)
            asked.mode, asked.sealed_at = models.AnswerMode.VOICE, stage.clock()
            if text:
                heard = factories.said(session, asked, text)
                heard.words = [
                    [word[0], *word[1:3], 0.3 if word[0] == "reckoning" else 0.9] for word in heard.words
                ]
                heard.created_at = stage.clock()
            else:
                session.add(
                    models.Step(
                        kind=StepKind.TRANSCRIBE, subject_id=asked.id, state=StepState.READY, attempt=0,
                        next_at=2e9, opened_at=0, created_at=factories.NOW,
                    )
                )  # fmt: skip
        seat.state, seat.ended_by, seat.finished_at = SessionState.COMPLETED, EndedBy.CANDIDATE, stage.clock()
        session.commit()
    cookie = candidate.client.get_cookie("candid_seat")
    assert cookie is not None
    context = browser.new_context(
        base_url=stage.url,
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
    )
    context.add_cookies([{"name": "candid_seat", "value": cookie.value, "url": stage.url}])
    page = context.new_page()
    page.goto("/interview")
    return page


def open_first(page: Page) -> None:
    page.get_by_role("link", name="Read my answers").click()
    page.locator("summary", has_text="Correct words").first.click()


def area(page: Page, turn_id: int = 1) -> str:
    return f"#text-{turn_id}"


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True, caret="initial")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_word_corrected_by_the_candidate_is_drawn_on_the_manager_s_page(
    browser: Browser, office: Office, width: int, scheme: Any
) -> None:
    page = at_the_end(browser, office.stage, width=width, scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    shoot(page, f"done-open-{width}")
    open_first(page)
    expect(page.locator("mark", has_text="reckoning")).to_be_visible()
    shoot(page, f"answers-{width}")
    page.locator(area(page)).fill(MEANT)
    expect(page.get_by_text("Not saved yet. Kept in this browser.").first).to_be_visible()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Your corrected words count.")).to_be_visible()
    expect(page.locator("[data-result]")).to_be_focused()
    expect(page.locator("del")).to_have_text("reckoning seal action")
    expect(page.locator("ins")).to_have_text("reconciliation")
    page.locator("summary", has_text="Correct words").nth(1).click()
    page.locator(area(page, 2)).fill(
        "I saved everything and everybody was glad that I had been there on that day."
    )
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Saved, and it is more than a correction.")).to_be_visible()
    shoot(page, f"corrected-{width}")
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
    page.get_by_role("button", name="Done, send my answers").click()
    expect(page.get_by_text("Your answers are sent, with your changes in 2 of them.")).to_be_visible()
    shoot(page, f"done-sent-{width}")
    assert said == []
    manager = at_work(browser, office, viewport={"width": width, "height": 844}, color_scheme=scheme)
    manager.goto("/candidates/1")
    expect(manager.locator("#answer-1 del")).to_have_text("reckoning seal action")
    expect(manager.locator("#answer-1 ins")).to_have_text("reconciliation")
    expect(manager.locator("#answer-2")).to_contain_text("Rewritten by the candidate, not corrected")
    shoot(manager, f"manager-{width}")
    assert [fault["id"] for fault in Axe().run(manager).response["violations"]] == []
    assert not manager.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
    manager.context.close()
    page.context.close()


def test_no_typing_is_lost_with_the_network_or_by_leaving(browser: Browser, office: Office) -> None:
    page = at_the_end(browser, office.stage)
    open_first(page)
    page.locator(area(page)).fill(MEANT)
    office.stage.shut()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("the server cannot be reached")).to_be_visible()
    shoot(page, "offline-1280")
    expect(page.locator(area(page))).to_have_value(MEANT)
    office.stage.open()
    page.goto("/interview/done")
    page.get_by_role("link", name="Read my answers").click()
    expect(page.locator(area(page))).to_be_visible()
    expect(page.locator(area(page))).to_have_value(MEANT)
    page.get_by_role("button", name="Done, send my answers").click()
    expect(page.get_by_text("You changed words above and did not save them.")).to_be_visible()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Your corrected words count.")).to_be_visible()
    page.reload()
    expect(page.locator(area(page))).to_be_hidden()
    page.locator("summary", has_text="Correct words").first.click()
    page.locator(area(page)).fill("no, leave it")
    page.get_by_role("button", name="Leave it as it was").first.click()
    expect(page.locator("summary", has_text="Correct words").first).to_be_focused()
    page.get_by_role("button", name="Back to what was heard").click()
    expect(page.get_by_text("It stands as we heard it.")).to_be_visible()
    page.get_by_role("button", name="Done, send my answers").click()
    expect(page.get_by_text("Your answers are sent.")).to_be_visible()
    assert page.evaluate("() => Object.keys(localStorage).filter((name) => name.startsWith('candid:'))") == []
    page.context.close()


def test_words_that_come_late_disturb_nobody_who_is_typing(browser: Browser, office: Office) -> None:
    page = at_the_end(browser, office.stage, HEARD, "")
    open_first(page)
    expect(page.get_by_text("Your time to read begins when all of them are here.")).to_be_visible()
    shoot(page, "late-1280")
    page.locator(area(page)).fill(MEANT)
    page.locator(area(page)).press("End")
    with office.stage.session() as session:
        factories.said(session, session.get_one(models.Turn, 2), "And this came a little later")
        session.scalars(
            select(models.Step).where(models.Step.kind == StepKind.TRANSCRIBE)
        ).one().state = StepState.DONE
        session.scalars(select(models.Transcript)).all()[-1].created_at = office.stage.clock()
        session.commit()
    expect(page.locator("#said-2 .transcript")).to_have_text("And this came a little later")
    expect(page.locator("#reading-clock")).to_contain_text("left to read and correct")
    expect(page.locator(area(page))).to_be_focused()
    expect(page.locator(area(page))).to_have_value(MEANT)
    page.context.close()


def test_too_late_is_said_and_the_page_leaves_when_the_time_is_over(browser: Browser, office: Office) -> None:
    page = at_the_end(browser, office.stage)
    open_first(page)
    page.locator(area(page)).fill(MEANT)
    with office.stage.session() as session:
        session.scalars(select(models.InterviewSession)).one().words_closed_at = office.stage.clock()
        session.commit()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("nothing in them can be changed any more")).to_be_visible()
    expect(page.locator("#reading-clock")).to_have_text("The time to read and correct is over.")
    shoot(page, "closed-1280")
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("heading", name="Thank you, that was it")).to_be_visible()
    page.context.close()


def test_the_time_left_runs_in_a_browser_that_forbids_storing(browser: Browser, office: Office) -> None:
    page = at_the_end(browser, office.stage)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " { get() { throw new DOMException('forbidden', 'SecurityError'); } });"
    )
    open_first(page)
    expect(page.locator("#reading-clock [data-clock]")).to_have_text(re.compile(r"^\d+:\d\d$"))
    page.locator(area(page)).fill(MEANT)
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Your corrected words count.")).to_be_visible()
    assert faults == []
