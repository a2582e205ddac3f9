"""The next steps prepared while an answer is spoken, as rows: ordering one, finding one that may be used, counting them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import decision, speculation, turn
from interview_app.models import (
    CallState,
    Decision,
    ModelCall,
    Speculation,
    SpeculationState,
    StepKind,
    Turn,
    reading,
)
from interview_app.usecases import standing, steps

PURPOSE = "speculate"
"""By which the calls made for it are told from all others, and their cost from theirs."""
WORKER_DIED = "Its worker died."
LOOK_AGAIN_SECONDS = 0.05
LATEST_CALLS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A prepared step that may be used. `voicing`: a worker is making its voice just now."""

    row: Speculation
    proposal: decision.Proposal
    voicing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of what was prepared: `ready` or, in `told`, why not; `told` is None when nothing was prepared."""

    ready: Ready | None
    told: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How many steps were prepared, how many of them used, and what the calls cost in US dollars, as far as known.

    `unpriced` calls have no known price, nor have the `spoken_characters` that a provider was given.
    """

    prepared: int
    used: int
    usd: float
    unpriced: int
    spoken_characters: int


def order(
    session: Session,
    answered: Turn,
    heard: str,
    quiet_ms: int,
    *,
    caps: speculation.Caps,
    clock: ports.Clock,
) -> list[int]:
    """Have the next step prepared if it is worth it. Returns the steps to wake; does not commit."""
    if why_not(session, answered, heard, quiet_ms, caps=caps, clock=clock) is not None:
        return []
    return [steps.add(session, StepKind.SPECULATE, answered.id).id]


def why_not(
    session: Session,
    answered: Turn,
    heard: str,
    quiet_ms: int,
    *,
    caps: speculation.Caps,
    clock: ports.Clock,
) -> str | None:
    """Why nothing is prepared now, as a sentence; None when it is worth a call."""
    if answered.state is not turn.TurnState.ANSWERING:
        return "The answer is over."
    rows = of_turn(session, answered)
    asked = [row for row in rows if row.failure != WORKER_DIED]
    made_in_all, spoken = _made(session, answered.interview_session_id)
    moment = speculation.Moment(
        heard=heard,
        language=answered.interview_session.guide.language,
        quiet_ms=quiet_ms,
        left_seconds=_left_seconds(answered, clock()),
        rested_on=asked[-1].words if asked else None,  # one that failed is not asked for the same words again
        made=len(rows),
        spent_usd=_spent_usd(session, answered.interview_session_id),
        made_in_all=made_in_all,
        spoken_characters=spoken,
    )
    return speculation.why_not(moment, caps, situation_of(session, answered, heard, clock))


def may_be_prepared(
    session: Session, answered: Turn, *, caps: speculation.Caps | None, clock: ports.Clock
) -> bool:
    """Whether a pause in this answer could be worth a call: else nobody need look for one."""
    if caps is None:
        return False
    made = len(of_turn(session, answered))
    return made < caps.most_per_answer and speculation.has_choice(
        situation_of(session, answered, "words", clock)
    )


def situation_of(session: Session, answered: Turn, heard: str, clock: ports.Clock) -> decision.Situation:
    """Where the interview stands if the answer ended with the words heard so far."""
    now = standing.of(session, answered.interview_session, clock)
    return replace(now, answer_words=len(heard.split()))


def of_turn(session: Session, answered: Turn) -> Sequence[Speculation]:
    """All that was prepared during an answer, oldest first."""
    rows = select(Speculation).where(Speculation.turn_id == answered.id).order_by(Speculation.id)
    return session.scalars(rows.execution_options(populate_existing=True)).all()


def find(
    session: Session, answered: Turn, final: str, situation: decision.Situation, clock: ports.Clock
) -> Found:
    """The newest prepared step that the final words leave standing; one under way is awaited if that is shorter."""
    rows = [row for row in reversed(of_turn(session, answered)) if row.state is not SpeculationState.FAILED]
    if not rows:
        return Found(ready=None, told=None)
    row = rows[0]
    why = _why_unusable(row, final, situation, answered.interview_session.guide.language)
    if why is None and row.state is SpeculationState.ASKING:
        why = _await(session, row, clock)
    told = {
        "used": why is None,
        "why_not": why or "",
        "changed_words": speculation.changed_words(row.words, final),
        "words": len(final.split()),
    }
    if why is not None or row.proposal is None:
        return Found(ready=None, told=told)
    return Found(
        ready=Ready(
            row=row, proposal=proposal_of(row.proposal), voicing=row.state is SpeculationState.VOICING
        ),
        told=told,
    )


