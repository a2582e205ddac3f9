"""Voices to choose from: the account's list, kept here with a sample of each, since a page never waits for a provider."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.models import Step, StepKind, StepState, Voice, VoiceList
from interview_app.usecases import steps

PROVIDER = "elevenlabs"
MOST = 200
"""More voices nobody looks through."""
PORTION = 8
"""Samples for which a worker is held at a time: some seconds each, and candidates may be waiting."""


def the_list(session: Session) -> VoiceList | None:
    """The voices as last listed; None when nobody asked yet."""
    return session.scalar(select(VoiceList).where(VoiceList.provider == PROVIDER))


def listing_step(session: Session, listed: VoiceList | None) -> Step | None:
    """The step that lists, or listed last."""
    if listed is None:
        return None
    return session.scalar(select(Step).where(Step.kind == StepKind.LIST_VOICES, Step.subject_id == listed.id))


def is_listing(step: Step | None) -> bool:
    """Whether the list, or a sample, is still to come."""
    return step is not None and step.state in {StepState.READY, StepState.RUNNING}


def refresh(session: Session, *, queue: ports.JobQueue, clock: ports.Clock) -> None:
    """Have a worker list the account's voices anew. Commits, then wakes; twice is once."""
    listed = the_list(session)
    if listed is None:
        listed = VoiceList(provider=PROVIDER, asked_at=clock(), listed_at=None)
        session.add(listed)
        session.flush()
    listed.asked_at = clock()
    for row in listed.voices:
        row.sample_failure = None
    step = steps.add(session, StepKind.LIST_VOICES, listed.id)
    session.commit()
    steps.wake(session, queue, [step.id])


def list_voices(
    session: Session,
    mine: steps.Claim,
    *,
    catalogue: ports.VoiceCatalogue | None,
    blobs: ports.BlobStore,
    queue: ports.JobQueue,
    clock: ports.Clock,
) -> None:
    """Ask for the account's voices, then for samples of some that have none, and come again for the others.

    The names can be chosen as soon as they are there. A voice whose sample fails keeps the reason and its place, and is
    not tried again before somebody asks for the list anew. Raises OutsideError; the old list stays then.
    """
    if catalogue is None:
        raise ports.OutsideError("No speech provider is configured: set ELEVENLABS_API_KEY.", permanent=True)
    session.commit()
    found = list({one.voice_id: one for one in catalogue.voices()}.values())[:MOST]
    listed = session.get_one(VoiceList, mine.subject_id)
    gone = _keep(session, listed, found)
    listed.listed_at = clock()
    session.commit()
    for key in gone:
        blobs.delete(key)
    lacking = _lacking(session, found)
    for offered in lacking[:PORTION]:
        steps.renew(session, mine)
        _sample(session, offered, catalogue, blobs)
    if len(lacking) > PORTION:
        steps.again(session, mine, queue)
        return
    steps.finish(session, mine, at=clock())
    session.commit()


def _keep(session: Session, listed: VoiceList, found: Sequence[ports.OfferedVoice]) -> list[str]:
    """Make the rows what was found. Returns the keys of samples that nobody needs any more."""
    known = {row.voice_id: row for row in listed.voices}
    gone = [row for voice_id, row in known.items() if voice_id not in {one.voice_id for one in found}]
    keys = [row.sample_blob_key for row in gone if row.sample_blob_key]
    for row in gone:
        listed.voices.remove(row)
    for position, offered in enumerate(found, 1):
        row = known.get(offered.voice_id) or Voice(voice_id=offered.voice_id, voice_list_id=listed.id)
        row.position, row.name, row.about = position, offered.name, offered.about
        row.languages = list(offered.languages)
        if offered.voice_id not in known:
            listed.voices.append(row)
    session.flush()
    return keys


def _lacking(session: Session, found: Sequence[ports.OfferedVoice]) -> list[ports.OfferedVoice]:
    """The voices with neither a sample nor the reason for none, in the account's order. Commits."""
    nothing = Voice.sample_blob_key.is_(None) & Voice.sample_failure.is_(None)
    ids = set(session.scalars(select(Voice.voice_id).where(nothing)))
    session.commit()
    return [one for one in found if one.voice_id in ids]


def _sample(
    session: Session, offered: ports.OfferedVoice, catalogue: ports.VoiceCatalogue, blobs: ports.BlobStore
) -> None:
    """Fetch or make one voice's sample and keep it. No transaction is open meanwhile."""
    row = session.scalars(select(Voice).where(Voice.voice_id == offered.voice_id)).one()
    session.commit()
    try:
        spoken = catalogue.sample(offered)
    except ports.OutsideError as error:
        row.sample_failure = error.reason[:300]
        session.commit()
        return
    key = f"voices/{hashlib.sha256(offered.voice_id.encode()).hexdigest()}"
    blobs.put(key, spoken.audio, mime=spoken.mime)
    row.sample_blob_key, row.sample_mime, row.sample_failure = key, spoken.mime, None
    session.commit()
