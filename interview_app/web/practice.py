"""The candidate's own pages of a practice interview: on to the next question, their report, another round."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain import errors, interview
from interview_app.extensions import db, limiter
from interview_app.models import InterviewSession, Report
from interview_app.usecases import coaching, practising, report_document, reporting
from interview_app.web import candidate, guards, reports, room, rounds, seats
from interview_app.web.render import ports, settings

bp = Blueprint("practice", __name__, url_prefix="/interview")
limiter.limit(lambda: settings().candidate_rate, key_func=seats.rate_key)(bp)
bp.register_error_handler(errors.InterviewError, candidate.notice)


@bp.post("/turns/<int:turn_id>/next")
def go_on(turn_id: int) -> ResponseReturnValue:
    """The feedback on this answer was read, or is not waited for: the partial of the next question."""
    answered = seats.the_turn(db.session(), turn_id)
    coaching.leave(db.session(), answered, clock=ports().clock)
    if request.headers.get("HX-Request") != "true":
        return redirect(url_for("candidate.the_room"), 303)
    now = room.look(db.session(), answered.interview_session, settings(), ports().clock())
    return render_template("candidate/_turn.html", room=now)


@bp.get("/outcome")
@guards.reads_only
def outcome() -> ResponseReturnValue:
    """The partial of the last page that tells of feedback and report, and asks again until both are there."""
    mine = _practised()
    return render_template("candidate/_outcome.html", **rounds.shown(db.session(), mine))


@bp.get("/report")
def report() -> ResponseReturnValue:
    """The whole report, for the one whom it is about."""
    mine, row = _with_report()
    return render_template(
        "candidate/report.html",
        guide=mine.guide,
        team=mine.guide.brand_name or settings().team_name,
        row=row,
        seat=mine,
        progress=practising.progress(db.session(), mine),
        rounds_left=practising.rounds_left(db.session(), mine),
        audio=None,
        ink="currentColor",
        most_chars=None,
        players={},
        **report_document.context(row, mine.guide),
    )


@bp.get("/report.pdf")
def pdf() -> ResponseReturnValue:
    """The same, printed."""
    mine, row = _with_report()
    return reports.printed(row, f"practice-report-{mine.practice_round}.pdf", "your")


@bp.post("/report.pdf")
def print_again() -> ResponseReturnValue:
    """The PDF could not be made; once more, please."""
    practising.print_again(db.session(), _practised(), queue=ports().queue)
    return redirect(url_for("candidate.done"), 303)


@bp.post("/again")
def again() -> ResponseReturnValue:
    """Another round: the same interview, from its start page."""
    mine = _practised()
    fresh = practising.begin_again(db.session(), mine, clock=ports().clock)
    response: Response = Response(status=303, headers={"Location": url_for("candidate.where")})
    return seats.give(response, seats.with_session(seats.the_seat(), fresh), settings())


def _practised() -> InterviewSession:
    """The candidate's round, once it is over; anything else is NotFound, and so is all of it outside of practice."""
    mine = seats.the_session(db.session())
    if not mine.guide.practice or mine.state not in interview.OVER:
        raise errors.NotFound
    return mine


def _with_report() -> tuple[InterviewSession, Report]:
    mine = _practised()
    row = reporting.newest(db.session(), mine)
    if row is None:
        raise errors.NotFound("Your report is not there yet. It is made when the interview is over.")
    return mine, row
