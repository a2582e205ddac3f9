"""What the supervisor has for the candidate's eyes: a note beside the question, never in it, nor in their words."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from interview_app.domain import errors, interview
from interview_app.extensions import db, limiter
from interview_app.usecases import supervision_log
from interview_app.web import candidate, guards, seats
from interview_app.web.render import settings

bp = Blueprint("notices", __name__, url_prefix="/interview/note")
bp.register_error_handler(errors.InterviewError, candidate.notice)
limiter.limit(lambda: settings().candidate_rate, key_func=seats.rate_key)(bp)


@bp.app_context_processor
def _watched() -> dict[str, object]:
    """For the pages that tell who watches an interview."""
    return {"watched": settings().supervisor}


@bp.get("")
@guards.reads_only
def newest() -> ResponseReturnValue:
    """The partial `_note.html`; 204 when the browser shows it already, so that nothing is read out twice."""
    mine = seats.the_session(db.session())
    running = mine.state is interview.SessionState.RUNNING
    entry = supervision_log.on_screen(db.session(), mine) if running else None
    if request.args.get("seen", default=0, type=int) == (entry.id if entry else 0):
        return Response(status=204)
    team = mine.guide.brand_name or settings().team_name
    return render_template("candidate/_note.html", note=entry, team=team, language=mine.guide.language)
