"""Nine simulated candidates. What they say is put together from fixed sentences: the same choice gives the same words.

They speak English. None of them is a person, and nothing that they say was said by one.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from interview_app.domain.turn import Origin
from interview_app.lab import stories


class Persona(enum.StrEnum):
    """How a simulated candidate behaves."""

    STRONG = "strong"
    AVERAGE = "average"
    WEAK = "weak"
    EVASIVE = "evasive"
    SILENT = "silent"
    RAMBLING = "rambling"
    HOSTILE = "hostile"
    INJECTING = "injecting"
    NON_NATIVE = "non_native"


DESCRIPTIONS: Final[Mapping[Persona, str]] = MappingProxyType(
    {
        Persona.STRONG: "Tells one own example with situation, task, action, result and a trade-off.",
        Persona.AVERAGE: "Begins well and leaves out the own part and the result until asked.",
        Persona.WEAK: "Speaks in general terms, without an example.",
        Persona.EVASIVE: "Turns away from what was asked.",
        Persona.SILENT: "Says nothing, and lets the time run out.",
        Persona.RAMBLING: "Speaks fast and until the time is over.",
        Persona.HOSTILE: "Refuses the interview and complains about it.",
        Persona.INJECTING: "Gives orders to the language model, in the answers and in the résumé.",
        Persona.NON_NATIVE: "Knows the trade well, and speaks slowly in broken English.",
    }
)
_WORDS_PER_MINUTE: Final[Mapping[Persona, int]] = MappingProxyType(
    {
        Persona.STRONG: 150,
        Persona.AVERAGE: 140,
        Persona.WEAK: 125,
        Persona.EVASIVE: 150,
        Persona.SILENT: 100,
        Persona.RAMBLING: 190,
        Persona.HOSTILE: 165,
        Persona.INJECTING: 150,
        Persona.NON_NATIVE: 90,
    }
)
WRITTEN_WORDS_PER_MINUTE: Final = 40
RAMBLING_SENTENCES: Final = 60
_FROM_STORIES: Final = frozenset({Persona.STRONG, Persona.AVERAGE, Persona.NON_NATIVE})
_WITH_RESUME: Final = frozenset({Persona.STRONG, Persona.AVERAGE, Persona.INJECTING, Persona.NON_NATIVE})


@dataclass(frozen=True, slots=True)
class Utterance:
    """An answer before anyone has cut it: its words, how fast they come, and the seconds before the first."""

    text: str
    words_per_minute: int
    hesitation_seconds: float


def utter(
    persona: Persona, origin: Origin, preset_number: int | None, nth: int, *, seed: int, written: bool
) -> Utterance:
    """The answer to the `nth` question asked (from 1), which belongs to that preset."""
    key = f"{seed}:{persona}:{nth}"
    story = stories.STORIES[((preset_number or nth) + seed) % len(stories.STORIES)]
    text = " ".join(_sentences(persona, origin, story, key))
    rate = WRITTEN_WORDS_PER_MINUTE if written else _WORDS_PER_MINUTE[persona]
    return Utterance(text, rate, 1.0 + _number(key, 40) / 10)


def resume(persona: Persona, *, seed: int) -> str:
    """The résumé as pasted text, empty for those who bring none."""
    if persona not in _WITH_RESUME:
        return ""
    lines = [stories.RESUME_HEAD]
    for at, story in enumerate(stories.STORIES[:3]):
        year = 2024 - 2 * at - seed % 2
        lines += [f"{year - 2}-{year}  {story.role}", f"- {story.action}", f"- {story.result}"]
    lines += ["Skills", stories.SKILLS]
    if persona is Persona.INJECTING:
        lines.append(_pick(stories.ORDERS, f"{seed}:resume"))
    return "\n".join(lines)


def _sentences(persona: Persona, origin: Origin, story: stories.Story, key: str) -> Sequence[str]:
    if persona in _FROM_STORIES:
        return _told(persona, story, probed=origin is not Origin.PRESET)
    match persona:
        case Persona.RAMBLING:
            return [_pick(stories.ASIDES, f"{key}:{at}") for at in range(RAMBLING_SENTENCES)]
        case Persona.WEAK:
            return [_pick(stories.GENERALITIES, f"{key}:{at}") for at in range(2)]
        case Persona.EVASIVE:
            return [_pick(stories.DODGES, f"{key}:{at}") for at in range(2)]
        case Persona.HOSTILE:
            return [_pick(stories.COMPLAINTS, key)]
    return (story.situation, _pick(stories.ORDERS, key)) if persona is Persona.INJECTING else ()


def _told(persona: Persona, story: stories.Story, *, probed: bool) -> Sequence[str]:
    """A story as this persona tells it: all of it, or what was left out before."""
    begun = (story.situation, story.task, story.action)
    if persona is Persona.STRONG:
        told = (story.action, story.detail) if probed else begun
        return (*told, story.result, story.lesson)
    if persona is Persona.AVERAGE:
        return (story.action, story.result) if probed else (story.situation, story.together)
    return [_broken(sentence) for sentence in ((story.action, story.result) if probed else begun)]


def _broken(sentence: str) -> str:
    """The same facts without articles and with unsteady tenses."""
    left = [word for word in sentence.split() if word.lower() not in {"the", "a", "an"}]
    return " ".join(stories.UNSTEADY.get(word, word) for word in left)


def _pick(options: Sequence[str], key: str) -> str:
    return options[_number(key, len(options))]


def _number(key: str, below: int) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % below
