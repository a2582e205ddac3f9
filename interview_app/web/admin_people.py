"""Who may log in: adding, closing and opening accounts. For managers alone."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from interview_app.domain import errors
from interview_app.extensions import db
from interview_app.models import User
from interview_app.usecases import people
from interview_app.web import forms, guards
from interview_app.web.render import ports, render, see_other

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("")
@guards.admin_required
def index() -> ResponseReturnValue:
    return _page(forms.PersonForm(formdata=None))


@bp.post("")
@guards.admin_required
def add() -> ResponseReturnValue:
    """The one-time password is shown on this one answer and is nowhere kept in the clear."""
    form = forms.PersonForm()
    if not form.validate():
        return _page(form, status=422)
    try:
        user, once = people.create_user(
            db.session(), form.email.data, form.name.data, form.chosen_role(), clock=ports().clock
        )
    except errors.InvalidInput as error:
        form.blame(error)
        return _page(form, status=422)
    return _page(forms.PersonForm(formdata=None), fresh=user, once=once)


@bp.post("/<int:user_id>/password")
@guards.admin_required
def new_password(user_id: int) -> ResponseReturnValue:
    user = guards.get_user_or_404(user_id)
    if user.id == guards.me().id:
        return see_other(url_for("auth.password"))
    once = people.new_one_time_password(db.session(), user)
    return _page(forms.PersonForm(formdata=None), fresh=user, once=once)


@bp.post("/<int:user_id>/<any(disable, enable):verb>")
@guards.admin_required
def move(user_id: int, verb: str) -> ResponseReturnValue:
    user = guards.get_user_or_404(user_id)
    if verb == "disable":
        people.disable(db.session(), user, by=guards.me())
        flash(f"The account of {user.name} is closed, and every device of theirs is logged out.", "good")
    else:
        people.enable(db.session(), user)
        flash(f"The account of {user.name} is open again.", "good")
    return see_other(url_for(".index"))


def _page(
    form: forms.PersonForm, *, fresh: User | None = None, once: str = "", status: int = 200
) -> ResponseReturnValue:
    found = list(db.session.scalars(select(User).order_by(User.active.desc(), User.name, User.id)))
    return render("admin/people.html", form=form, people=found, fresh=fresh, once=once, status=status)
