"""A recording's waveform and silences, and the words to be doubted."""

from __future__ import annotations

import array
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import playback
from interview_app.domain.transcript import Word

SAMPLES_PER_SECOND = 16_000


def pcm(*loudness: int, each_ms: int = 50) -> bytes:
    """Sound whose amplitude is the given one for 50 ms each, in both directions."""
    samples = array.array("h")
    for value in loudness:
        samples.extend([value, -value] * (each_ms * 8))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


def said(*times: tuple[int, int] | None) -> list[Word]:
    return [Word("word", *(at or (None, None))) for at in times]


# Peaks


def test_peaks_follow_the_loudness_and_their_scale_is_the_sound_s_own() -> None:
    assert list(playback.peaks(pcm(0, 1024, 16_384, 32_767))) == [0, 8, 128, 255]


def test_the_loudest_negative_sample_fits_into_a_byte() -> None:
    assert list(playback.peaks(array.array("h", [-32_768] * 800).tobytes())) == [255]


def test_no_sound_has_no_peaks() -> None:
    assert playback.peaks(b"") == b""
    assert playback.peaks(b"\x00") == b""


def test_a_short_click_in_a_long_answer_is_still_seen() -> None:
    long = bytearray(20 * 60 * SAMPLES_PER_SECOND * 2)
    long[SAMPLES_PER_SECOND * 2 * 600 : SAMPLES_PER_SECOND * 2 * 600 + 2] = (20_000).to_bytes(2, "little")

    found = playback.peaks(bytes(long))

    assert len(found) == playback.MOST_PEAKS
    assert [at for at, peak in enumerate(found) if peak] == [300]


@given(st.integers(min_value=1, max_value=120_000))
def test_every_sample_is_in_one_peak_and_no_peak_is_empty(samples: int) -> None:
    found = playback.peaks(b"\x00\x10" * samples)

    assert 1 <= len(found) <= playback.MOST_PEAKS
    assert set(found) == {32}


# Silences


def test_two_seconds_without_a_word_are_a_silence_and_a_millisecond_less_is_none() -> None:
    assert playback.silences(said((0, 1000), (3000, 4000), (5999, 6500)), 7000) == ((1000, 3000),)


def test_silence_before_the_first_word_and_after_the_last_counts() -> None:
    assert playback.silences(said((2500, 3000)), 6000) == ((0, 2500), (3000, 6000))


def test_where_an_untimed_word_stands_nobody_was_silent_for_sure() -> None:
    assert playback.silences(said((0, 500), None, (5000, 5500), (9000, 9500)), 9600) == ((5500, 9000),)
    assert playback.silences(said(None, (5000, 5500)), 5600) == ()
    assert playback.silences(said((0, 500), None), 9000) == ()


@pytest.mark.parametrize("words", [(), (None, None)])
def test_without_a_timed_word_nothing_is_called_silent(words: tuple[None, ...]) -> None:
    assert playback.silences(said(*words), 60_000) == ()


def test_a_word_within_another_makes_no_silence_of_the_other_s_end() -> None:
    assert playback.silences(said((0, 5000), (1000, 1200), (6000, 6500)), 6500) == ()


# Doubt


@pytest.mark.parametrize(("confidence", "unsure"), [(0.0, True), (0.59, True), (0.6, False), (None, False)])
def test_a_word_is_doubtful_under_the_threshold_only(confidence: float | None, unsure: bool) -> None:
    assert playback.is_unsure(Word("word", 0, 1, confidence)) is unsure
