"""A prepared step is used only where nothing that matters has changed, and costs no more than it may."""

from __future__ import annotations

import array
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import decision, speculation
from interview_app.domain.turn import Origin

SAID = "I led the migration of our billing service and my team moved all the invoices to the new system in spring"
CAPS = speculation.Caps(most_per_answer=8, most_usd_per_interview=0.25)
PRESETS = tuple(
    decision.Preset(number=number, question_id=number, text=f"Question {number}?", seconds=None)
    for number in (1, 2)
)
plain_words = st.lists(
    st.sampled_from("we built a small service that my team used every day and people liked it".split()),
    max_size=60,
)
turning = st.sampled_from(["not", "never", "40", "seven", "nicht", "jamais", "nunca", "non", "niet", "não"])


def situation(remaining_seconds: int = 400, follow_up_limit: int = 1) -> decision.Situation:
    return decision.Situation(
        presets=PRESETS, asked=(decision.History(Origin.PRESET, 1, "Question 1?"),), remaining_seconds=remaining_seconds,
        follow_up_limit=follow_up_limit, resume_limit=0, has_resume=False, default_answer_seconds=120, answer_words=20,
    )  # fmt: skip


def moment(**changes: object) -> speculation.Moment:
    usual = {
        "heard": SAID, "language": "en", "quiet_ms": 800, "left_seconds": 60.0, "rested_on": None, "made": 0,
        "spent_usd": 0.0,
    }  # fmt: skip
    return speculation.Moment(**(usual | changes))  # type: ignore[arg-type]


def test_a_pause_after_enough_words_is_worth_a_call() -> None:
    assert speculation.why_not(moment(), CAPS, situation()) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"heard": "I led it"}, "Too little"),
        ({"quiet_ms": 500}, "is speaking"),
        ({"made": 8}, "has had its 8 calls"),
        ({"made": 4}, "is speaking"),
        ({"spent_usd": 0.25}, "is spent"),
        ({"rested_on": SAID}, "still holds"),
    ],
)
def test_nothing_is_prepared_where_it_would_be_wasted(changes: dict[str, object], why: str) -> None:
    assert why in str(speculation.why_not(moment(**changes), CAPS, situation()))


def test_with_nothing_to_choose_nothing_is_prepared() -> None:
    assert speculation.why_not(moment(), CAPS, situation(follow_up_limit=0)) == "There is nothing to choose."


def test_with_little_time_left_no_pause_is_waited_for() -> None:
    assert speculation.why_not(moment(quiet_ms=0, left_seconds=10.0), CAPS, situation()) is None


def test_an_answer_that_went_on_is_worth_another_call() -> None:
    went_on = SAID + " and afterwards I looked after the people who had to use the new thing every day"
    assert speculation.why_not(moment(heard=went_on, rested_on=SAID, made=1), CAPS, situation()) is None


@given(
    heard=plain_words, rested_on=st.none() | plain_words.map(" ".join), made=st.integers(0, 50),
    spent=st.floats(0, 5), quiet=st.integers(0, 5000), left=st.floats(0, 200), limit=st.integers(0, 3),
)  # fmt: skip
def test_no_call_is_made_beyond_a_cap_nor_for_nothing_to_choose(
    heard: list[str], rested_on: str | None, made: int, spent: float, quiet: int, left: float, limit: int
) -> None:
    now = moment(
        heard=" ".join(heard),
        rested_on=rested_on,
        made=made,
        spent_usd=spent,
        quiet_ms=quiet,
        left_seconds=left,
    )
    if speculation.why_not(now, CAPS, situation(follow_up_limit=limit)) is None:
        assert made < CAPS.most_per_answer
        assert spent < 0.25
        assert limit > 0


@given(plain_words)
def test_the_same_words_never_matter_however_they_are_written(words: list[str]) -> None:
    said = " ".join(words)
    assert speculation.why_it_matters(said, said.upper().replace(" ", ",  ") + ".", "en") is None


