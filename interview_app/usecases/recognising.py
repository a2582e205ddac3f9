"""Who hears an answer: what was heard live and its rest, the next provider, and who comes last after failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import transcript
from interview_app.models import Hearing, Transcript, Turn
from interview_app.usecases import listening, overhearing, recordings, steps

FAILED_BEFORE = ports.OutsideError(
    "The speech recognition on this machine failed each time it heard this answer.", permanent=True
)


@dataclass(frozen=True, slots=True)
class Sound:
    """One take: its recording, its length as decoded and as the browser says, in ms.

    `pcm` (16 kHz mono 16 bit) begins at `pcm_from_ms` and goes to the end, in the one round of work that has decoded
    it; later rounds decode what they need, or a long answer would be decoded again for each of its pieces.
    """

    take_id: int
    recording: bytes
    duration_ms: int
    declared_ms: int
    pcm: bytes | None
    pcm_from_ms: int = 0

    def whole(self, media: ports.MediaConverter) -> bytes:
        """All of it as PCM. Raises OutsideError."""
        if self.pcm is None or self.pcm_from_ms > 0:
            return media.decode(self.recording)
        return self.pcm

    def decoded(self, media: ports.MediaConverter) -> Sound:
        """The same with all of its PCM, and its length by that. Raises OutsideError."""
        pcm = self.whole(media)
        length_ms = len(pcm) // recordings.PCM_BYTES_PER_MS
        return replace(self, duration_ms=length_ms, pcm=pcm, pcm_from_ms=0)

    def stretch(self, media: ports.MediaConverter, from_ms: int, most_ms: int) -> bytes:
        """PCM of a part. Raises OutsideError."""
        if self.pcm is None or from_ms < self.pcm_from_ms:
            return media.decode_from(self.recording, from_ms, most_ms=most_ms)
        first = (from_ms - self.pcm_from_ms) * recordings.PCM_BYTES_PER_MS
        return self.pcm[first : first + most_ms * recordings.PCM_BYTES_PER_MS]


@dataclass(frozen=True, slots=True)
class Ears:
    """The recognisers in their order, the one that also follows an answer while it is spoken, and their tools."""

    providers: Sequence[ports.SpeechToText]
    live: ports.LiveSpeechToText | None
    media: ports.MediaConverter
    clock: ports.Clock

    @property
    def here(self) -> list[ports.SpeechToText]:
        """Models in this very process, which an answer may bring down."""
        return [
            one
            for at, one in enumerate(self.providers)
            if isinstance(one, ports.LiveSpeechToText) or (at == 0 and self.live is not None)
        ]

    @property
    def elsewhere(self) -> list[ports.SpeechToText]:
        """Services that answer from another machine."""
        here = self.here
        return [one for one in self.providers if one not in here]


def hear(
    session: Session, mine: steps.Claim, sounds: Sequence[Sound], language: str, ears: Ears
) -> ports.Recognition | None:
    """All the words, or None when a piece was heard and there are more to come. Raises OutsideError.

    At the last try, whatever failed before, a model on this machine comes after everybody else: after the services,
    and after the browser's words, which are then the caller's to take.
    """
    if not ears.here or not steps.is_last_try(mine):
        return _hear(session, sounds, language, ears)
    try:
        return _recognise(session, sounds, language, ears.elsewhere, ears.media, [FAILED_BEFORE])
    except ports.OutsideError as error:
        session.rollback()
        answered = session.get_one(Turn, mine.subject_id)
        has_browsers = overhearing.recognition(session, answered) is not None
        if has_browsers or not steps.gives_up(session, mine, error):
            raise
        unheard = error
    try:
        return _hear(session, sounds, language, replace(ears, providers=ears.here))
    except ports.OutsideError as error:
        raise _none_heard([unheard, error]) from error


def _hear(session: Session, sounds: Sequence[Sound], language: str, ears: Ears) -> ports.Recognition | None:
    """As `hear`, in the providers' order."""
    if ears.live is None:
        return _recognise(session, sounds, language, ears.providers, ears.media)
    try:
        heard_more = any(
            listening.hear_rest(
                session,
                sound.take_id,
                sound.duration_ms,
                partial(sound.stretch, ears.media),
                language,
                live=ears.live,
                clock=ears.clock,
            )
            for sound in sounds
        )
    except ports.OutsideError as error:
        session.rollback()
        if len(ears.providers) < 2:
            raise
        return _recognise(session, sounds, language, ears.providers[1:], ears.media, [error])
    done = all(listening.all_heard(session, sound.take_id, sound.duration_ms) for sound in sounds)
    return None if heard_more and not done else _joined(session, sounds, language)


def _joined(session: Session, sounds: Sequence[Sound], language: str) -> ports.Recognition:
    """The takes' words on the whole answer's time."""
    words: list[transcript.Word] = []
    dropped: list[tuple[transcript.Word, str]] = []
    heard = [listening.heard_of(session, sound.take_id) for sound in sounds]
    for sound, one, from_ms in zip(sounds, heard, _starts(sounds), strict=True):
        if one is not None:
            words += listening.shifted([w for w in one.words if _within(w, sound)], from_ms)
            dropped += [(transcript.Word(text), reason) for text, reason in one.dropped]
    known = [one for one in heard if one is not None]
    return ports.Recognition(
        words=tuple(words),
        language=language,
        engine=known[0].engine if known else "none",
        model=_models(session, sounds),
        aligned=all(one.aligned for one in known),
        dropped=tuple(dropped),
    )


def _models(session: Session, sounds: Sequence[Sound]) -> str:
    """All that took part, in their order: the worker may come back with another one in the middle of an answer."""
    rows = [session.get(Hearing, sound.take_id) for sound in sounds]
    names = dict.fromkeys(piece["model"] for row in rows if row is not None for piece in row.pieces)
    return ", ".join(names)[: Transcript.model.type.length]


def _starts(sounds: Sequence[Sound]) -> list[int]:
    return [sum(sound.duration_ms for sound in sounds[:at]) for at in range(len(sounds))]


def _within(word: transcript.Word, sound: Sound) -> bool:
    """A word heard in chunks that the browser then declared not to be part of the take does not count."""
    start_ms = word.segment_ms[0] if word.segment_ms is not None else word.start_ms
    return start_ms is None or start_ms < sound.duration_ms


def _recognise(
    session: Session,
    sounds: Sequence[Sound],
    language: str,
    providers: Sequence[ports.SpeechToText],
    media: ports.MediaConverter,
    failures: Sequence[ports.OutsideError] = (),
) -> ports.Recognition:
    """The first provider that hears it. Raises OutsideError when none does, with the `failures` before it told too."""
    session.commit()
    pcm = b"".join(sound.whole(media) for sound in sounds) if providers else b""
    found = list(failures)
    for provider in providers:
        try:
            return provider.transcribe(pcm, language=language)
        except ports.OutsideError as error:
            found.append(error)
    raise _none_heard(found)


def _none_heard(failures: Sequence[ports.OutsideError]) -> ports.OutsideError:
    """Permanent when each failure is; the shortest of the providers' wishes is the one to wait for."""
    if not failures:
        return ports.OutsideError(
            "No speech recognition is configured: set SPEECH_PROVIDERS, or install WhisperX.", permanent=True
        )
    waits = [one.retry_after_seconds for one in failures if one.retry_after_seconds is not None]
    return ports.OutsideError(
        " ".join(one.reason for one in failures),
        permanent=all(one.permanent for one in failures),
        retry_after_seconds=min(waits, default=None),
    )
