"""`python -m jobs.prepare`: what must be there before the processes start, in one program for speed.

The same as `flask db upgrade` and `flask create-admin --if-none`; prints what the second prints.
"""

from __future__ import annotations

import flask_migrate

from interview_app import cli
from interview_app.app import create_app
from interview_app.config import Settings


def main() -> None:
    """Bring the tables up to date and make the first manager."""
    with create_app(Settings.from_env()).app_context():
        flask_migrate.upgrade()
        cli.create_admin.main(["--if-none"], standalone_mode=False)


if __name__ == "__main__":
    main()
