"""What models said and what code made of it: calls, decisions, ratings, reports."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from interview_app.domain.decision import Action
from interview_app.domain.rating import RatingState
from interview_app.models.base import Base, UtcDateTime, enum_by_value


class CallState(StrEnum):
    STARTED = "started"
    ANSWERED = "answered"
    FAILED = "failed"


class ModelCall(Base):
    """One question to a language model: recorded before it is made, answered at most once per `key`."""

    __tablename__ = "model_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    interview_session_id: Mapped[int | None] = mapped_column(
        ForeignKey("interview_sessions.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str] = mapped_column(String(40))
    prompt_version: Mapped[str] = mapped_column(String(40))
    input_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[CallState] = mapped_column(enum_by_value(CallState))
    provider: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(120), default="")
    raw: Mapped[str] = mapped_column(Text, default="")
    failure: Mapped[str | None] = mapped_column(Text)
    tokens_in: Mapped[int | None]
    tokens_out: Mapped[int | None]
    cost_usd: Mapped[float | None]
    milliseconds: Mapped[int | None]
    repaired: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Decision(Base):
    """What came after a turn. `turn_id` is the answered turn, None for the interview's opening.

    `proposal` is the model's, None when the rules alone chose; `failure` says why they had to. `prepared` tells of
    what was prepared while the answer was spoken, None when nothing was: {used, why_not, changed_words, words}.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_session_id: Mapped[int] = mapped_column(
        ForeignKey("interview_sessions.id", ondelete="CASCADE"), index=True
    )
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), unique=True)
    next_turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    action: Mapped[Action] = mapped_column(enum_by_value(Action))
    reason: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[str]]
    proposal: Mapped[dict[str, Any] | None]
    failure: Mapped[str | None] = mapped_column(Text)
    provider: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(120), default="")
    prompt_version: Mapped[str] = mapped_column(String(40), default="")
    raw: Mapped[str] = mapped_column(Text, default="")
    input_hash: Mapped[str] = mapped_column(String(64))
    prepared: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SpeculationState(StrEnum):
    ASKING = "asking"
    VOICING = "voicing"  # the proposal is there, its voice is being made
    READY = "ready"
    FAILED = "failed"


class Speculation(Base):
    """A next step prepared while the answer was still spoken: what a model proposed from the `words` heard by then.

    `number` counts an answer's from 1; `verdict` is what time and rules allowed at that moment. A row is written before
    its call; one that never got further counts all the same. A recording that is thrown away takes words and proposal
    along. `spoken_characters` is what a provider was given to speak for it.
    """

    __tablename__ = "speculations"
    __table_args__ = (UniqueConstraint("turn_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[SpeculationState] = mapped_column(enum_by_value(SpeculationState))
    words: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(60))
    proposal: Mapped[dict[str, Any] | None]
    provider: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(120), default="")
    prompt_version: Mapped[str] = mapped_column(String(40), default="")
    raw: Mapped[str] = mapped_column(Text, default="")
    failure: Mapped[str | None] = mapped_column(Text)
    spoken_characters: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Rating(Base):
    """One competency in one answer (with its follow-ups), `head_turn_id` being the question it belongs to.

    `level` is the panel's median. `findings` lists {judge, anchor_id, kind, anchor, quote, counted, why_not, turn_id,
    start_ms, end_ms, corrected}, a verified one also {checked_by, check_version} of the second reading; `corrected`
    tells of a quote with words that the candidate corrected. `judges` lists {judge, provider, model, prompt_version,
    seed, level}.
    A re-score is a new `scoring` number; the old rows stay.
    """

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("interview_session_id", "scoring", "head_turn_id", "competency_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_session_id: Mapped[int] = mapped_column(
        ForeignKey("interview_sessions.id", ondelete="CASCADE"), index=True
    )
    scoring: Mapped[int]
    head_turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    competency_key: Mapped[str] = mapped_column(String(40))
    state: Mapped[RatingState] = mapped_column(enum_by_value(RatingState))
    level: Mapped[float | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    spread: Mapped[float | None]
    findings: Mapped[list[Any]]
    judges: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Assessment(Base):
    """What a judge noted of one answer besides evidence: {quality, key_points, improve, star}; no number in it."""

    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("interview_session_id", "scoring", "head_turn_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_session_id: Mapped[int] = mapped_column(
        ForeignKey("interview_sessions.id", ondelete="CASCADE"), index=True
    )
    scoring: Mapped[int]
    head_turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    notes: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Report(Base):
    """One evaluation report: `content` is everything it shows, frozen; `pdf_blob_key` is set when it is printed.

    `reason` says why the interview was rated again, empty for the first report.
    """

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("interview_session_id", "scoring"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_session_id: Mapped[int] = mapped_column(
        ForeignKey("interview_sessions.id", ondelete="CASCADE"), index=True
    )
    scoring: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]]
    pdf_blob_key: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
