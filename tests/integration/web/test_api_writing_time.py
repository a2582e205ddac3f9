"""The time of an answer in writing, and of one whose browser comes and goes: the server's clock alone decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from interview_app.domain.turn import TurnState
from interview_app.models import AnswerMode, Turn
from interview_app.usecases import open_answers
from tests.conftest import Clock
from tests.stage import Candidate, Stage


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    made = Stage(tmp_path, clock)
    yield made
    made.close()


def begun(stage: Stage, **guide: object) -> Candidate:
    """A candidate whose first answer runs, with 120 s for it."""
    candidate = stage.in_the_room(**guide)
    candidate.get("/interview/room")
    candidate.say("/api/turns/1/begin")
    return candidate


def going_on(candidate: Candidate, clock: Clock, seconds: int) -> dict[str, int]:
    """Time passes in a browser that is there all the while; what it is told at the end."""
    told: dict[str, int] = {}
    for _ in range(seconds // 5):
        clock.tick(5)
        told = candidate.say("/api/alive", {"turn": 1}).json
    return told


def way(candidate: Candidate, *, writing: bool) -> dict[str, int]:
    told: dict[str, int] = candidate.say("/api/turns/1/way", {"writing": writing}).json
    return told


def the_turn(stage: Stage) -> Turn:
    with stage.session() as session:
        return session.scalars(select(Turn).order_by(Turn.id)).first() or Turn()


def test_who_writes_has_twice_the_time(stage: Stage, clock: Clock) -> None:
    candidate = begun(stage)
    assert way(candidate, writing=True) | {"answer_ms": 240_000, "whole_ms": 240_000} == way(
        candidate, writing=True
    )
    assert going_on(candidate, clock, 200)["answer_ms"] == 40_000
    text = {"text": "I led the move."}
    assert candidate.say("/api/turns/1/written", text).status_code == 202
    assert the_turn(stage).mode is AnswerMode.WRITTEN


def test_going_to_and_fro_gains_nothing(stage: Stage, clock: Clock) -> None:
    candidate = begun(stage)
    going_on(candidate, clock, 60)
    for _ in range(5):
        assert way(candidate, writing=True)["answer_ms"] == 120_000
        assert way(candidate, writing=False)["answer_ms"] == 60_000
    way(candidate, writing=True)
    going_on(candidate, clock, 60)
    assert way(candidate, writing=False)["answer_ms"] == 30_000
    assert way(candidate, writing=True)["answer_ms"] == 60_000


def test_writing_never_takes_more_than_the_interview_has_left(stage: Stage, clock: Clock) -> None:
    candidate = begun(stage, time_limit_minutes=3)
    told = way(candidate, writing=True)
    assert (told["answer_ms"], told["interview_ms"]) == (180_000, 180_000)


def test_time_away_while_writing_is_given_back(stage: Stage, clock: Clock) -> None:
    candidate = begun(stage)
    way(candidate, writing=True)
    going_on(candidate, clock, 40)
    clock.tick(100)
    assert candidate.say("/api/alive", {"turn": 1}).json["answer_ms"] == 200_000


def test_an_answer_in_writing_is_closed_after_its_own_time(stage: Stage, clock: Clock) -> None:
    candidate = begun(stage)
    way(candidate, writing=True)
    going_on(candidate, clock, 275)
    assert candidate.say("/api/turns/1/written", {"text": "Too late."}).status_code == 409
    assert the_turn(stage).written_text == ""


def test_nobody_changes_the_way_of_an_answer_that_has_not_begun_or_is_closed(stage: Stage) -> None:
    candidate = stage.in_the_room()
    assert candidate.say("/api/turns/1/way", {"writing": True}).status_code == 409
    candidate.say("/api/turns/1/begin")
    candidate.say("/api/turns/1/written", {"text": "I led the move."})
    assert candidate.say("/api/turns/1/way", {"writing": True}).status_code == 409


def test_a_browser_heard_of_every_16_s_holds_no_answer_open(stage: Stage, clock: Clock) -> None:
    candidate = begun(stage)
    for _ in range(80):
        clock.tick(16)
        candidate.say("/api/alive", {"turn": 1})
    assert candidate.say("/api/turns/1/written", {"text": "After 21 minutes."}).status_code == 409
    assert the_turn(stage).state is TurnState.TRANSCRIBED


def test_the_sweeper_closes_what_such_a_browser_holds_open(stage: Stage, clock: Clock) -> None:
    candidate = begun(stage)
    for _ in range(80):
        clock.tick(16)
        candidate.say("/api/alive", {"turn": 1})
    with stage.session() as session:
        assert open_answers.seal_overdue(session, clock=clock) == 1


def test_a_browser_heard_of_every_16_s_gets_no_endless_time_to_think(stage: Stage, clock: Clock) -> None:
    candidate = stage.in_the_room()
    candidate.say("/api/turns/1/shown")
    for _ in range(80):
        clock.tick(16)
        candidate.say("/api/alive", {"turn": 1})
    assert candidate.say("/api/turns/1/begin").json["answer_ms"] == 0


def test_the_countdown_is_true_although_nobody_began(stage: Stage, clock: Clock) -> None:
    candidate = stage.in_the_room(thinking_seconds=0)
    candidate.say("/api/turns/1/shown")
    told = going_on(candidate, clock, 15)
    assert told["answer_ms"] == 120_000
    early = going_on(candidate, clock, 60)["answer_ms"]
    assert 0 < early < 120_000
    assert candidate.say("/api/turns/1/begin").json["answer_ms"] == early


@pytest.mark.parametrize(("voiced", "phase"), [(True, "preparing"), (False, "asking")])
def test_a_first_visit_is_told_from_coming_back(
    tmp_path: Path, clock: Clock, voiced: bool, phase: str
) -> None:
    changes = {"voice_patience_seconds": 5, "elevenlabs_api_key": "a key"} if voiced else {}
    stage = Stage(tmp_path, clock, **changes)
    candidate = stage.in_the_room()
    first = candidate.get("/interview/room").text
    assert f'data-phase="{phase}"' in first
    assert 'data-begins="yes"' in first
    candidate.say("/api/turns/1/shown")
    assert 'data-begins="yes"' not in candidate.get("/interview/room").text
    stage.close()
