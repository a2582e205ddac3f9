"""Choosing a voice: the account's list as a worker last found it. For managers."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from interview_app.extensions import db
from interview_app.models import Guide
from interview_app.usecases import voices
from interview_app.web import choosing_voice, guards
from interview_app.web.render import ports, render

bp = Blueprint("voices", __name__)


@bp.get("/interviews/<int:interview_id>/voices")
@guards.reads_only
@guards.admin_required
def index(interview_id: int) -> ResponseReturnValue:
    """The list again, while it is being made; what was chosen meanwhile stays chosen."""
    _taken, guide = guards.get_draft_or_404(interview_id)
    return _list(guide, request.args.get("voice", guide.voice))


@bp.post("/interviews/<int:interview_id>/voices")
@guards.admin_required
def refresh(interview_id: int) -> ResponseReturnValue:
    """Have the list made anew."""
    _taken, guide = guards.get_draft_or_404(interview_id)
    voices.refresh(db.session(), queue=ports().queue, clock=ports().clock)
    return _list(guide, request.form.get("voice", guide.voice))


def _list(guide: Guide, chosen: str) -> Response:
    offer = choosing_voice.offer(db.session(), guide, chosen)
    return render("admin/_voices.html", guide=guide, offer=offer, faults=())
