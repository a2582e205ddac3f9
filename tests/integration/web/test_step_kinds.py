"""Every kind of step has a place on the manager's pages and goes when its subject goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from interview_app.adapters import rq_queue
from interview_app.models import StepKind
from interview_app.usecases import housekeeping
from interview_app.web import overview, words
from tests.conftest import Clock
from tests.office import Office
from tests.stage import Stage


@pytest.mark.parametrize("kind", StepKind)
def test_each_kind_of_step_has_a_name_a_subject_and_a_job(kind: StepKind) -> None:
    assert words.STEPS[kind]
    assert kind in overview._SUBJECTS
    assert kind in rq_queue.JOBS


def test_steps_of_a_candidate_are_erased_with_the_candidate() -> None:
    of_guides = {
        StepKind.DRAFT_QUESTIONS,
        StepKind.VOICE_PRESETS,
        StepKind.SEND_INVITATION,
        StepKind.READ_RESUME,
    }
    assert {*housekeeping.OF_TURNS, *housekeeping.OF_SEATS} == set(StepKind) - of_guides - {
        StepKind.RUN_LAB,
        StepKind.LIST_VOICES,
    }


@pytest.mark.parametrize("kind", StepKind)
def test_a_failed_step_of_any_kind_breaks_no_page(tmp_path: Path, clock: Clock, kind: StepKind) -> None:
    office = Office(Stage(tmp_path, clock))
    office.failed_step(kind, 1, "It failed.")
    admin = office.admin()
    for path in ("/interviews", "/system"):
        assert admin.get(path).status_code == 200
