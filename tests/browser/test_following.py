"""A manager follows a running interview in a real browser: the words as they come, and quiet when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from interview_app import models
from interview_app.domain import turn
from interview_app.domain.interview import SessionState
from tests import factories
from tests.browser.test_manager import at_work
from tests.office import Office
from tests.stage import Stage

pytestmark = [pytest.mark.browser]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    stage = Stage(tmp_path)
    stage.open()
    yield Office(stage)
    stage.close()


@pytest.fixture
def seat_id(office: Office) -> int:
    """A candidate in the room who was asked nothing yet."""
    return office.candidate(state=SessionState.RUNNING, last_seen_at=office.stage.clock())


@pytest.fixture
def page(browser: Browser, office: Office, seat_id: int) -> Iterator[Page]:
    opened = at_work(browser, office)
    opened.set_default_timeout(8000)
    opened.goto(f"/candidates/{seat_id}")
    yield opened
    opened.context.close()


def begin(office: Office, seat_id: int) -> int:
    """The take of an answer that has just begun."""
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        asked = factories.asked(session, seat, state=turn.TurnState.ANSWERING, started_at=factories.NOW)
        take = models.Take(turn_id=asked.id, key="a", number=1, attempt=1, created_at=factories.NOW)
        session.add(take)
        session.flush()
        session.add(
            models.Hearing(take_id=take.id, heard_ms=0, chunks_seen=0, pieces=[], updated_at=factories.NOW)
        )
        session.commit()
        return take.id


def hear(office: Office, take_id: int, text: str) -> None:
    words = [[word, at * 400, at * 400 + 300, 0.9] for at, word in enumerate(text.split())]
    with office.stage.session() as session:
        hearing = session.get_one(models.Hearing, take_id)
        piece = {"start_ms": 0, "end_ms": 5000, "words": words, "dropped": [], "aligned": True}
        hearing.pieces = [*hearing.pieces, piece | {"engine": "whisperx", "model": "tiny"}]
        session.commit()


def test_a_manager_reads_along_until_it_is_over(page: Page, office: Office, seat_id: int) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    expect(page.get_by_text("No question asked yet")).to_be_visible()

    first = begin(office, seat_id)
    expect(page.get_by_text("Is answering now. No words yet.")).to_be_visible()
    expect(page.get_by_text("No question asked yet")).to_have_count(0)
    hear(office, first, "I led")
    expect(page.locator(".transcript--live")).to_have_text("I led")
    hear(office, first, "the move")
    expect(page.locator(".transcript--live")).to_have_text("I led the move")

    with office.stage.session() as session:
        session.execute(update(models.Turn).values(state=turn.TurnState.DECIDED))
        session.commit()
    begin(office, seat_id)
    expect(page.get_by_role("article")).to_have_count(2)
    with office.stage.session() as session:
        session.execute(update(models.InterviewSession).values(state=SessionState.ENDED))
        session.commit()
    expect(page.get_by_text("Is answering now")).to_have_count(0)
    expect(page.locator("[hx-trigger]")).to_have_count(0)
    assert said == []
