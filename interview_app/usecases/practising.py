"""Rounds of practice: the same interview again by the same link, and what changed from one to the next."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, interview, practice
from interview_app.models import InterviewSession, Resume, ResumeState, Step, StepKind, StepState
from interview_app.usecases import joining, report_document, reporting, steps

_COPIED = (
    "interview_id", "guide_id", "invitation_id", "opened_by", "consent_version", "consented_at", "ai_rating_consent",
    "candidate_name", "candidate_email", "candidate_phone", "written_answers",
    "limit_ms",
)  # fmt: skip
_OF_RESUME = (
    "display_name",
    "text",
    "passages",
    "pages",
    "hidden_characters",
    "truncated",
    "read_by",
    "failure",
)


def rounds(session: Session, seat: InterviewSession) -> list[InterviewSession]:
    """Every round that this link began, the oldest first; the seat alone where there are no rounds."""
    if not seat.guide.practice:
        return [seat]
    found = session.scalars(
        select(InterviewSession).where(_same_link(seat)).order_by(InterviewSession.practice_round)
    )
    return list(found) or [seat]


def rounds_left(session: Session, seat: InterviewSession) -> int:
    """How many more rounds the guide allows."""
    return max(0, seat.guide.practice_rounds - rounds(session, seat)[-1].practice_round)


def begin_again(session: Session, seat: InterviewSession, *, clock: ports.Clock) -> InterviewSession:
    """Another round, ready to start, with the details, résumé and consent of the one before, on the same version.

    While the newest round is not over it is given back. Raises WrongState outside of practice and when no round is
    left, LinkExpired when the link or the interview is closed.
    """
    last = rounds(session, seat)[-1]
    if not last.guide.practice or not joining.current_guide(last.interview).practice:
        raise errors.WrongState("This interview cannot be practised again.")
    if last.state not in interview.OVER:
        return last
    joining.check_open(last.interview, clock())
    if last.invitation is not None and last.invitation.revoked_at is not None:
        raise errors.LinkExpired("This invitation was withdrawn.")
    if rounds_left(session, last) < 1:
        raise errors.WrongState("You have used all rounds of this practice interview.")
    fresh = _next_round(last, clock)
    session.add(fresh)
    try:
        session.commit()
    except IntegrityError:  # the button pressed twice, and the other press was first
        session.rollback()
        return rounds(session, seat)[-1]
    return fresh


def given_up(session: Session, seat: InterviewSession) -> bool:
    """Whether the work on the round's report has failed for good, until a person asks for it again."""
    return any(step.state is StepState.FAILED for step in _work_of(session, seat))


def print_again(session: Session, seat: InterviewSession, *, queue: ports.JobQueue) -> None:
    """The candidate asks once more for the PDF that could not be printed. Twice is no error."""
    failed = [
        step.id
        for step in _work_of(session, seat)
        if step.kind is StepKind.PRINT_REPORT and step.state is StepState.FAILED
    ]
    if failed:
        steps.retry(session, queue, *failed)


def _work_of(session: Session, seat: InterviewSession) -> list[Step]:
    return list(steps.of_subject(session, seat.id, [StepKind.RATE, StepKind.PRINT_REPORT]).values())


def progress(session: Session, seat: InterviewSession) -> tuple[practice.Progress, ...]:
    """Each competency's level over the rounds up to this one that have a report."""
    found = []
    for one in rounds(session, seat):
        row = reporting.newest(session, one) if one.practice_round <= seat.practice_round else None
        if row is not None:
            content = report_document.from_json(row.content)
            found.append({line.name: line.level for line in content.competencies})
    return practice.progress(found)


def _next_round(last: InterviewSession, clock: ports.Clock) -> InterviewSession:
    now = clock()
    fresh = InterviewSession(
        **{name: getattr(last, name) for name in _COPIED},
        guide=last.guide,
        practice_round=last.practice_round + 1,
        state=interview.SessionState.READY,
        created_at=now,
        last_seen_at=now,
    )
    if last.resume is not None and last.resume.state is ResumeState.READ:
        kept = {name: getattr(last.resume, name) for name in _OF_RESUME}
        fresh.resume = Resume(**kept, blob_key=None, state=ResumeState.READ, created_at=now)
    return fresh


def _same_link(seat: InterviewSession) -> ColumnElement[bool]:
    if seat.invitation_id is not None:
        return InterviewSession.invitation_id == seat.invitation_id
    if seat.opened_by is not None:
        return InterviewSession.opened_by == seat.opened_by
    return InterviewSession.id == seat.id
