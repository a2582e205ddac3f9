"""Settings: every knob of Candid, read once from the environment. Secrets have no default."""

from __future__ import annotations

import math
import os
import re
import typing
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import limits
from pydantic import EmailStr, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

SpeechProvider = Literal["whisperx", "hosted", "browser"]
SPEECH_PROVIDERS = typing.get_args(SpeechProvider)
SCRIBE = "elevenlabs/"
"""A HOSTED_SPEECH_MODEL that begins so is asked through ElevenLabs' own package; LiteLLM reaches all others."""
VOICE_PROVIDER = "ElevenLabs"
"""The voice's name in `flask doctor` and for its circuit."""
DATABASES = frozenset({"sqlite", "postgres", "postgresql", "postgresql+psycopg"})
SHORTEST_INTERVIEW_SECONDS = 60
"""An installation whose supervisor leaves less could not even ask one question."""
KEPT_SECRET = "secret_key"  # noqa: S105  # a file's name
CommaList = Annotated[tuple[str, ...], NoDecode]


class BadSetting(Exception):
    """A setting is missing or makes no sense. The message is one line that says which, and what to write."""


class Settings(BaseSettings):
    """One installation's settings; each field is the environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_file=None, hide_input_in_errors=True)

    # The installation
    secret_key: SecretStr = Field(min_length=32)
    data_dir: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str | None = None
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    team_name: str = Field(default="Our team", min_length=1, max_length=80)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    # Where things are kept
    database_url: str | None = None
    redis_url: str | None = None
    storage_url: str = "database"
    web_threads: int = Field(default=24, ge=1, le=64)
    worker_processes: int = Field(default=1, ge=1, le=16)
    interview_threads: int = Field(default=16, ge=0, le=64)
    speech_threads: int = Field(default=4, ge=1, le=32)

    # Language models: LiteLLM names, first choice first; keys by LiteLLM's own variables
    llm_models: CommaList = ()
    llm_timeout_seconds: float = Field(default=15.0, gt=0, le=120)
    resume_vision_models: CommaList = ()
    rating_judges: int = Field(default=1, ge=1, le=3)
    model_patience_seconds: float = Field(default=25.0, gt=0, le=300)
    speculation: bool = True
    speculations_per_answer: int = Field(default=8, ge=1, le=50)
    speculation_usd_per_interview: float = Field(default=0.25, ge=0, le=100)
    speculations_per_interview: int = Field(default=60, ge=1, le=1000)
    speculation_characters_per_interview: int = Field(default=6000, ge=0, le=1_000_000)

    # The supervisor of running interviews; "off" for a threshold switches that one off
    supervisor: Literal["on", "times", "off"] = "on"
    supervisor_seconds: int = Field(default=30, ge=10, le=600)
    supervisor_guide_relevance: int | None = Field(default=70, ge=0, le=100)
    supervisor_guide_quality: int | None = Field(default=60, ge=0, le=100)
    supervisor_conclude_progress: int | None = Field(default=85, ge=0, le=100)
    supervisor_conclude_minutes: int | None = Field(default=25, ge=1, le=240)
    supervisor_end_minutes: int | None = Field(default=35, ge=1, le=240)
    supervisor_after_conclude_seconds: int = Field(default=120, ge=30, le=600)

    # Speech in
    speech_providers: Annotated[tuple[SpeechProvider, ...], NoDecode] = ("whisperx",)
    whisperx_model: str = "small"
    whisperx_align_model: str | None = None
    whisperx_device: Literal["auto", "cpu", "cuda"] = "auto"
    whisperx_compute_type: str = "auto"
    whisperx_threads: int = Field(default=2, ge=1, le=64)
    whisperx_window_seconds: int = Field(default=30, ge=5, le=30)
    whisperx_load_seconds: float = Field(default=900.0, ge=10, le=7200)
    speech_memory_mb: int | None = Field(default=None, ge=512)
    hosted_speech_model: str | None = None
    transcript_patience_seconds: float = Field(default=30.0, gt=0, le=600)

    # Speech out
    elevenlabs_api_key: SecretStr | None = None
    elevenlabs_base_url: str | None = None
    elevenlabs_model: str = "eleven_flash_v2_5"
    elevenlabs_voice: str = "JBFqnCBsd6RMkjVDRZzb"
    voice_patience_seconds: float = Field(default=8.0, ge=0, le=60)

    # Mail
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: EmailStr | None = None

    # Limits
    step_lease_seconds: float = Field(default=60.0, ge=5, le=600)
    max_resume_bytes: int = Field(default=10 * 1024 * 1024, ge=1024, le=50 * 1024 * 1024)
    login_rate: str = "10 per minute"
    candidate_rate: str = "600 per minute"

    @field_validator("speech_providers", mode="before")  # runs after _split: the last one declared runs first
    @classmethod
    def _are_providers(cls, given: object) -> object:
        if not isinstance(given, tuple):
            return given
        for name in given:
            if name not in SPEECH_PROVIDERS:
                raise ValueError(f"it names {name!r}: choose of {', '.join(SPEECH_PROVIDERS)}")
        if "browser" in given[:-1]:
            raise ValueError("'browser' is trusted least: name it last")
        if len(set(given)) < len(given):
            raise ValueError("it names a provider twice")
        return given

    @field_validator("llm_models", "resume_vision_models", "speech_providers", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        if isinstance(given, str):
            return tuple(part.strip() for part in given.split(",") if part.strip())
        return given

    @field_validator(
        "database_url", "redis_url", "public_url", "whisperx_align_model", "hosted_speech_model", "speech_memory_mb",
        "elevenlabs_api_key", "elevenlabs_base_url", "smtp_host", "smtp_user", "smtp_password", "mail_from",
        mode="before",
    )  # fmt: skip
    @classmethod
    def _empty_is_unset(cls, given: object) -> object:
        return None if given == "" else given

    @field_validator(
        "supervisor_guide_relevance", "supervisor_guide_quality", "supervisor_conclude_progress",
        "supervisor_conclude_minutes", "supervisor_end_minutes",
        mode="before",
    )  # fmt: skip
    @classmethod
    def _off_is_none(cls, given: object) -> object:
        return None if given == "off" else given

    @field_validator("whisperx_align_model")
    @classmethod
    def _names_aligners(cls, given: str | None) -> str | None:
        _aligners(given)
        return given

    @field_validator("login_rate", "candidate_rate")
    @classmethod
    def _is_a_rate(cls, given: str) -> str:
        try:
            limits.parse_many(given)
        except ValueError:
            raise ValueError("write a number and a time, such as '10 per minute'") from None
        return given

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, given: str | None) -> str | None:
        try:
            known = given is None or make_url(given).drivername in DATABASES
        except (ArgumentError, ValueError):
            known = False
        if not known:
            raise ValueError("write postgresql://user:password@host/database, or leave it out for SQLite")
        return given

    @field_validator("redis_url")
    @classmethod
    def _is_a_redis(cls, given: str | None) -> str | None:
        if given is not None and _scheme(given) not in {"redis", "rediss", "unix"}:
            raise ValueError("write redis://host:6379/0, rediss://… or unix://path")
        return given

    @field_validator("storage_url")
    @classmethod
    def _is_a_store(cls, given: str) -> str:
        if given != "database" and (_scheme(given) != "s3" or not urlsplit(given).hostname):
            raise ValueError("write 'database' or s3://bucket?endpoint=…&region=…")
        return given

    @model_validator(mode="after")
    def _goes_together(self) -> Settings:
        if self.smtp_host and not self.mail_from:
            raise ValueError("SMTP_HOST is set, so MAIL_FROM must name the sender's address")
        if "hosted" in self.speech_providers and not self.hosted_speech_model:
            raise ValueError("SPEECH_PROVIDERS names hosted, so HOSTED_SPEECH_MODEL must name its model")
        if self.hears_by_scribe and self.elevenlabs_api_key is None:
            raise ValueError("HOSTED_SPEECH_MODEL names ElevenLabs, so ELEVENLABS_API_KEY must be set")
        if self._seconds_before_notice < SHORTEST_INTERVIEW_SECONDS:
            raise ValueError(
                "SUPERVISOR_END_MINUTES leaves no minute before the notice of SUPERVISOR_AFTER_CONCLUDE_SECONDS"
            )
        return self

    @property
    def _seconds_before_notice(self) -> float:
        """How much of an interview passes before its end is announced, if the supervisor ends any."""
        if self.supervisor == "off" or self.supervisor_end_minutes is None:
            return math.inf
        return self.supervisor_end_minutes * 60 - self.supervisor_after_conclude_seconds

    @classmethod
    def from_env(cls) -> Settings:
        """Read the process environment. Raises BadSetting with one line for the first fault."""
        try:
            return cls(**_kept_secret(), **_herokus_redis())
        except ValidationError as error:
            raise BadSetting(_one_line(error)) from None

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: DATABASE_URL with psycopg as its driver, else SQLite in DATA_DIR."""
        if self.database_url is None:
            return f"sqlite:///{self.data_dir.resolve() / 'candid.sqlite3'}"
        for old in ("postgres://", "postgresql://"):
            if self.database_url.startswith(old):
                return "postgresql+psycopg://" + self.database_url.removeprefix(old)
        return self.database_url

    @property
    def redis(self) -> str:
        """The queue's URL: REDIS_URL, else the Redis that `make run` keeps on a socket in DATA_DIR."""
        return self.redis_url or f"unix://{self.data_dir.resolve() / 'redis.sock'}"

    @property
    def base_url(self) -> str:
        """The address that goes into mails and links, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def voiced(self) -> bool:
        """Whether questions are spoken by a provider, not only by the browser."""
        return self.elevenlabs_api_key is not None

    @property
    def has_models(self) -> bool:
        """Whether a language model may ask, give feedback and rate; without one nobody is promised any of it."""
        return bool(self.llm_models)

    @property
    def hears_by_scribe(self) -> bool:
        """Whether the hosted recogniser is ElevenLabs'."""
        named = self.hosted_speech_model or ""
        return "hosted" in self.speech_providers and named.startswith(SCRIBE)

    @property
    def aligners(self) -> dict[str, str]:
        """The alignment models that are named, by language; others are WhisperX's own."""
        return _aligners(self.whisperx_align_model)

    @property
    def recognisers(self) -> tuple[str, ...]:
        """The speech providers that hear recordings: all but the candidate's browser, which hears for itself."""
        return tuple(name for name in self.speech_providers if name != "browser")

    @property
    def browser_hears(self) -> bool:
        """Whether the candidate's browser may recognise speech: some send the voice to their maker for it."""
        return "browser" in self.speech_providers

    @property
    def listens_live(self) -> bool:
        """Whether answers are recognised while they are spoken: the first provider must be on this installation."""
        return self.speech_providers[:1] == ("whisperx",)

    def threads_of(self, role: str) -> int:
        """Jobs that a worker of that role does at once, in threads; 0: one at a time, each in a process.

        A speech worker does so where no recogniser is on this installation, and it mostly waits for a service.
        """
        hears = 0 if "whisperx" in self.speech_providers else self.speech_threads
        return {"interview": self.interview_threads, "speech": hears}.get(role, 0)

    @property
    def speculates(self) -> bool:
        """Whether next steps are prepared while an answer is spoken: its words must be there by then."""
        return self.speculation and bool(self.llm_models) and self.listens_live

    @property
    def sees_pictures(self) -> bool:
        """Whether a model here reads a résumé that is a picture."""
        return bool(self.resume_vision_models)

    @property
    def mail_configured(self) -> bool:
        return self.smtp_host is not None


