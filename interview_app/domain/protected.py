"""Whether a question asks for a protected trait: age, family, health, origin, religion, sex or politics.

Words such as "family" or "race" are common in work ("a family of products", "race condition"), so each phrase
aims at the person: it asks you, names what is yours, or stands in a sentence that speaks to you.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from interview_app.domain import languages
from interview_app.domain.languages import phrases

_SENTENCE_END: Final = re.compile(r"(?<=[.?!;:]) |(?<=。)")

_Traits = tuple[tuple[str, re.Pattern[str]], ...]


@functools.cache
def _patterns(code: str) -> tuple[_Traits, re.Pattern[str] | None, _Traits]:
    """What asks in any sentence, who is spoken to, and what asks only then. Made when first needed: it takes a moment."""
    language = languages.ALL[code]
    anywhere, to_you = (
        tuple((trait, re.compile(phrases.any_of(several, language))) for trait, several in found.items())
        for found in (language.anywhere, language.to_you)
    )
    return anywhere, re.compile(phrases.any_of([language.you], language)) if language.you else None, to_you


def trait_asked(text: str) -> str | None:
    """The first protected trait that the text asks the person about, in plain words; None when of none."""
    for sentence in _SENTENCE_END.split(phrases.folded(text)):
        for code in languages.possible(sentence):
            if (trait := _trait_in(sentence, code)) is not None:
                return trait
    return None


def _trait_in(sentence: str, code: str) -> str | None:
    anywhere, you, to_you = _patterns(code)
    asked = anywhere + to_you if you is not None and you.search(sentence) else anywhere
    return next((trait for trait, phrase in asked if phrase.search(sentence)), None)
