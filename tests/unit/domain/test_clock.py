"""The clock stands still unless the candidate answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import clock
from interview_app.domain.clock import AnswerTime, Urgency
from interview_app.domain.turn import Origin

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def answer(start: float | None, seal: float | None, away_ms: int = 0, limit: int = 120) -> AnswerTime:
    """Away in one stretch."""
    return AnswerTime(
        longest_away_ms=away_ms,
        started_at=None if start is None else after(start),
        sealed_at=None if seal is None else after(seal),
        away_ms=away_ms,
        limit_seconds=limit,
    )


@pytest.mark.parametrize(
    ("seconds", "word"),
    [
        (0, Urgency.CRITICAL),
        (59, Urgency.CRITICAL),
        (60, Urgency.URGENT),
        (119, Urgency.URGENT),
        (120, Urgency.LIMITED),
        (179, Urgency.LIMITED),
        (180, Urgency.NORMAL),
    ],
)
def test_urgency_follows_the_time_left(seconds: int, word: Urgency) -> None:
    assert clock.urgency(seconds) is word


def test_time_is_used_from_an_answers_start_to_its_seal_or_to_now() -> None:
    answers = [answer(0, 40), answer(100, None)]
    assert clock.used_ms(answers, after(110)) == 50_000


def test_an_answer_whose_clock_stands_uses_nothing() -> None:
    assert clock.used_ms([answer(None, None), answer(None, 50)], after(1000)) == 0


def test_time_away_is_given_back() -> None:
    assert clock.used_ms([answer(0, 100, away_ms=60_000)], after(500)) == 40_000


def test_an_abandoned_answer_uses_no_more_than_its_limit_and_the_grace() -> None:
    assert clock.used_ms([answer(0, None, limit=90)], after(100_000)) == 92_000


@st.composite
def finished_answers(draw: st.DrawFn) -> list[AnswerTime]:
    answers, at = [], 0.0
    for _ in range(draw(st.integers(0, 6))):
        start = at + draw(st.integers(0, 500))
        at = start + draw(st.integers(0, 300))
        answers.append(answer(start, at, draw(st.integers(0, 400_000)), draw(st.integers(30, 180))))
    return answers


@given(finished_answers(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_between_answers_the_clock_stands_still(answers: list[AnswerTime], early: int, late: int) -> None:
    assert clock.used_ms(answers, after(5000 + early)) == clock.used_ms(answers, after(5000 + late))


@given(finished_answers(), st.integers(0, 400), st.integers(0, 400))
def test_used_time_never_runs_backwards(answers: list[AnswerTime], now: int, more: int) -> None:
    running = [*answers, answer(5000, None)]
    early, late = clock.used_ms(running, after(5000 + now)), clock.used_ms(running, after(5000 + now + more))
    assert early <= late <= early + more * 1000


@given(finished_answers())
def test_each_answer_uses_between_nothing_and_its_limit_with_grace(answers: list[AnswerTime]) -> None:
    for one in answers:
        assert 0 <= clock.used_ms([one], after(9000)) <= (one.limit_seconds + 2) * 1000


@pytest.mark.parametrize(("used_ms", "left"), [(0, 600), (1, 599), (1000, 599), (599_999, 0), (700_000, 0)])
def test_seconds_left_are_whole_and_never_negative(used_ms: int, left: int) -> None:
    assert clock.remaining_seconds(600, used_ms) == left


@pytest.mark.parametrize(
    ("origin", "proposed", "remaining", "seconds"),
    [
        (Origin.PRESET, None, 600, 120),
        (Origin.FOLLOW_UP, None, 600, 90),
        (Origin.RESUME, None, 600, 90),
        (Origin.PRESET, 10, 600, 30),
        (Origin.PRESET, 500, 600, 180),
        (Origin.FOLLOW_UP, 45, 600, 45),
        (Origin.PRESET, 150, 70, 70),
        (Origin.PRESET, 150, 0, 0),
        (Origin.PRESET, 150, -3, 0),
    ],
)
def test_answer_time_is_clamped_and_never_more_than_the_time_left(
    origin: Origin, proposed: int | None, remaining: int, seconds: int
) -> None:
    assert clock.answer_seconds(origin, proposed, remaining) == seconds


def test_a_guides_answer_time_is_for_presets_alone() -> None:
    assert clock.answer_seconds(Origin.PRESET, None, 600, default=60) == 60
    assert clock.answer_seconds(Origin.FOLLOW_UP, None, 600, default=60) == 90


@given(st.sampled_from(Origin), st.none() | st.integers(), st.integers(30, 7200), st.integers(30, 180))
def test_every_answer_with_time_left_gets_30_to_180_s(
    origin: Origin, proposed: int | None, remaining: int, default: int
) -> None:
    seconds = clock.answer_seconds(origin, proposed, remaining, default)
    assert 30 <= seconds <= min(180, remaining)


def test_the_deadline_moves_by_the_time_away() -> None:
    assert clock.answer_deadline(answer(0, None, away_ms=20_000, limit=60)) == after(80)
    assert clock.answer_deadline(answer(None, None)) is None


def test_an_open_answer_is_out_of_time_after_the_grace() -> None:
    one = answer(0, None, limit=60)
    assert not clock.is_out_of_time(one, after(62))
    assert clock.is_out_of_time(one, after(62.001))
    assert not clock.is_out_of_time(answer(0, 10, limit=60), after(999))
    assert not clock.is_out_of_time(answer(None, None, limit=60), after(999))


def test_no_more_than_ten_minutes_are_given_back_for_an_absence() -> None:
    one = answer(0, None, away_ms=3_600_000, limit=60)
    assert clock.answer_deadline(one) == after(660)
    assert clock.used_ms([one], after(640)) == 40_000


def test_what_an_absent_browser_kept_is_not_too_late_when_it_is_back() -> None:
    one = answer(0, None, away_ms=3_600_000, limit=60)
    assert not clock.is_out_of_time(one, after(3600 + 62))
    assert clock.is_out_of_time(one, after(3600 + 63))
    assert not clock.is_out_of_time(one, after(3600 + 182), late_seconds=120)
    assert clock.is_out_of_time(one, after(3600 + 183), late_seconds=120)


@pytest.mark.parametrize(("silence", "away"), [(0, 0), (15, 0), (15.001, 15_001), (60, 60_000), (-5, 0)])
def test_a_long_silence_is_time_away_as_a_whole(silence: float, away: int) -> None:
    assert clock.away_ms(NOON, after(silence)) == away


def test_the_clock_stands_while_the_question_is_spoken() -> None:
    assert clock.counts_from(NOON, None, 8_000, 15, after(30)) is None


def test_the_clock_starts_when_the_browser_says_so() -> None:
    assert clock.counts_from(NOON, after(9), 8_000, 15, after(10)) == after(9)
    assert clock.counts_from(NOON, after(9), 8_000, 15, after(8)) is None


def test_a_browser_that_never_says_so_cannot_stop_the_clock() -> None:
    latest = after(8 + 15 + 20)
    assert clock.counts_from(NOON, None, 8_000, 15, latest - timedelta(milliseconds=1)) is None
    assert clock.counts_from(NOON, None, 8_000, 15, after(500)) == latest


@given(
    st.none() | st.integers(-(10**4), 10**4),
    st.integers(0, 60_000),
    st.integers(0, 120),
    st.integers(0, 10**4),
)
def test_the_start_of_the_clock_stays_within_its_bounds(
    begun: int | None, speech_ms: int, thinking: int, now: int
) -> None:
    begun_at = None if begun is None else after(begun)
    start = clock.counts_from(NOON, begun_at, speech_ms, thinking, after(now))
    latest = after(speech_ms / 1000 + thinking + 20)
    if start is None:
        assert after(now) < latest
    else:
        assert NOON <= start <= min(latest, after(now))


def writing(
    start: float,
    since: float | None,
    *,
    before_ms: int = 0,
    limit: int = 120,
    written: int = 240,
    away_ms: int = 0,
) -> AnswerTime:
    return AnswerTime(
        started_at=after(start), sealed_at=None, away_ms=away_ms, limit_seconds=limit, writing_seconds=written,
        writing_since=None if since is None else after(since), written_ms=before_ms,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spoken", "remaining", "seconds"),
    [(120, 600, 240), (120, 180, 180), (120, 120, 120), (90, 20, 90), (0, 0, 0)],
)
def test_writing_gets_twice_the_time_but_no_more_than_the_interview_has_left(
    spoken: int, remaining: int, seconds: int
) -> None:
    assert clock.writing_seconds(spoken, remaining) == seconds


def test_an_answer_all_in_writing_has_its_own_time() -> None:
    assert clock.answer_deadline(writing(0, 0)) == after(240)
    assert clock.answer_deadline(writing(0, 0, written=150)) == after(150)
    assert clock.answer_deadline(writing(0, 0, written=0)) == after(120)


def test_what_is_left_when_writing_begins_is_doubled() -> None:
    assert clock.answer_deadline(writing(0, 100)) == after(140)
    assert clock.answer_deadline(writing(0, 121)) == after(120)


def test_going_back_to_speaking_keeps_half_of_what_was_written() -> None:
    assert clock.answer_deadline(writing(0, None, before_ms=60_000)) == after(150)


def test_time_away_counts_neither_in_speaking_nor_in_writing() -> None:
    assert clock.answer_deadline(writing(0, 50, away_ms=50_000)) == after(290)


def test_an_answer_in_writing_is_out_of_time_after_its_own_time() -> None:
    assert not clock.is_out_of_time(writing(0, 0), after(242))
    assert clock.is_out_of_time(writing(0, 0), after(242.1))


def test_writing_takes_its_time_from_the_interview() -> None:
    assert clock.used_ms([writing(0, 0)], after(200)) == 200_000
    assert clock.used_ms([writing(0, 0)], after(9000)) == 242_000
    assert clock.used_ms([writing(0, None)], after(9000)) == 122_000


@given(st.lists(st.integers(0, 90), max_size=12), st.integers(30, 180), st.integers(30, 600))
def test_no_changing_to_and_fro_gains_more_than_the_time_in_writing(
    spans: list[int], limit: int, remaining: int
) -> None:
    """Every other span is written; the deadline only ever moves while writing, and never past all in writing."""
    written = clock.writing_seconds(limit, remaining)
    at, before_ms = 0, 0
    for nth, span in enumerate(spans):
        now = writing(0, at if nth % 2 else None, before_ms=before_ms, limit=limit, written=written)
        ends_at = clock.answer_deadline(now)
        assert ends_at is not None
        assert after(limit) <= ends_at <= after(written)
        if after(at) >= ends_at:
            break
        at += span
        before_ms += span * 1000 * (nth % 2)


def test_many_short_absences_hold_no_answer_open() -> None:
    """A browser heard of every 16 s counts as away all the time."""
    one = AnswerTime(
        started_at=NOON, sealed_at=None, away_ms=7_200_000, limit_seconds=60, longest_away_ms=16_000
    )
    assert clock.is_out_of_time(one, after(16 + 600 + 63))


@given(st.lists(st.integers(15_001, 10**7), max_size=20))
def test_at_most_one_absence_and_ten_minutes_are_excused(silences: list[int]) -> None:
    longest = max(silences, default=0)
    excused = clock.excused_ms(sum(silences), longest)
    assert longest <= excused <= min(sum(silences), longest + 600_000)


@given(
    st.integers(min_value=30, max_value=180),
    st.booleans(),
    st.integers(min_value=0, max_value=170),
    st.integers(min_value=30, max_value=300),
    st.sampled_from([1, clock.WRITING_FACTOR]),
    st.none() | st.integers(min_value=0, max_value=100),
)
def test_a_shortened_answer_has_what_is_left_and_never_more_than_before(
    limit: int, may_write: bool, elapsed: int, seconds: int, slowed_by: int, writing_for: int | None
) -> None:
    begun = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    now = begun + timedelta(seconds=elapsed)
    writes = may_write and writing_for is not None and slowed_by == 1
    answer = clock.AnswerTime(
        started_at=begun,
        sealed_at=None,
        away_ms=0,
        limit_seconds=limit,
        writing_seconds=limit * 2 if may_write and slowed_by == 1 else limit,
        writing_since=now - timedelta(seconds=min(elapsed, writing_for or 0)) if writes else None,
        slowed_by=slowed_by,
    )

    short_limit, short_writing = clock.shortened(answer, now, seconds)

    before = clock.answer_deadline(answer)
    then = clock.answer_deadline(replace(answer, limit_seconds=short_limit, writing_seconds=short_writing))
    assert before is not None
    assert then is not None
    assert short_limit <= limit
    assert short_writing <= answer.writing_seconds
    assert then <= before
    assert then <= max(now + timedelta(seconds=seconds * slowed_by), begun)
    assert then >= min(before, now + timedelta(seconds=seconds * slowed_by - 4))


def test_an_answer_that_has_not_begun_is_shortened_too() -> None:
    waiting = clock.AnswerTime(
        started_at=None, sealed_at=None, away_ms=0, limit_seconds=180, writing_seconds=360
    )
    now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert clock.shortened(waiting, now, 120) == (120, 240)
    assert clock.shortened(waiting, now, 240) == (180, 360)
