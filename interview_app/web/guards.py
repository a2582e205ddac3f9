"""Who may see this, and the thing itself: loading and authorising are one call."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from interview_app.domain import errors
from interview_app.extensions import db
from interview_app.models import (
    Guide,
    Interview,
    InterviewSession,
    Invitation,
    LabRun,
    Role,
    Step,
    Template,
    User,
    reading,
)
from interview_app.usecases import publishing

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[P, ResponseReturnValue]


def me() -> User:
    """Who is logged in; only behind one of the guards below."""
    user: User = current_user.user
    return user


def may_edit() -> bool:
    """Whether the one who is logged in may change things."""
    return current_user.is_authenticated and me().role is Role.ADMIN


def reads_only(view: View[P]) -> View[P]:
    """For what a page asks for again and again: it takes no lock, and a write in it fails (`models.reading`).

    It stands above the other guards, since they read: nothing may be asked of the database before it.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        reading.begin(db.session())
        return view(*args, **kwargs)

    vars(guarded)[reading.READS_ONLY] = True
    return guarded


def login_required(view: View[P]) -> View[P]:
    """For managers and reviewers. Others go to the login, and one-time passwords must be changed first."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return _to_login()
        if me().password_is_temporary:
            return make_response(redirect(url_for("auth.password"), code=303))
        return view(*args, **kwargs)

    return guarded


def admin_required(view: View[P]) -> View[P]:
    """For managers alone; a reviewer is told that the account may not do this."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if me().role is not Role.ADMIN:
            abort(403)
        return view(*args, **kwargs)

    return login_required(guarded)


def get_interview_or_404(interview_id: int) -> Interview:
    return _found(db.session.get(Interview, interview_id))


def get_draft_or_404(interview_id: int) -> tuple[Interview, Guide]:
    """The interview and its editable guide. Raises WrongState when everything is published."""
    taken = get_interview_or_404(interview_id)
    draft = publishing.draft_of(taken)
    if draft is None:
        raise errors.WrongState("This interview is published. Start a new version to change it.")
    return taken, draft


def get_candidate_or_404(interview_session_id: int) -> InterviewSession:
    return _found(db.session.get(InterviewSession, interview_session_id))


def get_invitation_or_404(invitation_id: int) -> Invitation:
    return _found(db.session.get(Invitation, invitation_id))


def get_lab_run_or_404(run_id: int) -> LabRun:
    return _found(db.session.get(LabRun, run_id))


def get_user_or_404(user_id: int) -> User:
    return _found(db.session.get(User, user_id))


def get_template_or_404(template_id: int) -> Template:
    return _found(db.session.get(Template, template_id))


def get_step_or_404(step_id: int) -> Step:
    return _found(db.session.get(Step, step_id))


def _found(row: T | None) -> T:
    if row is None:
        raise errors.NotFound
    return row


def _to_login() -> ResponseReturnValue:
    """To the login and back; a piece of a page asks the browser to go there as a whole."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    if request.headers.get("HX-Request") == "true":
        response = make_response("", 401)
        response.headers["HX-Redirect"] = url_for("auth.login")
        return response
    return make_response(redirect(url_for("auth.login", next=wanted), code=303))
