"""What nobody said is known by the sound's loudness, the recogniser's own doubts and an impossible speed."""

from __future__ import annotations

import pytest

from interview_app.domain import hearing, inventions
from interview_app.domain.inventions import Segment
from interview_app.domain.transcript import Word

SYLLABLE = [900.0, 2400.0, 3000.0, 1200.0, 300.0]
"""A quarter of a second: five frames."""
SPEECH = SYLLABLE * 12
PAUSE = [30.0, 26.0, 33.0, 28.0] * 15
"""Three seconds of a room."""


def spoken(loudness: list[float]) -> set[float]:
    return set(inventions.activity(loudness).values)


def test_sound_that_comes_and_goes_may_be_speech() -> None:
    assert spoken(SPEECH) == {inventions.SOMEBODY}


@pytest.mark.parametrize("gain", [0.02, 1.0, 8.0])
def test_a_pause_between_words_is_none_however_loud_they_are(gain: float) -> None:
    loudness = [level * gain for level in SPEECH + PAUSE + SPEECH]
    found = inventions.activity(loudness)

    assert found.peak(1000, 2500) == inventions.SOMEBODY
    assert found.peak(3500, 5500) == inventions.NOBODY
    assert found.peak(6500, 8000) == inventions.SOMEBODY


def test_a_word_may_stand_a_little_beside_its_sound() -> None:
    found = inventions.activity(PAUSE + SPEECH + PAUSE)

    assert found.peak(2750, 2900) == inventions.SOMEBODY
    assert found.peak(2000, 2600) == inventions.NOBODY


@pytest.mark.parametrize(
    "loudness", [[], [0.0] * 40, [8.0, 11.0] * 40, [2000.0] * 40, [500.0, 560.0, 620.0] * 20]
)
def test_silence_a_tone_and_a_steady_noise_are_nobodys_words(loudness: list[float]) -> None:
    assert spoken(loudness) == {inventions.NOBODY}


def test_a_short_loud_sound_is_not_called_steady() -> None:
    assert spoken([2000.0] * 8) == {inventions.PERHAPS}


def test_in_noise_nothing_is_taken_for_a_pause() -> None:
    in_noise = [level + 900 for level in SPEECH + PAUSE]

    assert inventions.NOBODY not in spoken(in_noise)


def test_one_word_in_a_long_silence_is_heard() -> None:
    found = inventions.activity(PAUSE * 4 + SYLLABLE + PAUSE * 4)

    assert found.peak(12_000, 12_250) == inventions.SOMEBODY
    assert found.peak(3000, 4000) == inventions.NOBODY


@pytest.mark.parametrize(
    ("no_speech", "logprob", "doubted"),
    [(0.9, -1.2, True), (0.9, -0.3, False), (0.2, -1.2, False), (0.9, None, False), (None, None, False)],
)
def test_a_segment_is_silence_where_the_recogniser_says_so_and_is_unsure_of_its_words(
    no_speech: float | None, logprob: float | None, doubted: bool
) -> None:
    segment = Segment(text="Thank you.", no_speech=no_speech, logprob=logprob)
    assert inventions.doubts([segment]) == [inventions.NO_SPEECH if doubted else ""]


def test_what_a_badly_decoded_window_says_again_is_a_repetition_and_what_it_said_first_is_not() -> None:
    texts = [
        "I led the migration.",
        "Thank you for watching.",
        "Thank you for watching!",
        "thank you for watching",
    ]
    looping = [Segment(text=text, compression=3.1) for text in texts]
    fine = [Segment(text=text, compression=1.4) for text in texts]

    assert inventions.doubts(looping) == ["", "", inventions.REPEATED, inventions.REPEATED]
    assert inventions.doubts(fine) == ["", "", "", ""]
    assert inventions.doubts([*fine[:2], *looping[1:2]]) == ["", "", ""]


def test_a_long_sentence_that_goes_round_in_one_segment_is_a_repetition() -> None:
    text = "and then we looked at what the team had planned for the next quarter of the year " * 6
    assert inventions.compression(text) > inventions.COMPRESSION_OVER
    assert inventions.doubts([Segment(text=text, compression=5.0)]) == [inventions.REPEATED]


def test_a_word_has_the_doubt_of_the_segment_that_it_stands_in() -> None:
    segments = [Segment(text="a", start_ms=0, end_ms=1000), Segment(text="b", start_ms=1000, end_ms=2000)]

    assert inventions.doubt_at(Word("a", 800, 1100), segments, ["", "no"]) == ""
    assert inventions.doubt_at(Word("b", 900, 1300), segments, ["", "no"]) == "no"
    assert inventions.doubt_at(Word("c", 2500, 2600), segments, ["", "no"]) == ""
    assert inventions.doubt_at(Word("b"), segments, ["", "no"]) == ""


def test_words_that_nobody_could_say_in_the_time_are_dropped_though_none_has_a_time() -> None:
    words = [(Word(f"word{at}"), "") for at in range(30)]
    found = inventions.sift(words, SPEECH, 3000)

    assert found.words == ()
    assert {reason for _, reason in found.dropped} == {hearing.TOO_FAST}
    assert len(inventions.sift(words[:20], SPEECH, 3000).words) == 20


def test_what_the_recogniser_doubts_what_is_silent_and_what_loops_go_and_the_rest_stays() -> None:
    said = [(Word("I", 200, 400), ""), (Word("led", 500, 900), "")]
    silent, doubted = Word("Thanks", 4000, 4500), Word("you", 1000, 1200)
    found = inventions.sift([*said, (doubted, "it says so"), (silent, "")], SPEECH + PAUSE, 6000)

    assert found.words == tuple(word for word, _ in said)
    assert found.dropped == ((doubted, "it says so"), (silent, "nobody spoke at that time"))
