"""What the workers last found of each outside provider, and what the candidates' browsers heard."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from interview_app.models.base import Base, UtcDateTime


class Provider(Base):
    """One speech provider or language model, by its name in `flask doctor`.

    `failures` in a row that may pass and `rests_until` are a domain.circuit.Circuit. Times are seconds since the
    epoch by `database_now`; `failed_at` with its `reason` and `worked_at` are the last of each.
    """

    __tablename__ = "providers"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    failures: Mapped[int]
    rests_until: Mapped[float | None] = mapped_column(Float(53))
    reason: Mapped[str | None] = mapped_column(Text)
    failed_at: Mapped[float | None] = mapped_column(Float(53))
    worked_at: Mapped[float | None] = mapped_column(Float(53))


class Overheard(Base):
    """What the candidate's own browser understood of one take, as it sent it. Nobody has checked it.

    `take` is the take's key. `revision` grows with each sending, so that a late one changes nothing.
    """

    __tablename__ = "overheard"
    __table_args__ = (UniqueConstraint("turn_id", "take"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    attempt: Mapped[int]
    take: Mapped[str] = mapped_column(String(36))
    revision: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
