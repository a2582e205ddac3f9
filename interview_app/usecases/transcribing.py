"""A sealed answer's recording and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import interview, playback, recognised, recording, transcript, turn
from interview_app.models import AnswerAudio, Assessment, Report, StepKind, Take, Transcript, Turn, reading
from interview_app.usecases import listening, overhearing, recognising, recordings, steps

log = structlog.get_logger()


KEEP_AGAIN_SECONDS = 60.0
WORTH_WAITING_SECONDS = 10.0
"""Recognisers that want to be left alone for longer, or that rest, keep no candidate waiting for them."""


def transcribe_turn(
    session: Session,
    mine: steps.Claim,
    *,
    speech_to_text: Sequence[ports.SpeechToText],
    live: ports.LiveSpeechToText | None,
    media: ports.MediaConverter,
    blobs: ports.BlobStore,
    queue: ports.JobQueue,
    clock: ports.Clock,
) -> None:
    """Recognise an answer's words, then join its takes into one recording and store that. Each artefact is written once.

    What was heard while the answer was spoken is used; the rest is heard a piece at a time, between which others
    have their turn. With the words the decision is ordered, and the step goes aside: to make the recording takes longer
    the longer the answer was, nobody waits for it, and whoever hears has others to hear. When there can be no words, the
    decision goes ahead without: a candidate is not kept waiting.
    """
    reading.begin(session)
    answered = session.get_one(Turn, mine.subject_id)
    language, has_words = answered.interview_session.guide.language, _has_words(session, answered.id)
    ears = recognising.Ears(speech_to_text, live, media, clock)
    keeper = _Keeper(media, blobs, clock)
    sounds: list[recognising.Sound] = []
    try:
        sounds = _sounds(session, answered, media)
        if mine.attempt > 1 and not has_words:
            # Whatever ended the last worker may end this one too: people can hear the recording then.
            keeper.try_to_keep(session, mine.subject_id, sounds)
        if not has_words:
            _hear(session, mine, sounds, language, ears, queue)
            return
    except ports.OutsideError as error:
        session.rollback()
        if has_words:
            raise
        unkept = keeper.try_to_keep(session, mine.subject_id, sounds)
        if _store_browsers_words(session, mine, error, clock=clock, queue=queue, ends=unkept is None):
            if unkept is None:
                return
            raise unkept from error
        if error.permanent or (error.retry_after_seconds or 0.0) >= WORTH_WAITING_SECONDS:
            _decide_without_words(session, mine, queue)
        raise
    _finish_with(session, mine, sounds, keeper, queue)


def keep_recording(
    session: Session,
    mine: steps.Claim,
    *,
    media: ports.MediaConverter,
    blobs: ports.BlobStore,
    queue: ports.JobQueue,
    clock: ports.Clock,
) -> None:
    """What of the same step needs no recogniser: all that is left once the words are there, and until then the recording,
    for people to hear. Raises OutsideError where there are words.
    """
    keeper = _Keeper(media, blobs, clock)
    reading.begin(session)
    answered = session.get_one(Turn, mine.subject_id)
    if _has_words(session, answered.id):
        _finish_with(session, mine, _sounds(session, answered, media), keeper, queue)
        return
    try:
        failed = keeper.try_to_keep(session, mine.subject_id, _sounds(session, answered, media))
    except ports.OutsideError as error:
        session.rollback()
        failed = error
    if failed is not None:  # whoever hears says what is wrong with it
        steps.put_off(session, mine, KEEP_AGAIN_SECONDS)
        return
    steps.again(session, mine, queue, place="first")


def _finish_with(
    session: Session,
    mine: steps.Claim,
    sounds: Sequence[recognising.Sound],
    keeper: _Keeper,
    queue: ports.JobQueue,
) -> None:
    missing_ms = keeper.keep(session, mine.subject_id, sounds)
    woken = _rate_anew(session, mine.subject_id) if missing_ms else []
    steps.finish(session, mine, at=keeper.clock())
    session.commit()
    steps.wake(session, queue, woken)


def _hear(
    session: Session,
    mine: steps.Claim,
    sounds: Sequence[recognising.Sound],
    language: str,
    ears: recognising.Ears,
    queue: ports.JobQueue,
) -> None:
    """Hear a piece more, or the rest: then the words are stored. Puts the step back. Raises OutsideError, LeaseLost."""
    heard = recognising.hear(session, mine, sounds, language, ears)
    if heard is None:
        for sound in sounds:
            session.get_one(Take, sound.take_id).decoded_ms = sound.duration_ms
        steps.again(session, mine, queue)
        return
    steps.renew(session, mine)
    duration_ms = sum(sound.duration_ms for sound in sounds)
    woken = _store_words(session, mine, heard, duration_ms, ears.clock)
    steps.again(session, mine, queue, place="aside", before=woken)


def _store_browsers_words(
    session: Session,
    mine: steps.Claim,
    error: ports.OutsideError,
    *,
    clock: ports.Clock,
    queue: ports.JobQueue,
    ends: bool,
) -> bool:
    """Whether the browser's words became the transcript: only where trying again is over, and never beside others.

    The step ends with them if all is done by then (`ends`).
    """
    session.rollback()
    if not steps.gives_up(session, mine, error):
        return False
    answered = session.get_one(Turn, mine.subject_id)
    heard = overhearing.recognition(session, answered)
    if heard is None:
        return False
    duration_ms = sum(take.declared_ms or 0 for take in recordings.takes_of(session, answered))
    log.warning("browsers_words_used", turn_id=answered.id, reason=error.reason)
    woken = _store_words(session, mine, heard, duration_ms, clock)
    if ends:
        steps.finish(session, mine, at=clock())
        session.commit()
    else:
        steps.renew(session, mine)
    steps.wake(session, queue, woken)
    return True


def _has_words(session: Session, turn_id: int) -> bool:
    """Whether an earlier try has got so far, and only the recording is left to be made."""
    return session.scalar(select(Transcript.id).where(Transcript.turn_id == turn_id)) is not None


def _sounds(session: Session, answered: Turn, media: ports.MediaConverter) -> list[recognising.Sound]:
    """The answer's takes. The first round decodes what has not been heard; after it is known how long they are."""
    takes = [take for take in recordings.takes_of(session, answered) if take.declared_chunks]
    parts = [(take.id, recordings.whole(session, take), take.declared_ms or 0) for take in takes]
    known = {take.id: take.decoded_ms for take in takes if take.decoded_ms is not None}
    unheard = listening.end_of(session, takes[0]) if len(takes) == 1 else None
    session.commit()
    if len(known) == len(parts):
        return [
            recognising.Sound(take, body, known[take], ms, None if known[take] else b"")
            for take, body, ms in parts
        ]
    if unheard is not None and (rest := _rest(parts[0], unheard, media)) is not None:
        return [rest]
    return _decode(parts, media)


