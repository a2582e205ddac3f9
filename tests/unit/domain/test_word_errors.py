"""Word error rate and word-time error, by the counts that everybody knows and by their laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.adapters.jiwer_alignment import align
from interview_app.domain import errors, transcript, word_errors
from interview_app.domain.transcript import Word

sentences = st.lists(st.sampled_from(["we", "led", "the", "team", "um", "twenty-five"]), max_size=12)


def _count(said: str, heard: str) -> word_errors.Count:
    return word_errors.count(transcript.written_words(said), transcript.written_words(heard), "en", align)


@pytest.mark.parametrize(
    ("said", "heard", "expected"),
    [
        ("We led the team.", "we led the team", (4, 0, 0, 0)),
        ("we led the team", "we led a team", (4, 1, 0, 0)),
        ("we led the team", "we led team", (4, 0, 0, 1)),
        ("we led the team", "we led the the team", (4, 0, 1, 0)),
        ("I don’t know", "i don't know", (3, 0, 0, 0)),
        ("well, um, we led it", "well we led it", (4, 0, 0, 0)),
        ("twenty-five people", "twenty five people", (3, 0, 0, 0)),
        ("", "thanks for watching", (0, 0, 3, 0)),
        ("we led", "", (2, 0, 0, 2)),
        ("", "", (0, 0, 0, 0)),
    ],
)
def test_errors_are_counted_by_kind(said: str, heard: str, expected: tuple[int, int, int, int]) -> None:
    found = _count(said, heard)
    assert (found.words, found.substitutions, found.insertions, found.deletions) == expected


def test_the_rate_is_errors_by_words_said() -> None:
    assert _count("we led the team", "he led the whole team").rate == 0.5


def test_without_words_said_there_is_no_rate_but_inventions() -> None:
    found = _count("", "thanks for watching")
    assert (found.rate, found.insertions) == (None, 3)


def test_the_rate_of_several_files_is_that_of_all_their_words() -> None:
    one, other = _count("we", "he"), _count("we led the whole big team here today okay", "")
    assert word_errors.counted_together([one, other]).rate == 1.0
    assert word_errors.counted_together([one, _count("a b c d", "a b c d")]).rate == 0.2


@given(sentences)
def test_a_text_has_no_errors_against_itself(words: list[str]) -> None:
    found = _count(" ".join(words), " ".join(words).upper())
    assert (found.substitutions, found.insertions, found.deletions) == (0, 0, 0)


@given(sentences, sentences)
def test_what_was_said_and_heard_add_up(said: list[str], heard: list[str]) -> None:
    there, back = _count(" ".join(said), " ".join(heard)), _count(" ".join(heard), " ".join(said))
    assert there.words + there.insertions - there.deletions == back.words
    assert there.substitutions + there.deletions <= there.words


def _timing(said: list[Word], heard: list[Word]) -> word_errors.Timing:
    return word_errors.timing(said, heard, "en", align)


def test_only_words_rightly_heard_are_timed() -> None:
    said = [Word("we", 0, 90), Word("led", 100, 200), Word("teams", 300, 400)]
    heard = [Word("we", 20, 90), Word("let", 500, 600), Word("teams", 260, 400)]
    assert _timing(said, heard).starts_ms == (20, 40)


def test_a_word_without_a_time_of_its_own_is_named() -> None:
    found = _timing([Word("we", 0, 90), Word("led", 100, 200)], [Word("we"), Word("led", 100, 200)])
    assert (found.starts_ms, found.untimed) == ((0,), 1)


def test_the_middle_and_the_worst_of_the_times() -> None:
    timing = word_errors.Timing(starts_ms=tuple(range(1, 101)))
    assert (timing.median_ms, timing.worst_ms) == (50.5, 95)
    assert (word_errors.Timing().median_ms, word_errors.Timing().worst_ms) == (None, None)


def test_true_times_are_read_in_seconds() -> None:
    assert word_errors.true_times([["hello", 0.31, 0.62]]) == (Word("hello", 310, 620),)


@pytest.mark.parametrize(
    "rows",
    [None, {}, [], "hello", [["hello"]], [["hello", 2, 1]], [["hello", -1, 1]], [[1, 0, 1]], [["hello", 0, None]],
     [["hello", float("nan"), 1.0]], [["hello", 0, float("inf")]]],
)  # fmt: skip
def test_other_times_are_refused(rows: object) -> None:
    with pytest.raises(errors.InvalidInput, match="in seconds"):
        word_errors.true_times(rows)
