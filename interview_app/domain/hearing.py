"""Hearing an answer while it is spoken: where a piece may end, and which recognised words nobody said.

Voice activity is a number from 0 to 1 for each frame of the sound; a frame lasts `frame_ms`. Loudness is the mean size of
the samples in each 10 ms, in any unit.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from interview_app.domain import transcript

SHORTEST_PIECE_MS: Final = 3_000
LONGEST_PIECE_MS: Final = 15_000
LONGEST_LIVE_MS: Final = 7_500
"""While an answer is spoken, its words are stored at least every 10 s: until a worker looks, and has heard, 2 s may pass."""
QUIETEST_FROM_MS: Final = 6_000
"""Where nobody pauses, a piece is at least so long: each costs a recogniser the same, however short it is."""
NEXT_LOOK_MS: Final = LONGEST_LIVE_MS
"""After the first words are shown, so much new sound is waited for: pieces of 3 s would cost twice as much, and who looks
earlier may find no pause and decode it again."""
WINDOW_MS: Final = LONGEST_PIECE_MS + 1_000
"""What a recogniser is given at most, beside what it has heard before: a longer answer costs no more memory."""
PAUSE_MS: Final = 250
LONGEST_HEARD_THROUGH_MS: Final = 1_000
EDGE_MS: Final = 400
"""Voice activity at the very end of what has arrived is not settled yet."""

ONSET: Final = 0.5
OFFSET: Final = 0.363
"""Hysteresis of voice activity, as pyannote and WhisperX use it."""

NO_VOICE: Final = 0.2
FAINT_VOICE: Final = 0.7
FAINT_WORD: Final = 0.5
"""A word whose alignment is this doubtful, in sound that is hardly speech (a tone, music), was not said."""

LOUDNESS_FRAME_MS: Final = 10
QUIET: Final = 0.05
"""Against the loudness of the speech around it (its 90th percentile): 26 dB less. Quieter is a pause, the hold of a
consonant or a soft one; their length tells them apart, and a pause behind a soft consonant is cut where it is quietest."""
GAP_FRAMES: Final = 6
"""The gap between two words said in one breath, or the hold of a stop consonant: 60 ms."""

SHORTEST_LOOP_REPEATS: Final = 4
UNTIMED_LOOP_REPEATS: Final = 6
SURE_LOOP_REPEATS: Final = 10
"""People repeat a digit or stumble over a word; so often, and clearly, nobody says the same in one breath."""
LOOP_BREAK_MS: Final = 1_000
LONGEST_LOOP_WORDS: Final = 8
FASTEST_WORDS_PER_SECOND: Final = 9.0
"""No person speaks faster over several words; conversational speech has 2 to 4, an auctioneer about 6."""
SPEED_WINDOW_WORDS: Final = 6
TOO_FAST: Final = "faster than anybody speaks"


@dataclass(frozen=True, slots=True)
class Activity:
    """Voice activity of a stretch of sound, a value a frame."""

    values: Sequence[float]
    frame_ms: float

    @property
    def duration_ms(self) -> int:
        """How long the stretch is."""
        return round(len(self.values) * self.frame_ms)

    def between(self, start_ms: int, end_ms: int) -> Activity:
        """A part of the stretch, its time 0 at `start_ms` and exactly as long as asked for."""
        first, last = round(start_ms / self.frame_ms), round(end_ms / self.frame_ms)
        values = self.values[first:last] or self.values[-1:]
        return Activity(values, (end_ms - start_ms) / len(values))

    def peak(self, start_ms: int, end_ms: int) -> float:
        """The highest activity between two times; 0 outside the stretch."""
        first, last = int(start_ms / self.frame_ms), int(end_ms / self.frame_ms) + 1
        return max(self.values[max(0, first) : max(0, last)], default=0.0)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A recognised word that is not believed, and why."""

    word: transcript.Word
    reason: str


@dataclass(frozen=True, slots=True)
class Sifted:
    """What stays of a recognition, and what does not."""

    words: tuple[transcript.Word, ...]
    dropped: tuple[Dropped, ...]


