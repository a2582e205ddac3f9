"""The evaluation report: its summary with verified quotes, its frozen content, its PDF."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import models, ports
from interview_app.domain import practice, rating, report, transcript
from interview_app.interviewer import blanking, prompts, replies
from interview_app.models import InterviewSession, StepKind
from interview_app.usecases import (
    asking,
    grouping,
    guide_document,
    judging,
    report_answers,
    report_content,
    report_document,
    steps,
)

MOST_POINTS: Final = 5
ANSWER_CHARS_TOLD: Final = 6_000
NO_CONSENT: Final = "The candidate did not agree to a rating by a model."
NO_MODEL: Final = "No language model is configured."
NO_WORDS: Final = "There are no words to summarise."
HEARD_LATER: Final = "An answer was transcribed after the earlier report."


def summarise(
    session: Session,
    mine: steps.Claim,
    seat: InterviewSession,
    scoring: int,
    *,
    model: ports.LanguageModel | None,
    clock: ports.Clock,
    seconds: float,
) -> report.Summary:
    """Strengths, areas to improve and a narrative, or why there are none.

    A strength whose quote does not stand in this candidate's answers is dropped; so is an area to improve with
    a false quote. Commits, as `asking.ask` does. Raises OutsideError while another attempt is left.
    """
    groups = grouping.groups_of(session, seat)
    answers = {answer.turn_id: answer for group in groups for answer in group.answers}
    if not seat.ai_rating_consent:
        return report.Summary(failure=NO_CONSENT)
    if not any(answer.words for answer in answers.values()):
        return report.Summary(failure=NO_WORDS)
    if model is None:
        return report.Summary(failure=NO_MODEL)
    ground = _Ground(
        answers, grouping.labels_of(seat), _names(seat), seat.guide.language, seat.guide.practice
    )
    prompt = _prompt(session, seat, scoring, groups)
    try:
        said = asking.ask(
            session, mine, prompt, replies.SummaryReply, model=model, clock=clock, seconds=seconds,
            interview_session_id=seat.id, round_number=scoring,
        )  # fmt: skip
    except ports.OutsideError as error:
        if not (error.permanent or mine.attempt >= steps.ATTEMPTS):
            raise
        session.rollback()
        return report.Summary(failure=error.reason)
    return ground.summary(said)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a summary is held against: the answers, their labels, the rubric's names."""

    answers: Mapping[int, judging.Answer]
    labels: Mapping[int, str]
    names: Mapping[str, str]
    language: str
    practice: bool

    def summary(self, said: asking.Answered[replies.SummaryReply]) -> report.Summary:
        reply = said.reply
        return report.Summary(
            narrative=self._clean(reply.narrative, 4000),
            strengths=self._points(point for point in reply.strengths if point.quote.strip()),
            improvements=self._points(reply.improvements),
            next_steps=tuple(line for step in reply.next_steps if (line := self._clean(step, 600)))[
                :MOST_POINTS
            ],
            written_by=said.model,
            prompt_version=said.prompt_version,
        )

    def _points(self, claimed: Iterable[replies.SummaryPoint]) -> tuple[report.Point, ...]:
        found = []
        for point in claimed:
            quote = self._quote(point.quote) if point.quote.strip() else None
            text = self._clean(point.text, 600)
            if text and (quote is not None or not point.quote.strip()):
                found.append(
                    report.Point(
                        competency=self.names.get(point.competency.casefold(), ""), text=text, quote=quote
                    )
                )
        return tuple(found[:MOST_POINTS])

    def _clean(self, text: str, most_chars: int) -> str:
        """Cleaned; nothing where a summary of practice speaks of hiring."""
        cleaned = _clean(text, most_chars)
        return "" if self.practice and practice.is_verdict(cleaned) else cleaned

    def _quote(self, claimed: str) -> report.Quote | None:
        """The candidate's own words where the quote stands; None when it stands in no answer."""
        for answer in self.answers.values():
            span = rating.verify_quote(claimed, answer.shown, self.language)
            if span is not None:
                said = answer.words[span.first_word : span.last_word + 1]
                return report.Quote(
                    text=" ".join(word.text for word in said),
                    label=self.labels[answer.turn_id],
                    turn_id=answer.turn_id,
                    start_ms=span.start_ms,
                    end_ms=span.end_ms,
                    at=report.clock_text(span.start_ms) if span.start_ms is not None else "",
                    whole_segments=span.whole_segments,
                    corrected=not answer.touched.isdisjoint(range(span.first_word, span.last_word + 1)),
                )
        return None


