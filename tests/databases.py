"""Databases whose tables are made once in a run and copied for each test: making them takes longer than most tests."""

from __future__ import annotations

import functools
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, make_url, text

from interview_app import models
from interview_app.adapters import sqlalchemy_engine

TEMPLATE = "candid_template"


def connect(url: str) -> Engine:
    """An engine set up as the product sets it up."""
    made = create_engine(url, **sqlalchemy_engine.options(url, threads=10))
    sqlalchemy_engine.prepare(made)
    return made


def write_sqlite(path: Path) -> None:
    """A SQLite file with all tables, unless there is one already."""
    if not path.exists():
        path.write_bytes(_sqlite_with_tables())


@functools.cache
def _sqlite_with_tables() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "candid.sqlite3"
        _make_all(f"sqlite:///{path}")
        return path.read_bytes()


def make_tables(engine: Engine) -> None:
    """All tables in a database that nothing has used yet, or that has them."""
    if engine.dialect.name == "sqlite":
        write_sqlite(Path(str(engine.url.database)))
    else:
        models.Base.metadata.create_all(engine)


def whole_file(path: Path) -> bytes:
    """All of a SQLite database that nothing uses, what stands in its log included."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return path.read_bytes()


def make_template(server: str) -> None:
    """The database with all tables that `postgres_database` copies. `server` is the URL of the server's own database."""
    with _administrator(server) as connection:
        connection.execute(text(f"create database {TEMPLATE}"))
    _make_all(_url_of(server, TEMPLATE))


@contextmanager
def postgres_database(server: str, *, tables: bool) -> Iterator[str]:
    """The URL of a database of its own, empty or with all tables, that is dropped at the end."""
    name = f"candid_{uuid.uuid4().hex[:12]}"
    template = TEMPLATE if tables else "template0"
    with _administrator(server) as connection:
        connection.execute(text(f"create database {name} template {template} strategy file_copy"))
    try:
        yield _url_of(server, name)
    finally:
        with _administrator(server) as connection:
            connection.execute(text(f"drop database {name} with (force)"))


def _make_all(url: str) -> None:
    engine = connect(url)
    models.Base.metadata.create_all(engine)
    engine.dispose()


def _url_of(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@contextmanager
def _administrator(server: str) -> Iterator[Connection]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()
