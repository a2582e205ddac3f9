"""The rating scale: competencies with observable anchors, traits that may not be judged, the level rule."""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

MIN_COMPETENCIES: Final = 3
MAX_COMPETENCIES: Final = 8
ANCHORS_EACH: Final = 5


class AnchorKind(enum.StrEnum):
    """What an anchor asks an answer to show."""

    RESPONSIBILITY = "responsibility"
    OWN_ACTION = "own_action"
    RESULT = "result"
    LESSON = "lesson"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Anchor:
    """One observable behaviour. `id` is unique within its competency."""

    id: str
    text: str
    kind: AnchorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    """What is rated. `weight` is relative to the other competencies' and over 0; `anchors` are five."""

    key: str
    name: str
    definition: str
    weight: float
    anchors: tuple[Anchor, ...]


LEVEL_FIVE: Final = frozenset(
    {AnchorKind.RESPONSIBILITY, AnchorKind.OWN_ACTION, AnchorKind.RESULT, AnchorKind.LESSON}
)


def level(met: AbstractSet[AnchorKind]) -> int:
    """The level 1-5 of one answer in one competency, from the kinds of anchors met.

    1: none. 2: one, or several without the person's own action. 3: two or more with own action. 4: own action
    and a checkable result. 5: responsibility, own action, result and lesson.
    """
    if met >= LEVEL_FIVE:
        return 5
    if met >= {AnchorKind.OWN_ACTION, AnchorKind.RESULT}:
        return 4
    if AnchorKind.OWN_ACTION in met and len(met) >= 2:
        return 3
    return 2 if met else 1


_NOT_OBSERVABLE: Final = (
    "it says nothing about what the person did, and differs with origin, health and nerves"
)
_DELIVERY: Final = "communication is rated on the message, never on how a voice sounds"
_BIAS: Final = "it rates likeness to the raters instead of work"

# The exceptions name no trait of a person: "security posture", "confidence interval".
_TRAITS: Final = (
    (
        "face",
        r"(?<!they )(?<!to )(?<!to-)(?<!the )(?<!in )faces?(?![ -]to[ -]face|[ -]value)",
        _NOT_OBSERVABLE,
    ),
    ("face", r"the face(?! of)|facial( \w+)?|smil(e|es|ing)", _NOT_OBSERVABLE),
    ("eye contact", r"eye[ -]contact|gaze", _NOT_OBSERVABLE),
    ("posture", r"(?<!security )(?<!risk )posture|body language", _NOT_OBSERVABLE),
    ("tone", r"tones?(?! of the (text|message|document|brand))|intonation", _DELIVERY),
    ("confidence", r"confidence(?![ -](interval|level|limit|bound|score|region))", _NOT_OBSERVABLE),
    (
        "confidence",
        r"(is|are|appears?|sounds?|seems?|looks?|speaks?|self-)( ?very)? ?confident(ly)?",
        _NOT_OBSERVABLE,
    ),
    ("enthusiasm", r"enthusias(m|tic|tically)", _NOT_OBSERVABLE),
    ("accent", r"accents?|pronunciation", _DELIVERY),
    ("pace", r"(?<!keep )(?<!keeps )(?<!keeping )pace(?! of| with)|speech rate", _DELIVERY),
    ("pace", r"pace of (speech|speaking|voice|talking)", _DELIVERY),
    ("fillers", r"fillers?( words?)?|hesitations?", _DELIVERY),
    ("vocabulary", r"(?<!controlled )vocabular(y|ies)", _DELIVERY),
    ("culture fit", r"cultur(e|al)[ -]fit|fits? (in )?(with )?(our|the) culture", _BIAS),
)
_FORBIDDEN: Final = tuple(
    (trait, re.compile(rf"\b(?:{words})\b", re.IGNORECASE), why) for trait, words, why in _TRAITS
)


def check(competencies: Sequence[Competency]) -> list[str]:
    """What keeps this rubric from being used, as sentences for the manager; empty when nothing does."""
    problems = []
    if not MIN_COMPETENCIES <= len(competencies) <= MAX_COMPETENCIES:
        problems.append(f"A rubric has 3 to 8 competencies; this one has {len(competencies)}.")
    keys = [competency.key for competency in competencies]
    problems += [
        f"Two competencies have the key “{key}”." for key in sorted(set(keys)) if keys.count(key) > 1
    ]
    for competency in competencies:
        problems += _problems_of(competency)
    return problems


def _problems_of(competency: Competency) -> list[str]:
    name = competency.name.strip() or competency.key
    problems = _anchor_problems(name, competency.anchors)
    if not (competency.key.strip() and competency.name.strip() and competency.definition.strip()):
        problems.append(f"“{name}” needs a key, a name and a definition.")
    if not (math.isfinite(competency.weight) and competency.weight > 0):
        problems.append(f"“{name}” needs a weight over 0.")
    words = [competency.name, competency.definition, *(anchor.text for anchor in competency.anchors)]
    problems += [
        f"“{name}” names {trait}, which may not be judged: {why}."
        for trait, why in forbidden(" \n".join(words))
    ]
    return problems


def _anchor_problems(name: str, anchors: Sequence[Anchor]) -> list[str]:
    problems = []
    if len(anchors) != ANCHORS_EACH:
        problems.append(f"“{name}” needs five anchors; it has {len(anchors)}.")
    if len({anchor.id for anchor in anchors}) != len(anchors):
        problems.append(f"“{name}” has two anchors with the same id.")
    if any(not anchor.text.strip() for anchor in anchors):
        problems.append(f"“{name}” has an anchor without words.")
    if missing := sorted(LEVEL_FIVE - {anchor.kind for anchor in anchors}):
        kinds = ", ".join(kind.replace("_", " ") for kind in missing)
        problems.append(f"“{name}” has no anchor for {kinds}, so level 5 could not be reached.")
    return problems


def forbidden(text: str) -> list[tuple[str, str]]:
    """The traits named in `text` that may not be judged, each once, with the reason why."""
    return list(dict.fromkeys((trait, why) for trait, pattern, why in _FORBIDDEN if pattern.search(text)))
