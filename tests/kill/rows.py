"""The installation's database from the tests' side: rows to begin with, and a look at what became of them."""

from __future__ import annotations

import hashlib
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from interview_app import models, ports
from interview_app.adapters.rq_queue import RqQueue
from interview_app.domain import interview, recording, turn
from interview_app.usecases import answering, receiving, steps
from tests import factories
from tests.fakes import in_process
from tests.installation import Installation, speak

SPOKEN = "I led the migration of our billing service. We reduced the errors by fifty percent."
PIECES = 8


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording as a browser makes it: webm with Opus, in the pieces that it is sent in."""

    pieces: tuple[bytes, ...]
    milliseconds: int

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


def record(folder: Path, text: str = SPOKEN) -> Sound:
    """`text` spoken by espeak-ng."""
    wav = speak(text, folder / f"{uuid.uuid4().hex}.wav")
    target = wav.with_suffix(".webm")
    subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", str(wav), "-c:a", "libopus", "-b:a", "32k", str(target)],
        check=True,
    )  # fmt: skip
    body = target.read_bytes()
    size = -(-len(body) // PIECES)
    return Sound(tuple(body[at : at + size] for at in range(0, len(body), size)), len(decoded(body)) // 32)


def decoded(body: bytes) -> bytes:
    """16 kHz mono PCM by ffmpeg."""
    return subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", "pipe:0", "-f", "s16le", "-ar", "16000", "-ac", "1", "pipe:1"],
        input=body, capture_output=True, check=True,
    ).stdout  # fmt: skip


def engine_of(installation: Installation) -> Engine:
    """Without the product's BEGIN IMMEDIATE: the tests look on and keep no writer waiting."""
    url = installation.database_url
    return create_engine(
        url, connect_args={"timeout": 30} if url.startswith("sqlite") else {"connect_timeout": 5}
    )


@contextmanager
def opened(installation: Installation) -> Iterator[Session]:
    engine = engine_of(installation)
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    finally:
        engine.dispose()


def state_of(installation: Installation, step_id: int) -> models.Step:
    with opened(installation) as session:
        return session.get_one(models.Step, step_id)


def is_work_left(
    installation: Installation, kinds: Sequence[models.StepKind] = tuple(models.StepKind)
) -> bool:
    """Whether any step of these kinds is open, beside those that wait for hours."""
    still = models.Step.state.in_([models.StepState.READY, models.StepState.RUNNING])
    with opened(installation) as session:
        soon = models.Step.next_at < models.database_now() + 600
        left = select(models.Step.id).where(still, soon, models.Step.kind.in_(kinds)).limit(1)
        return session.scalar(left) is not None


def has_words(installation: Installation, step_id: int) -> bool:
    """Whether the answer of a step that hears it has its transcript."""
    with opened(installation) as session:
        turn_id = session.get_one(models.Step, step_id).subject_id
        return (
            session.scalar(select(models.Transcript.id).where(models.Transcript.turn_id == turn_id))
            is not None
        )


def decision_due(installation: Installation) -> int:
    """An answer with its words, and the step that decides what follows; nobody is woken."""
    with opened(installation) as session:
        answered = factories.asked(session, _running_seat(session))
        factories.said(session, answered, "I led the move of our billing and we had no outage at all")
        return _due(session, models.StepKind.DECIDE, answered.id)


def transcription_due(installation: Installation, sound: Sound) -> int:
    """A sealed recording, and the step that hears it; nobody is woken."""
    with opened(installation) as session:
        answered = _submitted(session, sound, in_process.Queue(), patience_seconds=3600)
        answered.state = turn.TurnState.DECIDED  # nothing else is to follow from it
        return _due(session, models.StepKind.TRANSCRIBE, answered.id)


def submitted(installation: Installation, sound: Sound, *, patience_seconds: float) -> int:
    """A candidate's spoken answer, just sent in. Returns the turn's id."""
    with opened(installation) as session:
        queue = RqQueue(installation.env["REDIS_URL"])
        return _submitted(session, sound, queue, patience_seconds=patience_seconds).id


def _submitted(
    session: Session, sound: Sound, queue: ports.JobQueue, *, patience_seconds: float
) -> models.Turn:
    answered = factories.asked(
        session, _running_seat(session), state=turn.TurnState.ANSWERING, started_at=now()
    )
    take = str(uuid.uuid4())
    for seq, piece in enumerate(sound.pieces):
        receiving.store_chunk(
            session, answered, take_key=take, seq=seq, body=piece, sha256=digest_of(piece),
            mime="audio/webm", clock=now,
        )  # fmt: skip
    answering.seal_recording(
        session, answered, [recording.TakeDeclared(take, len(sound.pieces), sound.milliseconds)],
        queue=queue, clock=now, patience_seconds=patience_seconds,
    )  # fmt: skip
    return answered


def digest_of(piece: bytes) -> str:
    return hashlib.sha256(piece).hexdigest()


def now() -> datetime:
    return datetime.now(UTC)


def _running_seat(session: Session) -> models.InterviewSession:
    return factories.seat(session, state=interview.SessionState.RUNNING, created_at=now(), last_seen_at=now())


def _due(session: Session, kind: models.StepKind, subject_id: int) -> int:
    step = steps.add(session, kind, subject_id)
    step.woken_at = None
    session.commit()
    return step.id
