"""The words of the mails that go out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import jinja2

from interview_app import config, ports
from interview_app.domain import errors
from interview_app.models import Guide, Invitation
from interview_app.usecases import links, supervising

_FOLDER = Path(__file__).resolve().parent.parent.parent / "templates" / "mail"


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html",), default=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_mails = _environment()


def invitation(
    invited: Invitation, token: str, *, deadline: datetime | None, settings: config.Settings, team: str
) -> ports.Mail:
    """The mail with a personal link, in plain text and HTML, from the newest published guide."""
    guide = _guide(invited)
    in_writing = invited.written_answers or guide.written_answers
    words = {
        "name": invited.name,
        "team": guide.brand_name or team,
        "guide": guide,
        "address": settings.base_url + links.path_of(token),
        "deadline": deadline,
        "in_writing": in_writing,
        "minutes": supervising.told_minutes(guide, settings, in_writing=in_writing),
    }
    return ports.Mail(
        to=invited.email,
        to_name=invited.name,
        subject=f"Your interview for {guide.job_title} at {words['team']}",
        text=_mails.get_template("invitation.txt").render(words),
        html=_mails.get_template("invitation.html").render(words),
    )


def _guide(invited: Invitation) -> Guide:
    guide = invited.interview.current_guide
    if guide is None:
        raise errors.WrongState("This interview was never published.")
    return guide
