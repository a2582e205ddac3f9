"""What the guards know of each language that an interview can be held in: one file per language, `phrases` what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from interview_app.domain.languages.chinese import CHINESE
from interview_app.domain.languages.czech import CZECH
from interview_app.domain.languages.danish import DANISH
from interview_app.domain.languages.dutch import DUTCH
from interview_app.domain.languages.english import ENGLISH
from interview_app.domain.languages.finnish import FINNISH
from interview_app.domain.languages.french import FRENCH
from interview_app.domain.languages.german import GERMAN
from interview_app.domain.languages.italian import ITALIAN
from interview_app.domain.languages.japanese import JAPANESE
from interview_app.domain.languages.phrases import Language
from interview_app.domain.languages.polish import POLISH
from interview_app.domain.languages.portuguese import PORTUGUESE
from interview_app.domain.languages.spanish import SPANISH
from interview_app.domain.languages.swedish import SWEDISH
from interview_app.domain.languages.turkish import TURKISH
from interview_app.domain.languages.ukrainian import UKRAINIAN

ALL: Final[Mapping[str, Language]] = MappingProxyType(
    {
        "en": ENGLISH,
        "de": GERMAN,
        "fr": FRENCH,
        "es": SPANISH,
        "it": ITALIAN,
        "pt": PORTUGUESE,
        "nl": DUTCH,
        "pl": POLISH,
        "da": DANISH,
        "sv": SWEDISH,
        "fi": FINNISH,
        "cs": CZECH,
        "tr": TURKISH,
        "uk": UKRAINIAN,
        "ja": JAPANESE,
        "zh": CHINESE,
    }
)
"""By the code that an interview is set to. A model may answer in any of them: each text is compared with all."""

_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_SCRIPTS: Final = (
    (_CYRILLIC, ("uk",)),
    (_UNSPACED, ("ja", "zh")),
    (re.compile("[a-z]"), tuple(code for code in ALL if code not in {"uk", "ja", "zh"})),
)


def possible(folded: str) -> Iterator[str]:
    """The codes of the languages whose script stands in a folded text."""
    for script, codes in _SCRIPTS:
        if script.search(folded):
            yield from codes
