"""A sealed answer's recording and its words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from interview_app import ports
from interview_app.domain import interview, recording, transcript, turn
from interview_app.models import AnswerAudio, Chunk, StepKind, Transcript, Turn
from interview_app.usecases import answering, steps

PCM_BYTES_PER_MS = 32
"""16 kHz, mono, 16 bit."""


def transcribe_turn(
    session: Session,
    mine: steps.Claim,
    *,
    speech_to_text: Sequence[ports.SpeechToText],
    media: ports.MediaConverter,
    blobs: ports.BlobStore,
    queue: ports.JobQueue,
    clock: ports.Clock,
) -> None:
    """Join the takes into one recording, store it, recognise its words. Each artefact is written once.

    When it cannot be done, the decision goes ahead without words: a candidate is not kept waiting.
    """
    answered = session.get_one(Turn, mine.subject_id)
    language = answered.interview_session.guide.language
    try:
        audio = _finished_audio(session, answered, media=media, blobs=blobs, clock=clock)
        heard = _recognise(session, audio[0], language, speech_to_text)
    except ports.OutsideError as error:
        if error.permanent:
            _decide_without_words(session, mine, queue)
        raise
    steps.renew(session, mine)
    _store_words(session, mine, heard, audio[1], clock=clock, queue=queue)


def _finished_audio(
    session: Session,
    answered: Turn,
    *,
    media: ports.MediaConverter,
    blobs: ports.BlobStore,
    clock: ports.Clock,
) -> tuple[bytes, int]:
    """The answer as PCM and its length in ms; stores the playable file when it is not stored yet."""
    turn_id = answered.id
    parts = _recorded_takes(session, answered)
    session.commit()
    decoded = _decode(parts, media)
    pcm = b"".join(sound for sound, _ in decoded)
    if session.scalar(select(AnswerAudio.id).where(AnswerAudio.turn_id == turn_id)) is None:
        session.commit()
        body, mime = media.playable(parts[0][0]) if len(parts) == 1 else media.encode(pcm)
        key = f"answers/{turn_id}/answer.{'mp4' if 'mp4' in mime else 'webm'}"
        blobs.put(key, body, mime=mime)
        session.add(_audio_row(turn_id, key, mime, decoded, clock))
    session.commit()
    return pcm, len(pcm) // PCM_BYTES_PER_MS


def _decode(parts: Sequence[tuple[bytes, int]], media: ports.MediaConverter) -> list[tuple[bytes, int]]:
    """Each take as (its PCM, its declared ms). A take that cannot be read is a gap, unless there is no other."""
    decoded, damage = [], None
    for body, declared_ms in parts:
        try:
            decoded.append((media.decode(body), declared_ms))
        except ports.OutsideError as error:
            if not error.permanent:
                raise
            damage = error
            decoded.append((b"", declared_ms))
    if damage is not None and not any(sound for sound, _ in decoded):
        raise damage
    return decoded


def _audio_row(
    turn_id: int, key: str, mime: str, decoded: Sequence[tuple[bytes, int]], clock: ports.Clock
) -> AnswerAudio:
    gaps, at_ms, missing_ms = [], 0, 0
    for sound, declared_ms in decoded:
        length_ms = len(sound) // PCM_BYTES_PER_MS
        at_ms += length_ms
        lost = recording.missing_ms(declared_ms, length_ms)
        if lost:
            missing_ms += lost
            gaps.append([at_ms, at_ms + lost])
    return AnswerAudio(
        turn_id=turn_id,
        blob_key=key,
        mime=mime,
        duration_ms=at_ms,
        declared_ms=sum(declared for _, declared in decoded),
        missing_ms=missing_ms,
        gaps=gaps,
        created_at=clock(),
    )


def _recorded_takes(session: Session, answered: Turn) -> list[tuple[bytes, int]]:
    """Each declared take of the last attempt as (its bytes in order, its declared ms)."""
    parts = []
    for take in answering.takes_of(session, answered):
        if not take.declared_chunks:
            continue
        rows = session.scalars(
            select(Chunk)
            .where(Chunk.take_id == take.id, Chunk.seq < take.declared_chunks)
            .order_by(Chunk.seq)
            .options(undefer(Chunk.body))
        )
        parts.append((b"".join(chunk.body for chunk in rows), take.declared_ms or 0))
    return parts


def _recognise(
    session: Session, pcm: bytes, language: str, providers: Sequence[ports.SpeechToText]
) -> ports.Recognition:
    """The first provider that hears it. Raises the last one's OutsideError when none does."""
    session.commit()
    failure = ports.OutsideError(
        "No speech recognition is configured: set SPEECH_PROVIDERS, or install WhisperX.", permanent=True
    )
    reasons = []
    for provider in providers:
        try:
            return provider.transcribe(pcm, language=language)
        except ports.OutsideError as error:
            reasons.append(error.reason)
            failure = ports.OutsideError(
                " ".join(reasons), permanent=error.permanent, retry_after_seconds=error.retry_after_seconds
            )
    raise failure


def _store_words(
    session: Session,
    mine: steps.Claim,
    heard: ports.Recognition,
    duration_ms: int,
    *,
    clock: ports.Clock,
    queue: ports.JobQueue,
) -> None:
    answered = session.get_one(Turn, mine.subject_id, with_for_update=True, populate_existing=True)
    session.add(
        Transcript(
            turn_id=answered.id,
            engine=heard.engine,
            model=heard.model,
            language=heard.language,
            aligned=heard.aligned,
            text=" ".join(word.text for word in heard.words),
            words=transcript.to_json(heard.words),
            duration_ms=duration_ms,
            created_at=clock(),
        )
    )
    woken = []
    if answered.state is turn.TurnState.SEALED:
        answered.state = turn.advance(answered.state, turn.TurnState.TRANSCRIBED)
        woken.append(steps.add(session, StepKind.DECIDE, answered.id).id)
    if answered.interview_session.state in interview.OVER:
        woken.append(steps.add(session, StepKind.RATE, answered.interview_session_id).id)
    steps.finish(session, mine, at=clock())
    session.commit()
    steps.wake(session, queue, woken)


def _decide_without_words(session: Session, mine: steps.Claim, queue: ports.JobQueue) -> None:
    session.rollback()
    answered = session.get_one(Turn, mine.subject_id)
    if answered.state is turn.TurnState.SEALED:
        step = steps.add(session, StepKind.DECIDE, answered.id)
        session.commit()
        steps.wake(session, queue, [step.id])
