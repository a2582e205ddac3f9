"""Delivery facts on a timeline whose numbers are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import speech_metrics
from interview_app.domain.transcript import Transcript, Word, written_words

TIMELINE = """So 1200-1400, um 1700-2000, I 2100-2200, led 2240-2500, the 2500-2600, migration 2600-3300, of 3549-3650,
the 3900-4000, billing 4000-4500, service 4500-5100, uh 6100-6400, and 6500-6700, we 6700-6900, cut 9100-9400,
errors 9400-9900, by 9900-10050, 40% -, in 10700-10800, two 10800-11000, weeks 11000-11500"""


def timeline() -> list[Word]:
    words = []
    for entry in TIMELINE.replace("\n", " ").split(", "):
        text, times = entry.split()
        start, end = times.split("-")
        words.append(Word(text, int(start), int(end), 0.9) if start else Word(text))
    return words


def heard(words: list[Word]) -> Transcript:
    return Transcript(tuple(words), "en", 13_000)


def test_the_timeline_gives_the_known_numbers() -> None:
    facts = speech_metrics.measure(heard(timeline()))
    assert facts.span_ms == 10_300
    assert facts.pauses_ms == (300, 250, 1000, 2200)
    assert facts.long_pauses == 1
    assert (facts.words, facts.fillers) == (20, 2)
    assert facts.words_per_minute == pytest.approx(104.854369, abs=1e-6)
    assert facts.articulation_rate == pytest.approx(172.881356, abs=1e-6)
    assert facts.response_latency_ms == 1200


@pytest.mark.parametrize(("silence", "pauses"), [(249, ()), (250, (250,)), (2000, (2000,))])
def test_a_silence_is_a_pause_from_250_ms(silence: int, pauses: tuple[int, ...]) -> None:
    facts = speech_metrics.measure(heard([Word("a", 0, 100), Word("b", 100 + silence, 300 + silence)]))
    assert (facts.pauses_ms, facts.long_pauses) == (pauses, int(silence >= 2000))


def test_the_time_around_an_untimed_word_is_no_pause() -> None:
    facts = speech_metrics.measure(heard([Word("a", 0, 500), Word("40%"), Word("b", 5500, 6000)]))
    assert facts.pauses_ms == ()
    assert facts.words_per_minute == 3 * 60_000 / 6000
    assert facts.articulation_rate == 2 * 60_000 / 1000


def test_untimed_words_outside_the_span_are_in_no_rate() -> None:
    facts = speech_metrics.measure(heard([Word("x"), Word("a", 1000, 2000), Word("y")]))
    assert (facts.words, facts.words_per_minute, facts.response_latency_ms) == (3, 60.0, None)


def test_lost_sound_is_no_pause_and_in_no_rate() -> None:
    words = [Word("a", 0, 500), Word("b", 4500, 5000)]
    facts = speech_metrics.measure(heard(words), lost_ms=[(1000, 4000)])
    assert facts.pauses_ms == ()
    assert facts.words_per_minute == 2 * 60_000 / 2000
    assert facts.articulation_rate == 2 * 60_000 / 1000


def test_a_recogniser_that_leaves_fillers_out_does_not_count_them_as_none() -> None:
    assert speech_metrics.measure(heard([Word("a", 0, 500)]), keeps_fillers=False).fillers is None


@pytest.mark.parametrize("words", [[], list(written_words("I led it")), [Word("…", 0, 100)]])
def test_what_cannot_be_known_is_none(words: list[Word]) -> None:
    facts = speech_metrics.measure(heard(words))
    assert (facts.span_ms, facts.pauses_ms) == (0, ())
    assert (facts.words_per_minute, facts.articulation_rate, facts.response_latency_ms) == (None, None, None)


TIMED = st.lists(
    st.builds(
        lambda text, start, length: Word(text, start, start + length),
        st.sampled_from(["led", "um", "cut"]),
        st.integers(0, 60_000),
        st.integers(0, 3000),
    )
    | st.just(Word("40%")),
    max_size=30,
)


@given(TIMED)
def test_no_timeline_however_odd_gives_impossible_facts(words: list[Word]) -> None:
    facts = speech_metrics.measure(heard(words))
    assert facts.span_ms >= 0
    assert sum(facts.pauses_ms) <= facts.span_ms
    assert all(pause >= 250 for pause in facts.pauses_ms)
    assert facts.fillers is not None
    assert facts.fillers <= facts.words == len(words)
    assert facts.words_per_minute is None or facts.words_per_minute >= 0
