"""The loop: what comes after an answer, the next turn and its voice, the end."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import decision, interview, turn
from interview_app.domain import resume as resume_parts
from interview_app.interviewer import blanking, prompts, replies
from interview_app.models import (
    Decision,
    Guide,
    InterviewSession,
    ResumeState,
    StepKind,
    Transcript,
    Turn,
)
from interview_app.usecases import asking, sealing, steps, workers

PASSAGES_TOLD = 8
ANSWER_CHARS_TOLD = 4_000
UNHEARD = "No speech worker listened, so the answer's words were not waited for."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposed:
    """What the model brought, or why it brought nothing."""

    proposal: decision.Proposal | None
    failure: str | None = None
    provider: str = ""
    model: str = ""
    raw: str = ""
    prompt_version: str = ""


def open_interview(
    session: Session, seat: InterviewSession, *, clock: ports.Clock, voiced: bool
) -> tuple[Turn, list[int]]:
    """Ask the first question, by the rules alone. Returns the turn and the ids of steps to wake; does not commit."""
    situation = situation_of(session, seat, clock)
    choice = decision.bound(
        decision.Proposal(decision.Action.PRESET, "", None, "The interview begins."), situation
    )
    row, woken = _carry_out(
        session, seat, None, choice, _Proposed(proposal=None), situation, clock, voiced=voiced
    )
    if row is None:
        raise ValueError("a published guide has a first question")
    return row, woken


def decide_next(
    session: Session,
    mine: steps.Claim,
    *,
    model: ports.LanguageModel | None,
    queue: ports.JobQueue,
    clock: ports.Clock,
    patience_seconds: float,
    voiced: bool,
) -> None:
    """Choose what follows an answer. The model has `patience_seconds`; after that the rules choose alone."""
    answered = session.get_one(Turn, mine.subject_id)
    seat_id = answered.interview_session_id
    if answered.state is turn.TurnState.DECIDED or answered.interview_session.state in interview.OVER:
        steps.finish(session, mine, at=clock())
        session.commit()
        return
    proposed = _propose(session, mine, answered, model, clock, patience_seconds)
    session.rollback()
    seat = session.get_one(InterviewSession, seat_id, with_for_update=True, populate_existing=True)
    answered = session.get_one(Turn, mine.subject_id, populate_existing=True)
    situation = situation_of(session, seat, clock)
    choice = decision.bound(proposed.proposal, situation, proposed.failure or "No usable proposal came.")
    answered.state = turn.advance(answered.state, turn.TurnState.DECIDED)
    _row, woken = _carry_out(session, seat, answered, choice, proposed, situation, clock, voiced=voiced)
    steps.finish(session, mine, at=clock())
    session.commit()
    steps.wake(session, queue, woken)


def situation_of(session: Session, seat: InterviewSession, clock: ports.Clock) -> decision.Situation:
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
        has_resume=_resume_text(seat) != "",
        default_answer_seconds=guide.answer_seconds,
        answer_words=_words_of_last(session, seat),
        rubric_texts=tuple(anchor["text"] for one in guide.competencies for anchor in one.anchors),
        ended=seat.state in interview.OVER,
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
    )


def remaining_seconds(seat: InterviewSession, clock: ports.Clock) -> int:
    """Whole seconds that the interview has left."""
    used_ms = interview_clock.used_ms(answer_times(seat), clock())
    return interview_clock.remaining_seconds(seat.guide.time_limit_minutes * 60, used_ms)


def end_by_hand(
    session: Session, seat: InterviewSession, *, queue: ports.JobQueue, clock: ports.Clock
) -> None:
    """A manager ends the interview; what was answered is kept and rated."""
    _lock(session, seat)
    woken = _end(session, seat, interview.SessionState.ENDED, interview.EndedBy.MANAGER, clock)
    session.commit()
    steps.wake(session, queue, woken)


def expire_overdue(session: Session, *, queue: ports.JobQueue, clock: ports.Clock) -> int:
    """End every interview whose deadline has passed. Returns how many."""
    overdue = session.scalars(
        select(InterviewSession)
        .join(Guide, InterviewSession.guide_id == Guide.id)
        .where(Guide.deadline < clock(), InterviewSession.state.not_in(list(interview.OVER)))
    ).all()
    expired = 0
    for seat in overdue:
        _lock(session, seat)
        woken: list[int] = []
        if seat.state not in interview.OVER:
            expired += 1
            woken = _end(session, seat, interview.SessionState.EXPIRED, interview.EndedBy.DEADLINE, clock)
        session.commit()
        steps.wake(session, queue, woken)
    return expired


def _lock(session: Session, seat: InterviewSession) -> None:
    """The newest answer before its interview, as an arriving chunk takes them: no two wait for one another."""
    if seat.turns:
        session.refresh(seat.turns[-1], with_for_update=True)
    session.refresh(seat, with_for_update=True)


def _end(
    session: Session,
    seat: InterviewSession,
    state: interview.SessionState,
    by: interview.EndedBy,
    clock: ports.Clock,
) -> list[int]:
    """End it; of a running answer what has arrived is kept and rated. Returns the steps to wake."""
    seat.state = interview.move(seat.state, state)
    seat.ended_by, seat.finished_at = by, clock()
    running = [asked for asked in seat.turns if asked.state is turn.TurnState.ANSWERING]
    words = [sealing.as_it_came(session, asked, clock) for asked in running]
    if not any(asked.sealed_at for asked in seat.turns):
        return []
    rating = steps.add(session, StepKind.RATE, seat.id)
    return [step.id for step in (*words, rating) if step is not None]


def _propose(
    session: Session,
    mine: steps.Claim,
    answered: Turn,
    model: ports.LanguageModel | None,
    clock: ports.Clock,
    patience_seconds: float,
) -> _Proposed:
    """Ask the model, unless there is nothing for it to choose or nothing for it to go by."""
    seat = answered.interview_session
    situation = situation_of(session, seat, clock)
    if model is None:
        return _Proposed(proposal=None, failure="No language model is configured.")
    if answered.state is turn.TurnState.SEALED:
        late = "The answer's words were not there in time." if workers.any_listens(session) else UNHEARD
        return _Proposed(proposal=None, failure=late)
    if not _has_choice(situation):
        return _Proposed(
            proposal=None, failure="There was nothing to choose: only the guide's next step is allowed."
        )
    prompt = decision_prompt(session, seat, situation, clock)
    try:
        said = asking.ask(
            session, mine, prompt, replies.DecisionReply,
            model=model, clock=clock, seconds=patience_seconds, interview_session_id=seat.id,
        )  # fmt: skip
    except ports.OutsideError as error:
        return _Proposed(proposal=None, failure=error.reason, prompt_version=prompt.version)
    return _Proposed(
        proposal=said.reply.to_domain(),
        provider=said.provider,
        model=said.model,
        raw=said.raw,
        prompt_version=said.prompt_version,
    )


def _has_choice(situation: decision.Situation) -> bool:
    return decision.why_no_follow_up(situation) is None or decision.why_no_resume_question(situation) is None


def decision_prompt(
    session: Session, seat: InterviewSession, situation: decision.Situation, clock: ports.Clock
) -> prompts.Prompt:
    """The question to the model about the next step. The candidate's name and contact are not in it."""
    guide = seat.guide
    number = situation.asked[-1].preset_number if situation.asked else None
    person = blanking.Person(seat.candidate_name, seat.candidate_email, seat.candidate_phone)
    history = _history(session, seat, person)
    return prompts.render(
        "decide",
        language=guide.language,
        job_title=guide.job_title,
        job_description=guide.job_description,
        focus_areas=guide.focus_areas,
        interview_type=guide.interview_type.value,
        difficulty=guide.difficulty.value,
        instructions=guide.instructions,
        resume=_passages(seat, history, person),
        history=history,
        used_seconds=interview_clock.used_ms(answer_times(seat), clock()) // 1000,
        remaining_seconds=situation.remaining_seconds,
        urgency=interview_clock.urgency(situation.remaining_seconds).value,
        presets_left=[preset.text for preset in decision.presets_left(situation)],
        follow_ups_used=decision.follow_ups_used(situation, number) if number is not None else 0,
        follow_up_limit=situation.follow_up_limit,
        no_follow_up=decision.why_no_follow_up(situation) or "",
        no_resume_question=decision.why_no_resume_question(situation) or "",
    )


