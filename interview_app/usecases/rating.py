"""Rating an interview: models find and quote, code checks and computes (docs/architecture.md, law 3).

One step rates one interview, an answer at a time: after each it goes back to the queue, so that no candidate's
next question waits behind it. Every call to a model is kept, so nothing is asked or paid twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, interview, practice, rating, rubric, transcript
from interview_app.models import (
    Assessment,
    InterviewSession,
    Rating,
    Report,
    Step,
    StepKind,
    StepState,
)
from interview_app.usecases import correcting, grouping, judging, reporting, steps

WAIT_FOR_WORDS_SECONDS = 3.0


def rate_interview(
    session: Session,
    mine: steps.Claim,
    *,
    model: ports.LanguageModel | None,
    queue: ports.JobQueue,
    clock: ports.Clock,
    seconds: float,
    judges: int,
) -> None:
    """Rate the next answer that has no rating yet, or, when all have theirs, write the report's content.

    Waits while words are still on their way, and while the candidate may correct them. A provider that stays away
    after all attempts gives `unscored` with the reason; the report is made all the same.
    """
    seat = session.get_one(InterviewSession, mine.subject_id)
    if seat.state not in interview.OVER:
        raise ports.OutsideError("The interview is still running.", permanent=True)
    if _words_are_coming(session, seat):
        steps.put_off(
            session, mine, WAIT_FOR_WORDS_SECONDS, why="Waiting for the last answers to be transcribed."
        )
        return
    if (seconds_left := correcting.close_for_rating(session, seat, clock=clock)) > 0:
        steps.put_off(session, mine, seconds_left)
        return
    scoring = next_scoring(session, seat)
    waiting = _unrated(session, seat, scoring)
    if waiting:
        bench = judging.Bench(
            session=session, claim=mine, model=model, clock=clock, seconds=seconds,
            interview_session_id=seat.id, scoring=scoring,
        )  # fmt: skip
        _rate_group(bench, seat, waiting[0], judges)
        steps.again(session, mine, queue)
        return
    summary = reporting.summarise(session, mine, seat, scoring, model=model, clock=clock, seconds=seconds)
    seat = session.get_one(InterviewSession, mine.subject_id)
    reporting.write_report(session, seat, scoring, summary, clock=clock)
    printing = steps.add(session, StepKind.PRINT_REPORT, seat.id)
    steps.finish(session, mine, at=clock())
    session.commit()
    steps.wake(session, queue, [printing.id])


def rate_again(session: Session, seat: InterviewSession, reason: str, *, queue: ports.JobQueue) -> None:
    """Have a finished interview rated anew; the earlier record stays. Raises InvalidInput without a reason."""
    cleaned = transcript.clean_text(reason, 500).text.strip()
    if not cleaned:
        raise errors.InvalidInput("Please say why this interview should be rated again.", "reason")
    if seat.state not in interview.OVER:
        raise errors.NotYet("The interview is still running.")
    if not seat.ai_rating_consent:
        raise errors.WrongState("The candidate declined a rating by a model.")
    seat.rescoring_reason = cleaned
    step = steps.add(session, StepKind.RATE, seat.id)
    session.commit()
    steps.wake(session, queue, [step.id])


def next_scoring(session: Session, seat: InterviewSession) -> int:
    """The number of the scoring under way: one more than the finished ones."""
    last = session.scalar(select(func.max(Report.scoring)).where(Report.interview_session_id == seat.id))
    return (last or 0) + 1


def _words_are_coming(session: Session, seat: InterviewSession) -> bool:
    """Whether a transcription is still open, for hours where no speech worker is at work."""
    open_steps = session.scalar(
        select(func.count())
        .select_from(Step)
        .where(
            Step.kind == StepKind.TRANSCRIBE,
            Step.subject_id.in_([asked.id for asked in seat.turns]),
            Step.state.in_([StepState.READY, StepState.RUNNING]),
        )
    )
    return bool(open_steps)


def _unrated(session: Session, seat: InterviewSession, scoring: int) -> list[grouping.Group]:
    done = set(
        session.scalars(
            select(Assessment.head_turn_id).where(
                Assessment.interview_session_id == seat.id, Assessment.scoring == scoring
            )
        )
    )
    return [group for group in grouping.groups_of(session, seat) if group.head.id not in done]


def _rate_group(bench: judging.Bench, seat: InterviewSession, group: grouping.Group, judges: int) -> None:
    """Add the group's ratings to the session; the caller commits them."""
    head_id = group.head.id
    blocked = why_unratable(seat, group, bench.model)
    verdicts: list[judging.Verdict] = []
    if blocked is None:
        try:
            verdicts = _hear_judges(bench, group, seat.guide.language, judges)
        except ports.OutsideError as error:
            if not (error.permanent or bench.claim.attempt >= steps.ATTEMPTS):
                raise
            bench.session.rollback()
            blocked = (rating.RatingState.UNSCORED, error.reason)
    for competency in group.competencies:
        bench.session.add(_row(bench, head_id, competency, blocked, verdicts))
    bench.session.add(
        Assessment(
            interview_session_id=bench.interview_session_id,
            scoring=bench.scoring,
            head_turn_id=head_id,
            notes=_notes(seat, verdicts),
            created_at=bench.clock(),
        )
    )


