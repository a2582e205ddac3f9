"""Questions spoken aloud: made once per text, voice, language and model, and kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from interview_app import config, ports
from interview_app.domain import interview
from interview_app.domain.turn import TurnState
from interview_app.models import (
    Guide,
    Provider,
    SpeechClip,
    Step,
    StepKind,
    StepState,
    Turn,
    database_now,
    reading,
)
from interview_app.usecases import steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """The provider's model, and the voice where an interview names none: with a text, what a clip is known by."""

    model: str
    voice: str


def kept(session: Session, text: str, guide: Guide, speaker: Speaker) -> int | None:
    """The id of the clip that was made of the text before, for a guide's voice and language."""
    key = _key(text, guide.voice or speaker.voice, guide.language, speaker.model)
    return session.scalar(select(SpeechClip.id).where(SpeechClip.key == key))


def clip(
    session: Session,
    text: str,
    guide: Guide,
    speaker: Speaker,
    *,
    text_to_speech: ports.TextToSpeech,
    blobs: ports.BlobStore,
    clock: ports.Clock,
) -> int:
    """The id of the clip of a text, made now when there is none. Commits. Raises OutsideError."""
    return _clip(
        session, text, guide.voice or speaker.voice, guide.language,
        text_to_speech=text_to_speech, blobs=blobs, clock=clock,
    )  # fmt: skip


def is_coming(session: Session, asked: Turn, *, patience_seconds: float, now: datetime) -> bool:
    """Whether a question's voice is still being made, and will be there within the candidate's patience.

    Not after a first failure, nor while the provider rests or is on trial: nobody waits to see whether it is back.
    """
    left = patience_seconds - (now - asked.created_at).total_seconds()
    if asked.speech_clip_id is not None or asked.shown_at is not None or left <= 0:
        return False
    resting = select(Provider.name).where(
        Provider.name == config.VOICE_PROVIDER, Provider.rests_until.is_not(None)
    )
    soon = and_(Step.state == StepState.READY, Step.next_at <= database_now() + left)
    coming = select(Step.id).where(
        Step.kind == StepKind.VOICE,
        Step.subject_id == asked.id,
        Step.failure.is_(None),
        or_(Step.state == StepState.RUNNING, soon),
        ~resting.exists(),
    )
    return session.scalar(coming) is not None


def voice_turn(
    session: Session,
    mine: steps.Claim,
    *,
    text_to_speech: ports.TextToSpeech | None,
    blobs: ports.BlobStore,
    clock: ports.Clock,
    default_voice: str,
) -> None:
    """Give a turn its spoken question. Raises OutsideError; the room goes on with the browser's voice meanwhile.

    Once the answer has begun nobody will hear it. Until then it may be late: a page loaded anew plays it, and
    somebody has to find out whether a provider that rested is back.
    """
    reading.begin(session)
    asked = session.get_one(Turn, mine.subject_id)
    if asked.state is not TurnState.ASKED or asked.interview_session.state in interview.OVER:
        session.commit()  # what was begun for reading
        steps.finish(session, mine, at=clock())
        session.commit()
        return
    guide, text = asked.interview_session.guide, asked.text
    clip_id = _clip(
        session, text, guide.voice or default_voice, guide.language,
        text_to_speech=text_to_speech, blobs=blobs, clock=clock,
    )  # fmt: skip
    session.get_one(Turn, mine.subject_id).speech_clip_id = clip_id
    steps.finish(session, mine, at=clock())
    session.commit()


def voice_presets(
    session: Session,
    mine: steps.Claim,
    *,
    text_to_speech: ports.TextToSpeech | None,
    blobs: ports.BlobStore,
    clock: ports.Clock,
    default_voice: str,
) -> None:
    """Speak every preset of a published guide ahead of time. Whichever is done is heard at once when it is asked."""
    guide = session.get_one(Guide, mine.subject_id)
    voice, language = guide.voice or default_voice, guide.language
    for question in list(guide.questions):
        steps.renew(session, mine)
        question.speech_clip_id = _clip(
            session, question.text, voice, language, text_to_speech=text_to_speech, blobs=blobs, clock=clock
        )
        session.commit()
    steps.finish(session, mine, at=clock())
    session.commit()


def _clip(
    session: Session,
    text: str,
    voice: str,
    language: str,
    *,
    text_to_speech: ports.TextToSpeech | None,
    blobs: ports.BlobStore,
    clock: ports.Clock,
) -> int:
    """The kept clip's id, made now when there is none. No transaction is open while the provider speaks."""
    if text_to_speech is None:
        raise ports.OutsideError("No speech provider is configured: set ELEVENLABS_API_KEY.", permanent=True)
    key = _key(text, voice, language, text_to_speech.model)
    found = session.scalar(select(SpeechClip.id).where(SpeechClip.key == key))
    session.commit()
    if found is not None:
        return found
    spoken = text_to_speech.speak(text, voice=voice, language=language)
    blob_key = f"speech/{key}"
    blobs.put(blob_key, spoken.audio, mime=spoken.mime)
    return _keep(session, key, blob_key, spoken, clock)


def _key(text: str, voice: str, language: str, model: str) -> str:
    return hashlib.sha256(f"{text}\x00{voice}\x00{language}\x00{model}".encode()).hexdigest()


def _keep(session: Session, key: str, blob_key: str, spoken: ports.Speech, clock: ports.Clock) -> int:
    clip = SpeechClip(
        key=key,
        blob_key=blob_key,
        mime=spoken.mime,
        model=spoken.model,
        duration_ms=max((end for _char, _start, end in spoken.characters), default=0),
        characters=[list(one) for one in spoken.characters],
        created_at=clock(),
    )
    session.add(clip)
    try:
        session.commit()
    except IntegrityError:  # another worker spoke the same words first; its clip is as good
        session.rollback()
        return session.scalars(select(SpeechClip.id).where(SpeechClip.key == key)).one()
    return clip.id
