"""`python -m jobs.prepare`: what must be there before the processes start, in one program for speed.

The same as `flask db upgrade` and `flask create-admin --if-none`; prints what the second prints.
"""

from __future__ import annotations

import sys

import flask_migrate
from sqlalchemy.exc import DBAPIError

from interview_app import cli
from interview_app.app import create_app
from interview_app.config import Settings


def main() -> None:
    """Bring the tables up to date and make the first manager; exit with one line when the database refuses."""
    settings = Settings.from_env()
    try:
        _prepare(settings)
    except DBAPIError as error:
        kind, first = type(error.orig).__name__, (str(error.orig).strip() or "no word why").splitlines()[0]
        sys.exit(f"{'DATABASE_URL' if settings.database_url else 'DATA_DIR'}: {kind}: {first}")


def _prepare(settings: Settings) -> None:
    with create_app(settings).app_context():
        flask_migrate.upgrade()
        cli.create_admin.main(["--if-none"], standalone_mode=False)


if __name__ == "__main__":
    main()
