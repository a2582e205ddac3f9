"""The report's content, built from the record: competencies, score, recommendation, and how they came about."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Final

from sqlalchemy.orm import Session

from interview_app import version
from interview_app.domain import provenance, rating, report, rubric
from interview_app.domain.correction import Kind
from interview_app.models import Correction, InterviewSession, Rating, Transcript
from interview_app.usecases import grouping, guide_document, report_answers, supervision_log

_TELLING: Final = (
    rating.RatingState.JUDGES_DISAGREE,
    rating.RatingState.NO_EVIDENCE,
    rating.RatingState.NOT_ASSESSABLE,
    rating.RatingState.UNSCORED,
    rating.RatingState.CONSENT_REFUSED,
)
"""Of several states without a number, the one that tells most about the answers is shown."""


def build(session: Session, seat: InterviewSession, scoring: int, summary: report.Summary) -> report.Report:
    """The report of one scoring; only reads."""
    record = report_answers.read(session, seat, scoring)
    lines = lines_of(seat, record.ratings)
    overall = rating.composite([rating.Weighted(line.level, line.weight) for line in lines])
    levels = [line.level for line in lines if line.level is not None]
    return report.Report(
        header=_header(seat),
        answers=report_answers.answers(record, grouping.groups_of(session, seat)),
        competencies=lines,
        overall=overall,
        recommendation=None if seat.guide.practice else rating.recommendation(overall, levels),
        no_score=_no_score(seat, overall, lines, record),
        summary=summary,
        judges=_judges(record.ratings),
        method=(*_method(seat, record, summary), *supervision_log.in_short(session, seat)),
    )


def lines_of(seat: InterviewSession, ratings: Sequence[Rating]) -> tuple[report.CompetencyLine, ...]:
    """Each competency of the rubric over the whole interview."""
    return tuple(_line(one, ratings) for one in guide_document.rubric_of(seat.guide))


def _header(seat: InterviewSession) -> report.Header:
    return report.Header(
        job_title=seat.guide.job_title,
        candidate_name=seat.candidate_name,
        candidate_email=seat.candidate_email,
        started_at=seat.started_at,
        finished_at=seat.finished_at,
        ended_by=seat.ended_by.value if seat.ended_by else "",
        guide_version=seat.guide.version,
        language=seat.guide.language,
        practice=seat.guide.practice,
        in_writing=seat.in_writing,
    )


def _line(competency: rubric.Competency, ratings: Sequence[Rating]) -> report.CompetencyLine:
    mine = [row for row in ratings if row.competency_key == competency.key]
    levels = [row.level for row in mine if row.level is not None]
    level = rating.competency_level(levels)
    state, reason = _state(mine)
    return report.CompetencyLine(
        key=competency.key,
        name=competency.name,
        weight=competency.weight,
        state=state,
        level=level,
        score=rating.score_of(level) if level is not None else None,
        shown=report.state_text(state, reason),
        rated=len(levels),
        asked=len(mine),
    )


def _state(rows: Sequence[Rating]) -> tuple[rating.RatingState, str]:
    """The state of a competency over its questions, and why it is no number."""
    if any(row.level is not None for row in rows):
        return rating.RatingState.RATED, ""
    for state in _TELLING:
        for row in rows:
            if row.state is state:
                return state, row.reason
    return rating.RatingState.NOT_ASSESSABLE, "No question about it was asked."


def _no_score(
    seat: InterviewSession,
    overall: rating.Composite,
    lines: Sequence[report.CompetencyLine],
    record: report_answers.Record,
) -> report.NoScore | None:
    if overall.score is not None:
        return None
    found = _why_no_score(overall, lines, record)
    return replace(found, advice=_practise_on(record.ratings)) if seat.guide.practice else found


_NOBODY_JUDGED: Final = frozenset({rating.RatingState.UNSCORED, rating.RatingState.CONSENT_REFUSED})


def _practise_on(ratings: Sequence[Rating]) -> str:
    """For the candidate: that longer answers help is said only where somebody judged, or would have."""
    if any(row.state in _NOBODY_JUDGED for row in ratings) and not any(row.judges for row in ratings):
        return "Your answers are below to read again."
    return (
        "Your answers are below, with what was found in them. Longer, concrete answers can be judged better."
    )


def _why_no_score(
    overall: rating.Composite, lines: Sequence[report.CompetencyLine], record: report_answers.Record
) -> report.NoScore:
    ratings, there = record.ratings, _what_is_there(record)
    unscored = [row.reason for row in ratings if row.state is rating.RatingState.UNSCORED]
    if lines and all(line.state is rating.RatingState.CONSENT_REFUSED for line in lines):
        return report.NoScore(
            title="Not rated by AI",
            why="The candidate chose to be rated by people alone.",
            advice=f"{there} Rate them by the same rubric. The choice says nothing about them.",
        )
    if overall.assessed:
        return _too_little(overall, lines)
    if unscored:
        return report.NoScore(title="Not rated", why=unscored[0], advice=f"{there} {_RATE_LATER}")
    return report.NoScore(
        title="Not rated",
        why=" ".join(dict.fromkeys(row.reason for row in ratings)) or "No question was answered.",
        advice=f"{there} If they are too short to judge, ask again in person.",
    )


def _what_is_there(record: report_answers.Record) -> str:
    """What a reader has of the answers: words below, sound in the browser (paper has none), or neither."""
    words = any(row.text.strip() for row in record.transcripts.values())
    if words and record.audio:
        return "The answers are below to read, and in the browser to hear."
    if words:
        return "The answers are below to read."
    if record.audio:
        return "The answers can be heard in the browser; there are no words of them to read."
    return "There is no answer to read or to hear."


_RATE_LATER: Final = (
    "To have them rated as well, mend what is named here (models are configured by LLM_MODELS), then choose “Rate "
    "again” on the candidate's page."
)


def _too_little(overall: rating.Composite, lines: Sequence[report.CompetencyLine]) -> report.NoScore:
    missing = ", ".join(line.name for line in lines if line.level is None)
    return report.NoScore(
        title="No overall score",
        why=f"{report.coverage_text(overall)} competencies could be rated, {overall.coverage:.0%} of the rubric's "
        f"weight; an overall score needs {rating.MIN_COVERAGE:.0%}.",
        advice=f"Weigh what was rated one by one, and ask about the rest in person: {missing}.",
    )


def _judges(ratings: Iterable[Rating]) -> str:
    """Who judged: a single judge is called one, so that nobody takes it for a panel."""
    names = {
        (judge["judge"], _named(judge["provider"], judge["model"])) for row in ratings for judge in row.judges
    }
    models = ", ".join(dict.fromkeys(name for _, name in sorted(names)))
    count = len({number for number, _ in names})
    if not count:
        return ""
    return f"single judge: {models}" if count == 1 else f"{count} judges: {models}"


def _named(provider: str, model: str) -> str:
    return model if not provider or model.startswith(f"{provider}/") else f"{provider}/{model}"


def _method(seat: InterviewSession, record: report_answers.Record, summary: report.Summary) -> Iterable[str]:
    """Models, versions and rules, a sentence each; of an interview that nobody judged, no rules of judging."""
    yield from _how_rated(record.ratings)
    if not seat.guide.practice:
        yield from _how_recommended(record.ratings)
    if seat.in_writing:
        yield "The interview was taken in writing, with twice the time for each answer."
    else:
        yield "How an answer was spoken (pace, pauses, hesitations) is shown and never rated."
    yield f"Transcripts: {_transcripts(record)}."
    if seat.guide.transcripts_correctable:
        yield from _corrections(seat, list(record.corrections.values()))
    if summary.written_by:
        yield f"Summary written by {summary.written_by}; every quote in it was found in the answers word for word."
    if versions := _prompts(record.ratings, summary):
        yield f"Prompts: {', '.join(versions)}."
    yield (
        f"Interview guide version {seat.guide.version}, rubric {_rubric_hash(seat)}, "
        f"consent {seat.consent_version}, Candid {version.VERSION}."
    )


def _how_rated(ratings: Sequence[Rating]) -> Iterable[str]:
    judges = _judges(ratings)
    if not judges:
        yield "No model judged these answers."
        return
    single = judges.startswith("single")
    yield f"Rated by a {judges}." if single else f"Rated by {judges}; the median counts."
    yield _evidence(ratings)
    yield (
        "Levels 1-5 follow from the anchors shown by verified quotes, by a rule in code; a competency's level is the "
        "median over its questions. On the scale 0-100, level 1 is 0 and level 5 is 100."
    )


def _how_recommended(ratings: Sequence[Rating]) -> Iterable[str]:
    if not _judges(ratings):
        return
    yield (
        f"Recommendation: strong yes from {rating.STRONG_YES_SCORE:.0f} with no rated competency under level "
        f"{rating.STRONG_YES_LOWEST_LEVEL}, yes from {rating.YES_SCORE:.0f}, mixed from {rating.MIXED_SCORE:.0f}, "
        f"else no; none when under {rating.MIN_COVERAGE:.0%} of the rubric's weight could be rated."
    )


def _evidence(ratings: Iterable[Rating]) -> str:
    """How many of the claimed quotes count, and why the others do not."""
    findings = [finding for row in ratings for finding in row.findings]
    counted = sum(finding["counted"] for finding in findings)
    unfound = sum(finding["turn_id"] is None for finding in findings)
    return (
        f"Of {len(findings)} quotes that were claimed as evidence, {counted} count; {unfound} did not stand in the "
        f"answer word for word, {len(findings) - counted - unfound} were not found to support their anchor."
    )


def _transcripts(record: report_answers.Record) -> str:
    spoken = Counter(
        "answered in writing" if row.engine == "written" else _recognised_by(row)
        for row in record.transcripts.values()
        if row.engine != "none"
    )
    return "; ".join(f"{name} ({count})" for name, count in sorted(spoken.items())) or "none"


def _recognised_by(row: Transcript) -> str:
    source = provenance.of(row.engine, row.model, ())
    return f"by {source.by}{' (lower trust)' if source.lower_trust else ''}"


def _corrections(seat: InterviewSession, made: Sequence[Correction]) -> Iterable[str]:
    """Which words were rated, where the candidate could correct them."""
    counted = [row for row in made if row.kind is Kind.CORRECTED]
    read = "read and confirmed" if seat.words_confirmed_at else "could read and correct"
    if not made:
        yield f"The candidate {read} the transcripts before the rating and changed no word."
        return
    yield (
        f"The candidate {read} the transcripts before the rating. {len(counted)} of them "
        f"{'was' if len(counted) == 1 else 'were'} corrected ({sum(row.changed for row in counted)} of "
        f"{sum(row.heard for row in counted)} words): ratings rest on the corrected words, pace and pauses on the "
        "recognised ones. Both texts are kept."
    )
    if rewritten := len(made) - len(counted):
        yield (
            f"{rewritten} {'was' if rewritten == 1 else 'were'} changed by more than a correction: there ratings rest "
            "on the recognised words, and what the candidate wrote is shown beside them."
        )


def _prompts(ratings: Iterable[Rating], summary: report.Summary) -> list[str]:
    used = {judge["prompt_version"] for row in ratings for judge in row.judges}
    used |= {finding.get("check_version", "") for row in ratings for finding in row.findings}
    return sorted((used | {summary.prompt_version}) - {""})


def _rubric_hash(seat: InterviewSession) -> str:
    plain = [asdict(one) for one in guide_document.rubric_of(seat.guide)]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:12]