def _scheme(url: str) -> str:
    """Empty for what is no address: no scheme, or a port that is no number."""
    where = urlsplit(url)
    try:
        _ = where.port
    except ValueError:
        return ""
    return where.scheme


def _aligners(given: str | None) -> dict[str, str]:
    """A model without a language is one of English: no model says which language it knows."""
    found: dict[str, str] = {}
    for part in (given or "").split(","):
        before, equals, after = part.strip().partition("=")
        if not equals or "/" in before:  # a name or a folder alone
            before, after = "en", part
        language, model = before.strip().lower(), after.strip()
        if not model and not equals:
            continue
        if not re.fullmatch("[a-z]{2}", language) or not model:
            raise ValueError("write a model for English, or models by language: de=folder,fr=name")
        if language in found:
            raise ValueError(f"it names two models for {language}")
        found[language] = model
    return found


def _kept_secret() -> dict[str, Any]:
    """The key that `make run` made in DATA_DIR, so that commands beside it need none."""
    folder = Path(os.environ.get("DATA_DIR") or Settings.model_fields["data_dir"].default)
    if os.environ.get("SECRET_KEY"):
        return {}
    try:
        return {"secret_key": (folder / KEPT_SECRET).read_text().strip()}
    except OSError:
        return {}


def _herokus_redis() -> dict[str, Any]:
    """Heroku's Redis signs its own certificate, which a client on a dyno has to be told to accept."""
    url = os.environ.get("REDIS_URL", "")
    if "DYNO" not in os.environ or not url.startswith("rediss://") or "ssl_cert_reqs" in url:
        return {}
    return {"redis_url": f"{url}{'&' if '?' in url else '?'}ssl_cert_reqs=none"}


def _one_line(error: ValidationError) -> str:
    first = error.errors()[0]
    where = "_".join(str(part) for part in first["loc"]).upper()
    if first["type"] == "missing":
        return f"The setting {where} is missing: set it in the environment or in .env (see .env.example)."
    said = first["msg"].removeprefix("Value error, ")
    return f"The setting {where} is not usable: {said}." if where else f"Settings: {said}."
