"""An answer's card while its transcript is on its way, and words that the recogniser was not sure of."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from interview_app import models
from interview_app.domain import transcript
from interview_app.models import StepKind, StepState
from tests import factories
from tests.browser import test_player
from tests.browser.test_manager import at_work
from tests.browser.test_player import at_ms, player
from tests.office import Office

pytestmark = [pytest.mark.browser]
office = test_player.office
recording = test_player.recording
SHOTS = os.environ.get("CANDID_SHOTS")
DOUBTED = (
    transcript.Word("I", 200, 300, 0.9),
    transcript.Word("lead", 400, 1200, 0.43),
    transcript.Word("<b>40%", None, None, None),
    transcript.Word("it", 62_000, 62_400, 0.9),
)


@pytest.fixture
def waiting(browser: Browser, office: Office, recording: tuple[bytes, str, bytes]) -> Iterator[Page]:
    """A manager in front of one answer that can be heard and whose transcript is still asked for."""
    seat_id = test_player.recorded(office, recording)
    with office.stage.session() as session:
        asked = session.get_one(models.InterviewSession, seat_id).turns[-1]
        session.add(
            models.Step(
                kind=StepKind.TRANSCRIBE, subject_id=asked.id, state=StepState.READY, attempt=1, next_at=2e9,
                opened_at=0, created_at=factories.NOW, failure="The recogniser rests.",
            )
        )  # fmt: skip
        session.commit()
    page = at_work(browser, office)
    page.set_default_timeout(8000)
    page.goto(f"/candidates/{seat_id}")
    yield page
    page.context.close()


def test_a_card_that_redraws_itself_keeps_the_place_and_the_keyboard_of_who_listens(waiting: Page) -> None:
    slider = player(waiting).get_by_role("slider")
    slider.focus()
    player(waiting).locator("audio").evaluate("audio => { audio.muted = true; audio.preload = 'auto'; }")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "0:05 of 0:11")
    place = at_ms(player(waiting))
    waiting.wait_for_timeout(5_000)
    expect(slider).to_be_focused()
    waiting.evaluate("() => document.activeElement.blur()")
    waiting.wait_for_timeout(3_000)
    assert at_ms(player(waiting)) == place > 0


def test_who_is_in_a_card_is_told_of_news_and_sees_them_when_they_say_so(
    waiting: Page, office: Office
) -> None:
    player(waiting).get_by_role("slider").focus()
    waiting.wait_for_timeout(3_000)
    with office.stage.session() as session:
        step = session.scalars(select(models.Step).order_by(models.Step.id.desc()).limit(1)).one()
        step.failure = "The recogniser rests for longer."
        session.commit()
    expect(waiting.get_by_text("There is something new about this answer.")).to_be_visible()
    assert waiting.get_by_text("rests for longer").count() == 0
    waiting.get_by_role("button", name="Show it").press("Enter")
    expect(waiting.get_by_text("rests for longer")).to_be_visible()
    expect(player(waiting).get_by_role("button", name="Play", exact=True)).to_be_focused()


def test_a_card_that_nobody_uses_is_redrawn(waiting: Page, office: Office) -> None:
    with office.stage.session() as session:
        step = session.scalars(select(models.Step).order_by(models.Step.id.desc()).limit(1)).one()
        step.failure = "The recogniser rests for longer."
        session.commit()
    expect(waiting.get_by_text("rests for longer")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_doubted_words_are_listed_for_who_cannot_hover(
    browser: Browser, office: Office, recording: tuple[bytes, str, bytes], width: int
) -> None:
    seat_id = test_player.recorded(office, recording)
    with office.stage.session() as session:
        asked = session.get_one(models.InterviewSession, seat_id).turns[-1]
        said = session.scalars(select(models.Transcript).where(models.Transcript.turn_id == asked.id)).one()
        said.words = transcript.to_json(DOUBTED)
        session.commit()
    page = at_work(browser, office, viewport={"width": width, "height": 844})
    page.goto(f"/candidates/{seat_id}")
    page.locator("summary", has_text="2 marked words, one by one").press("Enter")
    lines = page.locator(".doubts li")
    expect(lines.nth(0)).to_have_text("lead (0:00): the recogniser was not sure: 43 %")
    expect(lines.nth(1)).to_have_text("<b>40%: no time of its own")
    assert not page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    if SHOTS:
        page.locator("article.card").last.screenshot(path=f"{SHOTS}/doubts-{width}.png")
    page.context.close()
