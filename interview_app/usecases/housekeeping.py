"""What workers do once a minute, whoever comes first: end what is overdue, erase what may not be kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain.turn import Origin
from interview_app.models import (
    AnswerAudio,
    Guide,
    InterviewSession,
    Invitation,
    Question,
    Report,
    SpeechClip,
    Step,
    StepKind,
    Turn,
)
from interview_app.usecases import interviewing, open_answers, revoicing, voicing

MOST_AT_ONCE = 50
OF_TURNS = (
    StepKind.LISTEN,
    StepKind.TRANSCRIBE,
    StepKind.SPECULATE,
    StepKind.DECIDE,
    StepKind.COACH,
    StepKind.VOICE,
)
OF_SEATS = (StepKind.SUPERVISE, StepKind.RATE, StepKind.PRINT_REPORT)
log = structlog.get_logger()


def keep_house(
    session: Session,
    *,
    queue: ports.JobQueue,
    blobs: ports.BlobStore,
    clock: ports.Clock,
    speaker: voicing.Speaker | None = None,
) -> None:
    """Close answers held open, expire interviews past their deadline, erase those kept longer than promised.

    With a `speaker`, have published questions spoken that have another voice than it, or none.
    """
    open_answers.seal_overdue(session, clock=clock)
    interviewing.expire_overdue(session, queue=queue, clock=clock)
    purge(session, blobs=blobs, clock=clock)
    purge_invitations(session, clock=clock)
    revoicing.order(session, speaker=speaker, queue=queue)


def purge(session: Session, *, blobs: ports.BlobStore, clock: ports.Clock) -> int:
    """Erase interview sessions past their retention, counted from their end (or their beginning). Returns how many.

    One whose files cannot be deleted now stays whole, and its turn comes again.
    """
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
            try:
                erase(session, seat_id, blobs=blobs)
                erased += 1
            except ports.OutsideError as error:
                session.rollback()
                log.warning("interview_not_erased", interview_session_id=seat_id, reason=error.reason)
    session.commit()
    return erased


def purge_invitations(session: Session, *, clock: ports.Clock) -> int:
    """Erase invitations that nobody took up, as long after their last use as an interview is kept. Returns how many."""
    unused = select(InterviewSession.id).where(InterviewSession.invitation_id == Invitation.id)
    shortest = session.scalar(select(func.min(Guide.retention_days)))
    if shortest is None:
        return 0
    before = clock() - timedelta(days=shortest)
    old = session.scalars(select(Invitation).where(~unused.exists(), Invitation.created_at < before)).all()
    overdue = [invitation for invitation in old if _is_forgotten(invitation, clock())]
    for invitation in overdue:
        _delete_invitation(session, invitation)
    session.commit()
    return len(overdue)


def erase(session: Session, seat_id: int, *, blobs: ports.BlobStore) -> None:
    """Take one candidate's interview away: recordings, résumé, reports, rows. There is no way back.

    Files go first, and no transaction is open meanwhile: only their rows know their keys. Raises OutsideError when
    the store is away; then all rows are there as before, and the whole may be tried again.
    """
    gone: set[str] = set()
    while (seat := session.get(InterviewSession, seat_id, with_for_update=True, populate_existing=True)) and (
        left := _blob_keys(session, seat) - gone
    ):
        session.commit()
        for key in sorted(left):
            blobs.delete(key)
        gone |= left
    if seat is None:
        session.commit()
        return
    _drop_steps(session, seat)
    clips, invitation = _own_clips(session, seat), seat.invitation
    session.delete(seat)
    session.flush()
    session.execute(delete(SpeechClip).where(SpeechClip.id.in_([clip.id for clip in clips])))
    if invitation is not None and not _is_taken_up(session, invitation):
        _delete_invitation(session, invitation)
    session.commit()
    log.info("interview_erased", interview_session_id=seat_id)


def _is_forgotten(invitation: Invitation, now: datetime) -> bool:
    """Whether the retention has passed since it was sent, since it expired and since the interview's deadline."""
    guides = invitation.interview.guides
    if not guides:
        return False
    guide = invitation.interview.current_guide or guides[-1]
    moments = (invitation.created_at, invitation.sent_at, invitation.expires_at, guide.deadline)
    last = max(moment for moment in moments if moment is not None)
    return last < now - timedelta(days=guide.retention_days)


def _is_taken_up(session: Session, invitation: Invitation) -> bool:
    """Whether an interview session is left that it began: another round of practice."""
    rounds = select(InterviewSession.id).where(InterviewSession.invitation_id == invitation.id)
    return session.scalar(rounds.limit(1)) is not None


def _delete_invitation(session: Session, invitation: Invitation) -> None:
    mailing = (Step.kind == StepKind.SEND_INVITATION, Step.subject_id == invitation.id)
    session.execute(delete(Step).where(*mailing))
    session.delete(invitation)


def _drop_steps(session: Session, seat: InterviewSession) -> None:
    turns = [asked.id for asked in seat.turns]
    resumes = [seat.resume.id] if seat.resume is not None else []
    for kinds, ids in ((OF_TURNS, turns), (OF_SEATS, [seat.id]), ((StepKind.READ_RESUME,), resumes)):
        session.execute(delete(Step).where(Step.kind.in_(kinds), Step.subject_id.in_(ids)))


def _blob_keys(session: Session, seat: InterviewSession) -> set[str]:
    audio = session.scalars(
        select(AnswerAudio.blob_key)
        .join(Turn, Turn.id == AnswerAudio.turn_id)
        .where(Turn.interview_session_id == seat.id)
    )
    reports = session.scalars(select(Report.pdf_blob_key).where(Report.interview_session_id == seat.id))
    resume = [seat.resume.blob_key] if seat.resume is not None else []
    clips = [clip.blob_key for clip in _own_clips(session, seat)]
    return {key for key in (*audio, *reports, *resume, *clips) if key is not None}


def _own_clips(session: Session, seat: InterviewSession) -> Sequence[SpeechClip]:
    """Questions that were spoken for this candidate alone: they tell what the candidate said."""
    of_seat = select(Turn.speech_clip_id).where(
        Turn.interview_session_id == seat.id, Turn.origin != Origin.PRESET, Turn.speech_clip_id.is_not(None)
    )
    used = select(Turn.id).where(
        Turn.speech_clip_id == SpeechClip.id,
        (Turn.interview_session_id != seat.id) | (Turn.origin == Origin.PRESET),
    )
    preset = select(Question.id).where(Question.speech_clip_id == SpeechClip.id)
    own = (SpeechClip.id.in_(of_seat), ~used.exists(), ~preset.exists())
    return session.scalars(select(SpeechClip).where(*own)).all()
