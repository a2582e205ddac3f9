"""The web process: `gunicorn wsgi:app`."""

from interview_app.app import create_app
from interview_app.config import Settings

app = create_app(Settings.from_env())
