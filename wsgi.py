"""The web process: `gunicorn wsgi:app`."""

import sys

from interview_app.app import create_app
from interview_app.config import BadSetting, Settings

try:
    app = create_app(Settings.from_env())
except BadSetting as fault:
    sys.exit(f"candid: {fault}")
