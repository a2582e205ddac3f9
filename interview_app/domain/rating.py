"""From a model's findings to levels and scores. The model quotes; whether it counts is decided here."""

from __future__ import annotations

import enum
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from interview_app.domain import transcript


class RatingState(enum.StrEnum):
    """What is known of a competency. Only `rated` has a number; no other state ever becomes one."""

    RATED = "rated"
    UNSCORED = "unscored"
    NOT_ASSESSABLE = "not_assessable"
    NO_EVIDENCE = "no_evidence"
    JUDGES_DISAGREE = "judges_disagree"
    CONSENT_REFUSED = "consent_refused"


class Recommendation(enum.StrEnum):
    """Advice to the people who decide; never the decision."""

    STRONG_YES = "strong_yes"
    YES = "yes"
    MIXED = "mixed"
    NO = "no"


MIN_QUOTE_WORDS: Final = 4
MAX_QUOTE_WORDS: Final = 60
QUOTE_PAD_MS: Final = 250
MIN_ANSWER_WORDS: Final = 25
MIN_MEDIAN_CONFIDENCE: Final = 0.5
DISAGREEMENT_LEVELS: Final = 2
MIN_COVERAGE: Final = 0.7
STRONG_YES_SCORE: Final = 75.0
STRONG_YES_LOWEST_LEVEL: Final = 3
YES_SCORE: Final = 55.0
MIXED_SCORE: Final = 35.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a quote stands: its first and last word (from 0, both included) and the audio to play, in ms.

    The times are None when none of its words has one, as in a written answer. `whole_segments` says that they are
    those of the segments in which the quote stands, because its words have none of their own.
    """

    first_word: int
    last_word: int
    start_ms: int | None
    end_ms: int | None
    whole_segments: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """What several judges make of one answer: the median level, the range between the lowest and highest."""

    level: float
    spread: float
    disagree: bool


@dataclass(frozen=True, slots=True)
class Weighted:
    """One competency on its way into the composite: `level` 1-5, None when it was not assessed."""

    level: float | None
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """The interview's score over assessed competencies. `score` is 0-100, None under 70 % coverage.

    `coverage` is the assessed part of all weight, 0-1; `assessed` of `total` competencies is how it is shown.
    """

    score: float | None
    assessed: int
    total: int
    coverage: float


def verify_quote(quote: str, words: Sequence[transcript.Word], language: str = "en") -> Span | None:
    """Where the quote stands, word for word, in this one answer; None when it does not or is not 4-60 words.

    Case, punctuation, white space and hesitation sounds are put aside on both sides, nothing else:
    paraphrase, merged sentences, ellipses and other people's words have no place. The first of several
    places counts.
    """
    hesitations = transcript.fillers(language)
    wanted = [norm for norm in transcript.norms(quote) if norm not in hesitations]
    if not MIN_QUOTE_WORDS <= len(wanted) <= MAX_QUOTE_WORDS:
        return None
    spoken = transcript.without_fillers(words, language)
    at = _place(spoken, wanted)
    if at is None:
        return None
    first, last = spoken[at].word_index, spoken[at + len(wanted) - 1].word_index
    if _has_ellipsis(quote) and not any(_has_ellipsis(word.text) for word in words[first : last + 1]):
        return None
    start_ms, end_ms = _audio(words, first, last)
    if start_ms is not None:
        return Span(first_word=first, last_word=last, start_ms=start_ms, end_ms=end_ms)
    start_ms, end_ms = _segments(words[first : last + 1])
    whole = start_ms is not None
    return Span(first_word=first, last_word=last, start_ms=start_ms, end_ms=end_ms, whole_segments=whole)


def _segments(words: Sequence[transcript.Word]) -> tuple[int | None, int | None]:
    """From the start of the first to the end of the last known segment, in ms; nothing is guessed inside of one."""
    known = [word.segment_ms for word in words if word.segment_ms is not None]
    return (known[0][0], known[-1][1]) if known else (None, None)


def _place(spoken: Sequence[transcript.Token], wanted: Sequence[str]) -> int | None:
    """Where `wanted` stands unbroken and cuts no word: "five" is no quote of "twenty-five"."""
    for at in range(len(spoken) - len(wanted) + 1):
        there = [token.norm for token in spoken[at : at + len(wanted)]]
        cut = spoken[at].glued or any(token.glued for token in spoken[at + len(wanted) :][:1])
        if there == list(wanted) and not cut:
            return at
    return None


def _has_ellipsis(text: str) -> bool:
    return "…" in text or "..." in text


def _audio(words: Sequence[transcript.Word], first: int, last: int) -> tuple[int | None, int | None]:
    """Milliseconds to play, padded by 250; an untimed word at an edge reaches to its timed neighbour."""
    if all(word.start_ms is None for word in words[first : last + 1]):
        return None, None
    before = [word.end_ms for word in words[:first] if word.end_ms is not None]
    after = [word.start_ms for word in words[last + 1 :] if word.start_ms is not None]
    starts = [word.start_ms for word in words[first : last + 1] if word.start_ms is not None]
    ends = [word.end_ms for word in words[first : last + 1] if word.end_ms is not None]
    start = starts[0] if words[first].start_ms is not None else max(before, default=0)
    end = ends[-1] if words[last].end_ms is not None else min(after, default=ends[-1])
    return max(0, start - QUOTE_PAD_MS), end + QUOTE_PAD_MS


def assessable(words: Sequence[transcript.Word], language: str = "en") -> str | None:
    """Why an answer cannot be rated, as a sentence; None when it can. A written answer has no confidence."""
    said = sum(
        1 for word in words if transcript.norms(word.text) and not transcript.is_filler(word, language)
    )
    if said < MIN_ANSWER_WORDS:
        return f"The answer has {said} words; fewer than {MIN_ANSWER_WORDS} cannot be rated."
    confidence = transcript.median_confidence(words)
    if confidence is not None and confidence < MIN_MEDIAN_CONFIDENCE:
        return f"The recording was too unclear to rate (median word confidence {confidence:.2f})."
    return None


def judge(runs_by_judge: Iterable[Sequence[int]]) -> Panel | None:
    """The panel's level: the median of each judge's runs, then over judges; None when no judge answered.

    The median, so that one judge who always says 5 cannot move it past the two honest ones.
    """
    medians = [statistics.median(runs) for runs in runs_by_judge if runs]
    if not medians:
        return None
    spread = max(medians) - min(medians)
    return Panel(float(statistics.median(medians)), float(spread), disagree=spread >= DISAGREEMENT_LEVELS)


def competency_level(levels: Sequence[float]) -> float | None:
    """A competency's level over several answers: the median of those that were rated; None when none was."""
    return float(statistics.median(levels)) if levels else None


