"""Jobs of the speech queue."""

from __future__ import annotations

from interview_app.usecases import transcribing
from jobs import worker


def transcribe(step_id: int) -> None:
    """Words of a sealed answer. Safe to repeat: the step's claim lets one worker at a time do it."""
    worker.perform(
        step_id,
        lambda work: transcribing.transcribe_turn(
            work.session,
            work.claim,
            speech_to_text=work.ports.speech_to_text,
            media=work.ports.media,
            blobs=work.ports.blobs,
            queue=work.ports.queue,
            clock=work.ports.clock,
        ),
    )
