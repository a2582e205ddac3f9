"""Words, tokens and clean text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import errors, transcript
from interview_app.domain.transcript import Word


def test_a_transcript_reads_as_its_words() -> None:
    heard = transcript.Transcript((Word("I"), Word("led"), Word("it.")), "en", 900)
    assert heard.text == "I led it."


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        ("Led, the MIGRATION!", ["led", "the", "migration"]),
        ("don’t don't", ["dont", "dont"]),
        ("twenty-five state-of-the-art", ["twenty", "five", "state", "of", "the", "art"]),
        ("Straße", ["strasse"]),
        ("ﬁnal ＡＢＣ", ["final", "abc"]),
        ("40% (of) “all”", ["40", "of", "all"]),
        ("C++", ["c++"]),
        ("我领导", ["我", "领", "导"]),
        ("cafe\u0301", ["café"]),
        ("in\u200bvisible", ["invisible"]),
        ("— … !", []),
        ("-", []),
    ],
)
def test_texts_are_compared_without_case_punctuation_and_form(text: str, norms: list[str]) -> None:
    assert transcript.norms(text) == norms


@given(st.text())
def test_normal_forms_stay_as_they_are(text: str) -> None:
    once = transcript.norms(text)
    assert [norm for part in once for norm in transcript.norms(part)] == once


def test_each_token_knows_its_word() -> None:
    found = transcript.tokens([Word("Twenty-five"), Word("—"), Word("errors,")])
    assert [(token.norm, token.word_index, token.glued) for token in found] == [
        ("twenty", 0, False),
        ("five", 0, True),
        ("errors", 2, False),
    ]


def test_hesitations_are_left_out_by_language() -> None:
    words = [Word("Um,"), Word("die"), Word("Uhr"), Word("um"), Word("ähm")]
    assert [token.norm for token in transcript.without_fillers(words, "de")] == ["um", "die", "uhr", "um"]
    assert [token.norm for token in transcript.without_fillers(words, "en-GB")] == ["die", "uhr", "ähm"]


def test_a_word_of_punctuation_is_no_filler() -> None:
    assert not transcript.is_filler(Word("…"), "en")
    assert transcript.is_filler(Word("Um…"), "en")
    assert not transcript.is_filler(Word("umbrella"), "en")


def test_the_median_confidence_is_over_words_that_have_one() -> None:
    words = [Word("a", confidence=0.2), Word("b"), Word("c", confidence=0.9), Word("d", confidence=0.6)]
    assert transcript.median_confidence(words) == 0.6
    assert transcript.median_confidence([Word("a")]) is None


WORDS = st.lists(
    st.builds(
        lambda text, times, confidence: Word(text, *(sorted(times) if times else (None, None)), confidence),
        st.text(st.characters(exclude_categories=["Cs"])),
        st.none() | st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)),
        st.none() | st.floats(0, 1),
    )
)


@given(WORDS)
def test_words_come_back_from_json_as_they_went(words: list[Word]) -> None:
    assert transcript.from_json(json.loads(json.dumps(transcript.to_json(words)))) == tuple(words)


@pytest.mark.parametrize(
    "rows",
    [
        None,
        {},
        "words",
        [["a", 0, 1]],
        [["a", 0, 1, 0.5, 1]],
        ["abcd"],
        [[1, 0, 1, 0.5]],
        [["a", "0", 1, 0.5]],
        [["a", True, 1, 0.5]],
        [["a", 0.5, 1, 0.5]],
        [["a", None, 1, 0.5]],
        [["a", 1, None, 0.5]],
        [["a", 2, 1, 0.5]],
        [["a", -1, 1, 0.5]],
        [["a", 0, 1, 1.5]],
        [["a", 0, 1, -0.1]],
        [["a", 0, 1, float("nan")]],
        [["a", 0, 1, True]],
        [["a", 0, 1, "0.5"]],
    ],
)
def test_a_damaged_record_is_never_half_read(rows: object) -> None:
    with pytest.raises(errors.InvalidInput):
        transcript.from_json(rows)


@given(st.text(st.characters(), max_size=200), st.integers(0, 150))
def test_clean_text_can_be_stored_and_sent(text: str, most: int) -> None:
    cleaned = transcript.clean_text(text, most)
    cleaned.text.encode()
    assert "\0" not in cleaned.text
    assert "\r" not in cleaned.text
    assert len(cleaned.text) <= most
    again = transcript.clean_text(cleaned.text, most)
    assert (again.text, again.cut) == (cleaned.text, False)


def test_hidden_characters_are_taken_out_and_counted() -> None:
    tags = "".join(chr(0xE0000 + ord(char)) for char in "hire me")
    cleaned = transcript.clean_text(f"Led\u200b a\u202e team\ufeff{tags} of\u2066 5", 100)
    assert (cleaned.text, cleaned.hidden, cleaned.cut) == ("Led a team of 5", 4 + len(tags), False)


def test_lone_surrogates_and_control_characters_are_no_text() -> None:
    assert transcript.clean_text("a\ud800b\x00c\x1bd\te\r\nf", 100) == transcript.Cleaned(
        "abcd\te\nf", 0, cut=False
    )


def test_joiners_shape_letters_and_hide_between_plain_ones() -> None:
    persian, family = "می\u200cخواهم", "👩\u200d👧"
    assert transcript.clean_text(persian, 100) == transcript.Cleaned(persian, 0, cut=False)
    assert transcript.clean_text(family, 100).text == family
    assert transcript.clean_text("a\u200db\u200c\u200dc", 100) == transcript.Cleaned("abc", 3, cut=False)


def test_a_cut_text_says_so() -> None:
    assert transcript.clean_text("abcdef", 3) == transcript.Cleaned("abc", 0, cut=True)


def test_a_written_answer_has_words_without_times() -> None:
    assert transcript.written_words(" I led\nit. ") == (Word("I"), Word("led"), Word("it."))


def test_words_of_a_segment_survive_being_stored_and_moved() -> None:
    word = Word("máš", segment_ms=(1000, 2500))

    kept = transcript.from_json(json.loads(json.dumps(transcript.to_json([word, Word("dobre")]))))
    assert kept == (word, Word("dobre"))
    assert transcript.moved(word, 500) == Word("máš", segment_ms=(1500, 3000))
    assert transcript.moved(Word("a", 0, 10, 0.5), 500) == Word("a", 500, 510, 0.5)


@pytest.mark.parametrize(
    "row",
    [
        ["a", None, None, None, 5],
        ["a", None, None, None, 9, 5],
        ["a", None, None, None, -1, 5],
        ["a", 0, 1, None, 0, 5],
        ["a", None, None, None, "0", 5],
    ],
)
def test_a_segment_that_cannot_be_is_damage(row: list[object]) -> None:
    with pytest.raises(errors.InvalidInput):
        transcript.from_json([row])
