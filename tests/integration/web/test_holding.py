"""A candidate who waits for the next question hears of it at once, and keeps nobody else waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import event

from interview_app.domain.interview import Feedback
from interview_app.domain.turn import TurnState
from interview_app.extensions import db
from interview_app.models import Turn
from interview_app.web import holding
from tests.fakes import in_process
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


def until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


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
    look.join(5)

    assert look.status == 200
    assert stage.news.told


def test_news_wakes_who_waits_and_nobody_else(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "ANYWAY_SECONDS", 60)
    look = Look(*waiting(stage))
    time.sleep(0.3)
    with stage.session() as session:
        session.get_one(Turn, 1).state = TurnState.DECIDED
        session.commit()
    stage.news.tell(2)
    look.join(0.3)
    assert look.is_alive()

    told = time.monotonic()
    stage.news.tell(1)
    look.join(5)

    assert look.status == 200
    assert time.monotonic() - told < 0.5


def test_news_between_the_first_look_and_the_waiting_is_not_missed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "ANYWAY_SECONDS", 60)
    about = stage.news.about

    def late(turn_id: int) -> AbstractContextManager[in_process.Ear]:
        with stage.session() as session:
            session.get_one(Turn, 1).state = TurnState.DECIDED
            session.commit()
        stage.news.tell(turn_id)
        return about(turn_id)

    monkeypatch.setattr(stage.news, "about", late)
    look = Look(*waiting(stage))
    look.join(5)
    assert look.status == 200
    assert look.seconds < 1


def test_news_that_is_lost_costs_a_second(stage: Stage) -> None:
    look = Look(*waiting(stage))
    time.sleep(0.3)
    with stage.session() as session:
        session.get_one(Turn, 1).state = TurnState.DECIDED
        session.commit()
    look.join(5)
    assert look.status == 200
    assert look.seconds < 2


def test_who_waits_for_feedback_hears_of_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page shows the next question already; the news is of the answer before it."""
    heard: list[int] = []
    about = stage.news.about
    monkeypatch.setattr(stage.news, "about", lambda turn_id: (heard.append(turn_id), about(turn_id))[1])
    candidate = stage.in_the_room(feedback=Feedback.AT_ONCE, follow_ups_per_question=0)
    candidate.say("/api/turns/1/written", {"text": "I led the move."})
    stage.start_worker()
    until(lambda: len(stage.news.told) == 1)
    stamp = candidate.say("/api/alive", {"turn": 2}).json["stamp"]
    assert ".coaching." in stamp
    look = Look(candidate, stamp)
    look.join(5)
    assert heard == [1]


def test_waiting_asks_the_database_seldom(stage: Stage) -> None:
    candidate, stamp = waiting(stage)
    asked: list[str] = []
    with stage.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    look = Look(candidate, stamp)
    look.join(5)
    assert look.status == 204
    assert len(asked) < (holding.LONGEST_SECONDS / holding.ANYWAY_SECONDS + 3) * 20


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
