"""Two word lists side by side."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import difference
from interview_app.domain.difference import Part, Piece

few = st.lists(st.sampled_from(["a", "b", "c"]), max_size=14)


def pieces(first: str, second: str) -> list[tuple[str, str]]:
    old, new = first.split(), second.split()
    return [
        (piece.part.value, piece.text) for piece in difference.pieces(old, new, difference.places(old, new))
    ]


def joined(row: tuple[Piece, ...], part: Part) -> list[str]:
    return [word for piece in row if piece.part in (Part.KEPT, part) for word in piece.words]


def longest_common(first: list[str], second: list[str]) -> int:
    """By the textbook's table, as a check on the search."""
    rows = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, old in enumerate(first):
        for j, new in enumerate(second):
            rows[i + 1][j + 1] = rows[i][j] + 1 if old == new else max(rows[i][j + 1], rows[i + 1][j])
    return rows[-1][-1]


def test_a_word_in_another_s_place_is_removed_and_added() -> None:
    assert pieces("we used reddis for this", "we used Redis for this") == [
        ("kept", "we used"), ("removed", "reddis"), ("added", "Redis"), ("kept", "for this"),
    ]  # fmt: skip


def test_words_are_added_at_the_beginning_and_removed_at_the_end() -> None:
    assert pieces("led it so", "I led it") == [("added", "I"), ("kept", "led it"), ("removed", "so")]


@given(few, few)
def test_kept_and_removed_words_are_the_first_text_kept_and_added_ones_the_second(
    first: list[str], second: list[str]
) -> None:
    row = difference.pieces(first, second, difference.places(first, second))
    assert joined(row, Part.REMOVED) == first
    assert joined(row, Part.ADDED) == second


@given(few, few)
def test_no_more_is_changed_than_must_be(first: list[str], second: list[str]) -> None:
    row = difference.pieces(first, second, difference.places(first, second))
    kept = sum(len(piece.words) for piece in row if piece.part is Part.KEPT)
    assert kept == longest_common(first, second)


@given(few, few)
def test_changes_are_in_order_apart_and_not_empty(first: list[str], second: list[str]) -> None:
    found = difference.places(first, second)
    for place in found:
        assert place.end > place.start or place.new_end > place.new_start
    for one, other in itertools.pairwise(found):
        assert one.end < other.start
        assert one.new_end < other.new_start


@given(few, few)
def test_neighbouring_pieces_differ_in_their_fate(first: list[str], second: list[str]) -> None:
    row = difference.pieces(first, second, difference.places(first, second))
    assert all(one.part is not other.part for one, other in itertools.pairwise(row))


def test_a_word_that_only_looks_different_is_shown_as_changed() -> None:
    row = difference.pieces(["we", "led"], ["We", "led"], ())
    assert [(piece.part, piece.text) for piece in row] == [
        (Part.REMOVED, "we"),
        (Part.ADDED, "We"),
        (Part.KEPT, "led"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["a"] * 2000, ["a"] * 1999),
        (["a", "b"] * 1000, ["b", "a", "a"] * 660),
        ([str(n) for n in range(2000)], [str(-n) for n in range(1, 2001)]),
        (["a", "b"] * 1000, ["c"] * 2000),
    ],
)
def test_words_chosen_to_annoy_it_take_no_long_time(first: list[str], second: list[str]) -> None:
    begun = time.process_time()
    row = difference.pieces(first, second, difference.places(first, second))
    assert time.process_time() - begun < 5
    assert joined(row, Part.REMOVED) == first
    assert joined(row, Part.ADDED) == second


def test_in_brief_only_the_words_beside_a_change_are_kept() -> None:
    old = [str(number) for number in range(40)]
    new = [*old[:20], "twenty", *old[21:]]
    row = difference.brief(difference.pieces(old, new, difference.places(old, new)), around=3)
    assert [piece.text for piece in row] == ["… 17 18 19", "20", "twenty", "21 22 23 …"]
    between = difference.brief(
        (Piece(Part.ADDED, ("x",)), Piece(Part.KEPT, tuple(old)), Piece(Part.ADDED, ("y",)))
    )
    assert between[1].text == "0 1 2 3 4 … 35 36 37 38 39"
