"""What speech workers say of themselves, and who believes it for how long."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from interview_app.models import SpeechWorker, StepKind, WorkerState, database_now
from interview_app.usecases import steps, workers
from tests.conftest import on_both_databases

pytestmark = on_both_databases


def begun(session: Session, pid: int = 7, *, alive: tuple[int, ...] = (), host: str = "here") -> str:
    return workers.begin(session, host=host, pid=pid, is_alive=lambda one: one in alive)


def ready(session: Session, pid: int = 7) -> str:
    key = begun(session, pid)
    workers.listens(session, key)
    return key


def unseen_for(session: Session, key: str, seconds: float) -> None:
    session.execute(
        update(SpeechWorker).where(SpeechWorker.key == key).values(seen_at=database_now() - seconds)
    )
    session.commit()
    session.expire_all()


def test_nobody_listens_before_the_model_is_loaded(session: Session) -> None:
    key = begun(session)
    assert not workers.any_listens(session)
    workers.listens(session, key)
    assert workers.any_listens(session)


def test_who_cannot_load_its_model_does_not_listen_and_says_why(session: Session) -> None:
    workers.cannot(session, begun(session), "The folder is not there.")
    assert not workers.any_listens(session)
    (known,) = workers.known(session)
    assert (known.state, known.reason) == (WorkerState.FAILED, "The folder is not there.")


def test_who_was_not_seen_for_a_while_does_not_listen_until_it_is_seen_again(session: Session) -> None:
    key = ready(session)
    unseen_for(session, key, workers.GONE_AFTER_SECONDS + 1)
    assert not workers.any_listens(session)
    (known,) = workers.known(session)
    assert workers.is_gone(known, steps.database_seconds(session))
    workers.beat(session, key)
    assert workers.any_listens(session)


def test_who_is_stuck_in_one_job_does_not_count_as_listening(session: Session) -> None:
    key = ready(session)
    workers.beat(session, key, busy_with=StepKind.TRANSCRIBE, busy_seconds=5)
    assert workers.any_listens(session)
    workers.beat(session, key, busy_with=StepKind.TRANSCRIBE, busy_seconds=workers.STUCK_AFTER_SECONDS + 5)
    assert not workers.any_listens(session)
    workers.beat(session, key)
    assert workers.any_listens(session)


def test_one_stuck_worker_beside_a_free_one_is_enough(session: Session) -> None:
    key = ready(session)
    workers.beat(session, key, busy_with=StepKind.TRANSCRIBE, busy_seconds=600)
    workers.listens(session, begun(session, 8, alive=(7,)))
    assert workers.any_listens(session)


def test_who_leaves_is_forgotten_at_once(session: Session) -> None:
    workers.leave(session, ready(session))
    assert workers.known(session) == []


def test_a_successor_takes_the_place_of_the_killed_one_at_once_and_tells_how_it_ended(
    session: Session,
) -> None:
    ready(session, 7)
    begun(session, 8)
    assert not workers.any_listens(session)
    (known,) = workers.known(session)
    assert (known.pid, known.predecessor) == (8, workers.KILLED)


def test_a_successor_tells_what_the_one_before_it_said_at_its_end(session: Session) -> None:
    workers.cannot(session, ready(session, 7), "It hung in a job and ended itself.")
    begun(session, 8)
    assert workers.known(session)[0].predecessor == "It hung in a job and ended itself."


def test_what_a_worker_did_without_is_not_how_it_ended(session: Session) -> None:
    key = begun(session, 7)
    workers.listens(session, key, "No word times in de: the hub is away.")
    assert workers.any_listens(session)
    begun(session, 8)
    assert workers.known(session)[0].predecessor == workers.KILLED


def test_in_a_container_the_successor_has_the_same_number_as_the_dead(session: Session) -> None:
    ready(session, 1)
    workers.begin(session, host="here", pid=1, is_alive=lambda _: True)
    (known,) = workers.known(session)
    assert known.state is WorkerState.LOADING


def test_a_worker_takes_no_living_neighbours_place_nor_one_of_another_machine(session: Session) -> None:
    ready(session, 7)
    begun(session, 8, alive=(7,))
    begun(session, 9, host="elsewhere")
    assert {one.pid for one in workers.known(session)} == {7, 8, 9}


def test_a_dead_worker_without_a_successor_is_forgotten_in_the_end(session: Session) -> None:
    unseen_for(session, ready(session), workers.FORGOTTEN_AFTER_SECONDS + 1)
    begun(session, 8, host="elsewhere")
    assert [one.pid for one in workers.known(session)] == [8]


def test_why_nobody_hears_is_told_in_one_sentence(session: Session) -> None:
    assert workers.why_none_listens(session) == "No speech worker is running."
    key = begun(session, 1, alive=(1,))
    assert workers.why_none_listens(session) == "The speech worker is loading its model."
    workers.cannot(session, key, "The model cannot be fetched.")
    assert workers.why_none_listens(session) == "The model cannot be fetched."
    workers.listens(session, key)
    assert workers.why_none_listens(session) is None
    workers.beat(session, key, busy_with=StepKind.TRANSCRIBE, busy_seconds=workers.STUCK_AFTER_SECONDS + 5)
    assert workers.why_none_listens(session) == "The speech worker is busy with one job."
