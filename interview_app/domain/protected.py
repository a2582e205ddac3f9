"""Protected traits: whether a question asks for a person's age, family, health, origin, religion, sex or politics.

Words such as "family" or "race" are common in work ("a family of products", "race condition"), so each pattern aims at
the person: it asks you, names what is yours, or stands in a sentence that speaks to you.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from interview_app.domain import protected_words

_SENTENCE_END: Final = re.compile(r"(?<=[.?!;:])\s+|\n+")
_SPEAKS_TO_YOU: Final = re.compile(r"\byou(?:r|rs|rself)?\b")
_ANYWHERE: Final = tuple((trait, re.compile(pattern)) for trait, pattern in protected_words.ANYWHERE)
_TO_YOU: Final = tuple((trait, re.compile(pattern)) for trait, pattern in protected_words.TO_YOU)


def trait_asked(text: str) -> str | None:
    """The first protected trait that the text asks the person about, in plain words; None when it asks of none."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    for sentence in _SENTENCE_END.split(folded):
        plain = " ".join(sentence.split())
        patterns = _ANYWHERE + _TO_YOU if _SPEAKS_TO_YOU.search(plain) else _ANYWHERE
        for trait, pattern in patterns:
            if pattern.search(plain):
                return trait
    return None
