"""Whether a question leads to an answer: it takes agreement for granted, or hangs a "right?" on a statement."""

from __future__ import annotations

import functools
import re
from typing import Final

from interview_app.domain import languages
from interview_app.domain.languages import phrases

_SENTENCE_END: Final = re.compile(r"(?<=[.?!…]) |(?<=。)")
_OPENING: Final = re.compile(
    r"^[\W_]*(?:(?:so|and|but|now|also|und|aber|nun|alors|donc|et|mais|entonces|y|e|o sea|pero|quindi|allora|ma|então|mas"
    r"|dus|en|maar|więc|ale|sa|og|men|och|eli|ja|mutta|takze|takže|tak|yani|peki|ve|ama|отже|і|але|тож|то),? )*"
)


@functools.cache
def _pattern(code: str) -> re.Pattern[str]:
    """What leads, in a sentence without what it opens with."""
    language = languages.ALL[code]
    ways = [rf"^{phrases.any_of(language.pushes, language)}"] if language.pushes else []
    ways += [phrases.any_of(language.leading, language)] if language.leading else []
    for tags, before in ((language.tags, r"\?"), (language.inner_tags, r"[?,]")):
        if tags:
            ways.append(rf"(?:[,;:]| -) ?¿?{phrases.any_of(tags, language)} ?{before}")
    return re.compile("|".join(ways))


def leads(text: str) -> bool:
    """Whether any sentence of the text leads to an answer, in any of the languages that its script may be of."""
    return any(
        _pattern(code).search(_OPENING.sub("", sentence))
        for sentence in _SENTENCE_END.split(phrases.folded(text))
        for code in languages.possible(sentence)
    )
