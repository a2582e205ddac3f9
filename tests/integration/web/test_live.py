"""The live page: followed by the team, steered by managers; what of it the candidate reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from interview_app import models
from interview_app.domain import transcript, turn
from interview_app.domain.interview import EndedBy, SessionState
from interview_app.domain.supervision import Action, Metrics, Source, Verdict
from interview_app.extensions import db
from interview_app.usecases import standing, supervision_log
from tests import factories
from tests.conftest import Clock
from tests.office import Office
from tests.stage import Candidate, Stage

NOTE = "The question is about a project that you led yourself."


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    stage = Stage(tmp_path, clock)
    yield Office(stage)
    stage.close()


@pytest.fixture
def seat_id(office: Office, clock: Clock) -> int:
    """A candidate in the middle of the first answer, with what a model noticed."""
    found = office.candidate(
        state=SessionState.RUNNING, started_at=clock(), last_seen_at=clock(), candidate_name="Ada Lovelace"
    )
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, found)
        factories.asked(session, seat, state=turn.TurnState.ANSWERING, started_at=clock())
        noticed = supervision_log.Line(
            source=Source.MODEL,
            verdict=Verdict(action=Action.IGNORE, text="", reason="It keeps to the point."),
            metrics=Metrics(topic_relevance=91, question_quality=82, answer_progress=43, time_efficiency=74),
            words=30, model="double", prompt_version="supervise-1",
        )  # fmt: skip
        supervision_log.note(session, seat, noticed, clock=clock)
        session.commit()
    return found


def log_of(office: Office, seat_id: int) -> list[models.SupervisionEntry]:
    with office.stage.session() as session:
        return list(supervision_log.entries(session, session.get_one(models.InterviewSession, seat_id)))


@pytest.mark.parametrize(("path", "room"), [("/candidates/{}/live", "Interviews"), ("/system/lab", "System")])
def test_the_navigation_says_where_one_is(office: Office, seat_id: int, path: str, room: str) -> None:
    page = office.admin().get(path.format(seat_id)).text
    assert re.findall(r'aria-current="true">(\w+)', page) == [room]


def test_everyone_of_the_team_follows_and_managers_alone_steer(office: Office, seat_id: int) -> None:
    for person, steers in ((office.admin(), True), (office.reviewer(), False)):
        page = person.get(f"/candidates/{seat_id}/live").text
        assert "Ada Lovelace, live" in page
        assert ("A note for the candidate" in page) is steers
        assert ("End now" in page) is steers


def test_what_a_model_thinks_of_an_answer_is_not_shown_to_a_reviewer(office: Office, seat_id: int) -> None:
    office.admin().press(f"/candidates/{seat_id}/live/note", {"text": NOTE, "sure": "yes"})
    for path in (f"/candidates/{seat_id}/live", f"/candidates/{seat_id}"):
        theirs, managers = office.reviewer().get(path).text, office.admin().get(path).text
        assert "It keeps to the point." in managers
        assert re.search(r"\b91\b", managers)
        assert "It keeps to the point." not in theirs
        assert not re.search(r"Relevance|Topic relevance|\b91\b", theirs)
        assert NOTE in theirs, "what was done is for everyone to know"


def test_the_page_goes_on_by_itself_until_the_interview_is_over(office: Office, seat_id: int) -> None:
    admin = office.admin()
    piece = admin.get(f"/candidates/{seat_id}/live", htmx=True).text
    assert "<html" not in piece
    assert 'hx-trigger="every 2s"' in piece
    assert 'hx-swap-oob="true"' in piece
    admin.post(f"/candidates/{seat_id}/end")
    piece = admin.get(f"/candidates/{seat_id}/live", htmx=True).text
    assert "every 2s" not in piece
    assert "ended by hand" in piece


def test_the_page_is_drawn_anew_when_there_is_something_to_steer_and_when_it_is_over(
    office: Office, seat_id: int, clock: Clock
) -> None:
    admin, waiting = office.admin(), office.candidate(state=SessionState.READY)
    address = f"/candidates/{waiting}/live?steered=no"
    assert "live?steered=no" in admin.get(f"/candidates/{waiting}/live").text
    assert "HX-Refresh" not in admin.get(address, htmx=True).headers
    with office.stage.session() as session:
        begun = session.get_one(models.InterviewSession, waiting)
        factories.asked(session, begun, state=turn.TurnState.ANSWERING, started_at=clock())
        begun.state = SessionState.RUNNING
        session.commit()
    assert admin.get(address, htmx=True).headers["HX-Refresh"] == "true"

    address = f"/candidates/{seat_id}/live?steered=yes"
    assert "HX-Refresh" not in admin.get(address, htmx=True).headers
    admin.post(f"/candidates/{seat_id}/end")
    assert admin.get(address, htmx=True).headers["HX-Refresh"] == "true"


def test_a_note_is_shown_as_it_will_look_before_it_is_sent(office: Office, seat_id: int) -> None:
    admin = office.admin()
    admin.get(f"/candidates/{seat_id}/live")
    before = admin.post(f"/candidates/{seat_id}/live/note", {"text": f" {NOTE} "}, htmx=True)
    assert before.status_code == 200
    assert "A note from Our team" in before.text
    assert len(log_of(office, seat_id)) == 1
    changed = admin.post(f"/candidates/{seat_id}/live/note", {"text": NOTE, "sure": "change"}, htmx=True)
    assert f">{NOTE}</textarea>" in changed.text
    after = admin.press(f"/candidates/{seat_id}/live/note", {"text": NOTE, "sure": "yes"})
    assert "can read your note now" in after.text
    entry = log_of(office, seat_id)[-1]
    assert (entry.source, entry.action, entry.text, entry.by_name) == (
        Source.MANAGER, Action.GUIDE, NOTE, "Ada Byron",
    )  # fmt: skip


@pytest.mark.parametrize("sure", ["", "yes"])
def test_a_note_that_asks_for_a_protected_trait_is_refused_beside_its_field(
    office: Office, seat_id: int, sure: str
) -> None:
    admin = office.admin()
    admin.get(f"/candidates/{seat_id}/live")
    refused = admin.post(f"/candidates/{seat_id}/live/note", {"text": "Are you married?", "sure": sure})
    assert refused.status_code == 422
    assert "protected trait" in refused.text
    assert "Are you married?" in refused.text
    assert len(log_of(office, seat_id)) == 1


def test_an_interview_is_concluded_by_hand(office: Office, seat_id: int) -> None:
    admin = office.admin()
    page = admin.press(f"/candidates/{seat_id}/live/conclude")
    assert "Concluding" in page.text
    assert ">Conclude<" not in page.text
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        assert (seat.state, seat.concluded_by) == (SessionState.RUNNING, EndedBy.MANAGER)


def test_the_log_stands_in_the_candidates_record(office: Office, seat_id: int) -> None:
    admin = office.admin()
    admin.get(f"/candidates/{seat_id}")
    admin.post(f"/candidates/{seat_id}/end")
    page = admin.get(f"/candidates/{seat_id}").text
    assert "Supervisor&#39;s log (2)" in page or "Supervisor's log (2)" in page
    assert "Ada Byron" in page


def test_what_a_model_or_a_manager_wrote_is_text_and_nothing_else(
    office: Office, seat_id: int, clock: Clock
) -> None:
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        line = supervision_log.by_hand(Action.GUIDE, "<img src=x>", "<b hx-get=/logout>")
        supervision_log.note(session, seat, line, clock=clock)
        session.commit()
    page = office.admin().get(f"/candidates/{seat_id}/live").text
    assert "<b hx-get" not in page
    assert "<img src=x>" not in page


def test_the_page_asks_the_database_as_often_for_one_answer_as_for_many(
    office: Office, seat_id: int, clock: Clock
) -> None:
    admin = office.admin()
    one = statements_of(office, lambda: admin.get(f"/candidates/{seat_id}/live", htmx=True))
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        factories.said(session, seat.turns[0], "I led the move")
        for _ in range(4):
            factories.said(session, factories.asked(session, seat, started_at=clock()), "I mended a fault")
        factories.asked(session, seat, state=turn.TurnState.ANSWERING, started_at=clock())
    many = statements_of(office, lambda: admin.get(f"/candidates/{seat_id}/live", htmx=True))
    assert len(many) == len(one) <= 14, many
    assert not [line for line in many if "IMMEDIATE" in line]


def statements_of(office: Office, ask: Callable[[], TestResponse]) -> list[str]:
    """What a request says to the database."""
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    with office.stage.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    assert ask().status_code == 200
    event.remove(engine, "before_cursor_execute", listen)
    return said


def test_the_clocks_stand_while_the_browser_is_away(office: Office, seat_id: int, clock: Clock) -> None:
    admin = office.admin()
    clock.tick(10)
    with office.stage.session() as session:
        session.get_one(models.InterviewSession, seat_id).last_seen_at = clock()
        session.commit()
    here = admin.get(f"/candidates/{seat_id}/live", htmx=True).text
    clock.tick(90)
    away = admin.get(f"/candidates/{seat_id}/live", htmx=True).text
    for page in (here, away):
        assert ">1:50</strong>" in page
        assert ">9:50</strong>" in page
    assert "is away" in away


def test_what_is_typed_so_far_is_seen_and_in_writing_the_clock_is_the_candidates(
    office: Office, seat_id: int, clock: Clock
) -> None:
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        factories.asked(
            session, seat, state=turn.TurnState.ANSWERING, started_at=clock(), in_writing=True,
            written_text="I <i>led</i> the", answer_seconds=240,
        )  # fmt: skip
        seat.written_answers = True
        session.commit()
    clock.tick(10)
    page = office.admin().get(f"/candidates/{seat_id}/live").text
    assert "I &lt;i&gt;led&lt;/i&gt; the" in page
    assert ">3:50</strong>" in page
    assert ">19:30</strong>" in page, "ten seconds aloud, and ten in writing of which five count"


# The candidate


def room(office: Office) -> tuple[Candidate, int]:
    candidate = office.stage.in_the_room()
    with office.stage.session() as session:
        return candidate, session.scalars(select(models.InterviewSession.id)).one()


def test_a_note_reaches_the_candidate_once_beside_the_question(office: Office, clock: Clock) -> None:
    candidate, seat_id = room(office)
    assert candidate.get("/interview/note?seen=0").status_code == 204
    office.admin().press(f"/candidates/{seat_id}/live/note", {"text": NOTE, "sure": "yes"})
    shown = candidate.get("/interview/note?seen=0")
    assert NOTE in shown.text
    assert "A note from Our team" in shown.text
    seen = log_of(office, seat_id)[-1].id
    assert candidate.get(f"/interview/note?seen={seen}").status_code == 204
    assert NOTE not in candidate.get("/interview/turn").text, "never in the question"


def test_the_candidate_is_told_kindly_that_this_answer_is_the_last(office: Office) -> None:
    candidate, seat_id = room(office)
    office.admin().press(f"/candidates/{seat_id}/live/conclude")
    shown = candidate.get("/interview/note?seen=0").text
    assert "Our team is bringing the interview to its end." in shown
    assert "This answer is the last one." in shown


def test_nobody_reads_anothers_notes(office: Office, seat_id: int) -> None:
    candidate, _ = office.stage.in_the_room(), seat_id
    office.admin().press(f"/candidates/{seat_id}/live/note", {"text": NOTE, "sure": "yes"})
    assert candidate.get("/interview/note?seen=0").status_code == 204
    assert office.stage.candidate().get("/interview/note").status_code == 404


def test_candidates_are_told_before_they_agree(office: Office) -> None:
    candidate = office.stage.candidate()
    page = candidate.follow(office.stage.invite()).text
    assert "Who watches" in page
    assert "A program keeps the time" in page


def test_who_sets_the_time_is_told_of_the_supervisors(office: Office) -> None:
    interview_id = office.draft()
    page = office.admin().get(f"/interviews/{interview_id}/edit").text
    assert "from 5 to 120, of which at most 25 are given here." in page
    assert "Candidates are given" not in page


def test_who_chose_more_than_the_supervisor_gives_is_told_what_candidates_get(office: Office) -> None:
    interview_id = office.draft(questions=3, time_limit_minutes=60)
    for path in ("", "/edit"):
        page = office.admin().get(f"/interviews/{interview_id}{path}").text
        assert "Candidates are given, and told of, 25 minutes and not 60" in page


@pytest.mark.parametrize(("limit", "told"), [(60, 6), (5, 5)])
def test_without_a_model_no_longer_is_promised_than_the_prepared_questions_take(
    office: Office, limit: int, told: int
) -> None:
    path = office.stage.invite(time_limit_minutes=limit)  # three questions of two minutes
    assert f"At most {told} of them answering" in office.stage.candidate().follow(path).text


def test_a_candidate_is_told_the_time_that_there_really_is_from_the_first_page_on(
    tmp_path: Path, clock: Clock
) -> None:
    stage = Stage(tmp_path, clock, llm_models="first")
    candidate = stage.candidate()
    page = candidate.follow(stage.invite(time_limit_minutes=60)).text
    assert "At most 25 of them answering" in page
    candidate.agree()
    candidate.give_details()
    candidate.post("/interview/start")
    assert f'data-interview-ms="{25 * 60_000}"' in candidate.get("/interview/room").text
    with stage.session() as session:
        seat = session.scalars(select(models.InterviewSession)).one()
        seat.turns[0].started_at = clock()
        seat.turns[0].answer_seconds = 24 * 60
        clock.tick(24 * 60)
        assert standing.of(session, seat, clock).remaining_seconds == 60
    stage.close()


@pytest.mark.parametrize(
    ("heard", "expected", "overheard"), [("", "I led it at home", True), ("I led", "I led", False)]
)
def test_where_nobody_of_ours_has_heard_anything_the_browsers_words_stand_in_and_are_marked(
    office: Office, seat_id: int, clock: Clock, heard: str, expected: str, overheard: bool
) -> None:
    with office.stage.session() as session:
        asked = session.scalars(select(models.Turn)).one()
        for number, key in enumerate(["first", "second"], 1):
            take = models.Take(turn_id=asked.id, key=key, number=number, attempt=1, created_at=clock())
            session.add(take)
            session.flush()
            words = [transcript.Word(word, 0, 100, 0.9) for word in heard.split()] if number == 1 else []
            piece = {"words": transcript.to_json(words)}
            session.add(
                models.Hearing(take_id=take.id, heard_ms=9, chunks_seen=1, pieces=[piece], updated_at=clock())
            )
        for key, attempt, text in (
            ("second", 1, "at home"),
            ("first", 1, "I led it"),
            ("third", 9, "thrown away"),
        ):
            session.add(
                models.Overheard(
                    turn_id=asked.id, attempt=attempt, take=key, revision=1, text=text, updated_at=clock()
                )
            )
        session.commit()
    page = office.admin().get(f"/candidates/{seat_id}/live").text
    assert f">{expected}</p>" in page
    assert ("nobody has checked that" in page) is overheard


@pytest.mark.parametrize(
    ("providers", "expected"),
    [(("whisperx",), "No words yet."), (("hosted",), "The words follow when the answer is submitted")],
)
def test_the_page_says_when_words_may_be_expected(
    tmp_path: Path, clock: Clock, providers: tuple[str, ...], expected: str
) -> None:
    stage = Stage(tmp_path, clock, speech_providers=providers, hosted_speech_model="openai/whisper-1")
    office = Office(stage)
    running = office.candidate(state=SessionState.RUNNING, started_at=clock(), last_seen_at=clock())
    with stage.session() as session:
        seat = session.get_one(models.InterviewSession, running)
        factories.asked(session, seat, state=turn.TurnState.ANSWERING, started_at=clock())
        session.commit()
    page = office.admin().get(f"/candidates/{running}/live").text
    stage.close()
    assert expected in page


@pytest.mark.parametrize(
    ("state", "expected"), [("ready", "The words are on their way."), ("failed", "No words.")]
)
def test_an_answer_whose_words_are_still_recognised_is_not_called_wordless(
    office: Office, seat_id: int, clock: Clock, state: str, expected: str
) -> None:
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, seat_id)
        seat.turns[0].state, seat.turns[0].sealed_at = turn.TurnState.DECIDED, clock()
        factories.asked(session, seat, state=turn.TurnState.ANSWERING, started_at=clock())
        session.add(
            models.Step(
                kind=models.StepKind.TRANSCRIBE, subject_id=seat.turns[0].id, state=models.StepState(state),
                attempt=0, next_at=0.0, opened_at=0.0, created_at=clock(),
            )
        )  # fmt: skip
        session.commit()
    assert expected in office.admin().get(f"/candidates/{seat_id}/live").text
