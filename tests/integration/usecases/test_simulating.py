"""The interview lab: simulated candidates in a database apart, a run done one candidate at a time."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.adapters.scratch_database import scratch_database
from interview_app.config import Settings
from interview_app.domain import errors
from interview_app.domain.supervision import Action, Source
from interview_app.domain.turn import Origin
from interview_app.lab import figures, laws, rig
from interview_app.lab.personas import Persona
from interview_app.usecases import lab_runs, simulated_watch, simulating, steps
from tests import factories
from tests.conftest import Clock
from tests.fakes import chaos
from tests.fakes.in_process import Model, Queue

GUIDE = chaos.document(5)
FOLLOW_UP = {
    "action": "follow_up", "question_text": "What did you yourself do there?", "seconds": 60, "reason": "Own part missing.",
}  # fmt: skip

AWAY = {
    "topic_relevance": 20, "question_quality": 90, "answer_progress": 100, "time_efficiency": 50, "action": "end",
    "guidance_text": "Please come back to the question.", "reason": "Away from it.",
}  # fmt: skip


def take(persona: Persona, model: Model | None = None, *, written: bool = False) -> laws.Taken:
    with scratch_database() as session:
        room = simulating.Room(session=session, model=model, clock=rig.Clock(), patience_seconds=5)
        return simulating.take_interview(room, GUIDE, simulating.Candidate(persona=persona, written=written))


def begin(session: Session, *personas: Persona, queue: Queue | None = None) -> models.LabRun:
    user = models.User(
        email="ada@example.com", name="Ada", role=models.Role.ADMIN, password_hash="", login_nonce="n",
        created_at=factories.NOW,
    )  # fmt: skip
    session.add(user)
    session.commit()
    return lab_runs.begin(
        session, GUIDE, personas, written=True, models=["double"], by=user, queue=queue or Queue(),
        clock=lambda: factories.NOW,
    )  # fmt: skip


def do(session: Session, run: models.LabRun, model: Model | None = None) -> bool:
    """One claim of the run's step, as a worker does it. False when there is nothing to do."""
    step = steps.find(session, models.StepKind.RUN_LAB, run.id)
    session.commit()
    mine = steps.claim(session, step.id) if step is not None else None
    if mine is None:
        return False
    lab_runs.go_on(
        session, mine, model=model, scratch=scratch_database, queue=Queue(), clock=Clock(), patience_seconds=5
    )
    return True


@pytest.mark.parametrize("persona", Persona)
@pytest.mark.parametrize("written", [False, True])
def test_each_simulated_candidate_reaches_the_end_and_no_law_is_broken(
    persona: Persona, written: bool
) -> None:
    taken = take(persona, written=written)
    assert (taken.ended, laws.broken(taken)) == (True, ())
    assert bool("".join(asked.answer for asked in taken.turns)) is (persona is not Persona.SILENT)


def test_a_supervised_interview_is_concluded_and_over_by_its_times() -> None:
    times = {
        "supervisor_conclude_minutes": 2,
        "supervisor_end_minutes": 3,
        "supervisor_after_conclude_seconds": 30,
    }
    given = Settings(secret_key="s" * 32, llm_models="double/1", **times)
    with scratch_database() as session:
        room = simulating.Room(
            session=session, model=Model(DecisionReply=FOLLOW_UP, SuperviseReply=AWAY),
            clock=rig.Clock(), patience_seconds=5, watcher=simulated_watch.Watcher(given), told=False,
        )  # fmt: skip
        taken = simulating.take_interview(room, GUIDE, simulating.Candidate(persona=Persona.RAMBLING))
    assert (taken.ended_by, laws.broken(taken)) == ("supervisor", ())
    assert taken.watch is not None
    assert [look.action for look in taken.watch.of(Source.CODE)][-1] is not Action.IGNORE
    assert taken.watch.ends_at_ms is not None
    assert taken.watch.ends_at_ms <= 180_000


def test_seconds_follow_the_speaking_rate() -> None:
    slow, fast = take(Persona.NON_NATIVE), take(Persona.STRONG)
    words = [len(one.turns[0].answer.split()) / one.turns[0].used_ms for one in (slow, fast)]
    assert words[0] < words[1] * 0.75


def test_who_says_nothing_or_never_ends_uses_the_time_up() -> None:
    for persona in (Persona.SILENT, Persona.RAMBLING):
        assert all(one.used_ms >= (one.most_seconds - 3) * 1000 for one in take(persona).turns)


def test_follow_ups_and_their_cost_are_counted() -> None:
    taken = take(Persona.AVERAGE, Model(DecisionReply=FOLLOW_UP))
    line = figures.of(taken)
    assert line["follow_ups"] == len(taken.of(Origin.FOLLOW_UP)) == 1
    assert line["calls"] > 1
    assert line["cost_usd"] == pytest.approx(0.0001 * line["calls"])
    assert line["refused_repeats"] >= 1
    assert figures.totals([line, line])["follow_ups"] == 2


def test_a_run_takes_one_candidate_a_claim_and_keeps_what_is_done(session: Session) -> None:
    run = begin(session, Persona.WEAK, Persona.SILENT)
    assert do(session, run)
    assert ([one["candidate"] for one in run.results], run.finished_at) == (["weak"], None)
    assert do(session, run)
    assert [one["candidate"] for one in run.results] == ["weak", "silent"]
    assert run.finished_at is not None
    assert not do(session, run)


def test_nobody_of_the_lab_stands_among_the_candidates(session: Session) -> None:
    do(session, begin(session, Persona.STRONG), Model(DecisionReply=FOLLOW_UP))
    for table in (
        models.Interview,
        models.InterviewSession,
        models.Turn,
        models.ModelCall,
        models.Invitation,
    ):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalars(select(models.Step.kind)).all() == [models.StepKind.RUN_LAB]


def test_a_run_that_was_stopped_takes_nobody_more(session: Session) -> None:
    run = begin(session, Persona.WEAK, Persona.SILENT)
    do(session, run)
    lab_runs.stop(session, run, clock=lambda: factories.NOW)
    assert do(session, run)
    assert len(run.results) == 1
    assert not do(session, run)


def test_the_last_ten_runs_are_kept(session: Session) -> None:
    run = begin(session, Persona.WEAK)
    user = session.get_one(models.User, run.created_by_id)
    for _ in range(lab_runs.KEPT + 2):
        last = lab_runs.begin(
            session, GUIDE, [Persona.WEAK], written=True, models=[], by=user, queue=Queue(), clock=Clock()
        )
    kept = lab_runs.latest(session)
    assert (len(kept), kept[0].id) == (lab_runs.KEPT, last.id)
    assert session.scalar(select(func.count()).select_from(models.Step)) == lab_runs.KEPT


def test_a_run_needs_candidates_and_a_guide_that_could_be_published(session: Session) -> None:
    run = begin(session, Persona.WEAK)
    user = session.get_one(models.User, run.created_by_id)
    given = {"written": True, "models": [], "by": user, "queue": Queue(), "clock": Clock()}
    with pytest.raises(errors.InvalidInput):
        lab_runs.begin(session, GUIDE, [], **given)
    with pytest.raises(errors.WrongState):
        lab_runs.begin(session, GUIDE.model_copy(update={"questions": ()}), [Persona.WEAK], **given)
