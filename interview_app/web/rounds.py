"""What the last page of a round of practice tells: feedback on the last answer, the report, the rounds so far."""

from __future__ import annotations

from sqlalchemy.orm import Session

from interview_app.models import InterviewSession
from interview_app.usecases import coaching, practising, reporting


def shown(session: Session, mine: InterviewSession) -> dict[str, object]:
    """What `candidate/_outcome.html` is given. `waits` while something of it is still to come."""
    row = reporting.newest(session, mine)
    last = mine.turns[-1] if mine.turns else None
    said = coaching.of_turns(session, [last.id]).get(last.id) if last is not None else None
    return {
        "report": row,
        "answered": last,
        "said": said,
        "progress": practising.progress(session, mine),
        "rounds_left": practising.rounds_left(session, mine),
        "waits": (row is None or row.pdf_blob_key is None) and any(one.sealed_at for one in mine.turns),
        "language": mine.guide.language,
    }
