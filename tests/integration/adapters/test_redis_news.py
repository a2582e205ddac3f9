"""RedisNews against a real Redis server."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_app.adapters import redis_news
from interview_app.adapters.redis_news import RedisNews

LONG = 5.0
AT_ONCE = 1.0


class Server:
    """A Redis that can go away and come back at the same place."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._place = folder, folder / "redis.sock"
        self.url = f"unix://{self._place}"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", str(self._place), "--save", "", "--dir", str(self._folder)],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 10
        while not self._place.exists() and time.monotonic() < deadline:
            time.sleep(0.02)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self._place.unlink(missing_ok=True)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.stop()


def settled(news: RedisNews) -> None:
    """Have the listener's line open: what opens it wakes everybody once."""
    with news.about(0) as awaited:
        assert awaited.wait(LONG)


def test_news_wakes_who_waits_for_that_turn_alone(server: Server) -> None:
    web, worker = RedisNews(server.url), RedisNews(server.url)
    settled(web)
    with web.about(17) as mine, web.about(18) as other:
        worker.tell(17)
        assert mine.wait(LONG)
        assert not other.wait(0.2)
        assert not mine.wait(0.2)


def test_who_waits_sleeps_until_the_very_moment(server: Server) -> None:
    web, worker = RedisNews(server.url), RedisNews(server.url)
    settled(web)
    with web.about(17) as mine:
        threading.Timer(0.5, worker.tell, args=(17,)).start()
        began = time.monotonic()
        assert mine.wait(LONG)
        assert 0.4 < time.monotonic() - began < AT_ONCE


def test_news_that_comes_before_the_wait_is_kept_for_it(server: Server) -> None:
    web, worker = RedisNews(server.url), RedisNews(server.url)
    settled(web)
    with web.about(17) as mine:
        worker.tell(17)
        time.sleep(0.2)
        assert mine.wait(0)


def test_news_from_before_anybody_listened_is_not_heard(server: Server) -> None:
    web, worker = RedisNews(server.url), RedisNews(server.url)
    settled(web)
    worker.tell(17)
    time.sleep(0.2)
    with web.about(17) as mine:
        assert not mine.wait(0.2)


def test_the_first_of_a_process_looks_once_more_when_the_line_is_open(server: Server) -> None:
    """What was told while it was being opened is heard by nobody."""
    with RedisNews(server.url).about(17) as mine:
        assert mine.wait(LONG)


def test_all_who_wait_for_a_turn_are_woken(server: Server) -> None:
    web, worker = RedisNews(server.url), RedisNews(server.url)
    settled(web)
    with web.about(17) as one, web.about(17) as another:
        worker.tell(17)
        assert one.wait(LONG)
        assert another.wait(LONG)


def test_one_thread_listens_for_a_whole_process(server: Server) -> None:
    web = RedisNews(server.url)
    settled(web)
    before = threading.active_count()
    with web.about(1), web.about(2), web.about(3):
        assert threading.active_count() == before


def test_nothing_listens_before_somebody_waits(server: Server) -> None:
    before = threading.active_count()
    RedisNews(server.url).tell(17)
    assert threading.active_count() == before


def test_a_redis_that_is_away_costs_the_time_of_the_wait_and_no_more(tmp_path: Path) -> None:
    news = RedisNews(f"unix://{tmp_path / 'nobody.sock'}")
    began = time.monotonic()
    news.tell(17)
    assert time.monotonic() - began < AT_ONCE
    with news.about(17) as mine:
        assert not mine.wait(0.3)


def test_a_redis_that_hangs_holds_a_worker_two_seconds_at_most(server: Server) -> None:
    server.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    RedisNews(server.url).tell(17)
    assert time.monotonic() - began < 2.5
    server.process.send_signal(signal.SIGCONT)


def test_a_redis_that_comes_back_is_listened_to_again(server: Server) -> None:
    web, worker = RedisNews(server.url), RedisNews(server.url)
    settled(web)
    with web.about(17) as mine:
        server.stop()
        worker.tell(17)
        assert not mine.wait(0.3)
        server.start()
        assert mine.wait(LONG)  # what was told meanwhile is lost, so all look once more
        worker.tell(17)
        assert mine.wait(LONG)


def test_a_redis_that_is_silent_for_long_is_called_anew(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_news, "QUIET_SECONDS", 0.3)
    web = RedisNews(server.url)
    settled(web)
    with web.about(17) as mine:
        assert not mine.wait(1.5)  # it is asked, and answers: nothing is lost
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(0.9)
        server.process.send_signal(signal.SIGCONT)
        assert mine.wait(LONG)


def test_strange_messages_harm_nobody(server: Server) -> None:
    web, worker = RedisNews(server.url), RedisNews(server.url)
    settled(web)
    with web.about(17) as mine:
        worker._redis.publish(redis_news.CHANNEL, b"\xff drop table")
        assert not mine.wait(0.2)
        worker.tell(17)
        assert mine.wait(LONG)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_listens_for_itself(server: Server) -> None:
    news = RedisNews(server.url)
    settled(news)
    child = os.fork()
    if child == 0:
        heard = 1
        try:
            settled(news)
            with news.about(17) as mine:
                news.tell(17)
                heard = 0 if mine.wait(LONG) else 1
        finally:
            os._exit(heard)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with news.about(17) as mine:
        news.tell(17)
        assert mine.wait(LONG)
