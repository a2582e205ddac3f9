"""How the interviews stand: counts for the list, failed steps with where they belong, candidates of one interview."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from interview_app.domain import interview
from interview_app.domain.interview import SessionState, ShownState
from interview_app.models import (
    Guide,
    Interview,
    InterviewSession,
    Invitation,
    LabRun,
    Report,
    Resume,
    Step,
    StepKind,
    StepState,
    Turn,
    VoiceList,
)
from interview_app.usecases import publishing

MOST_FAILED = 500
_SUBJECTS: dict[
    StepKind, type[Guide | Invitation | Resume | Turn | InterviewSession | LabRun | VoiceList]
] = {
    StepKind.DRAFT_QUESTIONS: Guide,
    StepKind.VOICE_PRESETS: Guide,
    StepKind.SEND_INVITATION: Invitation,
    StepKind.READ_RESUME: Resume,
    StepKind.LISTEN: Turn,
    StepKind.TRANSCRIBE: Turn,
    StepKind.SPECULATE: Turn,
    StepKind.DECIDE: Turn,
    StepKind.COACH: Turn,
    StepKind.VOICE: Turn,
    StepKind.SUPERVISE: InterviewSession,
    StepKind.RATE: InterviewSession,
    StepKind.PRINT_REPORT: InterviewSession,
    StepKind.RUN_LAB: LabRun,
    StepKind.LIST_VOICES: VoiceList,
}
UNFINISHED = (SessionState.PREPARING, SessionState.READY, SessionState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedStep:
    """Work that a person must look at, and the page on which it is seen."""

    step: Step
    interview_id: int | None
    interview_session_id: int | None
    where: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One interview in the list."""

    interview: Interview
    guide: Guide
    invited: int
    under_way: int
    finished: int
    attention: int
    has_draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One candidate in an interview's table. `asked` is the number of the prepared question reached."""

    taken: InterviewSession
    shown: ShownState
    asked: int
    total: int
    attention: int
    has_report: bool
    same_address: tuple[InterviewSession, ...] = ()


def lines(session: Session, *, archived: bool) -> list[Line]:
    """The interviews, newest first."""
    chosen = Interview.archived_at.is_not(None) if archived else Interview.archived_at.is_(None)
    found = session.scalars(
        select(Interview).where(chosen).order_by(Interview.created_at.desc(), Interview.id.desc())
    )
    invited, states = _invited(session), _session_states(session)
    attention = Counter(one.interview_id for one in failed_steps(session))
    return [
        Line(
            interview=one,
            guide=publishing.shown_of(one),
            invited=invited[one.id],
            under_way=sum(states[one.id][state] for state in UNFINISHED),
            finished=sum(number for state, number in states[one.id].items() if state in interview.OVER),
            attention=attention[one.id],
            has_draft=publishing.draft_of(one) is not None,
        )
        for one in found
    ]


def candidates(session: Session, interview_id: int, now: datetime) -> list[Candidate]:
    """Who has begun this interview, the latest first: never in the order of a score."""
    rows = session.scalars(
        select(InterviewSession)
        .options(joinedload(InterviewSession.guide))
        .where(InterviewSession.interview_id == interview_id)
        .order_by(InterviewSession.created_at.desc(), InterviewSession.id.desc())
    ).all()
    reached = _reached(session, interview_id)
    reports = set(
        session.scalars(
            select(Report.interview_session_id)
            .join(InterviewSession, InterviewSession.id == Report.interview_session_id)
            .where(InterviewSession.interview_id == interview_id)
        )
    )
    attention = Counter(one.interview_session_id for one in failed_steps(session, interview_id))
    return [
        Candidate(
            taken=row,
            shown=interview.shown_state(row.state, row.last_seen_at, now),
            asked=reached.get(row.id, 0),
            total=row.guide.question_count,
            attention=attention[row.id],
            has_report=row.id in reports,
            same_address=tuple(one for one in rows if _is_same_address(one, row)),
        )
        for row in rows
    ]


