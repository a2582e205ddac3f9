"""One judge on one answer: extract, verify, support, level. What the judge says counts only where code can show it."""

from __future__ import annotations

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import rating, rubric, transcript
from interview_app.interviewer import prompts, replies
from interview_app.usecases import asking, steps

SHORTEST_NAME_PART = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What every judge needs to ask its questions."""

    session: Session
    claim: steps.Claim
    model: ports.LanguageModel | None
    clock: ports.Clock
    seconds: float
    interview_session_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a question or follow-up. A quote stands in one answer or nowhere."""

    turn_id: int
    question: str
    words: tuple[transcript.Word, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Whose name and contact no judge gets to see."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One judge's findings by competency key, what they make of levels, and notes without numbers.

    A level of None means that evidence was claimed and none of it could be shown.
    """

    judge: int
    provider: str
    model: str
    prompt_version: str
    seed: int
    findings: dict[str, list[dict[str, Any]]]
    levels: dict[str, int | None]
    notes: dict[str, Any] = field(default_factory=dict)

    def record(self, competency_key: str) -> dict[str, Any]:
        """Who judged, how, and the level in this competency, for the rating's row."""
        return {
            "judge": self.judge,
            "provider": self.provider,
            "model": self.model,
            "prompt_version": self.prompt_version,
            "seed": self.seed,
            "level": self.levels.get(competency_key),
        }


def judge(
    bench: Bench,
    number: int,
    answers: Sequence[Answer],
    competencies: Sequence[rubric.Competency],
    candidate: Person,
    language: str,
) -> Verdict:
    """The verdict of judge `number` (from 0) on one question's answers. Raises OutsideError when it is away.

    The order of the anchors is shuffled by a seed that is recorded, so that no anchor gains by its place.
    """
    anchors = [(one, anchor) for one in competencies for anchor in one.anchors]
    seed = _seed(bench, answers, number)
    random.Random(seed).shuffle(anchors)  # noqa: S311  # an order, not a secret
    prompt = prompts.render(
        "extract",
        competencies=[
            {"key": one.key, "name": one.name, "definition": one.definition} for one in competencies
        ],
        anchors=[{"anchor_id": f"{one.key}/{anchor.id}", "anchor": anchor.text} for one, anchor in anchors],
        answers=[
            {"question": a.question, "answer": judge_view(a.words, candidate, language)} for a in answers
        ],
    )
    said = _ask(bench, number, prompt, replies.ExtractReply)
    claimed = {finding.anchor_id: finding for finding in said.reply.findings}
    findings: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in competencies:
        for anchor in one.anchors:
            finding = claimed.get(f"{one.key}/{anchor.id}")
            if finding is not None and finding.met:
                findings[one.key].append(_check(bench, number, anchor, finding.quote, answers, language))
    return Verdict(
        judge=number,
        provider=said.provider,
        model=said.model,
        prompt_version=said.prompt_version,
        seed=seed,
        findings=dict(findings),
        levels={one.key: _level(findings.get(one.key, [])) for one in competencies},
        notes=_notes(said.reply),
    )


def judge_view(words: Sequence[transcript.Word], candidate: Person, language: str) -> str:
    """The answer as a judge reads it: hesitations left out, the candidate's name and contact blanked."""
    text = " ".join(word.text for word in words if not transcript.is_filler(word, language))
    parts = [part for part in re.split(r"\W+", candidate.name) if len(part) >= SHORTEST_NAME_PART]
    for part in (*parts, candidate.email, candidate.phone):
        if part:
            text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "[…]", text, flags=re.IGNORECASE)
    return text


def _check(
    bench: Bench,
    number: int,
    anchor: rubric.Anchor,
    quote: str,
    answers: Sequence[Answer],
    language: str,
) -> dict[str, Any]:
    """One claimed finding: does the quote stand in an answer, and does it, read alone, support the anchor?"""
    finding: dict[str, Any] = {
        "judge": number,
        "anchor_id": anchor.id,
        "anchor": anchor.text,
        "kind": anchor.kind.value,
        "quote": quote,
        "counted": False,
        "why_not": "The quote does not stand in the answer word for word.",
        "turn_id": None,
        "start_ms": None,
        "end_ms": None,
    }
    for answer in answers:
        span = rating.verify_quote(quote, answer.words, language)
        if span is None:
            continue
        supported = _ask(
            bench,
            number + 1,
            prompts.render("support", anchor=anchor.text, quote=quote),
            replies.SupportReply,
        ).reply
        said = " ".join(word.text for word in answer.words[span.first_word : span.last_word + 1])
        finding |= {
            "quote": said,
            "turn_id": answer.turn_id,
            "start_ms": span.start_ms,
            "end_ms": span.end_ms,
        }
        why_not = "" if supported.supports else f"A second reading found no support: {supported.why}"
        return finding | {"counted": supported.supports, "why_not": why_not}
    return finding


def _level(findings: Sequence[dict[str, Any]]) -> int | None:
    """The level by the rubric's rule; None when something was claimed and nothing of it counts."""
    met = frozenset(rubric.AnchorKind(finding["kind"]) for finding in findings if finding["counted"])
    if findings and not met:
        return None
    return rubric.level(met)


def _ask(
    bench: Bench, number: int, prompt: prompts.Prompt, shape: type[asking.R]
) -> asking.Answered[asking.R]:
    """Ask the judge's own model; the support check begins with the next one, where there is one."""
    count = len(bench.model.names) if bench.model is not None else 1
    return asking.ask(
        bench.session,
        bench.claim,
        prompt,
        shape,
        model=bench.model,
        clock=bench.clock,
        seconds=bench.seconds,
        interview_session_id=bench.interview_session_id,
        first=number % count,
    )


def _notes(reply: replies.ExtractReply) -> dict[str, Any]:
    star = reply.star.model_dump() if reply.star is not None else {}
    return {
        "quality": transcript.clean_text(reply.quality, 600).text,
        "key_points": [transcript.clean_text(point, 600).text for point in reply.key_points],
        "improve": transcript.clean_text(reply.improve, 600).text,
        "star": [part for part, there in star.items() if there],
    }


def _seed(bench: Bench, answers: Sequence[Answer], number: int) -> int:
    subject = f"{bench.interview_session_id}:{[a.turn_id for a in answers]}:{number}"
    return int(hashlib.sha256(subject.encode()).hexdigest()[:8], 16)
