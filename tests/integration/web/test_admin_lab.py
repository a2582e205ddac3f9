"""The interview lab's pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_app import models
from interview_app.adapters.scratch_database import scratch_database
from interview_app.usecases import lab_runs, steps
from tests.conftest import Clock
from tests.fakes.in_process import Model, Queue
from tests.office import Office
from tests.stage import Stage

HOSTILE = "What did <you> do?"
REFUSED = {"action": "follow_up", "question_text": HOSTILE, "seconds": 60, "reason": "x"}


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    stage = Stage(tmp_path, clock)
    yield Office(stage)
    stage.close()


def order(office: Office, *candidates: str) -> str:
    """The address of a run that was begun from the page."""
    interview_id = office.published("Harbour pilot")
    admin = office.admin()
    assert "Harbour pilot" in admin.get("/system/lab").text
    answer = admin.post(
        "/system/lab",
        {"source": f"interview-{interview_id}", "answers": "written", "candidates": list(candidates)},
    )
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def work(office: Office) -> None:
    with office.stage.session() as session:
        for step_id in steps.due_steps(session):
            while (mine := steps.claim(session, step_id)) is not None:
                lab_runs.go_on(
                    session, mine, model=Model(DecisionReply=REFUSED), scratch=scratch_database, queue=Queue(),
                    clock=office.stage.clock, patience_seconds=5,
                )  # fmt: skip


def test_a_run_is_ordered_watched_and_read(office: Office) -> None:
    address = order(office, "strong", "silent")
    page = office.admin().get(address)
    assert "0 of 2 simulated candidates done" in page.text
    assert "every 2s" in page.text
    work(office)
    page = office.admin().get(address, htmx=True)
    assert "<html" not in page.text
    assert "every 2s" not in page.text
    assert "kept every rule" in page.text
    assert "Strong: what was asked" in page.text
    assert "It holds markup" in page.text
    listed = office.admin().get("/system/lab").text
    assert "2 of 2" in listed


def test_a_run_can_be_stopped(office: Office) -> None:
    address = order(office, "strong", "weak")
    page = office.admin().press(f"{address}/stop")
    assert "Stopped" in page.text
    assert "every 2s" not in page.text


@pytest.mark.parametrize(
    "source", ["", "interview-999", "template-", "user-1", "interview-1' or 1", "interview-²"]
)
def test_a_source_that_is_none_is_refused_and_the_choice_stays(office: Office, source: str) -> None:
    office.published()
    answer = office.admin().post("/system/lab", {"source": source, "candidates": ["weak"]})
    assert answer.status_code == 422
    assert "choose an interview or a template" in answer.text
    assert 'value="weak" checked' in answer.text
    assert 'value="strong" checked' not in answer.text


def test_no_candidate_is_no_run(office: Office) -> None:
    interview_id = office.published()
    answer = office.admin().post(
        "/system/lab", {"source": f"interview-{interview_id}", "candidates": ["ada"]}
    )
    assert answer.status_code == 422
    assert "at least one" in answer.text


def test_a_run_that_was_given_up_says_why_and_can_be_tried_again(office: Office) -> None:
    address = order(office, "weak")
    with office.stage.session() as session:
        step = session.query(models.Step).filter_by(kind=models.StepKind.RUN_LAB).one()
        step.state, step.failure = models.StepState.FAILED, "The worker died."
        session.commit()
    admin = office.admin()
    assert "The worker died." in admin.get(address).text
    system = admin.get("/system").text
    assert "The worker died." in system
    assert address in system
