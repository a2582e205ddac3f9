"""Work to be done, and files kept in the database."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Float, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from interview_app.models.base import Base, UtcDateTime, enum_by_value


class database_now(FunctionElement[float]):  # noqa: N801  # an SQL function reads as one
    """Seconds since the epoch on the database's own clock, the one clock that all workers share."""

    type = Float()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(element: database_now, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ARG001
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(database_now, "postgresql")
def _postgresql_now(element: database_now, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ARG001
    return "extract(epoch from clock_timestamp())::double precision"


class StepKind(StrEnum):
    """Each kind of step; `subject_id` is the id of what stands behind the dash."""

    DRAFT_QUESTIONS = "draft_questions"  # guide
    SEND_INVITATION = "send_invitation"  # invitation
    READ_RESUME = "read_resume"  # résumé
    LISTEN = "listen"  # turn
    TRANSCRIBE = "transcribe"  # turn
    SPECULATE = "speculate"  # turn
    DECIDE = "decide"  # turn
    COACH = "coach"  # turn
    VOICE = "voice"  # turn
    VOICE_PRESETS = "voice_presets"  # guide
    SUPERVISE = "supervise"  # interview session
    RATE = "rate"  # interview session
    PRINT_REPORT = "print_report"  # interview session
    RUN_LAB = "run_lab"  # lab run
    LIST_VOICES = "list_voices"  # voice list


class StepState(StrEnum):
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Step(Base):
    """One piece of work: what is to be done, whose it is now, and how often it was tried.

    `next_at`, `lease_until`, `woken_at` are seconds since the epoch by `database_now`. `token` fences: only the
    holder of the row's token may finish it. `attempt` counts claims that ended in a failure of ours or theirs.
    `wanted_again` says that something new came while the step was running: its end opens it once more.
    `opened_at` is when it was last made ready by its first cause or a person, by the same clock.
    """

    __tablename__ = "steps"
    __table_args__ = (UniqueConstraint("subject_id", "kind"), Index("ix_steps_due", "state", "next_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(enum_by_value(StepKind))
    state: Mapped[StepState] = mapped_column(enum_by_value(StepState), default=StepState.READY)
    attempt: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[float] = mapped_column(Float(53))
    lease_until: Mapped[float | None] = mapped_column(Float(53))
    woken_at: Mapped[float | None] = mapped_column(Float(53))
    token: Mapped[str | None] = mapped_column(String(32))
    wanted_again: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[float] = mapped_column(Float(53))
    failure: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WorkerState(StrEnum):
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class SpeechWorker(Base):
    """One process that serves the speech queue, by its own account (usecases/workers.py).

    `started_at`, `seen_at` and `busy_since` are seconds since the epoch by `database_now`; who has not been seen for
    a while is gone, whatever `state` says. `reason` tells why it is not ready, or what it does without if it is,
    `predecessor` how the one before it in its place ended.
    """

    __tablename__ = "speech_workers"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int]
    state: Mapped[WorkerState] = mapped_column(enum_by_value(WorkerState), default=WorkerState.LOADING)
    reason: Mapped[str | None] = mapped_column(Text)
    predecessor: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[float] = mapped_column(Float(53))
    seen_at: Mapped[float] = mapped_column(Float(53))
    busy_since: Mapped[float | None] = mapped_column(Float(53))
    busy_with: Mapped[StepKind | None] = mapped_column(enum_by_value(StepKind))


class Blob(Base):
    """A finished file, where no S3 bucket is named."""

    __tablename__ = "blobs"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    mime: Mapped[str] = mapped_column(String(80))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
