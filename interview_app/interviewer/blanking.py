"""What no judge gets to see: the candidate's name and contact, blanked word by word.

A blank keeps its word's place, so that a quote which holds one still finds its words, and a candidate whose name is
a common word ("Will", "Grant") loses no evidence by it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from interview_app.domain import transcript

BLANK: Final = "[…]"
SHORTEST_NAME_PART: Final = 3
"""Shorter parts ("Do", "An") are words of every sentence."""
SHORTEST_NUMBER: Final = 4
LONGEST_GAP: Final = 3
"""Characters between two words of one name: a space, a comma, a hyphen."""
UNSPACED: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
"""By Unicode's names of their letters."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose name and contact they are."""

    name: str
    email: str
    phone: str


def blank_words(words: Sequence[transcript.Word], person: Person) -> tuple[transcript.Word, ...]:
    """The words in the same order and number, with the person's name and contact blanked."""
    texts = _blanked([word.text for word in words], person)
    return tuple(replace(word, text=text) for word, text in zip(words, texts, strict=True))


def blank_text(text: str, person: Person) -> str:
    """The text with the whole name, each of its telling parts, the address and the number blanked."""
    return _blanked([text], person)[0]


def _blanked(texts: Sequence[str], person: Person) -> list[str]:
    """Looked at together, for a name goes over several words; each text keeps its place."""
    plain = [unicodedata.normalize("NFKC", text) for text in texts]
    joined = " ".join(plain)
    hidden = bytearray(len(joined))
    for start, end in _spans(joined, person):
        hidden[start:end] = b"\1" * (end - start)
    shown, at = [], 0
    for text in plain:
        shown.append(_without(text, hidden[at : at + len(text)]))
        at += len(text) + 1
    return shown


def _without(text: str, hidden: bytearray) -> str:
    parts = itertools.groupby(zip(text, hidden, strict=True), key=lambda pair: pair[1])
    return "".join(BLANK if gone else "".join(char for char, _ in pairs) for gone, pairs in parts)


def _spans(text: str, person: Person) -> Iterator[tuple[int, int]]:
    """Where the person is named; the spans may overlap."""
    name = unicodedata.normalize("NFKC", person.name)
    found = list(re.finditer(r"\w+", text))
    if person.email:
        address = rf"(?<!\w){re.escape(person.email)}(?!\w)"
        yield from (one.span() for one in re.finditer(address, text, re.IGNORECASE))
    yield from _parts(found, name, "".join(re.findall(r"\d", person.phone)))
    yield from _phrases(found, [_folded(part) for part in re.findall(r"\w+", name)])
    letters = "".join(name.split())
    if letters and all(map(_is_unspaced, letters)):
        yield from (one.span() for one in re.finditer(r"\s*".join(map(re.escape, letters)), text))


def _parts(found: Sequence[re.Match[str]], name: str, digits: str) -> Iterator[tuple[int, int]]:
    parts = {_folded(part) for part in re.findall(r"\w+", name) if _telling(part)}
    for one in found:
        number = len(one[0]) >= SHORTEST_NUMBER and one[0].isdigit() and one[0] in digits
        if number or _folded(one[0]) in parts:
            yield one.span()


def _phrases(found: Sequence[re.Match[str]], name: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The words of the whole name, one after the other: "Bo Li", of which neither part tells anything alone."""
    said = [_folded(one[0]) for one in found]
    for at in range(len(said) - len(name) + 1 if name else 0):
        here = found[at : at + len(name)]
        if said[at : at + len(name)] == name and all(
            after.start() - before.end() <= LONGEST_GAP for before, after in itertools.pairwise(here)
        ):
            yield from (one.span() for one in here)


def _telling(part: str) -> bool:
    return len(part) >= (SHORTEST_NAME_PART if part.isascii() else 2)


def _is_unspaced(letter: str) -> bool:
    """Whether it is of a script that writes words, or a name and what belongs to it, without a space between."""
    return unicodedata.name(letter, "").startswith(UNSPACED)


def _folded(word: str) -> str:
    """Without case and accents: "José" is said as "jose"."""
    apart = unicodedata.normalize("NFKD", word)
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()
