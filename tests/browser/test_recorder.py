"""Nothing that was said is lost: the recorder against networks, reloads, crashes and full takes."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from tests.browser import tones, walk
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def whole(stage: Stage, *, at_least: int) -> list[list[int]]:
    """The takes of the first answer, after seeing that no tone inside of one is missing."""
    takes = walk.takes_heard(stage)
    assert [tones.lost(take) for take in takes] == [[] for _ in takes]
    assert sum(len(take) for take in takes) >= at_least
    return takes


def test_every_second_of_an_answer_arrives(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(8_000)
    walk.submit(page)
    walk.next_question(page, 2)
    (take,) = whole(stage, at_least=7)
    assert len(take) <= 11
    walk.until(lambda: walk.audio(stage) is not None)
    stored = walk.audio(stage)
    assert stored is not None
    assert stored.missing_ms == 0
    assert 7_000 < stored.duration_ms < 11_000


def test_ten_seconds_without_a_network_cost_nothing(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(2_000)
    page.context.set_offline(True)
    expect(page.get_by_text("your answer is kept on this device")).to_be_visible(timeout=walk.PATIENCE_MS)
    page.wait_for_timeout(10_000)
    assert walk.waiting_in_the_browser(page) >= 8
    page.context.set_offline(False)
    expect(page.locator("[data-saved-words]", has_text="Saved")).to_be_visible(timeout=walk.PATIENCE_MS)
    walk.submit(page)
    walk.next_question(page, 2)
    assert len(whole(stage, at_least=11)) == 1


def test_an_answer_submitted_without_a_network_is_sealed_when_it_is_back(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(2_000)
    page.context.set_offline(True)
    page.wait_for_timeout(2_000)
    walk.submit(page)
    page.wait_for_timeout(3_000)
    assert not walk.is_sealed(stage)
    page.context.set_offline(False)
    walk.next_question(page, 2)
    whole(stage, at_least=4)


def test_an_answer_is_sealed_only_when_all_of_it_has_arrived(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(1_500)
    refuse_chunks(stage, True)
    page.wait_for_timeout(3_000)
    walk.submit(page)
    page.wait_for_timeout(2_000)
    assert not walk.is_sealed(stage)
    assert walk.waiting_in_the_browser(page) >= 3
    refuse_chunks(stage, False)
    walk.next_question(page, 2)
    whole(stage, at_least=4)


def test_a_reload_goes_on_in_a_new_take_on_the_same_clock(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(4_000)
    page.reload()
    walk.recording(page)
    assert walk.shown_seconds(page) < 118
    page.wait_for_timeout(4_000)
    walk.submit(page)
    walk.next_question(page, 2)
    assert len(whole(stage, at_least=6)) == 2


def test_a_reload_without_a_network_sends_what_the_earlier_page_left(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(1_500)
    refuse_chunks(stage, True)
    page.wait_for_timeout(4_000)
    left = walk.waiting_in_the_browser(page)
    page.reload()
    refuse_chunks(stage, False)
    walk.recording(page)
    walk.until(lambda: walk.chunks_stored(stage) >= left)
    page.wait_for_timeout(2_000)
    walk.submit(page)
    walk.next_question(page, 2)
    assert len(whole(stage, at_least=5)) == 2


def test_six_of_ten_requests_failing_cost_nothing(stage: Stage, page: Page) -> None:
    chance, lock = random.Random(7), threading.Lock()
    app = stage.app.wsgi_app

    def flaky(environ: Any, respond: Any) -> Any:
        with lock:
            fails, afterwards = chance.random() < 0.6, chance.random() < 0.5
        if not fails or not environ["PATH_INFO"].startswith("/api/"):
            return app(environ, respond)
        if afterwards:  # the work is done, and the answer lost
            list(app(environ, lambda *_: lambda _: None))
        return away(respond)

    walk.start(page, stage)
    stage.in_front = flaky
    walk.recording(page)
    page.wait_for_timeout(8_000)
    walk.submit(page)
    walk.next_question(
        page, 2, patience_ms=4 * walk.PATIENCE_MS
    )  # as the dice fall, it tries again and again
    assert len(whole(stage, at_least=7)) == 1


def test_a_server_that_dies_and_comes_back_costs_nothing(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(2_000)
    stage.shut()
    page.wait_for_timeout(5_000)
    stage.open()
    page.wait_for_timeout(2_000)
    walk.submit(page)
    walk.next_question(page, 2)
    assert len(whole(stage, at_least=8)) == 1


def test_a_killed_browser_sends_what_it_kept_when_it_is_opened_again(
    stage: Stage, browser_type: BrowserType, launch_options: dict[str, Any], tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    first = browser_type.launch_persistent_context(str(profile), **launch_options)
    page = first.pages[0]
    link = walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(1_500)
    refuse_chunks(stage, True)
    page.wait_for_timeout(4_000)
    stored = walk.chunks_stored(stage)
    kill_browser(profile)
    refuse_chunks(stage, False)
    second = browser_type.launch_persistent_context(str(profile), **launch_options)
    page = second.pages[0]
    page.goto(link)  # the cookie may have died with the browser
    page.get_by_role("button", name="Go on recording").click(timeout=walk.PATIENCE_MS)
    walk.recording(page)
    page.wait_for_timeout(2_500)
    walk.submit(page)
    walk.next_question(page, 2)
    takes = whole(stage, at_least=6)
    assert len(takes) == 2
    assert len(takes[0]) > stored
    second.close()


def test_recording_again_counts_the_last_attempt_alone(stage: Stage, page: Page) -> None:
    walk.start(page, stage, attempts_allowed=2)
    walk.recording(page)
    page.wait_for_timeout(3_000)
    page.get_by_role("button", name="Record again").click()
    page.locator("#again-dialog").get_by_role("button", name="Record again").click()
    expect(page.locator("#turn")).to_have_attribute("data-attempt", "2")
    walk.recording(page)
    page.wait_for_timeout(3_000)
    expect(page.get_by_role("button", name="Record again")).to_have_count(0)
    walk.submit(page)
    walk.next_question(page, 2)
    assert len(whole(stage, at_least=2)) == 1
    assert walk.waiting_in_the_browser(page) <= 1


def test_a_microphone_that_goes_away_is_said_and_a_new_take_goes_on(stage: Stage, page: Page) -> None:
    page.add_init_script(
        """const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wish) => (globalThis.lastStream = await open(wish));"""
    )
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(3_000)
    page.evaluate("() => globalThis.lastStream.getTracks().forEach((track) => track.stop())")
    expect(page.get_by_role("alert").get_by_text("The microphone stopped").first).to_be_visible()
    page.get_by_role("button", name="Try the microphone again").click()
    walk.recording(page)
    page.wait_for_timeout(3_000)
    walk.submit(page)
    walk.next_question(page, 2)
    assert len(whole(stage, at_least=4)) == 2


def test_when_the_time_is_over_the_answer_is_submitted(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    with stage.session() as session:
        session.merge(walk.turn(stage)).answer_seconds = 6
        session.commit()
    page.reload()
    walk.recording(page)
    walk.next_question(page, 2)
    whole(stage, at_least=4)


def refuse_chunks(stage: Stage, refuse: bool) -> None:
    app = stage.app.wsgi_app

    def refusing(environ: Any, respond: Any) -> Any:
        if environ["REQUEST_METHOD"] != "PUT":
            return app(environ, respond)
        return away(respond)

    stage.in_front = refusing if refuse else app


def away(respond: Any) -> list[bytes]:
    respond("503 Service Unavailable", [("Content-Type", "text/plain")])
    return [b"away"]


def kill_browser(profile: Path) -> None:
    """Every process of the Chromium that runs on this profile, at once."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(profile).encode() in command and b"chrom" in command.lower():
            os.kill(int(process.name), signal.SIGKILL)
    time.sleep(0.5)
