"""What each speech worker says of itself: it loads, it listens, it cannot. One row a process, seen every few seconds.

All who want to know whether speech is recognised now ask here: sealing an answer, the System page, `make run`. Times
are seconds by the database's clock.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from interview_app.models import SpeechWorker, StepKind, WorkerState, database_now

BEAT_SECONDS = 4.0
GONE_AFTER_SECONDS = 20.0
"""Who was not seen for so long is dead, or hangs so that no thread of it runs."""
STUCK_AFTER_SECONDS = 60.0
"""Who is busy with one job for so long keeps nobody's decision waiting: a piece of an answer takes seconds."""
FORGOTTEN_AFTER_SECONDS = 600.0
"""How long a dead worker without a successor in its place stays on the System page."""

KILLED = "The worker before it died without a word: it was killed, crashed, hung, or was short of memory."


def begin(session: Session, *, host: str, pid: int, is_alive: Callable[[int], bool]) -> str:
    """Note a worker that has just started and loads its model; returns its key.

    It takes the place of those of its host that are dead, which are known by their process id, and tells how they
    ended. Commits.
    """
    dead = [
        one
        for one in session.scalars(select(SpeechWorker).where(SpeechWorker.host == host))
        if one.pid == pid or not is_alive(one.pid)
    ]
    told = max(dead, key=lambda one: one.seen_at, default=None)
    now = session.execute(select(database_now())).scalar_one()
    made = SpeechWorker(
        key=uuid.uuid4().hex, host=host, pid=pid, state=WorkerState.LOADING, started_at=now, seen_at=now,
        predecessor=_end_of(told) if told is not None else None,
    )  # fmt: skip
    session.add(made)
    for one in dead:
        session.delete(one)
    long_gone = SpeechWorker.seen_at < database_now() - FORGOTTEN_AFTER_SECONDS
    session.execute(delete(SpeechWorker).where(long_gone).execution_options(synchronize_session=False))
    session.commit()
    return made.key


def beat(
    session: Session, key: str, *, busy_with: StepKind | None = None, busy_seconds: float | None = None
) -> bool:
    """It is alive, and has been busy with one job for so long, if with any. Commits. False: its row is gone."""
    busy_since = None if busy_seconds is None else database_now() - busy_seconds
    return _note(session, key, busy_with=busy_with, busy_since=busy_since)


def listens(session: Session, key: str, lacks: str = "") -> None:
    """Its model is loaded: from now on decisions wait for words. `lacks` tells what it does without. Commits."""
    _note(session, key, state=WorkerState.READY, reason=lacks or None)


def cannot(session: Session, key: str, reason: str) -> None:
    """It does not listen, for a reason fit for a manager's page. Commits."""
    _note(session, key, state=WorkerState.FAILED, reason=reason)


def leave(session: Session, key: str) -> None:
    """It ends as it was told to. Commits."""
    session.execute(delete(SpeechWorker).where(SpeechWorker.key == key))
    session.commit()


def any_listens(session: Session) -> bool:
    """Whether a worker is alive, ready and not stuck: whether waiting for words makes sense. Does not commit."""
    return bool(session.scalar(select(func.count()).select_from(SpeechWorker).where(_listening())))


def why_none_listens(session: Session) -> str | None:
    """None while one does; else why not, fit for a manager's page. Does not commit."""
    if any_listens(session):
        return None
    now = session.execute(select(database_now())).scalar_one()
    present = [one for one in known(session) if not is_gone(one, now)]
    if not present:
        return "No speech worker is running."
    failed = [one.reason for one in present if one.state is WorkerState.FAILED and one.reason]
    if failed:
        return failed[0]
    stuck = any(is_stuck(one, now) for one in present)
    return "The speech worker is busy with one job." if stuck else "The speech worker is loading its model."


def known(session: Session) -> Sequence[SpeechWorker]:
    """All that are known, for pages; `is_gone` tells who was not seen lately. The oldest first."""
    return session.scalars(select(SpeechWorker).order_by(SpeechWorker.started_at)).all()


def is_gone(worker: SpeechWorker, now: float) -> bool:
    """Whether it was not seen lately. `now` by the database's clock (steps.database_seconds)."""
    return worker.seen_at < now - GONE_AFTER_SECONDS


def is_stuck(worker: SpeechWorker, now: float) -> bool:
    """Whether it is busy with one job for longer than a piece of an answer takes."""
    return worker.busy_since is not None and worker.busy_since < now - STUCK_AFTER_SECONDS


def _listening() -> ColumnElement[bool]:
    now = database_now()
    return (
        (SpeechWorker.state == WorkerState.READY)
        & (SpeechWorker.seen_at >= now - GONE_AFTER_SECONDS)
        & or_(SpeechWorker.busy_since.is_(None), SpeechWorker.busy_since >= now - STUCK_AFTER_SECONDS)
    )


def _note(session: Session, key: str, **values: object) -> bool:
    found = session.scalar(
        update(SpeechWorker)
        .where(SpeechWorker.key == key)
        .values(seen_at=database_now(), **values)
        .returning(SpeechWorker.key)
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return found is not None


def _end_of(dead: SpeechWorker) -> str:
    """It told by itself why it had to end, or nothing."""
    return dead.reason if dead.state is WorkerState.FAILED and dead.reason is not None else KILLED
