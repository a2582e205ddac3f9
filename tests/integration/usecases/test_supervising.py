"""The times of a running interview, kept without any model, and what a manager does by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from interview_app.domain import errors, interview, supervision, turn
from interview_app.domain.interview import EndedBy, SessionState
from interview_app.domain.supervision import Action, Source
from interview_app.models import (
    Chunk,
    Decision,
    InterviewSession,
    Step,
    StepKind,
    SupervisionEntry,
    Take,
    Turn,
)
from interview_app.usecases import answering, interviewing, standing, steps, supervising, supervision_log
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Queue

pytestmark = on_both_databases
RULES = supervision.Rules()
SHORT = supervision.Rules(conclude_ms=60_000, end_ms=300_000)
NOTE = "The question is about a project of yours."


@pytest.fixture
def seat(session: Session, clock: Clock) -> InterviewSession:
    return factories.seat(session, state=SessionState.RUNNING, started_at=clock(), last_seen_at=clock())


@pytest.fixture
def pass_time(session: Session, seat: InterviewSession, clock: Clock) -> Callable[[float], None]:
    """Let time pass with a browser that gives its signs of life."""

    def pass_(seconds: float) -> None:
        while seconds > 0:
            clock.tick(min(seconds, 10))
            answering.sign_of_life(session, seat, clock=clock)
            seconds -= 10

    return pass_


def answering_now(session: Session, seat: InterviewSession, clock: Clock, **changes: object) -> Turn:
    usual = {
        "state": turn.TurnState.ANSWERING,
        "started_at": clock(),
        "shown_at": clock(),
        "created_at": clock(),
    }
    return factories.asked(session, seat, **(usual | changes))


def chunk(session: Session, answered: Turn, clock: Clock) -> None:
    take = Take(
        turn_id=answered.id,
        key="a-take",
        number=1,
        attempt=1,
        created_at=clock(),
        declared_chunks=None,
        declared_ms=None,
    )
    session.add(take)
    session.flush()
    session.add(
        Chunk(take_id=take.id, seq=0, sha256="0" * 64, body=b"sound", size_bytes=5, received_at=clock())
    )
    session.commit()


def keep(session: Session, clock: Clock, rules: supervision.Rules = SHORT) -> int:
    return supervising.keep_times(session, rules=rules, queue=Queue(), clock=clock)


def log_of(session: Session, seat: InterviewSession) -> list[tuple[Source, Action]]:
    return [(one.source, one.action) for one in supervision_log.entries(session, seat)]


def decide(session: Session, answered: Turn, clock: Clock) -> Decision:
    step = steps.add(session, StepKind.DECIDE, answered.id)
    session.commit()
    mine = steps.claim(session, step.id)
    assert mine is not None
    interviewing.decide_next(
        session, mine, model=None, queue=Queue(), clock=clock, patience_seconds=1, voiced=False
    )
    return session.scalars(select(Decision).where(Decision.turn_id == answered.id)).one()


# Times


def test_nobody_looks_for_ever_at_an_interview_that_its_candidate_left(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    answering_now(session, seat, clock, answer_seconds=180)
    pass_time(70)
    clock.tick(3 * 24 * 3600)
    asked = statements_of(session, lambda: keep(session, clock))
    assert len([one for one in asked if one.startswith("SELECT")]) == 1
    answering.sign_of_life(session, seat, clock=clock)
    assert keep(session, clock) == 1, "as soon as they are back"


def statements_of(session: Session, do: Callable[[], object]) -> list[str]:
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", listen)
    session.expire_all()
    do()
    event.remove(session.get_bind(), "before_cursor_execute", listen)
    return said


def test_an_interview_is_concluded_at_its_minute_and_not_before(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    answered = answering_now(session, seat, clock, answer_seconds=180)
    pass_time(59)
    assert keep(session, clock) == 0
    pass_time(1)
    assert keep(session, clock) == 1
    assert keep(session, clock) == 0
    assert log_of(session, seat) == [(Source.CODE, Action.CONCLUDE)]
    assert seat.ends_at_ms == 180_000
    assert answered.state is turn.TurnState.ANSWERING
    assert "will not be asked: 2" in supervision_log.entries(session, seat)[0].changes[0]


def test_the_last_answer_gets_the_time_after_the_conclusion_and_no_more(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    rules = supervision.Rules(conclude_ms=60_000, after_conclude_ms=30_000)
    answered = answering_now(session, seat, clock, answer_seconds=180)
    pass_time(60)
    keep(session, clock, rules)
    assert answered.answer_seconds == 90
    assert standing.remaining_seconds(seat, clock) == 30


def test_after_the_conclusion_the_next_decision_completes_the_interview_and_says_what_was_left_out(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    answered = answering_now(session, seat, clock)
    pass_time(61)
    keep(session, clock)
    answered.sealed_at = clock()
    factories.said(session, answered, "I led it")

    made = decide(session, answered, clock)

    assert made.action.value == "complete"
    assert "prepared questions that were not asked: 2" in made.reason
    assert (seat.state, seat.ended_by) == (SessionState.COMPLETED, EndedBy.SUPERVISOR)


def test_an_answer_that_nobody_submits_is_sealed_at_the_end_with_all_that_arrived(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    answered = answering_now(session, seat, clock, answer_seconds=180)
    chunk(session, answered, clock)
    pass_time(61)
    keep(session, clock)
    pass_time(121)
    assert keep(session, clock) == 0, "the last seconds may still be on their way"
    pass_time(25)
    assert keep(session, clock) == 1
    assert (seat.state, seat.ended_by) == (SessionState.COMPLETED, EndedBy.SUPERVISOR)
    assert answered.state is turn.TurnState.SEALED
    assert log_of(session, seat)[-1] == (Source.CODE, Action.END)
    open_steps = set(session.scalars(select(Step.kind)))
    assert {StepKind.TRANSCRIBE, StepKind.RATE} <= open_steps


def test_time_stands_still_while_the_browser_is_away(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    answering_now(session, seat, clock, answer_seconds=180)
    pass_time(50)
    clock.tick(300)
    assert keep(session, clock) == 0
    pass_time(9)
    assert keep(session, clock) == 0, "the whole silence is given back"
    pass_time(10)
    assert keep(session, clock) == 1


def test_time_between_the_answers_counts_for_nothing(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    factories.asked(session, seat)
    pass_time(600)
    assert keep(session, clock) == 0


def test_without_a_conclusion_an_end_is_announced_two_minutes_before(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    rules = supervision.Rules(conclude_ms=None, end_ms=180_000)
    answering_now(session, seat, clock, answer_seconds=180)
    pass_time(60)
    assert keep(session, clock, rules) == 1
    assert seat.ends_at_ms == 180_000


def test_an_interview_within_its_minutes_is_left_alone(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    answering_now(session, seat, clock, answer_seconds=180)
    pass_time(170)
    assert keep(session, clock, RULES) == 0
    assert log_of(session, seat) == []


def test_an_answer_in_writing_gets_twice_the_seconds_after_the_conclusion(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    answered = answering_now(session, seat, clock, answer_seconds=360, writing_seconds=360, in_writing=True)
    pass_time(120)
    assert keep(session, clock, supervision.Rules(conclude_ms=60_000, after_conclude_ms=30_000)) == 1
    assert (answered.answer_seconds, answered.writing_seconds) == (180, 180)
    assert standing.remaining_seconds(seat, clock) == 30


# By hand


def test_a_manager_concludes_and_the_answer_being_given_is_the_last(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    answered = answering_now(session, seat, clock, answer_seconds=180)
    pass_time(20)
    for _ in range(2):
        supervising.conclude_by_hand(session, seat, rules=RULES, by_name="Ada Byron", clock=clock)
    assert log_of(session, seat) == [(Source.MANAGER, Action.CONCLUDE)]
    assert supervision_log.entries(session, seat)[0].by_name == "Ada Byron"
    assert answered.answer_seconds == 140
    answered.sealed_at = clock()
    factories.said(session, answered, "I led it")
    decide(session, answered, clock)
    assert (seat.state, seat.ended_by) == (SessionState.COMPLETED, EndedBy.MANAGER)


def test_what_a_manager_concluded_ends_even_with_the_supervisor_off(
    session: Session, seat: InterviewSession, clock: Clock, pass_time: Callable[[float], None]
) -> None:
    off = supervision.Rules(conclude_ms=None, end_ms=None)
    answering_now(session, seat, clock, answer_seconds=180)
    supervising.conclude_by_hand(session, seat, rules=off, by_name="Ada Byron", clock=clock)
    pass_time(150)
    assert keep(session, clock, off) == 1
    assert (seat.state, seat.ended_by) == (SessionState.COMPLETED, EndedBy.MANAGER)


def test_an_end_by_hand_stands_in_the_log(session: Session, seat: InterviewSession, clock: Clock) -> None:
    answering_now(session, seat, clock)
    interviewing.end_by_hand(session, seat, queue=Queue(), clock=clock, by_name="Ada Byron")
    entry = supervision_log.entries(session, seat)[0]
    assert (entry.source, entry.action, entry.by_name) == (Source.MANAGER, Action.END, "Ada Byron")


def test_a_managers_note_stands_over_the_answer_that_it_is_about(
    session: Session, seat: InterviewSession, clock: Clock
) -> None:
    answered = answering_now(session, seat, clock)
    supervising.guide_by_hand(session, seat, f"  {NOTE}\n", by_name="Ada Byron", clock=clock)
    shown = supervision_log.on_screen(session, seat)
    assert shown is not None
    assert shown.text == NOTE
    clock.tick(5)
    answered.sealed_at = clock()
    answering_now(session, seat, clock)
    assert supervision_log.on_screen(session, seat) is None


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([Source.MANAGER], "showed the candidate a note, by hand."),
        ([Source.MODEL], "showed the candidate a note."),
        ([Source.MODEL, Source.MODEL], "showed the candidate 2 notes, none of them by hand."),
        ([Source.MODEL, Source.MANAGER], "showed the candidate 2 notes, 1 of them by hand."),
    ],
)
def test_a_report_counts_the_notes_as_one_says_it(
    session: Session, seat: InterviewSession, clock: Clock, sources: list[Source], said: str
) -> None:
    for source in sources:
        verdict = supervision.Verdict(action=Action.GUIDE, text="Stay with it.", reason="")
        supervision_log.note(session, seat, supervision_log.Line(source=source, verdict=verdict), clock=clock)
    assert said in supervision_log.in_short(session, seat)[0]


def test_a_note_that_came_between_two_answers_stands_over_the_next_question(
    session: Session, seat: InterviewSession, clock: Clock
) -> None:
    answered = answering_now(session, seat, clock)
    factories.said(session, answered, "I led it")
    clock.tick(1)
    supervising.guide_by_hand(session, seat, NOTE, by_name="Ada Byron", clock=clock)
    factories.asked(session, seat)
    assert supervision_log.on_screen(session, seat) is not None


@pytest.mark.parametrize(
    "text", ["", "Are you married?", "Go to www.example.com", "x" * 300, factories.QUESTIONS[2]]
)
def test_a_managers_note_keeps_the_rules_of_a_question(
    session: Session, seat: InterviewSession, clock: Clock, text: str
) -> None:
    answering_now(session, seat, clock)
    with pytest.raises(errors.InvalidInput, match="cannot be shown"):
        supervising.guide_by_hand(session, seat, text, by_name="Ada Byron", clock=clock)
    assert session.scalars(select(SupervisionEntry)).all() == []


def test_nothing_is_steered_before_the_start_or_after_the_end(session: Session, clock: Clock) -> None:
    waiting = factories.seat(session)
    with pytest.raises(errors.NotYet):
        supervising.guide_by_hand(session, waiting, NOTE, by_name="Ada", clock=clock)
    waiting.state = interview.SessionState.ENDED
    session.commit()
    with pytest.raises(errors.InterviewOver):
        supervising.conclude_by_hand(session, waiting, rules=RULES, by_name="Ada", clock=clock)
