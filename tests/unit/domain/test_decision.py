"""Each rule of the loop by example; its laws stand in test_decision_laws.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from interview_app.domain import decision
from interview_app.domain.decision import Action, Decision, History, Preset, Proposal, Situation
from interview_app.domain.turn import Origin

TOPICS = [
    "billing migration",
    "angry customer",
    "slow database",
    "missed deadline",
    "new colleague",
    "bad release",
]
PRESETS = tuple(
    Preset(number=at, question_id=100 + at, text=f"Tell me about your {topic} story.", seconds=None)
    for at, topic in enumerate(TOPICS, start=1)
)
PLACES = ("Education, line 2", "Experience, lines 4-5")
FRESH = "Which number proved that the change worked?"


def situation(**changes: Any) -> Situation:
    start = Situation(
        presets=PRESETS[:3],
        asked=(),
        remaining_seconds=600,
        follow_up_limit=1,
        resume_limit=1,
        has_resume=True,
        default_answer_seconds=120,
        answer_words=40,
        resume_places=PLACES,
    )
    return replace(start, **changes)


def propose(
    action: Action, text: str = FRESH, seconds: int | None = None, reason: str = "It fits."
) -> Proposal:
    return Proposal(action, text, seconds, reason, passage=2 if action is Action.RESUME else None)


def preset(number: int) -> History:
    return History(Origin.PRESET, number, PRESETS[number - 1].text)


def follow_up(number: int, text: str = "And then?") -> History:
    return History(Origin.FOLLOW_UP, number, text)


RESUME = History(Origin.RESUME, None, "What did you do at Acme?")


def test_the_first_question_is_the_first_preset() -> None:
    chosen = decision.bound(None, situation())
    assert (chosen.action, chosen.preset_number, chosen.question_id, chosen.seconds) == (
        Action.PRESET,
        1,
        101,
        120,
    )


def test_a_follow_up_that_breaks_no_rule_is_asked() -> None:
    chosen = decision.bound(propose(Action.FOLLOW_UP, seconds=60), situation(asked=(preset(1),)))
    assert chosen == Decision(
        action=Action.FOLLOW_UP,
        text=FRESH,
        seconds=60,
        question_id=None,
        preset_number=1,
        reason="It fits.",
        changes=(),
    )


def test_a_resume_question_that_breaks_no_rule_is_asked() -> None:
    chosen = decision.bound(propose(Action.RESUME), situation(asked=(preset(1),)))
    assert (chosen.action, chosen.text, chosen.seconds, chosen.preset_number) == (
        Action.RESUME,
        FRESH,
        90,
        None,
    )


def test_an_end_proposed_too_early_is_refused() -> None:
    chosen = decision.bound(propose(Action.COMPLETE, ""), situation(asked=(preset(1),)))
    assert (chosen.action, chosen.preset_number) == (Action.PRESET, 2)
    assert "end was refused" in chosen.changes[0]


def test_an_end_proposed_after_the_last_preset_stands() -> None:
    chosen = decision.bound(propose(Action.COMPLETE, ""), situation(presets=PRESETS[:1], asked=(preset(1),)))
    assert (chosen.action, chosen.reason, chosen.changes) == (Action.COMPLETE, "It fits.", ())


def test_a_preset_in_other_words_is_put_in_the_guides_words() -> None:
    chosen = decision.bound(propose(Action.PRESET, "Tell me anything."), situation())
    assert chosen.text == PRESETS[0].text
    assert "word for word" in chosen.changes[0]


def test_a_preset_proposed_when_none_is_left_ends_the_interview() -> None:
    chosen = decision.bound(propose(Action.PRESET), situation(presets=PRESETS[:1], asked=(preset(1),)))
    assert chosen.action is Action.COMPLETE
    assert chosen.changes


def test_with_under_30_s_left_nothing_more_is_asked() -> None:
    assert decision.bound(None, situation(remaining_seconds=30)).action is Action.PRESET
    chosen = decision.bound(propose(Action.FOLLOW_UP), situation(remaining_seconds=29, asked=(preset(1),)))
    assert chosen.action is Action.COMPLETE
    assert "time is used up" in chosen.reason
    assert chosen.changes == ("The proposed step (a follow-up) was not taken.",)


def test_an_ended_interview_asks_nothing_more() -> None:
    assert decision.bound(propose(Action.PRESET), situation(ended=True)).reason == "The interview was ended."


def test_follow_ups_are_counted_per_preset() -> None:
    spent = situation(asked=(preset(1), follow_up(1)))
    assert decision.bound(propose(Action.FOLLOW_UP), spent).preset_number == 2
    fresh = situation(asked=(preset(1), follow_up(1), preset(2)))
    assert decision.bound(propose(Action.FOLLOW_UP), fresh).action is Action.FOLLOW_UP


def test_a_second_follow_up_is_asked_where_two_are_allowed() -> None:
    now = situation(asked=(preset(1), follow_up(1)), follow_up_limit=2)
    assert decision.bound(propose(Action.FOLLOW_UP), now).action is Action.FOLLOW_UP


@pytest.mark.parametrize(
    ("presets", "remaining", "allowed"),
    [(3, 151, True), (3, 150, False), (2, 120, True), (2, 119, False), (1, 120, True), (1, 119, False)],
)
def test_follow_ups_need_time_beyond_the_presets(presets: int, remaining: int, allowed: bool) -> None:
    now = situation(presets=PRESETS[:presets], asked=(preset(1),), remaining_seconds=remaining)
    assert (decision.why_no_follow_up(now) is None) == allowed


@pytest.mark.parametrize(
    ("presets", "remaining", "allowed"), [(3, 151, True), (3, 150, False), (1, 31, True), (1, 30, False)]
)
def test_resume_questions_need_time_beyond_the_presets(presets: int, remaining: int, allowed: bool) -> None:
    now = situation(presets=PRESETS[:presets], asked=(preset(1),), remaining_seconds=remaining)
    assert (decision.why_no_resume_question(now) is None) == allowed


def test_a_resume_question_says_where_its_passage_stands() -> None:
    chosen = decision.bound(propose(Action.RESUME, reason="Open."), situation(asked=(preset(1),)))
    assert chosen.reason == "Résumé, Experience, lines 4-5: Open."


@pytest.mark.parametrize("passage", [None, 0, 3, -1])
def test_a_resume_question_about_no_passage_of_the_resume_is_refused(passage: int | None) -> None:
    proposal = replace(propose(Action.RESUME), passage=passage)
    chosen = decision.bound(proposal, situation(asked=(preset(1),)))
    assert chosen.action is Action.PRESET
    assert "It names no passage that stands in the résumé." in chosen.changes[0]


@pytest.mark.parametrize(
    "changes", [{"has_resume": False}, {"resume_limit": 0}, {"asked": (preset(1), RESUME)}]
)
def test_a_resume_question_without_resume_or_beyond_the_limit_is_refused(changes: dict[str, Any]) -> None:
    now = situation(**{"asked": (preset(1),), **changes})
    chosen = decision.bound(propose(Action.RESUME), now)
    assert (chosen.action, chosen.preset_number) == (Action.PRESET, 2)
    assert "résumé" in chosen.changes[0]


@pytest.mark.parametrize("words", [None, 0])
def test_nothing_said_is_not_followed_up(words: int | None) -> None:
    chosen = decision.bound(propose(Action.FOLLOW_UP), situation(asked=(preset(1),), answer_words=words))
    assert chosen.preset_number == 2


@pytest.mark.parametrize("asked", [(), (preset(1), RESUME)])
def test_a_follow_up_needs_a_preset_before_it(asked: tuple[History, ...]) -> None:
    chosen = decision.bound(propose(Action.FOLLOW_UP), situation(asked=asked))
    assert chosen.action is Action.PRESET
    assert "needs a preset" in chosen.changes[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("How old are you?", "protected trait"),
        (PRESETS[0].text, "repeats"),
        (PRESETS[2].text.upper(), "repeats"),
        ("Look at www.example.com and comment.", "address"),
        ("<script>alert(1)</script>", "markup"),
        ("", "no words"),
        ("why " * 200, "longer"),
        ("Did you take responsibility and say what the result was in numbers?", "rubric"),
    ],
)
@pytest.mark.parametrize("action", [Action.FOLLOW_UP, Action.RESUME])
def test_an_improper_question_is_refused_and_the_next_choice_stands(
    action: Action, text: str, why: str
) -> None:
    rubric = ("They take responsibility and say what the result was in numbers.",)
    chosen = decision.bound(propose(action, text), situation(asked=(preset(1),), rubric_texts=rubric))
    assert (chosen.action, chosen.preset_number) == (Action.PRESET, 2)
    assert why in chosen.changes[0]


@pytest.mark.parametrize("earlier", [RESUME, follow_up(1, "What did you do at Acme?")])
def test_an_extra_question_already_asked_is_refused(earlier: History) -> None:
    now = situation(asked=(earlier, preset(1)), resume_limit=2, follow_up_limit=3)
    chosen = decision.bound(propose(Action.FOLLOW_UP, "And what did you do at ACME?"), now)
    assert (chosen.action, chosen.preset_number) == (Action.PRESET, 2)
    assert "repeats" in chosen.changes[0]


def test_a_refused_question_after_the_last_preset_ends_the_interview() -> None:
    now = situation(presets=PRESETS[:1], asked=(preset(1),))
    assert decision.bound(propose(Action.FOLLOW_UP, "How old are you?"), now).action is Action.COMPLETE


def test_a_question_loses_line_breaks_and_hidden_characters() -> None:
    chosen = decision.bound(
        propose(Action.FOLLOW_UP, " What\u200b was\n the\u202e cost? "), situation(asked=(preset(1),))
    )
    assert chosen.text == "What was the cost?"


def test_a_reason_can_be_stored_and_is_never_empty() -> None:
    now = situation(asked=(preset(1),))
    assert decision.bound(propose(Action.FOLLOW_UP, reason="a\0 \ud800b\n"), now).reason == "a b"
    assert decision.bound(propose(Action.FOLLOW_UP, reason=" "), now).reason == "No reason was given."
    assert len(decision.bound(propose(Action.FOLLOW_UP, reason="x" * 5000), now).reason) == 1000


def test_the_guides_time_for_a_question_stands_before_the_proposed_one() -> None:
    timed = situation(presets=(replace(PRESETS[0], seconds=60),))
    chosen = decision.bound(propose(Action.PRESET, "", seconds=150), timed)
    assert chosen.seconds == 60
    assert chosen.changes == ("The proposed answer time of 150 s became 60 s.",)


def test_the_guides_default_time_is_for_presets_without_their_own() -> None:
    assert decision.bound(None, situation(default_answer_seconds=75)).seconds == 75


def test_a_clamped_time_is_said() -> None:
    chosen = decision.bound(propose(Action.FOLLOW_UP, seconds=999), situation(asked=(preset(1),)))
    assert (chosen.seconds, chosen.changes) == (180, ("The proposed answer time of 999 s became 180 s.",))


def test_follow_ups_used_are_those_of_one_preset() -> None:
    now = situation(asked=(preset(1), follow_up(1), follow_up(1), preset(2), follow_up(2)))
    assert [decision.follow_ups_used(now, number) for number in (1, 2, 3)] == [2, 1, 0]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("No language model is configured.", "The rules chose alone: no language model is configured."),
        (
            "The answer's words were not there in time.",
            "The rules chose alone: the answer's words were not there in time.",
        ),
        ("OpenAI did not answer.", "The rules chose alone: OpenAI did not answer."),
    ],
)
def test_the_rules_name_the_one_true_reason_why_they_chose_alone(why: str, said: str) -> None:
    assert decision.bound(None, situation(), why).reason == said
