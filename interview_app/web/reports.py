"""The evaluation report: as a page, as the PDF, as JSON."""

from __future__ import annotations

import io
import re
import unicodedata

from flask import Blueprint, Response, jsonify, request, send_file, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain import errors
from interview_app.extensions import db
from interview_app.models import InterviewSession, Report
from interview_app.usecases import report_document, reporting
from interview_app.web import guards, playing
from interview_app.web.render import ports, render

bp = Blueprint("reports", __name__)
LONGEST_STEM = 60


@bp.get("/candidates/<int:interview_session_id>/report")
@guards.login_required
def page(interview_session_id: int) -> ResponseReturnValue:
    """The newest report, or an older one by its number: `?scoring=1`."""
    seat, row = _asked_for(interview_session_id)
    shown = report_document.context(row, seat.guide)
    return render(
        "report/page.html",
        seat=seat,
        row=row,
        others=reporting.scorings(db.session(), seat),
        audio=_audio,
        ink="currentColor",
        most_chars=None,
        players=playing.in_report(db.session(), shown["report"].answers),
        **shown,
    )


@bp.get("/candidates/<int:interview_session_id>/report.pdf")
@guards.login_required
def pdf(interview_session_id: int) -> ResponseReturnValue:
    """The printed report, to be saved."""
    seat, row = _asked_for(interview_session_id)
    return printed(row, f"candid-report-{file_stem(seat)}.pdf", "this")


def printed(row: Report, name: str, whose: str) -> ResponseReturnValue:
    """A report's PDF, to be saved as `name`; `whose` is "this" or "your". Raises NotFound where none is printed."""
    if row.pdf_blob_key is None:
        raise errors.NotFound(
            f"The PDF of {whose} report is not printed yet. Its page shows everything already."
        )
    key = row.pdf_blob_key
    db.session.rollback()  # the store's own transaction may need this one's place
    try:
        body = ports().blobs.get(key)
    except KeyError:
        raise errors.NotFound(f"The PDF of {whose} report is not there any more.") from None
    return send_file(
        io.BytesIO(body), mimetype="application/pdf", as_attachment=True, download_name=name, max_age=0
    )


@bp.get("/candidates/<int:interview_session_id>/report.json")
@guards.login_required
def json(interview_session_id: int) -> ResponseReturnValue:
    """The report's whole content for other programs."""
    seat, row = _asked_for(interview_session_id)
    response: Response = jsonify(
        scoring=row.scoring, reason=row.reason, written_at=row.created_at.isoformat(), report=row.content
    )
    name = f"candid-report-{file_stem(seat)}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def file_stem(seat: InterviewSession) -> str:
    """The candidate's name as a part of a file's name, in plain letters: "ada-lovelace"."""
    plain = unicodedata.normalize("NFKD", seat.candidate_name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_STEM] or f"candidate-{seat.id}"


def _asked_for(interview_session_id: int) -> tuple[InterviewSession, Report]:
    seat = guards.get_candidate_or_404(interview_session_id)
    row = reporting.newest(db.session(), seat, request.args.get("scoring", type=int))
    if row is None:
        raise errors.NotFound("There is no report yet. It is made when the interview is over.")
    return seat, row


def _audio(turn_id: int) -> str:
    return url_for("media.audio", turn_id=turn_id)