def _carry_out(
    session: Session,
    seat: InterviewSession,
    answered: Turn | None,
    choice: decision.Decision,
    proposed: _Proposed,
    situation: decision.Situation,
    clock: ports.Clock,
    *,
    voiced: bool,
) -> tuple[Turn | None, list[int]]:
    """Write the decision and what follows from it. Returns the next turn, if any, and the steps to wake."""
    woken: list[int] = []
    asked = None
    if choice.action is decision.Action.COMPLETE:
        woken = _complete(session, seat, clock, situation)
    else:
        asked = _insert_turn(session, seat, choice, clock)
        if voiced:
            woken = [steps.add(session, StepKind.VOICE, asked.id).id]
    session.add(_decision_row(seat, answered, asked, choice, proposed, situation, clock))
    session.flush()
    return asked, woken


def _complete(
    session: Session, seat: InterviewSession, clock: ports.Clock, situation: decision.Situation
) -> list[int]:
    if seat.state in interview.OVER:
        return []
    out_of_time = situation.remaining_seconds < decision.MIN_SECONDS_TO_ASK
    by = interview.EndedBy.TIME if out_of_time else interview.EndedBy.CANDIDATE
    return _end(session, seat, interview.SessionState.COMPLETED, by, clock)


def _insert_turn(
    session: Session, seat: InterviewSession, choice: decision.Decision, clock: ports.Clock
) -> Turn:
    remaining = remaining_seconds(seat, clock)
    asked = Turn(
        position=len(seat.turns) + 1,
        origin=turn.Origin(choice.action.value),
        question_id=choice.question_id,
        preset_number=choice.preset_number,
        text=choice.text,
        answer_seconds=choice.seconds,
        state=turn.TurnState.ASKED,
        created_at=clock(),
        away_ms=0,
        longest_away_ms=0,
        writing_seconds=interview_clock.writing_seconds(choice.seconds, remaining),
        written_ms=0,
        attempt=1,
    )
    seat.turns.append(asked)
    session.flush()
    return asked


