"""Playing an answer in a real browser: words lit as they are spoken, silences, speed, keys."""

from __future__ import annotations

import array
import math
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import update

from interview_app import models
from interview_app.adapters.ffmpeg_media import FfmpegMedia
from interview_app.domain import playback, transcript, turn
from interview_app.domain.interview import EndedBy, SessionState
from interview_app.domain.transcript import Word
from tests import factories
from tests.browser.test_manager import at_work
from tests.integration.adapters import sounds
from tests.office import Office
from tests.stage import Stage

pytestmark = [pytest.mark.browser]
RATE = 16_000
WORDS = (
    Word("So", 200, 600, 0.95),
    Word("I", 700, 900, 0.42),
    Word("led", 1000, 1700, 0.9),
    Word("40%", None, None, None),
    Word("of", 2000, 2500, 0.9),
    Word("it", 2600, 3400, 0.9),
    Word("and", 7400, 8000, 0.9),  # after a silence of four seconds
    Word("shipped", 8100, 9300, 0.9),
    Word("it.", 9400, 9900, 0.9),
)
DURATION_MS = 11_000
REMEMBER_THE_LIT = """player => {
    window.lit = [];
    const note = () => {
        const now = player.querySelector(".is-spoken")?.textContent ?? "";
        const last = window.lit.at(-1)?.[0] ?? "";
        if (now !== last) window.lit.push([now, player.querySelector("audio").currentTime * 1000]);
    };
    new MutationObserver(note).observe(player, {subtree: true, attributeFilter: ["class"]});
}"""
LOADED_AND_SOUGHT = """(player, at) => new Promise((done) => {
    const audio = player.querySelector("audio");
    audio.addEventListener("loadedmetadata", () => { audio.currentTime = at; }, {once: true});
    audio.addEventListener("seeked", () => done([audio.duration, audio.currentTime]), {once: true});
    audio.preload = "auto";
    audio.load();
})"""


