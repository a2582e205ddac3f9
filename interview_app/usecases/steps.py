"""Work as rows: add, claim under a lease, finish behind a fence, fail with a reason, sweep what was forgotten.

The database says what is to be done; a job in the queue is only a wake-up (docs/architecture.md, law 2). All
times here are seconds since the epoch on the database's own clock, so that workers need not agree on the time.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy import ColumnElement, and_, case, or_, select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors
from interview_app.models import Provider, Step, StepKind, StepState, database_now, reading, repeatable

LEASE_SECONDS = 60.0
ATTEMPTS = 5
CLAIMS = 12
"""A step whose worker died this often is given up: something in it kills workers."""
CLAIMS_OF_SPEECH = {StepKind.LISTEN: 3, StepKind.TRANSCRIBE: 4}
"""A dying speech worker takes its model along, and all other interviews wait until it is loaded again."""
WAKE_AGAIN_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 900.0
LONGEST_STANDING_SECONDS = 6 * 3600.0
"""A service that asks for patience again and again is given up after this."""
BACKOFF_SECONDS = (2.0, 8.0, 30.0, 120.0)

log = structlog.get_logger()


class LeaseLost(Exception):
    """Another worker holds the step now; whatever this one made is thrown away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to do one step, until the lease ends. `attempt` counts from 1."""

    step_id: int
    kind: StepKind
    subject_id: int
    token: str
    attempt: int
    lease_seconds: float = LEASE_SECONDS


def add(session: Session, kind: StepKind, subject_id: int, *, delay_seconds: float = 0.0) -> Step:
    """Insert the step, or bring it forward, or open a finished or failed one again. Does not commit.

    A step that is running now may have read what the caller has just changed: it is opened again when it ends.
    """
    now = database_seconds(session)
    step = find(session, kind, subject_id)
    if step is None:
        step = Step(kind=kind, subject_id=subject_id, state=StepState.READY, attempt=0, created_at=_utc(now))
        step.next_at, step.opened_at = now + delay_seconds, now
        session.add(step)
    elif step.state is StepState.READY:
        step.next_at = min(step.next_at, now + delay_seconds)
    elif step.state is StepState.RUNNING:
        # Whoever takes over from a dead worker reads everything anew.
        step.wanted_again = step.wanted_again or (step.lease_until or 0.0) > now
    else:
        _open_again(step, now + delay_seconds, now)
    step.woken_at = None if delay_seconds else now
    session.flush()
    return step


def find(session: Session, kind: StepKind, subject_id: int) -> Step | None:
    """The subject's step of that kind, locked until the transaction ends, and as it is now.

    Claims and fences change rows behind the session's back.
    """
    return session.scalar(
        select(Step)
        .where(Step.kind == kind, Step.subject_id == subject_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def claim(session: Session, step_id: int, *, lease_seconds: float = LEASE_SECONDS) -> Claim | None:
    """Take the step if it is due, or if its last holder's lease has run out. One statement, then commits.

    Whoever holds it longer than `lease_seconds` must renew.
    """
    token = uuid.uuid4().hex
    now = database_now()
    repeatable.begin(session)
    taken = session.execute(
        update(Step)
        .where(Step.id == step_id, _claimable())
        .values(
            state=StepState.RUNNING, token=token, lease_until=now + lease_seconds, attempt=Step.attempt + 1
        )
        .returning(Step.kind, Step.subject_id, Step.attempt)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.commit()
    if taken is None:
        return None
    mine = Claim(
        step_id=step_id, kind=taken[0], subject_id=taken[1], token=token, attempt=taken[2],
        lease_seconds=lease_seconds,
    )  # fmt: skip
    if mine.attempt > (most := CLAIMS_OF_SPEECH.get(mine.kind, CLAIMS)):
        reason = f"Its worker died or hung each of the {most} times it tried this."
        fail(session, mine, ports.OutsideError(reason, permanent=True))
        return None
    return mine


def renew(session: Session, mine: Claim) -> None:
    """Hold the step for another lease. Commits, with whatever else has been changed. Raises LeaseLost."""
    repeatable.begin(session)
    _fenced(session, mine, lease_until=database_now() + mine.lease_seconds)
    session.commit()


def finish(session: Session, mine: Claim, *, at: datetime) -> bool:
    """Mark the step done inside the caller's transaction, which also holds its result and its next steps.

    True: it was wanted again meanwhile and is ready instead, and the sweeper wakes it unless the caller is faster.
    Raises LeaseLost, and then the caller's transaction must not be committed.
    """
    after = _fenced(
        session,
        mine,
        state=case((Step.wanted_again, StepState.READY.value), else_=StepState.DONE.value),
        attempt=case((Step.wanted_again, 0), else_=Step.attempt),
        next_at=database_now(),
        opened_at=database_now(),
        wanted_again=False,
        woken_at=None,
        token=None,
        lease_until=None,
        failure=None,
        finished_at=at,
    )
    return after is StepState.READY


def again(
    session: Session,
    mine: Claim,
    queue: ports.JobQueue,
    *,
    place: ports.Place = "behind",
    before: Iterable[int] = (),
) -> None:
    """Put a long step back after a part of it, so that others get their turn. Commits with the part's result.

    The steps that follow from the part are woken `before` it.
    """
    now = database_now()
    _fenced(
        session,
        mine,
        state=StepState.READY,
        token=None,
        lease_until=None,
        attempt=0,
        next_at=now,
        woken_at=now,
    )
    session.commit()
    wake(session, queue, before)
    wake(session, queue, [mine.step_id], place=place)


def put_off(session: Session, mine: Claim, seconds: float, *, why: str | None = None) -> None:
    """Put a step back until it is worth looking again, for as often as it takes; `why` is for a person's eyes.

    Commits. One that was wanted meanwhile is due at once.
    """
    now = database_now()
    _fenced(
        session,
        mine,
        state=StepState.READY,
        token=None,
        lease_until=None,
        attempt=0,
        failure=why,
        next_at=case((Step.wanted_again, now), else_=now + seconds),
        wanted_again=False,
        woken_at=None,
    )
    session.commit()


def fail(session: Session, mine: Claim, error: ports.OutsideError) -> None:
    """Record why it did not work, and when to try again, or that a person must. Commits; a lost lease is no error.

    A wait that the service itself asked for does not count as an attempt, for the first hours of the step.
    """
    session.rollback()
    if gives_up(session, mine, error):
        after: dict[str, object] = {"state": StepState.FAILED}
    else:
        after = _put_back(mine, _wish(session, mine, error))
    try:
        _fenced(session, mine, token=None, lease_until=None, failure=error.reason, woken_at=None, **after)
    except LeaseLost:
        session.rollback()
        return
    session.commit()


def gives_up(session: Session, mine: Claim, error: ports.OutsideError) -> bool:
    """Whether `fail` ends the step with this error, so that whoever knows another way must go it now."""
    waits = _wish(session, mine, error) is not None
    return error.permanent or (is_last_try(mine) and not waits)


def is_last_try(mine: Claim) -> bool:
    """Whether one more failure, whatever those before were, gives the step up."""
    return mine.attempt >= tries(mine.kind)


def retry(session: Session, queue: ports.JobQueue, *step_ids: int) -> int:
    """Open failed (or waiting) steps again, as a person's click asks. Commits, then wakes. Raises NotFound.

    Providers that are left alone are tried once more for them. Returns how many were opened.
    """
    found = session.scalars(
        select(Step).where(Step.id.in_(step_ids)).with_for_update().execution_options(populate_existing=True)
    ).all()
    if not found:
        raise errors.NotFound("There is no such step.")
    opened = [step for step in found if step.state in (StepState.FAILED, StepState.READY)]
    if opened:
        now = database_seconds(session)
        for step in opened:
            _open_again(step, now, now)
            step.woken_at = now
        session.execute(update(Provider).where(Provider.rests_until > now).values(rests_until=now))
        session.commit()
        wake(session, queue, [step.id for step in opened])
    return len(opened)


def wake(
    session: Session,
    queue: ports.JobQueue,
    step_ids: Iterable[int],
    *,
    place: ports.Place = "first",
) -> None:
    """After the commit: ask workers to look. Never raises; the sweeper repeats what is lost here."""
    for step_id, kind in kinds_of(session, step_ids):
        try:
            queue.wake(step_id, kind.value, place=place)
        except ports.OutsideError as error:
            log.warning("wake_up_lost", step_id=step_id, reason=error.reason)
            return


def kinds_of(session: Session, step_ids: Iterable[int]) -> list[tuple[int, StepKind]]:
    """Each step's id with its kind. Commits."""
    if not session.in_transaction():
        reading.begin(session)
    rows = session.execute(select(Step.id, Step.kind).where(Step.id.in_(list(step_ids)))).all()
    session.commit()
    return [(row[0], row[1]) for row in rows]


