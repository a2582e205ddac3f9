"""The browser's own recognition in the room: shown at once, sent on, and never where it is not set up."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from interview_app.models import Overheard
from tests.browser import test_recorder, walk
from tests.stage import Stage

pytestmark = pytest.mark.browser

# Chromium by itself has the interface, and no recogniser behind it.
RECOGNISER = """
window.started = 0;
window.SpeechRecognition = window.webkitSpeechRecognition = class {
  start() {
    window.started += 1;
    window.language = this.lang;
    const say = (words) => this.onresult?.({ results: words.map((transcript) => [{ transcript }]) });
    const round = window.started;
    setTimeout(() => say([`round ${round}`]), 300);
    setTimeout(() => say([`round ${round}`, " of words"]), 600);
    this.timer = setTimeout(() => this.stop(), 2500);
    window.last = () => say([`round ${round}`, " of words", " and an end"]);
  }
  stop() {
    clearTimeout(this.timer);
    window.last();
    setTimeout(() => this.onend?.(), 50);
  }
};
"""


@pytest.fixture
def hearing(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, speech_providers=("whisperx", "browser"))
    made.open()
    made.start_worker()
    yield made
    made.close()


def texts(stage: Stage) -> list[str]:
    with stage.session() as session:
        return list(session.scalars(select(Overheard.text)))


def test_the_room_shows_and_sends_what_the_browser_understands(page: Page, hearing: Stage) -> None:
    page.add_init_script(RECOGNISER)
    walk.start(page, hearing)
    walk.recording(page)

    expect(page.locator("[data-heard-text]")).to_contain_text("round 1 of words", timeout=walk.PATIENCE_MS)
    assert page.evaluate("() => window.language") == "en"
    # A browser ends its recognition by itself now and then: the words before stay, and it begins again.
    expect(page.locator("[data-heard-text]")).to_contain_text(
        "round 1 of words and an end round 2", timeout=walk.PATIENCE_MS
    )
    walk.submit(page)
    walk.next_question(page, 2)
    kept = texts(hearing)[0]
    assert kept.startswith("round 1 of words and an end round 2")
    assert kept.endswith("and an end")


def test_where_it_is_not_set_up_the_browser_is_never_asked(page: Page, stage: Stage) -> None:
    page.add_init_script(RECOGNISER)
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(1500)
    walk.submit(page)
    walk.next_question(page, 2)

    assert page.evaluate("() => window.started") == 0
    assert texts(stage) == []


def test_a_browser_that_refuses_to_recognise_records_all_the_same(page: Page, hearing: Stage) -> None:
    page.add_init_script(
        "window.SpeechRecognition = window.webkitSpeechRecognition = class { start() {"
        " setTimeout(() => { this.onerror?.({ error: 'not-allowed' }); this.onend?.(); }, 50); } stop() {} };"
    )
    walk.start(page, hearing)
    walk.recording(page)
    page.wait_for_timeout(1500)
    walk.submit(page)
    walk.next_question(page, 2)

    assert texts(hearing) == []
    assert walk.turn(hearing).sealed_at is not None


def test_last_words_that_did_not_get_through_are_sent_once_more(page: Page, hearing: Stage) -> None:
    app, failed = hearing.app.wsgi_app, []

    def failing(environ: Any, respond: Any) -> Any:
        if not environ["PATH_INFO"].endswith("/text"):
            return app(environ, respond)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        if b"and an end" in body and not failed:
            failed.append(body)
            return test_recorder.away(respond)
        return app(environ | {"wsgi.input": io.BytesIO(body)}, respond)

    page.add_init_script(RECOGNISER)
    walk.start(page, hearing)
    walk.recording(page)
    expect(page.locator("[data-heard-text]")).to_contain_text("round 1 of words", timeout=walk.PATIENCE_MS)
    hearing.in_front = failing
    walk.submit(page)
    walk.next_question(page, 2)

    assert len(failed) == 1
    assert texts(hearing)[0].endswith("and an end")


def test_a_browser_that_has_stopped_recognising_is_no_longer_asked_for_news(
    page: Page, hearing: Stage
) -> None:
    page.add_init_script(RECOGNISER)
    walk.start(page, hearing)
    asking = page.evaluate(
        """async () => {
          const { Overhearing } = await import("/static/js/candidate/overhear.js");
          const running = new Set();
          const { setInterval: set, clearInterval: clear } = window;
          window.setInterval = (what, ms) => { const id = set(what, ms); running.add(id); return id; };
          window.clearInterval = (id) => { running.delete(id); clear(id); };
          const send = async () => ({ status: 200, body: {}, afterMs: 0 });
          const overhearing = new Overhearing({ language: "en", send, draw: () => {} });
          overhearing.start();
          const before = running.size;
          overhearing.recogniser.onerror({ error: "not-allowed" });
          await overhearing.stop();
          return [before, running.size];
        }"""
    )
    assert asking == [1, 0]
