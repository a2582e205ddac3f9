"""Those who log in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from interview_app.models.base import Base, UtcDateTime, enum_by_value


class Role(StrEnum):
    ADMIN = "admin"
    INTERVIEWER = "interviewer"


class User(Base):
    """A manager (admin) or a reviewer (interviewer). `login_nonce` changes to end every open login."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(enum_by_value(Role))
    password_hash: Mapped[str] = mapped_column(String(255))
    password_is_temporary: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    login_nonce: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
