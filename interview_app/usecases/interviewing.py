"""The loop: what comes after an answer, the next turn and its voice, the end."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import decision, interview, supervision, turn
from interview_app.models import (
    Decision,
    Guide,
    InterviewSession,
    Question,
    StepKind,
    Turn,
    reading,
)
from interview_app.usecases import (
    coaching,
    proposing,
    sealing,
    standing,
    steps,
    supervision_log,
    voicing,
    writing,
)

OWN_VOICE_AFTER_SECONDS = 3.0
"""How long a question waits for the voice that was begun before it was asked."""


def open_interview(
    session: Session, seat: InterviewSession, *, clock: ports.Clock, voiced: bool
) -> tuple[Turn, list[int]]:
    """Ask the first question, by the rules alone. Returns the turn and the ids of steps to wake; does not commit."""
    situation = standing.of(session, seat, clock)
    choice = decision.bound(
        decision.Proposal(decision.Action.PRESET, "", None, "The interview begins."), situation
    )
    row, woken = _carry_out(
        session, seat, None, choice, proposing.Proposed(proposal=None), situation, clock, voiced=voiced
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
    speaker: voicing.Speaker | None = None,
) -> None:
    """Choose what follows an answer. The model has `patience_seconds`; after that the rules choose alone.

    With a `speaker` a question that was spoken before has its voice at once.
    """
    reading.begin(session)
    answered = session.get_one(Turn, mine.subject_id)
    seat_id = answered.interview_session_id
    if answered.state is turn.TurnState.DECIDED or answered.interview_session.state in interview.OVER:
        reading.end(session)
        steps.finish(session, mine, at=clock())
        session.commit()
        return
    proposed = proposing.propose(session, mine, answered, model, clock, patience_seconds)
    session.rollback()
    # The answer before its interview, as `lock` takes them.
    answered = session.get_one(Turn, mine.subject_id, with_for_update=True, populate_existing=True)
    seat = session.get_one(InterviewSession, seat_id, with_for_update=True, populate_existing=True)
    situation = standing.of(session, seat, clock)
    choice = decision.bound(proposed.proposal, situation, proposed.failure or "No usable proposal came.")
    answered.state = turn.advance(answered.state, turn.TurnState.DECIDED)
    supervision_log.look_soon(session, seat)
    _row, woken = _carry_out(
        session, seat, answered, choice, proposed, situation, clock, voiced=voiced, speaker=speaker
    )
    woken += coaching.order(session, answered)
    steps.finish(session, mine, at=clock())
    session.commit()
    steps.wake(session, queue, woken)


def end_by_hand(
    session: Session, seat: InterviewSession, *, queue: ports.JobQueue, clock: ports.Clock, by_name: str = ""
) -> None:
    """A manager ends the interview; what was answered is kept and rated. `by_name` stands in the supervisor's log."""
    lock(session, seat)
    woken = end(session, seat, interview.SessionState.ENDED, interview.EndedBy.MANAGER, clock)
    supervision_log.note(
        session,
        seat,
        supervision_log.by_hand(supervision.Action.END, "Ended by hand."),
        by_name=by_name,
        clock=clock,
    )
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
        lock(session, seat)
        woken: list[int] = []
        if seat.state not in interview.OVER:
            expired += 1
            woken = end(session, seat, interview.SessionState.EXPIRED, interview.EndedBy.DEADLINE, clock)
        session.commit()
        steps.wake(session, queue, woken)
    return expired


def lock(session: Session, seat: InterviewSession) -> None:
    """The newest answer before its interview, as an arriving chunk takes them: no two wait for one another."""
    if seat.turns:
        session.refresh(seat.turns[-1], with_for_update=True)
    session.refresh(seat, with_for_update=True)


