"""One judge on one answer: extract, verify, support, level. What the judge says counts only where code can show it."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import rating, rubric, transcript
from interview_app.interviewer import prompts, replies
from interview_app.usecases import asking, steps

QUOTE_CHARS_KEPT = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What every judge needs to ask its questions. `scoring` counts the ratings of this interview from 1."""

    session: Session
    claim: steps.Claim
    model: ports.LanguageModel | None
    clock: ports.Clock
    seconds: float
    interview_session_id: int
    scoring: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a question or follow-up. A quote stands in one answer or nowhere.

    `shown` are the `words` as a model may see them, each in its place. `corrected` is how many of them the
    candidate changed after reading the transcript, None where they are as recognised; `touched` are the places of
    those that are not as recognised.
    """

    turn_id: int
    question: str
    words: tuple[transcript.Word, ...]
    shown: tuple[transcript.Word, ...]
    touched: frozenset[int] = frozenset()
    corrected: int | None = None


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
        answers=[_told(answer, language) for answer in answers],
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


def _told(answer: Answer, language: str) -> dict[str, str]:
    """One answer as the judge gets it, and whose words they are where not only the recogniser's."""
    told = {"question": answer.question, "answer": view_text(answer.shown, language)}
    if answer.corrected is None:
        return told
    return told | {"words": f"recognised from speech; {answer.corrected} corrected by the candidate"}


def view_text(shown: Sequence[transcript.Word], language: str) -> str:
    """Words as a judge reads them: hesitation sounds left out."""
    return " ".join(word.text for word in shown if not transcript.is_filler(word, language))


def _check(
    bench: Bench, number: int, anchor: rubric.Anchor, quote: str, answers: Sequence[Answer], language: str
) -> dict[str, Any]:
    """One claimed finding: does the quote stand in an answer, and does it, read alone, support the anchor?"""
    finding: dict[str, Any] = {
        "judge": number,
        "anchor_id": anchor.id,
        "anchor": anchor.text,
        "kind": anchor.kind.value,
        "quote": transcript.clean_text(quote, QUOTE_CHARS_KEPT).text,
        "counted": False,
        "why_not": "The quote does not stand in the answer word for word.",
        "turn_id": None,
        "start_ms": None,
        "end_ms": None,
        "whole_segments": False,
        "corrected": False,
    }
    for answer in answers:
        span = rating.verify_quote(quote, answer.shown, language)
        if span is not None:
            return finding | _supported(bench, number, anchor, answer, span, language)
    return finding


def _supported(
    bench: Bench, number: int, anchor: rubric.Anchor, answer: Answer, span: rating.Span, language: str
) -> dict[str, Any]:
    """What a second call makes of the quote, seeing it and the anchor alone. It reads the answer's own words."""
    place = slice(span.first_word, span.last_word + 1)
    prompt = prompts.render("support", anchor=anchor.text, quote=view_text(answer.shown[place], language))
    said = _ask(bench, number + 1, prompt, replies.SupportReply)
    why = transcript.clean_text(said.reply.why, 600).text
    return {
        "quote": " ".join(word.text for word in answer.words[place]),
        "turn_id": answer.turn_id,
        "start_ms": span.start_ms,
        "end_ms": span.end_ms,
        "whole_segments": span.whole_segments,
        "corrected": not answer.touched.isdisjoint(range(span.first_word, span.last_word + 1)),
        "counted": said.reply.supports,
        "why_not": "" if said.reply.supports else f"A second reading found no support: {why}",
        "checked_by": said.model,
        "check_version": said.prompt_version,
    }


def _level(findings: Sequence[dict[str, Any]]) -> int | None:
    """The level by the rubric's rule; None when something was claimed and nothing of it counts."""
    met = frozenset(rubric.AnchorKind(finding["kind"]) for finding in findings if finding["counted"])
    if findings and not met:
        return None
    return rubric.level(met)


def _ask(
    bench: Bench, number: int, prompt: prompts.Prompt, shape: type[asking.R]
) -> asking.Answered[asking.R]:
    """Ask the judge's own model; the support check begins with the next one, where there is one.

    When that one and those behind it are away, the first choice is asked before anything is given up.
    """
    first = number % (len(bench.model.names) if bench.model is not None else 1)
    try:
        return _ask_from(bench, first, prompt, shape)
    except ports.OutsideError:
        if first == 0:
            raise
        return _ask_from(bench, 0, prompt, shape)


def _ask_from(
    bench: Bench, first: int, prompt: prompts.Prompt, shape: type[asking.R]
) -> asking.Answered[asking.R]:
    return asking.ask(
        bench.session,
        bench.claim,
        prompt,
        shape,
        model=bench.model,
        clock=bench.clock,
        seconds=bench.seconds,
        interview_session_id=bench.interview_session_id,
        first=first,
        round_number=bench.scoring,
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
