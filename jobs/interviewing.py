"""Jobs around an interview's questions."""

from __future__ import annotations

from interview_app.usecases import (
    coaching,
    drafting,
    interviewing,
    resumes,
    speculating,
    voices,
    voicing,
    watching,
)
from jobs import ahead, worker


def decide(step_id: int) -> None:
    """What comes after an answer."""
    worker.perform(
        step_id,
        lambda work: interviewing.decide_next(
            work.session,
            work.claim,
            model=work.ports.model,
            queue=work.ports.queue,
            clock=work.ports.clock,
            patience_seconds=work.settings.model_patience_seconds,
            voiced=work.settings.voiced,
            speaker=ahead.speaker(work.settings),
        ),
    )


def speculate(step_id: int) -> None:
    """What would come after an answer that is still being spoken."""
    worker.perform(
        step_id,
        lambda work: speculating.prepare(
            work.session,
            work.claim,
            model=work.ports.model,
            text_to_speech=work.ports.text_to_speech,
            blobs=work.ports.blobs,
            queue=work.ports.queue,
            news=work.ports.news,
            clock=work.ports.clock,
            caps=ahead.caps(work.settings),
            patience_seconds=work.settings.model_patience_seconds,
            speaker=ahead.speaker(work.settings),
        ),
    )


def coach(step_id: int) -> None:
    """Feedback on an answer of a practice interview."""
    worker.perform(
        step_id,
        lambda work: coaching.coach(
            work.session,
            work.claim,
            model=work.ports.model,
            clock=work.ports.clock,
            seconds=work.settings.llm_timeout_seconds * 3,
        ),
    )


def supervise(step_id: int) -> None:
    """A look at a running interview."""
    worker.perform(
        step_id,
        lambda work: watching.look(
            work.session,
            work.claim,
            model=work.ports.model,
            settings=work.settings,
            queue=work.ports.queue,
            clock=work.ports.clock,
        ),
    )


def voice(step_id: int) -> None:
    """A question, spoken."""
    worker.perform(
        step_id,
        lambda work: voicing.voice_turn(
            work.session,
            work.claim,
            text_to_speech=work.ports.text_to_speech,
            blobs=work.ports.blobs,
            clock=work.ports.clock,
            default_voice=work.settings.elevenlabs_voice,
        ),
    )


def voice_presets(step_id: int) -> None:
    """A published guide's questions, spoken ahead of time."""
    worker.perform(
        step_id,
        lambda work: voicing.voice_presets(
            work.session,
            work.claim,
            text_to_speech=work.ports.text_to_speech,
            blobs=work.ports.blobs,
            clock=work.ports.clock,
            default_voice=work.settings.elevenlabs_voice,
        ),
    )


def list_voices(step_id: int) -> None:
    """The voices to choose from, with samples of some."""
    worker.perform(
        step_id,
        lambda work: voices.list_voices(
            work.session,
            work.claim,
            catalogue=work.ports.voices,
            blobs=work.ports.blobs,
            queue=work.ports.queue,
            clock=work.ports.clock,
        ),
    )


def draft_questions(step_id: int) -> None:
    """Questions for a guide, from the model."""
    worker.perform(
        step_id,
        lambda work: drafting.draft_questions(
            work.session,
            work.claim,
            model=work.ports.model,
            clock=work.ports.clock,
            seconds=work.settings.llm_timeout_seconds * 4,
        ),
    )


def read_resume(step_id: int) -> None:
    """The text of an uploaded résumé."""
    worker.perform(
        step_id,
        lambda work: resumes.read(
            work.session,
            work.claim,
            blobs=work.ports.blobs,
            readers=work.ports.resumes,
            sight=work.ports.sight,
            clock=work.ports.clock,
        ),
    )
