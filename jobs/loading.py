"""What a speech worker loads: before its first job, and between jobs."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Sequence

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from interview_app.extensions import db
from interview_app.ports import OutsideError
from interview_app.usecases import publishing
from jobs.heart import Heart

LOAD_AGAIN_SECONDS = 10.0
LONGEST_LOAD_PAUSE_SECONDS = 300.0
NEW_LANGUAGES_EVERY_SECONDS = 10.0
Watched = Callable[[], contextlib.AbstractContextManager[None]]
log = structlog.get_logger()


class Languages:
    """The languages whose aligners were loaded, or tried: what was published since is loaded while no job waits.

    A job may take two minutes, and an aligner may have to be fetched first.
    """

    def __init__(self, app: Flask, known: Iterable[str], beating: Heart, watched: Watched) -> None:
        self._app, self._known, self._beating, self._watched = app, set(known), beating, watched
        self._looked_at = self._loaded_at = time.monotonic()
        self._told = _lacks(app)

    def learn(self) -> None:
        """Load what is new, and now and then what could not be loaded; say what the worker does without."""
        if time.monotonic() - self._looked_at < NEW_LANGUAGES_EVERY_SECONDS:
            return
        with self._app.app_context():
            used = _languages()
            new = [language for language in used if language not in self._known]
            if new:
                self._known.update(new)
                commonest = [language for language in used if language not in new][:1]
                self._load([*commonest, *new])  # the commonest stays, of the few that are kept
            elif self._told and time.monotonic() - self._loaded_at >= LONGEST_LOAD_PAUSE_SECONDS:
                self._load(used)
        self._tell()
        self._looked_at = time.monotonic()

    def _load(self, languages: Sequence[str]) -> None:
        with self._watched():
            _warm(self._app, languages)
        self._loaded_at = time.monotonic()

    def _tell(self) -> None:
        lacks = _lacks(self._app)
        if lacks != self._told:
            self._beating.listens(lacks)
            self._told = lacks


def load_speech(app: Flask, beating: Heart, watched: Watched) -> Languages:
    """Hold a provider in memory before the first job; until there is one, jobs wait, and decisions do not wait for them."""
    pause = LOAD_AGAIN_SECONDS
    while True:
        with watched(), app.app_context():
            languages = _languages()
            failures = _warm(app, languages)
        if failures is None:
            beating.listens(_lacks(app))
            return Languages(app, languages, beating, watched)
        beating.cannot(failures)
        log.warning("speech_not_ready", reason=failures, again_in_seconds=pause)
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_LOAD_PAUSE_SECONDS)


def _warm(app: Flask, languages: Sequence[str]) -> str | None:
    """Load what can be loaded. Returns why no provider is ready; None when one is, or when none is configured.

    Where the candidate's browser stands in for all of them, somebody must be there to take its words.
    """
    candid = app.extensions["candid"]
    providers = candid.ports.speech_to_text
    reasons = []
    for provider in providers:
        try:
            getattr(provider, "warm", lambda _languages: None)(languages)
        except OutsideError as error:
            reasons.append(error.reason)
        except MemoryError:
            reasons.append("There was not enough memory to load the model.")
    stands_in = candid.settings.browser_hears
    return " ".join(reasons) if reasons and len(reasons) == len(providers) and not stands_in else None


def _lacks(app: Flask) -> str:
    """What providers that are ready do without, an aligner say, and why; "" when nothing."""
    return " ".join(
        filter(None, (getattr(one, "lacks", "") for one in app.extensions["candid"].ports.speech_to_text))
    )


def _languages() -> list[str]:
    """Those of the interviews that are open; a database that is away costs their aligners' head start alone."""
    try:
        return publishing.languages_in_use(db.session())
    except SQLAlchemyError:
        return []
    finally:
        db.session.remove()