def same_address(session: Session, taken: InterviewSession) -> list[InterviewSession]:
    """Who else took this interview and gave the same mail address: perhaps the same person, perhaps not."""
    if not taken.candidate_email:
        return []
    others = session.scalars(
        select(InterviewSession)
        .where(
            InterviewSession.interview_id == taken.interview_id,
            func.lower(InterviewSession.candidate_email) == taken.candidate_email.lower(),
        )
        .order_by(InterviewSession.id)
    )
    return [one for one in others if _is_same_address(one, taken)]


def _is_same_address(one: InterviewSession, other: InterviewSession) -> bool:
    if one.invitation_id is not None and one.invitation_id == other.invitation_id:
        return False  # rounds of practice by one link
    return one.id != other.id and one.candidate_email.casefold() == other.candidate_email.casefold() != ""


def failed_steps(session: Session, interview_id: int | None = None) -> list[FailedStep]:
    """Steps that were given up, all or those of one interview; the latest first."""
    rows = session.scalars(
        # What could not be heard or prepared live is done after Submit; times are kept without a look at the answer.
        select(Step)
        .where(
            Step.state == StepState.FAILED,
            Step.kind.not_in((StepKind.LISTEN, StepKind.SPECULATE, StepKind.SUPERVISE)),
        )
        .order_by(Step.id.desc())
        .limit(MOST_FAILED)
    )
    found = [one for step in rows if (one := belongs_to(session, step)) is not None]
    return [one for one in found if interview_id is None or one.interview_id == interview_id]


def belongs_to(session: Session, step: Step) -> FailedStep | None:
    """Where a step is seen, failed or not; None when its subject is gone."""
    subject = session.get(_SUBJECTS[step.kind], step.subject_id)
    match subject:
        case Turn() | Resume():
            return _of_candidate(step, subject.interview_session)
        case InterviewSession():
            return _of_candidate(step, subject)
        case Invitation():
            address = url_for("admin.interviews.page", interview_id=subject.interview_id)
            return _placed(step, subject.interview_id, None, subject.email, address)
        case Guide():
            endpoint = (
                "admin.guides.questions" if step.kind is StepKind.DRAFT_QUESTIONS else "admin.interviews.page"
            )
            address = url_for(endpoint, interview_id=subject.interview_id)
            return _placed(step, subject.interview_id, None, subject.job_title, address)
        case LabRun() | VoiceList():
            return _of_installation(step, subject)
    return None


def _of_installation(step: Step, subject: LabRun | VoiceList) -> FailedStep:
    if isinstance(subject, LabRun):
        return _placed(step, None, None, subject.title, url_for("admin.lab.page", run_id=subject.id))
    return _placed(step, None, None, "Voices to choose from", url_for("admin.system.page"))


def _of_candidate(step: Step, taken: InterviewSession) -> FailedStep:
    address = url_for("admin.candidates.page", interview_session_id=taken.id)
    whose = taken.candidate_name or "A candidate without a name yet"
    return _placed(step, taken.interview_id, taken.id, whose, address)


def _placed(
    step: Step, interview_id: int | None, interview_session_id: int | None, where: str, address: str
) -> FailedStep:
    return FailedStep(
        step=step,
        interview_id=interview_id,
        interview_session_id=interview_session_id,
        where=where,
        address=address,
    )


def _invited(session: Session) -> Counter[int]:
    rows = session.execute(
        select(Invitation.interview_id, func.count())
        .where(Invitation.revoked_at.is_(None))
        .group_by(Invitation.interview_id)
    )
    return Counter({row[0]: row[1] for row in rows})


def _session_states(session: Session) -> defaultdict[int, Counter[SessionState]]:
    rows = session.execute(
        select(InterviewSession.interview_id, InterviewSession.state, func.count()).group_by(
            InterviewSession.interview_id, InterviewSession.state
        )
    )
    found: defaultdict[int, Counter[SessionState]] = defaultdict(Counter)
    for interview_id, state, number in rows:
        found[interview_id][state] = number
    return found


def _reached(session: Session, interview_id: int) -> dict[int, int]:
    """Candidate's session id to the number of the last prepared question asked."""
    rows = session.execute(
        select(Turn.interview_session_id, func.max(Turn.preset_number))
        .join(InterviewSession, InterviewSession.id == Turn.interview_session_id)
        .where(InterviewSession.interview_id == interview_id)
        .group_by(Turn.interview_session_id)
    )
    return {row[0]: row[1] or 0 for row in rows}
