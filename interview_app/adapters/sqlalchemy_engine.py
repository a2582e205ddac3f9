"""How SQLAlchemy talks to SQLite and PostgreSQL here: options and per-connection settings."""

from __future__ import annotations

import functools
import os
import random
import sqlite3
import time
from typing import Any, cast

from sqlalchemy import Connection, Engine, event, exc
from sqlalchemy.engine import ExceptionContext

from interview_app.adapters import _writers
from interview_app.models import reading, repeatable

BUSY_SECONDS = 10
ASK_AGAIN_SECONDS = (0.0005, 0.002)
STATEMENT_SECONDS = 20
MOST_CONNECTIONS = 5
"""Of one process: a request needs one for milliseconds, and small databases give twenty in all."""
LOCK_SECONDS = 10
WRITES = "writes"
"""A connection's note of itself that it is the one of this process that may write."""


def options(url: str, *, threads: int) -> dict[str, Any]:
    """Engine options for `url`: a pool without overflow, dead connections noticed.

    An error names its statement and never its values: those are people's words, and errors are logged.
    """
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True,
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
        }
    limits = f"-c statement_timeout={STATEMENT_SECONDS * 1000} -c lock_timeout={LOCK_SECONDS * 1000}"
    return {
        "hide_parameters": True,
        "pool_size": min(threads, MOST_CONNECTIONS),
        "max_overflow": 0,
        "pool_pre_ping": True,
        "pool_timeout": 5,
        "pool_recycle": 1800,
        "connect_args": {"options": limits, "connect_timeout": 5},
    }


def prepare(engine: Engine) -> None:
    """Set SQLite's pragmas and how it begins; keep connections from being shared with a forked child.

    A connection to PostgreSQL that is lost between two statements must not be noticed by a rollback.

    A deferred transaction that reads and then writes cannot wait for another writer: SQLite refuses it at once. So all
    begin by taking the write lock, but those that are said to only read (`models.reading`).
    """
    writers = _writers.Writers()
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", functools.partial(_begin, writers))
        event.listen(engine, "handle_error", _name_a_refused_write, retval=True)
        _let_the_next_one_write(engine, writers)
    else:
        _let_lost_connections_go(engine)

    def after_fork() -> None:
        engine.dispose(close=False)
        writers.forget()

    os.register_at_fork(after_in_child=after_fork)


def _let_the_next_one_write(engine: Engine, writers: _writers.Writers) -> None:
    """SQLAlchemy's own events come before a commit or rollback is done; the next writer must come after."""
    dialect = engine.dialect
    commit, roll_back = dialect.do_commit, dialect.do_rollback

    def do_commit(connection: Any) -> None:
        commit(connection)
        _leave(connection.record_info, writers)

    def do_rollback(connection: Any) -> None:
        try:
            roll_back(connection)
        finally:
            _leave(connection.record_info, writers)

    dialect.do_commit, dialect.do_rollback = do_commit, do_rollback  # type: ignore[assignment,method-assign]
    event.listen(engine, "close", lambda _raw, record: _leave(record.record_info, writers))


def _leave(info: dict[Any, Any] | None, writers: _writers.Writers) -> None:
    if info is not None and info.pop(WRITES, False):
        writers.leave()


def _let_lost_connections_go(engine: Engine) -> None:
    """Count a rollback that fails as done: whoever loses the connection, its server has rolled back.

    Else a server restarted after a request's last query turns its good answer into a 500 when the session is put
    away, and leaves that session behind, broken, for whoever comes to the same place next.
    """
    dialect = engine.dialect
    roll_back = dialect.do_rollback

    def do_rollback(connection: Any) -> None:
        try:
            roll_back(connection)
        except dialect.loaded_dbapi.OperationalError:
            # Closed for good, so that the pool's ping replaces it; the pool's own wrapper would only put it back.
            getattr(connection, "driver_connection", connection).close()

    dialect.do_rollback = do_rollback  # type: ignore[assignment,method-assign]


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # else the driver sends a BEGIN of its own, a deferred one
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(writers: _writers.Writers, connection: Connection) -> None:
    options = connection.get_execution_options()
    reads_only = options.get(reading.READS_ONLY, False)
    _switch(connection, reading.READS_ONLY, on=reads_only, pragmas=("query_only=OFF", "query_only=ON"))
    if not reads_only:
        loses = options.get(repeatable.REPEATABLE, False)
        _switch(
            connection, repeatable.REPEATABLE, on=loses, pragmas=("synchronous=FULL", "synchronous=NORMAL")
        )
    if reads_only:
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    gives_up, mine = time.monotonic() + BUSY_SECONDS, connection.connection.record_info
    writers.enter(BUSY_SECONDS)
    if mine is not None:
        mine[WRITES] = True
    _begin_to_write(connection, gives_up=gives_up)  # whoever fails here is rolled back as well, and leaves


def _switch(connection: Connection, name: str, *, on: bool, pragmas: tuple[str, str]) -> None:
    """Send the one pragma or the other, unless the connection has been told so before."""
    if on != connection.info.get(name, False):
        connection.exec_driver_sql(f"PRAGMA {pragmas[on]}")
        connection.info[name] = on


def _begin_to_write(connection: Connection, *, gives_up: float) -> None:
    """Wait for the one write lock, which another process may hold, by asking every millisecond or two.

    SQLite's own waiting asks ever more rarely, up to ten times a second: the lock lies idle, and who has waited longest
    is the least likely to get it. With twenty candidates that cost seconds.
    """
    raw = cast(sqlite3.Connection, connection.connection.driver_connection)
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while _is_locked(raw) and time.monotonic() < gives_up:
            time.sleep(random.uniform(*ASK_AGAIN_SECONDS))  # noqa: S311  # no secret: two must not ask in step
        if not raw.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # an error here is one that everybody knows
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _is_locked(raw: sqlite3.Connection) -> bool:
    """Begins, unless somebody else writes, or it cannot for another reason."""
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False


def _name_a_refused_write(context: ExceptionContext) -> exc.InternalError | None:
    """A write where only reading was announced is a fault of ours, as PostgreSQL says, and no database that is away."""
    refused = getattr(context.original_exception, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY
    if refused and context.connection is not None and context.connection.info.get(reading.READS_ONLY, False):
        return exc.InternalError(context.statement, None, context.original_exception)
    return None
