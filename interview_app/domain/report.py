"""The evaluation report's content, apart from how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from interview_app.domain.rating import Composite, RatingState, Recommendation
from interview_app.domain.speech_metrics import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Who was interviewed for what, and when (UTC); `ended_by` says how the interview came to its end."""

    job_title: str
    candidate_name: str
    candidate_email: str
    started_at: datetime | None
    finished_at: datetime | None
    ended_by: str
    guide_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A verified quote; `label` names its answer, `at` is its audio's start as "1:05", "" when untimed."""

    text: str
    label: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRating:
    """One competency in one answer. `level` is 1-5, None unless rated; `shown` is the state in words."""

    competency: str
    state: RatingState
    level: float | None
    shown: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One turn. `missing_ms` of its recording are lost; `notes` are sentences, as on a missing transcript."""

    label: str
    question: str
    origin: str
    text: str
    written: bool
    duration_ms: int | None
    missing_ms: int
    ratings: tuple[AnswerRating, ...]
    delivery: Delivery | None
    notes: tuple[str, ...]
    quality: str = ""
    key_points: tuple[str, ...] = ()
    improve: str = ""
    star: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyLine:
    """One competency over the whole interview. `score` is 0-100, None like `level` unless rated."""

    key: str
    name: str
    weight: float
    state: RatingState
    level: float | None
    score: float | None
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A strength or an area to improve; `quote` is verified, None when the point is what was not said."""

    competency: str
    text: str
    quote: Quote | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that the report shows. `method` are lines on models, versions and rules.

    `summary_failure` says why there is no narrative; `judges` names who judged ("single judge: …").
    """

    header: Header
    answers: tuple[Answer, ...]
    competencies: tuple[CompetencyLine, ...]
    overall: Composite | None
    recommendation: Recommendation | None
    strengths: tuple[Point, ...]
    improvements: tuple[Point, ...]
    narrative: str
    next_steps: tuple[str, ...]
    summary_failure: str
    judges: str
    method: tuple[str, ...]


_STATES: Final[Mapping[RatingState, str]] = MappingProxyType(
    {
        RatingState.RATED: "Rated",
        RatingState.UNSCORED: "Not rated",
        RatingState.NOT_ASSESSABLE: "Not assessable",
        RatingState.NO_EVIDENCE: "Not enough evidence",
        RatingState.JUDGES_DISAGREE: "Judges disagree",
        RatingState.CONSENT_REFUSED: "Consent to AI rating refused",
    }
)
_ADVICE: Final[Mapping[Recommendation, str]] = MappingProxyType(
    {
        Recommendation.STRONG_YES: "Strong yes",
        Recommendation.YES: "Yes",
        Recommendation.MIXED: "Mixed",
        Recommendation.NO: "No",
    }
)


def clock_text(ms: int) -> str:
    """Milliseconds as minutes and seconds, rounded down: "1:05". Hours are counted in minutes: "61:05"."""
    minutes, seconds = divmod(max(0, ms) // 1000, 60)
    return f"{minutes}:{seconds:02d}"


def state_text(state: RatingState, reason: str = "") -> str:
    """The state in words, and behind a colon why: "Not rated: no language model is configured"."""
    return f"{_STATES[state]}: {reason.strip()}" if reason.strip() else _STATES[state]


def recommendation_text(advice: Recommendation | None) -> str:
    """The advice in words; without one, that there is none."""
    return _ADVICE[advice] if advice is not None else "No recommendation"


def coverage_text(overall: Composite) -> str:
    """How much of the rubric was assessed: "5 of 7"."""
    return f"{overall.assessed} of {overall.total}"
