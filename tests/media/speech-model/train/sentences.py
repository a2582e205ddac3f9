"""Writes sentences with sound and word times: `python sentences.py COUNT SEED FILE [--more-voices]`.

Each has its clean sound and the same through opus. --more-voices adds voices and speaks every sixth word by word.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

import numpy as np
import synthesis
import torch
import vocabulary

RATE = synthesis.RATE
TAIL = 0.08
"""Seconds kept after the last word."""
GROUP = 400
PAUSE = np.zeros(4800, np.int16)
BITRATES = (32, 48, 64, 24)
JUMBLED_SHARE = 0.35

# "en" is British; "en-gb+f4" would silently lose its variant.
VOICES = ("en-us", "en", "en-us+m3", "en-us+f2", "en+f4", "en+m7")
MORE_VOICES = (
    *VOICES,
    *("en-us+f4", "en-us+m1", "en+f2", "en+m3", "en-gb-scotland", "en-gb-x-rp", "en-us+f5", "en+f1"),
)

Sentence = dict[str, Any]
"""text, voice, words as (word, start s, end s), and int16 tensors `clean` and `opus`."""


def load(*places: str) -> list[Sentence]:
    return [sentence for place in places for sentence in torch.load(place, weights_only=True)]


def spoken_at_once(text: str, manner: synthesis.Manner) -> Sentence | None:
    """None when espeak-ng does not tell the time of every word."""
    sound, spoken = synthesis.say(text, manner)
    words = [
        (one.word, one.start, one.end) for one in spoken if one.start is not None and one.end is not None
    ]
    if len(words) < len(spoken) or any(end - start < 0.02 for _, start, end in words):
        return None
    return _sentence(text, manner, sound, words)


def spoken_word_by_word(text: str, manner: synthesis.Manner, pause: float) -> Sentence:
    parts, words, at = [], [], 0.0
    for word in text.split():
        sound = sounding(synthesis.say(word, manner)[0])
        words.append((word, at, at + len(sound) / RATE))
        parts.append(np.pad(sound, (0, int(pause * RATE))))
        at += len(parts[-1]) / RATE
    return _sentence(text, manner, np.concatenate(parts), words)


def sounding(sound: synthesis.Sound) -> synthesis.Sound:
    """Without the silence around it."""
    loudness = np.convolve(np.abs(sound), np.ones(80) / 80, "same")
    loud = np.flatnonzero(loudness > 0.01 * loudness.max())
    return sound[loud[0] : loud[-1] + 1]


def _sentence(
    text: str, manner: synthesis.Manner, sound: synthesis.Sound, words: list[tuple[str, float, float]]
) -> Sentence:
    clean = synthesis.samples(sound[: int((words[-1][2] + TAIL) * RATE)])
    return {"text": text, "voice": manner.voice, "words": words, "clean": clean}


def _made(count: int, chance: random.Random, voices: tuple[str, ...]) -> list[Sentence]:
    made = []
    for _ in range(count):
        jumbled = chance.random() < JUMBLED_SHARE
        words = vocabulary.jumbled(chance) if jumbled else vocabulary.grammatical(chance)
        manner = synthesis.Manner(
            chance.choice(voices), chance.randint(135, 190), chance.randint(35, 65), chance.randint(40, 60)
        )
        if sentence := spoken_at_once(vocabulary.written(words), manner):
            made.append(sentence)
    return made


def _slowly(count: int, chance: random.Random, voices: tuple[str, ...]) -> list[Sentence]:
    made = []
    for _ in range(count):
        jumbled = chance.random() < JUMBLED_SHARE
        words = vocabulary.jumbled(chance) if jumbled else vocabulary.grammatical(chance)
        manner = synthesis.Manner(chance.choice(voices), chance.randint(140, 185), chance.randint(38, 62))
        made.append(spoken_word_by_word(vocabulary.written(words), manner, chance.uniform(0.01, 0.15)))
    return made


def _through_opus(made: list[Sentence]) -> None:
    """Many at a time, with a pause between: starting ffmpeg for each would take hours."""
    for turn, first in enumerate(range(0, len(made), GROUP)):
        group = made[first : first + GROUP]
        joined = np.concatenate([part for one in group for part in (one["clean"], PAUSE)])
        coded = synthesis.opus(joined, BITRATES[turn % len(BITRATES)])
        at = 0
        for one in group:
            one["opus"] = torch.from_numpy(coded[at : at + len(one["clean"])].copy())
            at += len(one["clean"]) + len(PAUSE)
    for one in made:
        one["clean"] = torch.from_numpy(one["clean"])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("count", type=int)
    options.add_argument("seed", type=int)
    options.add_argument("file", type=Path)
    options.add_argument("--more-voices", action="store_true")
    chosen = options.parse_args()
    chance = random.Random(chosen.seed)
    made = _made(chosen.count, chance, MORE_VOICES if chosen.more_voices else VOICES)
    if chosen.more_voices:
        made += _slowly(chosen.count // 5, chance, MORE_VOICES)
        chance.shuffle(made)
    _through_opus(made)
    torch.save(made, chosen.file)
    hours = sum(len(one["clean"]) for one in made) / RATE / 3600
    print(f"{len(made)} sentences, {hours:.1f} h")


if __name__ == "__main__":
    main()
