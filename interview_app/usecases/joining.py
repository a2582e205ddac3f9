"""From the link to the start: who may come in, consent, details."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from interview_app import models, ports
from interview_app.domain import errors, interview, supervision, transcript
from interview_app.models import (
    Interview,
    InterviewSession,
    Invitation,
    Resume,
    ResumeState,
    StepKind,
    StepState,
)
from interview_app.usecases import interviewing, links, overhearing, steps, writing

CONSENT_VERSION = "2026-11.3"
LinkKind = Literal["invitation", "share"]
_BEFORE_START = frozenset({interview.SessionState.PREPARING, interview.SessionState.READY})
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,180}\.[^@\s,;<>\"]{2,}")
_PHONE = re.compile(r"[+(0-9][0-9 ()/.\-]{4,38}")


@dataclass(frozen=True, slots=True)
class Link:
    """What a link opens: a personal invitation, or an interview's shareable link.

    `written_answers` is granted to the person invited.
    """

    kind: LinkKind
    id: int
    interview: Interview
    written_answers: bool = False


def find_link(session: Session, token: str, *, clock: ports.Clock) -> Link:
    """The link behind a token. Raises NotFound for an unknown one, LinkExpired when it is over."""
    hashed = links.hash_of(token)
    invitation = session.scalar(select(Invitation).where(Invitation.token_hash == hashed))
    if invitation is not None:
        return open_link(session, "invitation", invitation.id, clock=clock)
    shared = session.scalar(select(Interview).where(Interview.share_token_hash == hashed))
    if shared is None:
        raise errors.NotFound(
            "This link leads to no interview. It may have been switched off, or replaced by a new one."
        )
    return open_link(session, "share", shared.id, clock=clock)


def open_link(session: Session, kind: LinkKind, link_id: int, *, clock: ports.Clock) -> Link:
    """The link again by its id, as the candidate's cookie keeps it. Raises NotFound or LinkExpired."""
    if kind == "invitation":
        invitation = session.get(Invitation, link_id)
        if invitation is None:
            raise errors.NotFound("We could not find this invitation.")
        taken = seat_of_invitation(session, invitation.id)
        begun = taken is not None and taken.state not in _BEFORE_START
        withdrawn = invitation.revoked_at is not None and not begun
        if withdrawn or (taken is None and _is_past(invitation.expires_at, clock())):
            raise errors.LinkExpired(
                "This invitation is no longer valid. Please ask the hiring team for a new one."
            )
        if taken is None:
            check_open(invitation.interview, clock())
        return Link("invitation", invitation.id, invitation.interview, invitation.written_answers)
    shared = session.get(Interview, link_id)
    if shared is None:
        raise errors.NotFound("We could not find this interview.")
    check_open(shared, clock())
    return Link("share", shared.id, shared)


def seat_of_invitation(session: Session, invitation_id: int) -> InterviewSession | None:
    """The interview session that this invitation has already begun, if any: of several rounds the newest."""
    return session.scalar(
        select(InterviewSession)
        .where(InterviewSession.invitation_id == invitation_id)
        .order_by(InterviewSession.practice_round.desc())
        .limit(1)
    )


def current_guide(taken: Interview) -> models.Guide:
    """The newest frozen guide. Raises LinkExpired when the interview was never published."""
    guide = taken.current_guide
    if guide is None:
        raise errors.LinkExpired("This interview is not open yet. Please try again later.")
    return guide


def is_in_writing(link: Link) -> bool:
    """Whether who begins by this link now answers in writing."""
    return link.written_answers or current_guide(link.interview).written_answers


def consent(
    session: Session,
    kind: LinkKind,
    link_id: int,
    *,
    ai_rating: bool,
    opened_by: str | None = None,
    browser_hears: bool = False,
    most_ms: int | None = None,
    clock: ports.Clock,
) -> InterviewSession:
    """Record the consent and open the interview session; a second consent finds the first one's.

    The second one is told by the invitation, or by the shareable link's visit `opened_by` (at most 43 characters).
    Without `ai_rating` the interview is the same, and no model rates it. `browser_hears` tells that the page spoke of
    the browser's own recognition; of an interview in writing it speaks of no recording at all. `most_ms` is the most
    that this installation gives an interview: its time is fixed here, as the page told it.
    """
    link = open_link(session, kind, link_id, clock=clock)
    invitation = (
        session.get(Invitation, link_id, with_for_update=True, populate_existing=True)
        if kind == "invitation"
        else None
    )
    if invitation is not None and (found := seat_of_invitation(session, invitation.id)) is not None:
        return found
    if invitation is None and (found := _seat_of_visit(session, link, opened_by)) is not None:
        return found
    now, guide = clock(), current_guide(link.interview)
    seat = InterviewSession(
        interview_id=link.interview.id,
        guide=guide,
        limit_ms=supervision.limit_ms(guide.time_limit_minutes, most_ms),
        invitation_id=invitation.id if invitation else None,
        opened_by=None if invitation else opened_by,
        state=interview.SessionState.PREPARING,
        consent_version=_consent_version(link, browser_hears=browser_hears),
        consented_at=now,
        ai_rating_consent=ai_rating,
        created_at=now,
        last_seen_at=now,
        written_answers=invitation.written_answers if invitation else False,
        candidate_name=invitation.name if invitation else "",
        candidate_email=invitation.email if invitation else "",
    )
    session.add(seat)
    try:
        session.commit()
    except IntegrityError:  # the same page sent twice, and the other one was first
        session.rollback()
        found = _seat_of_visit(session, link, opened_by)
        if found is None:
            raise
        return found
    return seat


