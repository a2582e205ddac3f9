"""The supervisor's rules: thresholds, times, guidance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interview_app.domain import supervision
from interview_app.domain.supervision import Action

MINUTE = 60_000
GOOD = supervision.Metrics(topic_relevance=95, question_quality=90, answer_progress=40, time_efficiency=80)
OFF_THE_POINT = replace(GOOD, topic_relevance=69)
NOTE = "The question is about a fault that you mended. You could tell how you found it."
RULES = supervision.Rules()


def situation(**changes: object) -> supervision.Situation:
    usual = supervision.Situation(
        used_ms=3 * MINUTE, ends_at_ms=None, still_arriving=True, presets_left=2, answer_words=60
    )
    return replace(usual, **changes)


def proposal(metrics: supervision.Metrics = GOOD, **changes: object) -> supervision.Proposal:
    usual = supervision.Proposal(
        metrics=metrics, action=Action.GUIDE, text=NOTE, reason="The answer wanders off."
    )
    return replace(usual, **changes)


def verdict(
    proposed: supervision.Proposal | None, rules: supervision.Rules = RULES, **changes: object
) -> supervision.Verdict:
    return supervision.bound(proposed, situation(**changes), rules)


# Times


@pytest.mark.parametrize(
    ("minutes", "action"), [(24.99, Action.IGNORE), (25, Action.CONCLUDE), (60, Action.CONCLUDE)]
)
def test_concludes_from_25_minutes(minutes: float, action: Action) -> None:
    assert verdict(None, used_ms=int(minutes * MINUTE)).action is action


@pytest.mark.parametrize(("seconds", "action"), [(119, Action.IGNORE), (120, Action.END)])
def test_ends_two_minutes_after_the_conclusion(seconds: int, action: Action) -> None:
    ends_at_ms = RULES.ends_at_ms(4 * MINUTE)
    now = {"used_ms": 4 * MINUTE + seconds * 1000, "ends_at_ms": ends_at_ms, "still_arriving": False}
    assert verdict(proposal(), **now).action is action


def test_never_ends_while_an_answer_given_in_time_is_still_on_its_way() -> None:
    assert (
        verdict(None, used_ms=50 * MINUTE, ends_at_ms=27 * MINUTE, still_arriving=True).action
        is Action.IGNORE
    )


def test_no_end_comes_without_two_minutes_notice() -> None:
    rules = replace(RULES, conclude_ms=None)
    assert verdict(None, rules, used_ms=33 * MINUTE - 1).action is Action.IGNORE
    assert verdict(None, rules, used_ms=33 * MINUTE).action is Action.CONCLUDE
    assert rules.ends_at_ms(33 * MINUTE) == 35 * MINUTE


def test_a_late_conclusion_moves_no_end_further_away() -> None:
    assert RULES.ends_at_ms(34 * MINUTE) == 35 * MINUTE
    assert RULES.ends_at_ms(40 * MINUTE) == 40 * MINUTE


def test_with_both_times_off_nothing_is_concluded() -> None:
    rules = replace(RULES, conclude_ms=None, end_ms=None)
    assert verdict(None, rules, used_ms=10**9).action is Action.IGNORE


# What a model may bring about


def test_a_model_concludes_nothing_while_prepared_questions_are_left() -> None:
    done = proposal(replace(GOOD, answer_progress=100), action=Action.CONCLUDE)
    assert verdict(done, presets_left=1).action is Action.IGNORE
    assert "prepared questions are left (1)" in verdict(done, presets_left=1).changes[0]
    assert verdict(done, presets_left=0, submitted=True).action is Action.CONCLUDE


def test_a_model_takes_no_second_from_an_answer_that_is_under_way() -> None:
    done = proposal(replace(GOOD, answer_progress=100), action=Action.CONCLUDE)
    found = verdict(done, presets_left=0, submitted=False)
    assert found.action is Action.IGNORE
    assert "is not submitted yet" in found.changes[0]


@pytest.mark.parametrize(("progress", "action"), [(85, Action.IGNORE), (86, Action.CONCLUDE)])
def test_concludes_at_a_progress_over_85_when_all_was_asked(progress: int, action: Action) -> None:
    nearly = proposal(replace(GOOD, answer_progress=progress), action=Action.IGNORE)
    assert verdict(nearly, presets_left=0, submitted=True).action is action
    off = replace(RULES, progress_over=None)
    assert verdict(nearly, off, presets_left=0, submitted=True).action is Action.IGNORE


@pytest.mark.parametrize("action", [Action.CONCLUDE, Action.END])
def test_a_model_ends_nothing_by_saying_so(action: Action) -> None:
    found = verdict(proposal(action=action))
    assert found.action is Action.IGNORE
    assert "was refused" in found.changes[0]


def test_nothing_more_is_said_once_the_interview_is_being_concluded() -> None:
    found = verdict(proposal(OFF_THE_POINT), ends_at_ms=9 * MINUTE)
    assert found.action is Action.IGNORE
    assert found.text == ""


# Guidance


@pytest.mark.parametrize(
    ("metrics", "action"),
    [
        (GOOD, Action.IGNORE),
        (replace(GOOD, topic_relevance=70, question_quality=60), Action.IGNORE),
        (replace(GOOD, topic_relevance=69), Action.GUIDE),
        (replace(GOOD, question_quality=59), Action.GUIDE),
    ],
)
def test_guides_under_the_thresholds_alone(metrics: supervision.Metrics, action: Action) -> None:
    found = verdict(proposal(metrics))
    assert found.action is action
    assert found.text == (NOTE if action is Action.GUIDE else "")


def test_a_threshold_that_is_off_guides_nobody() -> None:
    rules = replace(RULES, relevance_under=None, quality_under=None)
    worst = replace(GOOD, topic_relevance=0, question_quality=0)
    assert verdict(proposal(worst), rules).action is Action.IGNORE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Are you married?", "protected trait"),
        ("See https://example.com/answers now.", "address"),
        ("<b>Faster</b>, please.", "markup"),
        ("word " * 41, "longer than"),
        ("a" * 241, "longer than"),
        ("Tell me about a project that you led.", "repeats"),
        ("They should have explained a trade off that they weighed against costs", "rubric"),
        ("", "none was proposed"),
    ],
)
def test_guidance_that_breaks_a_rule_is_not_shown(text: str, why: str) -> None:
    found = verdict(
        proposal(OFF_THE_POINT, text=text),
        kept_texts=("Tell me about a project that you led.",),
        rubric_texts=("Explained a trade off that they weighed against costs",),
    )
    assert found.action is Action.IGNORE
    assert why in found.changes[-1]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"answering": False}, "No answer"),
        ({"answer_words": 19}, "fewer than 20"),
        ({"guided_here": 2, "guided_at_ms": (1, 2)}, "This answer has had"),
        ({"guided_at_ms": (1, 2, 3, 4, 5, 6)}, "This interview has had"),
        ({"guided_at_ms": (3 * MINUTE - 44_999,)}, "less than 45 s"),
    ],
)
def test_guidance_comes_seldom(changes: dict[str, object], why: str) -> None:
    found = verdict(proposal(OFF_THE_POINT), **changes)
    assert found.action is Action.IGNORE
    assert why in found.changes[-1]


def test_guidance_comes_again_after_a_while() -> None:
    assert verdict(proposal(OFF_THE_POINT), guided_at_ms=(3 * MINUTE - 45_000,)).action is Action.GUIDE


def test_a_reason_is_kept_in_one_line_without_what_nobody_sees() -> None:
    assert supervision.reason_of(proposal(reason="On\n\u202ea \x00line")) == "On a line"
    assert supervision.reason_of(proposal(reason=" ")) == "No reason was given."
