"""Practice: what the candidate is told of each answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from interview_app.models.base import Base, UtcDateTime


class Coaching(Base):
    """Feedback on one answer of a practice interview, for the candidate; never a rating that counts.

    `levels` lists {competency, level, shown, quotes: [{text, shows}]}, a level of None where there is not enough evidence;
    `notes` are a judge's {quality, key_points, improve, star}. Without feedback `reason` says why.
    """

    __tablename__ = "coachings"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), unique=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    levels: Mapped[list[Any]]
    notes: Mapped[dict[str, Any]]
    model: Mapped[str] = mapped_column(Text, default="")
    prompt_version: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
