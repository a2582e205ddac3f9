"""Where an interview stands: what the next decision rests on, and what is left of the time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import decision, interview, resume
from interview_app.models import InterviewSession, ResumeState, Transcript, Turn


def of(session: Session, seat: InterviewSession, clock: ports.Clock) -> decision.Situation:
    """All that the next decision rests on, read from the database."""
    guide = seat.guide
    return decision.Situation(
        presets=tuple(
            decision.Preset(
                number=number, question_id=question.id, text=question.text, seconds=question.seconds
            )
            for number, question in enumerate(guide.questions, 1)
        ),
        asked=tuple(decision.History(t.origin, t.preset_number, t.text) for t in seat.turns),
        remaining_seconds=remaining_seconds(seat, clock),
        follow_up_limit=guide.follow_ups_per_question,
        resume_limit=guide.resume_questions,
        has_resume=resume_text(seat) != "",
        default_answer_seconds=guide.answer_seconds,
        answer_words=_words_of_last(session, seat),
        rubric_texts=tuple(anchor["text"] for one in guide.competencies for anchor in one.anchors),
        resume_places=tuple(one.place for one in resume_passages(seat)),
        ended=seat.state in interview.OVER,
        concluded=seat.ends_at_ms is not None,
    )


def answer_times(seat: InterviewSession) -> list[interview_clock.AnswerTime]:
    """Each turn of the interview on the clock."""
    return [answer_time(asked) for asked in seat.turns]


def answer_time(asked: Turn) -> interview_clock.AnswerTime:
    """One turn on the clock."""
    return interview_clock.AnswerTime(
        started_at=asked.started_at,
        sealed_at=asked.sealed_at,
        away_ms=asked.away_ms,
        limit_seconds=asked.answer_seconds,
        longest_away_ms=asked.longest_away_ms,
        writing_seconds=asked.writing_seconds,
        writing_since=asked.writing_since,
        written_ms=asked.written_ms,
        slowed_by=interview_clock.WRITING_FACTOR if asked.in_writing else 1,
    )


def remaining_seconds(seat: InterviewSession, clock: ports.Clock) -> int:
    """Whole seconds that the interview has left."""
    used_ms = interview_clock.used_ms(answer_times(seat), clock())
    return interview_clock.remaining_seconds(limit_ms(seat) // 1000, used_ms)


def limit_ms(seat: InterviewSession) -> int:
    """The interview's whole time in milliseconds: what the candidate was told, or what a conclusion left of it."""
    whole_ms = seat.guide.time_limit_minutes * 60_000 if seat.limit_ms is None else seat.limit_ms
    return whole_ms if seat.ends_at_ms is None else min(whole_ms, seat.ends_at_ms)


def left_ms(seat: InterviewSession, now: datetime) -> int:
    """Milliseconds that the interview has left as its candidate is shown them: where all is in writing, twice as many."""
    used_ms = interview_clock.used_ms(answer_times(seat), now)
    pace = interview_clock.WRITING_FACTOR if seat.turns and seat.turns[-1].in_writing else 1
    return max(0, limit_ms(seat) - used_ms) * pace


def _words_of_last(session: Session, seat: InterviewSession) -> int | None:
    if not seat.turns:
        return None
    text = session.scalar(select(Transcript.text).where(Transcript.turn_id == seat.turns[-1].id))
    return None if text is None else len(text.split())


def resume_passages(seat: InterviewSession) -> tuple[resume.Passage, ...]:
    """The résumé's passages in order, none when it could not be read."""
    if resume_text(seat) == "" or seat.resume is None:
        return ()
    return resume.from_json(seat.resume.passages) or resume.passages(seat.resume.text)


def resume_text(seat: InterviewSession) -> str:
    """What could be read of the résumé, empty when there is none."""
    given = seat.resume
    return given.text if given is not None and given.state is ResumeState.READ else ""
