"""Databases, a session and a clock for every test that asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from xdist.scheduler import LoadScopeScheduling

from tests import databases, postgres

on_both_databases = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


FIRST = (
    "tests/kill",
    "tests/integration/adapters",
    "tests/integration/usecases",
    "tests/integration",
    "tests/unit",
)
"""The folders in the order in which a parallel run begins them: what takes long first, so that none ends alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running, in which other tests could not run theirs."""
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    return next((at for at, folder in enumerate(FIRST) if nodeid.startswith(f"{folder}/")), len(FIRST))


class Files(LoadScopeScheduling):
    """A file's tests in one process, so that what they share is made once; those that kill, one after another."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "tests/kill" if file.startswith("tests/kill/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Files:
    return Files(config, log)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as (url, _folder, _port):
        databases.make_template(url)
        yield url


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """SQLite, unless the test is marked by `on_both_databases`; empty, unless it asks for an engine too."""
    tables = "engine" in request.fixturenames
    if getattr(request, "param", "sqlite") == "postgres":
        with databases.postgres_database(request.getfixturevalue("postgres_server"), tables=tables) as url:
            yield url
        return
    path = tmp_path / "candid.sqlite3"
    if tables:
        databases.write_sqlite(path)
    yield f"sqlite:///{path}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with all tables, set up as the product sets it up."""
    made = databases.connect(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as opened:
        yield opened
