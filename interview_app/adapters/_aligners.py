"""The aligners that a speech worker holds in memory, and those it does without for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from interview_app.ports import OutsideError

KEPT = 2
"""Each takes 0.4 to 1.3 GB of memory."""
AGAIN_SECONDS = 600.0
"""To look for a model hub that is away may take half a minute, which no piece of an answer may wait for each time."""

Aligner = tuple[Any, Any]
"""A model and its metadata, as whisperx.align takes them."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    at: float


class Aligners:
    """`load` gives the aligner of a language, None where none is known, and raises OutsideError.

    An aligner that cannot be loaded costs the words their times and nothing else: they were recognised without it.
    """

    def __init__(self, load: Callable[[str], Aligner | None]) -> None:
        self._load = load
        self._kept: dict[str, Aligner] = {}
        self._failures: dict[str, _Failure] = {}

    @property
    def lacks(self) -> str:
        """For which languages there is none, and why; "" when all that were asked for are there."""
        return " ".join(
            f"No word times in {language}: {failure.reason}" for language, failure in self._failures.items()
        )

    def find(self, language: str, *, at_once: bool = False) -> Aligner | None:
        """None: it is not to be had. One that failed is tried again after a while, or `at_once`.

        The last ones used are kept: interviews in two languages may share a worker, piece by piece.
        """
        found = self._kept.pop(language, None)
        if found is None and (at_once or not self._rests(language)):
            found = self._try(language)
        if found is None:
            return None
        self._kept[language] = found
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return found

    def _rests(self, language: str) -> bool:
        failure = self._failures.get(language)
        return failure is not None and time.monotonic() - failure.at < AGAIN_SECONDS

    def _try(self, language: str) -> Aligner | None:
        try:
            found = self._load(language)
        except OutsideError as error:
            log.warning("aligner_not_loaded", language=language, reason=error.reason)
            self._failures[language] = _Failure(error.reason, time.monotonic())
            return None
        self._failures.pop(language, None)
        return found
