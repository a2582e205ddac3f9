"""The list of interviews, a new one, and one interview's page with its links and candidates."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from interview_app.domain import errors
from interview_app.extensions import db
from interview_app.models import Interview, Invitation, MailState, StepKind, Template
from interview_app.usecases import authoring, guide_document, inviting, links, publishing, supervising
from interview_app.web import forms, guards, overview
from interview_app.web.render import ports, render, see_other, settings

bp = Blueprint("interviews", __name__)


@dataclass(frozen=True, slots=True)
class Mailing:
    """An interview's invitations. `addresses` are the links that still open it, `sending` says that mail is out."""

    invitations: tuple[Invitation, ...]
    expired: frozenset[int]
    addresses: dict[int, str]
    sending: bool


@bp.get("/interviews")
@guards.login_required
def index() -> ResponseReturnValue:
    archived = request.args.get("archived") == "1"
    return render(
        "admin/interviews.html", lines=overview.lines(db.session(), archived=archived), archived=archived
    )


@bp.get("/interviews/new")
@guards.admin_required
def new() -> ResponseReturnValue:
    form = forms.NewInterviewForm(request.args)
    return render("admin/interview_new.html", form=form, templates=_templates())


@bp.post("/interviews/new")
@guards.admin_required
def create() -> ResponseReturnValue:
    form = forms.NewInterviewForm()
    document = _chosen_start(form) if form.validate() else None
    if document is None:
        return render("admin/interview_new.html", form=form, templates=_templates(), status=422)
    created = authoring.create_interview(
        db.session(), document, by=guards.me(), settings=settings(), clock=ports().clock
    )
    return see_other(url_for("admin.guides.edit", interview_id=created.id))


@bp.post("/templates")
@guards.admin_required
def load_templates() -> ResponseReturnValue:
    authoring.load_templates(db.session(), ports().clock)
    flash("The ready-made templates are loaded.", "good")
    return see_other(url_for("admin.interviews.new"))


@bp.post("/templates/<int:template_id>/remove")
@guards.admin_required
def remove_template(template_id: int) -> ResponseReturnValue:
    authoring.remove_template(db.session(), guards.get_template_or_404(template_id))
    flash("The template was removed. Interviews made from it are as they were.", "good")
    return see_other(url_for("admin.interviews.new"))


@bp.post("/interviews/<int:interview_id>/template")
@guards.admin_required
def save_as_template(interview_id: int) -> ResponseReturnValue:
    taken = guards.get_interview_or_404(interview_id)
    form = forms.TemplateNameForm()
    if not form.validate():
        flash("Please give the template a name of at most 120 characters.", "bad")
    else:
        guide = publishing.draft_of(taken) or publishing.shown_of(taken)
        authoring.save_as_template(db.session(), guide, form.name.data, clock=ports().clock)
        flash("Saved as a template: you find it under New interview.", "good")
    return see_other(url_for("admin.interviews.page", interview_id=interview_id))


@bp.get("/interviews/<int:interview_id>")
@guards.login_required
def page(interview_id: int) -> ResponseReturnValue:
    taken = guards.get_interview_or_404(interview_id)
    return _page(taken, forms.InviteForm(formdata=None))


@bp.get("/interviews/<int:interview_id>/candidates")
@guards.reads_only
@guards.login_required
def candidates(interview_id: int) -> ResponseReturnValue:
    """The table alone, which keeps itself up to date."""
    taken = guards.get_interview_or_404(interview_id)
    return render("admin/_candidates.html", taken=taken, candidates=_candidates(taken))


@bp.post("/interviews/<int:interview_id>/invitations")
@guards.admin_required
def invite(interview_id: int) -> ResponseReturnValue:
    taken = guards.get_interview_or_404(interview_id)
    form = forms.InviteForm()
    if not form.validate():
        return _page(taken, form, status=422)
    try:
        addressees = inviting.read_addresses(form.people.data)
        done = inviting.invite(
            db.session(),
            taken,
            addressees,
            written_answers=form.written_answers.data,
            settings=settings(),
            queue=ports().queue,
            clock=ports().clock,
        )
    except errors.InvalidInput as error:
        form.blame(error)
        return _page(taken, form, status=422)
    _tell_invited(done)
    return see_other(url_for("admin.interviews.page", interview_id=interview_id, _anchor="invitations"))


@bp.get("/interviews/<int:interview_id>/invitations")
@guards.reads_only
@guards.login_required
def invitations(interview_id: int) -> ResponseReturnValue:
    """The table alone, which keeps itself up to date while mails are on their way."""
    taken = guards.get_interview_or_404(interview_id)
    return render("admin/_invitations.html", taken=taken, mailing=_mailing(taken))


@bp.post("/invitations/<int:invitation_id>/resend")
@guards.admin_required
def resend(invitation_id: int) -> ResponseReturnValue:
    invitation = guards.get_invitation_or_404(invitation_id)
    inviting.resend(db.session(), invitation, settings=settings(), queue=ports().queue, clock=ports().clock)
    flash(f"The link is being sent to {invitation.email} again.", "good")
    return see_other(
        url_for("admin.interviews.page", interview_id=invitation.interview_id, _anchor="invitations")
    )


