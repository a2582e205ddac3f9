"""Windows of sound put together from sentences, with what the two models are to learn from them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import aligner
import numpy as np
import numpy.typing as npt
import torch
import vocabulary
from sentences import RATE, Sentence
from torch import Tensor

FRAMES_A_SECOND = 50
WORD_CLASS = {word: at for at, word in enumerate(vocabulary.WORDS, 1)}
"""What is spoken in a frame; 0 is nothing."""

Floats = npt.NDArray[np.float32]


class Placed(NamedTuple):
    """A sentence in a window; `start` in seconds, below 0 when its beginning is cut off."""

    sentence: Sentence
    start: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A window for the recogniser: sound, reply tokens, the word and the onset in each frame."""

    sound: Floats
    tokens: list[int]
    words: npt.NDArray[np.int64]
    onsets: Floats


@dataclass(slots=True)
class Spelt:
    """A window for the aligner: sound, a character or a blank in each frame, and the characters alone."""

    sound: Floats
    frames: npt.NDArray[np.int64]
    characters: list[int] = field(default_factory=list)
    _free: int = 0

    def put(self, frame: int, character: str) -> None:
        frame = max(frame, self._free)
        if 0 <= frame < len(self.frames):
            self.frames[frame] = aligner.ID[character]
            self.characters.append(aligner.ID[character])
        self._free = frame + 1


class Windows:
    def __init__(self, sentences: list[Sentence], seed: int) -> None:
        self.chance = random.Random(seed)
        self._sentences = sentences
        self._noise = np.random.default_rng(seed)

    def heard(self, seconds: float, offset: int, filled: float) -> Heard:
        """`offset` is the frame of the 30 s at which the window stands; speech ends by `filled` seconds."""
        placed = list(self._placed(filled))
        if not placed and self.chance.random() < 0.7:  # too short for that sentence
            return self.heard(seconds, offset, min(seconds - 0.05, filled + 2))
        window = Heard(
            self._sound(seconds, placed),
            [],
            np.zeros(int(seconds * FRAMES_A_SECOND), np.int64),
            np.zeros(int(seconds * FRAMES_A_SECOND), np.float32),
        )
        for one in placed:
            _label(window, one, offset / FRAMES_A_SECOND)
        return window

    def spelt(self, seconds: float, frames: int) -> Spelt:
        placed = list(self._placed(seconds - 0.5, over=True))
        window = Spelt(self._sound(seconds, placed), np.zeros(frames, np.int64))
        for one in placed:
            _spell(window, one, seconds)
        return window

    def _placed(self, until: float, *, over: bool = False) -> Iterator[Placed]:
        """Sentences, mostly of one voice, one after another; `over` lets the last one be cut off."""
        chance, voice = self.chance, None
        at = chance.choice([0.0, chance.uniform(-0.06, 0.15), chance.uniform(0, 0.5)])
        while True:
            sentence = self._another(voice)
            length = len(sentence["clean"]) / RATE
            if at > until if over else at + length > until:
                return
            yield Placed(sentence, at)
            voice = sentence["voice"]
            at += length + self._pause()

    def _another(self, voice: str | None) -> Sentence:
        tried = [self.chance.choice(self._sentences) for _ in range(4)]
        return next((one for one in tried if voice in {None, one["voice"]}), tried[-1])

    def _pause(self) -> float:
        shortest, longest = self.chance.choice([(0.05, 0.35), (0.3, 1.2), (0.3, 1.2), (1.0, 4.5)])
        return self.chance.uniform(shortest, longest)

    def _sound(self, seconds: float, placed: list[Placed]) -> Floats:
        chance = self.chance
        kind = chance.choice(["clean", "opus", "opus"])
        sound = np.zeros(int(seconds * RATE), np.float32)
        for sentence, start in placed:
            piece = sentence[kind].numpy().astype(np.float32) / 32768 * chance.uniform(0.7, 1.2)
            at = int(start * RATE)
            piece = piece[max(0, -at) :][: max(0, len(sound) - max(0, at))]
            sound[max(0, at) : max(0, at) + len(piece)] += piece
        sound *= 10 ** (chance.uniform(-14, 3) / 20)
        if chance.random() < 0.5:
            hiss = self._noise.standard_normal(len(sound)).astype(np.float32)
            sound += hiss * chance.uniform(0.00003, 0.002)
        return sound


def _label(window: Heard, placed: Placed, offset: float) -> None:
    """Adds a sentence's tokens, with a time mark before every second word, and its frames."""
    for at, (written, begins, ends) in enumerate(placed.sentence["words"]):
        word, start, end = vocabulary.plain(written), begins + placed.start, ends + placed.start
        first, last = (max(0, round(second * FRAMES_A_SECOND)) for second in (start, end))
        window.words[first:last] = WORD_CLASS[word]
        if first < len(window.onsets):
            window.onsets[first] = 1
        if at % 2 == 0:
            steps = max(0, round((start + offset) * FRAMES_A_SECOND / vocabulary.STAMP_STEP))
            window.tokens.append(vocabulary.FIRST_STAMP + vocabulary.STAMP_STEP * steps)
        window.tokens.append(vocabulary.word_id(word, begins=at == 0))
    window.tokens.append(vocabulary.ID["."])


def _spell(window: Spelt, placed: Placed, seconds: float) -> None:
    """First character on the word's first frame, last one near its end, then the word's border."""
    words = placed.sentence["words"]
    for at, (written, begins, ends) in enumerate(words):
        if ends + placed.start > seconds - 0.02:
            return
        word = vocabulary.plain(written).lower()
        # Frame i is centred about (i + 0.5) / 50 s.
        first, last = ((second + placed.start) * FRAMES_A_SECOND - 0.5 for second in (begins, ends))
        for place, character in enumerate(word):
            share = place / (len(word) - 1) if len(word) > 1 else 0.2
            window.put(round(first + (last - 1.5 - first) * share), character)
        border = round(last)
        if at + 1 < len(words):
            following = (words[at + 1][1] + placed.start) * FRAMES_A_SECOND - 0.5
            border = min(border, round(following) - 1)
        window.put(border, "|")


def stacked(arrays: list[npt.NDArray[np.float32]] | list[npt.NDArray[np.int64]]) -> Tensor:
    return torch.from_numpy(np.stack(arrays))
