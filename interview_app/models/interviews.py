"""What a manager sets up: the interview, its versioned guides with questions and rubric, templates, invitations."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interview_app.domain.interview import Difficulty, Feedback, InterviewState, InterviewType
from interview_app.models.base import Base, UtcDateTime, enum_by_value


class QuestionSource(StrEnum):
    """Where a preset question came from; shown beside it."""

    MANAGER = "manager"
    MODEL = "model"
    TEMPLATE = "template"
    BANK = "bank"


class Interview(Base):
    """One role's interview. Its words live in its guides; the newest frozen guide is the one being taken.

    `share_nonce` makes the shareable link's token (derived, never stored); `share_token_hash` finds it again.
    """

    __tablename__ = "interviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[InterviewState] = mapped_column(enum_by_value(InterviewState), default=InterviewState.DRAFT)
    share_nonce: Mapped[str] = mapped_column(String(64))
    share_token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    guides: Mapped[list[Guide]] = relationship(
        back_populates="interview", order_by="Guide.version", cascade="all, delete-orphan"
    )

    @property
    def current_guide(self) -> Guide | None:
        """The guide that new candidates get: the newest frozen one, None before the first publishing."""
        return next((guide for guide in reversed(self.guides) if guide.frozen_at is not None), None)


class Guide(Base):
    """One version of an interview guide. `frozen_at` is set by publishing; a frozen guide never changes.

    `drafting_failure` says why the last "Draft questions" brought none. With `written_answers` nobody is recorded.
    """

    __tablename__ = "guides"
    __table_args__ = (UniqueConstraint("interview_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"))
    version: Mapped[int]
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    job_title: Mapped[str] = mapped_column(String(120))
    job_description: Mapped[str] = mapped_column(Text, default="")
    interview_type: Mapped[InterviewType] = mapped_column(enum_by_value(InterviewType))
    difficulty: Mapped[Difficulty] = mapped_column(enum_by_value(Difficulty))
    focus_areas: Mapped[list[str]]
    language: Mapped[str] = mapped_column(String(8), default="en")
    time_limit_minutes: Mapped[int]
    question_count: Mapped[int]
    answer_seconds: Mapped[int]
    follow_ups_per_question: Mapped[int]
    resume_questions: Mapped[int]
    thinking_seconds: Mapped[int]
    attempts_allowed: Mapped[int]
    written_answers: Mapped[bool] = mapped_column(default=False)
    resume_required: Mapped[bool] = mapped_column(default=False)
    deadline: Mapped[datetime | None] = mapped_column(UtcDateTime)
    avatar: Mapped[str] = mapped_column(String(32), default="none")
    voice: Mapped[str] = mapped_column(String(64), default="")
    brand_name: Mapped[str] = mapped_column(String(80), default="")
    brand_colour: Mapped[str] = mapped_column(String(7), default="#0b5d4e")
    instructions: Mapped[str] = mapped_column(Text, default="")
    feedback: Mapped[Feedback] = mapped_column(enum_by_value(Feedback))
    practice_rounds: Mapped[int] = mapped_column(default=5)
    transcripts_correctable: Mapped[bool] = mapped_column(default=False)
    retention_days: Mapped[int]
    drafting_failure: Mapped[str | None] = mapped_column(Text)
    interview: Mapped[Interview] = relationship(back_populates="guides")
    questions: Mapped[list[Question]] = relationship(
        back_populates="guide", order_by="Question.position", cascade="all, delete-orphan"
    )
    competencies: Mapped[list[Competency]] = relationship(
        back_populates="guide", order_by="Competency.position", cascade="all, delete-orphan"
    )

    @property
    def practice(self) -> bool:
        """Whether the interview is taken to learn from: feedback at once, and nobody is chosen by it."""
        return self.feedback is Feedback.AT_ONCE


class Question(Base):
    """A preset question. `position` counts from 1 without gaps; `competency_keys` name what it tests.

    `speech_clip_id` is set after publishing: the question spoken ahead of time, for every candidate.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    guide_id: Mapped[int] = mapped_column(ForeignKey("guides.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    competency_keys: Mapped[list[str]]
    tags: Mapped[list[str]]
    seconds: Mapped[int]
    source: Mapped[QuestionSource] = mapped_column(enum_by_value(QuestionSource))
    speech_clip_id: Mapped[int | None] = mapped_column(ForeignKey("speech_clips.id"))
    guide: Mapped[Guide] = relationship(back_populates="questions")


class Competency(Base):
    """One line of the rubric. `anchors` holds five objects {id, kind, text}, see domain.rubric."""

    __tablename__ = "competencies"
    __table_args__ = (UniqueConstraint("guide_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guide_id: Mapped[int] = mapped_column(ForeignKey("guides.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    definition: Mapped[str] = mapped_column(Text)
    weight: Mapped[float]
    anchors: Mapped[list[Any]]
    guide: Mapped[Guide] = relationship(back_populates="competencies")


class Template(Base):
    """A reusable guide. `content` is the portable document that authoring.from_template reads."""

    __tablename__ = "templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    built_in: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MailState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    NOT_CONFIGURED = "not_configured"


class Invitation(Base):
    """A personal link. Only the token's hash is stored; the token is derived again from `nonce` when it is mailed.

    `copied_at` and `copied_by` (a name) tell who last copied the link, to send it by hand. `written_answers` lets
    this candidate answer in writing, whatever the guide says.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120), default="")
    nonce: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    mail_state: Mapped[MailState] = mapped_column(enum_by_value(MailState))
    mail_failure: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    copied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    copied_by: Mapped[str] = mapped_column(String(120), default="")
    written_answers: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    interview: Mapped[Interview] = relationship()
