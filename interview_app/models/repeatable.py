"""A transaction that may be lost in a power failure, since all that it holds is then done again."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

REPEATABLE: Final = "repeatable"
"""The connection's option by which `adapters.sqlalchemy_engine` knows such a transaction."""


def begin(session: Session) -> None:
    """Begin the session's transaction so that its commit does not wait for the disk, if none has begun yet.

    Nothing must rest on it that is not done again: a claim of a step, words heard of chunks that are kept. On SQLite the
    next ordinary commit makes it durable as well; what was lost is always the newest.
    """
    if not session.in_transaction():
        session.connection(execution_options={REPEATABLE: True})
