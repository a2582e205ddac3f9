"""What is set up on this installation, whether it works, and the work that needs a person."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue

from interview_app.config import Settings
from interview_app.extensions import db
from interview_app.models import StepKind
from interview_app.ports import OutsideError
from interview_app.usecases import inviting, steps
from interview_app.web import guards, overview
from interview_app.web.render import ports, render, see_other, settings

bp = Blueprint("system", __name__)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the page: what it is, whether it is set up (None: works without), and in words."""

    name: str
    ok: bool | None
    detail: str


@bp.get("/system")
@guards.admin_required
def page() -> ResponseReturnValue:
    db.session.rollback()  # no transaction stays open while the queue is asked
    parts = [*_configured(settings()), *_workers()]
    return render("admin/system.html", parts=parts, failed=overview.failed_steps(db.session()))


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


def _configured(found: Settings) -> list[Part]:
    """What the settings say; `flask doctor` is the one that calls the services."""
    return [
        _models(found),
        _speech_in(found),
        Part(
            "Question's voice",
            found.voiced or None,
            f"ElevenLabs, {found.elevenlabs_model}"
            if found.voiced
            else "The candidate's browser reads the questions.",
        ),
        Part(
            "Mail",
            found.mail_configured or None,
            f"{found.smtp_host}:{found.smtp_port}, from {found.mail_from}"
            if found.mail_configured
            else "Not set up: copy the personal links and send them yourself. (SMTP_HOST, MAIL_FROM)",
        ),
        Part("Storage", True, _storage(found)),
        Part("Database", True, _database(found)),
        Part("Address in links", True, found.base_url),
    ]


def _models(found: Settings) -> Part:
    if found.llm_models:
        return Part("Language models", True, ", then ".join(found.llm_models))
    return Part(
        "Language models",
        None,
        "None: interviews run on your own questions and the built-in bank, and reports say “not rated”. (LLM_MODELS)",
    )


def _speech_in(found: Settings) -> Part:
    if not found.speech_providers:
        return Part("Transcripts", None, "No recogniser: spoken answers have no words. (SPEECH_PROVIDERS)")
    names = {
        "whisperx": f"WhisperX, model {found.whisperx_model}",
        "hosted": f"hosted, {found.hosted_speech_model}",
    }
    return Part("Transcripts", True, ", then ".join(names[one] for one in found.speech_providers))


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
    names = {"default": "Workers", "speech": "Speech workers"}
    return [Part("Queue", True, "Redis answers.")] + [
        Part(name, listening.get(queue, 0) > 0, f"{listening.get(queue, 0)} listening")
        for queue, name in names.items()
    ]
