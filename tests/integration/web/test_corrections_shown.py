"""What the team sees of a candidate's corrections: on the candidate's page, in the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.models import StepKind
from interview_app.usecases import correcting, rating, steps
from tests import afterwards, factories
from tests.conftest import Clock
from tests.fakes.in_process import Queue
from tests.office import Office
from tests.stage import Stage

HEARD = "We put reddis <b>before</b> the database and it held"
MEANT = HEARD.replace("reddis", "Redis & co")


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    stage = Stage(tmp_path, clock)
    yield Office(stage)
    stage.close()


def finished(office: Office, *, allowed: bool = True) -> int:
    """The id of a candidate whose interview is over, with the rating's step open."""
    candidate_id = office.candidate(office.published(transcripts_correctable=allowed))
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, candidate_id)
        for text in (HEARD, afterwards.LED):
            factories.said(session, factories.asked(session, seat), text)
        afterwards.end(session, seat)
        steps.add(session, StepKind.RATE, seat.id)
        session.commit()
    return candidate_id


def correct(office: Office, candidate_id: int, text: str, position: int = 0) -> None:
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, candidate_id)
        correcting.save(session, seat.turns[position], text, clock=office.stage.clock)


def rate(office: Office, candidate_id: int) -> None:
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, candidate_id)
        correcting.confirm(session, seat, queue=Queue(), clock=office.stage.clock)
        while due := [one for one in steps.due_steps(session) if _kind(session, one) is StepKind.RATE]:
            mine = steps.claim(session, due[0])
            assert mine is not None
            rating.rate_interview(
                session, mine, model=None, queue=Queue(), clock=office.stage.clock, seconds=5, judges=1
            )


def _kind(session: Session, step_id: int) -> StepKind:
    return session.get_one(models.Step, step_id).kind


def test_both_texts_are_drawn_on_the_candidate_s_page(office: Office) -> None:
    candidate_id = finished(office)
    correct(office, candidate_id, MEANT)
    page = office.reviewer().get(f"/candidates/{candidate_id}").text
    assert "<del>reddis</del> <ins>Redis &amp; co</ins> &lt;b&gt;before&lt;/b&gt; the database" in page
    assert "3 of 9 words" in page
    assert page.count("Corrected by the candidate") == 1


def test_a_rewriting_is_marked_as_one(office: Office) -> None:
    candidate_id = finished(office)
    correct(office, candidate_id, "It was I who saved the whole company and everybody clapped for an hour")
    page = office.admin().get(f"/candidates/{candidate_id}").text
    assert "Rewritten by the candidate, not corrected" in page
    assert "Ratings rest on what was heard" in page


def test_the_report_waits_for_the_candidate_and_says_until_when(office: Office) -> None:
    candidate_id = finished(office)
    admin = office.admin()
    panel = admin.get(f"/candidates/{candidate_id}/panel", htmx=True).text
    assert "The candidate may read and correct the transcripts" in panel
    assert "20 Nov 2026, 10:00 UTC" in panel
    assert "Writing the report." not in panel
    plain = finished(office, allowed=False)
    assert "Writing the report." in admin.get(f"/candidates/{plain}/panel", htmx=True).text


def test_the_report_shows_what_was_corrected_and_how_it_counts(office: Office) -> None:
    candidate_id = finished(office)
    correct(office, candidate_id, MEANT)
    rate(office, candidate_id)
    reader = office.reviewer()
    page = reader.get(f"/candidates/{candidate_id}/report").text
    assert "<del>reddis</del> <ins>Redis &amp; co</ins>" in page
    assert "The words above are the corrected ones, and ratings rest on them." in page
    assert (
        "The candidate read and confirmed the transcripts before the rating. 1 of them was corrected" in page
    )
    plain = reader.get(f"/candidates/{candidate_id}/report.json").json
    assert plain is not None
    assert plain["report"]["answers"][0]["correction"]["kind"] == "corrected"
    assert plain["report"]["answers"][0]["correction"]["pieces"][1] == {
        "part": "removed",
        "words": ["reddis"],
    }
    assert plain["report"]["answers"][1]["correction"] is None
    assert "read and confirmed" in reader.get(f"/candidates/{candidate_id}").text


def test_nobody_is_told_of_corrections_where_there_could_be_none(office: Office) -> None:
    candidate_id = finished(office, allowed=False)
    with office.stage.session() as session:
        step = session.scalars(select(models.Step).where(models.Step.kind == StepKind.RATE)).one()
        while (mine := steps.claim(session, step.id)) is not None:
            rating.rate_interview(
                session, mine, model=None, queue=Queue(), clock=office.stage.clock, seconds=5, judges=1
            )
    assert "correct" not in office.reviewer().get(f"/candidates/{candidate_id}/report").text.lower()
