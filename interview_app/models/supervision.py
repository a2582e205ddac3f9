"""What watching over a running interview noticed and did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from interview_app.domain.supervision import Action, Source
from interview_app.models.base import Base, UtcDateTime, enum_by_value


class SupervisionEntry(Base):
    """One line of the supervisor's log. `turn_id` is the answer that it is about.

    `metrics` are a model's, {topic_relevance, question_quality, answer_progress, time_efficiency} 0-100 each, read from
    an answer of `words` words. `text` is what the candidate was shown. `used_ms` is the interview's time then;
    `by_name` is who did it by hand.
    """

    __tablename__ = "supervision_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_session_id: Mapped[int] = mapped_column(
        ForeignKey("interview_sessions.id", ondelete="CASCADE"), index=True
    )
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    source: Mapped[Source] = mapped_column(enum_by_value(Source))
    action: Mapped[Action] = mapped_column(enum_by_value(Action))
    metrics: Mapped[dict[str, Any] | None]
    words: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[str]]
    used_ms: Mapped[int]
    by_name: Mapped[str] = mapped_column(String(120), default="")
    provider: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(120), default="")
    prompt_version: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
