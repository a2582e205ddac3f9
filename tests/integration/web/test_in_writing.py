"""An interview in writing, for everyone or for one candidate: no microphone, no recording, twice the time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from interview_app.domain import interview
from interview_app.models import (
    AnswerMode,
    Chunk,
    InterviewSession,
    Invitation,
    Step,
    StepKind,
    Transcript,
    Turn,
)
from interview_app.usecases import interviewing, open_answers, steps, writing
from tests.conftest import Clock
from tests.office import Office
from tests.stage import Candidate, Stage

TAKE = "0f8fad5b-d9cb-469f-a165-70867728950e"
BODY = b"\x1a\x45\xdf\xa3 a recording"


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    made = Stage(tmp_path, clock)
    yield made
    made.close()


def record(candidate: Candidate, turn_id: int = 1) -> Any:
    path = f"/api/turns/{turn_id}/takes/{TAKE}/chunks/0"
    return candidate.put_chunk(path, BODY, hashlib.sha256(BODY).hexdigest())


def going_on(candidate: Candidate, clock: Clock, seconds: int) -> dict[str, Any]:
    """Time passes in a browser that is there all the while; what it is told at the end."""
    told: dict[str, Any] = {}
    for _ in range(seconds // 5):
        clock.tick(5)
        told = candidate.say("/api/alive", {"turn": 1}).json
    return told


def decide(stage: Stage) -> None:
    """Do the decisions that are due."""
    with stage.session() as session:
        session.execute(update(Step).values(next_at=0))
        session.commit()
        for step_id in steps.due_steps(session):
            mine = steps.claim(session, step_id)
            assert mine is not None
            if mine.kind is StepKind.DECIDE:
                interviewing.decide_next(
                    session, mine, model=None, queue=stage.queue, clock=stage.clock, patience_seconds=1, voiced=False
                )  # fmt: skip


def grant(stage: Stage, wanted: bool = True) -> None:
    with stage.session() as session:
        seat = session.scalars(select(InterviewSession)).one()
        writing.grant(session, seat, wanted=wanted, clock=stage.clock)


def turns(stage: Stage) -> list[Turn]:
    with stage.session() as session:
        return list(session.scalars(select(Turn).order_by(Turn.id)))


# What the candidate is told


def test_nobody_is_asked_for_a_recording_or_a_microphone(stage: Stage) -> None:
    candidate = stage.candidate()
    welcome = candidate.follow(stage.invite(written_answers=True)).text
    assert "I agree that my answers are kept as described here" in welcome
    assert "At most 12 of them writing" in welcome
    candidate.agree()
    candidate.give_details()
    pages = welcome + candidate.get("/interview/check").text + candidate.get("/interview/start").text
    for word in (
        "Your voice, while",
        "I agree that my answers are recorded",
        "Allow the microphone",
        "Recording starts",
    ):
        assert word not in pages
    assert "usually 4 minutes" in pages
    candidate.post("/interview/start")
    room = candidate.get("/interview/room").text
    assert 'data-in-writing="yes"' in room
    assert "Answer in writing</button>" not in room.split('id="turn"')[1].split("</section>")[0]


def test_an_interview_aloud_keeps_its_words(stage: Stage) -> None:
    candidate = stage.candidate()
    assert "I agree that my answers are recorded" in candidate.follow(stage.invite()).text
    candidate.agree()
    candidate.give_details()
    assert "Allow the microphone" in candidate.get("/interview/check").text
    candidate.post("/interview/start")
    assert 'data-in-writing="yes"' not in candidate.get("/interview/room").text


def test_the_consent_says_that_no_recording_was_spoken_of(stage: Stage) -> None:
    stage.seated(written_answers=True)
    with stage.session() as session:
        assert session.scalars(select(InterviewSession.consent_version)).one().endswith("+writing")


# What the server holds


def test_a_recording_is_refused_in_an_interview_in_writing(stage: Stage) -> None:
    candidate = stage.in_the_room(written_answers=True)
    candidate.say("/api/turns/1/begin")
    refused = record(candidate)
    assert (refused.status_code, refused.json["error"]) == (409, "wrong_state")
    assert "in writing" in refused.json["message"]
    assert candidate.say("/api/turns/1/way", {"writing": False}).status_code == 409
    with stage.session() as session:
        assert session.scalars(select(Chunk.seq)).all() == []


def test_an_answer_has_twice_its_time_and_the_interview_too(stage: Stage, clock: Clock) -> None:
    candidate = stage.in_the_room(written_answers=True, follow_ups_per_question=0)
    told = candidate.say("/api/turns/1/begin").json
    assert (told["answer_ms"], told["whole_ms"], told["interview_ms"]) == (240_000, 240_000, 1_200_000)
    told = going_on(candidate, clock, 200)
    assert (told["answer_ms"], told["interview_ms"]) == (40_000, 1_000_000)
    assert candidate.say("/api/turns/1/written", {"text": "I led the move."}).status_code == 202
    decide(stage)
    assert [turn.answer_seconds for turn in turns(stage)] == [240, 240]


def test_three_whole_answers_in_writing_fit_where_three_spoken_ones_do(stage: Stage, clock: Clock) -> None:
    candidate = stage.in_the_room(written_answers=True, follow_ups_per_question=0, time_limit_minutes=6)
    for turn_id in (1, 2, 3):
        candidate.say(f"/api/turns/{turn_id}/begin")
        for _ in range(46):
            clock.tick(5)
            candidate.say("/api/alive", {"turn": turn_id})
        assert candidate.say(f"/api/turns/{turn_id}/written", {"text": "I led the move."}).status_code == 202
        decide(stage)
    assert [turn.mode for turn in turns(stage)] == [AnswerMode.WRITTEN] * 3


def test_words_in_writing_wait_for_no_recogniser_and_are_never_corrected(stage: Stage) -> None:
    candidate = stage.in_the_room(
        written_answers=True, transcripts_correctable=True, follow_ups_per_question=0
    )
    for turn_id in (1, 2, 3):
        candidate.say(f"/api/turns/{turn_id}/begin")
        candidate.say(f"/api/turns/{turn_id}/written", {"text": "I led the move."})
        decide(stage)
    with stage.session() as session:
        assert set(session.scalars(select(Transcript.engine))) == {"written"}
        assert session.scalars(select(Step.id).where(Step.kind == StepKind.TRANSCRIBE)).all() == []
    done = candidate.get("/interview/done").text
    assert "Would you like to read your answers?" not in done
    assert "and hear them" not in done


# One candidate


def test_a_person_is_invited_to_write(tmp_path: Path, clock: Clock) -> None:
    stage = Stage(tmp_path, clock, smtp_host="mail.example.org", mail_from="team@example.org")
    office = Office(stage)
    interview_id = office.published()
    form = {"people": "ada@example.org", "written_answers": "y"}
    page = office.admin().press(f"/interviews/{interview_id}/invitations", form)
    assert "Answers in writing" in page.text
    with stage.session() as session:
        assert session.scalars(select(Invitation.written_answers)).one() is True
    stage.close()


def test_an_invitation_to_write_makes_the_interview_one_in_writing(stage: Stage) -> None:
    path = stage.invite()
    with stage.session() as session:
        session.scalars(select(Invitation)).one().written_answers = True
        session.commit()
    candidate = stage.candidate()
    assert "No microphone is used" in candidate.follow(path).text
    candidate.agree()
    candidate.give_details()
    candidate.post("/interview/start")
    assert turns(stage)[0].in_writing


def test_a_manager_grants_writing_before_the_answer_begins(stage: Stage) -> None:
    candidate = stage.in_the_room()
    before = candidate.get("/interview/turn").text
    grant(stage)
    assert candidate.say("/api/turns/1/begin").json["answer_ms"] == 240_000
    assert before != candidate.get("/interview/turn").text
    assert record(candidate).status_code == 409


def test_an_answer_being_spoken_is_finished_aloud(stage: Stage) -> None:
    candidate = stage.in_the_room()
    candidate.say("/api/turns/1/begin")
    grant(stage)
    assert record(candidate).status_code == 201
    candidate.say("/api/turns/1/written", {"text": "I led the move."})
    decide(stage)
    assert [turn.in_writing for turn in turns(stage)] == [False, True]


def test_writing_is_taken_back_for_who_agreed_to_a_recording_alone(stage: Stage) -> None:
    stage.in_the_room()
    grant(stage)
    grant(stage, wanted=False)
    (turn,) = turns(stage)
    assert (turn.in_writing, turn.answer_seconds, turn.writing_seconds) == (False, 120, 240)


def test_who_never_agreed_to_a_recording_is_not_made_to_speak(tmp_path: Path, clock: Clock) -> None:
    office = Office(Stage(tmp_path, clock))
    seat_id = office.candidate(consent_version="2026-11+writing", written_answers=True)
    admin = office.admin()
    assert "Back to answering aloud" not in admin.get(f"/candidates/{seat_id}").text
    assert admin.post(f"/candidates/{seat_id}/writing", {"written_answers": "no"}).status_code == 409
    office.stage.close()


def test_a_manager_grants_writing_on_the_candidates_page(tmp_path: Path, clock: Clock) -> None:
    office = Office(Stage(tmp_path, clock))
    seat_id = office.candidate()
    admin = office.admin()
    assert "Let them answer in writing" in admin.get(f"/candidates/{seat_id}").text
    page = admin.press(f"/candidates/{seat_id}/writing", {"written_answers": "yes"})
    assert "in writing, in twice the time" in page.text
    office.stage.close()


def test_nothing_is_granted_after_the_end(tmp_path: Path, clock: Clock) -> None:
    office = Office(Stage(tmp_path, clock))
    seat_id = office.candidate(state=interview.SessionState.COMPLETED)
    admin = office.admin()
    assert "Let them answer in writing" not in admin.get(f"/candidates/{seat_id}").text
    assert admin.post(f"/candidates/{seat_id}/writing", {"written_answers": "yes"}).status_code == 409
    office.stage.close()


def test_a_guide_is_set_to_writing(tmp_path: Path, clock: Clock) -> None:
    office = Office(Stage(tmp_path, clock))
    interview_id = office.published(written_answers=True)
    page = office.admin().get(f"/interviews/{interview_id}").text
    assert "in writing, 240 seconds each" in page
    assert "They answer in writing" not in page
    office.stage.close()


# What is typed and never submitted


def typing(stage: Stage, text: str = "I led the move", **guide: Any) -> Candidate:
    """A candidate in the middle of an answer in writing, of which the server has `text`."""
    candidate = stage.in_the_room(**({"written_answers": True} | guide))
    candidate.get("/interview/room")
    candidate.say("/api/turns/1/begin")
    assert draft(candidate, text).status_code == 200
    return candidate


def draft(candidate: Candidate, text: str) -> Any:
    headers = {"X-CSRFToken": candidate._csrf}
    return candidate.client.put("/api/turns/1/draft", json={"text": text}, headers=headers)


def test_what_is_typed_is_there_again_on_another_device(stage: Stage) -> None:
    assert 'data-draft="I led the move"' in typing(stage).get("/interview/room").text


def test_the_times_end_keeps_what_was_typed(stage: Stage, clock: Clock) -> None:
    candidate = typing(stage)
    going_on(candidate, clock, 245)
    assert candidate.client.post(
        "/api/turns/1/finish", json={"takes": []}, headers={"X-CSRFToken": candidate._csrf}
    ).status_code in {200, 202}
    (turn,) = turns(stage)
    assert (turn.mode, turn.written_text) == (AnswerMode.WRITTEN, "I led the move")
    with stage.session() as session:
        assert session.scalars(select(Transcript.text)).one() == "I led the move"


def test_an_answer_held_open_is_closed_with_what_was_typed(stage: Stage, clock: Clock) -> None:
    going_on(typing(stage), clock, 500)
    with stage.session() as session:
        assert open_answers.seal_overdue(session, clock=clock) == 1
    assert turns(stage)[0].mode is AnswerMode.WRITTEN


def test_an_interview_that_is_ended_keeps_what_was_typed(stage: Stage) -> None:
    typing(stage)
    with stage.session() as session:
        seat = session.scalars(select(InterviewSession)).one()
        interviewing.end_by_hand(session, seat, queue=stage.queue, clock=stage.clock)
        assert session.scalars(select(Step.id).where(Step.kind == StepKind.RATE)).all()
    assert (turns(stage)[0].mode, turns(stage)[0].written_text) == (AnswerMode.WRITTEN, "I led the move")


def test_what_was_typed_goes_when_the_answer_is_spoken(stage: Stage) -> None:
    candidate = typing(stage, written_answers=False)
    assert record(candidate).status_code == 201
    take = {"take": TAKE, "chunks": 1, "milliseconds": 900}
    assert candidate.say("/api/turns/1/finish", {"takes": [take]}).status_code == 202
    assert (turns(stage)[0].mode, turns(stage)[0].written_text) == (AnswerMode.VOICE, "")


def test_nothing_is_typed_into_a_sealed_answer_or_anothers(stage: Stage) -> None:
    candidate = typing(stage)
    candidate.say("/api/turns/1/written", {"text": "I led the move."})
    assert draft(candidate, "Something else").status_code == 409
    stranger = stage.in_the_room(written_answers=True)
    stranger.get("/interview/room")
    assert draft(stranger, "Mine").status_code == 404
    assert turns(stage)[0].written_text == "I led the move."
