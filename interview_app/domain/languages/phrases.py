"""What the guards look for in one language: the phrases of `Language`, and the form that text and phrases are compared in.

A phrase is a pattern over folded text. Words in capitals are shorthands, spelt out by the language's own list; one may
use another. Diacritics may be written as the language has them: they are taken off text and phrase alike, so that a
question that lost its accents is still understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

AGE: Final = "age"
FAMILY: Final = "family or pregnancy"
HEALTH: Final = "health or disability"
ORIGIN: Final = "origin or nationality"
RELIGION: Final = "religion"
GENDER: Final = "gender or sexual orientation"
POLITICS: Final = "politics or union membership"
TRAITS: Final = (AGE, FAMILY, HEALTH, ORIGIN, RELIGION, GENDER, POLITICS)

_SHORTHAND: Final = re.compile(r"(?<![A-Z_])[A-Z]{2,}(?:_[A-Z]+)*(?![A-Z_])")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("\u2019\u2018\u02bc\u00b4\u2032", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-"),
        "ß": "ss",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language's phrases; `spaced` is false where words stand without a space between them.

    Protected traits: a phrase of `anywhere` carries the person within it, one of `to_you` counts only in a sentence with
    a word of `you`. Leading: a sentence begins with one of `pushes` or holds one of `leading`; `tags` stand behind a comma
    before the question mark, `inner_tags` before another comma too. `verdicts` speak of hiring somebody.
    """

    anywhere: Mapping[str, tuple[str, ...]]
    to_you: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    you: str = ""
    shorthands: Mapping[str, str] = field(default_factory=dict)
    pushes: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    inner_tags: tuple[str, ...] = ()
    verdicts: tuple[str, ...]
    wishes: tuple[str, ...] = ()
    spaced: bool = True


def folded(text: str) -> str:
    """The text in one line, case folded, without accents, its apostrophes and dashes plain.

    Voicing marks of kana are no accents: they stay.
    """
    plain = _without_accents(unicodedata.normalize("NFKC", text).casefold())
    return " ".join(plain.split())


def spelt_out(phrase: str, language: Language) -> str:
    """The phrase with its shorthands put in full and without accents."""
    while _SHORTHAND.search(phrase):
        phrase = _SHORTHAND.sub(lambda found: f"(?:{language.shorthands[found[0]]})", phrase)
    return _without_accents(phrase)


def any_of(phrases: Iterable[str], language: Language) -> str:
    """A pattern of whole words that finds any of the phrases."""
    either = "|".join(f"(?:{spelt_out(phrase, language)})" for phrase in phrases)
    return rf"\b(?:{either})(?!\w)" if language.spaced else f"(?:{either})"


def _without_accents(text: str) -> str:
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).translate(_PLAIN)