def score_of(level: float) -> float:
    """A level 1-5 on the scale 0-100."""
    return (level - 1) / 4 * 100


def composite(competencies: Sequence[Weighted]) -> Composite:
    """The weighted score of the assessed competencies, weights renormalised; none under 70 % coverage."""
    assessed = [(one.level, one.weight) for one in competencies if one.level is not None]
    whole, weighed = sum(one.weight for one in competencies), sum(weight for _, weight in assessed)
    coverage = weighed / whole if whole else 0.0
    # Weights such as 0.7 and 0.3 do not add up exactly; 70 % must not fail by the last binary digit.
    enough = weighed > 0 and coverage >= MIN_COVERAGE - 1e-9
    score = score_of(sum(level * weight for level, weight in assessed) / weighed) if enough else None
    return Composite(score=score, assessed=len(assessed), total=len(competencies), coverage=coverage)


def recommendation(overall: Composite, levels: Sequence[float]) -> Recommendation | None:
    """Advice by visible thresholds on the 0-100 score; None without a score.

    `levels` are those of the assessed competencies: one under 3 rules out a strong yes.
    """
    score = overall.score
    if score is None:
        return None
    if score >= STRONG_YES_SCORE and all(level >= STRONG_YES_LOWEST_LEVEL for level in levels):
        return Recommendation.STRONG_YES
    if score >= YES_SCORE:
        return Recommendation.YES
    return Recommendation.MIXED if score >= MIXED_SCORE else Recommendation.NO
