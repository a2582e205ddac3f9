"""Flask's extensions, unbound; app.create_app binds them."""

from __future__ import annotations

from flask_htmx import HTMX
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from interview_app.models.base import Base

# Rows stay readable after a commit: a look at one would begin a transaction anew, and on SQLite a transaction
# keeps every other writer waiting, for as long as an outside call then takes.
db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
migrate = Migrate()
login_manager = LoginManager()
htmx = HTMX()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address)
