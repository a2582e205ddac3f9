"""What a candidate may correct, and when it is no correction any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import correction, errors, transcript
from interview_app.domain.correction import Correction, Kind
from interview_app.domain.difference import Part
from interview_app.domain.transcript import Transcript, Word

SAID = (
    "I led the migration of our billing service to read this and we cut the errors by forty percent in two weeks "
    "because every retry was checked twice before it could charge a customer again"
)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
texts = st.lists(st.sampled_from(["a", "b", "B", "c.", "-", "don't"]), min_size=1, max_size=12)


def heard(text: str = SAID, *, unsure: str = "", every_ms: int = 400) -> Transcript:
    """A word every 400 ms, 350 ms long; those named in `unsure` of low confidence."""
    doubtful = unsure.split()
    words = tuple(
        Word(word, at * every_ms, at * every_ms + 350, 0.3 if word in doubtful else 0.9)
        for at, word in enumerate(text.split())
    )
    return Transcript(words, "en", len(words) * every_ms)


def corrected(text: str, of: Transcript | None = None) -> Correction:
    made = correction.correct(of or heard(), text)
    assert made is not None
    return made


def without_pieces(made: Correction, part: Part) -> str:
    return " ".join(piece.text for piece in made.pieces if piece.part is not part)


def test_a_misheard_word_is_corrected() -> None:
    made = corrected(SAID.replace("read this", "Redis"))
    assert (made.kind, made.changed, made.heard, made.why) == (Kind.CORRECTED, 2, 35, "")
    assert made.text == SAID.replace("read this", "Redis")


def test_kept_words_keep_their_time_and_confidence_and_changed_ones_have_none() -> None:
    made = corrected(SAID.replace("read this", "Redis"))
    assert made.words[8] == Word("to", 3200, 3550, 0.9)
    assert made.words[9] == Word("Redis")
    assert made.words[10] == Word("and", 4400, 4750, 0.9)
    assert made.touched == (9,)


def test_a_word_written_otherwise_is_still_the_word_that_was_said() -> None:
    made = corrected(SAID.replace("I led", "I led,").replace("billing", "Billing"))
    assert (made.kind, made.changed, made.touched) == (Kind.CORRECTED, 0, ())
    assert made.words[1] == Word("led,", 400, 750, 0.9)
    assert [piece.text for piece in made.pieces if piece.part is Part.ADDED] == ["led,", "Billing"]


@pytest.mark.parametrize(
    "text", [SAID, f"  {SAID}\n", SAID.replace(" ", "\n"), SAID.replace("led", "l\u200bed")]
)
def test_what_changes_no_word_is_no_correction(text: str) -> None:
    assert correction.correct(heard(), text) is None


@pytest.mark.parametrize(
    "words",
    [
        ["Bonjour\u00a0!", "je", "suis"],
        ["5\u00a0000", "euros"],
        ["New York", "is"],
        ["a", "b\u200b"],
        ["caf\u00ad\u00e9", "x"],
    ],
)
def test_a_recognised_word_with_a_space_or_a_hidden_character_inside_is_no_correction(
    words: list[str],
) -> None:
    said = Transcript(
        tuple(Word(word, at * 500, at * 500 + 300, 0.9) for at, word in enumerate(words)), "fr", 9000
    )
    assert correction.correct(said, said.text) is None
    made = corrected(f"{said.text} vraiment", said)
    assert (made.changed, made.kind) == (1, Kind.CORRECTED)


def test_more_than_a_quarter_of_the_words_is_a_rewriting() -> None:
    words = SAID.split()
    at_most = [*("other" for _ in range(8)), *words[8:]]
    assert corrected(" ".join(at_most)).kind is Kind.CORRECTED
    made = corrected(" ".join([*at_most[:8], "other", *words[9:]]))
    assert made.kind is Kind.REWRITTEN
    assert "9 of 35 words" in made.why


def test_in_a_short_answer_five_words_may_change() -> None:
    assert corrected("one two three four five now", heard("a b c d e now")).kind is Kind.CORRECTED
    assert corrected("one two three four five six", heard("a b c d e now")).kind is Kind.REWRITTEN


def test_words_of_which_the_recogniser_was_unsure_may_all_change() -> None:
    unsure = heard("a b c d e f g h i now", unsure="a b c d e f g h i")
    made = corrected("one two three four five six seven eight nine now", unsure)
    assert (made.kind, made.changed) == (Kind.CORRECTED, 9)


def test_unsure_words_open_no_door_for_more_words_than_they_were() -> None:
    made = corrected(
        "one two three four five six seven eight now", heard("a b now", unsure="a b", every_ms=9000)
    )
    assert made.kind is Kind.REWRITTEN


def test_a_sentence_added_in_one_place_is_a_rewriting() -> None:
    twice = f"{SAID} {SAID}"
    pause = heard(twice, every_ms=5000)
    added = "and the customers wrote to thank us for it"
    assert corrected(f"{twice} {' '.join(added.split()[:8])}", pause).kind is Kind.CORRECTED
    made = corrected(f"{twice} {added}", pause)
    assert (made.kind, made.why) == (
        Kind.REWRITTEN,
        "9 words were added in one place; a correction adds at most 8.",
    )


def test_words_for_which_the_recording_has_no_time_are_a_rewriting() -> None:
    made = corrected(SAID.replace("forty percent", "forty percent and I was praised"))
    assert made.kind is Kind.REWRITTEN
    assert "4 words were added where the recording has no time" in made.why


def test_two_words_more_need_no_time_of_their_own() -> None:
    assert corrected(SAID.replace("billing", "billing API and")).kind is Kind.CORRECTED


def test_without_any_word_times_time_is_no_measure() -> None:
    untimed = Transcript(tuple(Word(word) for word in SAID.split()), "en", 9000)
    made = corrected(SAID.replace("forty percent", "forty percent and I was there"), untimed)
    assert made.kind is Kind.CORRECTED


def test_the_same_words_beyond_the_last_one_need_time_before_the_recording_ends() -> None:
    tight = Transcript(heard().words, "en", 35 * 400)
    assert corrected(f"{SAID} and that was all", tight).kind is Kind.REWRITTEN
    longer = Transcript(heard().words, "en", 35 * 400 + 2000)
    assert corrected(f"{SAID} and that was all", longer).kind is Kind.CORRECTED


@pytest.mark.parametrize("text", ["", "  \n", "\x00\x07", "– … !", "\u200b"])
def test_an_answer_is_not_corrected_to_nothing(text: str) -> None:
    with pytest.raises(errors.InvalidInput):
        correction.correct(heard(), text)


@pytest.mark.parametrize("text", ["word " * 2001, "a" * 201, "b " * 10_001, "x" * 30_000])
def test_no_answer_is_longer_than_anybody_says(text: str) -> None:
    with pytest.raises(errors.TooLarge):
        correction.correct(heard(), text)


def test_control_characters_and_hidden_ones_are_no_part_of_it() -> None:
    made = corrected(SAID.replace("read this", "Re\x00d\u202eis"))
    assert made.words[9].text == "Redis"


def test_characters_of_a_language_without_spaces_are_corrected_one_by_one() -> None:
    made = corrected("我领到 了 API。", heard("我 领 导 了 API。"))
    assert [word.text for word in made.words] == ["我", "领", "到", "了", "API。"]
    assert (made.changed, made.touched) == (1, (2,))
    assert correction.correct(heard("我 领 导。"), "我领 导。") is None


def test_phrases_of_such_a_language_stay_as_the_recogniser_gave_them() -> None:
    assert corrected("我领到 了", heard("我领导 了")).changed == 1


@given(texts, texts)
def test_both_texts_come_back_from_the_difference(said: list[str], written: list[str]) -> None:
    spoken = heard(" ".join(said))
    try:
        made = correction.correct(spoken, " ".join(written))
    except errors.InvalidInput:
        return
    if made is None:
        assert said == written
        return
    assert without_pieces(made, Part.ADDED) == spoken.text
    assert without_pieces(made, Part.REMOVED) == made.text == " ".join(written)


@given(texts, texts)
def test_a_time_belongs_to_the_word_that_was_said_then(said: list[str], written: list[str]) -> None:
    spoken = heard(" ".join(said))
    try:
        made = correction.correct(spoken, " ".join(written))
    except errors.InvalidInput:
        return
    for at, word in enumerate(made.words if made else ()):
        if word.start_ms is not None:
            old = spoken.words[word.start_ms // 400]
            assert transcript.norms(old.text) == transcript.norms(word.text)
            assert (old.end_ms, old.confidence) == (word.end_ms, word.confidence)
        else:
            assert made is not None
            assert at in made.touched


def test_the_reading_time_begins_when_the_last_answer_is_written_down() -> None:
    assert correction.closes_at(NOW, []) == NOW + timedelta(hours=1)
    late = NOW + timedelta(minutes=20)
    assert correction.closes_at(NOW, [NOW, late]) == late + timedelta(hours=1)
