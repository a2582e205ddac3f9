"""Recognised words made fit to be kept: whoever recognised them, they are a stranger's text and numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from interview_app.domain import transcript

MOST_WORDS: Final = 12_000
"""Twenty minutes of the fastest speech; so many of those dropped are kept at the most as well."""
MOST_WORD_CHARS: Final = 200
MOST_CHARS: Final = 20_000
"""Of what a recogniser calls one word, before it is taken apart."""
ROUNDING_MS: Final = 250
"""So far behind the recording's end a word may end: recognisers count in steps, and pad what they are given."""
TOO_MANY: Final = "there were more words than anybody says in an answer"


@dataclass(frozen=True, slots=True)
class Kept:
    """Words that may be stored, and those that are not believed, each with its reason."""

    words: tuple[transcript.Word, ...]
    dropped: tuple[tuple[transcript.Word, str], ...]


def kept(
    words: Sequence[transcript.Word], dropped: Iterable[tuple[transcript.Word, str]], duration_ms: int
) -> Kept:
    """What any recogniser brought, as it may be stored beside a recording that is `duration_ms` long."""
    fit = tidy(words, duration_ms)
    left = [(clean, reason) for word, reason in dropped for clean in tidy([word])]
    left += [(word, TOO_MANY) for word in fit[MOST_WORDS:]]
    return Kept(fit[:MOST_WORDS], tuple(left[:MOST_WORDS]))


def tidy(words: Iterable[transcript.Word], duration_ms: int | None = None) -> tuple[transcript.Word, ...]:
    """Words without what no database takes and nobody sees, and without spaces inside. Twice changes nothing.

    A recogniser's "New York" becomes two words that share its time; its "Bonjour !" stays one, "Bonjour!". A time that
    cannot be, or that lies outside the recording, leaves the word untimed.
    """
    return tuple(piece for word in words for piece in _apart(_timed(word, duration_ms), glue=True))


def as_written(words: Iterable[transcript.Word]) -> tuple[transcript.Word, ...]:
    """The words as they come back from a person who changed nothing in a text field: cut at every space."""
    return tuple(piece for word in words for piece in _apart(word, glue=False))


def _apart(word: transcript.Word, *, glue: bool) -> Iterator[transcript.Word]:
    texts = transcript.clean_text(word.text, MOST_CHARS).text.split()
    texts = [text[:MOST_WORD_CHARS] for text in (_glued(texts) if glue else texts)]
    spoken = [text for text in texts if transcript.norms(text)]
    stretch = word.segment_ms
    if word.start_ms is not None and word.end_ms is not None:
        stretch = (word.start_ms, word.end_ms)
    for text in texts:
        if len(texts) == 1 or spoken == [text]:
            yield replace(word, text=text)
        else:
            yield transcript.Word(text, confidence=word.confidence, segment_ms=stretch)


def _glued(texts: Sequence[str]) -> list[str]:
    """Punctuation that stands alone goes to the word before it, or to the one that it opens."""
    found: list[str] = []
    for text in texts:
        if found and (_opens(found[-1]) or not transcript.norms(text)):
            found[-1] += text
        else:
            found.append(text)
    return found


def _opens(text: str) -> bool:
    return not transcript.norms(text) and unicodedata.category(text[-1]) in {"Ps", "Pi"}


def _timed(word: transcript.Word, duration_ms: int | None) -> transcript.Word:
    start_ms, end_ms = _within(word.start_ms, word.end_ms, duration_ms) or (None, None)
    segment_ms = word.segment_ms and _within(*word.segment_ms, duration_ms)
    sure = word.confidence
    return transcript.Word(
        word.text,
        start_ms,
        end_ms,
        sure if sure is not None and 0 <= sure <= 1 else None,
        segment_ms if start_ms is None else None,
    )


def _within(start_ms: int | None, end_ms: int | None, duration_ms: int | None) -> tuple[int, int] | None:
    if start_ms is None or end_ms is None or not 0 <= start_ms <= end_ms:
        return None
    if duration_ms is None:
        return start_ms, end_ms
    if start_ms > duration_ms or end_ms > duration_ms + ROUNDING_MS:
        return None
    return start_ms, min(end_ms, duration_ms)
