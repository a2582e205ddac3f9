"""The laws of the loop, and each of its rules by example."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    )
    return replace(start, **changes)


def propose(
    action: Action, text: str = FRESH, seconds: int | None = None, reason: str = "It fits."
) -> Proposal:
    return Proposal(action, text, seconds, reason)


def preset(number: int) -> History:
    return History(Origin.PRESET, number, PRESETS[number - 1].text)


def follow_up(number: int, text: str = "And then?") -> History:
    return History(Origin.FOLLOW_UP, number, text)


RESUME = History(Origin.RESUME, None, "What did you do at Acme?")

# --- Laws: they hold for any proposals, answers and limits -------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [FRESH, "", "How old are you?", "See https://evil.example/", "<b>Why?</b>", "And then?", "x" * 700]
    ),
    st.sampled_from([one.text for one in PRESETS]),
    st.lists(st.sampled_from("what who when led team cost risk next first result".split()), max_size=9).map(
        " ".join
    ),
)
PROPOSALS = st.none() | st.builds(
    Proposal, st.sampled_from(Action), TEXTS, st.none() | st.integers(-1000, 10**6), st.text(max_size=20)
)


@st.composite
def openings(draw: st.DrawFn) -> Situation:
    return situation(
        presets=PRESETS[: draw(st.integers(0, 6))],
        remaining_seconds=draw(st.integers(0, 7200)),
        follow_up_limit=draw(st.integers(0, 3)),
        resume_limit=draw(st.integers(0, 2)),
        has_resume=draw(st.booleans()),
        default_answer_seconds=draw(st.integers(30, 180)),
    )


_ORIGINS = {Action.PRESET: Origin.PRESET, Action.FOLLOW_UP: Origin.FOLLOW_UP, Action.RESUME: Origin.RESUME}


@st.composite
def walks(draw: st.DrawFn) -> list[tuple[Situation, Proposal | None, Decision]]:
    """One interview to its end: any proposal at each step, any time used by each answer, none included."""
    now = draw(openings())
    steps: list[tuple[Situation, Proposal | None, Decision]] = []
    while True:
        proposal = draw(PROPOSALS)
        chosen = decision.bound(proposal, now)
        steps.append((now, proposal, chosen))
        if chosen.action is Action.COMPLETE:
            return steps
        assert len(steps) <= decision.turn_limit(now), "the interview does not end"
        asked = History(_ORIGINS[chosen.action], chosen.preset_number, chosen.text)
        now = replace(
            now,
            asked=(*now.asked, asked),
            remaining_seconds=max(0, now.remaining_seconds - draw(st.integers(0, chosen.seconds + 2))),
            answer_words=draw(st.none() | st.integers(0, 300)),
        )


@given(walks())
def test_every_interview_ends_within_its_turns(
    steps: list[tuple[Situation, Proposal | None, Decision]],
) -> None:
    first, last = steps[0][0], steps[-1][2]
    assert last.action is Action.COMPLETE
    most = len(first.presets) * (1 + first.follow_up_limit) + first.resume_limit
    assert len(steps) - 1 <= most


@given(walks())
def test_presets_are_asked_verbatim_in_order_and_none_twice(
    steps: list[tuple[Situation, Proposal | None, Decision]],
) -> None:
    asked = [chosen for _, _, chosen in steps if chosen.action is Action.PRESET]
    guide = steps[0][0].presets[: len(asked)]
    assert [(one.preset_number, one.question_id, one.text) for one in asked] == [
        (one.number, one.question_id, one.text) for one in guide
    ]


@given(walks())
def test_no_interview_is_complete_while_presets_are_left_and_time_remains(
    steps: list[tuple[Situation, Proposal | None, Decision]],
) -> None:
    last = steps[-1][0]
    assert not decision.presets_left(last) or last.remaining_seconds < 30


@given(walks())
def test_never_follows_up_beyond_the_limit(steps: list[tuple[Situation, Proposal | None, Decision]]) -> None:
    used = Counter(chosen.preset_number for _, _, chosen in steps if chosen.action is Action.FOLLOW_UP)
    assert all(number is not None and count <= steps[0][0].follow_up_limit for number, count in used.items())


@given(walks())
def test_a_follow_up_follows_its_preset_and_an_answer_with_words(
    steps: list[tuple[Situation, Proposal | None, Decision]],
) -> None:
    for now, _, chosen in steps:
        if chosen.action is Action.FOLLOW_UP:
            assert chosen.preset_number == now.asked[-1].preset_number
            assert now.answer_words


@given(walks())
def test_follow_ups_and_resume_questions_leave_time_for_the_presets(
    steps: list[tuple[Situation, Proposal | None, Decision]],
) -> None:
    for now, _, chosen in steps:
        if chosen.action in {Action.FOLLOW_UP, Action.RESUME}:
            assert now.remaining_seconds > 60 * len(decision.presets_left(now)) + 30
        if chosen.action is Action.FOLLOW_UP:
            assert now.remaining_seconds >= 120


@given(walks())
def test_resume_questions_need_a_resume_and_stay_within_their_limit(
    steps: list[tuple[Situation, Proposal | None, Decision]],
) -> None:
    count = sum(chosen.action is Action.RESUME for _, _, chosen in steps)
    assert count <= (steps[0][0].resume_limit if steps[0][0].has_resume else 0)


@given(walks())
def test_nothing_is_asked_twice(steps: list[tuple[Situation, Proposal | None, Decision]]) -> None:
    texts = [chosen.text for _, _, chosen in steps if chosen.action is not Action.COMPLETE]
    assert len({text.casefold() for text in texts}) == len(texts)


@given(walks())
def test_every_answer_gets_30_to_180_s_and_never_more_than_is_left(
    steps: list[tuple[Situation, Proposal | None, Decision]],
) -> None:
    for now, _, chosen in steps[:-1]:
        assert 30 <= chosen.seconds <= min(180, now.remaining_seconds)
    assert steps[-1][2].seconds == 0


@given(walks())
def test_what_differs_from_the_proposal_is_said(
    steps: list[tuple[Situation, Proposal | None, Decision]],
) -> None:
    for _, proposal, chosen in steps:
        assert chosen.reason
        if proposal is not None and chosen.action is not proposal.action:
            assert chosen.changes
        for sentence in chosen.changes:
            assert sentence[0].isupper()
            assert sentence.endswith(".")


@given(openings())
def test_the_rules_alone_ask_every_preset_and_then_end(now: Situation) -> None:
    chosen = decision.bound(None, now)
    if now.presets and now.remaining_seconds >= 30:
        assert (chosen.action, chosen.text) == (Action.PRESET, now.presets[0].text)
        assert "no usable proposal" in chosen.reason
    else:
        assert chosen.action is Action.COMPLETE


# --- Rules by example --------------------------------------------------------------------------------------------


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
