"""A résumé's sections and passages, and those of them that bear on what is being talked about.

Passages are weighed by shared words alone, rare ones more than common ones: within the one or two pages of a résumé that
finds what an embedding would find, needs no provider, and can be explained to the candidate.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from interview_app.domain import transcript

MAX_PASSAGES: Final = 200
MAX_PASSAGE_CHARS: Final = 400
SHORTEST_TERM: Final = 3
"""Letters; shorter tokens ("of", "in") tell nothing. Digits and "C", "R" are left to their neighbours."""

_HEADINGS: Final = re.compile(
    r"summary|profile|objective|experience|work|employment|career|history|education|training|skills|languages|projects|"
    r"publications|certificates|certifications|awards|interests|references|volunteering|qualifications|achievements|"
    r"berufserfahrung|erfahrung|ausbildung|kenntnisse|fähigkeiten|sprachen|projekte|lebenslauf|profil|"
    r"expériences?|formation|compétences|langues|projets|experiencia|formación|educación|habilidades|idiomas"
)
_BULLET: Final = re.compile(r"^\s*(?:[-*•·–▪‣]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A few lines of a résumé. Lines count from 1; `section` is the heading above, "" before the first one."""

    section: str
    first_line: int
    last_line: int
    text: str

    @property
    def place(self) -> str:
        """Where it stands, for people: "Experience, lines 4-5"."""
        lines = (
            f"line {self.first_line}"
            if self.first_line == self.last_line
            else f"lines {self.first_line}-{self.last_line}"
        )
        return f"{self.section}, {lines}" if self.section else lines


def passages(text: str) -> tuple[Passage, ...]:
    """The résumé cut at headings, bullets and empty lines, in order; what is very long is cut further."""
    found: list[Passage] = []
    section, lines, first = "", list[str](), 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        heading = _heading(line)
        starts_anew = heading is not None or not line.strip() or _BULLET.match(line) is not None
        if lines and (starts_anew or sum(map(len, lines)) + len(line) > MAX_PASSAGE_CHARS):
            found += _cut(section, first, lines)
            lines = []
        if heading is not None:
            section = heading
        elif line.strip():
            first = first if lines else number
            lines.append(_BULLET.sub("", line).strip())
    return tuple(found[:MAX_PASSAGES])


def bearing_on(found: Sequence[Passage], topic: str, most: int) -> tuple[Passage, ...]:
    """At most `most` passages that share telling words with `topic`, in the résumé's order.

    With none that does, the first ones: a résumé question needs something to stand on.
    """
    weights = _weights(found)
    wanted = set(_terms(topic))
    scores = {
        at: sum(weights[term] for term in {*_terms(one.text), *_terms(one.section)} & wanted)
        / math.sqrt(4 + len(_terms(one.text)))
        for at, one in enumerate(found)
    }
    best = sorted((at for at in scores if scores[at] > 0), key=lambda at: (-scores[at], at))[:most]
    return tuple(found[at] for at in sorted(best or range(min(most, len(found)))))


def to_json(found: Iterable[Passage]) -> list[list[Any]]:
    """[section, first line, last line, text] of each."""
    return [[one.section, one.first_line, one.last_line, one.text] for one in found]


def from_json(rows: Iterable[Sequence[Any]]) -> tuple[Passage, ...]:
    """What `to_json` made."""
    return tuple(Passage(section=row[0], first_line=row[1], last_line=row[2], text=row[3]) for row in rows)


def _heading(line: str) -> str | None:
    """A short line of its own that is a known heading, or all in capitals."""
    said = line.strip().rstrip(":").strip()
    words = transcript.norms(said)
    if not words or len(words) > 4 or _BULLET.match(line) or any(char.isdigit() for char in said):
        return None
    known = any(_HEADINGS.fullmatch(word) for word in (words[0], words[-1]))
    capitals = said.isupper() and len(said) >= 4 and not said.endswith(".")
    return said if (known and len(words) <= 3) or capitals else None


def _cut(section: str, first: int, lines: Sequence[str]) -> list[Passage]:
    last = first + len(lines) - 1
    text = " ".join(lines)
    return [
        Passage(section=section, first_line=first, last_line=last, text=part.strip())
        for part in re.findall(rf"(?s).{{1,{MAX_PASSAGE_CHARS}}}(?:\s|$)|\S{{1,{MAX_PASSAGE_CHARS}}}", text)
        if part.strip()
    ]


def _terms(text: str) -> list[str]:
    """Tokens with their commonest English endings taken off: "migrations", "migrated" and "migrating" are one."""
    return [
        _stem(norm) for norm in transcript.norms(text) if len(norm) >= SHORTEST_TERM and not norm.isdigit()
    ]


def _stem(norm: str) -> str:
    for ending in ("ations", "ation", "ating", "ated", "ings", "ing", "ies", "ed", "es", "s"):
        if norm.endswith(ending) and len(norm) - len(ending) >= SHORTEST_TERM + 1:
            return norm.removesuffix(ending)
    return norm


def _weights(found: Sequence[Passage]) -> Mapping[str, float]:
    """Inverse document frequency: a word of every passage tells nothing, one of a single passage much."""
    in_how_many = Counter(term for one in found for term in {*_terms(one.text), *_terms(one.section)})
    return {term: math.log((1 + len(found)) / (0.5 + count)) for term, count in in_how_many.items()}
