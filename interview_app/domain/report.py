"""The evaluation report's content, apart from how it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from interview_app.domain.correction import Kind
from interview_app.domain.difference import Piece, brief
from interview_app.domain.interview import EndedBy
from interview_app.domain.provenance import Provenance
from interview_app.domain.rating import Composite, RatingState, Recommendation
from interview_app.domain.speech_metrics import Delivery
from interview_app.domain.turn import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Who was interviewed for what, and when (UTC); `ended_by` says how the interview came to its end.

    `language` is the tag of the language in which the interview was held. Of `practice` no recommendation is made.
    """

    job_title: str
    candidate_name: str
    candidate_email: str
    started_at: datetime | None
    finished_at: datetime | None
    ended_by: str
    guide_version: int
    language: str
    practice: bool = False
    in_writing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A verified quote. `label` and `turn_id` name its answer, `shows` the anchor for which it counts.

    `start_ms` and `end_ms` are the audio to play, None when untimed; `at` is the start as "1:05", else "".
    `corrected` tells that the candidate corrected a word of it after reading the transcript. `whole_segments` tells
    that the times are those of the segments in which it stands, its words having none of their own.
    """

    text: str
    label: str
    turn_id: int
    start_ms: int | None
    end_ms: int | None
    at: str
    shows: str = ""
    corrected: bool = False
    whole_segments: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What the candidate made of a transcript: `changed` of `heard` words. `why` says what makes it a rewriting."""

    kind: Kind
    why: str
    changed: int
    heard: int
    pieces: tuple[Piece, ...]

    @property
    def rated(self) -> bool:
        """Whether the candidate's words are rated; else those that were recognised."""
        return self.kind is Kind.CORRECTED

    @property
    def brief(self) -> tuple[Piece, ...]:
        """The changes with a few words around each."""
        return brief(self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRating:
    """One competency in one question's answers. `level` is 1-5, None unless rated; `shown` is the state in words.

    `spread` is the range between the judges' levels; `rejected` counts quotes that were claimed and do not count.
    """

    competency: str
    state: RatingState
    level: float | None
    shown: str
    quotes: tuple[Quote, ...]
    spread: float | None = None
    rejected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One turn. `missing_ms` of its recording are lost, between the `gaps` (start, end in ms).

    `ratings` and the judge's words (`quality`, `key_points`, `improve`, `star`) stand at the question and mean
    its follow-ups too. `notes` are sentences on what is not there, as a transcript that failed. `text` is what is
    rated: the corrected words where there is a `correction`, unless that is a rewriting. `delivery` is always
    measured on the recognised words. `source` is who recognised them, None where there is nothing recognised.
    """

    turn_id: int
    label: str
    question: str
    origin: Origin
    text: str
    written: bool
    duration_ms: int | None
    missing_ms: int
    gaps: tuple[tuple[int, int], ...]
    ratings: tuple[AnswerRating, ...]
    delivery: Delivery | None
    notes: tuple[str, ...]
    quality: str = ""
    key_points: tuple[str, ...] = ()
    improve: str = ""
    star: tuple[str, ...] = ()
    correction: Corrected | None = None
    source: Provenance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyLine:
    """One competency over the whole interview. `score` is 0-100, None like `level` unless rated.

    It rests on `rated` of the `asked` questions that test it.
    """

    key: str
    name: str
    weight: float
    state: RatingState
    level: float | None
    score: float | None
    shown: str
    rated: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A strength or an area to improve; `quote` is verified, None when the point is what was not said.

    `competency` is its name, "" when the model named none of the rubric's.
    """

    competency: str
    text: str
    quote: Quote | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A model's summary with every quote verified, or in `failure` the reason why there is none.

    `written_by` names the model, `prompt_version` what it was asked with.
    """

    narrative: str = ""
    strengths: tuple[Point, ...] = ()
    improvements: tuple[Point, ...] = ()
    next_steps: tuple[str, ...] = ()
    failure: str = ""
    written_by: str = ""
    prompt_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoScore:
    """Why the report has no overall score, and what a person can do about it."""

    title: str
    why: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that the report shows. `method` are lines on models, versions and rules.

    `judges` names who judged ("single judge: …"), "" when nobody did. `no_score` is None when there is a score.
    """

    header: Header
    answers: tuple[Answer, ...]
    competencies: tuple[CompetencyLine, ...]
    overall: Composite
    recommendation: Recommendation | None
    no_score: NoScore | None
    summary: Summary
    judges: str
    method: tuple[str, ...]

    @property
    def unchecked(self) -> frozenset[int]:
        """Turns whose words are of lower trust; a quote of them says so."""
        return frozenset(one.turn_id for one in self.answers if one.source and one.source.lower_trust)


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
_ENDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        EndedBy.CANDIDATE: "all questions were asked",
        EndedBy.TIME: "the time was used up",
        EndedBy.MANAGER: "ended by the team",
        EndedBy.DEADLINE: "the deadline passed",
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


def end_text(ended_by: str) -> str:
    """How the interview came to its end; "" when it is not known."""
    return _ENDS.get(ended_by, "")


def coverage_text(overall: Composite) -> str:
    """How much of the rubric was assessed: "5 of 7"."""
    return f"{overall.assessed} of {overall.total}"


def questions(answers: Sequence[Answer]) -> tuple[tuple[Answer, ...], ...]:
    """Each question's answer with those of its follow-ups behind it, in the report's order."""
    found: list[list[Answer]] = []
    for answer in answers:
        if answer.origin is Origin.FOLLOW_UP and found:
            found[-1].append(answer)
        else:
            found.append([answer])
    return tuple(tuple(group) for group in found)


def number_text(number: float) -> str:
    """A level or score with no more digits than it needs: "3", "3.5", "3.25"."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def length_text(ms: int) -> str:
    """A length of time in words: "48 s", "2 min 5 s"."""
    minutes, seconds = divmod(round(max(0, ms) / 1000), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
