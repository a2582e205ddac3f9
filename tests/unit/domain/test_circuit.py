"""When a service that fails again and again is left alone, and when it is tried once more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import circuit
from interview_app.domain.circuit import CLOSED, Circuit


def after(failures: int, *, wish: float | None = None) -> Circuit:
    found = CLOSED
    for _ in range(failures):
        found = circuit.failed(found, 100.0, wish_seconds=wish)
    return found


def test_two_failures_in_a_row_close_nothing() -> None:
    assert circuit.rest_left(after(2), 100.0) == 0
    assert not circuit.is_on_trial(after(2), 100.0)


def test_the_third_failure_in_a_row_earns_half_a_minute_of_rest() -> None:
    assert circuit.rest_left(after(3), 100.0) == 30
    assert circuit.rest_left(after(3), 129.5) == 0.5


def test_after_the_rest_one_may_try_and_the_others_wait() -> None:
    rested = after(3)
    assert not circuit.is_on_trial(rested, 129.9)
    assert circuit.is_on_trial(rested, 130.0)

    begun = circuit.tried(rested, 130.0)
    assert not circuit.is_on_trial(begun, 130.0)
    assert circuit.rest_left(begun, 130.0) == circuit.TRIAL_SECONDS


def test_a_trial_that_hangs_does_not_close_the_way_for_ever() -> None:
    begun = circuit.tried(after(3), 130.0)
    assert circuit.is_on_trial(begun, 130.0 + circuit.TRIAL_SECONDS)


def test_each_failed_trial_earns_a_longer_rest_up_to_five_minutes() -> None:
    assert [circuit.rest_left(after(count), 100.0) for count in (3, 4, 5, 6, 7, 40)] == [
        30, 60, 120, 300, 300, 300,
    ]  # fmt: skip


def test_a_service_that_asks_for_patience_gets_it_within_bounds() -> None:
    assert circuit.rest_left(after(3, wish=90), 100.0) == 90
    assert circuit.rest_left(after(3, wish=86_400), 100.0) == circuit.LONGEST_WISH_SECONDS
    assert circuit.rest_left(after(3, wish=1), 100.0) == 30


@given(st.integers(0, 60), st.floats(0, 1e9), st.none() | st.floats(0, 1e9))
def test_no_service_is_left_alone_for_longer_than_the_longest_wish(
    failures: int, now: float, wish: float | None
) -> None:
    found = circuit.failed(Circuit(failures), now, wish_seconds=wish)
    assert circuit.rest_left(found, now) <= circuit.LONGEST_WISH_SECONDS + 1e-3
