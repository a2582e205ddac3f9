"""What is set up on this installation, whether it works, and the work that needs a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue

from interview_app.config import Settings
from interview_app.domain import errors
from interview_app.extensions import db
from interview_app.models import Step, StepKind
from interview_app.ports import OutsideError
from interview_app.usecases import inviting, steps
from interview_app.web import guards, listeners, overview, providers, words
from interview_app.web.listeners import Part
from interview_app.web.render import ports, render, see_other, settings

bp = Blueprint("system", __name__)


@dataclass(frozen=True, slots=True)
class Alike:
    """Failed steps of one kind with one reason; `first` stands for them in an address."""

    first: Step
    count: int


@bp.get("/system")
@guards.admin_required
def page() -> ResponseReturnValue:
    parts = [
        *providers.parts(db.session(), settings()),
        listeners.part(db.session()),
        providers.voice(db.session(), settings()),
        providers.mail(db.session(), settings()),
        *_configured(settings()),
    ]
    db.session.rollback()  # no transaction stays open while the queue is asked
    parts += _workers()
    failed = overview.failed_steps(db.session())
    return render("admin/system.html", parts=parts, failed=failed, groups=_groups(failed))


@bp.post("/steps/<int:step_id>/retry")
@guards.admin_required
def retry(step_id: int) -> ResponseReturnValue:
    """Try a failed step again, and go to where it is seen."""
    step = guards.get_step_or_404(step_id)
    place = overview.belongs_to(db.session(), step)
    if step.kind is StepKind.SEND_INVITATION:
        invitation = guards.get_invitation_or_404(step.subject_id)
        inviting.resend(
            db.session(), invitation, settings=settings(), queue=ports().queue, clock=ports().clock
        )
    else:
        steps.retry(db.session(), ports().queue, step_id)
    flash("Trying again.", "good")
    return see_other(place.address if place is not None else url_for(".page"))


@bp.post("/steps/<int:step_id>/retry-alike")
@guards.admin_required
def retry_alike(step_id: int) -> ResponseReturnValue:
    """Try all steps again that failed as this one did: the same kind of work, the same reason."""
    like = guards.get_step_or_404(step_id)
    alike = [
        one.step
        for one in overview.failed_steps(db.session())
        if (one.step.kind, one.step.failure) == (like.kind, like.failure)
    ]
    tried = _mail_again(alike) if like.kind is StepKind.SEND_INVITATION else _open_again(alike)
    left = f" {words.count(len(alike) - tried, 'step')} could not be tried: see the reason there." * (
        tried < len(alike)
    )
    flash(f"Trying {words.count(tried, 'step')} again.{left}", "good" if tried else "warn")
    return see_other(url_for(".page", _anchor="failed"))


def _open_again(alike: Sequence[Step]) -> int:
    return steps.retry(db.session(), ports().queue, *[step.id for step in alike]) if alike else 0


def _mail_again(alike: Sequence[Step]) -> int:
    """One by one: a link that was withdrawn meanwhile is left out."""
    sent = 0
    for step in alike:
        with suppress(errors.InterviewError):
            invitation = guards.get_invitation_or_404(step.subject_id)
            inviting.resend(
                db.session(), invitation, settings=settings(), queue=ports().queue, clock=ports().clock
            )
            sent += 1
    return sent


def _groups(failed: Sequence[overview.FailedStep]) -> list[Alike]:
    """Of what failed in the same way more than once, the most first."""
    counted = Counter((one.step.kind, one.step.failure) for one in failed)
    first = {(one.step.kind, one.step.failure): one.step for one in failed}
    return [Alike(first[key], number) for key, number in counted.most_common() if number > 1]


def _configured(found: Settings) -> list[Part]:
    """What the settings say; `flask doctor` is the one that calls the services."""
    return [
        Part("Storage", True, _storage(found)),
        Part("Database", True, _database(found)),
        Part("Address in links", True, found.base_url),
    ]


def _storage(found: Settings) -> str:
    if found.storage_url == "database":
        return "Recordings and reports are in the database."
    return f"S3 bucket {urlsplit(found.storage_url).netloc}"


def _database(found: Settings) -> str:
    scheme = urlsplit(found.database).scheme
    return "PostgreSQL" if scheme.startswith("postgresql") else "SQLite, one file on this machine"


def _workers() -> list[Part]:
    """The queue, and who listens to it."""
    try:
        listening = ports().queue.workers()
    except OutsideError as error:
        return [Part("Queue", False, f"{error.reason} Answers are safe; the work goes on when it is back.")]
    count = listening.get("default", 0)
    return [
        Part("Queue", True, "Redis answers."),
        Part("Workers", count > 0, f"{count} listening"),
        *_interview_workers(listening.get("interview", 0)),
    ]


def _interview_workers(count: int) -> list[Part]:
    """Nothing is wrong without one: the other workers do its work, a little later."""
    return [Part("Workers for running interviews", True, f"{count} listening")] if count else []
