"""Practice as the candidate sees it: feedback before the next question, their own report, another round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain.interview import Feedback
from interview_app.models import Coaching, InterviewSession, Report, Step, StepKind, StepState, Turn
from interview_app.usecases import coaching, interviewing, rating, steps
from tests import afterwards
from tests.afterwards import claims
from tests.conftest import Clock
from tests.office import Office
from tests.stage import Candidate, Stage

HIRING = (
    "Strong yes",
    "No recommendation",
    "Recommendation:",
    "To ask or check next",
    "Advisory",
    "decision is a person",
)


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    made = Stage(tmp_path, clock, llm_models="first")
    yield made
    made.close()


NOTES = {
    "quality": "I would recommend this person.",
    "key_points": ["Led the move.", "A strong yes for the job offer."],
}
"""What a model writes although it is told not to."""


def model() -> Any:
    return afterwards.model(
        ExtractReply=lambda text: (
            claims(
                ownership__a2="I wrote the reconciliation job myself",
                ownership__a3="We cut errors by forty percent in two weeks",
            )
            | {"improve": "Name what you would do differently."}
            | NOTES
            if "a project that you led" in text
            else claims()
        ),
        SummaryReply={
            "narrative": "You told of a project of your own.",
            "strengths": [],
            "improvements": [{"competency": "ownership", "text": "We would hire you at once.", "quote": ""}],
            "next_steps": ["Tell of the result first."],
        },
    )


def work(stage: Stage, kinds: set[StepKind], answering: Any = None) -> None:
    """Do the due steps of these kinds until none is left."""
    with stage.session() as session:
        while due := _due(session, kinds):
            mine = steps.claim(session, due)
            assert mine is not None
            outside: dict[str, Any] = {"model": answering, "clock": stage.clock}
            try:
                if mine.kind is StepKind.DECIDE:
                    interviewing.decide_next(
                        session, mine, model=None, queue=stage.queue, clock=stage.clock, patience_seconds=1, voiced=False
                    )  # fmt: skip
                elif mine.kind is StepKind.COACH:
                    coaching.coach(session, mine, seconds=5, **outside)
                else:
                    rating.rate_interview(session, mine, queue=stage.queue, seconds=5, judges=1, **outside)
            except ports.OutsideError as error:
                steps.fail(session, mine, error)


def _due(session: Session, kinds: set[StepKind]) -> int | None:
    session.execute(update(Step).values(next_at=0))
    session.commit()
    wanted = select(Step.id).where(Step.kind.in_(kinds), Step.state == "ready").order_by(Step.id).limit(1)
    return session.scalar(wanted)


def answer(candidate: Candidate, stage: Stage, turn_id: int, text: str) -> None:
    for verb in ("shown", "begin"):
        candidate.say(f"/api/turns/{turn_id}/{verb}")
    assert candidate.say(f"/api/turns/{turn_id}/written", {"text": text}).status_code == 202
    work(stage, {StepKind.DECIDE})


def practising(stage: Stage, **guide: Any) -> Candidate:
    settings = {"feedback": Feedback.AT_ONCE, "follow_ups_per_question": 0, "practice_rounds": 2} | guide
    candidate = stage.in_the_room(**settings)
    candidate.get("/interview/room")
    return candidate


def whole_round(candidate: Candidate, stage: Stage, first_turn: int = 1) -> None:
    for place, text in enumerate(afterwards.ANSWERS):
        answer(candidate, stage, first_turn + place, text)
        candidate.post(f"/interview/turns/{first_turn + place}/next")
    work(stage, {StepKind.COACH, StepKind.RATE}, model())


def test_feedback_stands_before_the_next_question(stage: Stage, clock: Clock) -> None:
    candidate = practising(stage)
    answer(candidate, stage, 1, afterwards.LED)
    waiting = candidate.get("/interview/turn").text
    assert 'data-phase="coaching"' in waiting
    assert "Go on without waiting" in waiting
    assert "a fault that you found" not in waiting
    work(stage, {StepKind.COACH}, model())
    clock.tick(3600)
    page = candidate.get("/interview/turn").text
    assert 'data-phase="feedback"' in page
    assert "I wrote the reconciliation job myself" in page
    assert "Level 3 of 5" in page or "Level 4 of 5" in page
    assert "Name what you would do differently." in page
    assert "a fault that you found" not in page
    told = candidate.say("/api/alive", {"turn": 2}).json
    assert (told["phase"], told["answer_ms"]) == ("feedback", 120_000)


def test_next_question_leads_on(stage: Stage) -> None:
    candidate = practising(stage)
    answer(candidate, stage, 1, afterwards.LED)
    work(stage, {StepKind.COACH}, model())
    page = candidate.post("/interview/turns/1/next", headers={"HX-Request": "true"}).text
    assert 'data-phase="asking"' in page
    assert "a fault that you found" in page


def test_nobody_waits_longer_than_they_want_or_than_half_a_minute(stage: Stage, clock: Clock) -> None:
    candidate = practising(stage)
    answer(candidate, stage, 1, afterwards.LED)
    assert 'data-phase="coaching"' in candidate.get("/interview/turn").text
    clock.tick(31)
    assert 'data-phase="asking"' in candidate.get("/interview/turn").text


def test_without_a_model_no_feedback_and_no_levels_are_promised(tmp_path: Path, clock: Clock) -> None:
    stage = Stage(tmp_path, clock)
    candidate = practising(stage)
    answer(candidate, stage, 1, afterwards.LED)
    assert "is being made" not in candidate.get("/interview/turn").text
    work(stage, {StepKind.COACH})
    page = candidate.get("/interview/turn").text
    assert "No feedback on this answer." in page
    assert "No AI that could give it is set up here." in page
    for place, text in enumerate(afterwards.ANSWERS[1:], 2):
        answer(candidate, stage, place, text)
    work(stage, {StepKind.COACH, StepKind.RATE})
    done = candidate.get("/interview/done").text
    assert "with its levels" not in done
    assert "They have no levels" in done
    report = candidate.get("/interview/report").text
    assert "Your answers are below to read again." in report
    assert "can be judged better" not in report
    stage.close()


def test_another_candidates_answer_is_nobodys_to_leave(stage: Stage) -> None:
    candidate = practising(stage)
    answer(candidate, stage, 1, afterwards.LED)
    other = practising(stage)
    assert other.post("/interview/turns/1/next").status_code == 404


def test_the_whole_report_is_the_candidates_and_speaks_of_no_hiring(stage: Stage) -> None:
    candidate = practising(stage)
    whole_round(candidate, stage)
    done = candidate.get("/interview/done").text
    assert "Open my report" in done
    assert "Each answer with its levels" in done
    page = candidate.get("/interview/report").text
    assert "Practice report" in page
    assert "I wrote the reconciliation job myself" in page
    assert "Tell of the result first." in page
    assert "To practise next" in page
    assert "hire you" not in page
    assert "Led the move." in page
    assert "recommend this person" not in page
    for word in HIRING:
        assert word not in page
    assert candidate.get("/interview/report.pdf").status_code == 404
    with stage.session() as session:
        stage.ports.blobs.put("reports/1.pdf", b"%PDF-1.7", mime="application/pdf")
        report = session.scalars(select(Report)).one()
        report.pdf_blob_key = "reports/1.pdf"
        session.commit()
    assert candidate.get("/interview/report.pdf").data == b"%PDF-1.7"
    assert stage.candidate().get("/interview/report").status_code == 404


def test_feedback_on_an_answer_speaks_of_no_hiring(stage: Stage) -> None:
    candidate = practising(stage)
    answer(candidate, stage, 1, afterwards.LED)
    work(stage, {StepKind.COACH}, model())
    with stage.session() as session:
        notes = session.scalars(select(Coaching)).one().notes
    assert (notes["quality"], notes["key_points"]) == ("", ["Led the move."])
    assert notes["improve"] == "Name what you would do differently."


def test_an_answer_cut_off_by_the_end_gets_its_feedback(stage: Stage) -> None:
    candidate = practising(stage)
    for verb in ("shown", "begin"):
        candidate.say(f"/api/turns/1/{verb}")
    draft = candidate.client.put(
        "/api/turns/1/draft", json={"text": afterwards.LED}, headers=candidate._headers({})
    )
    assert draft.status_code == 200
    with stage.session() as session:
        seat = session.scalars(select(InterviewSession)).one()
        interviewing.end_by_hand(session, seat, queue=stage.queue, clock=stage.clock)
    work(stage, {StepKind.COACH}, model())
    page = candidate.get("/interview/done").text
    assert "On your last answer" in page
    assert "I wrote the reconciliation job myself" in page


def test_a_pdf_that_could_not_be_printed_is_told_and_asked_for_again(stage: Stage) -> None:
    candidate = practising(stage)
    whole_round(candidate, stage)
    assert "Its PDF is being made." in candidate.get("/interview/outcome").text
    give_up(stage, StepKind.PRINT_REPORT)
    page = candidate.get("/interview/done").text
    assert "The PDF could not be made." in page
    assert 'hx-get="/interview/outcome"' not in page
    assert candidate.post("/interview/report.pdf").status_code == 303
    assert 'hx-get="/interview/outcome"' in candidate.get("/interview/done").text
    with stage.session() as session:
        assert _step(session, StepKind.PRINT_REPORT).state is StepState.READY


def test_a_report_that_could_not_be_made_is_told_and_not_waited_for(stage: Stage) -> None:
    candidate = practising(stage)
    for place, text in enumerate(afterwards.ANSWERS, 1):
        answer(candidate, stage, place, text)
    give_up(stage, StepKind.RATE)
    page = candidate.get("/interview/done").text
    assert "Your report could not be made." in page
    assert 'hx-get="/interview/outcome"' not in page
    candidate.post("/interview/report.pdf")
    with stage.session() as session:
        assert _step(session, StepKind.RATE).state is StepState.FAILED, "what costs money the team asks for"


def give_up(stage: Stage, kind: StepKind) -> None:
    with stage.session() as session:
        step = _step(session, kind)
        step.state, step.failure = StepState.FAILED, "It did not work."
        session.commit()


def _step(session: Session, kind: StepKind) -> Step:
    return session.scalars(select(Step).where(Step.kind == kind)).one()


def test_a_second_round_shows_what_changed_and_then_there_is_none_left(stage: Stage) -> None:
    candidate = practising(stage)
    whole_round(candidate, stage)
    assert "You have 1 round left" in candidate.get("/interview/done").text
    assert candidate.post("/interview/again").status_code == 303
    assert candidate.where() == "/interview/resume"
    candidate.post("/interview/start")
    whole_round(candidate, stage, 4)
    page = candidate.get("/interview/report").text
    assert "Your progress" in page
    assert "as before" in page
    assert "<polyline" in page
    assert "This was your last round" in page
    assert candidate.post("/interview/again").status_code == 409


@pytest.mark.parametrize("kind", [Feedback.NONE, Feedback.RELEASED])
def test_a_hiring_interview_never_shows_any_of_it(stage: Stage, clock: Clock, kind: Feedback) -> None:
    candidate = practising(stage, feedback=kind)
    answer(candidate, stage, 1, afterwards.LED)
    with stage.session() as session:
        notes = {"improve": "x", "star": []}
        session.add(Coaching(turn_id=1, reason="", levels=[], notes=notes, created_at=clock()))
        session.commit()
        assert session.scalars(select(Step.id).where(Step.kind == StepKind.COACH)).all() == []
    assert 'data-phase="asking"' in candidate.get("/interview/turn").text
    assert candidate.post("/interview/turns/1/next").status_code == 409
    for turn_id, text in ((2, afterwards.MENDED), (3, afterwards.CHANGED)):
        answer(candidate, stage, turn_id, text)
    work(stage, {StepKind.RATE}, model())
    with stage.session() as session:
        assert session.scalars(select(Report)).one()
        assert len(session.scalars(select(Turn)).all()) == 3
    done = candidate.get("/interview/done").text
    for word in ("Open my report", "Practise again", "Feedback on your answer", "practice"):
        assert word not in done
    for path in ("/interview/report", "/interview/report.pdf", "/interview/outcome"):
        assert candidate.get(path).status_code == 404
    assert candidate.post("/interview/again").status_code == 404


def test_the_managers_pages_mark_practice_and_recommend_nothing(tmp_path: Path, clock: Clock) -> None:
    office = Office(Stage(tmp_path, clock))
    interview_id = office.published(feedback=Feedback.AT_ONCE)
    seat_id = office.candidate(interview_id)
    with office.stage.session() as session:
        seat = session.get_one(InterviewSession, seat_id)
        afterwards.factories.said(session, afterwards.factories.asked(session, seat), afterwards.LED)
        afterwards.end(session, seat)
        afterwards.rated(session, seat, afterwards.model(), clock)
    admin = office.admin()
    assert ">Practice</span>" in admin.get("/interviews").text
    page = admin.get(f"/interviews/{interview_id}").text
    assert ">Practice</span>" in page
    report = admin.get(f"/candidates/{seat_id}/report").text
    for word in HIRING:
        assert word not in report
    office.stage.close()


def test_who_practises_is_told_what_it_is_for(stage: Stage) -> None:
    page = stage.candidate().follow(stage.invite(feedback=Feedback.AT_ONCE)).text
    assert "nobody is chosen by it" in page
    assert "May an AI give me feedback on my answers?" in page
    assert "propose ratings" not in page
