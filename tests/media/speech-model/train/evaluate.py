"""Measures the two models through Candid's own adapter. From the project's folder:

    PYTHONPATH=. python tests/media/speech-model/train/evaluate.py tests/media/speech-model [--seed N]

Sentences are made anew from the seed, spoken by six voices and coded as webm/opus. --seen names training files whose
sentences are left out.
"""

from __future__ import annotations

import argparse
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import jiwer
import numpy as np
import sentences
import synthesis
import vocabulary
from sentences import RATE, VOICES

from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.config import Settings
from interview_app.domain.transcript import Word


@dataclass(slots=True)
class Tally:
    errors: int = 0
    words: int = 0
    files: int = 0
    late: list[float] = field(default_factory=list)
    """Milliseconds between the true and the found start of each word that was recognised."""


def recording(
    said: list[str], manner: synthesis.Manner, pause: float
) -> tuple[synthesis.Sound, list[tuple[str, float]]]:
    """The sentences with pauses between, and each word with its true start in seconds."""
    parts, words, at = [np.zeros(int(0.5 * RATE), np.float32)], [], 0.5
    for text in said:
        sound, spoken = synthesis.say(text, manner)
        words += [(one.word, at + (one.start or 0)) for one in spoken]
        sound = sound[: int(((spoken[-1].end or 0) + sentences.TAIL) * RATE)]
        parts += [sound, np.zeros(int(pause * RATE), np.float32)]
        at += (len(sound) + len(parts[-1])) / RATE
    return np.concatenate(parts), words


def compare(tally: Tally, true: list[tuple[str, float]], found: tuple[Word, ...]) -> None:
    expected, heard = [plain(word) for word, _ in true], [plain(one.text) for one in found]
    measured = jiwer.process_words(" ".join(expected), " ".join(heard))
    tally.errors += measured.substitutions + measured.deletions + measured.insertions
    tally.words += len(expected)
    tally.files += 1
    for chunk in measured.alignments[0]:
        if chunk.type == "equal":
            for offset in range(chunk.ref_end_idx - chunk.ref_start_idx):
                start_ms = found[chunk.hyp_start_idx + offset].start_ms
                if start_ms is not None:
                    tally.late.append(start_ms - 1000 * true[chunk.ref_start_idx + offset][1])


def plain(word: str) -> str:
    return re.sub(r"[^a-z']", "", word.lower())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("models", type=Path, help="the folder with recogniser/ and aligner/")
    options.add_argument("--seed", type=int, default=97)
    options.add_argument("--seen", nargs="*", default=[])
    chosen = options.parse_args()
    seen = {one["text"].lower() for one in sentences.load(*chosen.seen)}
    chance = random.Random(chosen.seed)
    speech = WhisperxSpeech(
        Settings(
            secret_key="evaluation needs no secret of its own",
            whisperx_model=str(chosen.models.resolve() / "recogniser"),
            whisperx_align_model=str(chosen.models.resolve() / "aligner"),
        )
    )
    for kind, count, pause in (("one sentence", 1, 0.5), ("long, with pauses", 14, 1.0), ("dense", 14, 0.15)):
        tally = Tally()
        for voice in VOICES:
            manner = synthesis.Manner(voice, chance.randint(140, 180), chance.randint(40, 60))
            sound, true = recording([_unseen(chance, seen) for _ in range(count)], manner, pause)
            coded = synthesis.opus(synthesis.samples(sound), chance.choice([32, 48, 64]))
            compare(tally, true, speech.transcribe(coded.tobytes(), language="en").words)
        middle, most = np.percentile(np.abs(tally.late), [50, 95])
        print(
            f"{kind}: {tally.errors} errors in {tally.words} words of {tally.files} recordings; "
            f"starts within {middle:.0f} ms at the median, {most:.0f} ms at the 95th percentile"
        )


def _unseen(chance: random.Random, seen: set[str]) -> str:
    while True:
        text = vocabulary.written(vocabulary.grammatical(chance))
        if len(text.split()) >= 5 and text.lower() not in seen:
            return text


if __name__ == "__main__":
    main()
