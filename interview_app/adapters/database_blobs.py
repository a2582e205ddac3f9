"""BlobStore in the database: right for one machine, and on Heroku, where web and worker share no disk."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from interview_app.models import Blob, reading
from interview_app.ports import OutsideError


class DatabaseBlobs:
    """Each call is a short transaction of its own, on a connection of its own: end yours before.

    One that writes takes SQLite's one writer's place; PostgreSQL's pool has no connection to spare.
    """

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine

    def put(self, key: str, body: bytes, *, mime: str) -> None:
        with self._transaction() as connection:
            # Both dialects spell the upsert alike, but SQLAlchemy has no common name for it.
            insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            new = insert(Blob).values(key=key, mime=mime, body=body, created_at=datetime.now(UTC))
            replaced = {name: new.excluded[name] for name in ("mime", "body", "created_at")}
            connection.execute(new.on_conflict_do_update(index_elements=[Blob.key], set_=replaced))

    def get(self, key: str) -> bytes:
        with self._transaction(reads_only=True) as connection:
            body = connection.execute(select(Blob.body).where(Blob.key == key)).scalar()
        if body is None:
            raise KeyError(key)
        return bytes(body)

    def delete(self, key: str) -> None:
        with self._transaction() as connection:
            connection.execute(delete(Blob).where(Blob.key == key))

    def probe(self) -> str:
        key = f"doctor/{secrets.token_hex(8)}"
        self.put(key, b"candid", mime="text/plain")
        self.get(key)
        self.delete(key)
        return "in the database; wrote, read and removed one blob"

    @contextmanager
    def _transaction(self, *, reads_only: bool = False) -> Iterator[Connection]:
        try:
            with self._engine().connect() as opened:
                connection = opened.execution_options(**{reading.READS_ONLY: reads_only})
                with connection.begin():
                    yield connection
        except SQLAlchemyError as error:
            raise OutsideError(
                f"The database does not keep files at the moment ({type(error).__name__})."
            ) from error
