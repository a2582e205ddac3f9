"""Editing an interview: settings, questions, rubric; publishing and versions."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from interview_app.domain import errors
from interview_app.domain.interview import GuideLimits
from interview_app.extensions import db
from interview_app.models import Guide, Interview, Template
from interview_app.usecases import authoring, publishing, supervising
from interview_app.web import (
    choosing,
    choosing_voice,
    faults,
    forms,
    guards,
    question_form,
    rubric_form,
)
from interview_app.web.render import go_on_at, ports, render, see_other, settings

bp = Blueprint("guides", __name__, url_prefix="/interviews/<int:interview_id>")


# Settings


@bp.get("/edit")
@guards.admin_required
def edit(interview_id: int) -> ResponseReturnValue:
    taken, guide = guards.get_draft_or_404(interview_id)
    return _settings_page(taken, guide, forms.guide_form(guide))


@bp.post("/edit")
@guards.admin_required
def save(interview_id: int) -> ResponseReturnValue:
    taken, guide = guards.get_draft_or_404(interview_id)
    form = forms.guide_form(guide)
    if not form.validate():
        return _settings_page(taken, guide, form, status=422)
    authoring.save_guide(db.session(), guide, form.details())
    if request.form.get("action") == "next":
        return go_on_at(url_for(".questions", interview_id=interview_id))
    flash("Saved.", "good")
    return see_other(url_for(".edit", interview_id=interview_id))


def _settings_page(taken: Interview, guide: Guide, form: forms.GuideForm, *, status: int = 200) -> Response:
    return render(
        "admin/settings.html",
        "admin/_settings_form.html",
        taken=taken,
        guide=guide,
        form=form,
        offer=choosing_voice.offer(db.session(), guide, form.voice.data or ""),
        faults=form.voice.errors,
        most_ms=supervising.most_ms(settings()),
        time_note=publishing.note_on_limit(guide.time_limit_minutes, supervising.most_ms(settings())),
        status=status,
    )


# Questions


@bp.get("/questions")
@guards.login_required
def questions(interview_id: int) -> ResponseReturnValue:
    """The editor of the draft; reviewers, and everybody after publishing, read."""
    taken = guards.get_interview_or_404(interview_id)
    draft = publishing.draft_of(taken)
    guide = draft if draft is not None and guards.may_edit() else publishing.shown_of(taken)
    offered = choosing.offer(guide, request.args.get("choose", "")) if guide is draft else None
    return _questions_page(taken, guide, question_form.stored(guide), offer=offered)


@bp.post("/questions")
@guards.admin_required
def save_questions(interview_id: int) -> ResponseReturnValue:
    """Save the list, and do what the button says."""
    taken, guide = guards.get_draft_or_404(interview_id)
    action = question_form.Action.of(request.form)
    rows = question_form.sent(request.form, guide)
    new = question_form.Row()
    if action.verb in {"up", "down", "remove"}:
        rows = question_form.arrange(rows, action)
    if action.verb == "add" or request.form.get("new-text", "").strip():
        new = question_form.new_row(request.form)
    if any(row.errors for row in rows) or new.errors:
        return _questions_page(taken, guide, rows, new=new, status=422)
    if request.form.get("seen", "") != question_form.seen(guide):
        said = "The list was changed elsewhere meanwhile. Save again to keep what you see here, or reload the page."
        return _questions_page(taken, guide, rows, new=new, failure=said, status=422)
    try:
        kept = [*rows, new] if new.text.strip() else rows
        authoring.save_questions(db.session(), guide, question_form.edited(kept))
        if action.verb == "bring" or (action.verb != "draft" and request.form.getlist("pick")):
            _bring(guide)
        _do(action, guide)
    except errors.InterviewError as error:
        db.session.rollback()
        return _refused(taken, guide, rows, new, error)
    if action.verb == "next":
        return go_on_at(url_for(".edit_rubric", interview_id=interview_id))
    opened = request.form.get("from", "") if action.verb == "choose" else None
    return see_other(url_for(".questions", interview_id=interview_id, choose=opened))


def _refused(
    taken: Interview,
    guide: Guide,
    rows: list[question_form.Row],
    new: question_form.Row,
    error: errors.InterviewError,
) -> Response:
    """The page again, with the reason: at the choice of prepared questions, or above the list."""
    offered = choosing.offer(guide, request.form.get("pick_from", ""))
    if offered is None or not isinstance(error, errors.InvalidInput) or error.field != "pick":
        return _questions_page(taken, guide, rows, new=new, failure=str(error), status=422)
    offered = replace(offered, chosen=frozenset(request.form.getlist("pick")), error=str(error))
    return _questions_page(taken, guide, question_form.stored(guide), offer=offered, status=422)


@bp.get("/questions/drafting")
@guards.reads_only
@guards.admin_required
def drafting(interview_id: int) -> ResponseReturnValue:
    """How far the drafting is; once it is over, the whole list takes the place of the one on the page."""
    taken, guide = guards.get_draft_or_404(interview_id)
    step = authoring.drafting_step(db.session(), guide)
    if authoring.is_drafting(step):
        return render("admin/_drafting.html", taken=taken, guide=guide, step=step)
    response = _questions_page(taken, guide, question_form.stored(guide))
    response.headers["HX-Retarget"] = "#questions"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _do(action: question_form.Action, guide: Guide) -> None:
    """What a button does besides saving."""
    match action.verb:
        case "draft":
            authoring.ask_for_questions(db.session(), guide, queue=ports().queue)
        case "save":
            flash("Saved.", "good")


def _bring(guide: Guide) -> None:
    """Add the chosen questions of the built-in bank or of a template: what is ticked is not lost by another button."""
    offered = choosing.offer(guide, request.form.get("pick_from", ""))
    if offered is None:
        raise errors.InvalidInput("This template is no longer there: please choose another.")
    found = choosing.taken_from(offered, request.form.getlist("pick"))
    authoring.add_questions(db.session(), guide, found, source=offered.origin)
    flash(f"{len(found)} added from {offered.name}.", "good")


def _questions_page(
    taken: Interview,
    guide: Guide,
    rows: list[question_form.Row],
    *,
    new: question_form.Row | None = None,
    failure: str | None = None,
    offer: choosing.Offer | None = None,
    status: int = 200,
) -> Response:
    step = authoring.drafting_step(db.session(), guide)
    new = new or question_form.Row(seconds=str(guide.answer_seconds))
    return render(
        "admin/questions.html",
        "admin/_questions.html",
        taken=taken,
        guide=guide,
        rows=rows,
        seen=question_form.seen(guide),
        new=new,
        failure=failure,
        offer=offer,
        faults=faults.of_questions(rows, new, offer.error if offer else None),
        step=step,
        is_drafting=authoring.is_drafting(step),
        editable=guide.frozen_at is None and guards.may_edit(),
        models=settings().llm_models,
        templates=list(db.session.scalars(select(Template).order_by(Template.built_in.desc(), Template.id))),
        limits=GuideLimits,
        status=status,
    )


@bp.post("/questions/drafting/stop")
@guards.admin_required
def stop_drafting(interview_id: int) -> ResponseReturnValue:
    _taken, guide = guards.get_draft_or_404(interview_id)
    authoring.stop_drafting(db.session(), guide, clock=ports().clock)
    return see_other(url_for(".questions", interview_id=interview_id))


# Rubric


@bp.get("/rubric")
@guards.login_required
def edit_rubric(interview_id: int) -> ResponseReturnValue:
    taken = guards.get_interview_or_404(interview_id)
    draft = publishing.draft_of(taken)
    guide = draft if draft is not None and guards.may_edit() else publishing.shown_of(taken)
    return _rubric_page(taken, guide, rubric_form.stored(guide))


@bp.post("/rubric")
@guards.admin_required
def save_rubric(interview_id: int) -> ResponseReturnValue:
    taken, guide = guards.get_draft_or_404(interview_id)
    action = question_form.Action.of(request.form)
    rows = rubric_form.sent(request.form)
    if action.verb == "remove" and 0 <= action.row < len(rows):
        del rows[action.row]
    if action.verb == "add":
        rows.append(rubric_form.blank(rows))
    if any(row.errors for row in rows):
        return _rubric_page(taken, guide, rows, status=422)
    authoring.save_rubric(db.session(), guide, rubric_form.lines(rows))
    if action.verb == "next":
        return go_on_at(url_for("admin.interviews.page", interview_id=interview_id))
    if action.verb == "save":
        flash("Saved.", "good")
    return see_other(url_for(".edit_rubric", interview_id=interview_id))


def _rubric_page(
    taken: Interview, guide: Guide, rows: list[rubric_form.Row], *, status: int = 200
) -> Response:
    return render(
        "admin/rubric.html",
        "admin/_rubric.html",
        taken=taken,
        guide=guide,
        rows=rows,
        faults=faults.of_rubric(rows),
        problems=authoring.rubric_problems(guide) if status == 200 else [],
        editable=guide.frozen_at is None and guards.may_edit(),
        status=status,
    )


# Versions


@bp.post("/publish")
@guards.admin_required
def publish(interview_id: int) -> ResponseReturnValue:
    taken = guards.get_interview_or_404(interview_id)
    try:
        guide = publishing.publish(
            db.session(), taken, voiced=settings().voiced, queue=ports().queue, clock=ports().clock
        )
    except errors.WrongState as error:
        flash(str(error), "bad")
    else:
        flash(f"Version {guide.version} is published. Invite people, or share the link.", "good")
    return see_other(url_for("admin.interviews.page", interview_id=interview_id))


@bp.post("/versions")
@guards.admin_required
def new_version(interview_id: int) -> ResponseReturnValue:
    taken = guards.get_interview_or_404(interview_id)
    guide = publishing.new_version(db.session(), taken, clock=ports().clock)
    flash(
        f"You are editing version {guide.version}. Nothing changes for candidates until you publish it.",
        "info",
    )
    return see_other(url_for(".edit", interview_id=interview_id))


@bp.post("/versions/discard")
@guards.admin_required
def discard_version(interview_id: int) -> ResponseReturnValue:
    publishing.discard_version(db.session(), guards.get_interview_or_404(interview_id))
    flash("The draft version was discarded.", "good")
    return see_other(url_for("admin.interviews.page", interview_id=interview_id))
