"""Practice: an interview taken to learn from. How levels move from round to round, and what no model may say there."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from interview_app.domain import languages
from interview_app.domain.languages import phrases

PATIENCE_SECONDS: Final = 30.0
"""How long a candidate is kept from the next question by feedback that is still being made. They may go on earlier."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One competency over the rounds: a level 1-5 for each, None where it was not rated."""

    competency: str
    levels: tuple[float | None, ...]

    @property
    def rated(self) -> tuple[tuple[int, float], ...]:
        """The rounds that have a level, counted from 1, each with it."""
        return tuple((number, level) for number, level in enumerate(self.levels, 1) if level is not None)

    @property
    def change(self) -> str:
        """The newest level beside the one before it, in words."""
        if not self.rated or self.levels[-1] is None:
            return "not rated this time"
        if len(self.rated) == 1:
            return "first time rated"
        (_, before), (_, now) = self.rated[-2:]
        if now == before:
            return "as before"
        return f"{'up' if now > before else 'down'} from {before:g}"


def progress(rounds: Sequence[Mapping[str, float | None]]) -> tuple[Progress, ...]:
    """Each competency of the newest round over all of them; `rounds` map its name to its level, the oldest first."""
    newest = rounds[-1] if rounds else {}
    return tuple(Progress(name, tuple(one.get(name) for one in rounds)) for name in newest)


def is_verdict(text: str) -> bool:
    """Whether a sentence speaks of hiring: in practice nobody is chosen, and nobody is told that they would be."""
    folded = phrases.folded(text)
    return any(_verdicts(code).search(folded) for code in languages.possible(folded))


@functools.cache
def _verdicts(code: str) -> re.Pattern[str]:
    return re.compile(phrases.any_of(languages.ALL[code].verdicts, languages.ALL[code]))


def without_verdicts(notes: Mapping[str, Any]) -> dict[str, Any]:
    """A judge's notes on an answer, less every sentence of them that speaks of hiring."""
    return {name: _kept(said) for name, said in notes.items()}


def _kept(said: object) -> object:
    if isinstance(said, str):
        return "" if is_verdict(said) else said
    if isinstance(said, list):
        return [one for one in said if not is_verdict(str(one))]
    return said
