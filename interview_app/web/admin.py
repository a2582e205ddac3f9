"""The manager's and the reviewer's pages, one room a file."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from interview_app.web import (
    admin_candidates,
    admin_guides,
    admin_interviews,
    admin_lab,
    admin_live,
    admin_people,
    admin_system,
    admin_voices,
    guards,
)
from interview_app.web.render import see_other

bp = Blueprint("admin", __name__)
for room in (
    admin_interviews, admin_guides, admin_voices, admin_candidates, admin_people, admin_system, admin_lab, admin_live,
):  # fmt: skip
    bp.register_blueprint(room.bp)


@bp.get("/")
@guards.login_required
def start() -> ResponseReturnValue:
    return see_other(url_for("admin.interviews.index"))
