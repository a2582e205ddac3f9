"""Jobs after an interview."""

from __future__ import annotations

from interview_app.usecases import rating, reporting
from jobs import worker


def rate(step_id: int) -> None:
    """Ratings with evidence, and the report's content."""
    worker.perform(
        step_id,
        lambda work: rating.rate_interview(
            work.session,
            work.claim,
            model=work.ports.model,
            queue=work.ports.queue,
            clock=work.ports.clock,
            seconds=work.settings.llm_timeout_seconds * 3,
            judges=work.settings.rating_judges,
        ),
    )


def print_report(step_id: int) -> None:
    """The report as a PDF."""
    worker.perform(
        step_id,
        lambda work: reporting.print_report(
            work.session,
            work.claim,
            pdf=work.ports.pdf,
            blobs=work.ports.blobs,
            clock=work.ports.clock,
        ),
    )
