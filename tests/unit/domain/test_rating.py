"""Quotes, levels and scores that cannot be invented."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interview_app.domain import rating, transcript
from interview_app.domain.rating import Composite, Recommendation, Span, Weighted
from interview_app.domain.transcript import Word


def spoken(text: str, start_ms: int = 1000) -> list[Word]:
    """Each word 200 ms long, 300 ms after the one before."""
    return [
        Word(word, start_ms + at * 300, start_ms + at * 300 + 200, 0.9)
        for at, word in enumerate(text.split())
    ]


ANSWER = spoken(
    "So, um, I led the migration of our Billing service, and we cut errors by twenty-five percent."
)


@pytest.mark.parametrize(
    "quote",
    [
        "I led the migration",
        "i LED the migration!",
        "“I led… the migration”".replace("…", ""),
        "  I   led the\nmigration ",
        "Ｉ led the migration",
    ],
)
def test_a_verbatim_quote_stands_whatever_its_case_and_punctuation(quote: str) -> None:
    assert rating.verify_quote(quote, ANSWER) == Span(first_word=2, last_word=5, start_ms=1350, end_ms=2950)


@pytest.mark.parametrize(
    "quote",
    [
        "I led a migration",
        "I led migration of",
        "I led the migration and we cut errors",
        "I led the … migration of our billing service",
        "I led the migration...",
        "percent twenty five by",
        "we reduced the number of errors",
        "Tell me about a migration you led",
        "led the migration",
        "five percent I led the",
        "errors by twenty",
        "we cut errors by twenty",
        "",
        "....",
    ],
)
def test_a_quote_that_was_not_said_so_is_rejected(quote: str) -> None:
    assert rating.verify_quote(quote, ANSWER) is None


def test_a_number_is_never_cut_out_of_a_longer_one() -> None:
    words = spoken("It took twenty-five days of my own work, then 3.5 weeks more of theirs.")
    assert rating.verify_quote("five days of my own work", words) is None
    assert rating.verify_quote("5 weeks more of theirs", words) is None
    assert rating.verify_quote("twenty five days of my own work", words) is not None


def test_hesitations_are_no_part_of_a_quote() -> None:
    words = spoken("I led, uh, the, um, migration alone")
    assert rating.verify_quote("I led the migration alone", words) == Span(
        first_word=0, last_word=6, start_ms=750, end_ms=3250
    )
    assert rating.verify_quote("I led uh the migration", words) is not None


def test_a_quote_has_4_to_60_words() -> None:
    words = spoken(" ".join(f"w{at}" for at in range(80)))
    said = [word.text for word in words]
    assert rating.verify_quote(" ".join(said[:3]), words) is None
    assert rating.verify_quote(" ".join(said[:4]), words) is not None
    assert rating.verify_quote(" ".join(said[10:70]), words) is not None
    assert rating.verify_quote(" ".join(said[10:71]), words) is None


def test_padding_never_starts_before_the_recording() -> None:
    found = rating.verify_quote("I led the migration", spoken("I led the migration", start_ms=100))
    assert found is not None
    assert (found.start_ms, found.end_ms) == (0, 1450)


def test_a_quote_of_a_written_answer_has_no_times() -> None:
    words = transcript.written_words("I led the migration alone.")
    assert rating.verify_quote("led the migration alone", words) == Span(
        first_word=1, last_word=4, start_ms=None, end_ms=None
    )


def test_a_quote_whose_words_have_no_time_plays_its_segments_and_says_so() -> None:
    words = [
        *(Word(text, segment_ms=(0, 4000)) for text in "We began in spring".split()),
        *(Word(text, segment_ms=(4500, 9000)) for text in "and I led it".split()),
    ]
    assert rating.verify_quote("in spring and I", words) == Span(
        first_word=2, last_word=5, start_ms=0, end_ms=9000, whole_segments=True
    )
    assert rating.verify_quote("and I led it", words) == Span(
        first_word=4, last_word=7, start_ms=4500, end_ms=9000, whole_segments=True
    )


def test_an_untimed_word_at_the_edge_reaches_to_its_neighbours() -> None:
    words = [
        Word("By", 1000, 1200),
        Word("40%"),
        Word("in", 2000, 2100),
        Word("just", 2200, 2400),
        Word("2"),
        Word("weeks", 5000, 5300),
    ]
    found = rating.verify_quote("40% in just 2", words)
    assert found == Span(first_word=1, last_word=4, start_ms=950, end_ms=5250)


@given(
    st.lists(st.sampled_from("we led cut it by 40 in two weeks um uh".split()), min_size=8, max_size=60),
    st.data(),
)
def test_every_passage_of_the_judges_view_can_be_quoted(said: list[str], data: st.DataObject) -> None:
    words = spoken(" ".join(said))
    view = transcript.without_fillers(words, "en")
    assume(len(view) >= 4)
    first = data.draw(st.integers(0, len(view) - 4))
    last = data.draw(st.integers(first + 3, min(len(view), first + 60) - 1))
    quote = " ".join(token.norm for token in view[first : last + 1])
    found = rating.verify_quote(quote.upper(), words)
    assert found is not None
    inside = transcript.without_fillers(words[found.first_word : found.last_word + 1], "en")
    assert " ".join(token.norm for token in inside) == quote
    assert found.start_ms is not None
    assert found.end_ms is not None
    assert 0 <= found.start_ms < found.end_ms


@given(st.lists(st.sampled_from("we led cut it by 40".split()), min_size=4, max_size=30), st.data())
def test_one_foreign_word_makes_a_quote_false(said: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(said) - 1))
    quote = [*said[:at], "never", *said[at + 1 :]]
    assert rating.verify_quote(" ".join(quote), spoken(" ".join(said))) is None


def test_an_answer_needs_25_words_of_its_own() -> None:
    assert rating.assessable(spoken("word " * 25)) is None
    reason = rating.assessable(spoken("word " * 24 + "um uh — um"))
    assert reason is not None
    assert "24 words" in reason


def test_an_unclear_recording_cannot_be_rated() -> None:
    unclear = [Word("word", 0, 1, 0.49)] * 30
    assert (
        rating.assessable(unclear) == "The recording was too unclear to rate (median word confidence 0.49)."
    )
    assert rating.assessable([Word("word", 0, 1, 0.5)] * 30) is None


def test_a_written_answer_has_no_confidence_to_miss() -> None:
    assert rating.assessable(transcript.written_words("word " * 25)) is None


def test_a_judge_who_always_says_5_cannot_move_the_median_past_the_honest_ones() -> None:
    for one in range(1, 6):
        for other in range(1, 6):
            panel = rating.judge([[one], [other], [5]])
            assert panel is not None
            assert min(one, other) <= panel.level <= max(one, other)


@given(st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=5), min_size=1, max_size=5))
def test_a_panel_stays_within_its_judges_and_knows_its_spread(runs: list[list[int]]) -> None:
    panel = rating.judge(runs)
    assert panel is not None
    flat = [level for judge in runs for level in judge]
    assert min(flat) <= panel.level <= max(flat)
    assert 0 <= panel.spread <= max(flat) - min(flat)
    assert panel.disagree == (panel.spread >= 2)


def test_the_median_is_over_a_judges_runs_and_then_over_judges() -> None:
    panel = rating.judge([[1, 5, 5], [2, 2, 4], [4]])
    assert panel == rating.Panel(level=4.0, spread=3.0, disagree=True)
    assert rating.judge([[3], [4]]) == rating.Panel(level=3.5, spread=1.0, disagree=False)


def test_without_judges_there_is_no_level() -> None:
    assert rating.judge([]) is None
    assert rating.judge([[], []]) is None
    assert rating.judge([[], [4]]) == rating.Panel(level=4.0, spread=0.0, disagree=False)


def test_a_competency_is_the_median_of_its_rated_answers() -> None:
    assert rating.competency_level([2, 5, 3]) == 3
    assert rating.competency_level([2, 3]) == 2.5
    assert rating.competency_level([]) is None


@pytest.mark.parametrize(("level", "score"), [(1, 0), (2, 25), (3, 50), (3.5, 62.5), (5, 100)])
def test_a_level_is_shown_from_0_to_100(level: float, score: float) -> None:
    assert rating.score_of(level) == score


def test_the_composite_leaves_out_what_was_not_assessed() -> None:
    found = rating.composite([Weighted(4, 2), Weighted(2, 1), Weighted(None, 1)])
    assert found.score == pytest.approx((10 / 3 - 1) / 4 * 100)
    assert (found.assessed, found.total, found.coverage) == (2, 3, 0.75)


def test_there_is_no_composite_under_70_percent_coverage() -> None:
    assert rating.composite([Weighted(5, 0.7), Weighted(None, 0.3)]).score == 100
    assert rating.composite([Weighted(5, 0.69), Weighted(None, 0.31)]).score is None
    assert rating.composite([Weighted(5, 1)] * 7 + [Weighted(None, 1)] * 3).score == 100
    assert rating.composite([Weighted(5, 1)] * 2 + [Weighted(None, 1)]).score is None
    assert rating.composite([Weighted(None, 1)]) == Composite(score=None, assessed=0, total=1, coverage=0.0)
    assert rating.composite([]) == Composite(score=None, assessed=0, total=0, coverage=0.0)


COMPETENCIES = st.lists(
    st.builds(Weighted, st.none() | st.floats(1, 5), st.floats(0.01, 100)), min_size=1, max_size=8
)


@given(COMPETENCIES, st.floats(0.1, 10))
def test_a_score_lies_among_its_levels_and_knows_no_unit_of_weight(
    competencies: list[Weighted], factor: float
) -> None:
    found = rating.composite(competencies)
    levels = [one.level for one in competencies if one.level is not None]
    scaled = rating.composite([Weighted(one.level, one.weight * factor) for one in competencies])
    assert scaled.coverage == pytest.approx(found.coverage)
    if found.score is not None:
        assert rating.score_of(min(levels)) - 1e-6 <= found.score <= rating.score_of(max(levels)) + 1e-6


@pytest.mark.parametrize(
    ("score", "levels", "advice"),
    [
        (75.0, [3, 5], Recommendation.STRONG_YES),
        (75.0, [2.5, 5], Recommendation.YES),
        (74.9, [5, 5], Recommendation.YES),
        (55.0, [1], Recommendation.YES),
        (54.9, [5], Recommendation.MIXED),
        (35.0, [1], Recommendation.MIXED),
        (34.9, [5], Recommendation.NO),
        (None, [5, 5], None),
    ],
)
def test_the_recommendation_follows_from_visible_thresholds(
    score: float | None, levels: list[float], advice: Recommendation | None
) -> None:
    overall = Composite(score=score, assessed=1, total=1, coverage=1.0)
    assert rating.recommendation(overall, levels) is advice


def test_only_rated_has_a_number() -> None:
    assert {state.value for state in rating.RatingState} == {
        "rated",
        "unscored",
        "not_assessable",
        "no_evidence",
        "judges_disagree",
        "consent_refused",
    }
