"""The report's small words."""

from __future__ import annotations

import pytest

from interview_app.domain import report
from interview_app.domain.rating import Composite, RatingState, Recommendation


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0:00"), (999, "0:00"), (65_000, "1:05"), (600_000, "10:00"), (3_665_000, "61:05"), (-5, "0:00")],
)
def test_a_time_is_read_as_minutes_and_seconds(ms: int, text: str) -> None:
    assert report.clock_text(ms) == text


@pytest.mark.parametrize("state", list(RatingState))
def test_every_state_has_words_and_its_reason(state: RatingState) -> None:
    words = report.state_text(state)
    assert words
    assert "_" not in words
    assert report.state_text(state, " no model is configured ") == f"{words}: no model is configured"


def test_what_is_not_rated_is_called_so() -> None:
    assert report.state_text(RatingState.UNSCORED) == "Not rated"


@pytest.mark.parametrize("advice", [*Recommendation, None])
def test_every_recommendation_has_words(advice: Recommendation | None) -> None:
    assert "_" not in report.recommendation_text(advice)
    assert (report.recommendation_text(advice) == "No recommendation") == (advice is None)


def test_coverage_is_counted_in_competencies() -> None:
    assert report.coverage_text(Composite(score=None, assessed=5, total=7, coverage=0.6)) == "5 of 7"
