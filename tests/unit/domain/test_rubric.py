"""Rubrics that may be used, and the level rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import rubric
from interview_app.domain.rubric import Anchor, AnchorKind, Competency

ANCHORS = (
    Anchor("a1", "Names what they were answerable for.", AnchorKind.RESPONSIBILITY),
    Anchor("a2", "Says what they did themselves.", AnchorKind.OWN_ACTION),
    Anchor("a3", "States a result that can be checked.", AnchorKind.RESULT),
    Anchor("a4", "Draws a lesson.", AnchorKind.LESSON),
    Anchor("a5", "Gives a concrete detail.", AnchorKind.DETAIL),
)


def competency(key: str = "c1", **changes: Any) -> Competency:
    plain = Competency(
        key=key, name=f"Competency {key}", definition="Solves problems.", weight=1.0, anchors=ANCHORS
    )
    return replace(plain, **changes)


GOOD = (competency("c1"), competency("c2"), competency("c3"))


def with_first(**changes: Any) -> list[str]:
    return rubric.check((competency("c1", **changes), *GOOD[1:]))


def test_a_sound_rubric_has_no_problems() -> None:
    assert rubric.check(GOOD) == []


@pytest.mark.parametrize("count", [0, 2, 9])
def test_a_rubric_has_3_to_8_competencies(count: int) -> None:
    assert rubric.check([competency(f"c{at}") for at in range(count)]) == [
        f"A rubric has 3 to 8 competencies; this one has {count}."
    ]


def test_two_competencies_never_share_a_key() -> None:
    assert rubric.check((*GOOD, competency("c1"))) == ["Two competencies have the key “c1”."]


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_weight_is_a_number_over_zero(weight: float) -> None:
    assert with_first(weight=weight) == ["“Competency c1” needs a weight over 0."]


@pytest.mark.parametrize("field", ["name", "definition"])
def test_a_competency_has_its_words(field: str) -> None:
    assert len(with_first(**{field: " "})) == 1


def test_a_competency_has_five_anchors() -> None:
    assert with_first(anchors=ANCHORS[:4]) == ["“Competency c1” needs five anchors; it has 4."]


def test_anchors_have_their_own_ids_and_words() -> None:
    twins = (*ANCHORS[:4], replace(ANCHORS[4], id="a1"))
    assert with_first(anchors=twins) == ["“Competency c1” has two anchors with the same id."]
    empty = (*ANCHORS[:4], replace(ANCHORS[4], text=" "))
    assert with_first(anchors=empty) == ["“Competency c1” has an anchor without words."]


def test_every_level_can_be_reached() -> None:
    without_lesson = (*ANCHORS[:3], replace(ANCHORS[3], kind=AnchorKind.DETAIL), ANCHORS[4])
    assert with_first(anchors=without_lesson) == [
        "“Competency c1” has no anchor for lesson, so level 5 could not be reached."
    ]


@pytest.mark.parametrize(
    ("trait", "text"),
    [
        ("face", "Reads well from the candidate's face"),
        ("face", "Shows friendly facial expressions"),
        ("face", "Smiles at the interviewer"),
        ("eye contact", "Keeps eye contact"),
        ("eye contact", "Good eye-contact throughout"),
        ("posture", "Sits with an open posture"),
        ("posture", "Has confident body language"),
        ("tone", "Speaks in a warm tone"),
        ("tone", "Their tone of voice is calm"),
        ("confidence", "Projects confidence"),
        ("confidence", "Appears confident"),
        ("confidence", "Is self-confident"),
        ("enthusiasm", "Shows enthusiasm for the role"),
        ("enthusiasm", "Is enthusiastic"),
        ("accent", "Speaks without an accent"),
        ("pace", "Talks at a good pace"),
        ("pace", "Steady pace of speech"),
        ("fillers", "Uses no fillers"),
        ("fillers", "Few filler words"),
        ("vocabulary", "Has a rich vocabulary"),
        ("culture fit", "Is a good culture fit"),
        ("culture fit", "Cultural fit with the team"),
    ],
)
@pytest.mark.parametrize("where", ["name", "definition", "anchor"])
def test_a_trait_that_may_not_be_judged_is_refused_with_the_reason(trait: str, text: str, where: str) -> None:
    if where == "anchor":
        problems = with_first(anchors=(*ANCHORS[:4], replace(ANCHORS[4], text=text)))
    else:
        problems = with_first(**{where: text})
    assert any(f"names {trait}, which may not be judged: " in problem for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        "Names the problems they faced and those they face today",
        "Explains how to face a failing release, face-to-face or in writing",
        "Stays honest in the face of pressure",
        "Improves the security posture",
        "States a confidence interval with the estimate",
        "Explains the pace of change and keeps pace with it",
        "Uses a controlled vocabulary for metadata",
        "Milestones and keystones are named",
        "Gives the interface of the module",
        "Accentuates the customer's need",
    ],
)
def test_the_same_words_in_another_sense_are_allowed(text: str) -> None:
    assert rubric.forbidden(text) == []


KINDS = st.sets(st.sampled_from(AnchorKind))
R, A, S, L, D = (
    AnchorKind.RESPONSIBILITY,
    AnchorKind.OWN_ACTION,
    AnchorKind.RESULT,
    AnchorKind.LESSON,
    AnchorKind.DETAIL,
)


@pytest.mark.parametrize(
    ("met", "level"),
    [
        (set(), 1),
        ({A}, 2),
        ({D}, 2),
        ({R, D}, 2),
        ({R, S, L, D}, 2),
        ({A, D}, 3),
        ({A, R, L}, 3),
        ({A, S}, 4),
        ({A, S, R, D}, 4),
        ({A, S, R, L}, 5),
        ({A, S, R, L, D}, 5),
    ],
)
def test_the_level_follows_from_the_anchors_met(met: set[AnchorKind], level: int) -> None:
    assert rubric.level(met) == level


@given(KINDS, KINDS)
def test_showing_more_never_lowers_the_level(met: set[AnchorKind], more: set[AnchorKind]) -> None:
    assert 1 <= rubric.level(met) <= rubric.level(met | more) <= 5
