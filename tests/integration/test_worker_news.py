"""A worker that has ended a step says so to whoever waits for its turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_app.models import StepKind
from interview_app.ports import OutsideError
from interview_app.usecases import steps
from jobs import worker
from tests.stage import Stage

TURN = 17


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    made = Stage(tmp_path)
    monkeypatch.setattr(worker._Process, "app", made.app)
    yield made
    made.close()


def due(stage: Stage, kind: StepKind) -> int:
    with stage.session() as session:
        step = steps.add(session, kind, TURN)
        session.commit()
        return step.id


@pytest.mark.parametrize("kind", [StepKind.TRANSCRIBE, StepKind.DECIDE, StepKind.VOICE, StepKind.COACH])
def test_what_a_candidate_waits_for_is_told_when_it_is_done(stage: Stage, kind: StepKind) -> None:
    told_before: list[int] = []
    worker.perform(due(stage, kind), lambda _: told_before.extend(stage.news.told))
    assert told_before == []
    assert stage.news.told == [TURN]


def test_what_has_failed_is_told_too(stage: Stage) -> None:
    def fails(_work: worker.Work) -> None:
        raise OutsideError("The model is away.")

    worker.perform(due(stage, StepKind.DECIDE), fails)
    assert stage.news.told == [TURN]


@pytest.mark.parametrize("kind", [StepKind.RATE, StepKind.LISTEN])
def test_of_what_nobody_waits_for_nothing_is_told(stage: Stage, kind: StepKind) -> None:
    worker.perform(due(stage, kind), lambda _: None)
    assert stage.news.told == []
