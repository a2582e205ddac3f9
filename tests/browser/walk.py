"""Steps that a candidate takes, and what is found in the database afterwards."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import undefer

from interview_app.adapters.ffmpeg_media import FfmpegMedia
from interview_app.domain.turn import TurnState
from interview_app.models import AnswerAudio, Chunk, Take, Turn
from tests.browser import tones
from tests.stage import Stage

PATIENCE_MS = 30_000


def to_the_check(page: Page, stage: Stage, **guide: Any) -> str:
    """From the emailed link to the sound check, without a résumé; returns the link."""
    link = stage.url + stage.invite(**({"thinking_seconds": 0} | guide))
    page.goto(link)
    page.get_by_label("I agree that my answers").check()
    page.get_by_label("Yes: an AI may propose").check()
    page.get_by_role("button", name="Agree and go on").click()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="Go on without a résumé").click()
    expect(page.get_by_role("heading", name="Can we hear you?")).to_be_visible()
    page.wait_for_load_state()  # a key pressed before the page's script is there does nothing
    return link


def start(page: Page, stage: Stage, **guide: Any) -> str:
    """Into the room, with the microphone; returns the emailed link."""
    link = to_the_check(page, stage, **guide)
    page.get_by_role("button", name="Allow the microphone").click()
    page.get_by_role("link", name="It works, go on").click()
    page.get_by_role("button", name="Start the interview").click()
    return link


def recording(page: Page) -> None:
    expect(page.get_by_text("Recording. Speak now.")).to_be_visible(timeout=PATIENCE_MS)


def submit(page: Page) -> None:
    page.get_by_role("button", name="Submit answer").first.click()


def next_question(page: Page, number: int, *, patience_ms: int = PATIENCE_MS) -> None:
    expect(page.get_by_text(f"Question {number} of 3")).to_be_visible(timeout=patience_ms)


def waiting_in_the_browser(page: Page) -> int:
    """How many chunks the browser still keeps."""
    count: int = page.evaluate(
        """async () => {
          const { openDB } = await import("/static/vendor/idb-8.0.4.js");
          const db = await openDB("candid-recordings");
          const count = await db.count("chunks");
          db.close();
          return count;
        }"""
    )
    return count


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def turn(stage: Stage, position: int = 1) -> Turn:
    with stage.session() as session:
        return session.scalars(select(Turn).where(Turn.position == position)).one()


def is_sealed(stage: Stage, position: int = 1) -> bool:
    return turn(stage, position).state not in {TurnState.ASKED, TurnState.ANSWERING}


def chunks_stored(stage: Stage, position: int = 1) -> int:
    with stage.session() as session:
        rows = (
            select(Chunk.seq)
            .join(Take, Take.id == Chunk.take_id)
            .where(Take.turn_id == turn(stage, position).id)
        )
        return len(session.scalars(rows).all())


def takes_heard(stage: Stage, position: int = 1) -> list[list[int]]:
    """The tones in each declared take of the answer that counts, decoded by ffmpeg."""
    answered = turn(stage, position)
    found = []
    with stage.session() as session:
        mine = select(Take).where(Take.turn_id == answered.id, Take.attempt == answered.attempt)
        for take in session.scalars(mine.order_by(Take.number)):
            chunks = (
                select(Chunk).where(Chunk.take_id == take.id).order_by(Chunk.seq).options(undefer(Chunk.body))
            )
            rows = session.scalars(chunks).all()
            assert [row.seq for row in rows] == list(range(take.declared_chunks or -1))
            found.append(tones.heard(FfmpegMedia().decode(b"".join(row.body for row in rows))))
    return found


def audio(stage: Stage, position: int = 1) -> AnswerAudio | None:
    with stage.session() as session:
        return session.scalar(select(AnswerAudio).where(AnswerAudio.turn_id == turn(stage, position).id))


def shown_seconds(page: Page) -> int:
    """What the answer's countdown shows."""
    minutes, seconds = re.findall(r"\d+", page.locator('[data-clock="answer"]').inner_text())
    return int(minutes) * 60 + int(seconds)
