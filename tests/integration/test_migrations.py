"""Migrations: they lead to the models, on both databases, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.orm import Session

from interview_app import extensions, models
from interview_app.adapters import sqlalchemy_engine
from tests import factories
from tests.conftest import on_both_databases

pytestmark = on_both_databases
FOLDER = str(Path(__file__).resolve().parents[2] / "migrations")


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """Just enough of an app for the migration commands."""
    made = Flask("migrations")
    made.config["SQLALCHEMY_DATABASE_URI"] = database_url
    extensions.db.init_app(made)
    extensions.migrate.init_app(made, extensions.db, directory=FOLDER, render_as_batch=True)
    with made.app_context():
        yield made
        extensions.db.engine.dispose()


def test_the_newest_migration_is_what_the_models_say(app: Flask) -> None:
    flask_migrate.upgrade(directory=FOLDER)
    with extensions.db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.Base.metadata) == []


def test_a_migrated_database_holds_an_interview(app: Flask, database_url: str) -> None:
    flask_migrate.upgrade(directory=FOLDER)
    engine = create_engine(database_url)
    with Session(engine, expire_on_commit=False) as session:
        seat = factories.seat(session)
        factories.said(session, factories.asked(session, seat), "I led the migration")
    engine.dispose()


def test_migrations_lead_back_to_nothing(app: Flask) -> None:
    flask_migrate.upgrade(directory=FOLDER)
    flask_migrate.downgrade(directory=FOLDER, revision="base")
    assert inspect(extensions.db.engine).get_table_names() == ["alembic_version"]


def test_an_interview_outlives_every_migration_there_and_back(app: Flask) -> None:
    """SQLite makes a changed table anew; dropping the old one must not erase the answers that belong to it."""
    sqlalchemy_engine.prepare(extensions.db.engine)
    flask_migrate.upgrade(directory=FOLDER)
    with Session(extensions.db.engine, expire_on_commit=False) as session:
        factories.said(session, factories.asked(session, factories.seat(session)), "I led the migration")
        session.commit()
    flask_migrate.downgrade(directory=FOLDER, revision="0001")
    flask_migrate.upgrade(directory=FOLDER)
    with Session(extensions.db.engine) as session:
        assert session.scalars(select(models.Transcript.text)).all() == ["I led the migration"]
        if session.get_bind().dialect.name == "sqlite":
            assert session.scalar(text("PRAGMA foreign_keys")) == 1
