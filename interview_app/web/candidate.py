"""The candidate's pages: from the link to the done page. A GET never starts or spends anything."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge

from interview_app.domain import errors, interview
from interview_app.domain.interview import Feedback, SessionState
from interview_app.extensions import db, limiter
from interview_app.models import Guide, InterviewSession, Invitation, Report, ResumeState
from interview_app.usecases import (
    correcting,
    joining,
    links,
    overhearing,
    report_document,
    resumes,
    supervising,
)
from interview_app.web import guards, holding, room, rounds, seats
from interview_app.web.errors import STATUS
from interview_app.web.render import ports, readable_on, settings

bp = Blueprint("candidate", __name__)
limiter.limit(lambda: settings().candidate_rate, key_func=seats.rate_key)(bp)

LISTENING_SECONDS = 25
"""An allowance for hearing one question and for what follows it; only for the estimate on the first page."""
Page = Callable[[InterviewSession], ResponseReturnValue]


def before_start(page: Page) -> Callable[[], ResponseReturnValue]:
    """For the pages before the interview: hands over the candidate's session, or leads to where they are."""

    @wraps(page)
    def guarded() -> ResponseReturnValue:
        mine = seats.the_session(db.session())
        if mine.state not in {SessionState.PREPARING, SessionState.READY}:
            return _to("candidate.where")
        if mine.invitation is not None and mine.invitation.revoked_at is not None:
            raise errors.LinkExpired(
                "This invitation was withdrawn. Please ask the hiring team if you think it should be open."
            )
        joining.check_open_seat(mine, ports().clock())
        return page(mine)

    return guarded


