"""The rating scale: competencies with observable anchors, the traits that may not be judged, the level rule."""

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

    1: none. 2: one, or several without the person's own action. 3: two or more with own action. 4: own action and
    a checkable result. 5: responsibility, own action, result and lesson.
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

# The exceptions in each pattern are uses of the word that name no trait of a person.
_FORBIDDEN: Final = tuple(
    (trait, re.compile(pattern, re.IGNORECASE), why)
    for trait, pattern, why in (
        (
            "face",
            r"(?<!\bthey )(?<!\bto )(?<!\bthe )(?<!\bin )\bfaces?\b(?![ -]to[ -]face|[ -]value)"
            r"|\bthe face\b(?! of\b)|\bfacial\b|\bsmil(?:e|es|ing)\b",
            _NOT_OBSERVABLE,
        ),
        ("eye contact", r"\beye[ -]contact\b|\bgaze\b", _NOT_OBSERVABLE),
        ("posture", r"(?<!security )(?<!risk )\bposture\b|\bbody language\b", _NOT_OBSERVABLE),
        ("tone", r"\btones?\b(?! of the (?:text|message|document|brand))|\bintonation\b", _DELIVERY),
        (
            "confidence",
            r"\b(?:self-)?confidence\b(?![ -](?:interval|level|limit|bound|score|region)s?\b)|\bself-confident\b"
            r"|\b(?:is|are|appears?|sounds?|seems?|looks?|speaks?) (?:very )?confident(?:ly)?\b",
            _NOT_OBSERVABLE,
        ),
        ("enthusiasm", r"\benthusias(?:m|tic|tically)\b", _NOT_OBSERVABLE),
        ("accent", r"\baccents?\b|\bpronunciation\b", _DELIVERY),
        (
            "pace",
            r"\b(?:speaking|speech|talking|vocal|brisk|calm|steady|slow|fast) pace\b|\bpace of (?:speech|speaking|voice)\b"
            r"|(?<!keep )(?<!keeps )(?<!keeping )\bpace\b(?! of\b| with\b)|\bspeech rate\b",
            _DELIVERY,
        ),
        ("fillers", r"\bfillers?\b|\bfiller words?\b|\bhesitations?\b", _DELIVERY),
        ("vocabulary", r"(?<!controlled )\bvocabular(?:y|ies)\b", _DELIVERY),
        ("culture fit", r"\bcultur(?:e|al)[ -]fit\b|\bfits? (?:in )?(?:with )?(?:our|the) culture\b", _BIAS),
    )
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
    """The traits named in `text` that may not be judged, each with the reason why."""
    return [(trait, why) for trait, pattern, why in _FORBIDDEN if pattern.search(text)]
