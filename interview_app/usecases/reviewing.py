"""What people do with a finished interview besides reading it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors
from interview_app.domain.interview import Feedback
from interview_app.models import InterviewSession, Report


def release_feedback(session: Session, taken: InterviewSession, *, clock: ports.Clock) -> None:
    """Let the candidate read the feedback. Twice is no error.

    Raises WrongState when the guide promises none, NotYet while there is no report to take it from.
    """
    if taken.guide.feedback is Feedback.NONE:
        raise errors.WrongState("This interview gives no feedback to candidates.")
    made = session.scalar(select(Report.id).where(Report.interview_session_id == taken.id).limit(1))
    if made is None:
        raise errors.NotYet("There is no report yet.")
    if taken.feedback_released_at is None:
        taken.feedback_released_at = clock()
        session.commit()
