"""What no part of Candid can do, said as a page or as JSON and never as a crash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_app import ports
from interview_app.usecases import receiving
from tests.conftest import on_both_databases
from tests.office import Office
from tests.stage import Stage


@pytest.fixture
def stage(tmp_path: Path, database_url: str) -> Iterator[Stage]:
    made = Stage(tmp_path, database_url=database_url)
    yield made
    made.close()


def test_a_service_that_is_away_is_said_to_the_recorder_as_json(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise ports.OutsideError("The bucket does not answer.")

    candidate = stage.in_the_room()
    monkeypatch.setattr(receiving, "list_chunks", away)

    answer = candidate.get("/api/turns/1/chunks")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json == {"error": "away", "message": "The bucket does not answer."}


@on_both_databases
@pytest.mark.parametrize("number", [3_000_000_000, 10**20])
def test_a_number_that_no_row_can_have_is_not_found(stage: Stage, number: int) -> None:
    office = Office(stage)
    admin, candidate_id = office.admin(), office.candidate()
    for path in (f"/interviews/{number}", f"/turns/{number}/audio", f"/candidates/1/turns/{number}"):
        assert admin.get(path).status_code == 404
    assert admin.get(f"/candidates/{candidate_id}/report?scoring={number}").status_code == 404
    assert admin.post(f"/steps/{number}/retry").status_code == 404
    made = admin.post("/interviews/new", {"start": f"template:{number}", "job_title": "Baker"})
    assert made.status_code in {404, 422}


@on_both_databases
@pytest.mark.parametrize("number", [3_000_000_000, 10**20])
def test_a_room_of_a_number_that_no_row_can_have_is_refused(stage: Stage, number: int) -> None:
    candidate = stage.in_the_room()
    candidate.get("/interview/room")
    assert candidate.get(f"/api/turns/{number}/chunks").status_code == 404
    assert candidate.say("/api/alive", {"turn": number}).status_code in {404, 422}


@on_both_databases
def test_an_address_with_characters_that_no_database_takes_is_nobodys(stage: Stage) -> None:
    visitor = Office(stage).stranger()
    visitor.get("/login")
    form = {"email": "ada\0@example.com", "password": "a guess of a password"}
    assert visitor.post("/login", form).status_code == 422
