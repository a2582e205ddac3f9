"""What the candidate's browser understood, over HTTP: only where it is set up, said and agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from interview_app.models import InterviewSession, Overheard
from tests.conftest import Clock
from tests.integration.web.test_api_recording import TAKE, answering
from tests.stage import Candidate, Stage

TOLD = "send your voice to their maker"
SAID = {"attempt": 1, "revision": 1, "text": "I led it <script>alert(1)</script>"}


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    made = Stage(tmp_path, clock, speech_providers=("whisperx", "browser"))
    yield made
    made.close()


@pytest.fixture
def without(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    made = Stage(tmp_path, clock, speech_providers=("whisperx",))
    yield made
    made.close()


def send(candidate: Candidate, *, turn: int = 1, take: str = TAKE, **changes: Any) -> Any:
    return candidate.client.put(
        f"/api/turns/{turn}/takes/{take}/text", json=SAID | changes, headers=candidate._headers({})
    )


def test_the_page_that_asks_for_consent_says_where_the_voice_may_go(stage: Stage) -> None:
    candidate = stage.candidate()
    assert TOLD in candidate.follow(stage.invite()).text
    candidate.agree()
    with stage.session() as session:
        assert session.scalars(select(InterviewSession.consent_version)).one().endswith("+browser")


def test_the_text_is_kept_as_it_came(stage: Stage) -> None:
    candidate = answering(stage)
    assert 'data-browser-hears="yes"' in candidate.get("/interview/room").text

    assert send(candidate).get_json() == {"stored": True}
    assert send(candidate).get_json() == {"stored": False}
    with stage.session() as session:
        assert session.scalars(select(Overheard.text)).one() == SAID["text"]


def test_where_it_is_not_set_up_nothing_is_said_asked_or_taken(without: Stage) -> None:
    fresh = without.candidate()
    assert TOLD not in fresh.follow(without.invite()).text
    candidate = answering(without)
    assert 'data-browser-hears="no"' in candidate.get("/interview/room").text

    assert send(candidate).status_code == 409
    with without.session() as session:
        assert session.scalars(select(Overheard)).all() == []


def test_who_agreed_before_it_was_set_up_is_not_listened_to(stage: Stage) -> None:
    candidate = answering(stage)
    with stage.session() as session:
        session.scalars(select(InterviewSession)).one().consent_version = "2026-11"
        session.commit()

    assert 'data-browser-hears="no"' in candidate.get("/interview/room").text
    assert send(candidate).status_code == 409


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "x" * 20_001},
        {"text": 7},
        {"attempt": 0},
        {"revision": 0},
        {"revision": 10**9},
        {"extra": 1},
    ],
)
def test_what_no_room_sends_is_refused(stage: Stage, changes: dict[str, Any]) -> None:
    assert send(answering(stage), **changes).status_code == 422


def test_nobody_reaches_another_s_answer(stage: Stage) -> None:
    answering(stage)
    assert send(answering(stage), turn=1).status_code == 404
