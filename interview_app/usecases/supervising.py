"""The times of a running interview, kept by code alone, and what a manager does by hand while it runs.

The sweep of every worker keeps the times: no model, no queue and no step stands between (docs/decisions/0018).
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from interview_app import config, ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import decision, errors, interview, question, supervision, turn
from interview_app.domain.supervision import Action
from interview_app.models import Guide, InterviewSession, SupervisionEntry, Turn
from interview_app.usecases import interviewing, standing, steps, supervision_log, words_so_far

ARRIVAL: Final = timedelta(seconds=20)
"""For the last seconds of a recording that a browser submits in time: they are on their way."""
LATELY: Final = timedelta(days=1)
"""What came due while no worker ran is done by the first that runs again, if it is not away for longer."""
SUBMITTED: Final = timedelta(seconds=120)
"""So long an answer that was submitted may wait for its decision, which is then the end."""


def rules_of(settings: config.Settings) -> supervision.Rules:
    """The installation's thresholds; with the supervisor off only what a manager concludes comes to its end."""
    after_ms = settings.supervisor_after_conclude_seconds * 1000
    if settings.supervisor == "off":
        return supervision.Rules(
            relevance_under=None, quality_under=None, progress_over=None, conclude_ms=None, end_ms=None,
            after_conclude_ms=after_ms,
        )  # fmt: skip
    return supervision.Rules(
        relevance_under=settings.supervisor_guide_relevance,
        quality_under=settings.supervisor_guide_quality,
        progress_over=settings.supervisor_conclude_progress,
        conclude_ms=_ms(settings.supervisor_conclude_minutes),
        end_ms=_ms(settings.supervisor_end_minutes),
        after_conclude_ms=after_ms,
    )


def most_ms(settings: config.Settings) -> int | None:
    """The most of its own time that this installation gives any interview, in milliseconds; None: no such limit."""
    return rules_of(settings).concludes_at_ms


def told_minutes(guide: Guide, settings: config.Settings, *, in_writing: bool) -> int:
    """Minutes that all answers together may take, as a candidate is told them: rounded up, in writing twice as many.

    Without a model nothing but the prepared questions is asked, so that they are all there is to answer.
    """
    whole_ms = supervision.limit_ms(guide.time_limit_minutes, most_ms(settings))
    if not settings.has_models:
        whole_ms = min(whole_ms, sum(one.seconds for one in guide.questions) * 1000)
    return math.ceil(whole_ms * (interview_clock.WRITING_FACTOR if in_writing else 1) / 60_000)


def keep_times(
    session: Session, *, rules: supervision.Rules, queue: ports.JobQueue, clock: ports.Clock
) -> int:
    """Conclude and end what is due by its times. Safe in many workers at once. Commits; returns how many."""
    due = [seat for seat in _may_be_due(session, rules, clock) if _due(session, seat, rules, clock)]
    session.commit()
    acted = 0
    for seat in due:
        interviewing.lock(session, seat)
        action = _due(session, seat, rules, clock)
        woken: list[int] = []
        if action is not None:
            acted += 1
            verdict = supervision.bound(None, situation(session, seat, clock), rules)
            line = supervision_log.by_code(action, verdict.reason)
            woken = carry_out(session, seat, line, rules, interview.EndedBy.SUPERVISOR, clock)
        session.commit()
        steps.wake(session, queue, woken)
    return acted


def carry_out(
    session: Session,
    seat: InterviewSession,
    line: supervision_log.Line,
    rules: supervision.Rules,
    by: interview.EndedBy,
    clock: ports.Clock,
    *,
    by_name: str = "",
    about: Turn | None = None,
) -> list[int]:
    """Do what a line says, and write it down. The caller holds the interview. Returns steps to wake; does not commit."""
    entry = supervision_log.note(session, seat, line, clock=clock, by_name=by_name, about=about)
    if entry.action is Action.CONCLUDE:
        entry.changes = [*entry.changes, *_conclude(session, seat, rules, by, clock)]
    if entry.action is Action.END:
        by = seat.concluded_by or by
        return interviewing.end(session, seat, interview.SessionState.COMPLETED, by, clock)
    return []


def situation(session: Session, seat: InterviewSession, clock: ports.Clock) -> supervision.Situation:
    """What the rules need to know of an interview now."""
    now, newest = moment(seat, clock()), seat.turns[-1]
    guided = [
        one
        for one in supervision_log.entries(session, seat)
        if one.action is Action.GUIDE and one.source is supervision.Source.MODEL
    ]
    whole = standing.of(session, seat, clock)
    left = decision.presets_left(whole)
    return supervision.Situation(
        used_ms=used_ms(seat, clock),
        ends_at_ms=seat.ends_at_ms,
        still_arriving=_still_arriving(newest, now),
        presets_left=len(left),
        answer_words=len(words_so_far.of(session, newest).split()),
        guided_at_ms=tuple(one.used_ms for one in guided),
        guided_here=sum(one.turn_id == newest.id for one in guided),
        kept_texts=(*(one.text for one in left), *(one.text for one in guided)),
        rubric_texts=whole.rubric_texts,
        answering=newest.state is turn.TurnState.ANSWERING,
        submitted=newest.sealed_at is not None,
    )


