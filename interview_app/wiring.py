"""The one place that chooses adapters.

Adapters are imported inside the functions, so that the web process never loads what only a worker uses:
LiteLLM, WeasyPrint, ElevenLabs, WhisperX.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Engine

from interview_app import config, extensions, ports
from interview_app.adapters import circuit_speech
from interview_app.adapters.circuit_speech import CircuitLiveSpeech, CircuitSpeech, CircuitVoice
from interview_app.config import Settings
from interview_app.domain import uploads
from interview_app.usecases import evaluating

if TYPE_CHECKING:
    from interview_app.adapters.elevenlabs_scribe import ElevenlabsScribe
    from interview_app.adapters.litellm_speech import HostedSpeech
    from interview_app.adapters.rq_queue import RqQueue
    from interview_app.adapters.whisperx_speech import WhisperxSpeech

log = structlog.get_logger()

SECONDS_TO_COPY_A_PAGE = 60.0
Probe = Callable[[], str]
"""One real, tiny call; returns what to show beside a green line. Raises OutsideError."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def connect_web(settings: Settings) -> ports.Ports:
    """What the web process needs."""
    return ports.Ports(queue=_queue(settings), news=_news(settings), blobs=_blobs(settings)[0], clock=utc_now)


def connect_worker(settings: Settings) -> ports.WorkerPorts:
    """Everything; also imports the vendors' packages, so call it before the first job and not in each."""
    from interview_app.adapters.database_circuits import DatabaseCircuits
    from interview_app.adapters.docx_resume import DocxResume
    from interview_app.adapters.ffmpeg_media import FfmpegMedia
    from interview_app.adapters.pypdf_resume import PypdfResume
    from interview_app.adapters.sqlalchemy_database import SqlalchemyDatabase
    from interview_app.adapters.weasyprint_pdf import WeasyprintPdf

    queue, media, pdf = _queue(settings), FfmpegMedia(), WeasyprintPdf()
    blobs, blobs_probe = _blobs(settings)
    circuits = DatabaseCircuits(_engine)
    model, model_probes = _language_model(settings, circuits)
    sight, sight_probes = _sight(settings, circuits)
    hearing, hearing_probes = _speech_to_text(settings, circuits)
    voice, voice_probes = _text_to_speech(settings, circuits)
    mailer, mail_probes = _mailer(settings)
    probes: dict[str, Probe] = {
        "Database": SqlalchemyDatabase(_engine).probe,
        "Queue": queue.probe,
        "Storage": blobs_probe,
        "FFmpeg": media.probe,
        "PDF printing": pdf.probe,
        **model_probes,
        **sight_probes,
        **hearing_probes,
        **voice_probes,
        **mail_probes,
    }
    return ports.WorkerPorts(
        queue=queue,
        news=_news(settings),
        blobs=blobs,
        clock=utc_now,
        model=model,
        speech_to_text=hearing,
        live_speech=_live(hearing),
        text_to_speech=voice,
        voices=_voices(settings, voice),
        media=media,
        pdf=pdf,
        sight=sight,
        resumes={uploads.Kind.PDF: PypdfResume(), uploads.Kind.DOCX: DocxResume()},
        mailer=mailer,
        checks=tuple(partial(_checked, circuits, name, probe) for name, probe in probes.items()),
    )


def _checked(circuits: ports.Circuits, name: str, probe: Probe) -> ports.Check:
    """A service that answers is no longer left alone; one that does not, and is, says for how long.

    A package that does not load, or breaks, is that service's red line, and the others are asked all the same.
    """
    resting = circuits.rests(name)
    try:
        detail = probe()
    except ports.OutsideError as error:
        return ports.Check(name=name, ok=False, detail=f"{error.reason}{_left_alone(resting)}")
    except (MemoryError, *circuit_speech.FAULTS) as error:
        return ports.Check(name=name, ok=False, detail=_fault(name, error))
    if resting is not None:
        circuits.worked(name)
        detail += "; workers had left it alone, and ask it again from now on"
    return ports.Check(name=name, ok=True, detail=detail)


def _fault(name: str, error: Exception) -> str:
    """What a person can act on. A message may hold a key, but not that of an import."""
    kind = type(error).__name__
    log.error("check_failed", check=name, exception=kind, where=circuit_speech.where(error))
    if isinstance(error, ImportError):
        return f"A package that it needs cannot be loaded ({kind}): {' '.join(str(error).split())[:300]}"
    place = circuit_speech.where(error)[-1]
    return f"It failed in a way that nobody expected ({kind} at {place})."


def _left_alone(resting: ports.OutsideError | None) -> str:
    if resting is None:
        return ""
    seconds = round(resting.retry_after_seconds or 0)
    return f" After failing again and again it is left alone by the workers for another {seconds} s."


def connect_evaluation(settings: Settings) -> evaluating.Tools:
    """The recognisers alone, without a database: what `flask eval speech` measures."""
    from interview_app.adapters import jiwer_alignment
    from interview_app.adapters.ffmpeg_media import FfmpegMedia

    providers = [
        _whisperx(settings) if provider == "whisperx" else _hosted_speech(settings)
        for provider in settings.recognisers
    ]
    return evaluating.Tools(
        providers=providers, decode=FfmpegMedia().decode_file, align=jiwer_alignment.align
    )


