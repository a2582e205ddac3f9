"""What the last page of a round of practice tells: feedback on the last answer, the report, the rounds so far."""

from __future__ import annotations

from sqlalchemy.orm import Session

from interview_app.models import InterviewSession
from interview_app.usecases import coaching, practising, report_document, reporting
from interview_app.web.render import settings


def shown(session: Session, mine: InterviewSession) -> dict[str, object]:
    """What `candidate/_outcome.html` is given: `waits` while something is still to come, `failed` if it was given up.

    `rated`: its report has a level of something.
    """
    row = reporting.newest(session, mine)
    last = mine.turns[-1] if mine.turns else None
    said = coaching.of_turns(session, [last.id]).get(last.id) if last is not None else None
    lacking = (row is None or row.pdf_blob_key is None) and any(one.sealed_at for one in mine.turns)
    failed = lacking and practising.given_up(session, mine)
    return {
        "report": row,
        "rated": row is not None and report_document.from_json(row.content).overall.assessed > 0,
        "answered": last,
        "said": said,
        "progress": practising.progress(session, mine),
        "rounds_left": practising.rounds_left(session, mine),
        "waits": lacking and not failed,
        "failed": failed,
        "team": mine.guide.brand_name or settings().team_name,
        "language": mine.guide.language,
    }
