"""What no judge gets to see: the candidate's name and contact, blanked word by word.

A blank keeps its word's place, so that a quote which holds one still finds its words, and a candidate whose name is
a common word ("Will", "Grant") loses no evidence by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from interview_app.domain import transcript

BLANK: Final = "[…]"
SHORTEST_NAME_PART: Final = 3
"""Shorter parts ("Do", "An") are words of every sentence."""
SHORTEST_NUMBER: Final = 4


@dataclass(frozen=True, slots=True)
class Person:
    """Whose name and contact they are."""

    name: str
    email: str
    phone: str


def blank_words(words: Sequence[transcript.Word], person: Person) -> tuple[transcript.Word, ...]:
    """The words in the same order and number, with the person's name and contact blanked."""
    return tuple(replace(word, text=blank_text(word.text, person)) for word in words)


def blank_text(text: str, person: Person) -> str:
    """The text with each part of the name, the address and the number blanked."""
    parts = {_folded(part) for part in re.findall(r"\w+", person.name) if _telling(part)}
    digits = "".join(re.findall(r"\d", person.phone))
    if person.email:
        text = re.sub(rf"(?<!\w){re.escape(person.email)}(?!\w)", BLANK, text, flags=re.IGNORECASE)

    def blanked(found: re.Match[str]) -> str:
        word = found[0]
        number = len(word) >= SHORTEST_NUMBER and word.isdigit() and word in digits
        return BLANK if number or _folded(word) in parts else word

    return re.sub(r"\w+", blanked, text)


def _telling(part: str) -> bool:
    return len(part) >= (SHORTEST_NAME_PART if part.isascii() else 2)


def _folded(word: str) -> str:
    """Without case and accents: "José" is said as "jose"."""
    apart = unicodedata.normalize("NFKD", word)
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()
