"""A tab that the server takes nothing from any more, and a recording of which a part is lost: nothing else is."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from interview_app.models import Chunk, Take
from tests.browser import test_recorder, walk
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("CANDID_SHOTS")
NO_LONGER = "This tab no longer holds your interview: open your link again."
LOST = 2


def failure(page: Page) -> Any:
    return page.locator("#failure")


def test_opening_another_link_is_told_and_the_answer_goes_on_when_the_own_one_is_opened_again(
    stage: Stage, page: Page
) -> None:
    own = walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(2_000)
    other = page.context.new_page()
    other.goto(stage.url + stage.invite())
    expect(failure(page)).to_contain_text(NO_LONGER, timeout=walk.PATIENCE_MS)
    walk.submit(page)
    expect(page.get_by_text("Not sent yet.")).to_be_visible(timeout=walk.PATIENCE_MS)
    expect(failure(page)).to_contain_text(NO_LONGER)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/shut-out.png", full_page=True)
    assert not walk.is_sealed(stage)
    assert walk.waiting_in_the_browser(page) >= 1
    other.goto(own)
    expect(failure(page)).to_be_hidden(timeout=walk.PATIENCE_MS)
    walk.submit(page)
    walk.next_question(page, 2)
    test_recorder.whole(stage, at_least=2)


def test_a_page_that_is_out_of_date_says_so_and_goes_on_after_a_reload(stage: Stage, page: Page) -> None:
    walk.start(page, stage)
    walk.recording(page)
    page.wait_for_timeout(1_500)
    (seat,) = [cookie for cookie in page.context.cookies() if cookie["name"] == "candid_seat"]
    page.context.clear_cookies()
    page.context.add_cookies([{"name": seat["name"], "value": seat["value"], "url": stage.url}])
    expect(failure(page)).to_contain_text("This page is out of date", timeout=walk.PATIENCE_MS)
    page.wait_for_timeout(2_000)
    page.reload()
    walk.recording(page)
    page.wait_for_timeout(1_500)
    walk.submit(page)
    walk.next_question(page, 2)
    assert len(test_recorder.whole(stage, at_least=4)) == 2


def test_a_part_lost_for_good_costs_nothing_of_what_follows(stage: Stage, page: Page) -> None:
    app = stage.app.wsgi_app

    def refusing(environ: Any, respond: Any) -> Any:
        lost = environ["REQUEST_METHOD"] == "PUT" and environ["PATH_INFO"].endswith(f"/chunks/{LOST}")
        return test_recorder.away(respond) if lost else app(environ, respond)

    stage.in_front = refusing
    walk.start(page, stage)
    walk.recording(page)
    walk.until(lambda: walk.chunks_stored(stage) >= 6)
    page.evaluate(
        """async (lost) => {
          const { openDB } = await import("/static/vendor/idb-8.0.4.js");
          const db = await openDB("candid-recordings");
          for (const key of await db.getAllKeys("chunks")) if (key[3] === lost) await db.delete("chunks", key);
          db.close();
        }""",
        LOST,
    )
    walk.submit(page)
    walk.next_question(page, 2)
    walk.until(lambda: walk.audio(stage) is not None)
    audio = walk.audio(stage)
    assert audio is not None
    with stage.session() as session:
        stored = session.scalars(select(Chunk.seq).order_by(Chunk.seq)).all()
        assert session.scalars(select(Take.declared_chunks)).one() == max(stored) + 1
    assert [seq for seq in range(max(stored)) if seq not in stored] == [LOST]
    assert audio.duration_ms > 5_500
    ((start, end),) = audio.gaps
    assert (start, end) == (pytest.approx(2_000, abs=500), pytest.approx(3_000, abs=500))
