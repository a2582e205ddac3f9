"""Alembic's environment: our own metadata, on SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import cast

import sqlalchemy as sa
from alembic import context
from flask import current_app

from interview_app import models

engine = current_app.extensions["migrate"].db.engine


def plain_types(kind: str, thing: object, _context: object) -> str | bool:
    """Write our own column types as SQLAlchemy's, so that a migration never changes with the models' code."""
    if kind == "type" and isinstance(thing, models.base.UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


@contextlib.contextmanager
def nothing_cascades(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew: to drop the old one would erase all rows that belong to it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = cast(sqlite3.Connection, connection.connection.driver_connection)
    raw.execute("PRAGMA foreign_keys=OFF")  # within a transaction it would have no effect
    try:
        yield
        if broken := raw.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"{len(broken)} rows lost what they belong to; the backup has them.")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def run_online() -> None:
    with engine.connect() as connection, nothing_cascades(connection):
        context.configure(
            connection=connection,
            target_metadata=models.Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=plain_types,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


def run_offline() -> None:
    context.configure(
        url=engine.url.render_as_string(hide_password=False),
        target_metadata=models.Base.metadata,
        literal_binds=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
