"""A candidate who waits for the next question hears of it at once, and keeps nobody else waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_app.extensions import db
from interview_app.models import Turn
from interview_app.web import holding
from tests.stage import Candidate, Stage

THREADS = 3
"""So two may be held."""


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(holding, "LONGEST_SECONDS", 3.0)
    made = Stage(tmp_path, web_threads=THREADS)
    yield made
    made.close()


def waiting(stage: Stage) -> tuple[Candidate, str]:
    """A candidate whose answer is sealed, and the stamp of the room as they see it."""
    candidate = stage.in_the_room()
    candidate.say("/api/turns/1/written", {"text": "I led the move."})
    stamp = candidate.say("/api/alive", {"turn": 1}).json["stamp"]
    assert ".working." in stamp
    return candidate, stamp


class Look(threading.Thread):
    """One request for news."""

    def __init__(self, candidate: Candidate, stamp: str) -> None:
        super().__init__(daemon=True)
        self._candidate, self._stamp = candidate, stamp
        self.status, self.seconds = 0, 0.0
        self.start()

    def run(self) -> None:
        began = time.monotonic()
        self.status = self._candidate.get(f"/interview/turn?seen={self._stamp}").status_code
        self.seconds = time.monotonic() - began


def test_the_next_question_is_drawn_as_soon_as_it_is_there(stage: Stage) -> None:
    candidate, stamp = waiting(stage)
    look = Look(candidate, stamp)
    time.sleep(0.5)
    assert look.is_alive()

    stage.start_worker()
    asked = time.monotonic()
    look.join(5)

    assert look.status == 200
    assert time.monotonic() - asked < 1.2  # the stage's worker looks twice a second


def test_without_news_the_page_may_ask_again(stage: Stage) -> None:
    look = Look(*waiting(stage))
    look.join(5)
    assert look.status == 204
    assert look.seconds >= holding.LONGEST_SECONDS


def test_who_waits_holds_neither_a_connection_nor_a_lock(stage: Stage) -> None:
    look = Look(*waiting(stage))
    time.sleep(0.3)
    with stage.session() as session:
        began = time.monotonic()
        session.get_one(Turn, 1).away_ms = 7
        session.commit()
        assert time.monotonic() - began < 0.3
    with stage.app.app_context():
        out = [db.engine.pool.checkedout() for _ in range(60) if not time.sleep(0.001)]
    assert look.is_alive()
    assert out.count(0) > 30


def test_so_many_wait_at_once_that_a_thread_is_left_for_uploads(stage: Stage) -> None:
    candidate, stamp = waiting(stage)
    held = [Look(candidate, stamp) for _ in range(2)]
    time.sleep(0.3)
    one_more = Look(candidate, stamp)
    one_more.join(5)
    assert one_more.status == 204
    assert one_more.seconds < 0.5
    assert all(look.is_alive() for look in held)


def test_what_changes_by_the_clock_alone_is_seen_too(tmp_path: Path) -> None:
    """A voice that does not come in time: the question is shown without it."""
    stage = Stage(tmp_path, web_threads=THREADS, elevenlabs_api_key="a key", voice_patience_seconds=2)
    candidate = stage.in_the_room()
    stamp = candidate.say("/api/alive", {"turn": 1}).json["stamp"]
    assert ".preparing." in stamp
    look = Look(candidate, stamp)
    look.join(8)
    assert look.status == 200
    assert 0.5 < look.seconds < 4.5
    stage.close()
