"""Hears answers of so many seconds, one after the other, in a process of its own, as a speech worker after Submit.

python -m tests.long_answers 120 1200     prints each one's seconds, words, and the most memory so far in MB, as JSON lines
"""

from __future__ import annotations

import json
import resource
import sys

from interview_app.adapters.ffmpeg_media import FfmpegMedia
from interview_app.adapters.whisperx_speech import WhisperxSpeech
from tests import following
from tests.integration.adapters import ears, sounds

QUICKLY = ("-c:a", "libopus", "-b:a", "32k", "-compression_level", "0")
LIVE = ("-live", "1", "-cluster_time_limit", "1000", "-f", "webm", "pipe:1")


def main(lengths: list[int]) -> None:
    ear = ears.small()
    hear(ear, 20)  # what is loaded at the first answer
    for seconds in lengths:
        words = hear(ear, seconds)
        print(json.dumps({"seconds": seconds, "words": words, "peak_mb": _peak_mb()}), flush=True)  # noqa: T201


def hear(ear: WhisperxSpeech, seconds: int) -> int:
    """How many words are heard in an answer of so many seconds, which nobody followed."""
    with following.answer(ear, FfmpegMedia()) as answer:
        for chunk in _recorded(seconds):
            answer.arrives(chunk)
        answer.submit(seconds * 1000)
        while answer.finish():
            pass
        return len(answer.words)


def _recorded(seconds: int) -> list[bytes]:
    """As Chromium sends it: a webm's cluster a second."""
    said = sounds.speech(" ".join(ears.SENTENCES), words_per_minute=150)
    pcm = said * (seconds * 1000 * following.MS // len(said) + 1)
    body = sounds.ffmpeg(pcm[: seconds * 1000 * following.MS], *sounds.PCM, "-ar", "48000", *QUICKLY, *LIVE)
    header, *clusters = sounds.clusters(body)
    return [header + clusters[0], *clusters[1:]]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]])
