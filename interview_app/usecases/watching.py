"""Looks at running interviews by a language model: ordered by the sweep, one at a time, before nobody's question.

A look is a step of its own. It gives way to whatever a candidate waits for, and what it brings is bounded by
`supervision.bound`; the times are kept elsewhere (`supervising.keep_times`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from interview_app import config, ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import interview, supervision, turn
from interview_app.domain.supervision import Action, Source
from interview_app.interviewer import blanking, prompts, replies
from interview_app.models import (
    InterviewSession,
    Step,
    StepKind,
    StepState,
    SupervisionEntry,
    Turn,
    database_now,
)
from interview_app.usecases import asking, standing, steps, supervising, supervision_log, words_so_far

ANSWER_CHARS_TOLD: Final = 4_000
NEW_WORDS: Final = 8
"""With fewer than that since the last look nothing has changed that is worth a call."""
LONGEST_CALL_SECONDS: Final = 12.0
GIVE_WAY_SECONDS: Final = 5.0
FEWEST_WORKERS: Final = 2
"""With one alone, every candidate would wait behind every look."""

BY_SETTING: Final = "By this installation's settings no model watches; the times are kept."
NO_MODEL: Final = "No language model is configured, so none watches; the times are kept."
ONE_WORKER: Final = (
    "With one worker alone no model watches: candidates would wait for it. The times are kept."
)
NO_CONSENT: Final = "The candidate declined ratings by an AI, so no model watches; the times are kept."


def go_round(
    session: Session, settings: config.Settings, *, queue: ports.JobQueue, clock: ports.Clock
) -> None:
    """What the sweep does for running interviews: keep their times, order looks. Never asks a model. Commits."""
    supervising.keep_times(session, rules=supervising.rules_of(settings), queue=queue, clock=clock)
    if settings.supervisor != "off":
        order_looks(session, settings, queue=queue, clock=clock)


def order_looks(
    session: Session, settings: config.Settings, *, queue: ports.JobQueue, clock: ports.Clock
) -> int:
    """Have each answer that runs looked at; where no model may, the log says why, once. Commits; returns how many."""
    running = session.scalars(_answering(clock)).all()
    session.commit()  # no transaction is open while Redis is asked
    unwatched = _why_unwatched(settings, queue) if running else None
    ordered = 0
    for seat in running:
        why = unwatched or (None if seat.ai_rating_consent else NO_CONSENT)
        if why is not None:
            _say_once(session, seat, why, clock)
            continue
        steps.add(session, StepKind.SUPERVISE, seat.id, delay_seconds=settings.supervisor_seconds)
        ordered += 1
    session.commit()
    return ordered


def look(
    session: Session,
    mine: steps.Claim,
    *,
    model: ports.LanguageModel | None,
    settings: config.Settings,
    queue: ports.JobQueue,
    clock: ports.Clock,
) -> None:
    """Look once at an interview, and come again while its answer runs. A model that fails changes nothing."""
    seat = session.get_one(InterviewSession, mine.subject_id, populate_existing=True)
    answered = _newest_begun(seat)
    asks = (
        model is not None and settings.supervisor == "on" and answered is not None and _may_be_watched(seat)
    )
    if asks and _others_first(session, queue):
        steps.put_off(session, mine, GIVE_WAY_SECONDS)
        return
    woken: list[int] = []
    if asks and answered is not None and _is_news(session, answered):
        woken = _notice(session, mine, answered, model, settings, clock)
    _rest(session, mine, seat, settings, clock)
    steps.wake(session, queue, woken)


def watch_prompt(
    session: Session, answered: Turn, said: str, rules: supervision.Rules, clock: ports.Clock
) -> prompts.Prompt:
    """The question to the model about one answer. The candidate's name and contact are not in it.

    It names the thresholds that its reply is held against: else a note would be due that nobody has written.
    """
    seat = answered.interview_session
    person = blanking.Person(seat.candidate_name, seat.candidate_email, seat.candidate_phone)
    shown = [one for one in supervision_log.entries(session, seat) if one.action is Action.GUIDE]
    at = answered.sealed_at or supervising.moment(seat, clock())
    answer = standing.answer_time(answered)
    used_ms = interview_clock.used_ms([answer], at) * answer.slowed_by
    now = supervising.situation(session, seat, clock)
    return prompts.render(
        "supervise",
        language=seat.guide.language,
        job_title=seat.guide.job_title,
        question=answered.text,
        notes=[one.text for one in shown if one.turn_id == answered.id],
        running=answered.sealed_at is None,
        answer=blanking.blank_text(said[-ANSWER_CHARS_TOLD:], person),
        used_seconds=used_ms // 1000,
        left_seconds=max(0, answer.whole_seconds - used_ms // 1000),
        presets_left=now.presets_left,
        relevance_under=rules.relevance_under,
        quality_under=rules.quality_under,
        progress_over=rules.progress_over,
    )


def _notice(
    session: Session,
    mine: steps.Claim,
    answered: Turn,
    model: ports.LanguageModel | None,
    settings: config.Settings,
    clock: ports.Clock,
) -> list[int]:
    """Ask the model, and do what the rules leave of its reply. Returns steps to wake; leaves that uncommitted."""
    seat = answered.interview_session
    said = words_so_far.of(session, answered)
    seconds = min(settings.llm_timeout_seconds, LONGEST_CALL_SECONDS)
    rules = supervising.rules_of(settings)
    prompt = watch_prompt(session, answered, said, rules, clock)
    try:
        reply = asking.ask(
            session, mine, prompt, replies.SuperviseReply,
            model=model, clock=clock, seconds=seconds, interview_session_id=seat.id,
        )  # fmt: skip
    except ports.OutsideError as error:
        _say_once(session, seat, f"No model could look at this answer. {error.reason}", clock)
        return []
    session.commit()
    session.refresh(answered, with_for_update=True)
    session.refresh(seat, with_for_update=True)
    if seat.state is not interview.SessionState.RUNNING:
        return []
    line = _line(reply, supervising.situation(session, seat, clock), rules, len(said.split()))
    by = interview.EndedBy.SUPERVISOR
    return supervising.carry_out(session, seat, line, rules, by, clock, about=answered)


def _line(
    reply: asking.Answered[replies.SuperviseReply],
    now: supervision.Situation,
    rules: supervision.Rules,
    words: int,
) -> supervision_log.Line:
    """A model's reply, bounded by how the interview stands now: a line for the log."""
    proposal = reply.reply.to_domain()
    by_time = supervision.by_time(now, rules) is not Action.IGNORE
    return supervision_log.Line(
        source=Source.CODE if by_time else Source.MODEL,
        verdict=supervision.bound(proposal, now, rules),
        metrics=proposal.metrics,
        words=words,
        provider=reply.provider,
        model=reply.model,
        prompt_version=reply.prompt_version,
    )