def _rest(
    part: tuple[int, bytes, int], from_ms: int, media: ports.MediaConverter
) -> recognising.Sound | None:
    """A take decoded from there on, so that a long answer takes no longer than a short one; None: it cannot be."""
    take_id, body, declared_ms = part
    try:
        pcm = media.decode_from(body, from_ms, most_ms=recordings.LONGEST_MS)
    except ports.OutsideError as error:
        if not error.permanent:
            raise
        return None
    duration_ms = from_ms + len(pcm) // recordings.PCM_BYTES_PER_MS
    return recognising.Sound(take_id, body, duration_ms, declared_ms, pcm, from_ms) if pcm else None


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Makes the recording that people hear, with its waveform."""

    media: ports.MediaConverter
    blobs: ports.BlobStore
    clock: ports.Clock

    def keep(self, session: Session, turn_id: int, sounds: Sequence[recognising.Sound]) -> int:
        """Store it, unless that is done. Returns the milliseconds missing of it. Commits.

        Raises OutsideError, LeaseLost.
        """
        stored = session.scalar(select(AnswerAudio.missing_ms).where(AnswerAudio.turn_id == turn_id))
        session.commit()
        if stored is not None:
            return stored
        sounds = [sound.decoded(self.media) for sound in sounds]
        pcm = b"".join(sound.whole(self.media) for sound in sounds)
        one = len(sounds) == 1 and bool(pcm)
        body, mime = self.media.playable(sounds[0].recording) if one else self.media.encode(pcm)
        key = f"answers/{turn_id}/answer.{'mp4' if 'mp4' in mime else 'webm'}"
        self.blobs.put(key, body, mime=mime)
        peaks = playback.peaks(pcm)
        _unless_erased(session, turn_id, key, self.blobs)
        for sound in sounds:
            session.get_one(Take, sound.take_id).decoded_ms = sound.duration_ms
        lost = [recordings.lost(session, sound.take_id, sound.duration_ms) for sound in sounds]
        row = _audio_row(turn_id, key, mime, sounds, lost, peaks, self.clock)
        session.add(row)
        try:
            session.commit()
        except IntegrityError as error:
            session.rollback()
            _unless_erased(session, turn_id, key, self.blobs)
            raise steps.LeaseLost(turn_id) from error
        return row.missing_ms

    def try_to_keep(
        self, session: Session, turn_id: int, sounds: Sequence[recognising.Sound]
    ) -> ports.OutsideError | None:
        """The same where something else has failed already: that must not be hidden by a failure of this."""
        if not sounds:
            return None
        try:
            self.keep(session, turn_id, sounds)
        except ports.OutsideError as error:
            session.rollback()
            log.warning("recording_not_kept", turn_id=turn_id, reason=error.reason)
            return error
        return None


def _unless_erased(session: Session, turn_id: int, key: str, blobs: ports.BlobStore) -> None:
    """Raise LeaseLost for an interview that was erased meanwhile, and delete its file, of which no row knows."""
    if session.get(Turn, turn_id, populate_existing=True, with_for_update=True) is None:
        session.commit()
        blobs.delete(key)
        raise steps.LeaseLost(turn_id)


def _decode(parts: Sequence[tuple[int, bytes, int]], media: ports.MediaConverter) -> list[recognising.Sound]:
    """Each take as sound. A take that cannot be read is a gap, unless there is no other."""
    decoded: list[recognising.Sound] = []
    damage = None
    for take_id, body, declared_ms in parts:
        try:
            pcm = media.decode(body)
        except ports.OutsideError as error:
            if not error.permanent:
                raise
            pcm, damage = b"", error
        duration_ms = len(pcm) // recordings.PCM_BYTES_PER_MS
        decoded.append(recognising.Sound(take_id, body, duration_ms, declared_ms, pcm))
    if damage is not None and not any(sound.pcm for sound in decoded):
        raise damage
    return decoded


def _audio_row(
    turn_id: int,
    key: str,
    mime: str,
    sounds: Sequence[recognising.Sound],
    lost: Sequence[Sequence[tuple[int, int]]],
    peaks: bytes,
    clock: ports.Clock,
) -> AnswerAudio:
    """`lost`: each take's stretches that are missing, in its own ms."""
    gaps: list[tuple[int, int]] = []
    at_ms = 0
    for sound, stretches in zip(sounds, lost, strict=True):
        gaps += [(at_ms + start, at_ms + end) for start, end in stretches]
        at_ms += sound.duration_ms
    return AnswerAudio(
        turn_id=turn_id,
        blob_key=key,
        mime=mime,
        duration_ms=at_ms,
        declared_ms=sum(sound.declared_ms for sound in sounds),
        missing_ms=sum(end - start for start, end in gaps),
        gaps=[list(place) for place in recording.places(gaps)],
        peaks=peaks,
        created_at=clock(),
    )