def _decision_row(
    seat: InterviewSession,
    answered: Turn | None,
    asked: Turn | None,
    choice: decision.Decision,
    proposed: _Proposed,
    situation: decision.Situation,
    clock: ports.Clock,
) -> Decision:
    return Decision(
        interview_session_id=seat.id,
        turn_id=answered.id if answered else None,
        next_turn_id=asked.id if asked else None,
        action=choice.action,
        reason=choice.reason,
        changes=list(choice.changes),
        proposal=_plain(asdict(proposed.proposal)) if proposed.proposal else None,
        failure=proposed.failure,
        provider=proposed.provider,
        model=proposed.model,
        prompt_version=proposed.prompt_version,
        raw=proposed.raw,
        input_hash=hashlib.sha256(json.dumps(asdict(situation), default=str).encode()).hexdigest(),
        created_at=clock(),
    )


def _plain(proposal: dict[str, Any]) -> dict[str, Any]:
    return proposal | {"action": proposal["action"].value}


def _history(session: Session, seat: InterviewSession, person: blanking.Person) -> list[dict[str, str]]:
    rows = session.execute(
        select(Transcript.turn_id, Transcript.text)
        .join(Turn, Turn.id == Transcript.turn_id)
        .where(Turn.interview_session_id == seat.id)
    )
    texts = {row[0]: row[1] for row in rows}
    return [
        {
            "kind": t.origin.value,
            "question": t.text,
            "answer": blanking.blank_text(texts.get(t.id, "")[:ANSWER_CHARS_TOLD], person),
        }
        for t in seat.turns
    ]


def _passages(
    seat: InterviewSession, history: list[dict[str, str]], person: blanking.Person
) -> list[dict[str, str]]:
    """What of the résumé bears on the question and answer last heard, and on the role, each with its place."""
    if _resume_text(seat) == "" or seat.resume is None:
        return []
    found = resume_parts.from_json(seat.resume.passages) or resume_parts.passages(seat.resume.text)
    heard = list(history[-1].values())[1:] if history else []
    topic = " ".join([*heard, seat.guide.job_title, *seat.guide.focus_areas])
    return [
        {"place": one.place, "text": blanking.blank_text(one.text, person)}
        for one in resume_parts.bearing_on(found, topic, PASSAGES_TOLD)
    ]


def _words_of_last(session: Session, seat: InterviewSession) -> int | None:
    if not seat.turns:
        return None
    text = session.scalar(select(Transcript.text).where(Transcript.turn_id == seat.turns[-1].id))
    return None if text is None else len(text.split())


def _resume_text(seat: InterviewSession) -> str:
    resume = seat.resume
    return resume.text if resume is not None and resume.state is ResumeState.READ else ""
