"""What a question in a model's own words must not be: marked up, repeated, telling, about a trait."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from interview_app.domain import protected, transcript

MAX_CHARS: Final = 600
SAME_AT_JACCARD: Final = 0.8
CONTAINED_FROM_TOKENS: Final = 4
"""A shorter text stands inside many others by chance."""

TELLING_RUN: Final = 8
"""So many words in a row of a rubric text give away what is rated."""

_MARKUP: Final = re.compile(r"[<>`]|~~~|\]\(|&#?\w{2,};")
_DOMAINS: Final = (
    "com|org|net|io|dev|ai|co|app|info|biz|me|ly|gg|xyz|site|online|top|uk|eu|de|fr|es|it|nl|ru|cn"
)
_FILES: Final = "js|jsx|ts|tsx|py|rb|go|java|css|html|md|json|yml|yaml|net"
# A domain ends in small letters: "the result.It failed" is a missing space.
_LINK: Final = re.compile(
    r"[a-z][a-z0-9+.-]*://|\b(?:mailto|javascript):|\bdata:\w+/|\bwww\.\w|[^\s@]@[\w-]+\.\w"
    rf"|\b(?!(?:asp|ado|ml|vb|socket|draw)\.)[\w-]+\.(?-i:{_DOMAINS})\b(?!\.\w)"
    rf"|\b[\w-]+\.(?!(?:{_FILES})\b)[a-z]{{2,}}/\S|\b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    """The text in one line, without invisible and control characters. Longer than allowed stays too long."""
    return " ".join(transcript.clean_text(text, MAX_CHARS * 4).text.split())


def why_refused(text: str, known: Sequence[str], rubric_texts: Sequence[str]) -> str | None:
    """The rule that this question breaks, as a sentence; None when it may be asked.

    `known` are the questions asked and still to be asked, `rubric_texts` what the rating looks for.
    """
    if (flaw := _flaw_of_form(text)) is not None:
        return flaw
    if (trait := protected.trait_asked(text)) is not None:
        return f"It asks about a protected trait ({trait})."
    if any(repeats(text, other) for other in known):
        return "It repeats a question that was asked or is still to come."
    if any(gives_away(text, rubric) for rubric in rubric_texts):
        return "It gives away words of the rubric."
    return None


def _flaw_of_form(text: str) -> str | None:
    if not transcript.norms(text):
        return "It has no words."
    if len(text) > MAX_CHARS:
        return f"It is longer than {MAX_CHARS} characters."
    if _MARKUP.search(text):
        return "It holds markup."
    return "It holds a web or mail address." if _LINK.search(text) else None


def repeats(text: str, other: str) -> bool:
    """Whether two questions are the same at heart: token sets 80 % alike, or one stands in the other."""
    mine, theirs = transcript.norms(text), transcript.norms(other)
    if not mine or not theirs:
        return False
    shared, either = set(mine) & set(theirs), set(mine) | set(theirs)
    if len(shared) / len(either) >= SAME_AT_JACCARD:
        return True
    short, long = sorted((mine, theirs), key=len)
    return len(short) >= CONTAINED_FROM_TOKENS and _runs(long, len(short)) >= {tuple(short)}


def gives_away(text: str, rubric: str) -> bool:
    """Whether eight words in a row of a rubric text stand in the question."""
    return bool(_runs(transcript.norms(text), TELLING_RUN) & _runs(transcript.norms(rubric), TELLING_RUN))


def _runs(tokens: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(tokens[at : at + length]) for at in range(len(tokens) - length + 1)}
