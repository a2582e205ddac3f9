"""What a language model proposes to ask next, or why it proposed nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import decision, speculation, turn
from interview_app.domain import resume as resume_parts
from interview_app.interviewer import blanking, prompts, replies
from interview_app.models import InterviewSession, Transcript, Turn, reading
from interview_app.usecases import asking, speculations, standing, steps, workers

PASSAGES_TOLD = 8
ANSWER_CHARS_TOLD = 4_000
UNHEARD = "No speech worker listened, so the answer's words were not waited for."


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What the model brought, or why it brought nothing.

    `prepared` tells of what was prepared while the answer was spoken; `voicing` says that its voice is being made now.
    """

    proposal: decision.Proposal | None
    failure: str | None = None
    provider: str = ""
    model: str = ""
    raw: str = ""
    prompt_version: str = ""
    prepared: dict[str, Any] | None = None
    voicing: bool = False


def propose(
    session: Session,
    mine: steps.Claim,
    answered: Turn,
    model: ports.LanguageModel | None,
    clock: ports.Clock,
    patience_seconds: float,
) -> Proposed:
    """What was prepared if it still holds, else what the model says now; nothing where nothing is to be chosen."""
    seat = answered.interview_session
    situation = standing.of(session, seat, clock)
    if model is None:
        return Proposed(proposal=None, failure="No language model is configured.")
    if answered.state is turn.TurnState.SEALED:
        late = "The answer's words were not there in time." if workers.any_listens(session) else UNHEARD
        return Proposed(proposal=None, failure=late)
    if not speculation.has_choice(situation):
        return Proposed(
            proposal=None, failure="There was nothing to choose: only the guide's next step is allowed."
        )
    words = session.scalar(select(Transcript.text).where(Transcript.turn_id == answered.id)) or ""
    found = speculations.find(session, answered, words, situation, clock)
    if found.ready is not None:
        return _as_prepared(found.ready, found.told)
    return _ask_anew(session, mine, seat, situation, model, clock, patience_seconds, told=found.told)


def _as_prepared(ready: speculations.Ready, told: dict[str, Any] | None) -> Proposed:
    return Proposed(
        proposal=ready.proposal,
        provider=ready.row.provider,
        model=ready.row.model,
        raw=ready.row.raw,
        prompt_version=ready.row.prompt_version,
        prepared=told,
        voicing=ready.voicing,
    )


def _ask_anew(
    session: Session,
    mine: steps.Claim,
    seat: InterviewSession,
    situation: decision.Situation,
    model: ports.LanguageModel,
    clock: ports.Clock,
    patience_seconds: float,
    *,
    told: dict[str, Any] | None,
) -> Proposed:
    if not session.in_transaction():
        reading.begin(session)
    prompt = decision_prompt(session, seat, situation, clock)
    session.commit()
    try:
        said = asking.ask(
            session, mine, prompt, replies.DecisionReply,
            model=model, clock=clock, seconds=patience_seconds, interview_session_id=seat.id,
        )  # fmt: skip
    except ports.OutsideError as error:
        return Proposed(proposal=None, failure=error.reason, prompt_version=prompt.version, prepared=told)
    return Proposed(
        proposal=said.reply.to_domain(),
        provider=said.provider,
        model=said.model,
        raw=said.raw,
        prompt_version=said.prompt_version,
        prepared=told,
    )


def decision_prompt(
    session: Session,
    seat: InterviewSession,
    situation: decision.Situation,
    clock: ports.Clock,
    *,
    heard: str | None = None,
) -> prompts.Prompt:
    """The question to the model about the next step. The candidate's name and contact are not in it.

    `heard` are the words so far of an answer that is still spoken, in place of a transcript.
    """
    guide = seat.guide
    number = situation.asked[-1].preset_number if situation.asked else None
    person = blanking.Person(seat.candidate_name, seat.candidate_email, seat.candidate_phone)
    history = _history(session, seat, person, heard)
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
        used_seconds=interview_clock.used_ms(standing.answer_times(seat), clock()) // 1000,
        remaining_seconds=situation.remaining_seconds,
        urgency=interview_clock.urgency(situation.remaining_seconds).value,
        presets_left=[preset.text for preset in decision.presets_left(situation)],
        follow_ups_used=decision.follow_ups_used(situation, number) if number is not None else 0,
        follow_up_limit=situation.follow_up_limit,
        no_follow_up=decision.why_no_follow_up(situation) or "",
        no_resume_question=decision.why_no_resume_question(situation) or "",
    )


def _history(
    session: Session, seat: InterviewSession, person: blanking.Person, heard: str | None
) -> list[dict[str, str]]:
    rows = session.execute(
        select(Transcript.turn_id, Transcript.text)
        .join(Turn, Turn.id == Transcript.turn_id)
        .where(Turn.interview_session_id == seat.id)
    )
    texts = {row[0]: row[1] for row in rows}
    if heard is not None:
        texts[seat.turns[-1].id] = heard
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
) -> list[dict[str, Any]]:
    """What of the résumé bears on the question and answer last heard, and on the role, each with number and place."""
    found = standing.resume_passages(seat)
    numbers = {one: number for number, one in enumerate(found, 1)}
    heard = list(history[-1].values())[1:] if history else []
    topic = " ".join([*heard, seat.guide.job_title, *seat.guide.focus_areas])
    return [
        {"passage": numbers[one], "place": one.place, "text": blanking.blank_text(one.text, person)}
        for one in resume_parts.bearing_on(found, topic, PASSAGES_TOLD)
    ]