def cut(activity: Activity, loudness: Sequence[float], *, last: bool) -> int | None:
    """Where the next piece ends, in ms from the start of what has not been heard; None to wait for more.

    The latest pause that makes a piece of 3 to 7.5 s, by voice activity or by loudness: voice activity hears through a
    pause of half a second and more, and a piece that ends within a breath loses its last words. Where nobody paused for
    so long, the quietest moment: voice activity is flat within a breath, and its lowest point is often inside a word. At
    the end of an answer (`last`) a piece may be 15 s long, and the rest is one piece, if it is not longer than that.
    """
    total = activity.duration_ms
    longest = LONGEST_PIECE_MS if last else LONGEST_LIVE_MS
    if last and total <= longest:
        return total
    if total < SHORTEST_PIECE_MS:
        return None
    settled = total if last else total - EDGE_MS
    middles = _pauses(activity, settled) + _silences(loudness, settled)
    found = [middle for middle in middles if SHORTEST_PIECE_MS <= middle <= longest]
    if found:
        return max(found)
    return _gap(loudness, longest) if total >= longest else None


def _pauses(activity: Activity, until_ms: int) -> list[int]:
    """The middle of each pause, in ms; a long silence counts a middle for each piece that it could end."""
    middles: list[int] = []
    quiet_from: float | None = 0.0
    voiced = False
    at = 0.0
    for value in activity.values:
        if at >= until_ms:
            break
        voiced = value >= (OFFSET if voiced else ONSET)
        if voiced and quiet_from is not None:
            middles += _middles(quiet_from, at)
            quiet_from = None
        elif not voiced and quiet_from is None:
            quiet_from = at
        at += activity.frame_ms
    return middles + (_middles(quiet_from, at) if quiet_from is not None else [])


