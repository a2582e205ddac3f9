"""Work as rows: who may do it, when, and how often."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.models import Step, StepKind, StepState, database_now
from interview_app.usecases import steps
from tests.conftest import Clock, on_both_databases

pytestmark = on_both_databases


class Queue:
    """A queue that remembers what it was asked to wake, and can be away."""

    def __init__(self, *, away: bool = False) -> None:
        self.woken: list[int] = []
        self.places: list[ports.Place] = []
        self.away = away

    def wake(self, step_id: int, kind: str, *, place: ports.Place = "first") -> None:
        if self.away:
            raise ports.OutsideError("Redis is away.")
        self.woken.append(step_id)
        self.places.append(place)

    def workers(self) -> dict[str, int]:
        return {}


def _added(session: Session, *, delay_seconds: float = 0.0) -> int:
    step = steps.add(session, StepKind.DECIDE, 7, delay_seconds=delay_seconds)
    session.commit()
    return step.id


def _let_the_lease_die(session: Session, step_id: int) -> None:
    session.execute(
        update(Step).where(Step.id == step_id).values(lease_until=database_now() - 1, woken_at=None)
    )
    session.commit()


def _state(session: Session, step_id: int) -> Step:
    session.rollback()
    return session.get_one(Step, step_id, populate_existing=True)


def test_a_step_is_claimed_by_one_worker_only(engine: Engine, session: Session) -> None:
    step_id = _added(session)
    claims: list[steps.Claim | None] = []

    def work() -> None:
        with Session(engine) as own:
            claims.append(steps.claim(own, step_id))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([claim for claim in claims if claim is not None]) == 1


def test_a_step_that_is_not_due_is_not_claimed(session: Session) -> None:
    assert steps.claim(session, _added(session, delay_seconds=60)) is None


def test_a_dead_lease_is_claimed_by_the_next_worker_and_the_first_may_not_finish(
    session: Session, clock: Clock
) -> None:
    step_id = _added(session)
    first = steps.claim(session, step_id)
    assert first is not None
    _let_the_lease_die(session, step_id)
    second = steps.claim(session, step_id)
    assert second is not None
    with pytest.raises(steps.LeaseLost):
        steps.finish(session, first, at=clock())
    session.rollback()
    steps.finish(session, second, at=clock())
    session.commit()
    assert _state(session, step_id).state is StepState.DONE


def test_a_renewed_lease_is_not_taken_over(session: Session) -> None:
    step_id = _added(session)
    mine = steps.claim(session, step_id)
    assert mine is not None
    steps.renew(session, mine)
    assert steps.claim(session, step_id) is None


def test_a_failed_attempt_waits_longer_each_time_and_the_fifth_is_the_last(session: Session) -> None:
    step_id = _added(session)
    waits = []
    for _ in range(steps.ATTEMPTS):
        session.execute(update(Step).where(Step.id == step_id).values(next_at=database_now() - 1))
        session.commit()
        mine = steps.claim(session, step_id)
        assert mine is not None
        steps.fail(session, mine, ports.OutsideError("The model is away."))
        waits.append(_state(session, step_id).next_at - steps.database_seconds(session))
    left = _state(session, step_id)
    assert left.state is StepState.FAILED
    assert left.failure == "The model is away."
    assert waits[:4] == sorted(waits[:4])


def test_a_permanent_failure_is_not_tried_again(session: Session) -> None:
    step_id = _added(session)
    mine = steps.claim(session, step_id)
    assert mine is not None
    steps.fail(session, mine, ports.OutsideError("The model is not installed.", permanent=True))
    assert _state(session, step_id).state is StepState.FAILED


def test_a_wait_that_the_service_asks_for_does_not_count_as_an_attempt(session: Session) -> None:
    step_id = _added(session)
    mine = steps.claim(session, step_id)
    assert mine is not None
    steps.fail(session, mine, ports.OutsideError("Too many requests.", retry_after_seconds=40))
    left = _state(session, step_id)
    assert (left.state, left.attempt) == (StepState.READY, 0)
    assert 35 < left.next_at - steps.database_seconds(session) <= 40


def test_a_step_whose_worker_dies_each_time_is_given_up(session: Session) -> None:
    step_id = _added(session)
    for _ in range(steps.CLAIMS):
        assert steps.claim(session, step_id) is not None
        _let_the_lease_die(session, step_id)
    assert steps.claim(session, step_id) is None
    assert _state(session, step_id).state is StepState.FAILED


def test_a_click_on_retry_opens_a_failed_step_and_wakes_it(session: Session) -> None:
    queue = Queue()
    step_id = _added(session)
    mine = steps.claim(session, step_id)
    assert mine is not None
    steps.fail(session, mine, ports.OutsideError("Away.", permanent=True))
    steps.retry(session, queue, step_id)
    assert queue.woken == [step_id]
    assert steps.claim(session, step_id) is not None


def test_the_sweeper_wakes_what_is_due_once_in_ten_seconds(session: Session) -> None:
    queue = Queue()
    step_id = _added(session)
    assert steps.sweep(session, queue) == 0  # it was woken when it was added
    session.execute(update(Step).values(woken_at=database_now() - steps.WAKE_AGAIN_SECONDS - 1))
    session.commit()
    assert steps.sweep(session, queue) == 1
    assert steps.sweep(session, queue) == 0
    assert queue.woken == [step_id]


def test_the_sweeper_wakes_a_step_whose_worker_died(session: Session) -> None:
    queue = Queue()
    step_id = _added(session)
    assert steps.claim(session, step_id) is not None
    assert steps.sweep(session, queue) == 0
    _let_the_lease_die(session, step_id)
    steps.sweep(session, queue)
    assert queue.woken == [step_id]


def test_a_queue_that_is_away_loses_no_work(session: Session) -> None:
    step_id = _added(session)
    steps.wake(session, Queue(away=True), [step_id])
    assert steps.due_steps(session) == [step_id]


def test_bringing_a_waiting_step_forward_makes_it_due(session: Session) -> None:
    step_id = _added(session, delay_seconds=60)
    assert _added(session) == step_id
    assert steps.due_steps(session) == [step_id]


def test_a_finished_step_can_be_opened_again(session: Session, clock: Clock) -> None:
    step_id = _added(session)
    mine = steps.claim(session, step_id)
    assert mine is not None
    steps.finish(session, mine, at=clock())
    session.commit()
    assert _added(session) == step_id
    assert session.scalar(select(Step.attempt)) == 0
    assert steps.due_steps(session) == [step_id]


def test_a_long_step_goes_back_to_the_queue_for_its_next_part(session: Session) -> None:
    queue = Queue()
    step_id = _added(session)
    mine = steps.claim(session, step_id)
    assert mine is not None
    steps.again(session, mine, queue)
    assert (queue.woken, queue.places) == ([step_id], ["behind"])
    next_part = steps.claim(session, step_id)
    assert next_part is not None
    assert next_part.attempt == 1


def test_what_comes_while_a_step_runs_opens_it_again_when_it_ends(session: Session, clock: Clock) -> None:
    step_id = _added(session)
    mine = steps.claim(session, step_id)
    assert mine is not None
    _added(session)
    assert steps.due_steps(session) == []
    steps.finish(session, mine, at=clock())
    session.commit()
    second = steps.claim(session, step_id)
    assert second is not None
    steps.finish(session, second, at=clock())
    session.commit()
    assert _state(session, step_id).state is StepState.DONE


def test_a_service_that_asks_for_patience_for_hours_is_given_up(session: Session) -> None:
    step_id = _added(session)
    session.execute(
        update(Step).values(
            opened_at=database_now() - steps.LONGEST_STANDING_SECONDS - 1, attempt=steps.ATTEMPTS - 1
        )
    )
    session.commit()
    mine = steps.claim(session, step_id)
    assert mine is not None
    steps.fail(session, mine, ports.OutsideError("Too many requests.", retry_after_seconds=40))
    assert _state(session, step_id).state is StepState.FAILED


def _kinds(found: Sequence[tuple[int, StepKind]]) -> list[StepKind]:
    return [kind for _, kind in found]


def test_a_step_knows_its_kind(session: Session) -> None:
    assert _kinds(steps.kinds_of(session, [_added(session)])) == [StepKind.DECIDE]
