"""A manager follows a running interview and steers it; the candidate reads it in the room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from interview_app import models
from interview_app.domain import turn
from interview_app.domain.supervision import Action, Metrics, Source, Verdict
from interview_app.usecases import supervision_log
from tests.browser import walk
from tests.office import PASSWORD, Office
from tests.stage import Stage

pytestmark = [pytest.mark.browser]
NOTE = "The question is about a project that you led yourself."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    stage = Stage(tmp_path)
    stage.open()
    stage.start_worker()
    yield Office(stage)
    stage.close()


def manager(browser: Browser, office: Office, **options: Any) -> Page:
    page = browser.new_context(base_url=office.stage.url, **options).new_page()
    page.goto("/login")
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Interviews")).to_be_visible()
    return page


def answering(office: Office) -> int:
    """The id of the interview whose first answer runs."""
    with office.stage.session() as session:
        asked = session.scalars(
            select(models.Turn).where(models.Turn.state == turn.TurnState.ANSWERING)
        ).one()
        return asked.interview_session_id


def noticed(office: Office, seat_id: int) -> None:
    line = supervision_log.Line(
        source=Source.MODEL,
        verdict=Verdict(action=Action.IGNORE, text="", reason="The answer keeps to the question."),
        metrics=Metrics(topic_relevance=91, question_quality=82, answer_progress=43, time_efficiency=74),
        words=30, model="openai/gpt-4o-mini", prompt_version="supervise-1",
    )  # fmt: skip
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        supervision_log.note(session, seat, line, clock=office.stage.clock)
        session.commit()


def interview_clock(room: Page) -> int:
    """Seconds left, as the candidate reads them."""
    minutes, seconds = room.locator("[data-clock=interview]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def accessible(page: Page) -> list[str]:
    return [one["id"] for one in Axe().run(page).response["violations"]]


def test_a_manager_follows_writes_a_note_and_concludes(browser: Browser, office: Office) -> None:
    room = browser.new_context(permissions=["microphone"]).new_page()
    walk.start(room, office.stage)
    walk.recording(room)
    seat_id = answering(office)
    page = manager(browser, office)
    page.goto(f"/candidates/{seat_id}")
    page.get_by_role("link", name="Watch live").click()
    expect(page.locator("#live")).to_contain_text("Answering now")
    noticed(office, seat_id)
    expect(page.locator("#watch")).to_contain_text("The answer keeps to the question.")
    assert accessible(page) == []

    before = interview_clock(room)
    page.get_by_label("A note for the candidate").fill(NOTE)
    page.get_by_role("button", name="Show me how it looks").click()
    expect(page.locator("#steer")).to_contain_text("A note from Our team")
    expect(room.locator("[data-note]")).to_have_count(0)
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("#steer")).to_contain_text("Sent.")

    expect(room.locator("[data-note]")).to_contain_text(NOTE)
    assert accessible(room) == []
    assert interview_clock(room) <= before, "a note sets no clock back"
    room.get_by_role("button", name="Close this note").click()
    expect(room.locator("[data-note]")).to_be_hidden()

    page.get_by_role("button", name="Conclude").click()
    page.get_by_role("dialog").get_by_role("button", name="Conclude").click()
    expect(page.locator("#live")).to_contain_text("Concluding")
    expect(room.locator("[data-note]")).to_contain_text("This answer is the last one.")
    expect(room.locator("[data-clock=interview]")).to_have_text(re.compile(r"^(2:00|1:\d\d)$"))
    walk.submit(room)
    expect(room.get_by_role("heading", name="Thank you, that was it")).to_be_visible(timeout=30_000)
    expect(page.locator("#live")).to_contain_text("This interview is over")
    room.context.close()
    page.context.close()
