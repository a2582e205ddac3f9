"""Sentences as people put them, in every language of an interview, written without a look at any list of the product's.

A line of a language's file is a kind and a sentence: a protected trait and a question for it, `leading` and a question
that leads, `ordinary` and one that may be asked; `verdict` and what no coach may say, `feedback` and what one may.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

TRAITS: Final = {
    "age": "age",
    "family": "family or pregnancy",
    "health": "health or disability",
    "origin": "origin or nationality",
    "religion": "religion",
    "gender": "gender or sexual orientation",
    "politics": "politics or union membership",
}
LINES: Final = tuple(
    (path.stem, *line.split(": ", 1))
    for path in sorted((Path(__file__).parents[1] / "unit/domain/corpus").glob("*.txt"))
    for line in path.read_text().splitlines()
)


def of(*kinds: str) -> list[tuple[str, str, str]]:
    """The language, the kind and the sentence of each line of these kinds."""
    return [(code, kind, text) for code, kind, text in LINES if kind in kinds]


def protected() -> list[tuple[str, str, str]]:
    """All questions about a protected trait."""
    return of(*TRAITS)