def end(
    session: Session,
    seat: InterviewSession,
    state: interview.SessionState,
    by: interview.EndedBy,
    clock: ports.Clock,
) -> list[int]:
    """End it; of a running answer what has arrived is kept and rated. Returns the steps to wake. Does not commit."""
    seat.state = interview.move(seat.state, state)
    seat.ended_by, seat.finished_at = by, clock()
    running = [asked for asked in seat.turns if asked.state is turn.TurnState.ANSWERING]
    words = [sealing.as_it_came(session, asked, clock) for asked in running]
    for asked in running:
        if asked.sealed_at is None and asked.written_text:
            sealing.in_words(session, asked, asked.written_text, clock)
    if not any(asked.sealed_at for asked in seat.turns):
        return []
    rating = steps.add(session, StepKind.RATE, seat.id)
    feedback = [one for asked in running if asked.sealed_at for one in coaching.order(session, asked)]
    return [*(step.id for step in (*words, rating) if step is not None), *feedback]


def _carry_out(
    session: Session,
    seat: InterviewSession,
    answered: Turn | None,
    choice: decision.Decision,
    proposed: proposing.Proposed,
    situation: decision.Situation,
    clock: ports.Clock,
    *,
    voiced: bool,
    speaker: voicing.Speaker | None = None,
) -> tuple[Turn | None, list[int]]:
    """Write the decision and what follows from it. Returns the next turn, if any, and the steps to wake."""
    woken: list[int] = []
    asked = None
    if choice.action is decision.Action.COMPLETE:
        woken = _complete(session, seat, clock, situation)
    else:
        asked = _insert_turn(session, seat, choice, clock)
        if voiced and asked.speech_clip_id is None:
            woken = _voice(session, seat, asked, speaker, under_way=proposed.voicing)
    session.add(_decision_row(seat, answered, asked, choice, proposed, situation, clock))
    session.flush()
    return asked, woken


def _voice(
    session: Session,
    seat: InterviewSession,
    asked: Turn,
    speaker: voicing.Speaker | None,
    *,
    under_way: bool,
) -> list[int]:
    """Give a question the voice that was made ahead of time, or order it. Returns the steps to wake."""
    asked.speech_clip_id = voicing.kept(session, asked.text, seat.guide, speaker) if speaker else None
    if asked.speech_clip_id is not None:
        return []
    delay = OWN_VOICE_AFTER_SECONDS if under_way else 0.0
    step = steps.add(session, StepKind.VOICE, asked.id, delay_seconds=delay)
    return [] if under_way else [step.id]


def _complete(
    session: Session, seat: InterviewSession, clock: ports.Clock, situation: decision.Situation
) -> list[int]:
    if seat.state in interview.OVER:
        return []
    out_of_time = situation.remaining_seconds < decision.MIN_SECONDS_TO_ASK
    by = seat.concluded_by or (interview.EndedBy.TIME if out_of_time else interview.EndedBy.CANDIDATE)
    return end(session, seat, interview.SessionState.COMPLETED, by, clock)


def _insert_turn(
    session: Session, seat: InterviewSession, choice: decision.Decision, clock: ports.Clock
) -> Turn:
    asked = Turn(
        position=len(seat.turns) + 1,
        origin=turn.Origin(choice.action.value),
        question_id=choice.question_id,
        preset_number=choice.preset_number,
        text=choice.text,
        speech_clip_id=_spoken_ahead(session, choice),
        state=turn.TurnState.ASKED,
        created_at=clock(),
        away_ms=0,
        longest_away_ms=0,
        written_ms=0,
        attempt=1,
    )
    writing.set_time(seat, asked, choice.seconds, standing.remaining_seconds(seat, clock))
    seat.turns.append(asked)
    session.flush()
    return asked


def _spoken_ahead(session: Session, choice: decision.Decision) -> int | None:
    """The clip made of a preset at publishing: such a question is heard at once."""
    preset = session.get(Question, choice.question_id) if choice.question_id is not None else None
    return preset.speech_clip_id if preset is not None and preset.text == choice.text else None


def _decision_row(
    seat: InterviewSession,
    answered: Turn | None,
    asked: Turn | None,
    choice: decision.Decision,
    proposed: proposing.Proposed,
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
        prepared=proposed.prepared,
        input_hash=hashlib.sha256(json.dumps(asdict(situation), default=str).encode()).hexdigest(),
        created_at=clock(),
    )


def _plain(proposal: dict[str, Any]) -> dict[str, Any]:
    return proposal | {"action": proposal["action"].value}
