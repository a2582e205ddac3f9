"""What a speech worker learns between jobs: the languages of interviews that are published while it runs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask
from rq.worker import WorkerStatus

from jobs import loading, worker


class Office:
    """What is published, and what the recogniser was asked to hold in memory, each time under a watch."""

    def __init__(self) -> None:
        self.published = ["en"]
        self.warmed: list[list[str]] = []
        self.watches = 0
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
    beating: Any = SimpleNamespace(listens=lambda: None)
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


@pytest.mark.parametrize(
    ("state", "waiting", "learns"),
    [(WorkerStatus.IDLE, 0, 1), (WorkerStatus.IDLE, 1, 0), (WorkerStatus.BUSY, 0, 0)],
)
def test_nothing_is_learned_while_a_job_runs_or_waits(
    monkeypatch: pytest.MonkeyPatch, state: WorkerStatus, waiting: int, learns: int
) -> None:
    learned: list[bool] = []
    monkeypatch.setattr(worker._Sweeping, "heartbeat", lambda _self: None)
    monkeypatch.setattr(worker._Process, "languages", SimpleNamespace(learn=lambda: learned.append(True)))
    one: Any = worker.StayingWorker.__new__(worker.StayingWorker)
    one.get_state = lambda: state
    one.queues = [SimpleNamespace(count=waiting)]
    one.heartbeat()
    assert len(learned) == learns