def spoken() -> bytes:
    """PCM with a tone for each word that has a time."""
    samples = array.array("h", bytes(DURATION_MS * RATE // 1000 * 2))
    for number, word in enumerate(WORDS):
        if word.start_ms is not None and word.end_ms is not None:
            for at in range(word.start_ms * 16, word.end_ms * 16):
                swell = math.sin(math.pi * (at / 16 - word.start_ms) / (word.end_ms - word.start_ms))
                samples[at] = int(9000 * swell * math.sin(at * (0.1 + 0.01 * number)))
    return samples.tobytes()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    stage = Stage(tmp_path_factory.mktemp("player"), login_rate="1000 per minute")
    stage.open()
    yield Office(stage)
    stage.close()


@pytest.fixture(scope="module")
def recording() -> tuple[bytes, str, bytes]:
    """As a browser recorded it and the worker stored it: the file, its type, its waveform."""
    pcm = spoken()
    return *FfmpegMedia().playable(sounds.webm(pcm)), playback.peaks(pcm)


def recorded(office: Office, recording: tuple[bytes, str, bytes], answers: int = 1) -> int:
    """The seat of a finished interview with so many answers like this one."""
    body, mime, peaks = recording
    seat_id = office.candidate(state=SessionState.COMPLETED, ended_by=EndedBy.CANDIDATE)
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        for _ in range(answers):
            asked = factories.asked(session, seat)
            words = factories.said(session, asked, " ".join(word.text for word in WORDS))
            words.words, words.duration_ms = transcript.to_json(WORDS), DURATION_MS
            key = f"answers/{asked.id}/answer.webm"
            session.add(
                models.AnswerAudio(
                    turn_id=asked.id, blob_key=key, mime=mime, duration_ms=DURATION_MS, declared_ms=DURATION_MS + 1500,
                    missing_ms=1500, gaps=[[DURATION_MS, DURATION_MS + 1500]], peaks=peaks, created_at=factories.NOW,
                )
            )  # fmt: skip
            asked.state = turn.TurnState.DECIDED
            session.commit()
            office.stage.ports.blobs.put(key, body, mime=mime)
    return seat_id


@pytest.fixture
def page(browser: Browser, office: Office, recording: tuple[bytes, str, bytes]) -> Iterator[Page]:
    """A manager in front of a candidate with two answers."""
    opened = at_work(browser, office)
    opened.set_default_timeout(8000)
    opened.goto(f"/candidates/{recorded(office, recording, answers=2)}")
    yield opened
    opened.context.close()


def player(page: Page, number: int = 0) -> Locator:
    return page.locator("answer-player").nth(number)


def at_ms(of: Locator) -> float:
    return float(of.evaluate("player => player.querySelector('audio').currentTime * 1000"))


def lit(of: Locator) -> Locator:
    return of.locator(".is-spoken")


def test_the_length_is_known_before_anything_is_loaded(page: Page) -> None:
    expect(player(page).locator(".playing__time")).to_have_text("0:00 / 0:11")
    expect(player(page).get_by_role("slider")).to_have_attribute("aria-valuetext", "0:00 of 0:11")
    expect(lit(page.locator("body"))).to_have_count(0)
    bars = player(page).locator(".wave__bars").first
    heights = bars.evaluate("path => path.getAttribute('d').match(/v[\\d.]+/g).map((v) => +v.slice(1))")
    assert max(heights) > 20
    assert min(heights) <= 2
    assert player(page).locator(".wave__silence").count() == 1
    assert player(page).locator(".wave__gap").count() == 1


def test_the_stored_file_tells_the_browser_how_long_it_is_and_seeks(page: Page) -> None:
    duration, now = player(page).evaluate(LOADED_AND_SOUGHT, 9.5)
    assert (duration, now) == (pytest.approx(DURATION_MS / 1000, abs=0.1), pytest.approx(9.5))


def test_words_are_lit_as_they_are_spoken(page: Page) -> None:
    one = player(page)
    one.evaluate(REMEMBER_THE_LIT)
    one.get_by_role("button", name="Play").click()
    expect(one.get_by_role("button", name="Pause")).to_be_visible()
    page.wait_for_function("() => lit.length >= 7")
    lights = page.evaluate("() => lit")
    # None while "40%" is said, of which no time is known, and none in the silence.
    assert [word for word, _ in lights] == ["So", "I", "led", "", "of", "it", ""]
    for (_, seen_ms), word in zip(
        (lights[1], lights[2], lights[4]), (WORDS[1], WORDS[2], WORDS[4]), strict=True
    ):
        assert word.start_ms is not None
        assert seen_ms == pytest.approx(word.start_ms, abs=150)
    assert one.locator(".playing__time").inner_text() != "0:00 / 0:11"


def test_a_click_on_a_word_plays_it(page: Page) -> None:
    one = player(page)
    one.get_by_text("shipped", exact=True).click()
    expect(lit(one)).to_have_text("shipped")
    assert 8100 <= at_ms(one) < 8900
    assert one.evaluate("player => player.querySelector('audio').paused") is False


def test_words_of_a_segment_are_lit_together_and_play_it(
    browser: Browser, office: Office, recording: tuple[bytes, str, bytes]
) -> None:
    seat_id = recorded(office, recording)
    with office.stage.session() as session:
        words = [
            [text, None, None, 0.9, start, start + 2500]
            for text, start in (("So", 0), ("I", 0), ("led", 7000))
        ]
        session.execute(update(models.Transcript).values(words=words))
        session.commit()
    page = at_work(browser, office)
    page.goto(f"/candidates/{seat_id}")
    one = player(page)
    one.get_by_text("led", exact=True).click()
    expect(lit(one)).to_have_text("led")
    assert 7000 <= at_ms(one) < 8500
    one.get_by_text("I", exact=True).click()
    expect(lit(one)).to_have_text(["So", "I"])
    page.context.close()


def test_a_click_on_the_waveform_goes_there(page: Page) -> None:
    one = player(page)
    box = one.locator("[data-wave]").bounding_box()
    assert box is not None
    one.locator("[data-wave]").click(position={"x": box["width"] * 0.75, "y": 20})
    assert at_ms(one) == pytest.approx(DURATION_MS * 0.75, abs=60)
    expect(one.get_by_role("slider")).to_have_attribute("aria-valuenow", "8")


def test_the_speed_is_kept_for_the_next_answer_and_the_next_visit(page: Page) -> None:
    rate = "player => player.querySelector('audio').playbackRate"
    player(page).get_by_label("Speed").select_option("1.5")
    assert (player(page).evaluate(rate), player(page, 1).evaluate(rate)) == (1.5, 1.5)
    expect(player(page, 1).get_by_label("Speed")).to_have_value("1.5")
    page.reload()
    expect(player(page).get_by_label("Speed")).to_have_value("1.5")
    player(page).get_by_text("So", exact=True).click()
    expect(lit(player(page))).to_have_text("led")
    assert player(page).evaluate(rate) == 1.5


def test_a_silence_is_jumped_over_and_that_is_said(page: Page) -> None:
    one = player(page)
    one.get_by_role("button", name="Skip silences").click()
    expect(one.get_by_role("button", name="Skip silences")).to_have_attribute("aria-pressed", "true")
    one.get_by_text("it", exact=True).click()
    expect(one.get_by_role("status")).to_have_text("Skipped 3.4 s of silence", timeout=3000)
    expect(lit(one)).to_have_text("and", timeout=1500)


def test_without_that_wish_a_silence_is_heard(page: Page) -> None:
    one = player(page)
    one.get_by_text("it", exact=True).click()
    page.wait_for_timeout(2000)
    assert 4000 < at_ms(one) < 6000
    expect(one.get_by_role("status")).to_have_text("")


def test_the_keys_play_jump_and_change_the_speed(page: Page) -> None:
    one, audio = player(page), "player => player.querySelector('audio')"
    one.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    assert at_ms(one) == pytest.approx(5000)
    page.keyboard.press("ArrowLeft")
    assert at_ms(one) == 0
    for start in (200, 700, 1000, 2000):
        page.keyboard.press("Shift+ArrowRight")
        assert at_ms(one) == pytest.approx(start)
    page.keyboard.press("Shift+ArrowLeft")
    assert at_ms(one) == pytest.approx(1000)
    page.keyboard.press(">")
    assert one.evaluate(f"{audio}.playbackRate") == 1.25
    for _ in range(9):
        page.keyboard.press("<")
    assert one.evaluate(f"{audio}.playbackRate") == 0.5
    expect(one.get_by_role("status")).to_have_text("Speed 0.5×")
    page.keyboard.press("k")
    expect(one.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press(" ")
    expect(one.get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press("?")
    expect(one.get_by_text("slower or faster")).to_be_visible()
    page.keyboard.press("End")
    assert at_ms(one) == pytest.approx(DURATION_MS, abs=100)


def test_space_on_a_button_presses_the_button_once(page: Page) -> None:
    one = player(page)
    one.get_by_role("button", name="Play").press(" ")
    expect(one.get_by_role("button", name="Pause")).to_be_visible()
    expect(lit(one)).to_have_text("So")


def test_keys_outside_a_player_belong_to_the_page(page: Page) -> None:
    page.get_by_role("link", name="Interviews").first.focus()
    page.keyboard.press("k")
    page.keyboard.press("ArrowRight")
    assert at_ms(player(page)) == 0
    expect(player(page).get_by_role("button", name="Play")).to_be_visible()


def test_one_answer_is_heard_at_a_time(page: Page) -> None:
    player(page).get_by_role("button", name="Play").click()
    player(page, 1).get_by_role("button", name="Play").click()
    expect(player(page, 1).get_by_role("button", name="Pause")).to_be_visible()
    expect(player(page).get_by_role("button", name="Play")).to_be_visible()


def test_marking_words_to_copy_them_plays_nothing(page: Page) -> None:
    one = player(page)
    one.get_by_text("shipped", exact=True).dblclick()
    one.get_by_role("button", name="Pause").click()
    before = at_ms(one)
    box = one.get_by_text("So", exact=True).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 1, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 40, box["y"] + 8)
    page.mouse.up()
    assert page.evaluate("() => getSelection().toString().length") > 2
    assert at_ms(one) == before


def test_a_recording_that_is_gone_is_said(page: Page) -> None:
    page.route("**/audio", lambda route: route.fulfill(status=404))
    player(page).get_by_role("button", name="Play").click()
    expect(player(page).get_by_role("status")).to_have_text("This recording cannot be played here.")


def test_without_javascript_the_browsers_own_player_is_there(
    browser: Browser, office: Office, recording: tuple[bytes, str, bytes]
) -> None:
    page = at_work(browser, office, java_script_enabled=False)
    page.goto(f"/candidates/{recorded(office, recording)}")
    expect(page.locator("audio[controls]")).to_be_visible()
    expect(page.locator(".playing")).to_be_hidden()
    expect(page.get_by_text("So I led 40% of it and shipped it.")).to_be_visible()
    page.context.close()


def test_a_player_in_a_redrawn_answer_works_and_the_old_one_lets_go(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.evaluate("""() => {
        const card = document.querySelector("article.card");
        return htmx.ajax("GET", location.pathname + "/turns/" + card.id.split("-")[1], {target: card, swap: "outerHTML"});
    }""")
    player(page).get_by_text("shipped", exact=True).click()
    expect(lit(player(page))).to_have_text("shipped")
    assert said == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_player_is_accessible_and_fits(
    browser: Browser, office: Office, recording: tuple[bytes, str, bytes], width: int
) -> None:
    page = at_work(browser, office, viewport={"width": width, "height": 844}, color_scheme="dark")
    page.goto(f"/candidates/{recorded(office, recording)}")
    player(page).get_by_text("led", exact=True).click()
    expect(lit(player(page))).to_have_text("led")
    player(page).get_by_role("slider").press("?")
    faults = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in faults] == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()