def _silences(loudness: Sequence[float], until_ms: int) -> list[int]:
    """The quietest moment of each pause that loudness shows, in ms: its middle may be the s before it.

    Of less than a second: voice activity does not hear through a longer one, and what it hears there is soft speech.
    """
    quiet_below = QUIET * sorted(loudness)[len(loudness) * 9 // 10] if loudness else 0.0
    middles: list[int] = []
    frames = enumerate(loudness[: until_ms // LOUDNESS_FRAME_MS])
    for quiet, run in itertools.groupby(frames, key=lambda frame: frame[1] <= quiet_below):
        places = [at for at, _level in run]
        if quiet and PAUSE_MS <= len(places) * LOUDNESS_FRAME_MS < LONGEST_HEARD_THROUGH_MS:
            middles.append(_quietest(loudness, places))
    return middles


def _middles(start_ms: float, end_ms: float) -> list[int]:
    if end_ms - start_ms < PAUSE_MS:
        return []
    if end_ms - start_ms < 4 * PAUSE_MS:
        return [round((start_ms + end_ms) / 2)]
    step = 2 * PAUSE_MS
    return [round(start_ms + offset) for offset in range(PAUSE_MS, round(end_ms - start_ms), step)]


def _gap(loudness: Sequence[float], longest_ms: int) -> int:
    """The middle of the quietest gap between two words, in ms, where nobody pauses."""
    first, last = QUIETEST_FROM_MS // LOUDNESS_FRAME_MS, longest_ms // LOUDNESS_FRAME_MS
    frames = range(first, min(last, len(loudness)))
    return _quietest(loudness, frames) if len(frames) >= GAP_FRAMES else longest_ms


def _quietest(loudness: Sequence[float], frames: Sequence[int]) -> int:
    """The middle of the quietest 60 ms in a stretch of frames, in ms; of equal ones that nearest to the stretch's own."""
    middle = (frames[0] + frames[-1] + 1) / 2
    gaps = frames[: len(frames) - GAP_FRAMES + 1]
    best = min(gaps, key=lambda at: (sum(loudness[at : at + GAP_FRAMES]), abs(at + GAP_FRAMES / 2 - middle)))
    return (best + GAP_FRAMES // 2) * LOUDNESS_FRAME_MS


def sift(words: Sequence[transcript.Word], activity: Activity) -> Sifted:
    """Tell apart what was said from what a recogniser is known to invent: by evidence, not by a list of phrases.

    A word goes when nobody spoke in its time, when it is a further round of a loop, or when it stands in a run
    faster than anybody speaks. `activity` begins at the words' time 0.
    """
    reasons = _loops(words) | _hurried(words)
    sure = _sureness(words)
    kept: list[transcript.Word] = []
    dropped: list[Dropped] = []
    for index, word in enumerate(words):
        reason = reasons.get(index) or _unvoiced(word, activity, sure.get(index))
        if reason:
            dropped.append(Dropped(word, reason))
        else:
            kept.append(word)
    return Sifted(tuple(kept), tuple(dropped))


def _sureness(words: Sequence[transcript.Word]) -> dict[int, float]:
    """How sure each word is at the most, where that is known: no surer than the words of its breath are together.

    What is invented for one sound is several words, of which one may fit it by chance.
    """
    found: dict[int, float] = {}
    for breath in _breaths(words):
        known = {at: sure for at in breath if (sure := words[at].confidence) is not None}
        found |= {at: min(own, sum(known.values()) / len(known)) for at, own in known.items()}
    return found


def _breaths(words: Sequence[transcript.Word]) -> list[list[int]]:
    """The words' places, those that follow one another without a break together."""
    breaths: list[list[int]] = []
    for index, word in enumerate(words):
        if not breaths or _break_ms(words[index - 1], word) >= LOOP_BREAK_MS:
            breaths.append([])
        breaths[-1].append(index)
    return breaths


def _unvoiced(word: transcript.Word, activity: Activity, sure: float | None) -> str | None:
    if word.segment_ms is not None:
        spoken = activity.peak(*word.segment_ms)
    elif word.start_ms is None or word.end_ms is None:
        spoken = max(activity.values, default=0.0)
    else:
        spoken = activity.peak(word.start_ms, word.end_ms)
    if spoken < NO_VOICE:
        return "nobody spoke at that time"
    doubtful = sure is not None and sure < FAINT_WORD
    return "the sound was hardly speech, and hardly this word" if doubtful and spoken < FAINT_VOICE else None


def _loops(words: Sequence[transcript.Word]) -> dict[int, str]:
    """Further rounds of the same one to eight words, four times or more in one breath, that hardly fit the sound.

    Words that the aligner found where they are said are believed, as "zero zero zero zero" in a number, unless they come
    ten times. Without times there is no such evidence: then six times are enough.
    """
    folded = [" ".join(transcript.norms(word.text)) for word in words]
    found: dict[int, str] = {}
    for length in range(1, LONGEST_LOOP_WORDS + 1):
        at = 0
        while at + length * SHORTEST_LOOP_REPEATS <= len(folded):
            rounds = _rounds(words, folded, at, length)
            if rounds >= SHORTEST_LOOP_REPEATS and _is_believed(
                words[at + length : at + length * rounds], rounds
            ):
                at += length * (rounds - 1)
            elif rounds >= SHORTEST_LOOP_REPEATS:
                for index in range(at + length, at + length * rounds):
                    found.setdefault(index, "the recogniser repeated itself")
                at += length * (rounds - 1)
            else:
                at += 1
    return found


def _rounds(words: Sequence[transcript.Word], folded: Sequence[str], at: int, length: int) -> int:
    """How often the `length` words at `at` come one after another without a break."""
    rounds = 1
    first = folded[at : at + length]
    while folded[(begin := at + rounds * length) : begin + length] == first:
        if _break_ms(words[begin - 1], words[begin]) >= LOOP_BREAK_MS:
            break
        rounds += 1
    return rounds


def _break_ms(one: transcript.Word, other: transcript.Word) -> int:
    return 0 if one.end_ms is None or other.start_ms is None else other.start_ms - one.end_ms


def _is_believed(repeated: Sequence[transcript.Word], rounds: int) -> bool:
    sure = [word.confidence for word in repeated if word.confidence is not None]
    if not sure:
        return rounds < UNTIMED_LOOP_REPEATS
    return rounds < SURE_LOOP_REPEATS and sum(sure) / len(sure) >= FAINT_WORD


def _hurried(words: Sequence[transcript.Word]) -> dict[int, str]:
    found: dict[int, str] = {}
    timed = [(index, word) for index, word in enumerate(words) if word.start_ms is not None]
    for at in range(len(timed) - SPEED_WINDOW_WORDS + 1):
        window = timed[at : at + SPEED_WINDOW_WORDS]
        start_ms, end_ms = window[0][1].start_ms or 0, window[-1][1].end_ms or 0
        if (end_ms - start_ms) * FASTEST_WORDS_PER_SECOND < SPEED_WINDOW_WORDS * 1000:
            for index, _word in window:
                found[index] = TOO_FAST
    return found | _crowded(words)


def _crowded(words: Sequence[transcript.Word]) -> dict[int, str]:
    """Untimed words of one segment that is too short for so many: a click is no sentence."""
    segments: dict[tuple[int, int], list[int]] = {}
    for index, word in enumerate(words):
        if word.start_ms is None and word.segment_ms is not None:
            segments.setdefault(word.segment_ms, []).append(index)
    return {
        index: TOO_FAST
        for (start_ms, end_ms), indexes in segments.items()
        if len(indexes) > 1 and (end_ms - start_ms) * FASTEST_WORDS_PER_SECOND < len(indexes) * 1000
        for index in indexes
    }
