"""The interview lab's runs. What simulated candidates did never stands among true ones: here are figures alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from interview_app.models.base import Base, UtcDateTime


class LabRun(Base):
    """Several simulated candidates taking one guide, and what came of it so far.

    `document` is the guide as it was (usecases.guide_document), `candidates` lists personas in order, `results` one
    object of lab.figures for each that is done. `seed` chooses among the personas' sentences.
    """

    __tablename__ = "lab_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    document: Mapped[dict[str, Any]]
    candidates: Mapped[list[str]]
    written: Mapped[bool]
    seed: Mapped[int]
    models: Mapped[list[str]]
    results: Mapped[list[Any]]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
