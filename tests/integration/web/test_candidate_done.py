"""The end of an interview, and the spoken question: what a candidate gets to see and hear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from interview_app.domain import rating, report
from interview_app.domain.interview import EndedBy, Feedback, SessionState
from interview_app.models import AnswerMode, InterviewSession, Report, SpeechClip, Turn
from interview_app.usecases import report_document
from tests import factories
from tests.conftest import Clock
from tests.stage import Candidate, Stage


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    made = Stage(tmp_path, clock)
    yield made
    made.close()


def end(stage: Stage, state: SessionState = SessionState.COMPLETED) -> None:
    with stage.session() as session:
        mine = session.scalars(select(InterviewSession)).one()
        mine.state, mine.ended_by = state, EndedBy.CANDIDATE
        session.commit()


def spoken(stage: Stage) -> Candidate:
    """A candidate whose first question has a clip."""
    candidate = stage.in_the_room()
    with stage.app.app_context():
        stage.ports.blobs.put("speech/1.mp3", b"sound of a question", mime="audio/mpeg")
    with stage.session() as session:
        clip = SpeechClip(
            key="1" * 64, blob_key="speech/1.mp3", mime="audio/mpeg", model="m", duration_ms=900, characters=[],
            created_at=factories.NOW,
        )  # fmt: skip
        session.add(clip)
        session.flush()
        session.scalars(select(Turn)).one().speech_clip_id = clip.id
        session.commit()
    return candidate


def evaluation() -> dict[str, Any]:
    """A stored report that praises one thing."""
    header = report.Header(
        job_title="Engineer", candidate_name="Ada", candidate_email="ada@example.org", started_at=factories.NOW,
        finished_at=factories.NOW, ended_by="candidate", guide_version=1, language="en",
    )  # fmt: skip
    praise = report.Point(competency="Ownership", text="You named <b>your</b> part.", quote=None)
    return report_document.to_json(
        report.Report(
            header=header,
            answers=(),
            competencies=(),
            overall=rating.Composite(score=None, assessed=0, total=3, coverage=0.0),
            recommendation=None,
            no_score=None,
            summary=report.Summary(strengths=(praise,)),
            judges="",
            method=(),
        )
    )


@pytest.mark.parametrize(("models", "promised"), [("", False), ("openai/one", True)])
def test_ratings_by_an_ai_are_told_of_where_one_can_make_them(
    tmp_path: Path, models: str, promised: bool
) -> None:
    stage = Stage(tmp_path, llm_models=models)
    candidate = stage.in_the_room()
    end(stage)
    page = candidate.get("/interview/done").text
    stage.close()
    assert ("an AI may propose ratings" in page) is promised
    assert "Your answers are written down" in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SessionState.COMPLETED, "Thank you, that was it"),
        (SessionState.ENDED, "This interview has ended"),
        (SessionState.EXPIRED, "The time for this interview has passed"),
    ],
)
def test_an_interview_that_is_over_always_leads_to_its_last_page(
    stage: Stage, state: SessionState, said: str
) -> None:
    candidate = stage.in_the_room()
    assert candidate.get("/interview/done").location == "/interview"
    end(stage, state)
    assert candidate.where() == "/interview/done"
    assert candidate.get("/interview/room").location == "/interview"
    assert candidate.get("/interview/turn").headers["HX-Redirect"] == "/interview/done"
    assert said in candidate.get("/interview/done").text


@pytest.mark.parametrize(
    ("kind", "released", "seen"),
    [
        (Feedback.NONE, True, False),
        (Feedback.RELEASED, False, False),
        (Feedback.RELEASED, True, True),
        (Feedback.AT_ONCE, True, False),
    ],
)
def test_feedback_shows_only_when_it_is_the_candidate_s_to_see(
    stage: Stage, clock: Clock, kind: Feedback, released: bool, seen: bool
) -> None:
    candidate = stage.in_the_room(feedback=kind)
    end(stage)
    with stage.session() as session:
        mine = session.scalars(select(InterviewSession)).one()
        mine.feedback_released_at = clock() if released else None
        session.add(Report(interview_session_id=mine.id, scoring=1, content=evaluation(), created_at=clock()))
        session.commit()
    page = candidate.get("/interview/done").text
    assert ("You named &lt;b&gt;your&lt;/b&gt; part." in page) is seen
    assert ("Feedback for you" in page) is seen


def test_the_spoken_question_comes_in_parts_to_its_own_candidate(stage: Stage) -> None:
    candidate = spoken(stage)
    assert 'data-clip="/speech/1"' in candidate.get("/interview/room").text
    whole = candidate.client.get("/speech/1")
    part = candidate.client.get("/speech/1", headers={"Range": "bytes=0-4"})
    assert (whole.data, whole.mimetype) == (b"sound of a question", "audio/mpeg")
    assert (part.status_code, part.data) == (206, b"sound")


def test_another_candidate_hears_none_of_it(stage: Stage) -> None:
    spoken(stage)
    assert stage.in_the_room().get("/speech/1").status_code == 404
    assert stage.candidate().get("/speech/1").status_code == 404


def test_a_question_without_a_clip_is_left_to_the_browser_s_voice(stage: Stage) -> None:
    candidate = stage.in_the_room()
    assert 'data-clip=""' in candidate.get("/interview/room").text
    assert candidate.get("/speech/1").status_code == 404


@pytest.mark.parametrize(
    ("mode", "said"), [(AnswerMode.WRITTEN, "1 answer is stored safely."), (None, "No answers are stored.")]
)
def test_the_last_page_counts_no_answer_in_which_nothing_was_said(
    stage: Stage, clock: Clock, mode: AnswerMode | None, said: str
) -> None:
    candidate = stage.in_the_room()
    with stage.session() as session:
        first = session.scalars(select(Turn)).one()
        first.sealed_at, first.mode = clock(), mode
        session.commit()
    end(stage)
    assert said in candidate.get("/interview/done").text


@pytest.mark.parametrize("invited", [True, False])
def test_the_last_page_names_an_invitation_only_to_who_has_one(stage: Stage, invited: bool) -> None:
    candidate = stage.in_the_room()
    with stage.session() as session:
        mine = session.scalars(select(InterviewSession)).one()
        mine.invitation_id = mine.invitation_id if invited else None
        session.commit()
    end(stage)
    assert ("email with your invitation" in candidate.get("/interview/done").text) is invited
