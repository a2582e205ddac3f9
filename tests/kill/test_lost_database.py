"""PostgreSQL goes away between two statements of ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from interview_app.adapters import sqlalchemy_engine

pytestmark = pytest.mark.postgres


@pytest.fixture
def engine(postgres_server: str) -> Iterator[Engine]:
    made = create_engine(postgres_server, **sqlalchemy_engine.options(postgres_server, threads=2))
    sqlalchemy_engine.prepare(made)
    yield made
    made.dispose()


def shut_out_everybody_else(url: str) -> None:
    """What a restart of the server does to each of its connections."""
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        others = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
        connection.execute(text(f"{others} and backend_type = 'client backend'"))
    admin.dispose()


def test_a_session_is_put_away_although_its_connection_was_lost(engine: Engine, postgres_server: str) -> None:
    session = Session(engine)
    assert session.scalar(text("select 1")) == 1
    shut_out_everybody_else(postgres_server)

    session.close()

    with Session(engine) as later:
        assert later.scalar(text("select 2")) == 2


def test_a_lost_connection_in_the_pool_is_replaced(engine: Engine, postgres_server: str) -> None:
    with Session(engine) as first:
        assert first.scalar(text("select 1")) == 1
    shut_out_everybody_else(postgres_server)

    with Session(engine) as later:
        assert later.scalar(text("select 2")) == 2
