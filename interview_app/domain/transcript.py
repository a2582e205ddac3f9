"""What was said: words with times in the recording, and the tokens by which texts are compared."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from interview_app.domain import errors


@dataclass(frozen=True, slots=True)
class Word:
    """One word as recognised or written, its punctuation kept.

    `start_ms` and `end_ms` count from the start of the answer's recording; both None when the word has no
    time of its own. `confidence` is 0-1; None for a written answer or an engine that gives none. `segment_ms` is the
    stretch (start, end) in which the word was said, known where the word's own time is not.
    """

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float | None = None
    segment_ms: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One answer's words in order. `language` is a tag such as "en"; `duration_ms` the recording's length."""

    words: tuple[Word, ...]
    language: str
    duration_ms: int

    @property
    def text(self) -> str:
        """The words, one space between two."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Token:
    """A comparable piece of a word: `norm` is folded, `word_index` is the place, from 0, of its word.

    `glued` says that a hyphen or point ties it to the piece before: the "five" of "twenty-five", the "5" of
    "3.5".
    """

    norm: str
    word_index: int
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text made safe to store. `hidden` counts invisible characters removed, `cut` tells of an end lost."""

    text: str
    hidden: int
    cut: bool


FILLERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "en": frozenset({"um", "umm", "uhm", "uh", "uhh", "er", "erm", "hm", "hmm", "mm", "mmm", "mhm"}),
        "de": frozenset({"äh", "ähm", "öh", "öhm", "eh", "ehm", "hm", "hmm", "mhm"}),
        "fr": frozenset({"euh", "heu", "hum", "hm", "hmm", "mhm"}),
        "es": frozenset({"eh", "em", "ehm", "hm", "hmm", "mhm"}),
        "it": frozenset({"eh", "ehm", "uhm", "hm", "hmm", "mhm"}),
    }
)
"""Hesitation sounds by language. German "um" is a word, so no list serves all."""

_ANY_LANGUAGE: Final = frozenset({"hm", "hmm", "mhm"})

_APOSTROPHES: Final = frozenset(
    "'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}`\N{ACUTE ACCENT}"
)

_TYING: Final = frozenset("-.,:\N{HYPHEN}\N{NON-BREAKING HYPHEN}")
_TIE: Final = "-"

# Scripts without spaces: one recogniser gives characters, another whole phrases, so each stands alone.
_UNSPACED: Final = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f])")

# Joiners shape letters in Persian, Hindi and emoji; after plain Latin they only hide.
_JOINERS: Final = frozenset("\u200c\u200d")
_HIDDEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str, max_chars: int) -> Cleaned:
    """A person's or a model's text without NUL, control characters and lone surrogates (no database takes
    them all), without invisible characters (a person must see what a model reads), and at most `max_chars`
    long.
    """
    unified = _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    shown = "".join(
        char for at, char in enumerate(unified) if not _is_hidden(char, unified[at - 1] if at else " ")
    )
    return Cleaned(shown[:max_chars], len(unified) - len(shown), len(shown) > max_chars)


def _is_hidden(char: str, before: str) -> bool:
    if char in _JOINERS:
        return before.isascii() or before in _JOINERS
    return _HIDDEN.match(char) is not None


def written_words(text: str) -> tuple[Word, ...]:
    """A written answer as words: no times, no confidence."""
    return tuple(Word(piece) for piece in text.split())


def set_apart(text: str) -> str:
    """The text with a space on either side of each character of a script that writes words without one."""
    return _UNSPACED.sub(r" \1 ", text)


def fillers(language: str) -> frozenset[str]:
    """The hesitation sounds of a language tag ("en", "en-GB"), as token norms."""
    return FILLERS.get(language.partition("-")[0].lower(), _ANY_LANGUAGE)


def norms(text: str) -> list[str]:
    """The text's tokens: NFKC, case folded, apostrophes dropped, split at all other punctuation and space."""
    return [norm for norm, _ in _pieces(text)]


def tokens(words: Sequence[Word]) -> list[Token]:
    """All words' tokens in order. A word of mere punctuation has none, "twenty-five" has two."""
    return [Token(norm, at, glued) for at, word in enumerate(words) for norm, glued in _pieces(word.text)]


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Each token, and whether it is tied to the one before it."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    for chunk in set_apart("".join(_plain(char) for char in folded)).split():
        for place, piece in enumerate(chunk.strip(_TIE).split(_TIE)):
            if piece:
                yield piece, place > 0


def _plain(char: str) -> str:
    if char in _TYING:
        return _TIE
    category = unicodedata.category(char)
    if char in _APOSTROPHES or category == "Cf":
        return ""
    return " " if category[0] in "PZC" else char


def without_fillers(words: Sequence[Word], language: str) -> list[Token]:
    """The tokens that a judge sees: hesitation sounds left out, each token still knowing its own word."""
    hesitations = fillers(language)
    return [token for token in tokens(words) if token.norm not in hesitations]


def is_filler(word: Word, language: str) -> bool:
    """Whether the word is nothing but a hesitation sound."""
    hesitations = fillers(language)
    found = norms(word.text)
    return bool(found) and all(norm in hesitations for norm in found)


def median_confidence(words: Sequence[Word]) -> float | None:
    """The median over the words that have a confidence, 0-1; None when none has."""
    known = [word.confidence for word in words if word.confidence is not None]
    return statistics.median(known) if known else None


def moved(word: Word, by_ms: int) -> Word:
    """The word that much later; what has no time stays without."""
    if word.start_ms is not None and word.end_ms is not None:
        word = replace(word, start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms)
    if word.segment_ms is not None:
        start_ms, end_ms = word.segment_ms
        word = replace(word, segment_ms=(start_ms + by_ms, end_ms + by_ms))
    return word


def to_json(words: Sequence[Word]) -> list[list[str | int | float | None]]:
    """Words as compact lists [text, start_ms, end_ms, confidence], fit for a JSON column.

    Behind them stand the start and end of the segment, where it is known.
    """
    return [
        [word.text, word.start_ms, word.end_ms, word.confidence, *(word.segment_ms or ())] for word in words
    ]


def from_json(rows: object) -> tuple[Word, ...]:
    """What `to_json` gave. Anything else is `InvalidInput`: a damaged record is never half read."""
    if not isinstance(rows, list):
        raise _damaged()
    return tuple(_word(row) for row in rows)


def _word(row: object) -> Word:
    match row:
        case [str(text), start_ms, end_ms, confidence]:
            word = Word(text, _time(start_ms), _time(end_ms), _share(confidence))
        case [str(text), None, None, confidence, int(from_ms), int(to_ms)] if 0 <= from_ms <= to_ms:
            word = Word(text, confidence=_share(confidence), segment_ms=(from_ms, to_ms))
        case _:
            raise _damaged()
    if (word.start_ms is None) != (word.end_ms is None):
        raise _damaged()
    if word.start_ms is not None and word.end_ms is not None and word.start_ms > word.end_ms:
        raise _damaged()
    return word


def _time(number: object) -> int | None:
    # True is an int to isinstance, and no time.
    if number is None or (isinstance(number, int) and not isinstance(number, bool) and number >= 0):
        return number
    raise _damaged()


def _share(number: object) -> float | None:
    if number is None:
        return None
    if isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number <= 1:
        return number
    raise _damaged()


def _damaged() -> errors.InvalidInput:
    return errors.InvalidInput("This transcript is damaged.", "words")
