"""What a speech worker learns between jobs: the languages of interviews that are published while it runs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fakeredis import FakeRedis
from flask import Flask
from rq import Queue
from rq.serializers import JSONSerializer

from jobs import loading, worker


class Office:
    """What is published, and what the recogniser was asked to hold in memory, each time under a watch."""

    def __init__(self) -> None:
        self.published = ["en"]
        self.warmed: list[list[str]] = []
        self.watches = 0
        self.lacks = ""
        self.said: list[str] = []
        candid = SimpleNamespace(
            ports=SimpleNamespace(speech_to_text=[self]), settings=SimpleNamespace(browser_hears=False)
        )
        self.app = cast(
            Flask, SimpleNamespace(extensions={"candid": candid}, app_context=contextlib.nullcontext)
        )

    def warm(self, languages: Sequence[str]) -> None:
        assert self.watches == len(self.warmed) + 1
        self.warmed.append(list(languages))

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        self.watches += 1
        yield


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office()
    monkeypatch.setattr(loading, "NEW_LANGUAGES_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(loading, "_languages", lambda: list(made.published))
    return made


@pytest.fixture
def languages(office: Office) -> loading.Languages:
    beating: Any = SimpleNamespace(listens=office.said.append)
    return loading.load_speech(office.app, beating, office.watched)


def test_the_language_of_an_interview_published_meanwhile_is_loaded_once(
    office: Office, languages: loading.Languages
) -> None:
    languages.learn()
    assert office.warmed == [["en"]]
    office.published = ["en", "de", "fr"]
    languages.learn()
    languages.learn()
    assert office.warmed == [["en"], ["en", "de", "fr"]]


def test_the_commonest_language_stays_beside_the_new_one(
    office: Office, languages: loading.Languages
) -> None:
    office.published = ["en", "de"]
    languages.learn()
    office.published = ["de", "en", "fr"]
    languages.learn()
    assert office.warmed[-1] == ["de", "fr"]


def test_what_it_does_without_is_said_and_tried_again_now_and_then(
    office: Office, languages: loading.Languages, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.lacks = "No word times in en: the hub is away."
    languages.learn()
    languages.learn()
    assert office.said == ["", office.lacks]
    assert len(office.warmed) == 1
    monkeypatch.setattr(loading, "LONGEST_LOAD_PAUSE_SECONDS", 0.0)
    languages.learn()
    assert office.warmed == [["en"], ["en"]]
    office.lacks = ""
    languages.learn()
    languages.learn()
    assert office.said[2:] == [""]
    assert len(office.warmed) == 3


@pytest.mark.parametrize(("waiting", "learns"), [(0, 1), (1, 0)])
def test_nothing_is_learned_while_a_job_waits(
    monkeypatch: pytest.MonkeyPatch, waiting: int, learns: int
) -> None:
    learned: list[bool] = []
    monkeypatch.setattr(worker.SimpleWorker, "run_maintenance_tasks", lambda _self: None)
    monkeypatch.setattr(worker._Process, "languages", SimpleNamespace(learn=lambda: learned.append(True)))
    one: Any = worker.StayingWorker.__new__(worker.StayingWorker)
    one.queues = [SimpleNamespace(count=waiting)]
    one.run_maintenance_tasks()
    assert len(learned) == learns


def test_nothing_is_learned_with_a_job_in_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """RQ beats once more when it has taken a job off the queue, and before it begins it."""
    done: list[str] = []
    monkeypatch.setattr(worker._Process, "languages", SimpleNamespace(learn=lambda: done.append("learned")))
    monkeypatch.setattr(worker.StayingWorker, "_sweep", lambda _self: None)
    monkeypatch.setattr(
        worker.StayingWorker, "execute_job", lambda _self, _job, _queue: done.append("worked")
    )
    with FakeRedis() as connection:
        queue = Queue("speech", connection=connection, serializer=JSONSerializer)
        for _ in range(3):
            queue.enqueue("jobs.speech.listen", 1)
        one = worker.StayingWorker([queue], connection=connection, **worker.RQ_OPTIONS)
        one.work(burst=True, logging_level="WARNING")
    assert [what for what in done if what == "worked"] == ["worked"] * 3
    assert "learned" not in done[:3]
