"""What the settings say of work that is done ahead of time."""

from __future__ import annotations

from interview_app.config import Settings
from interview_app.domain import speculation
from interview_app.usecases import voicing


def caps(settings: Settings) -> speculation.Caps | None:
    """Limits on preparing next steps while answers are spoken; None where it is off, or nobody hears them live."""
    if not settings.speculates:
        return None
    return speculation.Caps(
        most_per_answer=settings.speculations_per_answer,
        most_usd_per_interview=settings.speculation_usd_per_interview,
        most_per_interview=settings.speculations_per_interview,
        most_characters_per_interview=settings.speculation_characters_per_interview,
    )


def speaker(settings: Settings) -> voicing.Speaker | None:
    """By what kept clips are known; None where no provider speaks."""
    if not settings.voiced:
        return None
    return voicing.Speaker(model=settings.elevenlabs_model, voice=settings.elevenlabs_voice)
