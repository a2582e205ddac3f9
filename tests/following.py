"""An answer that is followed by the use cases themselves, in a database of its own, as a speech worker follows it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.adapters.scratch_database import scratch_database
from interview_app.domain import interview, recording, transcript
from interview_app.models import Hearing, StepKind, Take, Transcript
from interview_app.usecases import answering, listening, receiving, steps, transcribing
from tests import factories
from tests.fakes import in_process

MS = 32
"""Bytes of PCM in a millisecond."""
TAKE = "3f1d7c1e-0000-4000-8000-000000000001"
WEBM = b"\x1a\x45\xdf\xa3"


class Uncoded:
    """A converter for recordings that are PCM behind a webm's first four bytes: nothing is lost, and nothing spent."""

    def decode(self, recording: bytes) -> bytes:
        return recording.removeprefix(WEBM)

    def decode_from(self, recording: bytes, from_ms: int, *, most_ms: int) -> bytes:
        return self.decode(recording)[from_ms * MS :][: most_ms * MS]

    def playable(self, recording: bytes) -> tuple[bytes, str]:
        return recording, "audio/webm"

    def encode(self, pcm: bytes) -> tuple[bytes, str]:
        return pcm, "audio/webm"


class Answer:
    """A spoken answer of which a second after the other arrives. `media` tells what its chunks are."""

    def __init__(
        self, session: Session, ear: ports.LiveSpeechToText, media: ports.MediaConverter | None = None
    ) -> None:
        self._session, self._ear, self._media = session, ear, media or Uncoded()
        self._queue, self._blobs = in_process.Queue(), in_process.Blobs()
        seat = factories.seat(session, state=interview.SessionState.RUNNING)
        self._turn = factories.asked(session, seat, answer_seconds=3600)
        answering.begin_answer(session, self._turn, clock=_now)
        self._chunks = 0

    def arrives(self, body: bytes) -> None:
        """The next chunk: a second of sound, the last one less."""
        given = body if self._chunks or body.startswith(WEBM) else WEBM + body
        receiving.store_chunk(
            self._session, self._turn, take_key=TAKE, seq=self._chunks, body=given,
            sha256=hashlib.sha256(given).hexdigest(), mime="audio/webm", clock=_now, heard_by=self._queue,
        )  # fmt: skip
        self._chunks += 1

    def look(self) -> bool:
        """One round of a worker's work on the answer as far as it has come. False: there is nothing to do."""
        claim = self._claim(StepKind.LISTEN)
        if claim is None:
            return False
        listening.listen(
            self._session, claim, live=self._ear, media=self._media, queue=self._queue, clock=_now
        )
        return True

    def submit(self, ms: int) -> None:
        """The answer is over; the browser says how long it was."""
        declared = recording.TakeDeclared(TAKE, self._chunks, ms)
        answering.seal_recording(
            self._session, self._turn, [declared], queue=self._queue, clock=_now, patience_seconds=3600
        )

    def finish(self) -> bool:
        """One round of a worker's work on the rest. False: there is nothing left to do."""
        claim = self._claim(StepKind.TRANSCRIBE)
        if claim is None:
            return False
        transcribing.transcribe_turn(
            self._session, claim, speech_to_text=(), live=self._ear, media=self._media, blobs=self._blobs,
            queue=self._queue, clock=_now,
        )  # fmt: skip
        return True

    def heard_until(self, ms: int) -> None:
        """As if the recogniser had been there before, and nobody had said a word until then."""
        row = Hearing(take_id=self._take_id(), heard_ms=ms, chunks_seen=0, pieces=[], updated_at=_now())
        self._session.merge(row)
        self._session.commit()

    @property
    def words(self) -> tuple[transcript.Word, ...]:
        """Those of the transcript of record."""
        made = self._session.scalars(select(Transcript).where(Transcript.turn_id == self._turn.id)).one()
        return transcript.from_json(made.words)

    @property
    def pieces_ms(self) -> list[int]:
        """How long each piece is that was heard."""
        row = self._session.get(Hearing, self._take_id(), populate_existing=True)
        return [piece["end_ms"] - piece["start_ms"] for piece in row.pieces] if row is not None else []

    def _take_id(self) -> int:
        return self._session.scalars(select(Take.id).where(Take.turn_id == self._turn.id)).one()

    def _claim(self, kind: StepKind) -> steps.Claim | None:
        step = steps.of_subject(self._session, self._turn.id, [kind]).get(kind)
        return steps.claim(self._session, step.id) if step is not None else None


def follow(ear: ports.LiveSpeechToText, pcm: bytes) -> tuple[list[transcript.Word], list[int]]:
    """The words of an answer that is heard as it arrives, and how long each piece was, in ms."""
    with answer(ear) as followed:
        for second in seconds_of(pcm):
            followed.arrives(second)
            while followed.look():
                pass
        followed.submit(len(pcm) // MS)
        while followed.finish():
            pass
        return list(followed.words), followed.pieces_ms


def rest(ear: ports.LiveSpeechToText, pcm: bytes, heard_ms: int) -> tuple[list[transcript.Word], list[int]]:
    """As `follow`, of an answer of which so much was heard, without a word, before it was submitted."""
    with answer(ear) as followed:
        for second in seconds_of(pcm):
            followed.arrives(second)
        followed.heard_until(heard_ms)
        followed.submit(len(pcm) // MS)
        while followed.finish():
            pass
        return list(followed.words), followed.pieces_ms


@contextmanager
def answer(ear: ports.LiveSpeechToText, media: ports.MediaConverter | None = None) -> Iterator[Answer]:
    """An answer that has just begun."""
    with scratch_database() as session:
        yield Answer(session, ear, media)


def seconds_of(pcm: bytes) -> list[bytes]:
    """PCM as a browser sends it: a chunk a second."""
    return [pcm[at : at + 1000 * MS] for at in range(0, len(pcm), 1000 * MS)]


def _now() -> datetime:
    return datetime.now(UTC)
