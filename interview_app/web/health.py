"""For proxies and supervisors: is the process up, can it do its work."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from interview_app.extensions import db, limiter
from interview_app.ports import OutsideError

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@limiter.exempt
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return {"ok": True}


@bp.get("/readyz")
@limiter.exempt
def readyz() -> ResponseReturnValue:
    """The database and the queue answer, and somebody listens to each queue. 503 names what does not."""
    found = {"database": _database_answers(), "queue": False, "workers": False}
    try:
        workers = current_app.extensions["candid"].ports.queue.workers()
        found |= {"queue": True, "workers": workers.get("default", 0) > 0}
    except OutsideError:
        pass
    return found, 200 if all(found.values()) else 503


def _database_answers() -> bool:
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    finally:
        db.session.remove()  # no transaction stays open while the queue is asked
    return True
