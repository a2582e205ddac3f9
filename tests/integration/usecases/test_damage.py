"""Damaged recordings, webm and mp4, through the real FFmpeg and the real recogniser: only what is lost is lost."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app.adapters.ffmpeg_media import FfmpegMedia
from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.domain import errors, interview, recording, transcript
from interview_app.models import AnswerAudio, Step, StepKind, Transcript, Turn
from interview_app.usecases import answering, listening, receiving, steps, transcribing
from tests import factories
from tests.conftest import Clock
from tests.fakes.in_process import Blobs, Queue
from tests.integration.adapters import ears, sounds

pytestmark = pytest.mark.speech
TAKE = "3f1d7c1e-0000-4000-8000-000000000001"
PAUSE_MS = 1500
Chunks = list[bytes]


@pytest.fixture(scope="module")
def ear() -> WhisperxSpeech:
    return ears.small()


@pytest.fixture(scope="module")
def answer() -> tuple[bytes, list[int]]:
    """Six sentences with pauses, and when each begins, in ms."""
    pcm, starts = b"", []
    for sentence in ears.SENTENCES:
        starts.append(len(pcm) // ears.MS)
        pcm += sounds.speech(sentence) + bytes(PAUSE_MS * ears.MS)
    return pcm, starts


def _webm(pcm: bytes) -> Chunks:
    """A chunk a second, as Chromium gives them."""
    header, *clusters = sounds.clusters(sounds.webm(pcm))
    return [header + clusters[0], *clusters[1:]]


def _mp4(pcm: bytes) -> Chunks:
    """A fragment a second, as Safari gives them."""
    body = sounds.mp4(pcm, fragment_ms=1000)
    marks = [at for at in range(len(body)) if body.startswith(b"moof", at)]
    cuts = [0, *(at - 4 for at in marks[1:]), len(body)]
    return [body[one:other] for one, other in itertools.pairwise(cuts)]


CONTAINERS: dict[str, Callable[[bytes], Chunks]] = {"audio/webm": _webm, "audio/mp4": _mp4}


@pytest.fixture(params=CONTAINERS)
def mime(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def answered(session: Session, clock: Clock) -> Turn:
    seat = factories.seat(session, state=interview.SessionState.RUNNING)
    begun = factories.asked(session, seat)
    answering.begin_answer(session, begun, clock=clock)
    return begun


def _send(session: Session, answered: Turn, clock: Clock, mime: str, chunks: dict[int, bytes]) -> None:
    for seq, body in chunks.items():
        receiving.store_chunk(
            session, answered, take_key=TAKE, seq=seq, body=body, sha256=hashlib.sha256(body).hexdigest(),
            mime=mime, clock=clock, heard_by=Queue(),
        )  # fmt: skip


def _listen(session: Session, answered: Turn, ear: WhisperxSpeech, clock: Clock) -> None:
    while True:
        step = steps.of_subject(session, answered.id, [StepKind.LISTEN]).get(StepKind.LISTEN)
        claim = steps.claim(session, step.id) if step else None
        if claim is None:
            return
        listening.listen(session, claim, live=ear, media=FfmpegMedia(), queue=Queue(), clock=clock)


def _transcribe(session: Session, answered: Turn, ear: WhisperxSpeech, clock: Clock) -> str:
    """The words of the sealed answer."""
    step = session.scalars(select(Step).where(Step.kind == StepKind.TRANSCRIBE)).one()
    while (claim := steps.claim(session, step.id)) is not None:
        transcribing.transcribe_turn(
            session, claim, speech_to_text=(ear,), live=ear, media=FfmpegMedia(), blobs=Blobs(), queue=Queue(),
            clock=clock,
        )  # fmt: skip
    made = session.scalars(select(Transcript)).one()
    return " ".join(norm for word in transcript.from_json(made.words) for norm in transcript.norms(word.text))


def _sentences(text: str) -> list[int]:
    """Which sentences stand in the text, word for word."""
    return [at for at, one in enumerate(ears.SENTENCES) if " ".join(transcript.norms(one)) in text]


def _seal(
    session: Session, answered: Turn, clock: Clock, *, chunks: int, ms: int, missing: tuple[int, ...] = ()
) -> None:
    takes = [recording.TakeDeclared(TAKE, chunks, ms, missing)]
    answering.seal_recording(session, answered, takes, queue=Queue(), clock=clock, patience_seconds=30)


def _touched(starts: Sequence[int], end_ms: int, from_s: int, until_s: int) -> set[int]:
    """The sentences that lie in some of the seconds [from, until) of a recording."""
    ends = [*(start - PAUSE_MS for start in starts[1:]), end_ms - PAUSE_MS]
    return {
        at
        for at, (start, end) in enumerate(zip(starts, ends, strict=True))
        if start < until_s * 1000 + 100 and end > from_s * 1000 - 100
    }


def test_an_answer_is_followed_and_transcribed(
    session: Session,
    answered: Turn,
    clock: Clock,
    ear: WhisperxSpeech,
    answer: tuple[bytes, list[int]],
    mime: str,
) -> None:
    """Chunks cut anywhere, as a browser may cut an mp4: what is heard live is the transcript."""
    pcm, _starts = answer
    whole = b"".join(CONTAINERS[mime](pcm))
    chance = random.Random(3)
    cuts = sorted(chance.sample(range(50, len(whole)), 24))
    pieces = [whole[one:other] for one, other in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    for start in range(0, len(pieces), 4):
        _send(session, answered, clock, mime, dict(list(enumerate(pieces))[start : start + 4]))
        _listen(session, answered, ear, clock)
    assert len(_sentences(" ".join(transcript.norms(listening.live_text(session, answered))))) >= 4
    _seal(session, answered, clock, chunks=len(pieces), ms=len(pcm) // ears.MS)
    assert _sentences(_transcribe(session, answered, ear, clock)) == [0, 1, 2, 3, 4, 5]
    assert session.scalars(select(AnswerAudio)).one().missing_ms == 0


@pytest.mark.parametrize("damage", ["junk", "cut short", "one byte", "missing"])
def test_damage_in_the_middle_costs_its_own_seconds(
    session: Session, answered: Turn, clock: Clock, ear: WhisperxSpeech, answer: tuple[bytes, list[int]], mime: str,
    damage: str,
) -> None:  # fmt: skip
    pcm, starts = answer
    chunks = dict(enumerate(CONTAINERS[mime](pcm)))
    number = starts[2] // 1000 + 1
    spoilt = {
        "junk": random.Random(1).randbytes(len(chunks[number])),
        "cut short": chunks[number][: len(chunks[number]) // 2],
        "one byte": b"\x00",
        "missing": b"",
    }[damage]
    _send(session, answered, clock, mime, {seq: body for seq, body in chunks.items() if seq != number})
    if spoilt:
        _send(session, answered, clock, mime, {number: spoilt})
    _listen(session, answered, ear, clock)
    _close(session, answered, clock, chunks=len(chunks), ms=len(pcm) // ears.MS)
    heard = _sentences(_transcribe(session, answered, ear, clock))
    lost = _touched(starts, len(pcm) // ears.MS, number - 1, number + 2)
    assert 0 < len(lost) <= 2
    assert set(range(6)) - lost <= set(heard)
    audio = session.scalars(select(AnswerAudio)).one()
    assert abs(audio.duration_ms - len(pcm) // ears.MS) < 200
    if damage == "missing":
        ((start, end),) = audio.gaps
        assert (start, end) == (
            pytest.approx(number * 1000, abs=400),
            pytest.approx(number * 1000 + 1000, abs=400),
        )


def test_a_lost_tail_is_named_as_a_gap(
    session: Session,
    answered: Turn,
    clock: Clock,
    ear: WhisperxSpeech,
    answer: tuple[bytes, list[int]],
    mime: str,
) -> None:
    pcm, starts = answer
    chunks = dict(list(enumerate(CONTAINERS[mime](pcm)))[: starts[4] // 1000])
    _send(session, answered, clock, mime, chunks)
    _listen(session, answered, ear, clock)
    _seal(session, answered, clock, chunks=len(chunks), ms=len(pcm) // ears.MS)
    assert _sentences(_transcribe(session, answered, ear, clock)) == [0, 1, 2, 3]
    audio = session.scalars(select(AnswerAudio)).one()
    assert audio.missing_ms == pytest.approx(len(pcm) // ears.MS - len(chunks) * 1000, abs=300)
    assert audio.gaps == [[audio.duration_ms, audio.duration_ms + audio.missing_ms]]


def test_an_empty_chunk_is_refused_and_nothing_else(
    session: Session,
    answered: Turn,
    clock: Clock,
    ear: WhisperxSpeech,
    answer: tuple[bytes, list[int]],
    mime: str,
) -> None:
    pcm, _starts = answer
    chunks = dict(enumerate(CONTAINERS[mime](pcm)[:8]))
    _send(session, answered, clock, mime, chunks)
    with pytest.raises(errors.InvalidInput, match="empty"):
        _send(session, answered, clock, mime, {8: b""})
    session.rollback()
    _seal(session, answered, clock, chunks=8, ms=8000)
    assert 0 in _sentences(_transcribe(session, answered, ear, clock))


def _close(session: Session, answered: Turn, clock: Clock, *, chunks: int, ms: int) -> None:
    """Seal it; a chunk that never comes is named to the browser, which gives it up."""
    try:
        _seal(session, answered, clock, chunks=chunks, ms=ms)
    except errors.RecordingIncomplete as told:
        session.rollback()
        _seal(session, answered, clock, chunks=chunks, ms=ms, missing=told.gaps[TAKE])
