"""What a database's connection is set up with, and how its transactions begin."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.adapters import _writers, sqlalchemy_engine
from interview_app.models import reading, repeatable
from tests import factories
from tests.conftest import on_both_databases

ASIDE = "I was let go in spring"


@on_both_databases
def test_an_error_of_the_database_does_not_repeat_what_a_candidate_said(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("insert into nowhere (words) values (:words)"), {"words": ASIDE})

    assert ASIDE not in str(caught.value)


def interviews(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(models.Interview)) or 0


@on_both_databases
def test_who_only_reads_waits_for_no_writer_and_keeps_none_waiting(engine: Engine) -> None:
    with Session(engine) as writer, Session(engine) as reader:
        factories.published_interview(writer)
        writer.add(models.VoiceList(provider="elevenlabs", asked_at=factories.NOW))
        writer.flush()
        reading.begin(reader)
        assert interviews(reader) == 1, "a writer is in the middle of it"
        writer.commit()
        writer.add(models.VoiceList(provider="another", asked_at=factories.NOW))
        writer.commit()
        assert reader.in_transaction()


@on_both_databases
@pytest.mark.parametrize(
    "write", [factories.published_interview, lambda session: session.execute(text("delete from interviews"))]
)
def test_a_write_where_only_reading_was_announced_fails(
    engine: Engine, write: Callable[[Session], Any]
) -> None:
    with Session(engine) as session:
        reading.begin(session)
        assert interviews(session) == 0
        with pytest.raises(InternalError):
            write(session)


@on_both_databases
def test_after_the_reading_all_is_as_ever(engine: Engine) -> None:
    for _ in range(2):
        with Session(engine, expire_on_commit=False) as session:
            reading.begin(session)
            assert interviews(session) in {0, 1}
            session.commit()
            factories.published_interview(session)
    with Session(engine) as session:
        assert interviews(session) == 2


def test_who_has_read_already_cannot_say_so_any_more(session: Session) -> None:
    assert interviews(session) == 0
    with pytest.raises(RuntimeError, match="before it reads"):
        reading.begin(session)


def made(folder: Path) -> Engine:
    url = f"sqlite:///{folder / 'one.db'}"
    engine = create_engine(url, **sqlalchemy_engine.options(url, threads=2))
    sqlalchemy_engine.prepare(engine)
    return engine


def test_who_waits_to_write_goes_on_as_soon_as_the_lock_is_free(tmp_path: Path) -> None:
    """SQLite's own waiting looks ten times a second after a while: of many who wait, one would starve."""
    engine = made(tmp_path)
    waits: list[float] = []
    with engine.connect() as holder:
        holder.execute(text("select 1"))

        def write() -> None:
            with engine.connect() as waiting:
                waiting.execute(text("select 1"))
                waits.append(time.monotonic())

        thread = threading.Thread(target=write)
        thread.start()
        time.sleep(0.9)
        assert not waits
        freed = time.monotonic()
        holder.rollback()
    thread.join(5)
    assert waits[0] - freed < 0.05
    engine.dispose()


def test_a_database_that_cannot_begin_is_an_error_that_everybody_knows(tmp_path: Path) -> None:
    engine = made(tmp_path)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        begins = 22  # SQLITE_TRANSACTION, of which the module has no name
        raw.set_authorizer(lambda action, *_: sqlite3.SQLITE_DENY if action == begins else sqlite3.SQLITE_OK)
        with pytest.raises(DBAPIError):
            connection.execute(text("select 1"))
        raw.set_authorizer(None)
    engine.dispose()


def test_a_lock_that_is_never_freed_is_an_error_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlalchemy_engine, "BUSY_SECONDS", 1)
    engine = made(tmp_path)
    with engine.connect() as holder, engine.connect() as waiting:
        holder.execute(text("select 1"))
        began = time.monotonic()
        with pytest.raises(OperationalError, match="locked"):
            waiting.execute(text("select 1"))
        assert 0.9 < time.monotonic() - began < 3
        holder.rollback()
        waiting.rollback()
        waiting.execute(text("select 1"))
    engine.dispose()


def test_writers_of_one_process_come_in_the_order_in_which_they_asked(tmp_path: Path) -> None:
    engine, order = made(tmp_path), list[int]()
    threads = [threading.Thread(target=write_down, args=(engine, order, number)) for number in range(8)]
    with engine.connect() as holder:
        holder.execute(text("select 1"))
        for thread in threads:
            thread.start()
            time.sleep(0.05)
        holder.rollback()
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))
    engine.dispose()


def write_down(engine: Engine, order: list[int], number: int) -> None:
    with engine.begin() as connection:
        connection.execute(text("select 1"))
        order.append(number)


class Stopped(BaseException):
    """As a job's time-out, it may come anywhere."""


def test_a_writer_that_is_stopped_while_it_waits_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = made(tmp_path)
    write_down(engine, [], 0)

    def stopped(_seconds: float) -> None:
        raise Stopped

    with sqlite3.connect(tmp_path / "one.db", isolation_level=None) as another:
        another.execute("begin immediate")
        with engine.connect() as connection, monkeypatch.context() as patched:
            of_this_module = SimpleNamespace(
                monotonic=time.monotonic, sleep=stopped
            )  # other threads sleep too
            patched.setattr(sqlalchemy_engine, "time", of_this_module)
            with pytest.raises(Stopped):
                connection.execute(text("select 1"))
        another.execute("rollback")
    began = time.monotonic()
    write_down(engine, [], 0)
    assert time.monotonic() - began < 5
    engine.dispose()


def test_a_forked_child_does_not_wait_for_writers_that_are_not_there() -> None:
    writers = _writers.Writers()
    writers.enter(5)
    writers.forget()
    began = time.monotonic()
    writers.enter(5)
    assert time.monotonic() - began < 1


def test_a_turn_that_was_never_given_back_costs_one_wait() -> None:
    writers = _writers.Writers()
    writers.enter(0.1)
    began = time.monotonic()
    writers.enter(0.3)
    assert 0.3 <= time.monotonic() - began < 2
    writers.leave()
    writers.enter(30)
    assert time.monotonic() - began < 5


def test_only_what_can_be_done_again_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    engine = made(tmp_path)
    with Session(engine) as session:
        for _ in range(2):
            repeatable.begin(session)
            assert session.scalar(text("pragma synchronous")) == 1, "NORMAL"
            session.commit()
            assert session.scalar(text("pragma synchronous")) == 2, "FULL"
            session.commit()
    engine.dispose()


def test_what_is_to_be_kept_is_never_counted_as_repeatable(tmp_path: Path) -> None:
    engine = made(tmp_path)
    with Session(engine) as session:
        session.execute(text("select 1"))
        repeatable.begin(session)
        assert session.scalar(text("pragma synchronous")) == 2, "FULL"
    engine.dispose()