def write_report(
    session: Session, seat: InterviewSession, scoring: int, summary: report.Summary, *, clock: ports.Clock
) -> models.Report:
    """Freeze the report's content, once per scoring. Does not commit.

    The reason for rating again moves from the interview to the report.
    """
    known = session.scalar(
        select(models.Report).where(
            models.Report.interview_session_id == seat.id, models.Report.scoring == scoring
        )
    )
    if known is not None:
        return known
    content = report_content.build(session, seat, scoring, summary)
    written = models.Report(
        interview_session_id=seat.id,
        scoring=scoring,
        reason=seat.rescoring_reason or (HEARD_LATER if scoring > 1 else ""),
        content=report_document.to_json(content),
        created_at=clock(),
    )
    seat.rescoring_reason = None
    session.add(written)
    session.flush()
    return written


def print_report(
    session: Session,
    mine: steps.Claim,
    *,
    pdf: ports.PdfPrinter,
    blobs: ports.BlobStore,
    clock: ports.Clock,
) -> None:
    """Print the interview's oldest report that has no PDF yet; one more waiting opens the step again.

    Raises OutsideError, and then the report's page still shows everything.
    """
    row = _unprinted(session, mine.subject_id)
    if row is not None:
        row_id, key = row.id, _key(row)
        page = report_document.html(row, session.get_one(InterviewSession, mine.subject_id).guide)
        session.commit()
        body = pdf.print(page)
        steps.renew(session, mine)
        blobs.put(key, body, mime="application/pdf")
        _keep(session, row_id, key, blobs, clock)
    steps.finish(session, mine, at=clock())
    if _unprinted(session, mine.subject_id) is not None:
        steps.add(session, StepKind.PRINT_REPORT, mine.subject_id)
    session.commit()


def newest(session: Session, seat: InterviewSession, scoring: int | None = None) -> models.Report | None:
    """The interview's newest report, or the one of that scoring."""
    wanted = select(models.Report).where(models.Report.interview_session_id == seat.id)
    if scoring is not None:
        wanted = wanted.where(models.Report.scoring == scoring)
    return session.scalar(wanted.order_by(models.Report.scoring.desc()).limit(1))


def scorings(session: Session, seat: InterviewSession) -> list[int]:
    """The numbers of all reports of this interview, the newest first."""
    wanted = select(models.Report.scoring).where(models.Report.interview_session_id == seat.id)
    return list(session.scalars(wanted.order_by(models.Report.scoring.desc())))


def _prompt(
    session: Session, seat: InterviewSession, scoring: int, groups: Sequence[grouping.Group]
) -> prompts.Prompt:
    record = report_answers.read(session, seat, scoring)
    lines = report_content.lines_of(seat, record.ratings)
    return prompts.render(
        "coach" if seat.guide.practice else "summarise",
        language=seat.guide.language,
        job_title=seat.guide.job_title,
        competencies=[
            {"key": line.key, "name": line.name, "level": line.level, "state": line.shown} for line in lines
        ],
        answers=[_told(record, group, answer, seat) for group in groups for answer in group.answers],
    )


def _told(
    record: report_answers.Record, group: grouping.Group, answer: judging.Answer, seat: InterviewSession
) -> dict[str, Any]:
    """One answer with its evidence, as the summary's model gets to see it: without name and contact."""
    person = grouping.person_of(seat)
    evidence = [
        {
            "competency": row.competency_key,
            "shows": quote.shows,
            "quote": blanking.blank_text(quote.text, person),
        }
        for row in record.ratings
        if row.head_turn_id == group.head.id
        for quote in report_answers.quotes_of(row, record.labels)
        if quote.turn_id == answer.turn_id
    ]
    return {
        "label": record.labels[answer.turn_id],
        "question": answer.question,
        "answer": judging.view_text(answer.shown, seat.guide.language)[:ANSWER_CHARS_TOLD],
        "evidence": evidence,
    }


def _names(seat: InterviewSession) -> dict[str, str]:
    """Competency names by what a model may call them."""
    rubric = guide_document.rubric_of(seat.guide)
    return {called.casefold(): one.name for one in rubric for called in (one.name, one.key)}


def _clean(text: str, most_chars: int) -> str:
    return transcript.clean_text(text, most_chars).text.strip()


def _unprinted(session: Session, seat_id: int) -> models.Report | None:
    return session.scalar(
        select(models.Report)
        .where(models.Report.interview_session_id == seat_id, models.Report.pdf_blob_key.is_(None))
        .order_by(models.Report.scoring)
        .limit(1)
    )


def _key(row: models.Report) -> str:
    """The same for each try at this report, so that a try cut short leaves no file behind that nobody knows."""
    name = uuid.uuid5(uuid.NAMESPACE_OID, f"{row.id} {row.created_at.isoformat()}")
    return f"reports/{row.interview_session_id}/{row.scoring}/{name}.pdf"


def _keep(session: Session, row_id: int, key: str, blobs: ports.BlobStore, clock: ports.Clock) -> None:
    """Note the PDF at its report; if the candidate was erased meanwhile, erase the PDF too."""
    row = session.get(models.Report, row_id, populate_existing=True, with_for_update=True)
    if row is None:
        session.commit()
        blobs.delete(key)
        raise steps.LeaseLost(row_id)
    row.pdf_blob_key, row.printed_at = key, clock()
