"""Whatever a recogniser brings, what is kept of it is text that a person sees and times that can be."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import recognised, transcript
from interview_app.domain.transcript import Word

words = st.lists(
    st.builds(
        Word,
        st.text(alphabet=st.characters(exclude_categories=()), max_size=8),
        st.none() | st.integers(-5, 3000),
        st.none() | st.integers(-5, 3000),
        st.none() | st.floats(-1, 2),
        st.none() | st.tuples(st.integers(-5, 3000), st.integers(-5, 3000)),
    ),
    max_size=6,
)


def texts(*said: str) -> list[str]:
    return [word.text for word in recognised.tidy([Word(text) for text in said])]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("\ud800x", ["x"]),
        ("a\x00b", ["ab"]),
        ("\u202eabc", ["abc"]),
        ("b\u200b", ["b"]),
        ("caf\u00ad\u00e9", ["caf\u00e9"]),
        (" \t\n", []),
        ("\u200b", []),
        ("New York", ["New", "York"]),
        ("5\u00a0000", ["5", "000"]),
        ("Bonjour\u00a0!", ["Bonjour!"]),
        ("\u00ab\u00a0Bonjour\u202f\u00bb", ["\u00abBonjour\u00bb"]),
        ("\U0001f9d1\u200d\U0001f680", ["\U0001f9d1\u200d\U0001f680"]),
    ],
)
def test_a_word_is_what_a_person_sees_of_it(said: str, kept: list[str]) -> None:
    assert texts(said) == kept


def test_two_words_in_one_share_its_time_and_neither_has_one_of_its_own() -> None:
    assert recognised.tidy([Word("New York", 100, 900, 0.8)], 1000) == (
        Word("New", None, None, 0.8, (100, 900)),
        Word("York", None, None, 0.8, (100, 900)),
    )
    assert recognised.tidy([Word("Bonjour\u00a0!", 100, 900, 0.8)], 1000) == (
        Word("Bonjour!", 100, 900, 0.8),
    )


@pytest.mark.parametrize("times", [(-1, 5), (900, 800), (5000, 5001), (500, 99_000), (None, 5), (5, None)])
def test_a_time_that_cannot_be_or_lies_outside_the_recording_is_left_out(
    times: tuple[int | None, int | None],
) -> None:
    assert recognised.tidy([Word("led", *times, 0.9)], 3000) == (Word("led", confidence=0.9),)
    if None not in times:
        assert recognised.tidy([Word("led", segment_ms=times)], 3000) == (Word("led"),)  # type: ignore[arg-type]


def test_a_word_that_ends_a_roundings_breadth_behind_the_recording_ends_with_it() -> None:
    assert recognised.tidy([Word("it.", 2800, 3040)], 3000) == (Word("it.", 2800, 3000),)


@pytest.mark.parametrize("sure", [-0.1, 1.1, math.nan])
def test_a_confidence_that_is_none_is_left_out(sure: float) -> None:
    assert recognised.tidy([Word("led", 1, 2, sure)], 3000) == (Word("led", 1, 2),)


def test_more_words_than_anybody_says_are_dropped_with_a_reason() -> None:
    found = recognised.kept([Word(str(at)) for at in range(recognised.MOST_WORDS + 2)], [], 1_200_000)

    assert len(found.words) == recognised.MOST_WORDS
    assert [(word.text, reason) for word, reason in found.dropped] == [
        (str(recognised.MOST_WORDS), recognised.TOO_MANY),
        (str(recognised.MOST_WORDS + 1), recognised.TOO_MANY),
    ]


def test_what_was_dropped_is_cleaned_as_well() -> None:
    found = recognised.kept([], [(Word("\ud800\x00you"), "nobody spoke at that time")], 1000)

    assert found.dropped == ((Word("you"), "nobody spoke at that time"),)


@given(words)
def test_what_is_kept_can_be_stored_read_again_and_is_tidy(brought: list[Word]) -> None:
    tidied = recognised.tidy(brought, 2000)

    stored = json.dumps(transcript.to_json(tidied), ensure_ascii=False).encode()
    assert transcript.from_json(json.loads(stored)) == tidied
    assert recognised.tidy(tidied, 2000) == tidied
    assert all(word.text.split() == [word.text] for word in tidied)


@given(words)
def test_what_is_kept_and_sent_back_unchanged_is_the_same_words(brought: list[Word]) -> None:
    tidied = recognised.tidy(brought, 2000)

    assert [word.text for word in recognised.as_written(tidied)] == [word.text for word in tidied]
