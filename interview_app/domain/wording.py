"""How a question in a model's own words must sound: one thing at a time, short enough for the ear, without a push.

What can be mended by leaving something out is mended; what cannot is refused. What leads and what wishes is known in every
language of `languages`; praise and a second question hung on by "and" in English, German, French and Spanish.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

from interview_app.domain import languages, leading
from interview_app.domain.languages import phrases

MAX_SPOKEN_WORDS: Final = 60
"""About 25 s of speech; what is longer cannot be kept in mind by ear. Models are asked for 40."""

SHORTEST_QUESTION: Final = 2
"""Words that must be left of a question that was cut."""

_MARK: Final = re.compile("[?\uff1f\u061f\u037e]")
_SENTENCE: Final = re.compile(
    "[^.!?\u2026\uff1f\u061f]*[.!?\u2026\uff1f\u061f]+[\"'\u201d\u2019)]*\\s*|[^.!?\u2026]+$"
)
_ASKS: Final = (
    r"how|what|why|when|where|who|whom|which|wie|was|warum|wieso|wann|wo|wer|wem|wen|welche[rsnm]?|"
    r"comment|pourquoi|quand|où|qui|quels?|quelles?|que|qu'est-ce|cómo|qué|por qué|cuándo|dónde|quién|cuál(?:es)?"
)
# "What to keep and what to drop" is one question; so is a bare "and why?" at the end.
_SECOND: Final = re.compile(
    rf",?\s+(?:and|und|et|y)(?:\s+(?:also|then|auch|dann|aussi|también))?,?\s+(?:{_ASKS})\b(?!\s+to\b)(?=\s+\S+\s+\w+).*$",
    re.IGNORECASE,
)
_ALSO: Final = re.compile(
    r",?\s+(?:and also|and in addition|as well as (?:tell|explain|describe)|und außerdem|und zusätzlich|et également|"
    r"et aussi|y además|y también)\b.*$",
    re.IGNORECASE,
)
_PRAISE: Final = re.compile(
    r"(?:(?:wow|great|excellent|impressive|wonderful|fantastic|perfect|amazing|awesome|brilliant|well done|"
    r"good (?:job|answer|point)|nice|very good|toll|super|ausgezeichnet|sehr gut|prima|beeindruckend|excellente? réponse|"
    r"bravo|très bien|excelente|muy bien)\b"
    r"|(?:that|this|what you said)(?:'s|’s| is| was| sounds)(?: an?)?(?: really| very| truly| quite)* "
    r"(?:great|excellent|impressive|wonderful|fantastic|perfect|amazing|good|strong|interesting)\b"
    r"|thank(?:s| you)\b|danke\b|vielen dank\b|merci\b|gracias\b)",
    re.IGNORECASE,
)
_LATIN: Final = re.compile(r"[a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mended:
    """A question after what it may not hold was left out; `changes` are sentences that say what."""

    text: str
    changes: tuple[str, ...]


def mend(text: str) -> Mended:
    """Leave out praise before the question and all after the first question. Mending twice changes nothing more.

    `text` is one line (see `question.tidy`). What would leave fewer than two words is left as it is, to be refused.
    """
    changes: list[str] = []
    for shorten, said in (
        (_without_praise, "Praise before the question was left out."),
        (_first_question, "Only the first of several questions was kept."),
    ):
        shorter = shorten(text)
        if shorter != text and len(shorter.split()) >= SHORTEST_QUESTION:
            text, changes = shorter, [*changes, said]
    return Mended(text, tuple(changes))


def why_unfit(text: str) -> str | None:
    """The rule of wording that this question breaks, as a sentence; None when it may be put like this."""
    if (words := len(text.split())) > MAX_SPOKEN_WORDS:
        return f"It is too long to be kept in mind by ear ({words} words)."
    if len(_MARK.findall(text)) > 1 or _first_question(text) != text:
        return "It asks several things at once."
    if leading.leads(text):
        return "It leads to an answer."
    if _LATIN.search(text) and not _MARK.search(text) and not _wishes(text):
        return "It asks nothing."
    return None


def _wishes(text: str) -> bool:
    return _wish_pattern().search(phrases.folded(text)) is not None


@functools.cache
def _wish_pattern() -> re.Pattern[str]:
    """Words that ask for something without a question mark, of all languages together."""
    return re.compile(
        "|".join(phrases.any_of(one.wishes, one) for one in languages.ALL.values() if one.wishes)
    )


def _sentences(text: str) -> list[str]:
    return [found[0].strip() for found in _SENTENCE.finditer(text) if found[0].strip()]


def _without_praise(text: str) -> str:
    sentences = _sentences(text)
    at = 0
    while at < len(sentences) - 1 and _PRAISE.match(sentences[at]) and not _MARK.search(sentences[at]):
        at += 1
    return " ".join(sentences[at:]) if at else text


def _first_question(text: str) -> str:
    """Up to the first question mark, and without a second question hung on by "and"."""
    first = _MARK.search(text)
    kept = text[: first.end()] if first is not None and _MARK.search(text, first.end()) else text
    for hung_on in (_ALSO, _SECOND):
        found = hung_on.search(kept)
        if found is not None:
            kept = _closed(kept[: found.start()], "?" if _MARK.search(kept) else ".")
    return kept


def _closed(text: str, sign: str) -> str:
    """`text` up to its question mark, or with `sign` at its end."""
    mark = _MARK.search(text)
    return text[: mark.end()] if mark is not None else text + sign
