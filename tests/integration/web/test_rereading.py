"""The candidate's page on which transcripts are read and corrected, and what the manager sees of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from interview_app import models
from interview_app.domain.interview import EndedBy, SessionState
from interview_app.models import StepKind, StepState
from interview_app.usecases import correcting
from tests import factories
from tests.conftest import Clock
from tests.stage import Candidate, Stage

HEARD = "I led the move of our reddis cluster and we cut the errors by half in only two weeks"
MEANT = HEARD.replace("reddis", "Redis")
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    made = Stage(tmp_path, clock)
    yield made
    made.close()


def reader(
    stage: Stage, *answers: str, allowed: bool = True, state: SessionState = SessionState.COMPLETED
) -> Candidate:
    """A candidate whose interview is over; their first question is turn 1. "" is still being written down."""
    candidate = stage.in_the_room(transcripts_correctable=allowed)
    with stage.session() as session:
        seat = session.scalars(
            select(models.InterviewSession).order_by(models.InterviewSession.id.desc())
        ).first()
        assert seat is not None
        for number, text in enumerate(answers or (HEARD,)):
            asked = factories.asked(session, seat) if number else seat.turns[0]
            if text:
                factories.said(session, asked, text)
            else:
                asked.mode, asked.sealed_at = models.AnswerMode.VOICE, stage.clock()
                session.add(
                    models.Step(
                        kind=StepKind.TRANSCRIBE, subject_id=asked.id, state=StepState.READY, attempt=0, next_at=0,
                        opened_at=0, created_at=factories.NOW,
                    )
                )  # fmt: skip
        seat.state, seat.ended_by, seat.finished_at = state, EndedBy.CANDIDATE, stage.clock()
        session.commit()
    return candidate


def correct(candidate: Candidate, text: str, turn_id: int = 1, *, htmx: bool = True) -> TestResponse:
    return candidate.post(f"/interview/answers/{turn_id}", {"text": text}, **(HTMX if htmx else {}))


def corrections(stage: Stage) -> list[str]:
    with stage.session() as session:
        return list(session.scalars(select(models.Correction.text).order_by(models.Correction.id)))


def test_the_last_page_offers_to_read_and_the_page_shows_what_was_heard(stage: Stage) -> None:
    candidate = reader(stage)
    done = candidate.get("/interview/done").text
    assert "You have 60 minutes left." in done
    assert 'href="/interview/answers"' in done
    page = candidate.get("/interview/answers").text
    assert "Question 1 of 3" in page
    assert HEARD in page
    assert 'data-left-ms="3600000"' in page


def test_looking_changes_nothing(stage: Stage) -> None:
    candidate = reader(stage)
    for path in ("", "/clock", "/1"):
        assert candidate.get(f"/interview/answers{path}").status_code == 200
        candidate.client.head(f"/interview/answers{path}")
    assert corrections(stage) == []
    with stage.session() as session:
        assert session.scalars(select(models.InterviewSession)).one().words_closed_at is None


def test_a_corrected_word_is_drawn_beside_what_was_heard(stage: Stage) -> None:
    candidate = reader(stage)
    response = correct(candidate, MEANT)
    assert response.status_code == 200
    assert "<del>reddis</del> <ins>Redis</ins>" in response.text
    assert "You changed 1 of 19 words" in response.text
    assert corrections(stage) == [MEANT]


def test_without_scripts_it_works_the_same(stage: Stage) -> None:
    candidate = reader(stage)
    assert correct(candidate, MEANT, htmx=False).location == "/interview/answers#said-1"
    assert "<ins>Redis</ins>" in candidate.get("/interview/answers").text
    assert candidate.post("/interview/answers/1/undo").location == "/interview/answers#said-1"
    assert corrections(stage) == []


def test_a_rewriting_is_kept_and_its_consequence_is_said(stage: Stage) -> None:
    candidate = reader(stage)
    response = correct(
        candidate, "Something else altogether, which was never said in this recording, but sounds well."
    )
    assert "more than a correction" in response.text
    assert "What counts is what we heard you say" in response.text
    assert len(corrections(stage)) == 1


def test_what_was_typed_stays_in_a_refused_form(stage: Stage) -> None:
    candidate = reader(stage)
    refused = correct(candidate, "– !")
    assert (refused.status_code, "– !</textarea>" in refused.text) == (422, True)
    long = correct(candidate, "word " * 3000)
    assert (long.status_code, "too long" in long.text) == (413, True)
    assert corrections(stage) == []


def test_hostile_words_are_only_words(stage: Stage) -> None:
    candidate = reader(stage)
    response = correct(candidate, MEANT.replace("Redis", '<img/src=x>\x00\u202e{{7*7}}"'))
    assert "<img/src" not in response.text
    assert "&lt;img/src=x&gt;{{7*7}}" in response.text
    assert "\x00" not in corrections(stage)[0]


def test_an_answer_still_being_written_down_appears_by_itself(stage: Stage) -> None:
    candidate = reader(stage, HEARD, "")
    page = candidate.get("/interview/answers").text
    assert 'hx-get="/interview/answers/2"' in page
    assert 'hx-get="/interview/answers/clock"' in page
    assert "data-left-ms" not in page
    with stage.session() as session:
        factories.said(session, session.get_one(models.Turn, 2), "And this came later")
        session.scalars(
            select(models.Step).where(models.Step.kind == StepKind.TRANSCRIBE)
        ).one().state = StepState.DONE
        session.commit()
    piece = candidate.get("/interview/answers/2", **HTMX).text
    assert "And this came later" in piece
    assert "hx-get" not in piece
    assert "data-left-ms" in candidate.get("/interview/answers/clock", **HTMX).text


def test_done_sends_once_and_nothing_changes_after_it(stage: Stage) -> None:
    candidate = reader(stage)
    correct(candidate, MEANT)
    assert candidate.post("/interview/answers/done").location == "/interview/done"
    assert candidate.post("/interview/answers/done").location == "/interview/done"
    assert stage.queue.kinds.count("rate") == 1
    late = correct(candidate, HEARD)
    assert (late.status_code, "nothing in them can be changed any more" in late.text) == (409, True)
    assert "cannot" not in correct(candidate, HEARD, htmx=False).text
    assert correct(candidate, HEARD, htmx=False).status_code == 409
    assert corrections(stage) == [MEANT]
    assert candidate.get("/interview/answers").location == "/interview"
    assert "Your answers are sent, with your changes in 1 of them" in candidate.get("/interview/done").text


def test_when_the_time_is_over_every_part_leads_to_the_last_page(stage: Stage, clock: Clock) -> None:
    candidate = reader(stage)
    clock.tick(3601)
    assert correct(candidate, MEANT).status_code == 409
    assert candidate.post("/interview/answers/1/undo", **HTMX).status_code == 409
    assert candidate.get("/interview/answers").location == "/interview"
    for path in ("clock", "1"):
        assert candidate.get(f"/interview/answers/{path}", **HTMX).headers["HX-Redirect"] == "/interview"
    assert 'href="/interview/answers"' not in candidate.get("/interview/done").text


def test_no_correction_once_the_rating_began(stage: Stage) -> None:
    candidate = reader(stage)
    with stage.session() as session:
        session.scalars(select(models.InterviewSession)).one().words_closed_at = stage.clock()
        session.commit()
    assert correct(candidate, MEANT).status_code == 409
    assert corrections(stage) == []


@pytest.mark.parametrize("allowed", [True, False])
def test_only_where_the_interview_allows_it_and_is_over(stage: Stage, allowed: bool) -> None:
    candidate = reader(
        stage, allowed=allowed, state=SessionState.RUNNING if allowed else SessionState.COMPLETED
    )
    assert candidate.get("/interview/answers").location == "/interview"
    assert correct(candidate, MEANT).status_code == 409
    assert candidate.post("/interview/answers/done").status_code == 409
    assert corrections(stage) == []


def test_one_s_own_words_and_nobody_else_s(stage: Stage) -> None:
    mine = reader(stage)
    other = reader(stage)
    assert correct(other, MEANT, 1).status_code == 404
    assert other.get("/interview/answers/1").status_code == 404
    assert other.post("/interview/answers/1/undo").status_code == 404
    stranger = stage.candidate()
    stranger.get("/login")
    for path in ("", "/clock", "/1"):
        assert stranger.get(f"/interview/answers{path}").status_code == 404
    for path in ("/1", "/1/undo", "/done"):
        assert stranger.post(f"/interview/answers{path}").status_code in {400, 404}
    assert correct(mine, MEANT, 1).status_code == 200
    assert corrections(stage) == [MEANT]


def test_without_the_page_s_token_nothing_is_corrected(stage: Stage) -> None:
    candidate = reader(stage)
    for path in ("1", "1/undo", "done"):
        response = candidate.client.post(f"/interview/answers/{path}", data={"text": MEANT})
        assert response.status_code == 400
    assert corrections(stage) == []


def test_answers_in_writing_and_without_words_are_shown_and_not_corrected(stage: Stage) -> None:
    candidate = reader(stage, HEARD, "words", "words")
    with stage.session() as session:
        written, silent = session.get_one(models.Turn, 2), session.get_one(models.Turn, 3)
        written.mode, written.written_text = models.AnswerMode.WRITTEN, "I <wrote> this."
        session.scalars(
            select(models.Transcript).where(models.Transcript.turn_id == silent.id)
        ).one().words = []
        session.commit()
    page = candidate.get("/interview/answers").text
    assert "I &lt;wrote&gt; this." in page
    assert "We understood no words in this recording" in page
    assert page.count("data-words=") == 1
    assert correct(candidate, MEANT, 2).status_code == 409
    assert correct(candidate, MEANT, 3).status_code == 409


def test_candidates_are_told_at_the_beginning(stage: Stage) -> None:
    for allowed in (True, False):
        candidate = stage.candidate()
        page = candidate.follow(stage.invite(transcripts_correctable=allowed)).text
        assert ("which you can read and correct" in page) is allowed


def test_the_setting_is_the_version_s_that_the_candidate_took(stage: Stage) -> None:
    candidate = reader(stage)
    with stage.session() as session:
        taken = session.scalars(select(models.Interview)).one()
        newer = models.Guide(**(factories._guide() | {"version": 2, "transcripts_correctable": False}))
        taken.guides.append(newer)
        session.commit()
        seat = session.scalars(select(models.InterviewSession)).one()
        assert correcting.reading(session, seat, stage.clock()).open
    assert correct(candidate, MEANT).status_code == 200
