"""Hundreds of interviews with a model that says anything at all. `python -m bench.lab` takes thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from interview_app.adapters.scratch_database import scratch_database
from interview_app.domain.supervision import Action, Source
from interview_app.domain.turn import Origin
from interview_app.lab import laws
from tests.fakes import chaos

INTERVIEWS = 160
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def taken() -> Iterator[list[laws.Taken]]:
    with scratch_database() as session:
        yield [chaos.interview(session, seed) for seed in range(INTERVIEWS)]


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_no_chaos_breaks_a_law(taken: list[laws.Taken], law: laws.Law) -> None:
    broken = {seed: list(law(one)) for seed, one in enumerate(taken)}
    assert {seed: sentences for seed, sentences in broken.items() if sentences} == {}


def test_no_protected_or_leading_question_is_asked_by_the_list_either(taken: list[laws.Taken]) -> None:
    asked = {turn.text for one in taken for turn in one.turns}
    assert asked.isdisjoint(chaos.PROTECTED)
    assert asked.isdisjoint(chaos.LEADING)


def test_no_protected_question_is_shown_as_a_note_by_the_list_either(taken: list[laws.Taken]) -> None:
    shown = {look.note for one in taken if one.watch for look in one.watch.notes}
    assert shown
    assert shown.isdisjoint(chaos.PROTECTED)


def test_nothing_that_is_no_question_is_asked(taken: list[laws.Taken]) -> None:
    own = {turn.text for one in taken for turn in one.turns if turn.origin is not Origin.PRESET}
    assert not any("<" in text or "http" in text or not text.strip("? ") for text in own)


def test_the_chaos_reaches_every_corner(taken: list[laws.Taken]) -> None:
    """Without this, laws that nothing tries to break would look kept."""
    origins = Counter(turn.origin for one in taken for turn in one.turns)
    refusals = " ".join(sentence for one in taken for turn in one.turns for sentence in turn.refusals)
    failures = " ".join(turn.failure or "" for one in taken for turn in one.turns)
    assert all(origins[origin] >= 10 for origin in Origin)
    for reason in ("protected trait", "repeats a question", "has had its", "The end was refused"):
        assert reason in refusals
    for reason in (
        "No language model gave a usable reply",
        "words were not",
        "said nothing in time",
        "nothing to choose",
    ):
        assert reason in failures
    assert {one.ended_by for one in taken} == {"candidate", "time", "supervisor"}
    looks = Counter((look.source, look.action) for one in taken if one.watch for look in one.watch.looks)
    for corner in (
        (Source.MODEL, Action.GUIDE),
        (Source.MODEL, Action.CONCLUDE),
        (Source.CODE, Action.CONCLUDE),
        (Source.CODE, Action.END),
    ):
        assert looks[corner], corner
    assert any(len(one.asked_presets) < len(one.presets) for one in taken)