def moment(seat: InterviewSession, now: datetime) -> datetime:
    """Now; for a browser that is away, when it was last heard of: its silence is given back when it returns."""
    seen_at = seat.last_seen_at
    return seen_at if seen_at is not None and now - seen_at > interview_clock.AWAY_AFTER else now


def used_ms(seat: InterviewSession, clock: ports.Clock) -> int:
    """What was used of the interview's time, in milliseconds."""
    return interview_clock.used_ms(standing.answer_times(seat), moment(seat, clock()))


def guide_by_hand(
    session: Session, seat: InterviewSession, text: str, *, by_name: str, clock: ports.Clock
) -> SupervisionEntry:
    """Show the candidate a manager's note. Raises InvalidInput for one that must not be shown, InterviewOver."""
    shown = check_note(session, seat, text, clock)
    interviewing.lock(session, seat)
    _check_running(seat)
    line = supervision_log.by_hand(Action.GUIDE, "Sent by hand.", shown)
    entry = supervision_log.note(session, seat, line, clock=clock, by_name=by_name)
    session.commit()
    return entry


def check_note(session: Session, seat: InterviewSession, text: str, clock: ports.Clock) -> str:
    """The note as the candidate will read it, in one line. Raises InvalidInput, which says why not; InterviewOver."""
    _check_running(seat)
    whole = standing.of(session, seat, clock)
    shown = question.tidy(text)
    kept = [one.text for one in decision.presets_left(whole)]
    why = supervision.why_not_shown(shown, kept, whole.rubric_texts)
    if why is not None:
        raise errors.InvalidInput(f"This cannot be shown. {why}", "text")
    return shown


def conclude_by_hand(
    session: Session,
    seat: InterviewSession,
    *,
    rules: supervision.Rules,
    by_name: str,
    clock: ports.Clock,
) -> None:
    """Let the answer that is running, or asked for, be the last. A second time changes nothing. Raises InterviewOver."""
    interviewing.lock(session, seat)
    _check_running(seat)
    if seat.ends_at_ms is None:
        line = supervision_log.by_hand(Action.CONCLUDE, "Concluded by hand.")
        carry_out(session, seat, line, rules, interview.EndedBy.MANAGER, clock, by_name=by_name)
    session.commit()


def _may_be_due(session: Session, rules: supervision.Rules, clock: ports.Clock) -> list[InterviewSession]:
    """Running interviews that began long enough ago, or are concluded: none has used more time than has passed.

    While a browser is away an interview's time stands, so that nothing comes due of one that nobody takes any more.
    """
    concluded = InterviewSession.ends_at_ms.is_not(None)
    at_ms = rules.concludes_at_ms
    long_ago = (
        [] if at_ms is None else [InterviewSession.started_at <= clock() - timedelta(milliseconds=at_ms)]
    )
    running = InterviewSession.state == interview.SessionState.RUNNING
    seen = InterviewSession.last_seen_at >= clock() - LATELY
    return list(session.scalars(select(InterviewSession).where(running, seen, or_(concluded, *long_ago))))


def _due(
    session: Session, seat: InterviewSession, rules: supervision.Rules, clock: ports.Clock
) -> Action | None:
    if seat.state is not interview.SessionState.RUNNING or not seat.turns:
        return None
    action = supervision.by_time(situation(session, seat, clock), rules)
    return None if action is Action.IGNORE else action


def _conclude(
    session: Session,
    seat: InterviewSession,
    rules: supervision.Rules,
    by: interview.EndedBy,
    clock: ports.Clock,
) -> list[str]:
    """Set the end, and shorten the answer that is the last. Returns sentences on what that leaves out."""
    used = used_ms(seat, clock)
    seat.ends_at_ms, seat.concluded_by = rules.ends_at_ms(used), by
    newest = seat.turns[-1]
    if newest.sealed_at is None:
        left_seconds = max(0, standing.limit_ms(seat) - used) // 1000
        newest.answer_seconds, newest.writing_seconds = interview_clock.shortened(
            standing.answer_time(newest), moment(seat, clock()), left_seconds
        )
    left = len(decision.presets_left(standing.of(session, seat, clock)))
    return [f"Prepared questions that will not be asked: {left}."] if left else []


def _still_arriving(newest: Turn, now: datetime) -> bool:
    """Whether something of the last answer is on its way: its clock runs, or has just stopped, or it is not begun."""
    if newest.sealed_at is not None:
        return now <= newest.sealed_at + SUBMITTED
    deadline = interview_clock.answer_deadline(standing.answer_time(newest))
    return deadline is None or now <= deadline + ARRIVAL


def _check_running(seat: InterviewSession) -> None:
    if seat.state in interview.OVER:
        raise errors.InterviewOver
    if seat.state is not interview.SessionState.RUNNING or not seat.turns:
        raise errors.NotYet("This interview has not started yet.")


def _ms(minutes: int | None) -> int | None:
    return None if minutes is None else minutes * 60_000