def _notes(seat: InterviewSession, verdicts: Sequence[judging.Verdict]) -> dict[str, Any]:
    """The first judge's; in practice the candidate reads them, and nothing of hiring."""
    if not verdicts:
        return {}
    return practice.without_verdicts(verdicts[0].notes) if seat.guide.practice else verdicts[0].notes


def why_unratable(
    seat: InterviewSession, group: grouping.Group, model: ports.LanguageModel | None
) -> tuple[rating.RatingState, str] | None:
    """The state and the reason for which no judge is asked about these answers; None when one can be."""
    if not seat.ai_rating_consent:
        return rating.RatingState.CONSENT_REFUSED, "The candidate did not agree to a rating by a model."
    if not group.answers:
        return rating.RatingState.NOT_ASSESSABLE, "The interview ended before this question was answered."
    if model is None:  # before any rule about the words: nobody applied one
        return rating.RatingState.UNSCORED, "No language model is configured."
    words = [word for answer in group.answers for word in answer.words]
    why = rating.assessable(words, seat.guide.language)
    if why is not None and group.unheard:
        return rating.RatingState.NOT_ASSESSABLE, "The recording could not be transcribed."
    if why is not None:
        return rating.RatingState.NOT_ASSESSABLE, why
    return None


def _hear_judges(
    bench: judging.Bench, group: grouping.Group, language: str, judges: int
) -> list[judging.Verdict]:
    """Each judge's verdict; a judge that is away is left out as long as one answered."""
    verdicts, failure = [], ports.OutsideError("No judge answered.")
    for number in range(judges):
        try:
            verdicts.append(judging.judge(bench, number, group.answers, group.competencies, language))
        except ports.OutsideError as error:
            failure = error
    if not verdicts:
        raise failure
    return verdicts


def _row(
    bench: judging.Bench,
    head_id: int,
    competency: rubric.Competency,
    blocked: tuple[rating.RatingState, str] | None,
    verdicts: Sequence[judging.Verdict],
) -> Rating:
    row = Rating(
        interview_session_id=bench.interview_session_id,
        scoring=bench.scoring,
        head_turn_id=head_id,
        competency_key=competency.key,
        findings=[finding for verdict in verdicts for finding in verdict.findings.get(competency.key, [])],
        judges=[verdict.record(competency.key) for verdict in verdicts],
        created_at=bench.clock(),
        level=None,
        spread=None,
    )
    row.state, row.reason = blocked or (rating.RatingState.RATED, "")
    if blocked is None:
        _compute(row, competency, verdicts)
    return row


def _compute(row: Rating, competency: rubric.Competency, verdicts: Sequence[judging.Verdict]) -> None:
    """The panel's level from each judge's, or the state that says why there is none."""
    levels = [level for verdict in verdicts if (level := verdict.levels.get(competency.key)) is not None]
    panel = rating.judge([[level] for level in levels])
    if panel is None:
        row.state = rating.RatingState.NO_EVIDENCE
        row.reason = (
            "Evidence was claimed, and none of the quotes stands in the answer and supports its anchor."
        )
        return
    row.spread = panel.spread
    if panel.disagree:
        row.state = rating.RatingState.JUDGES_DISAGREE
        row.reason = (
            "The judges are two levels or more apart: " + ", ".join(str(level) for level in levels) + "."
        )
        return
    row.level = panel.level
