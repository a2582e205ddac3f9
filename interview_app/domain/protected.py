"""Whether a question asks for a protected trait: age, family, health, origin, religion, sex or politics.

Words such as "family" or "race" are common in work ("a family of products", "race condition"), so each phrase
aims at the person: it asks you, names what is yours, or stands in a sentence that speaks to you.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from interview_app.domain import protected_words

_SENTENCE_END: Final = re.compile(r"(?<=[.?!;:]) ")
_SPEAKS_TO_YOU: Final = re.compile(r"\byou(?:r|rs|rself)?\b")
_SHORTHAND: Final = re.compile(r"\b[A-Z]{2,}(?:_[A-Z]+)*\b")


def _compile(phrases: Mapping[str, Sequence[str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (trait, re.compile(rf"\b(?:{_spelt_out(phrase)})(?!\w)"))
        for trait, several in phrases.items()
        for phrase in several
    )


def _spelt_out(phrase: str) -> str:
    """The phrase with its shorthands, in capitals, put in full; one may use another."""
    while _SHORTHAND.search(phrase):
        phrase = _SHORTHAND.sub(lambda found: f"(?:{protected_words.SHORTHANDS[found[0]]})", phrase)
    return phrase


_ANYWHERE: Final = _compile(protected_words.ANYWHERE)
_TO_YOU: Final = _compile(protected_words.TO_YOU)


def trait_asked(text: str) -> str | None:
    """The first protected trait that the text asks the person about, in plain words; None when of none."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    for sentence in _SENTENCE_END.split(" ".join(folded.split())):
        if (trait := _trait_in(sentence)) is not None:
            return trait
    return None


def _trait_in(sentence: str) -> str | None:
    phrases = _ANYWHERE + _TO_YOU if _SPEAKS_TO_YOU.search(sentence) else _ANYWHERE
    return next((trait for trait, phrase in phrases if phrase.search(sentence)), None)
