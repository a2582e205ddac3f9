"""What a candidate does: the interview session, the résumé, its turns."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interview_app.domain.interview import EndedBy, SessionState
from interview_app.domain.turn import Origin, TurnState
from interview_app.models.base import Base, UtcDateTime, enum_by_value
from interview_app.models.interviews import Guide, Interview, Invitation


class InterviewSession(Base):
    """One candidate taking one version of an interview. `last_seen_at` is the browser's last sign of life.

    `opened_by` marks the browser's visit by the shareable link that led here; None for an invitation's. A link leads to
    one session; in practice to one for each `practice_round`, from 1.
    `words_confirmed_at` is when the candidate called the transcripts right; from `words_closed_at`, when that or
    the rating began, on no correction is taken. `files_given` counts résumé files since `files_since`, a day at most.
    `written_answers` is granted to this candidate alone; `in_writing` says what holds. `ends_at_ms` is the moment of
    its own time at which a concluded interview ends; None while nobody concluded it. `limit_ms` is the whole time that
    the candidate was told before they agreed; None for those who agreed before it was kept: the guide's own.
    """

    __tablename__ = "interview_sessions"
    __table_args__ = (
        UniqueConstraint("invitation_id", "practice_round"),
        UniqueConstraint("opened_by", "practice_round"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    guide_id: Mapped[int] = mapped_column(ForeignKey("guides.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id", ondelete="SET NULL"))
    opened_by: Mapped[str | None] = mapped_column(String(43))
    practice_round: Mapped[int] = mapped_column(default=1)
    state: Mapped[SessionState] = mapped_column(enum_by_value(SessionState))
    ended_by: Mapped[EndedBy | None] = mapped_column(enum_by_value(EndedBy))
    consent_version: Mapped[str] = mapped_column(String(32))
    consented_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ai_rating_consent: Mapped[bool]
    candidate_name: Mapped[str] = mapped_column(String(120), default="")
    candidate_email: Mapped[str] = mapped_column(String(254), default="")
    candidate_phone: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rescoring_reason: Mapped[str | None] = mapped_column(Text)
    feedback_released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    files_given: Mapped[int] = mapped_column(default=0)
    files_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words_closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    written_answers: Mapped[bool] = mapped_column(default=False)
    limit_ms: Mapped[int | None]
    ends_at_ms: Mapped[int | None]
    concluded_by: Mapped[EndedBy | None] = mapped_column(enum_by_value(EndedBy))
    interview: Mapped[Interview] = relationship()
    guide: Mapped[Guide] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    resume: Mapped[Resume | None] = relationship(
        back_populates="interview_session", cascade="all, delete-orphan"
    )
    turns: Mapped[list[Turn]] = relationship(
        back_populates="interview_session", order_by="Turn.position", cascade="all, delete-orphan"
    )

    @property
    def in_writing(self) -> bool:
        """Whether this candidate answers in writing, by the guide or by themselves."""
        return self.written_answers or self.guide.written_answers


class ResumeState(StrEnum):
    READING = "reading"
    READ = "read"
    FAILED = "failed"


class Resume(Base):
    """A résumé as it was given (`blob_key`, none for pasted text) and what could be read of it.

    `passages` is `text` cut up with each part's place, as domain.resume.to_json. `read_by` is the model that copied it
    out of a picture, or what stands on its scanned pages, "" for all else. `failure` tells why nothing was read, or
    which pages of a résumé that was.
    """

    __tablename__ = "resumes"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_session_id: Mapped[int] = mapped_column(
        ForeignKey("interview_sessions.id", ondelete="CASCADE"), unique=True
    )
    display_name: Mapped[str] = mapped_column(String(200))
    blob_key: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[ResumeState] = mapped_column(enum_by_value(ResumeState))
    text: Mapped[str] = mapped_column(Text, default="")
    passages: Mapped[list[Any]] = mapped_column(default=list)
    pages: Mapped[int] = mapped_column(default=0)
    hidden_characters: Mapped[int] = mapped_column(default=0)
    truncated: Mapped[bool] = mapped_column(default=False)
    read_by: Mapped[str] = mapped_column(String(120), default="")
    failure: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    interview_session: Mapped[InterviewSession] = relationship(back_populates="resume")


class AnswerMode(StrEnum):
    VOICE = "voice"
    WRITTEN = "written"


class Turn(Base):
    """One question put to one candidate, and the time of its answer.

    `position` counts from 1. `preset_number` is the preset that this turn asks or follows up (None: résumé question).
    `away_ms` is the time within the answer (before it begins: within the question) during which the browser was not
    there, `longest_away_ms` of it in one stretch. `attempt` counts from 1. `writing_seconds` is the answer's time when
    all of it is written; `written_ms` has passed in writing, before the writing that goes on since `writing_since`.
    Of a turn `in_writing` no recording is taken, `answer_seconds` is the time for writing already, and half of it counts
    as the interview's (docs/decisions/0015). `feedback_left_at` is when a candidate who practises went on from it.
    """

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("interview_session_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_session_id: Mapped[int] = mapped_column(ForeignKey("interview_sessions.id", ondelete="CASCADE"))
    position: Mapped[int]
    origin: Mapped[Origin] = mapped_column(enum_by_value(Origin))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    preset_number: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    answer_seconds: Mapped[int]
    in_writing: Mapped[bool] = mapped_column(default=False)
    state: Mapped[TurnState] = mapped_column(enum_by_value(TurnState))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    away_ms: Mapped[int] = mapped_column(default=0)
    longest_away_ms: Mapped[int] = mapped_column(default=0)
    writing_seconds: Mapped[int] = mapped_column(default=0)
    writing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    written_ms: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(default=1)
    mode: Mapped[AnswerMode | None] = mapped_column(enum_by_value(AnswerMode))
    written_text: Mapped[str] = mapped_column(Text, default="")
    speech_clip_id: Mapped[int | None] = mapped_column(ForeignKey("speech_clips.id"))
    feedback_left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    interview_session: Mapped[InterviewSession] = relationship(back_populates="turns")
