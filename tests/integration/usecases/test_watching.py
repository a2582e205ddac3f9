"""Looks at a running answer by a model: when, how often, what becomes of its reply, and that nobody waits for it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.config import Settings
from interview_app.domain import interview, supervision, transcript, turn
from interview_app.domain.supervision import Action, Source
from interview_app.models import (
    CallState,
    Hearing,
    InterviewSession,
    ModelCall,
    Step,
    StepKind,
    StepState,
    SupervisionEntry,
    Take,
    Turn,
    database_now,
)
from interview_app.usecases import answering, steps, supervising, supervision_log, watching
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Model, Queue

SAID = "Well in my last company we had a garden and I liked to sit there with my coffee and talk about the weather"
SEEN = {
    "topic_relevance": 30, "question_quality": 80, "answer_progress": 10, "time_efficiency": 40, "action": "guide",
    "guidance_text": "The question is about a project of yours and your part in it.",
    "reason": "The answer is about a garden.",
}  # fmt: skip
FINE = SEEN | {
    "topic_relevance": 90,
    "action": "ignore",
    "guidance_text": "",
    "reason": "It keeps to the point.",
}


class Workers(Queue):
    """A queue with so many workers."""

    def __init__(self, count: int = 2) -> None:
        super().__init__()
        self.count = count

    def workers(self) -> dict[str, int]:
        return {"default": self.count, "speech": 1}


def settings(**changes: Any) -> Settings:
    return Settings(**({"secret_key": "s" * 40, "llm_models": ("double",)} | changes))


@pytest.fixture
def seat(session: Session, clock: Clock) -> InterviewSession:
    return factories.seat(
        session, state=interview.SessionState.RUNNING, started_at=clock(), last_seen_at=clock()
    )


@pytest.fixture
def answered(session: Session, seat: InterviewSession, clock: Clock) -> Turn:
    return factories.asked(session, seat, state=turn.TurnState.ANSWERING, started_at=clock())


def hear(session: Session, answered: Turn, text: str, clock: Clock) -> None:
    """What was heard of the answer so far."""
    take = session.scalar(select(Take).where(Take.turn_id == answered.id))
    if take is None:
        take = Take(
            turn_id=answered.id, key="a-take", number=1, attempt=1, created_at=clock(), declared_chunks=None
        )
        session.add(take)
        session.flush()
    words = tuple(
        transcript.Word(word, at * 300, at * 300 + 250, 0.9) for at, word in enumerate(text.split())
    )
    piece = {"start_ms": 0, "end_ms": 9_000, "words": transcript.to_json(words), "dropped": [], "aligned": True,
             "engine": "whisperx", "model": "tiny"}  # fmt: skip
    session.merge(Hearing(take_id=take.id, heard_ms=9_000, chunks_seen=1, pieces=[piece], updated_at=clock()))
    session.commit()


def look(session: Session, seat: InterviewSession, model: Any, clock: Clock, **changes: Any) -> Step:
    queue = changes.pop("queue", None) or Workers()
    step = steps.add(session, StepKind.SUPERVISE, seat.id)
    session.commit()
    mine = steps.claim(session, step.id)
    assert mine is not None
    watching.look(session, mine, model=model, settings=settings(**changes), queue=queue, clock=clock)
    session.refresh(step)
    return step


def order(session: Session, clock: Clock, workers: int = 2, **changes: Any) -> int:
    return watching.order_looks(session, settings(**changes), queue=Workers(workers), clock=clock)


def log_of(session: Session, seat: InterviewSession) -> list[SupervisionEntry]:
    return list(supervision_log.entries(session, seat))


@on_both_databases
def test_an_answer_beside_the_point_gets_a_note(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    hear(session, answered, SAID, clock)
    clock.tick(14)
    step = look(session, seat, Model(SuperviseReply=SEEN), clock)
    (entry,) = log_of(session, seat)
    assert (entry.source, entry.action, entry.text) == (Source.MODEL, Action.GUIDE, SEEN["guidance_text"])
    assert entry.metrics == {
        "topic_relevance": 30, "question_quality": 80, "answer_progress": 10, "time_efficiency": 40,
    }  # fmt: skip
    assert (entry.provider, entry.prompt_version, entry.turn_id) == ("double", "supervise-2", answered.id)
    assert step.state is StepState.READY
    assert 25 < step.next_at - session.scalar(select(database_now())) <= 30
    call = session.scalars(select(ModelCall)).one()
    assert (call.purpose, call.state, call.interview_session_id) == ("supervise", CallState.ANSWERED, seat.id)


@on_both_databases
def test_the_model_is_told_neither_name_nor_address(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    hear(session, answered, f"{SAID} said Ada Lovelace", clock)
    model = Model(SuperviseReply=FINE)
    look(session, seat, model, clock)
    assert "Lovelace" not in model.asked[0][2]
    assert "garden" in model.asked[0][2]


@on_both_databases
def test_what_is_typed_is_looked_at_as_it_grows(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    hear(session, answered, "I began to speak", clock)
    answered.writing_since, answered.written_text = clock(), SAID
    session.commit()
    model = Model(SuperviseReply=FINE)
    look(session, seat, model, clock)
    assert "garden" in model.asked[0][2]
    assert "began to speak" not in model.asked[0][2], "what was recorded before the typing is thrown away"


def test_nothing_new_asks_no_model(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    model = Model(SuperviseReply=FINE)
    look(session, seat, model, clock)
    assert model.asked == []
    hear(session, answered, SAID, clock)
    for _ in range(3):
        look(session, seat, model, clock)
    assert len(model.asked) == 1
    hear(session, answered, f"{SAID} and then the rain came down on all of us again", clock)
    look(session, seat, model, clock)
    assert len(model.asked) == 2


def test_a_submitted_answer_is_looked_at_once_more_and_gets_no_note(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    factories.said(session, answered, SAID)
    model = Model(SuperviseReply=SEEN)
    step = look(session, seat, model, clock)
    (entry,) = log_of(session, seat)
    assert entry.action is Action.IGNORE
    assert "No answer is running" in entry.changes[-1]
    assert "no note reaches" in model.asked[0][2]
    assert step.state is StepState.DONE


def test_a_decision_has_its_answer_looked_at_at_once(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    step = steps.add(session, StepKind.SUPERVISE, seat.id, delay_seconds=30)
    supervision_log.look_soon(session, seat)
    session.commit()
    assert step.id in steps.due_steps(session)


def test_the_last_answer_that_is_complete_is_the_last_question_and_keeps_its_time(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    for _ in range(2):
        factories.said(session, answered, SAID)
        answered = factories.asked(session, seat, state=turn.TurnState.ANSWERING, started_at=clock())
    hear(session, answered, SAID, clock)
    seconds = (answered.answer_seconds, answered.writing_seconds)
    look(session, seat, Model(SuperviseReply=FINE | {"answer_progress": 90}), clock)
    session.refresh(answered)
    assert log_of(session, seat)[-1].action is Action.IGNORE
    assert (answered.answer_seconds, answered.writing_seconds, seat.ends_at_ms) == (*seconds, None)

    clock.tick(1)
    factories.said(session, answered, f"{SAID} and that is how it ended, and {SAID}")
    answered.sealed_at = clock()
    session.commit()
    look(session, seat, Model(SuperviseReply=FINE | {"answer_progress": 95}), clock)
    assert log_of(session, seat)[-1].action is Action.CONCLUDE
    assert seat.concluded_by is interview.EndedBy.SUPERVISOR


@pytest.mark.parametrize(
    "reply", ["", "nonsense", {"topic_relevance": 900}, ports.OutsideError("It is away.")]
)
def test_a_model_that_is_away_or_mad_is_noted_once_and_changes_nothing(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock, reply: Any
) -> None:
    hear(session, answered, SAID, clock)
    for _ in range(2):
        step = look(session, seat, Model(SuperviseReply=reply), clock)
        clock.tick(1)
    (entry,) = log_of(session, seat)
    assert (entry.source, entry.action) == (Source.CODE, Action.IGNORE)
    assert "No model could look" in entry.reason
    assert step.state is StepState.READY
    assert (seat.state, seat.ends_at_ms) == (interview.SessionState.RUNNING, None)


def test_a_look_gives_way_to_a_decision_that_is_due(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    hear(session, answered, SAID, clock)
    steps.add(session, StepKind.DECIDE, 999)
    session.commit()
    model = Model(SuperviseReply=FINE)
    step = look(session, seat, model, clock)
    assert model.asked == []
    assert step.state is StepState.READY
    assert step.next_at - session.scalar(select(database_now())) <= watching.GIVE_WAY_SECONDS


def test_half_of_the_workers_look_at_most(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    hear(session, answered, SAID, clock)
    other = steps.add(session, StepKind.SUPERVISE, 999)
    session.commit()
    assert steps.claim(session, other.id) is not None
    model = Model(SuperviseReply=FINE)
    look(session, seat, model, clock)
    assert model.asked == []
    look(session, seat, model, clock, queue=Workers(4))
    assert len(model.asked) == 1


# Thresholds

Watch = Callable[..., tuple[str, SupervisionEntry]]


@pytest.fixture
def watched(session: Session, seat: InterviewSession, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """What a model is told by an installation with an environment, and what becomes of its reply."""

    def watch(reply: dict[str, Any], **environment: str) -> tuple[str, SupervisionEntry]:
        for name, value in {"SECRET_KEY": "s" * 40, "LLM_MODELS": "double", **environment}.items():
            monkeypatch.setenv(name, value)
        step = steps.add(session, StepKind.SUPERVISE, seat.id)
        session.commit()
        mine = steps.claim(session, step.id)
        assert mine is not None
        model = Model(SuperviseReply=reply)
        watching.look(session, mine, model=model, settings=Settings.from_env(), queue=Workers(), clock=clock)
        return model.asked[0][2], log_of(session, seat)[-1]

    return watch


@pytest.mark.parametrize(
    ("setting", "metric", "thresholds"),
    [
        ("SUPERVISOR_GUIDE_RELEVANCE", "topic_relevance", (70, 90)),
        ("SUPERVISOR_GUIDE_QUALITY", "question_quality", (60, 85)),
    ],
)
def test_a_note_is_due_under_the_threshold_that_is_set_and_the_model_is_told_of(
    session: Session,
    answered: Turn,
    clock: Clock,
    watched: Watch,
    setting: str,
    metric: str,
    thresholds: tuple[int, int],
) -> None:
    by_default, stricter = thresholds
    hear(session, answered, SAID + " of last summer", clock)
    noticed = SEEN | {"topic_relevance": 95, "question_quality": 95, metric: 75}
    asked, entry = watched(noticed)
    assert f"{metric} is under {by_default} (" in asked
    assert (entry.action, entry.text) == (Action.IGNORE, "")
    assert "within their thresholds" in entry.changes[-1]

    hear(session, answered, f"{SAID} and {SAID}", clock)
    asked, entry = watched(noticed, **{setting: str(stricter)})
    assert f"{metric} is under {stricter} (" in asked
    assert (entry.action, entry.text) == (Action.GUIDE, SEEN["guidance_text"])

    clock.tick(60)
    hear(session, answered, f"{SAID} and {SAID} and {SAID}", clock)
    asked, entry = watched(noticed | {metric: 0}, **{setting: "off"})
    assert f"{metric} is under" not in asked
    assert '"guide": one note' in asked
    assert (entry.action, entry.text) == (Action.IGNORE, "")


def test_with_both_thresholds_of_notes_off_the_model_is_told_that_none_is_shown(
    session: Session, answered: Turn, clock: Clock, watched: Watch
) -> None:
    hear(session, answered, SAID + " of last summer", clock)
    asked, entry = watched(
        SEEN | {"topic_relevance": 0, "question_quality": 0},
        SUPERVISOR_GUIDE_RELEVANCE="off", SUPERVISOR_GUIDE_QUALITY="off",
    )  # fmt: skip
    assert '"guide": never' in asked
    assert "is under" not in asked
    assert (entry.action, entry.text) == (Action.IGNORE, "")


@pytest.mark.parametrize(
    ("progress", "threshold", "action"),
    [
        (90, None, Action.CONCLUDE),
        (90, "95", Action.IGNORE),
        (60, "50", Action.CONCLUDE),
        (100, "off", Action.IGNORE),
    ],
)
def test_an_interview_is_concluded_over_the_threshold_that_is_set_and_the_model_is_told_of(
    session: Session,
    answered: Turn,
    clock: Clock,
    watched: Watch,
    progress: int,
    threshold: str | None,
    action: Action,
) -> None:
    for _ in range(2):
        factories.said(session, answered, SAID)
        answered = factories.asked(
            session, answered.interview_session, state=turn.TurnState.ANSWERING, started_at=clock()
        )
    factories.said(session, answered, SAID)
    answered.sealed_at = clock()
    session.commit()
    chosen = {} if threshold is None else {"SUPERVISOR_CONCLUDE_PROGRESS": threshold}
    asked, entry = watched(FINE | {"answer_progress": progress, "action": "conclude"}, **chosen)
    told = '"conclude": never' if threshold == "off" else f"answer_progress is over {threshold or 85} "
    assert told in asked
    assert entry.action is action


# Orders


@on_both_databases
def test_a_running_answer_is_looked_at_and_ordered_once(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    assert order(session, clock) == 1
    assert order(session, clock) == 0
    step = session.scalars(select(Step).where(Step.kind == StepKind.SUPERVISE)).one()
    assert step.subject_id == seat.id


def test_nobody_who_is_away_or_still_listening_is_looked_at(
    session: Session, seat: InterviewSession, clock: Clock
) -> None:
    asked = factories.asked(session, seat)
    assert order(session, clock) == 0
    asked.state = turn.TurnState.ANSWERING
    session.commit()
    clock.tick(31)
    assert order(session, clock) == 0


@pytest.mark.parametrize(
    ("changes", "workers", "why"),
    [
        ({"llm_models": ()}, 2, watching.NO_MODEL),
        ({"supervisor": "times"}, 2, watching.BY_SETTING),
        ({}, 1, watching.ONE_WORKER),
    ],
)
def test_why_no_model_watches_is_said_once(
    session: Session,
    seat: InterviewSession,
    answered: Turn,
    clock: Clock,
    changes: dict[str, Any],
    workers: int,
    why: str,
) -> None:
    for _ in range(3):
        assert order(session, clock, workers, **changes) == 0
    assert [one.reason for one in log_of(session, seat)] == [why]
    assert session.scalars(select(Step)).all() == []


def test_who_declined_ratings_by_an_ai_is_watched_by_none(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    seat.ai_rating_consent = False
    session.commit()
    assert order(session, clock) == 0
    assert [one.reason for one in log_of(session, seat)] == [watching.NO_CONSENT]
    model = Model(SuperviseReply=FINE)
    hear(session, answered, SAID, clock)
    assert look(session, seat, model, clock).state is StepState.DONE
    assert model.asked == []


def test_the_round_keeps_the_times_with_the_model_off_and_with_a_queue_that_is_away(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    for _ in range(7):
        clock.tick(10)
        answering.sign_of_life(session, seat, clock=clock)
    changes = {"supervisor": "times", "supervisor_conclude_minutes": 1}
    watching.go_round(session, settings(**changes), queue=Queue(away=True), clock=clock)
    assert seat.ends_at_ms is not None


def test_switched_off_nothing_is_watched_and_nothing_said(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    for _ in range(7):
        clock.tick(10)
        answering.sign_of_life(session, seat, clock=clock)
    changes = {"supervisor": "off", "supervisor_conclude_minutes": 1}
    watching.go_round(session, settings(**changes), queue=Workers(), clock=clock)
    assert log_of(session, seat) == []
    assert seat.ends_at_ms is None


# Whatever a model says


class Chaos:
    """A supervisor without any sense: any numbers, any action, any text, nonsense, silence, delay."""

    names = ("chaos",)

    def __init__(self, seed: int, clock: Clock) -> None:
        self.dice, self.clock = random.Random(seed), clock

    def complete(self, messages: Any, **_: Any) -> ports.ModelReply:
        self.clock.tick(self.dice.choice([0, 1, 5]))
        if self.dice.random() < 0.2:
            raise ports.OutsideError("Silence.")
        reply = {
            name: self.dice.choice([0, 10, 59, 60, 69, 70, 85, 86, 100, 100, 101, -1])
            for name in ("topic_relevance", "question_quality", "answer_progress", "time_efficiency")
        } | {
            "action": self.dice.choice([*(one.value for one in Action), "explode"]),
            "guidance_text": self.dice.choice(
                [SEEN["guidance_text"], "", "Are you married?", "<b>", "word " * 90, factories.QUESTIONS[2]]
            ),
            "reason": self.dice.choice(["", "Because.", "\x00"]),
        }
        text = self.dice.choice([json.dumps(reply)] * 5 + ["", "{", "null", "[" * 900])
        return ports.ModelReply(
            text=text, provider="chaos", model="chaos", position=0, tokens_in=1, tokens_out=1, cost_usd=None,
            milliseconds=1,
        )  # fmt: skip


CHAOS = {
    "supervisor_conclude_minutes": 2, "supervisor_end_minutes": 4, "supervisor_after_conclude_seconds": 40,
}  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_no_chaos_moves_a_time_or_shows_what_must_not_be_shown(
    session: Session, clock: Clock, seed: int
) -> None:
    """Three answers of a minute each, looked at every few seconds; concluded at 2:00, over at 2:40 and a little."""
    seat = factories.seat(
        session, state=interview.SessionState.RUNNING, started_at=clock(), last_seen_at=clock()
    )
    model, given = Chaos(seed, clock), settings(**CHAOS)
    concluded_at = None
    for number in range(1, 4):
        answered = factories.asked(
            session, seat, state=turn.TurnState.ANSWERING, started_at=clock(), answer_seconds=180
        )
        for at in range(1, 6 if number < 3 else 20):
            clock.tick(model.dice.choice([9, 11, 13]))
            answering.sign_of_life(session, seat, clock=clock)
            hear(session, answered, f"{SAID} " * at, clock)
            look(session, seat, model, clock, **CHAOS)
            watching.go_round(session, given, queue=Workers(), clock=clock)
            used_ms = supervising.used_ms(seat, clock)
            if seat.ends_at_ms is not None and concluded_at is None:
                concluded_at = used_ms
                assert used_ms >= 120_000 or number == 3, "a model concludes only the last prepared question"
                assert seat.ends_at_ms <= used_ms + 40_000
            assert (seat.ends_at_ms is not None) or used_ms < 120_000
            if seat.state is interview.SessionState.COMPLETED:
                assert seat.ends_at_ms is not None
                assert used_ms >= seat.ends_at_ms
                break
        if seat.state is interview.SessionState.COMPLETED:
            break
        factories.said(session, answered, SAID)
        answered.sealed_at = clock()
        session.commit()
    assert seat.state is interview.SessionState.COMPLETED
    shown = [one for one in log_of(session, seat) if one.action is Action.GUIDE]
    ahead = [one for one in shown if one.text != SEEN["guidance_text"] and one.turn_id != seat.turns[2].id]
    assert ahead == [], "no note gives a question away before it is asked"
    assert len(shown) <= supervision.GUIDANCES_PER_INTERVIEW
    assert not session.scalars(
        select(SupervisionEntry).where(
            SupervisionEntry.action == Action.END, SupervisionEntry.source == Source.MODEL
        )
    ).all()
