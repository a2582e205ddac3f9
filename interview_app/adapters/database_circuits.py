"""Circuits in the database: what one worker learns of a provider holds for all of them, across restarts too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Engine, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from interview_app.domain import circuit
from interview_app.domain.circuit import Circuit
from interview_app.models import Provider, database_now
from interview_app.ports import OutsideError

NOTED_EVERY_SECONDS = 60.0
"""A provider that works is not written down at each call."""
T = TypeVar("T")
log = structlog.get_logger()


class DatabaseCircuits:
    """Each call is a short transaction of its own, on a connection of its own: end yours before.

    A database that is away closes no way: the provider is asked, and the job fails where it needs the database.
    """

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine

    def rests(self, name: str) -> OutsideError | None:
        return self._in_transaction(lambda connection: _rests(connection, name))

    def failed(self, name: str, error: OutsideError) -> None:
        self._in_transaction(lambda connection: _note_failure(connection, name, error))

    def worked(self, name: str) -> None:
        self._in_transaction(lambda connection: _note_success(connection, name))

    def _in_transaction(self, ask: Callable[[Connection], T]) -> T | None:
        try:
            with self._engine().begin() as connection:
                return ask(connection)
        except SQLAlchemyError as error:
            log.warning("circuit_not_known", exception=type(error).__name__)
            return None


def _rests(connection: Connection, name: str) -> OutsideError | None:
    wanted = select(Provider.failures, Provider.rests_until, Provider.reason, database_now())
    row = connection.execute(wanted.where(Provider.name == name)).one_or_none()
    if row is None:
        return None
    known, now = Circuit(row[0], row[1]), float(row[3])
    if not circuit.is_on_trial(known, now):
        left = circuit.rest_left(known, now)
    elif _begin_trial(connection, name, known, now):
        return None
    else:
        left = circuit.TRIAL_SECONDS
    return _resting(name, known.failures, row[2], left) if left > 0 else None


def _note_failure(connection: Connection, name: str, error: OutsideError) -> None:
    wanted = select(Provider.failures, Provider.rests_until).where(Provider.name == name)
    row = connection.execute(wanted.with_for_update()).one_or_none()
    now = float(connection.execute(select(database_now())).scalar_one())
    known = Circuit(row[0], row[1]) if row is not None else circuit.CLOSED
    if not error.permanent:
        known = circuit.failed(known, now, wish_seconds=error.retry_after_seconds)
    _write(
        connection,
        name,
        failures=known.failures,
        rests_until=known.rests_until,
        reason=error.reason,
        failed_at=now,
    )


def _note_success(connection: Connection, name: str) -> None:
    row = connection.execute(select(Provider.__table__).where(Provider.name == name)).one_or_none()
    now = float(connection.execute(select(database_now())).scalar_one())
    if row is None or _is_news(row, now):
        _write(connection, name, failures=0, rests_until=None, worked_at=now)


def _begin_trial(connection: Connection, name: str, known: Circuit, now: float) -> bool:
    """Whether this worker is the one that tries."""
    changed = connection.execute(
        update(Provider)
        .where(Provider.name == name, Provider.rests_until == known.rests_until)
        .values(rests_until=circuit.tried(known, now).rests_until)
    )
    return changed.rowcount == 1


def _resting(name: str, failures: int, reason: str | None, left: float) -> OutsideError:
    told = f"{name} is left alone for {max(1, round(left))} s, having failed {failures} times in a row."
    return OutsideError(f"{told} {reason}" if reason else told, retry_after_seconds=left)


def _is_news(row: Row[Any], now: float) -> bool:
    if row.failures or row.rests_until is not None or row.worked_at is None:
        return True
    failed_since = row.failed_at is not None and row.failed_at >= row.worked_at
    return bool(failed_since or now - row.worked_at > NOTED_EVERY_SECONDS)


def _write(connection: Connection, name: str, **values: Any) -> None:
    # Both dialects spell the upsert alike, but SQLAlchemy has no common name for it.
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = insert(Provider).values(name=name, **{"failures": 0, **values})
    connection.execute(new.on_conflict_do_update(index_elements=[Provider.name], set_=values))
