"""From the two error trees to a status and a page (or JSON for the recorder), in one place."""

from __future__ import annotations

import math

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from interview_app.domain import errors
from interview_app.extensions import db
from interview_app.ports import OutsideError

STATUS: dict[type[errors.InterviewError], tuple[int, str]] = {
    errors.NotFound: (404, "not_found"),
    errors.LinkExpired: (410, "expired"),
    errors.AnswerSealed: (409, "sealed"),
    errors.InterviewOver: (409, "over"),
    errors.NotYet: (409, "not_yet"),
    errors.WrongState: (409, "wrong_state"),
    errors.ChunkChecksumMismatch: (422, "checksum"),
    errors.ChunkConflict: (409, "conflict"),
    errors.TooLarge: (413, "too_large"),
    errors.InvalidInput: (422, "invalid"),
}
OUTSIDE_SECONDS = 10
"""After how long to ask again for what needs an outside service that named no time itself."""


def init_app(app: Flask) -> None:
    app.register_error_handler(errors.RecordingIncomplete, _incomplete)
    app.register_error_handler(errors.InterviewError, _interview_error)
    app.register_error_handler(OutsideError, _outside)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    for senseless in (DataError, OverflowError):
        app.register_error_handler(senseless, _no_such_value)
    for lost in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(lost, _database_away)


def _incomplete(error: errors.RecordingIncomplete) -> ResponseReturnValue:
    return {"error": "incomplete", "gaps": {take: list(seqs) for take, seqs in error.gaps.items()}}, 409


def _interview_error(error: errors.InterviewError) -> ResponseReturnValue:
    db.session.rollback()
    status, code = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), (400, "refused"))
    return _answer(status, code, str(error))


def _outside(error: OutsideError) -> ResponseReturnValue:
    """A service that we lean on is away, and nothing was half done: the same may be asked again."""
    db.session.rollback()
    response = current_app.make_response(_answer(503, "away", error.reason))
    response.headers["Retry-After"] = str(math.ceil(error.retry_after_seconds or OUTSIDE_SECONDS))
    return response


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return _answer(400, "csrf", "This page is out of date. Reload it and try again; nothing was changed.")


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    words = {
        404: "There is no such page, or it is not for you.",
        403: "Your account may not do this.",
        405: "This address does not take that kind of request.",
        413: "That is too large to be uploaded.",
        429: "That was too often in a short time. Wait a minute and try again.",
        500: "Something went wrong on our side. It was recorded; please try again.",
    }
    answer = _answer(status, "http", words.get(status, error.description or error.name))
    response = current_app.make_response(answer)
    if status == 429:
        response.headers.setdefault("Retry-After", "60")
    return response


def _no_such_value(_error: Exception) -> ResponseReturnValue:
    """A value was asked for that no column can hold: too large a number, a character that is no text."""
    db.session.rollback()
    if request.method in {"GET", "HEAD"}:
        return _answer(404, "not_found", "There is no such page, or it is not for you.")
    return _answer(422, "invalid", "Something in what was sent cannot be stored. Check it and try again.")


def _database_away(_error: Exception) -> ResponseReturnValue:
    db.session.remove()
    response = current_app.make_response(
        _answer(503, "busy", "The database is busy or restarting. Please try again in a few seconds.")
    )
    response.headers["Retry-After"] = "2"
    return response


def _answer(status: int, code: str, message: str) -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        return {"error": code, "message": message}, status
    page = render_template(
        "error.html", status=status, message=message, request_id=getattr(g, "request_id", "")
    )
    return page, status
