"""Each law notices its own breach: an interview that keeps all of them is broken by hand, one law at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from interview_app.domain.supervision import Action, Source
from interview_app.domain.turn import Origin
from interview_app.lab import laws

PRESETS = ("Tell me about a project that you led.", "Describe a fault that you found and mended.")
PROBE = "What did you yourself do there?"


def turn(text: str, origin: Origin = Origin.PRESET, number: int | None = 1, **changes: Any) -> laws.AskedTurn:
    columns: dict[str, Any] = {
        "answer_seconds": 120, "most_seconds": 120, "used_ms": 60_000, "said": "I led it. Then I left.",
        "answer": "I led it.", "action": "preset", "refusals": (), "failure": None, "waited_ms": 900,
    }  # fmt: skip
    return laws.AskedTurn(origin=origin, preset_number=number, text=text, **(columns | changes))


FIRST, SECOND = turn(PRESETS[0]), turn(PRESETS[1], number=2)
FOLLOW_UP = turn(PROBE, Origin.FOLLOW_UP)
KEPT = laws.Taken(
    candidate="strong", presets=PRESETS, limit_seconds=600, follow_up_limit=1, resume_limit=1, has_resume=False,
    turns=(FIRST, FOLLOW_UP, SECOND), ended=True, ended_by="candidate", calls=3, tokens_in=1, tokens_out=1, cost_usd=0.1,
)  # fmt: skip

OPEN = laws.AnswerNow(number=1, running=True, seconds=120)
DONE = laws.AnswerNow(number=3, running=False, seconds=120)
NOTE = laws.Look(
    source=Source.MODEL,
    action=Action.GUIDE,
    note="Please name a number.",
    used_ms=30_000,
    before=OPEN,
    after=OPEN,
)
LAST = replace(NOTE, action=Action.CONCLUDE, note="", used_ms=180_000, before=DONE, after=DONE)
BY_CLOCK = replace(LAST, source=Source.CODE, used_ms=240_000)
WATCH = laws.Watch(
    looks=(NOTE, LAST), calls=2, concludes_at_ms=240_000, after_conclude_ms=40_000, ends_at_ms=220_000,
    asked_when_concluded=3,
)  # fmt: skip
WATCHED = replace(KEPT, watch=WATCH)


def test_an_interview_as_it_should_be_breaks_no_law() -> None:
    assert laws.broken(KEPT) == ()
    assert laws.broken(WATCHED) == ()


@pytest.mark.parametrize(
    ("law", "changes"),
    [
        (laws.ends, {"ended": False}),
        (laws.ends, {"turns": (FIRST,) * 6}),
        (laws.keeps_the_time, {"turns": (replace(FIRST, used_ms=122_001), SECOND)}),
        (laws.keeps_the_time, {"turns": (replace(FIRST, answer_seconds=181, most_seconds=181), SECOND)}),
        (laws.keeps_the_time, {"turns": (replace(FIRST, answer_seconds=29), SECOND)}),
        (laws.keeps_the_time, {"limit_seconds": 177}),
        (laws.asks_presets_verbatim, {"turns": (SECOND, FIRST)}),
        (laws.asks_presets_verbatim, {"turns": (FIRST, FIRST)}),
        (laws.asks_presets_verbatim, {"turns": (replace(FIRST, text="Tell me about a project."), SECOND)}),
        (laws.covers_presets, {"turns": (FIRST,)}),
        (laws.keeps_to_the_limits, {"follow_up_limit": 0}),
        (laws.keeps_to_the_limits, {"turns": (FIRST, SECOND, FOLLOW_UP)}),
        (laws.keeps_to_the_limits, {"turns": (FIRST, turn("Why the harbour?", Origin.RESUME, None), SECOND)}),
        (laws.leaves_time_for_presets, {"limit_seconds": 150}),
        (laws.asks_nothing_twice, {"turns": (FIRST, replace(FOLLOW_UP, text=PRESETS[1].upper()), SECOND)}),
        (
            laws.asks_nothing_protected,
            {"turns": (FIRST, replace(FOLLOW_UP, text="How old are you?"), SECOND)},
        ),
    ],
)
def test_a_breach_is_noticed_by_its_law(law: laws.Law, changes: dict[str, Any]) -> None:
    assert list(law(replace(KEPT, **changes)))


@pytest.mark.parametrize(
    ("law", "changes"),
    [
        (laws.takes_down_what_was_said, {"turns": (replace(FIRST, answer=f"I led it. {NOTE.note}"), SECOND)}),
        (laws.takes_down_what_was_said, {"turns": (replace(FIRST, answer="Then I left."), SECOND)}),
    ],
)
def test_words_of_somebody_else_in_an_answer_are_noticed(law: laws.Law, changes: dict[str, Any]) -> None:
    assert list(law(replace(KEPT, **changes)))


@pytest.mark.parametrize(
    ("law", "changes"),
    [
        (laws.keeps_the_supervisors_times, {"ends_at_ms": None, "concludes_at_ms": 160_000, "looks": ()}),
        (laws.keeps_the_supervisors_times, {"ends_at_ms": 160_000}),
        (laws.keeps_the_supervisors_times, {"ends_at_ms": 220_001}),
        (
            laws.keeps_the_supervisors_times,
            {"looks": (replace(BY_CLOCK, used_ms=239_000),), "ends_at_ms": 270_000},
        ),
        (laws.asks_nothing_once_concluded, {"asked_when_concluded": 2}),
        (laws.lets_no_figure_cost_an_answer, {"looks": (replace(NOTE, after=replace(OPEN, seconds=119)),)}),
        (laws.lets_no_figure_cost_an_answer, {"looks": (replace(NOTE, after=replace(OPEN, running=False)),)}),
        (laws.lets_no_figure_cost_an_answer, {"looks": (replace(NOTE, action=Action.END),)}),
        (laws.lets_no_figure_cost_an_answer, {"looks": (replace(LAST, before=OPEN, after=DONE),)}),
        (laws.guides_seldom_and_fitly, {"looks": (NOTE, replace(NOTE, used_ms=74_999))}),
        (laws.guides_seldom_and_fitly, {"looks": (replace(NOTE, note="How old are you?"),)}),
        (laws.guides_seldom_and_fitly, {"looks": (replace(NOTE, note="word " * 41),)}),
        (
            laws.guides_seldom_and_fitly,
            {"looks": tuple(replace(NOTE, used_ms=at * 50_000) for at in range(3))},
        ),
    ],
)
def test_a_supervisors_breach_is_noticed_by_its_law(law: laws.Law, changes: dict[str, Any]) -> None:
    assert list(law(replace(KEPT, watch=replace(WATCH, **changes))))


def test_a_model_may_conclude_only_what_is_done() -> None:
    assert list(laws.lets_no_figure_cost_an_answer(replace(WATCHED, turns=(FIRST,))))


def test_what_the_supervisors_clock_cut_short_may_leave_presets() -> None:
    looks = (BY_CLOCK,)
    cut = replace(KEPT, turns=(FIRST,), watch=replace(WATCH, looks=looks, ends_at_ms=280_000))
    assert list(laws.covers_presets(cut)) == []


def test_a_preset_left_for_want_of_time_is_no_breach() -> None:
    used_up = replace(KEPT, turns=(replace(FIRST, used_ms=100_000),), limit_seconds=129, ended_by="time")
    assert list(laws.covers_presets(used_up)) == []