def keep_connections() -> None:
    """For a process that asks language models again and again, from many threads, and never forks."""
    from interview_app.adapters import _litellm

    _litellm.keep_connections()


def _engine() -> Engine:
    """Flask-SQLAlchemy builds its engine in an application context, so it is asked for at each use."""
    return extensions.db.engine


def _queue(settings: Settings) -> RqQueue:
    from interview_app.adapters.rq_queue import RqQueue

    return RqQueue(settings.redis)


def _news(settings: Settings) -> ports.News:
    from interview_app.adapters.redis_news import RedisNews

    return RedisNews(settings.redis)


def _blobs(settings: Settings) -> tuple[ports.BlobStore, Probe]:
    if settings.storage_url == "database":
        from interview_app.adapters.database_blobs import DatabaseBlobs

        in_database = DatabaseBlobs(_engine)
        return in_database, in_database.probe
    from interview_app.adapters.s3_blobs import S3Blobs

    in_bucket = S3Blobs(settings.storage_url)
    return in_bucket, in_bucket.probe


def _language_model(
    settings: Settings, circuits: ports.Circuits
) -> tuple[ports.LanguageModel | None, dict[str, Probe]]:
    if not settings.llm_models:
        return None, {}
    from interview_app.adapters.litellm_language import LitellmLanguage, known_as

    model = LitellmLanguage(
        settings.llm_models, timeout_seconds=settings.llm_timeout_seconds, circuits=circuits
    )
    for name in model.unknown:
        log.warning("language_model_unknown", model=name, reason="write LLM_MODELS as provider/model")
    return model, {known_as(name): partial(model.probe, at) for at, name in enumerate(model.names)}


def _sight(settings: Settings, circuits: ports.Circuits) -> tuple[ports.Sight | None, dict[str, Probe]]:
    if not settings.resume_vision_models:
        return None, {}
    from interview_app.adapters.litellm_language import LitellmLanguage
    from interview_app.adapters.pillow_picture import PillowPicture
    from interview_app.adapters.pypdf_resume import PypdfResume

    seconds = max(settings.llm_timeout_seconds, SECONDS_TO_COPY_A_PAGE)
    model = LitellmLanguage(settings.resume_vision_models, timeout_seconds=seconds, circuits=circuits)
    for name in model.unknown:
        log.warning("vision_model_unknown", model=name, reason="write RESUME_VISION_MODELS as provider/model")
    probes: dict[str, Probe] = {
        f"Résumé pictures {name}": partial(model.probe_sight, at) for at, name in enumerate(model.names)
    }
    return ports.Sight(model, PillowPicture(), PypdfResume()), probes


def _speech_to_text(
    settings: Settings, circuits: ports.Circuits
) -> tuple[tuple[ports.SpeechToText, ...], dict[str, Probe]]:
    found: list[ports.SpeechToText] = []
    probes: dict[str, Probe] = {}
    for provider in settings.recognisers:
        known_as = f"Speech recognition {provider}"
        if provider == "whisperx":
            here = _whisperx(settings)
            found.append(CircuitLiveSpeech(here, circuits, known_as))
            probes[known_as] = here.probe
        else:
            hosted = _hosted_speech(settings)
            found.append(CircuitSpeech(hosted, circuits, known_as))
            probes[known_as] = hosted.probe
    return tuple(found), probes


def _live(providers: tuple[ports.SpeechToText, ...]) -> ports.LiveSpeechToText | None:
    """The first provider, when it can follow an answer; one behind it waits for the whole."""
    first = providers[0] if providers else None
    return first if isinstance(first, CircuitLiveSpeech) else None


def _whisperx(settings: Settings) -> WhisperxSpeech:
    from interview_app.adapters.whisperx_speech import WhisperxSpeech

    return WhisperxSpeech(settings)


def _hosted_speech(settings: Settings) -> HostedSpeech | ElevenlabsScribe:
    if settings.hears_by_scribe:
        from interview_app.adapters.elevenlabs_scribe import ElevenlabsScribe

        return ElevenlabsScribe(settings)
    from interview_app.adapters.litellm_speech import HostedSpeech

    return HostedSpeech(settings.hosted_speech_model or "")


def _text_to_speech(
    settings: Settings, circuits: ports.Circuits
) -> tuple[ports.TextToSpeech | None, dict[str, Probe]]:
    if settings.elevenlabs_api_key is None:
        return None, {}
    from interview_app.adapters.elevenlabs_speech import ElevenlabsSpeech

    voice, known_as = ElevenlabsSpeech(settings), config.VOICE_PROVIDER
    return CircuitVoice(voice, circuits, known_as), {known_as: voice.probe}


def _voices(settings: Settings, voice: ports.TextToSpeech | None) -> ports.VoiceCatalogue | None:
    if voice is None:
        return None
    from interview_app.adapters.elevenlabs_voices import ElevenlabsVoices

    return ElevenlabsVoices(settings, voice)


def _mailer(settings: Settings) -> tuple[ports.Mailer | None, dict[str, Probe]]:
    if not settings.mail_configured:
        return None, {}
    from interview_app.adapters.smtp_mail import SmtpMailer

    mailer = SmtpMailer(settings)
    return mailer, {"Mail": mailer.probe}
