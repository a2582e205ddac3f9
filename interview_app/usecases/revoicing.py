"""Another voice for the installation: what was spoken at publishing is spoken anew, before anybody waits for it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interview_app import config, ports
from interview_app.domain.interview import InterviewState
from interview_app.models import Guide, Interview, Question, Step, StepKind, StepState
from interview_app.usecases import steps, voicing

FIRST = 1
"""The questions of a guide are spoken in one go: the first of them tells of all."""


def speaker_of(settings: config.Settings) -> voicing.Speaker | None:
    """By what the installation's clips are known; None where no provider speaks."""
    if not settings.voiced:
        return None
    return voicing.Speaker(model=settings.elevenlabs_model, voice=settings.elevenlabs_voice)


def order(session: Session, *, speaker: voicing.Speaker | None, queue: ports.JobQueue) -> int:
    """Have the presets spoken of every open interview whose first one has not the voice that it should have.

    `speaker` is the provider's model and the installation's voice, None where none speaks. What could not be spoken
    waits for a person, as ever. Commits, then wakes; returns how many guides.
    """
    if speaker is None:
        return 0
    woken = [
        steps.add(session, StepKind.VOICE_PRESETS, guide.id).id
        for guide, text, clip_id in _published(session)
        if clip_id is None or voicing.kept(session, text, guide, speaker) != clip_id
    ]
    session.commit()
    steps.wake(session, queue, woken)
    return len(woken)


def _published(session: Session) -> list[tuple[Guide, str, int | None]]:
    """The guides that who comes now takes, none of them being spoken or given up, with the first question and its clip."""
    newest = (
        select(func.max(Guide.version))
        .where(Guide.interview_id == Interview.id, Guide.frozen_at.is_not(None))
        .correlate(Interview)
        .scalar_subquery()
    )
    in_hand = select(Step.id).where(
        Step.kind == StepKind.VOICE_PRESETS, Step.subject_id == Guide.id, Step.state != StepState.DONE
    )
    rows = session.execute(
        select(Guide, Question.text, Question.speech_clip_id)
        .join(Interview, Interview.id == Guide.interview_id)
        .join(Question, Question.guide_id == Guide.id)
        .where(
            Interview.state == InterviewState.PUBLISHED,
            Interview.archived_at.is_(None),
            Guide.version == newest,
            Question.position == FIRST,
            ~in_hand.exists(),
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]
