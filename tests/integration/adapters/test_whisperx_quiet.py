"""Words only where there was speech: silence, noises, music and a hall give none, live and in one pass."""

from __future__ import annotations

import array
import random

import jiwer
import pytest

from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.domain.transcript import Word, norms
from tests import following
from tests.integration.adapters import ears, quiet, sounds

RATE = sounds.RATE

pytestmark = pytest.mark.speech


@pytest.fixture(scope="module")
def ear() -> WhisperxSpeech:
    return ears.small()


@pytest.mark.parametrize("kind", quiet.QUIET)
def test_nobody_is_heard_where_nobody_speaks(ear: WhisperxSpeech, kind: str) -> None:
    make, levels = quiet.QUIET[kind]
    for level in levels:
        pcm = make(level)
        whole = [word.text for word in ear.transcribe(pcm, language="en").words]
        growing = [word.text for word in following.follow(ear, pcm)[0]]
        assert (whole, growing) == ([], []), f"{kind} of {level}"


def _text(words: tuple[Word, ...] | list[Word]) -> str:
    return " ".join(norm for word in words for norm in norms(word.text))


SPOKEN = tuple(norms(" ".join(ears.SENTENCES[:2])))


def test_half_a_minute_of_thinking_adds_no_words(ear: WhisperxSpeech) -> None:
    chance = random.Random(5)
    room = quiet.samples(chance.gauss(0, 20) for _ in range(RATE * 30))
    pcm = sounds.speech(ears.SENTENCES[0]) + room + sounds.speech(ears.SENTENCES[1])
    expected = " ".join(SPOKEN)
    assert _text(ear.transcribe(pcm, language="en").words) == expected
    words, _pieces = following.follow(ear, pcm)
    assert _text(words) == expected
    quiet_from = len(sounds.speech(ears.SENTENCES[0])) // ears.MS
    assert not [
        w for w in words if w.start_ms is not None and quiet_from + 300 < w.start_ms < quiet_from + 29_700
    ]


def test_a_halls_echo_adds_no_words(ear: WhisperxSpeech) -> None:
    """The words themselves may suffer: the small model has never heard a hall."""
    dry = sounds.speech(" ".join(ears.SENTENCES[:2])) + bytes(2 * RATE * 3)
    pcm = quiet.in_a_hall(dry)
    for words in (ear.transcribe(pcm, language="en").words, following.follow(ear, pcm)[0]):
        compared = jiwer.process_words(" ".join(SPOKEN), _text(words) or "nothing")
        assert compared.insertions == 0
        assert len(words) <= len(SPOKEN)


@pytest.mark.parametrize("level", [30, 300])
def test_speech_in_noise_keeps_its_words_and_gets_no_others(ear: WhisperxSpeech, level: int) -> None:
    chance = random.Random(level)
    clean = array.array("h", bytes(RATE) + sounds.speech(" ".join(ears.SENTENCES[:2])) + bytes(2 * RATE * 4))
    pcm = quiet.samples(sample + chance.gauss(0, level) for sample in clean)
    words = ear.transcribe(pcm, language="en").words
    assert jiwer.process_words(" ".join(SPOKEN), _text(words)).insertions == 0
