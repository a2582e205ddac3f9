"""The room and the pages before it, in a browser: sound or none, writing, two tabs, keyboard, accessibility."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, Page, expect
from sqlalchemy import select

from interview_app.models import AnswerMode, Hearing, SpeechClip, Take
from interview_app.usecases import interviewing
from tests import factories
from tests.browser import tones, walk
from tests.stage import Stage

pytestmark = pytest.mark.browser
REFUSING = ["--no-sandbox", "--use-fake-device-for-media-stream", "--deny-permission-prompts"]
PHONE = {"width": 390, "height": 780}


@pytest.fixture
def refusing(browser_type: BrowserType, chromium: str) -> Iterator[Page]:
    """A browser whose user says no to the microphone."""
    opened = browser_type.launch(executable_path=chromium, args=REFUSING)
    yield opened.new_page()
    opened.close()


def faults_of(page: Page) -> list[str]:
    """Script errors and breaches of the content policy, as they happen."""
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on(
        "console", lambda line: seen.append(line.text) if "Content Security Policy" in line.text else None
    )
    return seen


def violations(page: Page) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_of_the_candidate_breaks_an_accessibility_rule(
    stage: Stage, browser: Browser, theme: Any
) -> None:
    context = browser.new_context(color_scheme=theme, viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    faults, found = faults_of(page), {}

    def look(name: str) -> None:
        found[name] = violations(page)

    page.goto(stage.url + "/i/unknown")
    look("unknown link")
    page.goto(stage.url + stage.invite(thinking_seconds=60, avatar="maya", attempts_allowed=2))
    look("welcome")
    page.get_by_label("I agree that my answers").check()
    page.get_by_label("Yes: an AI may propose").check()
    page.get_by_role("button", name="Agree and go on").click()
    page.get_by_label("Phone number").fill("call me")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look("details")
    page.get_by_label("Phone number").fill("")
    page.get_by_role("button", name="Save and go on").click()
    look("résumé")
    page.set_input_files("#file", {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    expect(page.get_by_text("protected by a password")).to_be_visible()
    look("résumé, unreadable")
    page.get_by_role("link", name="Go on without a résumé").click()
    page.get_by_role("button", name="Allow the microphone").click()
    expect(page.get_by_role("button", name="Record a practice answer")).to_be_visible()
    look("sound check")
    page.get_by_role("link", name="It works, go on").click()
    look("start")
    page.get_by_role("button", name="Start the interview").click()
    expect(page.get_by_text("Take a moment to think")).to_be_visible(timeout=walk.PATIENCE_MS)
    look("thinking")
    page.get_by_role("button", name="Start my answer").click()
    walk.recording(page)
    look("recording")
    page.get_by_role("button", name="Record again").click()
    look("dialog")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Answer in writing").click()
    page.locator("#written").fill("I led the move.")
    look("writing")
    stage.work.clear()
    page.get_by_role("button", name="Submit answer").last.click()
    expect(page.locator("[data-says]", has_text="Your answer is safe")).to_be_visible()
    look("working")
    assert {name: broken for name, broken in found.items() if broken} == {}
    assert faults == []
    context.close()


def test_a_whole_interview_by_keyboard_in_writing_without_a_microphone(stage: Stage, refusing: Page) -> None:
    page, faults = refusing, faults_of(refusing)
    walk.to_the_check(page, stage)
    page.get_by_role("button", name="Allow the microphone").press("Enter")
    expect(page.get_by_text("The microphone was not allowed")).to_be_visible()
    page.get_by_role("link", name="Answer in writing instead").press("Enter")
    page.get_by_role("button", name="Start the interview").press("Enter")
    for number in (1, 2, 3):
        walk.next_question(page, number)
        answer = page.get_by_label("Your answer", exact=True)
        expect(answer).to_be_focused(timeout=walk.PATIENCE_MS)
        page.keyboard.type(f"This is my answer {number}.")
        expect(page.get_by_text("5 words")).to_be_visible()
        page.get_by_role("button", name="Submit answer").last.press("Enter")
    expect(page.get_by_text("Thank you, that was it")).to_be_visible(timeout=walk.PATIENCE_MS)
    assert [walk.turn(stage, number).written_text for number in (1, 2, 3)] == [
        f"This is my answer {number}." for number in (1, 2, 3)
    ]
    assert faults == []
    page.wait_for_function("() => localStorage.length === 0")


def test_a_refused_microphone_in_the_room_offers_another_way(stage: Stage, refusing: Page) -> None:
    walk.to_the_check(refusing, stage)
    refusing.goto(stage.url + "/interview/start")
    refusing.get_by_role("button", name="Start the interview").click()
    expect(refusing.get_by_text("The microphone was not allowed")).to_be_visible(timeout=walk.PATIENCE_MS)
    expect(refusing.get_by_text("Your answer has not started yet")).to_be_visible(timeout=walk.PATIENCE_MS)
    assert walk.turn(stage).started_at is None
    refusing.get_by_role("button", name="Answer in writing").last.click()
    refusing.get_by_label("Your answer", exact=True).fill("Then I write.")
    refusing.get_by_role("button", name="Submit answer").last.click()
    walk.next_question(refusing, 2)
    assert walk.turn(stage).mode is AnswerMode.WRITTEN


def test_what_is_being_written_survives_a_reload(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.get_by_role("button", name="Answer in writing").click()
    page.locator("#written").fill("Half of an answer")
    page.reload()
    expect(page.locator("#written")).to_have_value("Half of an answer")
    expect(page.get_by_text("Write your answer below.")).to_be_visible()


def test_going_back_to_speaking_keeps_what_was_said_before(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(2_500)
    page.get_by_role("button", name="Answer in writing").click()
    page.get_by_role("button", name="Answer aloud instead").click()
    walk.recording(page)
    page.wait_for_timeout(2_500)
    walk.submit(page)
    walk.next_question(page, 2)
    takes = walk.takes_heard(stage)
    assert len(takes) == 2
    assert all(len(take) >= 2 and not tones.lost(take) for take in takes)


def test_only_one_tab_records_and_the_other_may_take_over(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    second = page.context.new_page()
    second.goto(stage.url + "/interview")
    expect(second.get_by_text("open in another tab or window")).to_be_visible()
    expect(second.get_by_role("button", name="Submit answer")).to_be_disabled()
    second.get_by_role("button", name="Go on in this tab").click()
    walk.recording(second)
    expect(page.get_by_text("open in another tab or window")).to_be_visible()
    second.wait_for_timeout(1_500)
    walk.submit(second)
    walk.next_question(second, 2)
    assert len(walk.takes_heard(stage)) == 2


@pytest.mark.parametrize("stored", [True, False], ids=["a clip", "a clip that is gone"])
def test_a_spoken_question_never_holds_up_the_interview(stage: Stage, page: Page, stored: bool) -> None:
    with stage.session() as session:
        clip = SpeechClip(
            key="1" * 64, blob_key="speech/1.wav", mime="audio/wav", model="m", duration_ms=900, characters=[],
            created_at=factories.NOW,
        )  # fmt: skip
        session.add(clip)
        session.commit()
        clip_id = clip.id
    if stored:
        with stage.app.app_context():
            stage.ports.blobs.put("speech/1.wav", tones.second(), mime="audio/wav")
    walk.to_the_check(page, stage)
    page.get_by_role("button", name="Allow the microphone").click()
    page.get_by_role("link", name="It works, go on").click()
    asked: list[int] = []
    page.on("response", lambda answer: asked.append(answer.status) if "/speech/" in answer.url else None)
    app = stage.app.wsgi_app

    def voiced(environ: Any, respond: Any) -> Any:
        if environ["PATH_INFO"] == "/interview/room":
            give_clip(stage, clip_id)
        return app(environ, respond)

    stage.in_front = voiced
    page.get_by_role("button", name="Start the interview").click()
    walk.recording(page)
    assert asked[0] in ({200, 206} if stored else {404})


def give_clip(stage: Stage, clip_id: int) -> None:
    with stage.session() as session:
        session.merge(walk.turn(stage)).speech_clip_id = clip_id
        session.commit()


def test_the_time_left_is_said_to_screen_readers(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    with stage.session() as session:
        session.merge(walk.turn(stage)).answer_seconds = 12
        session.commit()
    page.reload()
    expect(page.locator("#said")).to_have_text("10 seconds left", timeout=walk.PATIENCE_MS)
    assert page.locator("#said").get_attribute("aria-live") == "polite"


def test_a_manager_s_end_leads_to_the_last_page(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    with stage.app.app_context(), stage.session() as session:
        mine = session.merge(walk.turn(stage)).interview_session
        interviewing.end_by_hand(session, mine, queue=stage.queue, clock=stage.clock)
    expect(page.get_by_text("This interview has ended")).to_be_visible(timeout=walk.PATIENCE_MS)


NOTE_WHEN_SHOWN = """() => {
  window.shownAt = {};
  const note = () => {
    const number = /Question (\\d) of 3/.exec(document.body.innerText)?.[1];
    if (number && !(number in window.shownAt)) window.shownAt[number] = Date.now();
  };
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
MOVES_ON_MS = 1_000
BUSY_MACHINE_MS = 500
"""What the test's own server, browser and clock may add."""


@pytest.mark.slow
def test_the_page_moves_on_within_a_second_of_the_next_question(stage: Stage, refusing: Page) -> None:
    page = refusing
    walk.to_the_check(page, stage)
    page.get_by_role("button", name="Allow the microphone").click()
    page.get_by_role("link", name="Answer in writing instead").click()
    page.get_by_role("button", name="Start the interview").click()
    walk.next_question(page, 1)
    page.evaluate(NOTE_WHEN_SHOWN)
    for number in (1, 2):
        page.get_by_label("Your answer", exact=True).fill("I led the move.")
        page.get_by_role("button", name="Submit answer").last.click()
        walk.next_question(page, number + 1)
    shown_at = page.evaluate("() => window.shownAt")
    waited = [
        shown_at[str(number)] - walk.turn(stage, number).created_at.timestamp() * 1000 for number in (2, 3)
    ]
    assert max(waited) < MOVES_ON_MS + BUSY_MACHINE_MS, waited


PURE = (
    ("countdown", "clockText(65_000)", "1:05"),
    ("countdown", "clockText(59_001)", "1:00"),
    ("countdown", "clockText(-5)", "0:00"),
    ("microphone", "loudness(0)", 0),
    ("microphone", "loudness(1)", 1),
    (
        "recorder",
        "pieces(new Blob([new Uint8Array(1_200_000)])).map((one) => one.size)",
        [524288, 524288, 151424],
    ),
    ("recorder", "pieces(new Blob([new Uint8Array(524_288)])).length", 1),
    ("recorder", 'sha256(new TextEncoder().encode("abc").buffer)', hashlib.sha256(b"abc").hexdigest()),
    ("speaker", 'sentences("Hello. How are you? Fine")', ["Hello.", "How are you?", "Fine"]),
    ("speaker", 'voiceFor([{lang: "fil-PH"}, {lang: "fi_FI"}], "fi").lang', "fi_FI"),
    ("speaker", 'voiceFor([{lang: "de-AT"}, {lang: "de-DE", localService: true}], "de").lang', "de-DE"),
    ("speaker", 'voiceFor([{lang: "en-GB"}], "de") === undefined', True),
    ("writing", 'wordCount("  two  words ")', 2),
    ("writing", 'wordCount("")', 0),
    ("uploader", "pauseMs(99) > 8_000", False),
    ("api", 'outcomeOf({status: 409, body: {error: "sealed"}, afterMs: 0}).kind', "sealed"),
    ("api", 'outcomeOf({status: 409, body: {error: "not_yet"}, afterMs: 0}).kind', "again"),
    ("api", 'outcomeOf({status: 422, body: {error: "checksum"}, afterMs: 0}).kind', "again"),
    ("api", "outcomeOf({status: 404, body: {}, afterMs: 0}).kind", "gone"),
    ("api", "outcomeOf({status: 503, body: {}, afterMs: 0}).kind", "again"),
    (
        "resume",
        'faultOf({name: "cv.odt", size: 5}, 10, ["pdf", "docx"], "a PDF or Word file")',
        "Please choose a PDF or Word file, or paste the text of your résumé instead.",
    ),
    ("resume", 'faultOf({name: "cv.pdf", size: 11}, 10, ["pdf"], "") !== ""', True),
    ("resume", 'faultOf({name: "cv.pdf", size: 0}, 10, ["pdf"], "").startsWith("This file is empty")', True),
    ("resume", 'faultOf({name: "my.cv.DOCX", size: 9}, 10, ["pdf", "docx"], "")', ""),
)


def test_the_small_rules_of_the_browser_s_side(stage: Stage, page: Page) -> None:
    page.goto(stage.url + "/i/unknown")
    for module, expression, expected in PURE:
        script = f"async () => (await import('/static/js/candidate/{module}.js')).{expression}"
        assert page.evaluate(script) == expected, expression


def test_while_no_words_have_come_the_room_says_that_the_answer_is_heard(page: Page, stage: Stage) -> None:
    soon, so_far = page.locator("[data-heard-soon]"), page.get_by_text("What we hear so far")
    walk.start(page, stage)
    walk.recording(page)
    expect(soon).to_contain_text("being recorded and heard", timeout=walk.PATIENCE_MS)
    expect(so_far).to_be_hidden()

    walk.until(lambda: walk.chunks_stored(stage) > 0)
    with stage.session() as session:
        take = session.scalars(select(Take)).one()
        piece = {
            "start_ms": 0, "end_ms": 900, "words": [["gladly", 0, 400, 0.9]], "dropped": [], "aligned": True,
            "engine": "whisperx", "model": "tiny",
        }  # fmt: skip
        session.merge(
            Hearing(take_id=take.id, heard_ms=900, chunks_seen=1, pieces=[piece], updated_at=stage.clock())
        )
        session.commit()
    expect(so_far).to_be_visible(timeout=walk.PATIENCE_MS)
    expect(page.locator("[data-heard-text]")).to_have_text("gladly")
    expect(soon).to_be_hidden()

    page.get_by_role("button", name="Answer in writing").click()
    expect(page.locator("#written")).to_be_visible()
