"""How gunicorn serves Candid, on every kind of machine; a command line may say otherwise."""

import os
import sys
from pathlib import Path

# gunicorn reads this file before it knows the project
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from interview_app.config import Settings

settings = Settings.from_env()
bind = f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))  # Heroku sets it by the size of the dyno
threads = settings.web_threads
preload_app = True
control_socket_disable = True
timeout = 60
graceful_timeout = 8
loglevel = "warning"
