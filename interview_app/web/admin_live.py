"""The live page of a running interview: everyone of the team may follow it, a manager may steer it."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from interview_app.domain import errors
from interview_app.extensions import db
from interview_app.models import InterviewSession
from interview_app.usecases import supervising
from interview_app.web import forms, guards, live
from interview_app.web.render import ports, render, see_other, settings, wants_partial

bp = Blueprint("live", __name__, url_prefix="/candidates/<int:interview_session_id>/live")


class NoteForm(forms.Form):
    text = TextAreaField("A note for the candidate", filters=[forms.one_line])


@bp.get("")
@guards.reads_only
@guards.login_required
def page(interview_session_id: int) -> ResponseReturnValue:
    """Where an interview has begun or ended since the page was drawn, what may be done has changed: it is drawn anew."""
    taken = guards.get_candidate_or_404(interview_session_id)
    steered = "yes" if live.may_be_steered(taken) else "no"
    if wants_partial() and request.args.get("steered", steered) != steered:
        return "", 200, {"HX-Refresh": "true"}
    return _page(taken, "admin/_live.html")


@bp.post("/note")
@guards.admin_required
def note(interview_session_id: int) -> ResponseReturnValue:
    """First the note is shown as the candidate will read it; sent only when the manager says so again."""
    taken = guards.get_candidate_or_404(interview_session_id)
    form = NoteForm()
    try:
        if request.form.get("sure") == "yes":
            return _send(taken, form)
        shown = supervising.check_note(db.session(), taken, form.text.data or "", ports().clock)
        draft = shown if request.form.get("sure") != "change" else None
        return _page(taken, "admin/_steer.html", form=form, draft=draft)
    except errors.InvalidInput as error:
        db.session().rollback()
        form.blame(error)
        return _page(taken, "admin/_steer.html", form=form, status=422)


@bp.post("/conclude")
@guards.admin_required
def conclude(interview_session_id: int) -> ResponseReturnValue:
    taken = guards.get_candidate_or_404(interview_session_id)
    supervising.conclude_by_hand(
        db.session(),
        taken,
        rules=supervising.rules_of(settings()),
        by_name=guards.me().name,
        clock=ports().clock,
    )
    flash("The candidate is told that this answer is the last one.", "good")
    return see_other(url_for(".page", interview_session_id=interview_session_id))


def _send(taken: InterviewSession, form: NoteForm) -> ResponseReturnValue:
    supervising.guide_by_hand(
        db.session(), taken, form.text.data or "", by_name=guards.me().name, clock=ports().clock
    )
    if wants_partial():
        return _page(taken, "admin/_steer.html", sent=True)
    flash("The candidate can read your note now.", "good")
    return see_other(url_for(".page", interview_session_id=taken.id))


def _page(
    taken: InterviewSession,
    partial: str,
    *,
    form: NoteForm | None = None,
    draft: str | None = None,
    sent: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    return render(
        "admin/live.html",
        partial,
        live=live.of(
            db.session(),
            taken,
            ports().clock(),
            heard_while_spoken=settings().listens_live or settings().browser_hears,
        ),
        taken=taken,
        form=form or NoteForm(formdata=None),
        draft=draft,
        sent=sent,
        after_seconds=settings().supervisor_after_conclude_seconds,
        team=taken.guide.brand_name or settings().team_name,
        status=status,
    )
