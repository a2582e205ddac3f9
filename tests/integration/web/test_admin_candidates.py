"""One candidate's page: what was said, what was decided, what failed, what a manager may do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from interview_app import models
from interview_app.domain import decision, interview, turn
from interview_app.domain.interview import EndedBy, Feedback, SessionState
from interview_app.usecases import steps, workers
from tests import factories
from tests.conftest import Clock
from tests.office import Office
from tests.stage import Stage


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    stage = Stage(tmp_path, clock)
    yield Office(stage)
    stage.close()


def answered(office: Office, seat_id: int, text: str = "I led the move", **changes: Any) -> int:
    """The id of a spoken and transcribed turn with its recording."""
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        asked = factories.asked(session, seat)
        factories.said(session, asked, text)
        columns = {"duration_ms": 4000, "declared_ms": 4000, "missing_ms": 0, "gaps": []} | changes
        key = f"answers/{asked.id}"
        session.add(
            models.AnswerAudio(
                turn_id=asked.id, blob_key=key, mime="audio/webm", created_at=factories.NOW, **columns
            )
        )
        asked.state = turn.TurnState.DECIDED
        session.commit()
        return asked.id


def decided(office: Office, turn_id: int, **changes: Any) -> None:
    columns: dict[str, Any] = {
        "action": decision.Action.PRESET, "reason": "The next prepared question.", "changes": [], "proposal": None,
        "failure": None, "provider": "", "model": "", "prompt_version": "", "raw": "", "input_hash": "0" * 64,
        "created_at": factories.NOW,
    }  # fmt: skip
    with office.stage.session() as session:
        seat_id = session.get_one(models.Turn, turn_id).interview_session_id
        session.add(models.Decision(interview_session_id=seat_id, turn_id=turn_id, **(columns | changes)))
        session.commit()


def report(office: Office, seat_id: int, **changes: Any) -> None:
    columns: dict[str, Any] = {"scoring": 1, "reason": "", "content": {}, "created_at": factories.NOW}
    with office.stage.session() as session:
        session.add(models.Report(interview_session_id=seat_id, **(columns | changes)))
        session.commit()


def as_read(page: str) -> str:
    """The page without its marks: what a person reads."""
    return re.sub(r"<[^>]*>", "", page)


def heard(office: Office, turn_id: int, *words: list[Any]) -> None:
    """Let the transcript have these words, as [text, start ms, end ms, confidence]."""
    with office.stage.session() as session:
        found = session.scalars(select(models.Transcript).where(models.Transcript.turn_id == turn_id)).one()
        found.words = list(words)
        session.commit()


def test_an_answer_shows_its_label_words_and_recording(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    turn_id = answered(office, seat_id, "I led the migration")
    page = office.admin().get(f"/candidates/{seat_id}").text
    assert ">Q1</h3>" in page
    assert "I led the migration" in as_read(page)
    assert f'src="/turns/{turn_id}/audio"' in page


def test_the_recording_plays_from_any_place_and_only_for_the_team(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    turn_id = answered(office, seat_id)
    with office.stage.app.app_context():
        office.stage.ports.blobs.put(f"answers/{turn_id}", b"0123456789", mime="audio/webm")
    path = f"/turns/{turn_id}/audio"
    part = office.reviewer().client.get(path, headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert office.stranger().get(path).location.startswith("/login")


def test_doubtful_words_are_marked_and_lost_seconds_named(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    turn_id = answered(office, seat_id, "one two three", gaps=[[800, 2000]], missing_ms=1200)
    heard(office, turn_id, ["one", 0, 300, 0.9], ["two", 400, 700, 0.59], ["three", 2100, 2400, 0.6])
    page = office.admin().get(f"/candidates/{seat_id}").text
    assert '<mark data-at="400-700" title="the recogniser was not sure: 59 %">two</mark>' in page
    assert ">three</mark>" not in page
    assert "the recogniser was not sure</span>" in page, "a legend says what the mark means"
    assert "1.2 s of the recording are missing at 0:00" in page
    assert page.index(">two</mark>") < page.index("are missing at") < page.index(">three<")
    assert "A gap is never rated as a bad answer." in page


def test_a_word_without_a_time_is_marked_only_where_others_have_one(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    some, none = answered(office, seat_id), answered(office, seat_id)
    heard(office, some, ["in", 0, 300, 0.9], ["2019", None, None, None])
    heard(office, none, ["all", None, None, None], ["untimed", None, None, 0.9])
    page = office.admin().get(f"/candidates/{seat_id}").text
    assert '<span class="untimed" title="no time of its own">2019</span>' in page
    assert page.count('class="untimed"') == 2, "the word and its legend"


def test_a_word_timed_only_by_its_segment_plays_that_and_is_still_marked(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    mixed, segments = answered(office, seat_id), answered(office, seat_id)
    heard(office, mixed, ["in", 0, 300, 0.9], ["2019", None, None, None, 0, 2000])
    heard(office, segments, ["all", None, None, None, 0, 2000], ["of", None, None, None, 0, 2000])
    page = office.admin().get(f"/candidates/{seat_id}").text
    title = "no time of its own; plays its whole segment"
    assert f'<span class="untimed" data-part="0-2000" title="{title}">2019</span>' in page
    assert '<span data-part="0-2000">all</span> <span data-part="0-2000">of</span>' in page
    assert 'data-at="0-2000"' not in page, "a segment's time is no word's"


def test_the_player_knows_the_waveform_length_silences_and_gaps(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    known = {"duration_ms": 83_400, "peaks": bytes([0, 128, 255]), "gaps": [[4000, 5200]], "missing_ms": 1200}
    turn_id = answered(office, seat_id, **known)
    heard(office, turn_id, ["one", 0, 300, 0.9], ["two", 3000, 3400, 0.9])
    page = office.admin().get(f"/candidates/{seat_id}").text
    assert (
        '<answer-player data-duration="83400" data-peaks="0080ff" data-silences="300-3000 3400-83400"'
        ' data-gaps="4000-5200">' in page
    )
    assert "/ 1:23" in page, "the length stands there before anything is loaded"
    assert '<span data-at="3000-3400">two</span>' in page


def test_an_older_recording_without_a_waveform_has_a_plain_player(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    answered(office, seat_id)
    assert 'data-peaks=""' in office.admin().get(f"/candidates/{seat_id}").text


def test_hostile_words_stay_words(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    turn_id = answered(office, seat_id)
    heard(office, turn_id, ['"><img src=x>', 0, 300, 0.1], ["<b>", None, None, None])
    page = office.admin().get(f"/candidates/{seat_id}").text
    assert "<img" not in page
    assert ">&lt;b&gt;</span>" in page


def test_words_that_nobody_said_are_shown_apart_with_the_reason(office: Office) -> None:
    seat_id = office.candidate()
    turn_id = answered(office, seat_id)
    page = f"/candidates/{seat_id}"
    assert "Left out" not in office.admin().get(page).text
    with office.stage.session() as session:
        heard = session.scalars(select(models.Transcript).where(models.Transcript.turn_id == turn_id)).one()
        heard.dropped = [
            ["thanks", "nobody spoke at that time"],
            ["<b>watching</b>", "a further round of a loop"],
        ]
        session.commit()
    shown = office.admin().get(page).text
    assert "Left out: 2 words that nobody seems to have said" in shown
    assert "thanks: nobody spoke at that time" in shown
    assert "&lt;b&gt;watching&lt;/b&gt;: a further round of a loop" in shown


def test_a_decision_tells_who_proposed_it_why_and_what_the_rules_changed(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    proposed = {"provider": "openai", "model": "openai/gpt-x", "prompt_version": "decide-2"}
    changed = {"reason": "A result was missing.", "changes": ["The answer time was lowered."]}
    decided(office, answered(office, seat_id), action=decision.Action.FOLLOW_UP, **proposed, **changed)
    decided(office, answered(office, seat_id), failure="Both models were away.")
    page = office.admin().get(f"/candidates/{seat_id}").text
    assert "What came next: follow-up question" in page
    assert "A result was missing." in page
    assert "The answer time was lowered." in page
    assert "Proposed by openai/gpt-x (openai), prompt decide-2" in page
    assert "Both models were away." in page


def test_a_failed_step_shows_its_reason_and_can_be_tried_again(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    turn_id = answered(office, seat_id)
    step_id = office.failed_step(
        models.StepKind.TRANSCRIBE, turn_id, "The model is not there: set WHISPERX_MODEL."
    )
    admin = office.admin()
    assert "The model is not there: set WHISPERX_MODEL." in admin.get(f"/candidates/{seat_id}").text
    page = admin.press(f"/steps/{step_id}/retry")
    assert page.request.path == f"/candidates/{seat_id}"
    assert office.stage.queue.kinds == ["transcribe"]
    assert "set WHISPERX_MODEL" not in page.text


def test_why_words_do_not_come_is_said_beside_the_answer_that_waits_for_them(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    turn_id = answered(office, seat_id)
    with office.stage.session() as session:
        session.delete(session.scalars(select(models.Transcript)).one())
        session.get_one(models.Turn, turn_id).sealed_at = factories.NOW
        steps.add(session, models.StepKind.TRANSCRIBE, turn_id)
        key = session.scalars(select(models.SpeechWorker.key)).one()
        workers.cannot(session, key, "The model cannot be fetched.")
    address = f"/candidates/{seat_id}"
    page = office.admin().get(address).text
    assert "Speech is not being recognised now. The model cannot be fetched." in page
    assert "The transcript is on its way." not in page

    with office.stage.session() as session:
        workers.listens(session, key)
    page = office.admin().get(address).text
    assert "The transcript is on its way." in page
    assert "not being recognised" not in page


def test_a_reviewer_reads_the_failure_and_has_no_button(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    step_id = office.failed_step(models.StepKind.RATE, seat_id, "No model answered.")
    page = office.reviewer().get(f"/candidates/{seat_id}").text
    assert "No model answered." in page
    assert f"/steps/{step_id}/retry" not in page


@pytest.mark.parametrize(("state", "polls"), [(SessionState.RUNNING, True), (SessionState.COMPLETED, False)])
def test_the_page_keeps_itself_up_to_date_only_while_something_can_come(
    office: Office, state: SessionState, polls: bool
) -> None:
    seat_id = office.candidate(state=state)
    with office.stage.session() as session:
        factories.asked(session, session.get_one(models.InterviewSession, seat_id))
    page = office.admin().get(f"/candidates/{seat_id}").text
    assert ('hx-trigger="every' in page) is polls


def test_new_questions_are_added_to_the_page(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.RUNNING)
    answered(office, seat_id)
    admin = office.admin()
    assert "Q1</h3>" not in admin.get(f"/candidates/{seat_id}/standing?after=1", htmx=True).text
    answered(office, seat_id)
    fresh = admin.get(f"/candidates/{seat_id}/standing?after=1", htmx=True).text
    assert "Q2</h3>" in fresh
    assert "Q1</h3>" not in fresh
    assert "after=2" in fresh


def test_one_answer_can_be_read_alone_and_only_within_its_interview(office: Office) -> None:
    one, other = office.candidate(state=SessionState.RUNNING), office.candidate(state=SessionState.RUNNING)
    turn_id = answered(office, one)
    admin = office.admin()
    part = admin.get(f"/candidates/{one}/turns/{turn_id}", htmx=True)
    assert part.text.lstrip().startswith(f'<article class="card" id="answer-{turn_id}"')
    assert admin.get(f"/candidates/{other}/turns/{turn_id}").status_code == 404


def test_a_written_answer_is_shown_as_it_was_written(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    with office.stage.session() as session:
        asked = factories.asked(session, session.get_one(models.InterviewSession, seat_id))
        asked.state, asked.mode = turn.TurnState.DECIDED, models.AnswerMode.WRITTEN
        asked.written_text, asked.sealed_at = "First line\n<b>second</b>", factories.NOW
        session.commit()
    page = office.admin().get(f"/candidates/{seat_id}").text
    assert "Answered in writing" in page
    assert "First line\n&lt;b&gt;second&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"state": models.ResumeState.READING}, 'hx-trigger="every 2s"'),
        ({"state": models.ResumeState.FAILED, "failure": "This PDF is encrypted."}, "This PDF is encrypted."),
        ({"state": models.ResumeState.READ, "text": "COBOL & more", "pages": 2}, "COBOL &amp; more"),
        ({"state": models.ResumeState.READ, "hidden_characters": 7}, "7 characters that no reader sees"),
        (
            {"state": models.ResumeState.READ, "text": "COBOL", "failure": "Page 2 is a picture."},
            "Page 2 is a picture.",
        ),
    ],
)
def test_the_resume_shows_its_state(office: Office, columns: dict[str, Any], said: str) -> None:
    seat_id = office.candidate()
    with office.stage.session() as session:
        given = {"display_name": "cv.pdf", "blob_key": "resumes/1.pdf", "created_at": factories.NOW}
        session.add(models.Resume(interview_session_id=seat_id, **given, **columns))
        session.commit()
    admin = office.admin()
    for path in (f"/candidates/{seat_id}", f"/candidates/{seat_id}/resume"):
        assert said in admin.get(path).text


def test_the_report_is_offered_once_it_is_made(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    admin = office.admin()
    assert "Open the report" not in admin.get(f"/candidates/{seat_id}").text
    report(office, seat_id, pdf_blob_key="reports/1.pdf")
    page = admin.get(f"/candidates/{seat_id}").text
    assert f'href="/candidates/{seat_id}/report"' in page
    assert f'href="/candidates/{seat_id}/report.pdf"' in page


@pytest.mark.parametrize(("assessed", "called"), [(0, "Not rated, "), (2, "First rating, ")])
def test_a_report_without_a_level_is_called_no_rating(office: Office, assessed: int, called: str) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    report(office, seat_id, content={"overall": {"assessed": assessed}})
    assert called in as_read(office.admin().get(f"/candidates/{seat_id}/panel").text)


@pytest.mark.parametrize(
    ("models_set", "agreed", "said"),
    [
        ("first", True, "Rating the answers"),
        ("first", False, "Writing the report."),
        ("", True, "Writing the report."),
    ],
)
def test_no_rating_is_waited_for_where_none_is_made(
    tmp_path: Path, models_set: str, agreed: bool, said: str
) -> None:
    stage = Stage(tmp_path, llm_models=models_set)
    office = Office(stage)
    seat_id = office.candidate(state=SessionState.COMPLETED, ai_rating_consent=agreed)
    with stage.session() as session:
        steps.add(session, models.StepKind.RATE, seat_id)
        session.commit()
    assert said in office.admin().get(f"/candidates/{seat_id}/panel").text
    stage.close()


def test_rating_again_needs_a_reason(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    report(office, seat_id)
    admin = office.admin()
    response = admin.post(f"/candidates/{seat_id}/rate", {"reason": "   "})
    assert response.status_code == 422
    assert "Please give a reason." in response.text
    assert office.stage.queue.kinds == []
    page = admin.press(f"/candidates/{seat_id}/rate", {"reason": "The rubric was mended."})
    assert "being rated again" in page.text
    assert "Writing the report." in page.text
    assert office.stage.queue.kinds == ["rate"]


def test_a_manager_ends_a_running_interview_and_what_was_said_is_kept(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.RUNNING, started_at=factories.NOW)
    answered(office, seat_id, "My only answer")
    page = office.admin().press(f"/candidates/{seat_id}/end")
    assert "ended by hand" in page.text
    assert "My only answer" in as_read(page.text)
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        assert (seat.state, seat.ended_by) == (SessionState.ENDED, EndedBy.MANAGER)


def test_an_interview_that_is_over_cannot_be_ended(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    assert office.admin().post(f"/candidates/{seat_id}/end").status_code == 409


def test_feedback_is_released_once_there_is_a_report(office: Office) -> None:
    interview_id = office.published(feedback=Feedback.RELEASED)
    seat_id = office.candidate(interview_id, state=SessionState.COMPLETED)
    admin = office.admin()
    assert "Release feedback" not in admin.get(f"/candidates/{seat_id}").text
    assert admin.post(f"/candidates/{seat_id}/feedback").status_code == 409
    report(office, seat_id)
    assert "Release feedback" in admin.get(f"/candidates/{seat_id}").text
    page = admin.press(f"/candidates/{seat_id}/feedback")
    assert "can now read the feedback" in page.text
    assert "Release feedback" not in page.text


def test_no_feedback_is_released_where_none_was_promised(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    report(office, seat_id)
    assert office.admin().post(f"/candidates/{seat_id}/feedback").status_code == 409


def test_deleting_a_candidate_leaves_nothing_behind(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    turn_id = answered(office, seat_id)
    office.failed_step(models.StepKind.TRANSCRIBE, turn_id, "no model")
    with office.stage.app.app_context():
        office.stage.ports.blobs.put(f"answers/{turn_id}", b"sound", mime="audio/webm")
    admin = office.admin()
    page = admin.press(f"/candidates/{seat_id}/delete")
    assert "Nobody has begun yet" in page.text
    assert admin.get(f"/candidates/{seat_id}").status_code == 404
    with office.stage.session() as session:
        for table in (
            models.InterviewSession,
            models.Turn,
            models.Transcript,
            models.AnswerAudio,
            models.Step,
            models.Blob,
        ):
            assert session.scalar(select(func.count()).select_from(table)) == 0, table


def test_an_unseen_running_interview_is_shown_as_interrupted(office: Office, clock: Clock) -> None:
    seat_id = office.candidate(state=SessionState.RUNNING, last_seen_at=clock() - timedelta(seconds=31))
    assert timedelta(seconds=30) == interview.UNSEEN_AFTER
    assert "Interrupted" in office.admin().get(f"/candidates/{seat_id}").text


@pytest.mark.parametrize(
    ("away_ms", "said"),
    [
        (0, None),
        (130_000, "The browser was away for 2:10 during this answer; that time did not count."),
        (
            3_600_000,
            "The browser was away for 60:00 during this answer; 10:00 of it were taken off its clock.",
        ),
    ],
)
def test_a_browsers_absence_during_an_answer_is_shown(office: Office, away_ms: int, said: str | None) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED)
    turn_id = answered(office, seat_id)
    with office.stage.session() as session:
        session.get_one(models.Turn, turn_id).away_ms = away_ms
        session.commit()
    page = office.admin().get(f"/candidates/{seat_id}").text
    assert (said in page) if said else ("browser was away" not in page)


# An answer under way


def answering(office: Office, text: str, **changes: Any) -> tuple[int, int]:
    """Seat and turn of an answer of which so much was heard."""
    columns = {"state": SessionState.RUNNING, "last_seen_at": office.stage.clock()} | changes
    seat_id = office.candidate(**columns)
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        asked = factories.asked(session, seat, state=turn.TurnState.ANSWERING, started_at=factories.NOW)
        take = models.Take(turn_id=asked.id, key="a", number=1, attempt=1, created_at=factories.NOW)
        session.add(take)
        session.flush()
        words = [[word, at * 400, at * 400 + 300, 0.9] for at, word in enumerate(text.split())]
        piece = {"start_ms": 0, "end_ms": 9000, "words": words, "dropped": [], "aligned": True}
        session.add(
            models.Hearing(
                take_id=take.id, heard_ms=9000, chunks_seen=9, updated_at=factories.NOW,
                pieces=[piece | {"engine": "whisperx", "model": "tiny"}] if words else [],
            )
        )  # fmt: skip
        session.commit()
        return seat_id, asked.id


def test_the_words_of_a_running_answer_are_there_while_it_is_spoken(office: Office) -> None:
    seat_id, turn_id = answering(office, "I led <b>the")
    reader = office.reviewer()
    for path in (f"/candidates/{seat_id}", f"/candidates/{seat_id}/turns/{turn_id}"):
        page = reader.get(path).text
        assert "Is answering now. The words so far:" in page
        assert "I led &lt;b&gt;the</p>" in page
    assert f'hx-get="/candidates/{seat_id}/turns/{turn_id}" hx-trigger="every 2s"' in page


def test_a_second_recording_is_named_without_a_stray_mark(office: Office) -> None:
    seat_id, turn_id = answering(office, "I led")
    with office.stage.session() as session:
        session.get_one(models.Turn, turn_id).attempt = 2
        session.commit()
    admin = office.admin()
    running = as_read(admin.get(f"/candidates/{seat_id}/turns/{turn_id}").text)
    assert "recording 2" in running
    assert "· recording 2" not in running
    with office.stage.session() as session:
        session.get_one(models.Turn, turn_id).state = turn.TurnState.ASKED
        session.commit()
    assert "Asked · recording 2" in as_read(admin.get(f"/candidates/{seat_id}/turns/{turn_id}").text)


def test_before_the_first_words_nothing_is_made_up(office: Office) -> None:
    seat_id, _ = answering(office, "")
    assert "Is answering now. No words yet." in office.admin().get(f"/candidates/{seat_id}").text


def test_nobody_is_called_answering_whose_browser_is_away(office: Office, clock: Clock) -> None:
    seat_id, _ = answering(office, "I led", last_seen_at=clock() - timedelta(seconds=31))
    page = office.admin().get(f"/candidates/{seat_id}").text
    assert "Is answering now" not in page
    assert "browser is away; the answer is not finished. The words so far:" in page


def test_an_answer_is_not_followed_any_more_when_the_interview_is_over(office: Office) -> None:
    seat_id, turn_id = answering(office, "I led", state=SessionState.ENDED)
    part = office.admin().get(f"/candidates/{seat_id}/turns/{turn_id}").text
    assert "Is answering now" not in part
    assert "hx-trigger" not in part


def test_nobody_outside_the_team_reads_along(office: Office) -> None:
    seat_id, turn_id = answering(office, "a secret of mine")
    other = office.stage.in_the_room()
    for path in (f"/candidates/{seat_id}", f"/candidates/{seat_id}/turns/{turn_id}"):
        for answer in (office.stranger().get(path), other.get(path)):
            assert answer.status_code == 303
            assert "secret" not in answer.text


def test_the_invitation_to_wait_is_taken_away_only_where_it_stands(office: Office) -> None:
    seat_id = office.candidate(state=SessionState.RUNNING)
    answered(office, seat_id)
    answered(office, seat_id)
    admin = office.admin()
    first = admin.get(f"/candidates/{seat_id}/standing?after=0", htmx=True).text
    later = admin.get(f"/candidates/{seat_id}/standing?after=1", htmx=True).text
    assert ('id="no-answers" hx-swap-oob="delete"' in first, "no-answers" in later) == (True, False)
    assert "Q2</h3>" in later


# Who declined a rating by AI


@pytest.mark.parametrize("agreed", [True, False])
def test_whether_the_candidate_agreed_to_ai_rating_is_said_and_kept(office: Office, *, agreed: bool) -> None:
    seat_id = office.candidate(state=SessionState.COMPLETED, ai_rating_consent=agreed)
    report(office, seat_id)
    admin = office.admin()
    page = admin.get(f"/candidates/{seat_id}").text
    assert ("declined: a person rates this interview" in page) is not agreed
    assert ("<summary>Rate again</summary>" in page) is agreed
    again = admin.post(f"/candidates/{seat_id}/rate", {"reason": "Another model."})
    assert again.status_code == (303 if agreed else 409)
    assert office.stage.queue.kinds == (["rate"] if agreed else [])
