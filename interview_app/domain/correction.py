"""A candidate's correction of a transcript: which words may take the recognised ones' place, and when no more.

Both texts and their difference are kept whatever was written; the rules here say only which words are rated.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from interview_app.domain import difference, errors, hearing, recognised, transcript

READING_TIME: Final = timedelta(minutes=60)
"""Twenty answers of two minutes are read in about 30 minutes; a longer time would invite help from others."""
UNSURE_UNDER: Final = 0.6
"""A recogniser that was less sure of a word than this may have misheard it: changing it counts for nothing."""
MOST_CHANGED_SHARE: Final = 0.25
"""Of the words. Recognisers mishear 5 to 20 % of spontaneous speech; who changes more has written an answer."""
FREE_CHANGES: Final = 5
"""So many words may change in however short an answer."""
MOST_GROWTH: Final = 8
"""Words that one place may gain: a recogniser drops a phrase, and hardly ever a sentence unnoticed."""
UNTIMED_GROWTH: Final = 2
"""Words that a place may gain without having room in time: "JVM" is "Java virtual machine"."""
MOST_WORDS: Final = 2000
MOST_CHARS: Final = 20_000
MOST_WORD_CHARS: Final = 200


class Kind(enum.StrEnum):
    """Words of a `corrected` answer are rated; what was `rewritten` is kept and shown, and the heard words are rated."""

    CORRECTED = "corrected"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What became of the recognised words. `changed` of `heard` words were changed, added or removed.

    `words` are the candidate's: one that was kept has the time and confidence of its recognised word, any other
    has none. `touched` are the places in `words`, from 0, of those that were not kept. `why` says what makes it
    a rewriting, "" for a correction. `pieces` hold both texts.
    """

    kind: Kind
    why: str
    words: tuple[transcript.Word, ...]
    touched: tuple[int, ...]
    changed: int
    heard: int
    pieces: tuple[difference.Piece, ...]

    @property
    def text(self) -> str:
        """The candidate's words, one space between two."""
        return " ".join(word.text for word in self.words)


def closes_at(finished_at: datetime, written_down_at: Iterable[datetime]) -> datetime:
    """When the reading time ends: counted from the interview's end, or from the last transcript if that came later."""
    return max((finished_at, *written_down_at)) + READING_TIME


def correct(heard: transcript.Transcript, text: str) -> Correction | None:
    """What `text` makes of the recognised words; None when it leaves every one as it was.

    Words that differ in case, punctuation or form alone are the same word. Raises InvalidInput for no words at
    all, TooLarge for more than anybody says.
    """
    heard = replace(heard, words=recognised.as_written(heard.words))
    written = _words_of(text, heard.words)
    said = [word.text for word in heard.words]
    if written == said:
        return None
    changes = difference.places(_keys(said), _keys(written))
    why = _why_rewritten(heard, changes)
    return Correction(
        kind=Kind.REWRITTEN if why else Kind.CORRECTED,
        why=why,
        words=_timed(heard.words, written, changes),
        touched=tuple(at for place in changes for at in range(place.new_start, place.new_end)),
        changed=sum(_size(place) for place in changes),
        heard=len(said),
        pieces=difference.pieces(said, written, changes),
    )


def _words_of(text: str, heard: Sequence[transcript.Word]) -> list[str]:
    cleaned = transcript.clean_text(text, MOST_CHARS)
    found = _cut(cleaned.text, heard)
    if not any(map(transcript.norms, found)):
        raise errors.InvalidInput(
            "There are no words left. To take your changes back, use “Back to what was heard”.", "text"
        )
    if cleaned.cut or len(found) > MOST_WORDS:
        raise errors.TooLarge(f"This is too long: an answer has at most {MOST_WORDS} words.")
    if any(len(word) > MOST_WORD_CHARS for word in found):
        raise errors.TooLarge(f"A word has at most {MOST_WORD_CHARS} letters. Is a space missing?")
    return found


def _cut(text: str, heard: Sequence[transcript.Word]) -> list[str]:
    """The text's words; characters one by one where the recogniser gave a language without spaces like that."""
    unspaced = [word.text for word in heard if transcript.set_apart(word.text) != word.text]
    if not unspaced or any(len(transcript.norms(word)) > 1 for word in unspaced):
        return text.split()
    return [
        word
        for chunk in text.split()
        for word in (transcript.set_apart(chunk).split() if len(transcript.norms(chunk)) > 1 else [chunk])
    ]


def _keys(words: Iterable[str]) -> list[str]:
    """Each word as it is compared: its tokens, or itself where it is mere punctuation."""
    return [" ".join(transcript.norms(word)) or word for word in words]


def _timed(
    heard: Sequence[transcript.Word], written: Sequence[str], changes: Sequence[difference.Place]
) -> tuple[transcript.Word, ...]:
    words: list[transcript.Word] = []
    at = 0
    for place in [*changes, difference.Place(len(heard), len(heard), len(written), len(written))]:
        for old in heard[at : place.start]:
            words.append(replace(old, text=written[len(words)]))
        words += [transcript.Word(word) for word in written[place.new_start : place.new_end]]
        at = place.end
    return tuple(words)


def _size(place: difference.Place) -> int:
    """Changed words of a place: a replaced word is one change, not two."""
    return max(place.end - place.start, place.new_end - place.new_start)


def _growth(place: difference.Place) -> int:
    return (place.new_end - place.new_start) - (place.end - place.start)


def _why_rewritten(heard: transcript.Transcript, changes: Sequence[difference.Place]) -> str:
    """What makes it more than a correction, as a sentence; "" when nothing does."""
    counted = sum(_size(place) - min(_size(place), _unsure(heard.words, place)) for place in changes)
    if counted > max(FREE_CHANGES, math.floor(len(heard.words) * MOST_CHANGED_SHARE)):
        return (
            f"{counted} of {len(heard.words)} words were changed; a correction changes at most "
            f"{MOST_CHANGED_SHARE:.0%}, not counting words of which the recogniser was unsure."
        )
    grown = max((_growth(place) for place in changes), default=0)
    if grown > MOST_GROWTH:
        return f"{grown} words were added in one place; a correction adds at most {MOST_GROWTH}."
    for place in changes:
        if _growth(place) > UNTIMED_GROWTH and not _has_room(heard, place):
            return f"{_growth(place)} words were added where the recording has no time for them."
    return ""


def _unsure(words: Sequence[transcript.Word], place: difference.Place) -> int:
    replaced = words[place.start : place.end]
    return sum(word.confidence is not None and word.confidence < UNSURE_UNDER for word in replaced)


def _has_room(heard: transcript.Transcript, place: difference.Place) -> bool:
    """Whether anybody could say the new words between the words around them."""
    before = [word.end_ms for word in heard.words[: place.start] if word.end_ms is not None]
    after = [word.start_ms for word in heard.words[place.end :] if word.start_ms is not None]
    if not before and not after:
        return True
    room_ms = (after[0] if after else heard.duration_ms) - (before[-1] if before else 0)
    return (place.new_end - place.new_start) * 1000 <= room_ms * hearing.FASTEST_WORDS_PER_SECOND