def sweep(session: Session, queue: ports.JobQueue, *, most: int = 200) -> int:
    """Wake what is due, or whose lease died, and was not woken lately. Safe in many workers. Returns how many."""
    now = database_now()
    quiet = or_(Step.woken_at.is_(None), Step.woken_at < now - WAKE_AGAIN_SECONDS)
    due = select(Step.id).where(_claimable(), quiet).order_by(Step.next_at).limit(most)
    woken = session.scalars(
        update(Step)
        .where(Step.id.in_(due), quiet)
        .values(woken_at=now)
        .returning(Step.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.commit()
    if woken:
        wake(session, queue, woken)
    return len(woken)


def due_steps(session: Session, *, most: int = 200) -> list[int]:
    """Ids of what could be claimed now, oldest first: for running without any queue."""
    ids = list(session.scalars(select(Step.id).where(_claimable()).order_by(Step.next_at).limit(most)))
    session.commit()
    return ids


def database_seconds(session: Session) -> float:
    """Now, in seconds since the epoch, by the database's clock."""
    return float(session.execute(select(database_now())).scalar_one())


def tries(kind: StepKind) -> int:
    """After how many failures a step is given up; with one more, claiming it would take its worker for dead."""
    return min(ATTEMPTS, CLAIMS_OF_SPEECH.get(kind, CLAIMS))


def of_subject(session: Session, subject_id: int, kinds: Iterable[StepKind]) -> dict[StepKind, Step]:
    """The subject's steps by kind, for pages that show how far the work is."""
    rows = session.scalars(select(Step).where(Step.subject_id == subject_id, Step.kind.in_(list(kinds))))
    return {step.kind: step for step in rows}


def _claimable() -> ColumnElement[bool]:
    now = database_now()
    return or_(
        and_(Step.state == StepState.READY, Step.next_at <= now),
        and_(Step.state == StepState.RUNNING, Step.lease_until < now),
    )


def _fenced(session: Session, mine: Claim, **values: object) -> StepState:
    """Change the step and return its state. Raises LeaseLost."""
    after = session.scalar(
        update(Step)
        .where(Step.id == mine.step_id, Step.token == mine.token, Step.state == StepState.RUNNING)
        .values(**values)
        .returning(Step.state)
        .execution_options(synchronize_session=False)
    )
    if after is None:
        raise LeaseLost(mine.step_id)
    return after


def _wish(session: Session, mine: Claim, error: ports.OutsideError) -> float | None:
    """The seconds that the service asked for; None also where it has asked for hours."""
    opened_at = session.scalar(select(Step.opened_at).where(Step.id == mine.step_id))
    stands = database_seconds(session) - opened_at if opened_at is not None else 0.0
    return error.retry_after_seconds if stands <= LONGEST_STANDING_SECONDS else None


def _put_back(mine: Claim, wish: float | None) -> dict[str, object]:
    """Column values for a step that is tried again: after the service's wish, or after a longer pause each time."""
    if wish is not None:
        wait = min(max(wish, 1.0), LONGEST_WAIT_SECONDS)
        return {"state": StepState.READY, "next_at": database_now() + wait, "attempt": mine.attempt - 1}
    wait = BACKOFF_SECONDS[min(mine.attempt, len(BACKOFF_SECONDS)) - 1]
    return {"state": StepState.READY, "next_at": database_now() + wait}


def _open_again(step: Step, next_at: float, now: float) -> None:
    step.state = StepState.READY
    step.attempt = 0
    step.failure = None
    step.token = None
    step.lease_until = None
    step.finished_at = None
    step.wanted_again = False
    step.next_at, step.opened_at = next_at, now


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
