"""Sounds in which nobody speaks, as 16 kHz mono PCM: rooms, noises, music, echoes. A level is a sample's size."""

from __future__ import annotations

import array
import functools
import math
import random
from collections.abc import Callable, Iterable

from tests.integration.adapters import ears, sounds

RATE = sounds.RATE
SECONDS = 12


def silence(_level: int) -> bytes:
    """Nothing at all."""
    return bytes(2 * RATE * SECONDS)


def white(level: int) -> bytes:
    """A hiss."""
    chance = random.Random(level)
    return samples(chance.gauss(0, level) for _ in range(RATE * SECONDS))


def pink(level: int) -> bytes:
    """A fan, or the wind."""
    return lavfi(f"anoisesrc=c=pink:a={level / 32768 * 4}:d={SECONDS}:s={level}")


def hum(level: int) -> bytes:
    """Mains at 50 Hz with its overtones, as a bad cable brings it."""
    step = 2 * math.pi * 50 / RATE
    return samples(
        level * (math.sin(step * at) + math.sin(3 * step * at) / 2 + math.sin(5 * step * at) / 4)
        for at in range(RATE * SECONDS)
    )


def breathing(level: int) -> bytes:
    """Noise around 1 kHz that swells and ebbs every two seconds."""
    breath = (
        f"anoisesrc=c=white:a=1:d={SECONDS}:s={level},bandpass=f=1000:width_type=o:w=2,tremolo=f=0.5:d=0.95"
    )
    return lavfi(f"{breath},volume={level / 8000}")


def typing(level: int) -> bytes:
    """Clicks of three milliseconds, a few a second."""
    chance = random.Random(level)
    samples = array.array("h", bytes(2 * RATE * SECONDS))
    for _ in range(SECONDS * 5):
        at = chance.randrange(RATE * SECONDS - 60)
        for place in range(at, at + 48):
            samples[place] = int(chance.uniform(-level, level))
    return samples.tobytes()


def chord(level: int) -> bytes:
    """A chord that swells twice a second."""
    parts = ";".join(f"sine=f={hertz}:d={SECONDS}[s{hertz}]" for hertz in (262, 330, 392))
    return lavfi(f"{parts};[s262][s330][s392]amix=3,tremolo=f=2:d=0.7,volume={level / 3000}")


def melody(level: int) -> bytes:
    """A scale up and down with overtones that fade, a note each third of a second."""
    notes = [262, 294, 330, 349, 392, 440, 494, 523]
    found = array.array("h")
    for number in range(SECONDS * 3):
        step = 2 * math.pi * notes[number % 14 if number % 14 < 8 else 14 - number % 14] / RATE
        for at in range(RATE // 3):
            fading = math.exp(-at / RATE * 6)
            found.append(int(level * fading * (math.sin(step * at) + math.sin(2 * step * at) / 2) / 1.5))
    return found.tobytes()


def long_pause(level: int) -> bytes:
    """Half a minute of a quiet room."""
    chance = random.Random(level)
    return samples(chance.gauss(0, level) for _ in range(RATE * 30))


@functools.cache
def hall_alone(level: int) -> bytes:
    """Only what comes back from the walls of a hall after somebody has spoken: the last two seconds of its echo."""
    speech = sounds.speech(ears.SENTENCES[0])
    return in_a_hall(speech + bytes(2 * RATE * 4))[len(speech) + RATE :]


QUIET: dict[str, tuple[Callable[[int], bytes], tuple[int, ...]]] = {
    "silence": (silence, (0,)),
    "white noise": (white, (10, 3000, 9000)),
    "pink noise": (pink, (30, 3000)),
    "a hum": (hum, (100, 1000, 8000)),
    "breathing": (breathing, (100, 1000, 4000)),
    "typing": (typing, (1000, 20_000, 20_002)),
    "a chord that swells": (chord, (300, 3000)),
    "a melody": (melody, (1000, 12_000)),
    "a tone a second": (lambda _level: sounds.tones(SECONDS), (12_000,)),
    "a quiet room for 30 s": (long_pause, (4, 40)),
    "the end of an echo": (hall_alone, (0,)),
}


def in_a_hall(pcm: bytes) -> bytes:
    """Echoes of a hall, from 40 to 600 ms late and ever quieter."""
    echo = "aecho=0.8:0.7:40|90|170|290|430|600:0.5|0.4|0.32|0.25|0.18|0.12"
    raw = ("-f", "s16le", "-ar", str(RATE), "-ac", "1")
    return sounds.ffmpeg(pcm, *raw, "-i", "pipe:0", "-af", echo, *raw, "pipe:1")


def lavfi(graph: str) -> bytes:
    """What a graph of ffmpeg's filters makes."""
    return sounds.ffmpeg(
        b"", "-f", "lavfi", "-i", graph, "-f", "s16le", "-ar", str(RATE), "-ac", "1", "pipe:1"
    )


def samples(values: Iterable[float]) -> bytes:
    """Numbers as PCM, cut off where they are too large."""
    return array.array("h", (max(-32768, min(32767, int(value))) for value in values)).tobytes()
