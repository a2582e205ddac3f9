"""What workers do once a minute, whoever comes first: end what is overdue, erase what may not be kept."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.models import AnswerAudio, Guide, InterviewSession, Report, Step, StepKind, Turn
from interview_app.usecases import answering, interviewing

MOST_AT_ONCE = 50
OF_TURNS = (StepKind.LISTEN, StepKind.TRANSCRIBE, StepKind.DECIDE, StepKind.VOICE)
OF_SEATS = (StepKind.RATE, StepKind.PRINT_REPORT)
log = structlog.get_logger()


def keep_house(
    session: Session, *, queue: ports.JobQueue, blobs: ports.BlobStore, clock: ports.Clock
) -> None:
    """Close answers held open, expire interviews past their deadline, erase those kept longer than promised."""
    answering.seal_overdue(session, clock=clock)
    interviewing.expire_overdue(session, queue=queue, clock=clock)
    purge(session, blobs=blobs, clock=clock)


def purge(session: Session, *, blobs: ports.BlobStore, clock: ports.Clock) -> int:
    """Erase interview sessions past their retention, counted from their end (or their beginning). Returns how many."""
    erased = 0
    for retention_days in session.scalars(select(Guide.retention_days).distinct()).all():
        before = clock() - timedelta(days=retention_days)
        ids = session.scalars(
            select(InterviewSession.id)
            .join(Guide, InterviewSession.guide_id == Guide.id)
            .where(
                Guide.retention_days == retention_days,
                InterviewSession.created_at < before,
                InterviewSession.finished_at.is_(None) | (InterviewSession.finished_at < before),
            )
            .limit(MOST_AT_ONCE)
        ).all()
        for seat_id in ids:
            erase(session, seat_id, blobs=blobs)
            erased += 1
    session.commit()
    return erased


def erase(session: Session, seat_id: int, *, blobs: ports.BlobStore) -> None:
    """Take one candidate's interview away: rows, recordings, résumé, reports. There is no way back."""
    seat = session.get(InterviewSession, seat_id)
    if seat is None:
        return
    keys = _blob_keys(session, seat)
    _drop_steps(session, seat)
    invitation = seat.invitation
    session.delete(seat)
    if invitation is not None:
        session.delete(invitation)
    session.commit()
    for key in keys:
        blobs.delete(key)
    log.info("interview_erased", interview_session_id=seat_id)


def _drop_steps(session: Session, seat: InterviewSession) -> None:
    turns = [asked.id for asked in seat.turns]
    resumes = [seat.resume.id] if seat.resume is not None else []
    for kinds, ids in ((OF_TURNS, turns), (OF_SEATS, [seat.id]), ((StepKind.READ_RESUME,), resumes)):
        session.execute(delete(Step).where(Step.kind.in_(kinds), Step.subject_id.in_(ids)))


def _blob_keys(session: Session, seat: InterviewSession) -> list[str]:
    audio = session.scalars(
        select(AnswerAudio.blob_key)
        .join(Turn, Turn.id == AnswerAudio.turn_id)
        .where(Turn.interview_session_id == seat.id)
    )
    reports = session.scalars(select(Report.pdf_blob_key).where(Report.interview_session_id == seat.id))
    resume = [seat.resume.blob_key] if seat.resume is not None else []
    return [key for key in (*audio, *reports, *resume) if key is not None]
