"""Where a piece of a running answer may end, and which words nobody said."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import hearing
from interview_app.domain.transcript import Word

FRAME_MS = 20.0


def _activity(*stretches: tuple[float, int]) -> hearing.Activity:
    """(value, ms) one after another."""
    values = [value for value, ms in stretches for _ in range(int(ms / FRAME_MS))]
    return hearing.Activity(values, FRAME_MS)


def _spoken(text: str, *, each_ms: int = 400) -> list[Word]:
    return [
        Word(word, at * each_ms, at * each_ms + each_ms - 50, 0.9) for at, word in enumerate(text.split())
    ]


def _cut(
    activity: hearing.Activity, *, last: bool, quiet_ms: int = 0, quiet_for_ms: int = 60, quiet: float = 0.01
) -> int | None:
    """With a loudness of 0.5 but for a quiet stretch from `quiet_ms` on."""
    frames = activity.duration_ms // hearing.LOUDNESS_FRAME_MS
    first, long = (ms // hearing.LOUDNESS_FRAME_MS for ms in (quiet_ms, quiet_for_ms))
    loudness = [quiet if first <= at < first + long else 0.5 for at in range(frames)]
    return hearing.cut(activity, loudness, last=last)


def test_a_part_of_the_activity_is_as_long_as_asked_for() -> None:
    activity = _activity((0.1, 3000), (0.9, 2000))
    part = activity.between(2005, 4999)
    assert (part.duration_ms, part.peak(0, 900), part.peak(1100, 2900)) == (2994, 0.1, 0.9)
    assert _activity((0.4, 20)).between(20, 25).duration_ms == 5


def test_too_little_sound_is_waited_for() -> None:
    assert _cut(_activity((0.9, 3000)), last=False) is None


def test_speech_without_a_pause_is_waited_for_only_so_long() -> None:
    assert _cut(_activity((0.9, 7_400)), last=False) is None
    assert _cut(_activity((0.9, 7_500)), last=False) is not None


def test_a_piece_ends_in_the_middle_of_the_latest_pause() -> None:
    activity = _activity(
        (0.9, 4000), (0.1, 400), (0.9, 2000), (0.1, 400), (0.9, 2000), (0.1, 400), (0.9, 2000)
    )
    assert _cut(activity, last=False) == pytest.approx(6600, abs=40)


def test_a_pause_too_short_to_be_one_is_none() -> None:
    assert _cut(_activity((0.9, 5000), (0.1, 200), (0.9, 2200)), last=False) is None


def test_a_pause_at_the_very_end_is_not_settled_yet() -> None:
    assert _cut(_activity((0.9, 6000), (0.1, 300)), last=False) is None


def test_without_any_pause_the_quietest_gap_between_words_is_taken_wherever_voice_activity_is_lowest() -> (
    None
):
    activity = _activity((0.9, 6000), (0.5, 40), (0.9, 9960))
    assert _cut(activity, last=False, quiet_ms=6970) == pytest.approx(7000, abs=10)


def test_a_pause_that_voice_activity_hears_through_ends_a_piece() -> None:
    """Measured: for 0.75 s of digital silence between two sentences pyannote says 0.8 and more."""
    activity = _activity((1.0, 5000), (0.8, 750), (1.0, 4250))
    assert _cut(activity, last=False, quiet_ms=5000, quiet_for_ms=750) == pytest.approx(5375, abs=10)
    assert _cut(_activity((1.0, 20_000)), last=True, quiet_ms=9000, quiet_for_ms=300) == 9150


def test_the_latest_pause_counts_whether_voice_activity_or_loudness_tells_it() -> None:
    activity = _activity((0.9, 3500), (0.1, 400), (0.9, 6100))
    assert _cut(activity, last=False, quiet_ms=6000, quiet_for_ms=300) == 6150
    activity = _activity((0.9, 6500), (0.1, 400), (0.9, 3100))
    assert _cut(activity, last=False, quiet_ms=4000, quiet_for_ms=300) == pytest.approx(6700, abs=40)


def test_a_pause_behind_a_soft_consonant_is_cut_behind_it() -> None:
    """The s of "service." was cut in its middle, and the word was lost."""
    loudness = [0.5] * 500 + [0.02] * 18 + [0.001] * 12 + [0.5] * 220
    cut = hearing.cut(_activity((0.9, 7_500)), loudness, last=False)
    assert cut is not None
    assert 5_180 <= cut <= 5_300


def test_the_hold_of_a_consonant_is_no_pause() -> None:
    assert _cut(_activity((0.9, 7_400)), last=False, quiet_ms=5000, quiet_for_ms=240) is None


def test_soft_words_are_no_pause() -> None:
    """10 dB under the loud ones."""
    assert _cut(_activity((0.9, 7_400)), last=False, quiet_ms=5000, quiet_for_ms=1000, quiet=0.16) is None


def test_a_gap_before_six_seconds_makes_too_short_a_piece() -> None:
    cut = _cut(_activity((0.9, 16_000)), last=False, quiet_ms=5000)
    assert cut is not None
    assert cut >= hearing.QUIETEST_FROM_MS


def test_the_rest_of_a_long_answer_is_heard_in_longer_pieces() -> None:
    activity = _activity((0.9, 13_000), (0.1, 400), (0.9, 7000))
    assert _cut(activity, last=True) == pytest.approx(13_200, abs=40)


def test_the_rest_of_an_answer_is_one_piece() -> None:
    assert _cut(_activity((0.9, 1000)), last=True) == 1000


def test_silence_is_passed_over_in_pieces() -> None:
    cut = _cut(_activity((0.05, 60_000)), last=False)
    assert cut is not None
    assert hearing.SHORTEST_PIECE_MS <= cut <= hearing.LONGEST_LIVE_MS


@given(st.lists(st.floats(0, 1), min_size=1, max_size=2000), st.booleans())
def test_a_piece_is_never_empty_nor_longer_than_fifteen_seconds(values: list[float], last: bool) -> None:
    activity = hearing.Activity(values, FRAME_MS)
    cut = _cut(activity, last=last)
    if cut is None:
        assert not last or activity.duration_ms > hearing.LONGEST_PIECE_MS
    else:
        assert 0 < cut <= hearing.LONGEST_PIECE_MS


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4000))
def test_an_answer_is_always_heard_to_its_end(values: list[float]) -> None:
    left = values
    while left:
        cut = _cut(hearing.Activity(left, FRAME_MS), last=True)
        assert cut is not None
        left = left[max(1, round(cut / FRAME_MS)) :]


def test_words_that_somebody_said_stay() -> None:
    words = _spoken("I led the migration of our billing service")
    assert hearing.sift(words, _activity((0.9, 4000))).words == tuple(words)


def test_words_where_nobody_spoke_are_dropped_and_kept_beside() -> None:
    words = _spoken("I led it Thank you for watching")
    sifted = hearing.sift(words, _activity((0.9, 1200), (0.05, 4000)))
    assert [word.text for word in sifted.words] == ["I", "led", "it"]
    assert {one.reason for one in sifted.dropped} == {"nobody spoke at that time"}


def test_a_word_without_a_time_needs_some_voice_somewhere() -> None:
    assert hearing.sift([Word("hello")], _activity((0.05, 4000))).words == ()
    assert hearing.sift([Word("hello")], _activity((0.9, 4000))).words == (Word("hello"),)


def test_a_doubtful_word_in_sound_that_is_hardly_speech_is_dropped() -> None:
    doubtful = [Word("with", 0, 300, 0.4)]
    assert hearing.sift(doubtful, _activity((0.6, 1000))).words == ()
    assert hearing.sift(doubtful, _activity((0.95, 1000))).words == tuple(doubtful)
    assert hearing.sift([Word("with", 0, 300, 0.8)], _activity((0.6, 1000))).dropped == ()


def test_a_word_that_fits_by_chance_among_invented_ones_is_dropped_with_them() -> None:
    """As a melody brought it: "with with with", of which one fitted one note."""
    sure = (0.29, 0.502, 0.162)
    invented = [Word("with", at * 200, at * 200 + 150, one) for at, one in enumerate(sure)]
    assert hearing.sift(invented, _activity((0.55, 4000))).words == ()
    said_before = Word("Then", 0, 300, 0.95)
    later = [
        dataclasses.replace(one, start_ms=2000 + at, end_ms=2100 + at) for at, one in enumerate(invented)
    ]
    assert hearing.sift([said_before, *later], _activity((0.55, 4000))).words == (said_before,)
    assert len(hearing.sift(invented, _activity((0.95, 4000))).words) == 3


def _with_confidence(words: list[Word], confidence: float | None) -> list[Word]:
    return [dataclasses.replace(word, confidence=confidence) for word in words]


@pytest.mark.parametrize("loop", ["so", "and then", "we cut the errors"])
def test_a_loop_that_hardly_fits_the_sound_is_kept_once(loop: str) -> None:
    words = _with_confidence(_spoken(f"I said {loop} {loop} {loop} {loop} {loop} and left"), 0.3)
    sifted = hearing.sift(words, _activity((0.9, 30_000)))
    assert " ".join(word.text for word in sifted.words) == f"I said {loop} and left"


def test_a_loop_that_nobody_could_say_in_a_breath_is_kept_once_however_clear_it_seems() -> None:
    words = _spoken("I said " + "thank you " * hearing.SURE_LOOP_REPEATS + "and left")
    sifted = hearing.sift(words, _activity((0.9, 30_000)))
    assert " ".join(word.text for word in sifted.words) == "I said thank you and left"


@pytest.mark.parametrize("said", ["the number is zero zero zero zero seven", "I I I I I led it"])
def test_what_a_person_clearly_repeats_stays(said: str) -> None:
    words = _spoken(said)
    assert hearing.sift(words, _activity((0.9, 30_000))).words == tuple(words)


def test_the_same_short_answer_after_each_pause_is_no_loop() -> None:
    words = [Word("No", at * 5000, at * 5000 + 300, 0.3) for at in range(5)]
    assert len(hearing.sift(words, _activity((0.9, 30_000))).words) == 5


def test_without_times_six_rounds_are_a_loop_and_five_are_not() -> None:
    for rounds, kept in ((5, 5), (6, 1)):
        words = [Word("no", segment_ms=(0, 9000))] * rounds
        assert len(hearing.sift(words, _activity((0.9, 9000))).words) == kept


def test_what_a_person_repeats_three_times_is_no_loop() -> None:
    words = _spoken("no no no I did it")
    assert len(hearing.sift(words, _activity((0.9, 30_000))).words) == 6


def test_words_faster_than_anybody_speaks_are_dropped() -> None:
    words = _spoken("subtitles by the community of friends dot org", each_ms=60)
    assert hearing.sift(words, _activity((0.9, 4000))).words == ()


def test_a_word_of_a_segment_in_which_nobody_spoke_is_dropped() -> None:
    activity = hearing.Activity([0.0] * 100 + [0.9] * 100, 10)
    words = [Word("Thanks", segment_ms=(0, 900)), Word("led", segment_ms=(1100, 1900))]
    assert hearing.sift(words, activity).words == (words[1],)


def test_a_click_is_no_sentence() -> None:
    """What the recogniser made of loud typing: four words in an eighth of a second, none of which could be aligned."""
    words = [Word(text, segment_ms=(11_860, 11_978)) for text in ("To", "to", "to", "to.")]
    sifted = hearing.sift(words, _activity((0.0, 11_800), (0.9, 200)))
    assert sifted.words == ()


def test_untimed_words_at_a_speed_of_speech_stay() -> None:
    words = [Word(text, segment_ms=(0, 1200)) for text in "at forty percent then".split()]
    assert len(hearing.sift(words, _activity((0.9, 1200))).words) == 4


def test_an_untimed_word_is_judged_by_its_own_segment() -> None:
    activity = _activity((0.05, 4000), (0.9, 2000))
    words = [Word("thanks", segment_ms=(1000, 2000)), Word("forty", segment_ms=(4000, 5000))]
    assert [word.text for word in hearing.sift(words, activity).words] == ["forty"]