def proposal_of(kept: dict[str, Any]) -> decision.Proposal:
    """The proposal as it was stored."""
    return decision.Proposal(**(kept | {"action": decision.Action(kept["action"])}))


def throw_away(session: Session, answered: Turn) -> None:
    """Forget words and proposals of a recording that was thrown away; that there were calls still counts."""
    session.execute(
        update(Speculation)
        .where(Speculation.turn_id == answered.id)
        .values(
            state=SpeculationState.FAILED,
            words="",
            proposal=None,
            raw="",
            failure="The recording was thrown away.",
        )
        .execution_options(synchronize_session=False)
    )


def account(session: Session, seat_id: int) -> Account:
    """What preparing did in an interview, and cost."""
    count, spoken = _made(session, seat_id)
    told = session.scalars(select(Decision.prepared).where(Decision.interview_session_id == seat_id))
    used = sum(bool(one and one["used"]) for one in told)
    unpriced = select(func.count()).where(
        ModelCall.interview_session_id == seat_id,
        ModelCall.purpose == PURPOSE,
        ModelCall.state == CallState.ANSWERED,
        ModelCall.cost_usd.is_(None),
    )
    return Account(
        prepared=count,
        used=used,
        usd=_spent_usd(session, seat_id),
        unpriced=session.scalar(unpriced) or 0,
        spoken_characters=spoken,
    )


def _why_unusable(row: Speculation, final: str, situation: decision.Situation, language: str) -> str | None:
    if row.verdict != speculation.verdict(situation):
        return "The time left allows something else by now."
    return speculation.why_it_matters(row.words, final, language)


def _await(session: Session, row: Speculation, clock: ports.Clock) -> str | None:
    """Wait for the call under way, as long as that is shorter than another one. Returns why it brought nothing."""
    begun_ago = (clock() - row.created_at).total_seconds()
    waits = speculation.wait_seconds(begun_ago, _usual_seconds(session))
    until = time.monotonic() + waits
    while row.state is SpeculationState.ASKING and time.monotonic() < until:
        session.commit()  # a database shows what has changed to new transactions only
        time.sleep(LOOK_AGAIN_SECONDS)
        reading.begin(session)
        session.refresh(row)
    session.commit()
    if row.state is SpeculationState.ASKING:
        return "The call under way took too long."
    return "The call under way failed." if row.state is SpeculationState.FAILED else None


def _usual_seconds(session: Session) -> float:
    latest = (
        select(ModelCall.milliseconds)
        .where(
            ModelCall.purpose.in_((PURPOSE, "decide")),
            ModelCall.state == CallState.ANSWERED,
            ModelCall.milliseconds.is_not(None),
        )
        .order_by(ModelCall.id.desc())
        .limit(LATEST_CALLS)
    )
    return speculation.usual_seconds([ms for ms in session.scalars(latest) if ms is not None])


def _made(session: Session, seat_id: int) -> tuple[int, int]:
    """How many steps were prepared in an interview, and how many characters were spoken for them."""
    made = (
        select(func.count(), func.coalesce(func.sum(Speculation.spoken_characters), 0))
        .select_from(Speculation)
        .join(Turn, Turn.id == Speculation.turn_id)
        .where(Turn.interview_session_id == seat_id)
    )
    count, spoken = session.execute(made).one()
    return int(count), int(spoken)


def _spent_usd(session: Session, seat_id: int) -> float:
    spent = select(func.coalesce(func.sum(ModelCall.cost_usd), 0.0)).where(
        ModelCall.interview_session_id == seat_id, ModelCall.purpose == PURPOSE
    )
    return float(session.scalar(spent) or 0.0)


def _left_seconds(answered: Turn, now: datetime) -> float:
    deadline = interview_clock.answer_deadline(standing.answer_time(answered))
    return (deadline - now).total_seconds() if deadline is not None else float(answered.answer_seconds)
