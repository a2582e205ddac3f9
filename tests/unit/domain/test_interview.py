"""States of guides and interviews, and the guide's limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import errors, interview
from interview_app.domain.interview import Bounds, GuideLimits, SessionState, ShownState

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("silent_seconds", "shown"),
    [(0, ShownState.RUNNING), (30, ShownState.RUNNING), (30.001, ShownState.INTERRUPTED)],
)
def test_a_running_interview_unseen_for_over_30_s_is_interrupted(
    silent_seconds: float, shown: ShownState
) -> None:
    seen = NOON - timedelta(seconds=silent_seconds)
    assert interview.shown_state(SessionState.RUNNING, seen, NOON) is shown


def test_a_running_interview_never_seen_is_interrupted() -> None:
    assert interview.shown_state(SessionState.RUNNING, None, NOON) is ShownState.INTERRUPTED


@pytest.mark.parametrize("state", [state for state in SessionState if state is not SessionState.RUNNING])
def test_only_a_running_interview_is_ever_shown_as_interrupted(state: SessionState) -> None:
    assert interview.shown_state(state, NOON - timedelta(days=1), NOON).value == state.value


def test_an_interview_goes_from_preparing_to_its_end() -> None:
    state = SessionState.PREPARING
    for to in (SessionState.READY, SessionState.RUNNING, SessionState.COMPLETED):
        state = interview.move(state, to)
    assert state is SessionState.COMPLETED


@pytest.mark.parametrize("over", sorted(interview.OVER))
@pytest.mark.parametrize("to", list(SessionState))
def test_no_interview_comes_back_from_its_end(over: SessionState, to: SessionState) -> None:
    with pytest.raises(errors.InterviewOver):
        interview.move(over, to)


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (SessionState.PREPARING, SessionState.RUNNING),
        (SessionState.PREPARING, SessionState.COMPLETED),
        (SessionState.READY, SessionState.PREPARING),
        (SessionState.READY, SessionState.COMPLETED),
        (SessionState.RUNNING, SessionState.READY),
        (SessionState.RUNNING, SessionState.RUNNING),
    ],
)
def test_an_interview_neither_skips_nor_steps_back(state: SessionState, to: SessionState) -> None:
    with pytest.raises(errors.WrongState):
        interview.move(state, to)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (GuideLimits.TIME_LIMIT_MINUTES, (5, 120, 10)),
        (GuideLimits.QUESTIONS, (1, 20, 5)),
        (GuideLimits.ANSWER_SECONDS, (30, 180, 120)),
        (GuideLimits.FOLLOW_UPS, (0, 3, 1)),
        (GuideLimits.RESUME_QUESTIONS, (0, 2, 1)),
        (GuideLimits.THINKING_SECONDS, (0, 120, 15)),
        (GuideLimits.TAKES, (1, 3, 1)),
    ],
)
def test_the_guide_has_these_limits(bounds: Bounds, expected: tuple[int, int, int]) -> None:
    assert (bounds.low, bounds.high, bounds.default) == expected


@given(st.integers())
def test_a_clamped_number_is_allowed_and_an_allowed_one_unchanged(number: int) -> None:
    bounds = GuideLimits.ANSWER_SECONDS
    clamped = bounds.clamp(number)
    assert bounds.allows(clamped)
    assert (clamped == number) == bounds.allows(number)


@pytest.mark.parametrize("number", [4, 121])
def test_a_number_outside_its_bounds_is_refused_for_its_field(number: int) -> None:
    with pytest.raises(errors.InvalidInput, match="from 5 to 120") as refused:
        GuideLimits.TIME_LIMIT_MINUTES.check(number, "time_limit_minutes")
    assert refused.value.field == "time_limit_minutes"
    assert GuideLimits.TIME_LIMIT_MINUTES.check(5, "time_limit_minutes") == 5
