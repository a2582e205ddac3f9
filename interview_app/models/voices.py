"""The voices that a speech provider's account offers, as last listed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interview_app.models.base import Base, UtcDateTime


class VoiceList(Base):
    """One account's voices; there is one row. `listed_at` is None until the account was asked for the first time."""

    __tablename__ = "voice_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(40), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    listed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    voices: Mapped[list[Voice]] = relationship(order_by="Voice.position", cascade="all, delete-orphan")


class Voice(Base):
    """A voice to choose. `voice_id` is the provider's own; `languages` are codes such as "de", those it is tried in.

    The sample is fetched or made once and kept; `sample_failure` says why there is none.
    """

    __tablename__ = "voices"

    id: Mapped[int] = mapped_column(primary_key=True)
    voice_list_id: Mapped[int] = mapped_column(ForeignKey("voice_lists.id", ondelete="CASCADE"), index=True)
    voice_id: Mapped[str] = mapped_column(String(64), unique=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(String(200))
    languages: Mapped[list[str]]
    sample_blob_key: Mapped[str | None] = mapped_column(String(200))
    sample_mime: Mapped[str | None] = mapped_column(String(40))
    sample_failure: Mapped[str | None] = mapped_column(String(300))