@bp.post("/invitations/<int:invitation_id>/copied")
@guards.admin_required
def copied(invitation_id: int) -> ResponseReturnValue:
    """The page's script says that the link was copied."""
    invitation = guards.get_invitation_or_404(invitation_id)
    inviting.note_copied(db.session(), invitation, by=guards.me().name, clock=ports().clock)
    return render(
        "admin/_invitations.html", taken=invitation.interview, mailing=_mailing(invitation.interview)
    )


@bp.post("/invitations/<int:invitation_id>/revoke")
@guards.admin_required
def revoke(invitation_id: int) -> ResponseReturnValue:
    invitation = guards.get_invitation_or_404(invitation_id)
    inviting.revoke(db.session(), invitation, clock=ports().clock)
    flash(f"The link of {invitation.email} was withdrawn.", "good")
    return see_other(
        url_for("admin.interviews.page", interview_id=invitation.interview_id, _anchor="invitations")
    )


@bp.post("/interviews/<int:interview_id>/share/<any(renew, revoke):verb>")
@guards.admin_required
def share(interview_id: int, verb: str) -> ResponseReturnValue:
    taken = guards.get_interview_or_404(interview_id)
    if verb == "renew":
        inviting.renew_share_link(db.session(), taken, settings=settings())
        flash("There is a new link to share; the old one no longer opens the interview.", "good")
    else:
        inviting.revoke_share_link(db.session(), taken)
        flash("The link to share is switched off.", "good")
    return see_other(url_for("admin.interviews.page", interview_id=interview_id))


@bp.post("/interviews/<int:interview_id>/<any(close, reopen, archive, unarchive):verb>")
@guards.admin_required
def move(interview_id: int, verb: str) -> ResponseReturnValue:
    taken = guards.get_interview_or_404(interview_id)
    if verb == "archive":
        publishing.archive(db.session(), taken, clock=ports().clock)
        flash("The interview was archived. You find it under Archived.", "good")
        return see_other(url_for("admin.interviews.index"))
    {"close": publishing.close, "reopen": publishing.reopen, "unarchive": publishing.unarchive}[verb](
        db.session(), taken
    )
    return see_other(url_for("admin.interviews.page", interview_id=interview_id))


def _chosen_start(form: forms.NewInterviewForm) -> guide_document.GuideDocument | None:
    """The document to begin with; None, with the reason in the form, when the choice makes no sense."""
    start, title = form.start.data, form.job_title.data
    if start == "blank":
        if not title:
            form.job_title.errors = ["Please name the job role."]
            return None
        return authoring.blank(title)
    template = db.session.get(Template, int(start)) if start.isascii() and start.isdigit() else None
    if template is None:
        form.start.errors = ["This template is no longer there: please choose another."]
        return None
    return authoring.from_template(template, title)


def _templates() -> list[Template]:
    order = select(Template).order_by(Template.built_in.desc(), Template.id)
    return list(db.session.scalars(order))


def _page(taken: Interview, form: forms.InviteForm, *, status: int = 200) -> ResponseReturnValue:
    draft, current = publishing.draft_of(taken), taken.current_guide
    token = inviting.share_token_of(taken, settings=settings())
    return render(
        "admin/interview.html",
        taken=taken,
        guide=publishing.shown_of(taken),
        draft=draft,
        current=current,
        problems=publishing.problems(draft) if draft else [],
        notes=publishing.notes(draft, supervising.most_ms(settings()), ai=settings().has_models)
        if draft
        else [],
        share_link=settings().base_url + links.path_of(token) if token else None,
        form=form,
        candidates=_candidates(taken),
        failed=_failed_for_all(taken),
        mail_configured=settings().mail_configured,
        mailing=_mailing(taken),
        status=status,
    )


def _failed_for_all(taken: Interview) -> list[overview.FailedStep]:
    """Failed steps that neither a candidate's row nor an invitation's row shows."""
    return [
        one
        for one in overview.failed_steps(db.session(), taken.id)
        if one.interview_session_id is None and one.step.kind is not StepKind.SEND_INVITATION
    ]


def _candidates(taken: Interview) -> list[overview.Candidate]:
    return overview.candidates(db.session(), taken.id, ports().clock())


def _mailing(taken: Interview) -> Mailing:
    """What the table of invitations shows; the links themselves only to those who may invite."""
    found = db.session.scalars(
        select(Invitation)
        .where(Invitation.interview_id == taken.id)
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
    ).all()
    expired = frozenset(one.id for one in found if inviting.is_expired(one, ports().clock))
    base, may_copy = settings().base_url, guards.may_edit()
    addresses = {
        one.id: base + links.path_of(inviting.token_of(one, settings=settings()))
        for one in found
        if may_copy and one.revoked_at is None and one.id not in expired
    }
    sending = any(one.mail_state is MailState.QUEUED and one.id in addresses for one in found)
    return Mailing(tuple(found), expired, addresses, sending)


def _tell_invited(done: inviting.Invited) -> None:
    if done.new:
        many = f"{len(done.new)} personal links were" if len(done.new) > 1 else "A personal link was"
        after = (
            "made and are being mailed."
            if settings().mail_configured
            else "made: copy and send them yourself."
        )
        if len(done.new) == 1:
            after = after.replace("are being", "is being").replace("send them", "send it")
        flash(f"{many} {after}", "good")
    if done.already:
        some = ", ".join(done.already[:5]) + (" and others" if len(done.already) > 5 else "")
        flash(f"Invited before, so no new link: {some}.", "info")
