"""A guide as one portable document: what templates hold, and what a new version is copied from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from interview_app import models
from interview_app.domain import interview, question, rubric
from interview_app.domain.interview import Bounds, Difficulty, Feedback, GuideLimits, InterviewType
from interview_app.models import Competency, Guide, Question, QuestionSource

MAX_TITLE_CHARS = 120
MAX_DESCRIPTION_CHARS = 20_000
MAX_INSTRUCTIONS_CHARS = 4_000
MAX_FOCUS_AREAS = 10
MAX_FOCUS_CHARS = 60
MAX_BRAND_CHARS = 80
MAX_NAME_CHARS = 80
MAX_DEFINITION_CHARS = 600
MAX_ANCHOR_CHARS = 400
RETENTION_DAYS = Bounds(7, 1095, 180)
KEY = r"[a-z][a-z0-9_]{0,39}"
VOICE = r"[A-Za-z0-9]{0,64}"


def _line(most: int, least: int = 0) -> StringConstraints:
    return StringConstraints(min_length=least, max_length=most, strip_whitespace=True)


def _whole(bounds: Bounds) -> int:
    """A field with the bounds' range and default."""
    field: int = Field(default=bounds.default, ge=bounds.low, le=bounds.high)
    return field


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GuideDetails(_Document):
    """Every setting of a guide. Seconds, minutes and days are in the names; `deadline` is aware UTC."""

    job_title: Annotated[str, _line(MAX_TITLE_CHARS, 1)]
    job_description: Annotated[str, _line(MAX_DESCRIPTION_CHARS)] = ""
    interview_type: InterviewType = InterviewType.MIXED
    difficulty: Difficulty = Difficulty.MEDIUM
    focus_areas: Annotated[tuple[Annotated[str, _line(MAX_FOCUS_CHARS, 1)], ...], Field(max_length=10)] = ()
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = "en"
    time_limit_minutes: int = _whole(GuideLimits.TIME_LIMIT_MINUTES)
    question_count: int = _whole(GuideLimits.QUESTIONS)
    answer_seconds: int = _whole(GuideLimits.ANSWER_SECONDS)
    follow_ups_per_question: int = _whole(GuideLimits.FOLLOW_UPS)
    resume_questions: int = _whole(GuideLimits.RESUME_QUESTIONS)
    thinking_seconds: int = _whole(GuideLimits.THINKING_SECONDS)
    attempts_allowed: int = _whole(GuideLimits.TAKES)
    written_answers: bool = False
    resume_required: bool = False
    deadline: datetime | None = None
    avatar: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,32}$")] = "none"
    voice: Annotated[str, StringConstraints(pattern=f"^{VOICE}$")] = ""
    brand_name: Annotated[str, _line(MAX_BRAND_CHARS)] = ""
    brand_colour: Annotated[str, StringConstraints(pattern=f"^{interview.COLOUR.pattern}$")] = "#0b5d4e"
    instructions: Annotated[str, _line(MAX_INSTRUCTIONS_CHARS)] = ""
    feedback: Feedback = Feedback.NONE
    practice_rounds: int = _whole(GuideLimits.PRACTICE_ROUNDS)
    transcripts_correctable: bool = False
    retention_days: int = _whole(RETENTION_DAYS)


class QuestionDocument(_Document):
    """A preset question and the keys of the competencies that it tests."""

    text: Annotated[str, _line(question.MAX_CHARS, 1)]
    competencies: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    seconds: int = _whole(GuideLimits.ANSWER_SECONDS)
    source: QuestionSource = QuestionSource.TEMPLATE


class AnchorDocument(_Document):
    """One of a competency's five anchors."""

    id: Annotated[str, StringConstraints(pattern=f"^{KEY}$")]
    kind: rubric.AnchorKind
    text: Annotated[str, _line(MAX_ANCHOR_CHARS)]


class CompetencyDocument(_Document):
    """One line of the rubric."""

    key: Annotated[str, StringConstraints(pattern=f"^{KEY}$")]
    name: Annotated[str, _line(MAX_NAME_CHARS)]
    definition: Annotated[str, _line(MAX_DEFINITION_CHARS)]
    weight: Annotated[float, Field(gt=0, le=100)] = 1.0
    anchors: tuple[AnchorDocument, ...]


class GuideDocument(_Document):
    """A whole guide: its settings, questions in order, rubric in order."""

    guide: GuideDetails
    questions: tuple[QuestionDocument, ...] = ()
    competencies: tuple[CompetencyDocument, ...] = ()


def is_key(text: str) -> bool:
    """Whether the text has the form of a competency's key."""
    return re.fullmatch(KEY, text) is not None


def of_guide(guide: Guide) -> GuideDocument:
    """The document of a stored guide."""
    return GuideDocument(
        guide=details_of(guide),
        questions=tuple(
            QuestionDocument(
                text=one.text,
                competencies=tuple(one.competency_keys),
                tags=tuple(one.tags),
                seconds=one.seconds,
                source=one.source,
            )
            for one in guide.questions
        ),
        competencies=tuple(
            CompetencyDocument.model_validate(
                {
                    "key": one.key,
                    "name": one.name,
                    "definition": one.definition,
                    "weight": one.weight,
                    "anchors": one.anchors,
                }
            )
            for one in guide.competencies
        ),
    )


def details_of(guide: Guide) -> GuideDetails:
    """The settings of a stored guide."""
    return GuideDetails(**{name: getattr(guide, name) for name in GuideDetails.model_fields})


def write_details(guide: Guide, details: GuideDetails) -> None:
    """Set every setting on the row."""
    for name in GuideDetails.model_fields:
        setattr(guide, name, getattr(details, name))
    guide.focus_areas = list(details.focus_areas)


def questions_of(document: GuideDocument) -> list[Question]:
    """New rows, numbered from 1."""
    return [
        Question(
            position=number,
            text=one.text,
            competency_keys=list(one.competencies),
            tags=list(one.tags),
            seconds=one.seconds,
            source=one.source,
        )
        for number, one in enumerate(document.questions, start=1)
    ]


def competencies_of(documents: Sequence[CompetencyDocument]) -> list[Competency]:
    """New rows, numbered from 1."""
    return [
        Competency(
            position=number,
            key=one.key,
            name=one.name,
            definition=one.definition,
            weight=one.weight,
            anchors=[anchor.model_dump(mode="json") for anchor in one.anchors],
        )
        for number, one in enumerate(documents, start=1)
    ]


def rubric_of(guide: Guide) -> tuple[rubric.Competency, ...]:
    """The stored rubric in the domain's words."""
    return tuple(competency_of(one) for one in guide.competencies)


def competency_of(row: models.Competency) -> rubric.Competency:
    """One stored line of the rubric in the domain's words."""
    return rubric.Competency(
        key=row.key,
        name=row.name,
        definition=row.definition,
        weight=row.weight,
        anchors=tuple(
            rubric.Anchor(anchor["id"], anchor["text"], rubric.AnchorKind(anchor["kind"]))
            for anchor in row.anchors
        ),
    )
