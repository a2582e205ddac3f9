"""The database's line in `flask doctor`."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from interview_app.ports import OutsideError


class SqlalchemyDatabase:
    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine

    def probe(self) -> str:
        try:
            engine = self._engine()
            with engine.connect() as connection:
                version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except SQLAlchemyError as error:
            raise OutsideError(
                f"The database does not answer as it should ({type(error).__name__}): "
                "check DATABASE_URL and run `flask db upgrade`."
            ) from error
        return f"{engine.dialect.name}, at migration {version}"
