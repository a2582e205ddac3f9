"""Jobs around the sound of answers. Only those of the speech queues hear."""

from __future__ import annotations

from interview_app.usecases import listening, transcribing
from jobs import ahead, worker


def transcribe(step_id: int) -> None:
    """Words of a sealed answer. Safe to repeat: the step's claim lets one worker at a time do it."""
    worker.perform(
        step_id,
        lambda work: transcribing.transcribe_turn(
            work.session,
            work.claim,
            speech_to_text=work.ports.speech_to_text,
            live=work.ports.live_speech,
            media=work.ports.media,
            blobs=work.ports.blobs,
            queue=work.ports.queue,
            clock=work.ports.clock,
        ),
    )


def keep(step_id: int) -> None:
    """The recording of an answer whose words are there: work for whoever does not hear."""
    worker.perform(
        step_id,
        lambda work: transcribing.keep_recording(
            work.session,
            work.claim,
            media=work.ports.media,
            blobs=work.ports.blobs,
            queue=work.ports.queue,
            clock=work.ports.clock,
        ),
    )


def listen(step_id: int) -> None:
    """The next piece of an answer that is still being spoken."""
    worker.perform(
        step_id,
        lambda work: listening.listen(
            work.session,
            work.claim,
            live=work.ports.live_speech,
            media=work.ports.media,
            queue=work.ports.queue,
            clock=work.ports.clock,
            caps=ahead.caps(work.settings),
        ),
    )
