"""Alembic's environment: our own metadata, on SQLite and PostgreSQL."""

from __future__ import annotations

from alembic import context
from flask import current_app

from interview_app import models

engine = current_app.extensions["migrate"].db.engine


def plain_types(kind: str, thing: object, _context: object) -> str | bool:
    """Write our own column types as SQLAlchemy's, so that a migration never changes with the models' code."""
    if kind == "type" and isinstance(thing, models.base.UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run_online() -> None:
    with engine.connect() as connection:
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
