"""A transaction that only reads: for pages that ask again every second or two, beside people who are recorded."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

READS_ONLY: Final = "reads_only"
"""The connection's option by which `adapters.sqlalchemy_engine` knows such a transaction."""


def begin(session: Session) -> None:
    """Begin the session's transaction so that it takes no lock: on SQLite no writer waits for it, nor it for one.

    Call it before anything is read, in a request by `guards.reads_only`. It lasts until the next commit or rollback;
    what has to write after all commits first, and is then in an ordinary transaction, whose rows it must read anew. A
    write within it fails on both databases: it never waits, and it never gets through. Raises RuntimeError when a
    transaction has begun already, which may hold SQLite's one write lock.
    """
    if session.in_transaction():
        raise RuntimeError("What only reads must say so before it reads.")
    session.connection(execution_options={READS_ONLY: True, "postgresql_readonly": True})


def end(reader: Session) -> None:
    """End such a transaction before something is to be written; the rows that were read stay readable."""
    reader.commit()
