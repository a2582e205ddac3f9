"""Each law notices its own breach: an interview that keeps all of them is broken by hand, one law at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from interview_app.domain.turn import Origin
from interview_app.lab import laws

PRESETS = ("Tell me about a project that you led.", "Describe a fault that you found and mended.")
PROBE = "What did you yourself do there?"


def turn(text: str, origin: Origin = Origin.PRESET, number: int | None = 1, **changes: Any) -> laws.AskedTurn:
    columns: dict[str, Any] = {
        "answer_seconds": 120, "most_seconds": 120, "used_ms": 60_000, "answer": "I led it.", "action": "preset",
        "refusals": (), "failure": None, "waited_ms": 900,
    }  # fmt: skip
    return laws.AskedTurn(origin=origin, preset_number=number, text=text, **(columns | changes))


FIRST, SECOND = turn(PRESETS[0]), turn(PRESETS[1], number=2)
FOLLOW_UP = turn(PROBE, Origin.FOLLOW_UP)
KEPT = laws.Taken(
    candidate="strong", presets=PRESETS, limit_seconds=600, follow_up_limit=1, resume_limit=1, has_resume=False,
    turns=(FIRST, FOLLOW_UP, SECOND), ended=True, ended_by="candidate", calls=3, tokens_in=1, tokens_out=1, cost_usd=0.1,
)  # fmt: skip


def test_an_interview_as_it_should_be_breaks_no_law() -> None:
    assert laws.broken(KEPT) == ()


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


def test_a_preset_left_for_want_of_time_is_no_breach() -> None:
    used_up = replace(KEPT, turns=(replace(FIRST, used_ms=100_000),), limit_seconds=129, ended_by="time")
    assert list(laws.covers_presets(used_up)) == []