def give_details(
    session: Session, seat: InterviewSession, *, name: str, email: str, phone: str, clock: ports.Clock
) -> None:
    """Store who the candidate is. Raises InvalidInput naming the field."""
    check_open_seat(seat, clock())
    named = one_line(name, 120)
    if not named:
        raise errors.InvalidInput("Please enter your name.", "name")
    address = one_line(email, 254)
    if not _EMAIL.fullmatch(address):
        raise errors.InvalidInput("Please enter an email address such as name@example.org.", "email")
    number = one_line(phone, 40)
    if number and not _PHONE.fullmatch(number):
        raise errors.InvalidInput("Please enter a phone number in digits, or leave it empty.", "phone")
    seat.candidate_name, seat.candidate_email, seat.candidate_phone = named, address, number
    _become_ready(seat)
    session.commit()


def start(
    session: Session, seat: InterviewSession, *, queue: ports.JobQueue, clock: ports.Clock, voiced: bool
) -> models.Turn:
    """The candidate's own click: the interview runs, the first preset is asked. Raises NotYet while something is missing."""
    check_open_seat(seat, clock())
    if seat.state is interview.SessionState.RUNNING:
        return seat.turns[-1]
    if seat.state is not interview.SessionState.READY:
        raise errors.NotYet("Please enter your name and email address first.")
    _check_resume(session, seat)
    session.refresh(seat, with_for_update=True)
    seat.state = interview.move(seat.state, interview.SessionState.RUNNING)
    seat.started_at = seat.last_seen_at = clock()
    turn, step_ids = interviewing.open_interview(session, seat, clock=clock, voiced=voiced)
    session.commit()
    steps.wake(session, queue, step_ids)
    return turn


def check_open_seat(seat: InterviewSession, now: datetime) -> None:
    """Raise InterviewOver once the interview has ended, LinkExpired when its deadline passed before it began."""
    if seat.state in interview.OVER:
        raise errors.InterviewOver
    if seat.state is not interview.SessionState.RUNNING and _is_past(seat.guide.deadline, now):
        raise errors.LinkExpired("The deadline for this interview has passed.")


def _consent_version(link: Link, *, browser_hears: bool) -> str:
    if is_in_writing(link):
        return CONSENT_VERSION + writing.CONSENTED
    return CONSENT_VERSION + (overhearing.CONSENTED if browser_hears else "")


def _seat_of_visit(session: Session, link: Link, opened_by: str | None) -> InterviewSession | None:
    if opened_by is None:
        return None
    return session.scalar(
        select(InterviewSession)
        .where(InterviewSession.opened_by == opened_by, InterviewSession.interview_id == link.interview.id)
        .order_by(InterviewSession.practice_round.desc())
        .limit(1)
    )


def check_open(taken: Interview, now: datetime) -> None:
    """Raise LinkExpired for an interview that takes nobody now: closed, archived or past its deadline."""
    if taken.state is not interview.InterviewState.PUBLISHED or taken.archived_at is not None:
        raise errors.LinkExpired(
            "This interview is closed. Please ask the hiring team if you think it should be open."
        )
    if _is_past(current_guide(taken).deadline, now):
        raise errors.LinkExpired("The deadline for this interview has passed.")


def _check_resume(session: Session, seat: InterviewSession) -> None:
    resume = seat.resume
    if resume is not None and resume.state is ResumeState.READING and _is_being_read(session, resume):
        raise errors.NotYet("Your résumé is still being read. This takes a few seconds.")
    if seat.guide.resume_required and (resume is None or resume.state is not ResumeState.READ):
        raise errors.NotYet("This interview needs your résumé: upload a file or paste its text.")


def _is_being_read(session: Session, resume: Resume) -> bool:
    step = steps.of_subject(session, resume.id, [StepKind.READ_RESUME]).get(StepKind.READ_RESUME)
    return step is not None and step.state is not StepState.FAILED


def _become_ready(seat: InterviewSession) -> None:
    if seat.state is interview.SessionState.PREPARING:
        seat.state = interview.SessionState.READY


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now >= moment


def one_line(text: str, most: int) -> str:
    """One line of a person's text: cleaned, spaces folded, cut."""
    return " ".join(transcript.clean_text(text, most * 4).text.split())[:most]