@given(plain_words, turning, st.integers(0, 60), st.booleans())
def test_a_negation_or_a_number_more_or_less_always_matters(
    words: list[str], word: str, at: int, less: bool
) -> None:
    other = [*words[:at], word, *words[at:]]
    before, after = (other, words) if less else (words, other)
    assert speculation.why_it_matters(" ".join(before), " ".join(after), "en") is not None


@given(plain_words, plain_words)
def test_no_more_words_change_unnoticed_than_may(before: list[str], after: list[str]) -> None:
    if speculation.why_it_matters(" ".join(before), " ".join(after), "en") is None:
        changed = speculation.changed_words(" ".join(before), " ".join(after))
        assert changed <= speculation.most_changes(len(before)) <= speculation.MOST_CHANGES


@given(plain_words, st.lists(st.just("onward"), min_size=13, max_size=40))
def test_a_long_tail_always_matters(words: list[str], tail: list[str]) -> None:
    assert speculation.why_it_matters(" ".join(words), " ".join([*words, *tail]), "en") is not None


def test_a_short_tail_without_weight_does_not_matter() -> None:
    assert speculation.why_it_matters(SAID, SAID + ", and yes, that is about it.", "en") is None


@pytest.mark.parametrize(
    "tail", ["my colleague wrote all of it", "but it failed and I quit", "in Vienna", "with my boss"]
)
def test_a_tail_of_a_few_words_that_say_something_matters(tail: str) -> None:
    assert speculation.why_it_matters(SAID, f"{SAID} {tail}", "en") is not None


def test_words_that_say_something_else_matter_however_few() -> None:
    built = "I led the team that built the whole payment system in Berlin"
    broke = "My boss led the team that broke the whole payroll system in Vienna"
    assert speculation.why_it_matters(built, broke, "en") is not None
    assert speculation.why_it_matters(built, built.replace("Berlin", "Vienna"), "en") is not None
    assert speculation.why_it_matters(built, built.replace("system", "systems"), "en") is None


def test_a_number_heard_otherwise_matters_although_it_is_one_word() -> None:
    assert speculation.why_it_matters("we saved 14 days", "we saved 40 days", "en") is not None


def test_where_negations_are_not_known_every_word_matters() -> None:
    assert speculation.why_it_matters(SAID, SAID + " yes", "fi") is not None
    assert speculation.why_it_matters(SAID, SAID, "fi") is None


def test_another_verdict_on_the_time_is_told_apart() -> None:
    assert speculation.verdict(situation(400)) == "follow_up.normal"
    assert speculation.verdict(situation(100)) == "urgent"
    assert speculation.verdict(situation(150)) == "follow_up.limited"


@given(st.floats(0, 100), st.floats(0.01, 60))
def test_no_call_under_way_is_waited_for_longer_than_asking_anew(begun: float, usual: float) -> None:
    waits = speculation.wait_seconds(begun, usual)
    assert 0 <= waits <= usual
    assert begun <= speculation.SLOWER * usual or waits == 0


def test_the_usual_time_is_the_median_of_the_latest_calls() -> None:
    assert speculation.usual_seconds([1000, 9000, 1500]) == 1.5
    assert speculation.usual_seconds([]) == speculation.USUAL_SECONDS


def sound(*parts: tuple[int, int]) -> bytes:
    """PCM of (milliseconds, loudness) parts."""
    return b"".join(
        array.array("h", [round(loud * math.sin(at * 0.3)) for at in range(16 * ms)]).tobytes()
        for ms, loud in parts
    )


def test_a_pause_is_found_by_its_loudness_even_over_a_hum() -> None:
    assert speculation.quiet_ms(sound((2000, 9000), (800, 0))) == 800
    assert speculation.quiet_ms(sound((2000, 9000), (800, 500))) == 800
    assert speculation.quiet_ms(sound((2000, 9000))) == 0
    assert speculation.quiet_ms(b"") == 0


@given(st.integers(0, 3000))
def test_silence_alone_is_quiet_all_along(ms: int) -> None:
    assert speculation.quiet_ms(bytes(32 * ms)) >= ms - speculation.FRAME_MS