def _store_words(
    session: Session,
    mine: steps.Claim,
    heard: ports.Recognition,
    duration_ms: int,
    clock: ports.Clock,
) -> list[int]:
    """The words and what follows from them: the steps to wake after the commit, which is the caller's."""
    kept = recognised.kept(heard.words, heard.dropped, duration_ms)
    answered = session.get_one(Turn, mine.subject_id, with_for_update=True, populate_existing=True)
    session.add(
        Transcript(
            turn_id=answered.id,
            engine=heard.engine,
            model=heard.model,
            language=heard.language,
            aligned=heard.aligned,
            text=" ".join(word.text for word in kept.words),
            words=transcript.to_json(kept.words),
            dropped=[[word.text, reason] for word, reason in kept.dropped],
            duration_ms=duration_ms,
            created_at=clock(),
        )
    )
    woken = []
    if answered.state is turn.TurnState.SEALED:
        answered.state = turn.advance(answered.state, turn.TurnState.TRANSCRIBED)
        woken.append(steps.add(session, StepKind.DECIDE, answered.id).id)
    if _is_rated_without(session, answered):
        woken.append(steps.add(session, StepKind.RATE, answered.interview_session_id).id)
    return woken


def _rate_anew(session: Session, turn_id: int) -> list[int]:
    """Order the rating again of an interview that was rated as if nothing of this recording were missing."""
    answered = session.get_one(Turn, turn_id)
    if not _is_rated_without(session, answered):
        return []
    return [steps.add(session, StepKind.RATE, answered.interview_session_id).id]


def _is_rated_without(session: Session, answered: Turn) -> bool:
    """Whether the rating has begun without these words; one that still waits for them will see them."""
    if answered.interview_session.state not in interview.OVER:
        return False
    begun = select(Assessment.id).where(
        Assessment.interview_session_id == answered.interview_session_id,
        Assessment.head_turn_id == answered.id,
    )
    done = select(Report.id).where(Report.interview_session_id == answered.interview_session_id)
    return session.scalar(begun.limit(1)) is not None or session.scalar(done.limit(1)) is not None


def _decide_without_words(session: Session, mine: steps.Claim, queue: ports.JobQueue) -> None:
    session.rollback()
    answered = session.get_one(Turn, mine.subject_id)
    if answered.state is turn.TurnState.SEALED:
        step = steps.add(session, StepKind.DECIDE, answered.id)
        session.commit()
        steps.wake(session, queue, [step.id])
