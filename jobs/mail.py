"""Jobs that send mail."""

from __future__ import annotations

from interview_app.usecases import inviting
from jobs import worker


def send_invitation(step_id: int) -> None:
    """A personal link, mailed."""
    worker.perform(
        step_id,
        lambda work: inviting.send_invitation(
            work.session,
            work.claim,
            mailer=work.ports.mailer,
            settings=work.settings,
            clock=work.ports.clock,
        ),
    )
