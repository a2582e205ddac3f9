"""The supervisor's log, what of it the candidate reads, and how a look is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain.supervision import Action, Metrics, Source, Verdict
from interview_app.models import InterviewSession, StepKind, SupervisionEntry, Turn
from interview_app.usecases import standing, steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line to be written: who, what, why; of a model also its metrics and its name."""

    source: Source
    verdict: Verdict
    metrics: Metrics | None = None
    words: int = 0
    provider: str = ""
    model: str = ""
    prompt_version: str = ""


def by_hand(action: Action, reason: str, text: str = "") -> Line:
    """What a manager does."""
    return Line(source=Source.MANAGER, verdict=Verdict(action=action, text=text, reason=reason))


def by_code(action: Action, reason: str, changes: tuple[str, ...] = ()) -> Line:
    """What the times do, or why nobody watches."""
    verdict = Verdict(action=action, text="", reason=reason, changes=changes)
    return Line(source=Source.CODE, verdict=verdict)


def note(
    session: Session,
    seat: InterviewSession,
    line: Line,
    *,
    clock: ports.Clock,
    by_name: str = "",
    about: Turn | None = None,
) -> SupervisionEntry:
    """Write a line about an answer, the newest one unless said otherwise. Does not commit."""
    about = about or (seat.turns[-1] if seat.turns else None)
    made = SupervisionEntry(
        interview_session_id=seat.id,
        turn_id=about.id if about else None,
        source=line.source,
        action=line.verdict.action,
        metrics=asdict(line.metrics) if line.metrics else None,
        words=line.words,
        text=line.verdict.text,
        reason=line.verdict.reason,
        changes=list(line.verdict.changes),
        used_ms=interview_clock.used_ms(standing.answer_times(seat), clock()),
        by_name=by_name,
        provider=line.provider,
        model=line.model,
        prompt_version=line.prompt_version,
        created_at=clock(),
    )
    session.add(made)
    session.flush()
    return made


def entries(session: Session, seat: InterviewSession) -> Sequence[SupervisionEntry]:
    """The whole log, oldest first."""
    return session.scalars(
        select(SupervisionEntry)
        .where(SupervisionEntry.interview_session_id == seat.id)
        .order_by(SupervisionEntry.id)
    ).all()


def done_of(log: Sequence[SupervisionEntry]) -> list[SupervisionEntry]:
    """What was done, without what a model merely noticed: for those who judge the answers themselves, and first."""
    return [one for one in log if one.action is not Action.IGNORE or one.source is not Source.MODEL]


def on_screen(session: Session, seat: InterviewSession) -> SupervisionEntry | None:
    """What the candidate is to read now: the newest note on this answer, or that this answer is the last.

    One that came after the answer before was submitted stands over the next question.
    """
    newest = session.scalar(
        select(SupervisionEntry)
        .where(
            SupervisionEntry.interview_session_id == seat.id,
            SupervisionEntry.action.in_((Action.GUIDE, Action.CONCLUDE)),
        )
        .order_by(SupervisionEntry.id.desc())
        .limit(1)
    )
    if newest is None or newest.action is Action.CONCLUDE or not seat.turns:
        return newest
    current = seat.turns[-1]
    before = seat.turns[-2] if len(seat.turns) > 1 else None
    came_between = (
        before is not None
        and newest.turn_id == before.id
        and before.sealed_at is not None
        and newest.created_at >= before.sealed_at
    )
    return newest if newest.turn_id == current.id or came_between else None


def look_soon(session: Session, seat: InterviewSession) -> None:
    """An answer is complete: whoever watches this interview looks at it now. Nobody waits for that. Does not commit."""
    if steps.find(session, StepKind.SUPERVISE, seat.id) is not None:
        steps.add(session, StepKind.SUPERVISE, seat.id).woken_at = None


def in_short(session: Session, seat: InterviewSession) -> list[str]:
    """For a report's method: that somebody watched, and what came of it, in one sentence; none where nobody did."""
    log = entries(session, seat)
    watched = [one for one in log if one.metrics]
    acted = [one for one in log if one.action is not Action.IGNORE]
    if not watched and not acted:
        return []
    names = ", ".join(dict.fromkeys(f"{one.model}, prompt {one.prompt_version}" for one in watched))
    looks = f"looked at the answers {_times(len(watched))} ({names})" if watched else "kept the time"
    notes = [one for one in acted if one.action is Action.GUIDE]
    by_hand = sum(one.source is Source.MANAGER for one in notes)
    said = [f"showed the candidate {_notes(len(notes), by_hand)}"] if notes else []
    last = [f"{_DONE[one.action]} {_BY[one.source]}" for one in acted if one.action in _DONE]
    return [f"A supervisor {'; '.join([looks, *said, *last])}. Its figures are no part of the rating."]


def _notes(count: int, by_hand: int) -> str:
    if count == 1:
        return "a note, by hand" if by_hand else "a note"
    return f"{count} notes, {by_hand or 'none'} of them by hand"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


_DONE: Final = {Action.CONCLUDE: "the interview was concluded", Action.END: "the interview was ended"}
_BY: Final = {
    Source.MODEL: "after the last prepared question",
    Source.CODE: "by the clock",
    Source.MANAGER: "by hand",
}
