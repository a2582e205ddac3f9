"""Logging in and out, and one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user, login_user, logout_user

from interview_app.domain import errors
from interview_app.extensions import db, limiter, login_manager
from interview_app.models import User
from interview_app.usecases import people
from interview_app.web import forms, guards
from interview_app.web.render import own_path, render, see_other, settings

bp = Blueprint("auth", __name__)


class LoggedIn(UserMixin):  # type: ignore[misc]  # Flask-Login publishes no types
    """An open login: the account, and the nonce that must still be the account's own."""

    def __init__(self, user: User) -> None:
        self.user = user

    def get_id(self) -> str:
        return f"{self.user.id}:{self.user.login_nonce}"


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_login(login_id: str) -> LoggedIn | None:
    user_id, _, nonce = login_id.partition(":")
    if not user_id.isascii() or not user_id.isdigit():
        return None
    user = people.logged_in(db.session(), int(user_id), nonce)
    return LoggedIn(user) if user is not None else None


def _login_rate() -> str:
    return settings().login_rate


def _whose_login() -> str:
    return "login:" + request.form.get("email", "").strip().lower()[:254]


@bp.get("/login")
def login() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return see_other(url_for("admin.interviews.index"))
    return render("auth/login.html", form=forms.LoginForm(), wanted=_wanted())


@bp.post("/login")
@limiter.limit(_login_rate)
@limiter.limit(_login_rate, key_func=_whose_login)
def log_in() -> ResponseReturnValue:
    """The one answer to a wrong address, a wrong password and a closed account is the same."""
    form = forms.LoginForm()
    if not form.validate():
        return render("auth/login.html", form=form, wanted=_wanted(), status=422)
    user = people.check_login(db.session(), form.email.data, form.password.data)
    if user is None:
        form.form_errors.append("Email or password is wrong, or this account is closed.")
        return render("auth/login.html", form=form, wanted=_wanted(), status=422)
    _open_login(user)
    if user.password_is_temporary:
        return see_other(url_for("auth.password"))
    return see_other(_wanted() or url_for("admin.interviews.index"))


@bp.post("/logout")
def log_out() -> ResponseReturnValue:
    logout_user()
    session.clear()
    return see_other(url_for("auth.login"))


@bp.get("/account")
@guards.login_required
def account() -> ResponseReturnValue:
    return render("auth/account.html", form=forms.NameForm(name=guards.me().name))


@bp.post("/account")
@guards.login_required
def rename() -> ResponseReturnValue:
    form = forms.NameForm()
    if not form.validate():
        return render("auth/account.html", form=form, status=422)
    try:
        people.rename(db.session(), guards.me(), form.name.data)
    except errors.InvalidInput as error:
        form.blame(error)
        return render("auth/account.html", form=form, status=422)
    flash("Your name was changed.", "good")
    return see_other(url_for("auth.account"))


@bp.get("/account/password")
def password() -> ResponseReturnValue:
    """Reached with a one-time password too, so it is guarded by hand."""
    if not current_user.is_authenticated:
        return see_other(url_for("auth.login"))
    return render("auth/password.html", form=forms.PasswordForm())


@bp.post("/account/password")
@limiter.limit(_login_rate)
def change_password() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return see_other(url_for("auth.login"))
    form, user = forms.PasswordForm(), guards.me()
    if not form.validate():
        return render("auth/password.html", form=form, status=422)
    try:
        people.change_password(db.session(), user, form.old.data, form.new.data)
    except errors.InvalidInput as error:
        form.blame(error)
        return render("auth/password.html", form=form, status=422)
    _open_login(user)
    flash("Your password was changed. Other devices were logged out.", "good")
    return see_other(url_for("admin.interviews.index"))


def _open_login(user: User) -> None:
    """A fresh cookie, so that nothing planted before the login lives on in it."""
    session.clear()
    login_user(LoggedIn(user))


def _wanted() -> str | None:
    """The page that asked for the login."""
    return own_path(request.values.get("next", ""))
