"""Coming back to the room, writing in its own time, and what is said when something takes long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from interview_app.domain.turn import TurnState
from interview_app.models import AnswerMode
from tests.browser import walk
from tests.browser.test_room import PHONE, REFUSING
from tests.stage import Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def elsewhere(browser: Browser) -> Iterator[BrowserContext]:
    """Another device of the same candidate."""
    context = browser.new_context(viewport=PHONE)
    yield context
    context.close()


def come_back(elsewhere: BrowserContext, stage: Stage, link: str) -> Page:
    page = elsewhere.new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="You are back.")).to_be_visible(timeout=walk.PATIENCE_MS)
    return page


def test_nothing_is_recorded_for_who_comes_back_before_their_click(
    stage: Stage, page: Page, elsewhere: BrowserContext
) -> None:
    link = walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(1_500)
    page.close()
    walk.until(lambda: walk.chunks_stored(stage) >= 1)
    stored = walk.chunks_stored(stage)
    back = come_back(elsewhere, stage, link)
    expect(back.get_by_text("Your answer is still running:")).to_be_visible()
    expect(back.locator("#back-title")).to_be_focused()
    expect(back.locator("#back")).to_be_in_viewport(ratio=1)
    assert 0 < int(back.locator('[data-clock="back"]').inner_text().split(":")[1]) < 60
    back.wait_for_timeout(2_500)
    expect(back.locator("#room")).to_have_attribute("data-recording", "no")
    assert walk.chunks_stored(stage) == stored
    back.get_by_role("button", name="Go on recording").click()
    walk.recording(back)
    expect(back.locator("#back")).to_be_hidden()
    walk.until(lambda: walk.chunks_stored(stage) > stored)
    back.wait_for_timeout(1_000)
    walk.submit(back)
    walk.next_question(back, 2)
    walk.recording(back)


def test_who_comes_back_may_go_on_in_writing(stage: Stage, page: Page, elsewhere: BrowserContext) -> None:
    link = walk.start(page, stage)
    walk.recording(page)
    page.close()
    back = come_back(elsewhere, stage, link)
    back.get_by_role("button", name="Answer in writing").first.click()
    back.locator("#written").fill("I led the move.")
    back.get_by_role("button", name="Submit answer").last.click()
    walk.next_question(back, 2)
    assert walk.turn(stage).mode is AnswerMode.WRITTEN


def test_who_comes_back_to_a_question_starts_the_answer_themselves(
    stage: Stage, page: Page, elsewhere: BrowserContext
) -> None:
    link = walk.start(page, stage, thinking_seconds=60)
    expect(page.get_by_text("Take a moment to think")).to_be_visible(timeout=walk.PATIENCE_MS)
    page.close()
    with stage.session() as session:
        session.merge(walk.turn(stage)).interview_session.guide.thinking_seconds = 0
        session.commit()
    back = come_back(elsewhere, stage, link)
    expect(back.get_by_text("Your answer starts when you say so.")).to_be_visible(timeout=walk.PATIENCE_MS)
    back.wait_for_timeout(1_500)
    assert walk.turn(stage).state is TurnState.ASKED
    back.locator("#back").get_by_role("button", name="Start my answer").click()
    walk.recording(back)


def test_writing_has_its_own_time_and_its_end_submits_what_is_written(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.get_by_role("button", name="Answer in writing").click()
    page.locator("#written").fill("Half of an ans")
    walk.until(lambda: walk.shown_seconds(page) > 150)
    page.get_by_role("button", name="Answer aloud instead").click()
    walk.recording(page)
    walk.until(lambda: walk.shown_seconds(page) <= 120)
    page.get_by_role("button", name="Answer in writing").click()
    with stage.session() as session:
        turn = session.merge(walk.turn(stage))
        turn.answer_seconds, turn.writing_seconds, turn.started_at = 20, 25, stage.clock()
        session.commit()
    page.reload()
    walk.next_question(page, 2)
    assert walk.turn(stage).written_text == "Half of an ans"
    assert walk.turn(stage).mode is AnswerMode.WRITTEN


def test_on_a_phone_what_matters_while_writing_is_in_view(
    stage: Stage, elsewhere: BrowserContext, tmp_path: object
) -> None:
    page = elsewhere.new_page()
    walk.start(page, stage, avatar="maya")
    walk.recording(page)
    page.get_by_role("button", name="Answer in writing").click()
    expect(page.get_by_role("button", name="Submit answer").last).to_be_in_viewport(ratio=1)
    expect(page.locator("#written")).to_be_in_viewport()
    expect(page.locator("[data-mic-words]")).to_be_hidden()
    page.locator("#written").fill("\n".join("I led the move." for _ in range(40)))
    expect(page.get_by_role("button", name="Submit answer").last).to_be_in_viewport(ratio=1)
    second = elsewhere.new_page()
    second.goto(stage.url + "/interview")
    expect(second.get_by_text("open in another tab or window")).to_be_in_viewport(ratio=1)


def test_a_refused_microphone_is_promised_no_start(
    stage: Stage, browser_type: BrowserType, chromium: str
) -> None:
    opened = browser_type.launch(executable_path=chromium, args=REFUSING)
    page = opened.new_page(viewport=PHONE)
    walk.to_the_check(page, stage, thinking_seconds=5)
    page.goto(stage.url + "/interview/start")
    page.get_by_role("button", name="Start the interview").click()
    says = page.locator("[data-now]")
    expect(page.get_by_text("The microphone was not allowed")).to_be_in_viewport(timeout=walk.PATIENCE_MS)
    thinks = "Your answer needs your microphone, or your keyboard. Time to think: 0:0"
    expect(says).to_contain_text(thinks, timeout=walk.PATIENCE_MS)  # first the question is read
    expect(says).to_contain_text("Your answer has not started yet", timeout=walk.PATIENCE_MS)
    with stage.session() as session:
        turn = session.merge(walk.turn(stage))
        turn.text, turn.interview_session.guide.thinking_seconds = "Why?", 0
        session.commit()
    expect(says).to_contain_text("Your time is running, but nothing is recorded", timeout=walk.PATIENCE_MS)
    opened.close()


def test_a_long_wait_is_explained_and_said_to_screen_readers(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.get_by_role("button", name="Answer in writing").click()
    page.locator("#written").fill("I led the move.")
    stage.work.clear()
    page.get_by_role("button", name="Submit answer").last.click()
    said = page.locator("#said")
    expect(page.get_by_text("This takes a few seconds")).to_be_visible()
    expect(page.locator("[data-slow]")).to_contain_text(
        "This takes longer than usual. Your answer is safe", timeout=9_000
    )
    expect(said).to_contain_text("This takes longer than usual")
    assert said.get_attribute("aria-live") == "polite"
    expect(page.locator("[data-slow]")).to_contain_text(
        "This still takes longer. Your answer is safe", timeout=30_000
    )
    expect(said).to_contain_text("come back later")


SPOKEN = """() => {
  window.spoken = [];
  const speak = speechSynthesis.speak.bind(speechSynthesis);
  speechSynthesis.speak = (one) => { window.spoken.push(one.lang); speak(one); };
}"""


def test_a_german_interview_is_marked_spoken_and_written_in_german(stage: Stage, page: Page) -> None:
    page.add_init_script(f"({SPOKEN})()")
    walk.start(page, stage, language="de", thinking_seconds=0)
    walk.recording(page)
    assert page.locator("#question").get_attribute("lang") == "de"
    assert page.locator("[data-heard-text]").get_attribute("lang") == "de"
    assert page.locator("#written").get_attribute("lang") == "de"
    assert set(page.evaluate("() => window.spoken")) == {"de"}
    assert page.locator("html").get_attribute("lang") == "en"
