"""Whatever text and times a recogniser brings, the transcript can be stored, shown and corrected."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import correction, interview, recording, transcript
from interview_app.domain.transcript import Word
from interview_app.models import Hearing, Step, StepKind, Transcript, Turn
from interview_app.usecases import answering, listening, receiving, steps, transcribing
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, Media, Queue

pytestmark = on_both_databases
TAKE = "3f1d7c1e-0000-4000-8000-000000000001"
HEAD = b"\x1a\x45\xdf\xa3"
BROUGHT = (
    Word("\ud800We", 0, 200, 0.9),
    Word("c\x00ut\u202e", 200, 400, 0.9),
    Word("5\u00a0000", 400, 700, 0.9),
    Word("costs", 5000, 99_000, 7.0),
)
DROPPED = ((Word("\ud800\x00thanks"), "nobody spoke at that time"),)
TEXT = "We cut 5 000 costs"
TIMES = [(0, 200), (200, 400), (None, None), (None, None), (None, None)]


class Stranger:
    """Brings the same hostile words, whole and in pieces."""

    name = "hosted"

    def transcribe(self, pcm: bytes, *, language: str) -> ports.Recognition:
        return ports.Recognition(
            words=BROUGHT, language=language, engine="hosted", model="m", aligned=True, dropped=DROPPED
        )

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        heard_ms = len(pcm) // 32 - lead_ms
        return ports.Piece(
            heard_ms=heard_ms, words=BROUGHT, dropped=DROPPED, engine="whisperx", model="m", aligned=True
        )


@pytest.fixture
def answered(session: Session, clock: Clock) -> Turn:
    seat = factories.seat(session, state=interview.SessionState.RUNNING)
    begun = factories.asked(session, seat)
    answering.begin_answer(session, begun, clock=clock)
    for seq, body in enumerate((HEAD + bytes(31_996), bytes(32_000))):
        receiving.store_chunk(
            session, begun, take_key=TAKE, seq=seq, body=body, sha256=hashlib.sha256(body).hexdigest(),
            mime="audio/webm", clock=clock, heard_by=Queue(),
        )  # fmt: skip
    return begun


@pytest.mark.parametrize("live", [None, Stranger()], ids=["whole", "rest"])
def test_a_transcript_holds_what_a_person_sees_and_times_that_can_be(
    session: Session, answered: Turn, clock: Clock, live: Stranger | None
) -> None:
    declared = [recording.TakeDeclared(TAKE, 2, 2000)]
    answering.seal_recording(session, answered, declared, queue=Queue(), clock=clock, patience_seconds=30)
    claim = steps.claim(
        session, session.scalars(select(Step.id).where(Step.kind == StepKind.TRANSCRIBE)).one()
    )
    assert claim is not None
    transcribing.transcribe_turn(
        session, claim, speech_to_text=(Stranger(),), live=live, media=Media(), blobs=Blobs(), queue=Queue(),
        clock=clock,
    )  # fmt: skip

    made = session.scalars(select(Transcript)).one()
    words = transcript.from_json(made.words)
    assert made.text == TEXT
    assert [(word.start_ms, word.end_ms) for word in words] == TIMES
    assert made.dropped == [["thanks", "nobody spoke at that time"]]
    assert correction.correct(transcript.Transcript(words, "en", 2000), made.text) is None


def test_a_live_piece_holds_the_same(session: Session, answered: Turn, clock: Clock) -> None:
    steps.add(session, StepKind.LISTEN, answered.id)
    session.commit()
    claim = steps.claim(session, session.scalars(select(Step.id).where(Step.kind == StepKind.LISTEN)).one())
    assert claim is not None
    listening.listen(session, claim, live=Stranger(), media=Media(), queue=Queue(), clock=clock)

    assert listening.live_text(session, answered) == TEXT
    kept = session.scalars(select(Hearing.pieces)).one()
    assert kept[0]["dropped"] == [["thanks", "nobody spoke at that time"]]