def _rest(
    session: Session,
    mine: steps.Claim,
    seat: InterviewSession,
    settings: config.Settings,
    clock: ports.Clock,
) -> None:
    """Come again while an answer runs and its browser is there; else the sweep orders the next look. Commits."""
    running = seat.turns and seat.turns[-1].state is turn.TurnState.ANSWERING and _may_be_watched(seat)
    here = seat.last_seen_at is not None and clock() - seat.last_seen_at <= interview.UNSEEN_AFTER
    if running and here and settings.supervisor == "on":
        steps.put_off(session, mine, settings.supervisor_seconds)
        return
    steps.finish(session, mine, at=clock())
    session.commit()


def _answering(clock: ports.Clock) -> Select[InterviewSession]:
    """Interviews with an answer under way, their browser there, and nothing ordered for them."""
    ordered = select(Step.id).where(
        Step.kind == StepKind.SUPERVISE, Step.subject_id == InterviewSession.id, Step.state != StepState.DONE
    )
    return (
        select(InterviewSession)
        .join(Turn, Turn.interview_session_id == InterviewSession.id)
        .where(
            InterviewSession.state == interview.SessionState.RUNNING,
            InterviewSession.last_seen_at >= clock() - interview.UNSEEN_AFTER,
            Turn.state == turn.TurnState.ANSWERING,
            ~ordered.exists(),
        )
    )


def _newest_begun(seat: InterviewSession) -> Turn | None:
    """The answer to look at: the one that runs, or the last that was submitted."""
    return next((one for one in reversed(seat.turns) if one.started_at is not None), None)


def _may_be_watched(seat: InterviewSession) -> bool:
    return seat.state is interview.SessionState.RUNNING and seat.ai_rating_consent


def _is_news(session: Session, answered: Turn) -> bool:
    """Whether the answer has grown, or was submitted, since a model last looked at it."""
    last = session.scalar(
        select(SupervisionEntry)
        .where(SupervisionEntry.turn_id == answered.id, SupervisionEntry.words > 0)
        .order_by(SupervisionEntry.id.desc())
        .limit(1)
    )
    words = len(words_so_far.of(session, answered).split())
    if last is None:
        return words >= NEW_WORDS
    submitted = answered.sealed_at is not None and last.created_at < answered.sealed_at
    return words >= last.words + NEW_WORDS or (submitted and words > last.words)


def _others_first(session: Session, queue: ports.JobQueue) -> bool:
    """Whether a candidate waits for a worker, or half of the workers look at interviews already."""
    waits = (Step.kind.in_((StepKind.DECIDE, StepKind.VOICE))) & (Step.state == StepState.READY)
    waiting = session.scalar(select(func.count()).where(waits, Step.next_at <= database_now())) or 0
    looks = (Step.kind == StepKind.SUPERVISE) & (Step.state == StepState.RUNNING)
    looking = session.scalar(select(func.count()).where(looks, Step.lease_until > database_now())) or 0
    session.commit()
    return waiting > 0 or looking > max(1, _workers(queue) // 2)


def _why_unwatched(settings: config.Settings, queue: ports.JobQueue) -> str | None:
    if settings.supervisor == "times":
        return BY_SETTING
    if not settings.llm_models:
        return NO_MODEL
    return ONE_WORKER if _workers(queue) < FEWEST_WORKERS else None


def _workers(queue: ports.JobQueue) -> int:
    """How many workers serve candidates now; none where nobody can tell."""
    try:
        listening = queue.workers()
        return listening.get("default", 0) + listening.get("interview", 0)
    except ports.OutsideError:
        return 0


def _say_once(session: Session, seat: InterviewSession, why: str, clock: ports.Clock) -> None:
    """Write down why no model watches, unless the log says so already. Commits."""
    said = select(SupervisionEntry.id).where(
        SupervisionEntry.interview_session_id == seat.id, SupervisionEntry.reason == why
    )
    if session.scalar(said.limit(1)) is None:
        line = supervision_log.by_code(Action.IGNORE, why)
        supervision_log.note(session, seat, line, clock=clock)
    session.commit()
