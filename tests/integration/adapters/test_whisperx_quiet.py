"""Words only where there was speech: silence, noises, music and a hall give none, live and in one pass."""

from __future__ import annotations

import array
import functools
import math
import random
from collections.abc import Callable

import jiwer
import pytest

from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.domain.transcript import Word, norms
from tests import following
from tests.integration.adapters import ears, sounds

RATE = sounds.RATE
SECONDS = 12

pytestmark = pytest.mark.speech


@pytest.fixture(scope="module")
def ear() -> WhisperxSpeech:
    return ears.small()


def _silence(_level: int) -> bytes:
    return bytes(2 * RATE * SECONDS)


def _white(level: int) -> bytes:
    chance = random.Random(level)
    return _samples(chance.gauss(0, level) for _ in range(RATE * SECONDS))


def _pink(level: int) -> bytes:
    return _lavfi(f"anoisesrc=c=pink:a={level / 32768 * 4}:d={SECONDS}:s={level}")


def _hum(level: int) -> bytes:
    """Mains at 50 Hz with its overtones, as a bad cable brings it."""
    step = 2 * math.pi * 50 / RATE
    return _samples(
        level * (math.sin(step * at) + math.sin(3 * step * at) / 2 + math.sin(5 * step * at) / 4)
        for at in range(RATE * SECONDS)
    )


def _breathing(level: int) -> bytes:
    """Noise around 1 kHz that swells and ebbs every two seconds."""
    breath = (
        f"anoisesrc=c=white:a=1:d={SECONDS}:s={level},bandpass=f=1000:width_type=o:w=2,tremolo=f=0.5:d=0.95"
    )
    return _lavfi(f"{breath},volume={level / 8000}")


def _typing(level: int) -> bytes:
    """Clicks of three milliseconds, a few a second."""
    chance = random.Random(level)
    samples = array.array("h", bytes(2 * RATE * SECONDS))
    for _ in range(SECONDS * 5):
        at = chance.randrange(RATE * SECONDS - 60)
        for place in range(at, at + 48):
            samples[place] = int(chance.uniform(-level, level))
    return samples.tobytes()


def _chord(level: int) -> bytes:
    parts = ";".join(f"sine=f={hertz}:d={SECONDS}[s{hertz}]" for hertz in (262, 330, 392))
    return _lavfi(f"{parts};[s262][s330][s392]amix=3,tremolo=f=2:d=0.7,volume={level / 3000}")


def _melody(level: int) -> bytes:
    """A scale up and down with overtones that fade, a note each third of a second."""
    notes = [262, 294, 330, 349, 392, 440, 494, 523]
    found = array.array("h")
    for number in range(SECONDS * 3):
        step = 2 * math.pi * notes[number % 14 if number % 14 < 8 else 14 - number % 14] / RATE
        for at in range(RATE // 3):
            fading = math.exp(-at / RATE * 6)
            found.append(int(level * fading * (math.sin(step * at) + math.sin(2 * step * at) / 2) / 1.5))
    return found.tobytes()


def _long_pause(level: int) -> bytes:
    """Half a minute of a quiet room."""
    chance = random.Random(level)
    return _samples(chance.gauss(0, level) for _ in range(RATE * 30))


@functools.cache
def _hall_alone(level: int) -> bytes:
    """Only what comes back from the walls of a hall after somebody has spoken: the last two seconds of its echo."""
    speech = sounds.speech(ears.SENTENCES[0])
    return _in_a_hall(speech + bytes(2 * RATE * 4))[len(speech) + RATE :]


QUIET: dict[str, tuple[Callable[[int], bytes], tuple[int, ...]]] = {
    "silence": (_silence, (0,)),
    "white noise": (_white, (10, 3000, 9000)),
    "pink noise": (_pink, (30, 3000)),
    "a hum": (_hum, (100, 1000, 8000)),
    "breathing": (_breathing, (100, 1000, 4000)),
    "typing": (_typing, (1000, 20_000, 20_002)),
    "a chord that swells": (_chord, (300, 3000)),
    "a melody": (_melody, (1000, 12_000)),
    "a tone a second": (lambda _level: sounds.tones(SECONDS), (12_000,)),
    "a quiet room for 30 s": (_long_pause, (4, 40)),
    "the end of an echo": (_hall_alone, (0,)),
}


@pytest.mark.parametrize("kind", QUIET)
def test_nobody_is_heard_where_nobody_speaks(ear: WhisperxSpeech, kind: str) -> None:
    make, levels = QUIET[kind]
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
    room = _samples(chance.gauss(0, 20) for _ in range(RATE * 30))
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
    pcm = _in_a_hall(dry)
    for words in (ear.transcribe(pcm, language="en").words, following.follow(ear, pcm)[0]):
        compared = jiwer.process_words(" ".join(SPOKEN), _text(words) or "nothing")
        assert compared.insertions == 0
        assert len(words) <= len(SPOKEN)


@pytest.mark.parametrize("level", [30, 300])
def test_speech_in_noise_keeps_its_words_and_gets_no_others(ear: WhisperxSpeech, level: int) -> None:
    chance = random.Random(level)
    clean = array.array("h", bytes(RATE) + sounds.speech(" ".join(ears.SENTENCES[:2])) + bytes(2 * RATE * 4))
    pcm = _samples(sample + chance.gauss(0, level) for sample in clean)
    words = ear.transcribe(pcm, language="en").words
    assert jiwer.process_words(" ".join(SPOKEN), _text(words)).insertions == 0


def _in_a_hall(pcm: bytes) -> bytes:
    """Echoes of a hall, from 40 to 600 ms late and ever quieter."""
    echo = "aecho=0.8:0.7:40|90|170|290|430|600:0.5|0.4|0.32|0.25|0.18|0.12"
    raw = ("-f", "s16le", "-ar", str(RATE), "-ac", "1")
    return sounds.ffmpeg(pcm, *raw, "-i", "pipe:0", "-af", echo, *raw, "pipe:1")


def _lavfi(graph: str) -> bytes:
    return sounds.ffmpeg(
        b"", "-f", "lavfi", "-i", graph, "-f", "s16le", "-ar", str(RATE), "-ac", "1", "pipe:1"
    )


def _samples(values: object) -> bytes:
    return array.array("h", (max(-32768, min(32767, int(value))) for value in values)).tobytes()