@bp.get("/i/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Swap the link's token for the seat cookie, so that no address, log or referrer holds it after this."""
    mine = seats.find_session(db.session())
    if mine is not None and mine.interview.share_token_hash == links.hash_of(token):
        return _to("candidate.where")  # who has begun goes on, though the interview was closed meanwhile
    link = joining.find_link(db.session(), token, clock=ports().clock)
    return seats.give(_to("candidate.where"), _seat_of(link), settings())


@bp.get("/interview")
def where() -> ResponseReturnValue:
    """The page on which this candidate is."""
    mine = seats.find_session(db.session())
    if mine is None:
        return _welcome(_open_link())
    return _to(_place(mine))


@bp.post("/interview/consent")
def consent() -> ResponseReturnValue:
    """The candidate agrees: from here on there is an interview session."""
    link, seat = _open_link(), seats.the_seat()
    mine = seats.find_session(db.session())
    if mine is None:
        fault = _fault_of_consent(in_writing=joining.is_in_writing(link))
        if fault is not None:
            return _welcome(link, error=fault)
        rating = request.form["ai_rating"] == "yes"
        mine = joining.consent(
            db.session(),
            link.kind,
            link.id,
            ai_rating=rating,
            opened_by=seat.visit,
            browser_hears=settings().browser_hears,
            most_ms=supervising.most_ms(settings()),
            clock=ports().clock,
        )
    return seats.give(_to(_place(mine)), seats.with_session(seat, mine), settings())


@bp.get("/interview/details")
@before_start
def details(mine: InterviewSession) -> ResponseReturnValue:
    given = {"name": mine.candidate_name, "email": mine.candidate_email, "phone": mine.candidate_phone}
    return _page("candidate/details.html", mine.guide, given=given, field=None, error=None)


@bp.post("/interview/details")
@before_start
def give_details(mine: InterviewSession) -> ResponseReturnValue:
    given = {name: request.form.get(name, "") for name in ("name", "email", "phone")}
    try:
        joining.give_details(db.session(), mine, **given, clock=ports().clock)
    except errors.InvalidInput as error:
        page = _page("candidate/details.html", mine.guide, given=given, field=error.field, error=str(error))
        return page, 422
    return _to(_place(mine))


@bp.get("/interview/resume")
@before_start
def resume(mine: InterviewSession) -> ResponseReturnValue:
    if mine.state is SessionState.PREPARING:
        return _to("candidate.details")
    return _page("candidate/resume.html", mine.guide, **_resume_shown(mine))


@bp.get("/interview/resume/state")
@guards.reads_only
@before_start
def resume_state(mine: InterviewSession) -> ResponseReturnValue:
    """The partial that replaces itself while the résumé is being read."""
    return render_template("candidate/_resume.html", **_resume_shown(mine))


@bp.post("/interview/resume")
@before_start
def give_resume(mine: InterviewSession) -> ResponseReturnValue:
    try:
        _store_resume(mine)
    except (errors.InvalidInput, errors.TooLarge) as error:
        return _resume_answer(mine, error=str(error)), STATUS[type(error)][0]
    except RequestEntityTooLarge:
        most = settings().max_resume_bytes // (1024 * 1024)
        return _resume_answer(
            mine, error=f"This file is larger than {most} MB. Please send a smaller one."
        ), 413
    return _resume_answer(mine) if _by_htmx() else _to("candidate.resume")


@bp.post("/interview/resume/remove")
@before_start
def remove_resume(mine: InterviewSession) -> ResponseReturnValue:
    resumes.remove(db.session(), mine, blobs=ports().blobs, clock=ports().clock)
    db.session().refresh(mine)
    return _resume_answer(mine) if _by_htmx() else _to("candidate.resume")


@bp.get("/interview/check")
@before_start
def check(mine: InterviewSession) -> ResponseReturnValue:
    """Microphone, loudspeaker and a practice answer that never leaves the browser; or the keyboard alone."""
    if mine.state is SessionState.PREPARING:
        return _to("candidate.details")
    template = "candidate/check_writing.html" if mine.in_writing else "candidate/check.html"
    return _page(template, mine.guide)


@bp.get("/interview/start")
@before_start
def ready(mine: InterviewSession) -> ResponseReturnValue:
    if mine.state is SessionState.PREPARING:
        return _to("candidate.details")
    return _page("candidate/start.html", mine.guide, interview_session=mine, error=None)


@bp.post("/interview/start")
@before_start
def start(mine: InterviewSession) -> ResponseReturnValue:
    """The candidate's own click, and nothing else, starts the interview."""
    voiced = settings().elevenlabs_api_key is not None
    try:
        joining.start(db.session(), mine, queue=ports().queue, clock=ports().clock, voiced=voiced)
    except errors.NotYet as error:
        db.session().rollback()
        return _page("candidate/start.html", mine.guide, interview_session=mine, error=str(error)), 409
    return _to("candidate.the_room")


@bp.get("/interview/room")
def the_room() -> ResponseReturnValue:
    mine = seats.the_session(db.session())
    if mine.state is not SessionState.RUNNING:
        return _to("candidate.where")
    hears = settings().browser_hears and overhearing.allowed(mine) and not mine.in_writing
    return _page(
        "candidate/room.html", mine.guide, room=_look(mine),
        browser_hears=hears, heeds_pauses=settings().speculates,
    )  # fmt: skip


@bp.get("/interview/turn")
@guards.reads_only
def turn() -> ResponseReturnValue:
    """The partial `_turn.html`; 204 when the browser shows it already, so that nothing is drawn twice.

    While the candidate waits for the server, the answer is held back until there is news.
    """
    mine = seats.the_session(db.session())
    if not mine.turns:
        raise errors.NotYet
    now = _look(mine)
    seen = request.args.get("seen")
    if now.stamp == seen and now.phase in room.WAITING:
        now = holding.newer(db.session(), ports().news, now, lambda: _look(seats.the_session(db.session())))
    if now.phase is room.Phase.DONE:
        return Response(status=200, headers={"HX-Redirect": url_for("candidate.done")})
    if now.stamp == seen:
        return Response(status=204)
    return render_template("candidate/_turn.html", room=now)


@bp.get("/interview/done")
def done() -> ResponseReturnValue:
    mine = seats.the_session(db.session())
    if mine.state not in interview.OVER:
        return _to("candidate.where")
    now = ports().clock()
    reading = correcting.reading(db.session(), mine, now)
    return _page(
        "candidate/done.html",
        mine.guide,
        interview_session=mine,
        feedback=_released_feedback(mine),
        outcome=rounds.shown(db.session(), mine) if mine.guide.practice else None,
        reading=reading,
        left_seconds=reading.left_seconds(now),
        corrected=len(correcting.of_turns(db.session(), [asked.id for asked in mine.turns])),
    )


@bp.get("/interview/brand.css")
def brand() -> ResponseReturnValue:
    """The team's colour as a stylesheet: the content policy allows no inline style."""
    guide = _guide_of_seat()
    chosen = guide.brand_colour if guide is not None else ""
    colour = chosen if interview.COLOUR.fullmatch(chosen) else "#0b5d4e"
    css = f":root {{ --brand: {colour}; --on-brand: {readable_on(colour)}; }}\n"
    return Response(css, mimetype="text/css")


@bp.errorhandler(errors.InterviewError)
def notice(error: errors.InterviewError) -> ResponseReturnValue:
    """What a person may not do, said on a page in the candidate's own layout."""
    db.session().rollback()
    if isinstance(error, errors.InterviewOver):
        return _to("candidate.where")
    status = next(STATUS[kind][0] for kind in (*type(error).__mro__, errors.WrongState) if kind in STATUS)
    return _page("candidate/notice.html", None, message=str(error), status=status), status


def _place(mine: InterviewSession) -> str:
    """The endpoint of the page on which a session goes on."""
    if mine.state in interview.OVER:
        return "candidate.done"
    if mine.state is SessionState.RUNNING:
        return "candidate.the_room"
    if mine.state is SessionState.PREPARING:
        return "candidate.details"
    settled = mine.resume is not None and mine.resume.state is ResumeState.READ
    return "candidate.check" if settled else "candidate.resume"


def _seat_of(link: joining.Link) -> seats.Seat:
    """The seat that this link gives: with the session it already led to, on this browser or by invitation."""
    if link.kind == "share":
        seat = seats.seat_at("share", link.interview)
        here = seats.find_session(db.session())
        same = here is not None and here.invitation_id is None and here.interview_id == link.id
        return seats.with_session(seat, here) if here is not None and same else seat
    invitation = db.session().get_one(Invitation, link.id)
    seat = seats.seat_at("invitation", invitation)
    begun = joining.seat_of_invitation(db.session(), invitation.id)
    return seats.with_session(seat, begun) if begun is not None else seat


def _open_link() -> joining.Link:
    """The link of the cookie, checked again. Raises NotFound or LinkExpired."""
    seat = seats.the_seat()
    if not seats.link_still_meant(db.session(), seat):
        raise errors.NotFound(seats.OPEN_YOUR_LINK)
    return joining.open_link(db.session(), seat.link_kind, seat.link_id, clock=ports().clock)


def _fault_of_consent(*, in_writing: bool) -> str | None:
    if request.form.get("consent") != "yes":
        to = "" if in_writing else " to the recording"
        return f"Please tick the box if you agree{to}. Without it we cannot begin."
    if request.form.get("ai_rating") not in {"yes", "no"}:
        return "Please choose whether an AI may propose ratings of your answers. Either choice is fine."
    return None


def _guide_of_seat() -> Guide | None:
    mine = seats.find_session(db.session())
    if mine is not None:
        return mine.guide
    return joining.current_guide(_open_link().interview) if seats.find() is not None else None


def _welcome(link: joining.Link, error: str | None = None) -> ResponseReturnValue:
    guide = joining.current_guide(link.interview)
    extra_seconds = len(guide.questions) * (guide.thinking_seconds + LISTENING_SECONDS)
    in_writing = joining.is_in_writing(link)
    answering = supervising.told_minutes(guide, settings(), in_writing=in_writing)
    minutes = answering + math.ceil(extra_seconds / 60)
    given = {name: request.form.get(name) for name in ("consent", "ai_rating")}
    hears = settings().browser_hears
    page = _page(
        "candidate/welcome.html", guide, minutes=minutes, answering=answering, in_writing=in_writing, given=given,
        error=error, sees=settings().sees_pictures, browser_hears=hears,
        reads_along=settings().speculates,
    )  # fmt: skip
    return page, 422 if error else 200


def _store_resume(mine: InterviewSession) -> None:
    file = request.files.get("file")
    if file is None or not file.filename:
        resumes.give_text(
            db.session(), mine, request.form.get("text", ""), blobs=ports().blobs, clock=ports().clock
        )
        return
    resumes.give_file(
        db.session(),
        mine,
        filename=file.filename,
        body=file.stream.read(),
        blobs=ports().blobs,
        queue=ports().queue,
        clock=ports().clock,
        limit_bytes=settings().max_resume_bytes,
        pictures=settings().sees_pictures,
    )


def _resume_shown(mine: InterviewSession, error: str | None = None) -> dict[str, object]:
    return {
        "resume": mine.resume,
        "required": mine.guide.resume_required,
        "limit_bytes": settings().max_resume_bytes,
        "endings": ("pdf", "docx", *(("jpg", "jpeg", "png", "webp") if settings().sees_pictures else ())),
        "wanted": "a PDF or Word file (.docx)" + (", or a picture" if settings().sees_pictures else ""),
        "seers": settings().resume_vision_models,
        "text": request.form.get("text", "") if error else "",
        "error": error,
    }


def _resume_answer(mine: InterviewSession, error: str | None = None) -> str:
    """The partial for htmx, else the whole page around it."""
    if _by_htmx():
        return render_template("candidate/_resume.html", **_resume_shown(mine, error))
    return _page("candidate/resume.html", mine.guide, **_resume_shown(mine, error))


def _released_feedback(mine: InterviewSession) -> list[tuple[str, list[str]]]:
    """What the report says to the candidate, by heading, once it is theirs to see."""
    kind = mine.guide.feedback
    if kind is not Feedback.RELEASED or mine.feedback_released_at is None:
        return []
    mine_only = select(Report).where(Report.interview_session_id == mine.id)
    report = db.session().scalar(mine_only.order_by(Report.scoring.desc()).limit(1))
    if report is None:
        return []
    summary = report_document.from_json(report.content).summary
    said = {"What went well": summary.strengths, "What would improve it": summary.improvements}
    return [(heading, [point.text for point in points]) for heading, points in said.items() if points]


def _look(mine: InterviewSession) -> room.Room:
    return room.look(db.session(), mine, settings(), ports().clock())


def _page(template: str, guide: Guide | None, **context: object) -> str:
    team = (guide.brand_name if guide is not None else "") or settings().team_name
    return render_template(template, guide=guide, team=team, **context)


def _to(endpoint: str) -> Response:
    return current_app.make_response(redirect(url_for(endpoint), 303))


def _by_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"
