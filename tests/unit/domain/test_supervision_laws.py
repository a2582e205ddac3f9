"""Laws of the supervisor, whatever a model says, whenever it says it, or if it never does."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview_app.domain import protected, supervision
from interview_app.domain.supervision import Action

PERCENT = st.integers(min_value=-(10**6), max_value=10**6)
TIMES = st.none() | st.integers(min_value=0, max_value=200 * 60_000)
TEXTS = st.text(max_size=400) | st.sampled_from(
    [
        "Are you pregnant?",
        "How old are you?",
        "Please come back to the question.",
        "<script>",
        "Welche Kirche, your church?",
    ]
)
PROPOSALS = st.none() | st.builds(
    supervision.Proposal,
    metrics=st.builds(
        supervision.Metrics,
        topic_relevance=PERCENT,
        question_quality=PERCENT,
        answer_progress=PERCENT,
        time_efficiency=PERCENT,
    ),
    action=st.sampled_from(Action),
    text=TEXTS,
    reason=TEXTS,
)
RULES = st.builds(
    supervision.Rules,
    relevance_under=st.none() | PERCENT,
    quality_under=st.none() | PERCENT,
    progress_over=st.none() | PERCENT,
    conclude_ms=TIMES,
    end_ms=TIMES,
    after_conclude_ms=st.integers(min_value=30_000, max_value=600_000),
)
SITUATIONS = st.builds(
    supervision.Situation,
    used_ms=st.integers(min_value=0, max_value=200 * 60_000),
    ends_at_ms=TIMES,
    still_arriving=st.booleans(),
    presets_left=st.integers(min_value=0, max_value=20),
    answer_words=st.integers(min_value=0, max_value=500),
    guided_at_ms=st.lists(st.integers(min_value=0, max_value=10**7), max_size=8).map(tuple),
    guided_here=st.integers(min_value=0, max_value=4),
    kept_texts=st.lists(TEXTS, max_size=3).map(tuple),
    answering=st.booleans(),
)


@given(PROPOSALS, PROPOSALS, SITUATIONS, RULES)
@settings(max_examples=600, deadline=None)
def test_no_reply_and_no_nonsense_changes_a_time(
    one: supervision.Proposal | None,
    other: supervision.Proposal | None,
    situation: supervision.Situation,
    rules: supervision.Rules,
) -> None:
    due = supervision.by_time(situation, rules)
    for proposal in (one, other, None):
        found = supervision.bound(proposal, situation, rules)
        assert (found.action is Action.END) == (due is Action.END)
        if due is Action.CONCLUDE:
            assert found.action is Action.CONCLUDE


@given(PROPOSALS, SITUATIONS, RULES)
@settings(deadline=None)
def test_nothing_ends_before_its_time(
    proposal: supervision.Proposal | None, situation: supervision.Situation, rules: supervision.Rules
) -> None:
    if supervision.bound(proposal, situation, rules).action is Action.END:
        assert situation.ends_at_ms is not None
        assert situation.used_ms >= situation.ends_at_ms
        assert not situation.still_arriving


@given(PROPOSALS, SITUATIONS, RULES)
@settings(deadline=None)
def test_only_the_times_cost_anyone_a_prepared_question(
    proposal: supervision.Proposal | None, situation: supervision.Situation, rules: supervision.Rules
) -> None:
    if supervision.bound(proposal, situation, rules).action is Action.CONCLUDE and situation.presets_left:
        assert rules.concludes_at_ms is not None
        assert situation.used_ms >= rules.concludes_at_ms


@given(PROPOSALS, SITUATIONS, RULES)
@settings(max_examples=600, deadline=None)
def test_guidance_is_short_seldom_and_asks_for_no_protected_trait(
    proposal: supervision.Proposal | None, situation: supervision.Situation, rules: supervision.Rules
) -> None:
    found = supervision.bound(proposal, situation, rules)
    assert (found.text != "") == (found.action is Action.GUIDE)
    if found.action is Action.GUIDE:
        assert len(found.text) <= supervision.MAX_GUIDANCE_CHARS
        assert protected.trait_asked(found.text) is None
        assert "\n" not in found.text
        assert situation.guided_here < supervision.GUIDANCES_PER_ANSWER
        assert situation.ends_at_ms is None


@given(RULES, st.integers(min_value=0, max_value=200 * 60_000))
@settings(deadline=None)
def test_an_end_comes_after_its_conclusion_and_not_long_after(rules: supervision.Rules, at_ms: int) -> None:
    ends_at_ms = rules.ends_at_ms(at_ms)
    assert at_ms <= ends_at_ms <= at_ms + rules.after_conclude_ms


@given(RULES, st.integers(min_value=0, max_value=5_000))
@settings(deadline=None)
def test_every_conclusion_by_time_gives_its_notice_in_full(rules: supervision.Rules, late_ms: int) -> None:
    at_ms = rules.concludes_at_ms
    if at_ms is not None and (rules.end_ms is None or rules.end_ms >= rules.after_conclude_ms):
        assert (
            rules.ends_at_ms(at_ms + late_ms) >= at_ms + rules.after_conclude_ms or at_ms == rules.conclude_ms
        )


def _chaos(dice: random.Random) -> supervision.Proposal | None:
    if dice.random() < 0.3:
        return None
    numbers = [dice.choice([-5, 0, 59, 60, 69, 70, 85, 86, 100, 999]) for _ in range(4)]
    metrics = supervision.Metrics(
        topic_relevance=numbers[0],
        question_quality=numbers[1],
        answer_progress=numbers[2],
        time_efficiency=numbers[3],
    )
    text = dice.choice(["Are you married?", "Please come back to the question.", "", "x" * 999])
    return supervision.Proposal(metrics=metrics, action=dice.choice(list(Action)), text=text, reason="")


@pytest.mark.parametrize("start", range(0, 3000, 300))
def test_thousands_of_interviews_end_when_the_clock_says_whatever_a_model_says(start: int) -> None:
    """Each is looked at every few seconds; with presets left the same end comes with any model and with none."""
    for seed in range(start, start + 300):
        dice = random.Random(seed)
        rules = supervision.Rules(
            conclude_ms=dice.choice([None, 60_000, 600_000]), end_ms=dice.choice([None, 90_000, 700_000])
        )
        steps = [dice.choice([1_000, 5_000, 30_000]) for _ in range(300)]
        ends = {
            who: _ended_at_ms(rules, steps, random.Random(seed) if who else None) for who in (True, False)
        }
        assert ends[True] == ends[False]
        if rules.concludes_at_ms is not None:
            assert ends[True] is not None
            assert (
                rules.concludes_at_ms
                <= ends[True]
                <= rules.concludes_at_ms + 2 * 30_000 + rules.after_conclude_ms
            )


def _ended_at_ms(rules: supervision.Rules, steps: list[int], dice: random.Random | None) -> int | None:
    now = supervision.Situation(
        used_ms=0, ends_at_ms=None, still_arriving=False, presets_left=1, answer_words=90
    )
    for step in steps:
        now = replace(now, used_ms=now.used_ms + step)
        found = supervision.bound(_chaos(dice) if dice else None, now, rules)
        if found.action is Action.END:
            return now.used_ms
        if found.action is Action.CONCLUDE:
            now = replace(now, ends_at_ms=rules.ends_at_ms(now.used_ms))
    return None
