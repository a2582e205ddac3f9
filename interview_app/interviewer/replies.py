"""What a model may reply, as flat Pydantic shapes, and the strict way from its text to them."""

from __future__ import annotations

import json
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from interview_app.domain import decision, resume, supervision, transcript

REPLY_CHARS = 64_000


class ReplyError(ValueError):
    """The text is not the reply that was asked for. The message says why, for the one repair attempt."""


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ReplyError("The JSON object names a key twice.")
    return found


def _no_constant(name: str) -> Any:
    raise ReplyError(f"The JSON object holds {name}, which is no number.")


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


Line = Annotated[str, Field(max_length=600)]


class DecisionReply(_Reply):
    action: decision.Action
    question_text: Annotated[str, Field(max_length=2000)] = ""
    passage: Annotated[int, Field(ge=0, le=resume.MAX_PASSAGES)] | None = None
    seconds: Annotated[int, Field(ge=0, le=3600)] | None = None
    reason: Annotated[str, Field(max_length=1000)] = ""

    def to_domain(self) -> decision.Proposal:
        text = transcript.clean_text(self.question_text, 2000).text
        reason = transcript.clean_text(self.reason, 600).text or "The model gave no reason."
        return decision.Proposal(self.action, text, self.seconds, reason, self.passage)


Percent = Annotated[int, Field(ge=0, le=100)]


class SuperviseReply(_Reply):
    topic_relevance: Percent
    question_quality: Percent
    answer_progress: Percent
    time_efficiency: Percent
    action: supervision.Action
    guidance_text: Annotated[str, Field(max_length=1000)] = ""
    reason: Annotated[str, Field(max_length=1000)] = ""

    def to_domain(self) -> supervision.Proposal:
        return supervision.Proposal(
            metrics=supervision.Metrics(
                topic_relevance=self.topic_relevance,
                question_quality=self.question_quality,
                answer_progress=self.answer_progress,
                time_efficiency=self.time_efficiency,
            ),
            action=self.action,
            text=transcript.clean_text(self.guidance_text, 1000).text,
            reason=self.reason,
        )


class DraftedQuestion(_Reply):
    text: Annotated[str, Field(min_length=8, max_length=600)]
    competency: Annotated[str, Field(max_length=80)] = ""
    tags: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=8)] = []
    seconds: Annotated[int, Field(ge=1, le=3600)] | None = None


class DraftReply(_Reply):
    questions: Annotated[list[DraftedQuestion], Field(min_length=1, max_length=40)]


class ExtractedFinding(_Reply):
    anchor_id: Annotated[str, Field(max_length=80)]
    met: bool
    quote: Annotated[str, Field(max_length=1200)] = ""


class StarParts(_Reply):
    situation: bool
    task: bool
    action: bool
    result: bool


class ExtractReply(_Reply):
    findings: Annotated[list[ExtractedFinding], Field(max_length=60)]
    quality: Line = ""
    key_points: Annotated[list[Line], Field(max_length=12)] = []
    improve: Line = ""
    star: StarParts | None = None


class SupportReply(_Reply):
    supports: bool
    why: Line = ""


class TranscriptionReply(_Reply):
    holds_text: bool
    text: Annotated[str, Field(max_length=60_000)] = ""


class SummaryPoint(_Reply):
    competency: Annotated[str, Field(max_length=80)]
    text: Line
    quote: Annotated[str, Field(max_length=1200)] = ""


class SummaryReply(_Reply):
    narrative: Annotated[str, Field(max_length=4000)]
    strengths: Annotated[list[SummaryPoint], Field(max_length=10)]
    improvements: Annotated[list[SummaryPoint], Field(max_length=10)]
    next_steps: Annotated[list[Line], Field(max_length=10)] = []


_decoder = json.JSONDecoder(object_pairs_hook=_no_twins, parse_constant=_no_constant)
R = TypeVar("R", bound=_Reply)
Reply = _Reply


def parse(text: str, shape: type[R]) -> R:
    """The first JSON object in `text` as `shape`. Raises ReplyError with a reason that quotes nothing of the text."""
    if not text.strip():
        raise ReplyError("The reply was empty.")
    if len(text) > REPLY_CHARS:
        raise ReplyError("The reply was too long.")
    try:
        return shape.model_validate(_first_object(text))
    except ValidationError as error:
        raise ReplyError(_faults(error)) from None


def schema_of(shape: type[_Reply]) -> dict[str, Any]:
    """The JSON schema that providers are given for `shape`."""
    return shape.model_json_schema()


def _first_object(text: str) -> Any:
    start = text.find("{")
    if start < 0:
        raise ReplyError("The reply holds no JSON object.")
    try:
        found, _end = _decoder.raw_decode(text, start)
    except RecursionError:
        raise ReplyError("The JSON object is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise ReplyError(f"The JSON object is broken: {error.msg}.") from None
    except ReplyError:
        raise
    except ValueError:  # Python refuses to read a number of thousands of digits
        raise ReplyError("The JSON object holds a number that is too long.") from None
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ReplyError("The JSON object holds characters that are no text.") from None
    return found


def _faults(error: ValidationError) -> str:
    """The first faults as places and kinds; values and unknown keys stay out, they are somebody's words."""
    faults = [f"{_place(one['loc'], one['type'])}: {one['type']}" for one in error.errors()[:5]]
    return "The JSON object has the wrong shape: " + "; ".join(faults) + "."


def _place(where: tuple[int | str, ...], kind: str) -> str:
    known = where[:-1] if kind == "extra_forbidden" else where
    return ".".join([*(str(part) for part in known), *(["unknown key"] if kind == "extra_forbidden" else [])])
