"""One candidate's page: answers, transcripts, decisions, report; and what a manager may do with it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain import errors, interview
from interview_app.domain.interview import Feedback
from interview_app.extensions import db
from interview_app.models import InterviewSession, SupervisionEntry
from interview_app.usecases import housekeeping, interviewing, rating, reviewing, supervision_log, writing
from interview_app.web import dossier, forms, guards, overview
from interview_app.web.render import ports, render, see_other

bp = Blueprint("candidates", __name__, url_prefix="/candidates/<int:interview_session_id>")


@bp.get("")
@guards.login_required
def page(interview_session_id: int) -> ResponseReturnValue:
    taken = guards.get_candidate_or_404(interview_session_id)
    return _page(taken, forms.ReasonForm(formdata=None))


@bp.get("/standing")
@guards.reads_only
@guards.login_required
def standing(interview_session_id: int) -> ResponseReturnValue:
    """The state at the top, and the questions asked since the page was drawn."""
    taken = guards.get_candidate_or_404(interview_session_id)
    after = request.args.get("after", default=0, type=int)
    found = dossier.of_candidate(db.session(), taken, ports().clock())
    fresh = [answer for answer in found.answers if answer.turn.position > after]
    return render("admin/_standing.html", dossier=found, fresh=fresh, oob=True, after=after)


@bp.get("/turns/<int:turn_id>")
@guards.reads_only
@guards.login_required
def answer(interview_session_id: int, turn_id: int) -> ResponseReturnValue:
    """One answer alone, which keeps itself up to date while work on it is open."""
    taken = guards.get_candidate_or_404(interview_session_id)
    chosen = [one for one in taken.turns if one.id == turn_id]
    if not chosen:
        raise errors.NotFound
    found = dossier.answers(db.session(), taken, chosen, ports().clock())
    return render("admin/_answer.html", answer=found[0])


@bp.get("/resume")
@guards.reads_only
@guards.login_required
def resume(interview_session_id: int) -> ResponseReturnValue:
    taken = guards.get_candidate_or_404(interview_session_id)
    return render("admin/_resume.html", taken=taken, step=dossier.resume_step(db.session(), taken.resume))


@bp.get("/panel")
@guards.reads_only
@guards.login_required
def panel(interview_session_id: int) -> ResponseReturnValue:
    """The report's panel alone, which keeps itself up to date while it is being made."""
    taken = guards.get_candidate_or_404(interview_session_id)
    return render(
        "admin/_report.html",
        taken=taken,
        panel=dossier.report_panel(db.session(), taken, ports().clock()),
        over=taken.state in interview.OVER,
        form=forms.ReasonForm(formdata=None),
    )


@bp.post("/rate")
@guards.admin_required
def rate_again(interview_session_id: int) -> ResponseReturnValue:
    taken = guards.get_candidate_or_404(interview_session_id)
    form = forms.ReasonForm()
    if not form.validate():
        return _page(taken, form, status=422)
    try:
        rating.rate_again(db.session(), taken, form.reason.data, queue=ports().queue)
    except errors.InvalidInput as error:
        form.blame(error)
        return _page(taken, form, status=422)
    flash("The interview is being rated again. The earlier report stays until then.", "good")
    return see_other(url_for(".page", interview_session_id=interview_session_id))


@bp.post("/end")
@guards.admin_required
def end(interview_session_id: int) -> ResponseReturnValue:
    taken = guards.get_candidate_or_404(interview_session_id)
    interviewing.end_by_hand(
        db.session(), taken, queue=ports().queue, clock=ports().clock, by_name=guards.me().name
    )
    flash("The interview was ended. What was answered is kept and rated.", "good")
    return see_other(url_for(".page", interview_session_id=interview_session_id))


@bp.post("/writing")
@guards.admin_required
def grant_writing(interview_session_id: int) -> ResponseReturnValue:
    """This candidate answers in writing from now on, or aloud again."""
    taken = guards.get_candidate_or_404(interview_session_id)
    wanted = request.form.get("written_answers") == "yes"
    writing.grant(db.session(), taken, wanted=wanted, clock=ports().clock)
    way = "in writing" if wanted else "aloud"
    flash(f"The candidate answers {way} from the next question on.", "good")
    return see_other(url_for(".page", interview_session_id=interview_session_id))


@bp.post("/feedback")
@guards.admin_required
def release_feedback(interview_session_id: int) -> ResponseReturnValue:
    taken = guards.get_candidate_or_404(interview_session_id)
    reviewing.release_feedback(db.session(), taken, clock=ports().clock)
    flash("The candidate can now read the feedback on their own link.", "good")
    return see_other(url_for(".page", interview_session_id=interview_session_id))


@bp.post("/delete")
@guards.admin_required
def delete(interview_session_id: int) -> ResponseReturnValue:
    taken = guards.get_candidate_or_404(interview_session_id)
    interview_id = taken.interview_id
    housekeeping.erase(db.session(), interview_session_id, blobs=ports().blobs)
    flash("The candidate's interview was deleted with all recordings, words and reports.", "good")
    return see_other(url_for("admin.interviews.page", interview_id=interview_id))


def _page(taken: InterviewSession, form: forms.ReasonForm, *, status: int = 200) -> ResponseReturnValue:
    found = dossier.of_candidate(db.session(), taken, ports().clock())
    return render(
        "admin/candidate.html",
        dossier=found,
        taken=taken,
        panel=found.panel,
        over=not found.live,
        step=dossier.resume_step(db.session(), taken.resume),
        form=form,
        may_release=_may_release(taken, found),
        may_grant_writing=found.live and not taken.guide.written_answers,
        may_speak=not taken.consent_version.endswith(writing.CONSENTED),
        same_address=overview.same_address(db.session(), taken),
        log=_log(taken),
        status=status,
    )


def _log(taken: InterviewSession) -> Sequence[SupervisionEntry]:
    """The supervisor's log; a reviewer forms a judgement of their own and reads no model's."""
    whole = supervision_log.entries(db.session(), taken)
    return whole if guards.may_edit() else supervision_log.done_of(whole)


def _may_release(taken: InterviewSession, found: dossier.Dossier) -> bool:
    """A report is there, the guide leaves it to a person, and nobody has released it yet."""
    return (
        taken.guide.feedback is Feedback.RELEASED
        and taken.feedback_released_at is None
        and found.panel.report is not None
    )
