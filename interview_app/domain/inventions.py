"""What recognisers that were not told where somebody speaks make up, known by evidence: the sound's own loudness, the
recogniser's own doubts, a speed that no person reaches. Loops and the sound at each word's time are `hearing`'s to judge.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from interview_app.domain import hearing, recognised, transcript

FRAME_MS: Final = 50
"""Loudness is the mean size of the 16-bit samples, 0 to 32,768, in each frame of so many milliseconds."""
SILENT: Final = 12.0
"""About -70 dB: a microphone that is off, or a codec's remains of silence."""
OVER_NOISE: Final = 3.0
"""In a recording with clear pauses, sound that stands less than 10 dB over them is a pause too."""
UNDER_SPEECH: Final = 8.0
"""What is less than 18 dB under the loudest sound is never taken for a pause: in noise, loudness tells nothing."""
STEADY: Final = 1.5
"""Syllables differ by more than 10 dB. A second or more of sound that never changes by 4 dB is a hum, a hiss or a tone."""
STEADY_FROM_MS: Final = 1_000
NEAR_MS: Final = 300
"""How far from a word's time its sound may be: hosted recognisers' times are rough."""
NOBODY: Final = 0.0
PERHAPS: Final = 0.5
SOMEBODY: Final = 1.0

NO_SPEECH_OVER: Final = 0.6
LOGPROB_UNDER: Final = -1.0
COMPRESSION_OVER: Final = 2.4
"""Whisper's own thresholds (openai/whisper, transcribe.py): a segment that fails them is silence, or decoded badly."""
NO_SPEECH: Final = "the recogniser itself took it for silence"
REPEATED: Final = "the recogniser repeated itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch as Whisper tells of it, with what it thinks of its own words; None for what it does not tell."""

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    no_speech: float | None = None
    logprob: float | None = None
    compression: float | None = None


def activity(loudness: Sequence[float]) -> hearing.Activity:
    """Where somebody may have spoken, by loudness alone: 0 for silence, 0.5 for what hardly stands out, 1 for sound.

    It cannot tell speech from other sound that comes and goes, so that it takes away only what nobody can have said.
    """
    if not loudness:
        return hearing.Activity((NOBODY,), FRAME_MS)
    noise, loudest = sorted(loudness)[len(loudness) // 10], max(loudness)
    if len(loudness) * FRAME_MS >= STEADY_FROM_MS and loudest < STEADY * noise:
        return hearing.Activity((NOBODY,) * len(loudness), FRAME_MS)
    heard_from = max(SILENT, min(noise * OVER_NOISE, loudest / UNDER_SPEECH))
    heard = PERHAPS if loudest < OVER_NOISE * noise else SOMEBODY
    values = [heard if level >= heard_from else NOBODY for level in loudness]
    near = NEAR_MS // FRAME_MS
    widened = [max(values[max(0, at - near) : at + near + 1]) for at in range(len(values))]
    return hearing.Activity(widened, FRAME_MS)


def doubts(segments: Sequence[Segment]) -> list[str]:
    """Why each segment is not believed by the recogniser's own measures, "" for one that is.

    All segments of one window carry the same compression, true ones as well as the loop behind them: so only what
    repeats in itself, or says again what was said in the window, goes.
    """
    found: list[str] = []
    said: set[tuple[str, ...]] = set()
    for segment in segments:
        found.append(_doubt(segment, said))
        is_bad = (segment.compression or 0.0) > COMPRESSION_OVER
        said = said | {tuple(transcript.norms(segment.text))} if is_bad else set()
    return found


def _doubt(segment: Segment, said: set[tuple[str, ...]]) -> str:
    unsure = segment.logprob is not None and segment.logprob < LOGPROB_UNDER
    if unsure and (segment.no_speech or 0.0) > NO_SPEECH_OVER:
        return NO_SPEECH
    if (segment.compression or 0.0) <= COMPRESSION_OVER:
        return ""
    again = tuple(transcript.norms(segment.text)) in said
    return REPEATED if again or compression(segment.text) > COMPRESSION_OVER else ""


def compression(text: str) -> float:
    """How many times smaller a text becomes when its repetitions are left out, as Whisper measures it."""
    body = text.encode(errors="ignore")
    return len(body) / len(zlib.compress(body)) if body else 0.0


def doubt_at(word: transcript.Word, segments: Sequence[Segment], reasons: Sequence[str]) -> str:
    """The reason of the segment in whose time the middle of the word lies; "" when it is believed or unknown."""
    if word.start_ms is None or word.end_ms is None:
        return ""
    middle = (word.start_ms + word.end_ms) / 2
    for segment, reason in zip(segments, reasons, strict=True):
        if (
            segment.start_ms is not None
            and segment.end_ms is not None
            and (segment.start_ms <= middle < segment.end_ms)
        ):
            return reason
    return ""


def sift(
    brought: Iterable[tuple[transcript.Word, str]], loudness: Sequence[float], duration_ms: int
) -> recognised.Kept:
    """The words that were said, of those that a recogniser `brought`, each with its own doubt or ""."""
    brought = list(brought)
    dropped = [(word, doubt) for word, doubt in brought if doubt]
    words = recognised.tidy((word for word, doubt in brought if not doubt), duration_ms)
    if len(words) > 1 and duration_ms * hearing.FASTEST_WORDS_PER_SECOND < len(words) * 1000:
        return recognised.kept((), [*dropped, *((word, hearing.TOO_FAST) for word in words)], duration_ms)
    sifted = hearing.sift(words, activity(loudness))
    dropped += [(one.word, one.reason) for one in sifted.dropped]
    return recognised.kept(sifted.words, dropped, duration_ms)
