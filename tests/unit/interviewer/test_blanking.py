"""What no judge gets to see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import rating, transcript
from interview_app.interviewer import blanking
from interview_app.interviewer.blanking import BLANK, Person

ADA = Person("Ada Lovelace", "ada.l@example.org", "+44 20 7946 0018")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I am Ada.", f"I am {BLANK}."),
        ("LOVELACE's engine", f"{BLANK}'s engine"),
        ("Write to ADA.L@example.org, please", f"Write to {BLANK}, please"),
        ("or call 7946 0018 today", f"or call {BLANK} {BLANK} today"),
        ("Adaptation in 20 steps", "Adaptation in 20 steps"),
        ("", ""),
    ],
)
def test_name_and_contact_are_blanked_as_whole_words(text: str, shown: str) -> None:
    assert blanking.blank_text(text, ADA) == shown


def test_accents_do_not_give_a_name_away() -> None:
    person = Person("José Núñez", "", "")

    assert blanking.blank_text("JOSE Nunez and José", person) == f"{BLANK} {BLANK} and {BLANK}"


def test_short_names_in_other_scripts_are_blanked() -> None:
    assert blanking.blank_text("我是 王芳", Person("王芳", "", "")) == f"我是 {BLANK}"


@pytest.mark.parametrize("name", ["Do An", "", "  "])
def test_parts_too_short_to_tell_stay(name: str) -> None:
    assert blanking.blank_text("an interview to do", Person(name, "", "")) == "an interview to do"


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Bo Li", "I am bo Li, and li is a mile", f"I am {BLANK} {BLANK}, and li is a mile"),
        ("Bo Li", "Ｂｏ　Ｌｉ", f"{BLANK} {BLANK}"),  # full width
        ("Bo", "Call me Bo.", f"Call me {BLANK}."),
        ("李伟", "李伟是工程师", f"{BLANK}是工程师"),
        ("王 芳", "我叫王芳。", f"我叫{BLANK}。"),
        ("김철수", "저는 김철수입니다", f"저는 {BLANK}입니다"),
        ("José", "Jose\N{COMBINING ACUTE ACCENT} here", f"{BLANK} here"),
    ],
)
def test_the_whole_name_is_blanked_however_short_and_however_written(
    name: str, text: str, shown: str
) -> None:
    assert blanking.blank_text(text, Person(name, "", "")) == shown


def test_a_short_name_is_found_over_several_words() -> None:
    words = transcript.written_words("I am Bo Li from Xian")

    shown = blanking.blank_words(words, Person("Bo Li", "", ""))

    assert [word.text for word in shown] == ["I", "am", BLANK, BLANK, "from", "Xian"]


@given(
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), max_size=12), st.text(max_size=20)
)
def test_each_word_keeps_its_place(texts: list[str], name: str) -> None:
    words = tuple(transcript.Word(text, at, at + 1, 0.5) for at, text in enumerate(texts))

    shown = blanking.blank_words(words, Person(name, "", ""))

    assert [(word.start_ms, word.end_ms, word.confidence) for word in shown] == [
        (word.start_ms, word.end_ms, word.confidence) for word in words
    ]


def test_a_quote_with_a_blank_in_it_still_finds_its_words() -> None:
    words = transcript.written_words("Then I, Ada, led the migration of the service")

    span = rating.verify_quote(f"Then I, {BLANK}, led the migration", blanking.blank_words(words, ADA))

    assert span is not None
    assert (span.first_word, span.last_word) == (0, 5)


def test_a_blank_is_no_licence_to_leave_words_out() -> None:
    words = transcript.written_words("Then I, Ada, led the migration of the service")

    shown = blanking.blank_words(words, ADA)

    assert rating.verify_quote(f"Then I, {BLANK}, the migration of the service", shown) is None
