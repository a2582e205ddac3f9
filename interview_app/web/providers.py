"""Who proposes, rates, hears, speaks and mails, as lines of the System page: what is set, and how it went."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app.config import SCRIBE, VOICE_PROVIDER, Settings
from interview_app.domain import circuit
from interview_app.models import Provider, Step, StepKind, StepState
from interview_app.usecases import steps
from interview_app.web.listeners import Part, ago

NO_MODEL = "None: interviews run on your own questions and the built-in bank, and reports say “not rated”. (LLM_MODELS)"
NO_SIGHT = "None: a résumé is a PDF, a Word file or pasted text. (RESUME_VISION_MODELS)"
NO_RECOGNISER = "No recogniser: spoken answers have no words. (SPEECH_PROVIDERS)"
NO_VOICE = "The candidate's browser reads the questions."
NO_MAIL = "Not set up: copy the personal links and send them yourself. (SMTP_HOST, MAIL_FROM)"
BROWSER = (
    "The candidate's own browser, of lower trust, where all before it fail. Candidates are told that some browsers "
    "send their voice to the browser's maker."
)


def parts(session: Session, settings: Settings) -> list[Part]:
    """The language models, those that see, then the recognisers, each in the order in which they are asked."""
    return [*_models(session, settings), *_seers(session, settings), *_recognisers(session, settings)]


def voice(session: Session, settings: Settings) -> Part:
    """Who speaks the questions."""
    called = "Question's voice"
    if not settings.voiced:
        return Part(called, None, NO_VOICE)
    return _part(session, VOICE_PROVIDER, called, f"{VOICE_PROVIDER}, {settings.elevenlabs_model}")


def mail(session: Session, settings: Settings) -> Part:
    """The mail server, which fails while a mail waits to be sent again; what was given up is among the failed steps."""
    if not settings.mail_configured:
        return Part("Mail", None, NO_MAIL)
    set_up = f"{settings.smtp_host}:{settings.smtp_port}, from {settings.mail_from}"
    waiting = select(Step.failure).where(
        Step.kind == StepKind.SEND_INVITATION,
        Step.state.in_((StepState.READY, StepState.RUNNING)),
        Step.failure.is_not(None),
    )
    reason = session.scalar(waiting.order_by(Step.next_at.desc()).limit(1))
    if reason is None:
        return Part("Mail", True, f"{set_up}.")
    return Part("Mail", False, f"{set_up}. A mail waits to be sent again: {reason}")


def _models(session: Session, settings: Settings) -> Iterator[Part]:
    if not settings.llm_models:
        yield Part("Language models", None, NO_MODEL)
    for at, name in enumerate(settings.llm_models):
        yield _part(
            session, f"Language model {name}", "Language model, next choice" if at else "Language model", name
        )


def _seers(session: Session, settings: Settings) -> Iterator[Part]:
    if not settings.sees_pictures:
        yield Part("Résumé pictures", None, NO_SIGHT)
    for at, name in enumerate(settings.resume_vision_models):
        called = "Résumé pictures, next choice" if at else "Résumé pictures"
        yield _part(session, f"Language model {name}", called, name)


def _recognisers(session: Session, settings: Settings) -> Iterator[Part]:
    if not settings.speech_providers:
        yield Part("Transcripts", None, NO_RECOGNISER)
    for at, name in enumerate(settings.speech_providers):
        called = "Transcripts, next choice" if at else "Transcripts"
        if name == "browser":
            yield Part(called, True, BROWSER)
        else:
            yield _part(session, f"Speech recognition {name}", called, _recogniser(name, settings))


def _recogniser(name: str, settings: Settings) -> str:
    if name == "whisperx":
        return f"WhisperX, model {settings.whisperx_model}"
    model = settings.hosted_speech_model or ""
    return (
        f"ElevenLabs, model {model.removeprefix(SCRIBE)}" if settings.hears_by_scribe else f"hosted, {model}"
    )


def _part(session: Session, known_as: str, called: str, set_up: str) -> Part:
    """What the workers last found of it; what is set up alone says nothing of whether it works."""
    row = session.get(Provider, known_as, populate_existing=True)
    if row is None:
        return Part(called, True, f"{set_up}. Not asked yet.")
    now = steps.database_seconds(session)
    rest = circuit.rest_left(circuit.Circuit(row.failures, row.rests_until), now)
    if rest > 0:
        told = f"Left alone for another {round(rest)} s after {row.failures} failures in a row."
        return Part(called, False, f"{set_up}. {told} {row.reason or ''}".strip())
    if row.failed_at is not None and row.failed_at >= (row.worked_at or 0.0):
        return Part(called, False, f"{set_up}. Failed {ago(now - row.failed_at).lower()}: {row.reason or ''}")
    return Part(called, True, f"{set_up}. Worked {ago(now - (row.worked_at or now)).lower()}.")
