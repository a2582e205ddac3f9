"""The report: a summary that quotes truly, content that is frozen, a PDF that shows it and nothing else."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import pypdf
import pytest
from sqlalchemy.orm import Session

from interview_app import models, ports, version
from interview_app.adapters.database_blobs import DatabaseBlobs
from interview_app.adapters.weasyprint_pdf import WeasyprintPdf
from interview_app.domain import report
from interview_app.domain.rating import RatingState
from interview_app.domain.turn import Origin
from interview_app.models import StepKind, StepState
from interview_app.usecases import housekeeping, report_document, reporting, steps
from tests import afterwards, factories
from tests.afterwards import LED, MENDED
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs

AWAY = ports.OutsideError("The provider is away.")
TRUE_QUOTE = "I wrote the reconciliation job myself"


class Printer:
    """Keeps what it was given to print."""

    def __init__(self) -> None:
        self.pages: list[str] = []

    def print(self, html: str) -> bytes:
        self.pages.append(html)
        return b"%PDF-1.7 " + str(len(self.pages)).encode()


def point(text: str, quote: str = "", competency: str = "ownership") -> dict[str, Any]:
    return {"competency": competency, "text": text, "quote": quote}


def summed_up(
    session: Session, clock: Clock, *, answers: tuple[str, ...] = (), **reply: Any
) -> report.Summary:
    whole = {"narrative": "", "strengths": [], "improvements": [], "next_steps": []} | reply
    row = afterwards.rated(
        session, afterwards.finished(session, *answers), afterwards.model(SummaryReply=whole), clock
    )
    return content_of(row).summary


def content_of(row: models.Report) -> report.Report:
    return report_document.from_json(row.content)


def written(session: Session, clock: Clock, seat: models.InterviewSession) -> report.Report:
    """The content of a report without any model."""
    return content_of(afterwards.rated(session, seat, None, clock))


def drawings(node: Any) -> list[dict[str, Any]]:
    """The figures in a PDF's structure."""
    found = node.get_object()
    if isinstance(found, list):
        return [figure for part in found for figure in drawings(part)]
    if not isinstance(found, dict):
        return []
    own = [found] if found.get("/S") == "/Figure" else []
    return own + (drawings(found["/K"]) if "/K" in found else [])


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


# The summary


def test_a_strength_stands_on_the_candidate_s_own_words(session: Session, clock: Clock) -> None:
    summary = summed_up(
        session,
        clock,
        strengths=[
            point("Acts on their own.", TRUE_QUOTE),
            point("Praised by all.", "everyone agreed that this was excellent"),
            point("Without a quote."),
        ],
    )

    assert [one.text for one in summary.strengths] == ["Acts on their own."]
    quote = summary.strengths[0].quote
    assert quote is not None
    assert (quote.text, quote.label, quote.at) == ("I wrote the reconciliation job myself.", "Q1", "0:07")


def test_an_area_to_improve_may_be_what_was_not_said(session: Session, clock: Clock) -> None:
    summary = summed_up(
        session,
        clock,
        improvements=[point("No figures."), point("Said something odd.", "these words were never spoken")],
    )

    assert [(one.text, one.quote) for one in summary.improvements] == [("No figures.", None)]


def test_a_summary_has_at_most_five_points_each(session: Session, clock: Clock) -> None:
    many = [point(f"Point {number}.", TRUE_QUOTE) for number in range(9)]

    summary = summed_up(session, clock, strengths=many, improvements=many)

    assert (len(summary.strengths), len(summary.improvements)) == (5, 5)


def test_a_competency_is_named_as_the_rubric_names_it(session: Session, clock: Clock) -> None:
    names = ["ownership", "Problem Solving", "charisma"]

    summary = summed_up(
        session, clock, strengths=[point("A point.", TRUE_QUOTE, competency=name) for name in names]
    )

    assert [one.competency for one in summary.strengths] == ["Ownership", "Problem Solving", ""]


def test_what_a_model_writes_is_cleaned(session: Session, clock: Clock) -> None:
    summary = summed_up(
        session, clock, narrative="Speaks\u200b of\u202e work.\x00", next_steps=["\u200b", "Ask\u2060 more."]
    )

    assert summary.narrative == "Speaks of work."
    assert summary.next_steps == ("Ask more.",)


@pytest.mark.parametrize(
    ("answers", "changes", "replies", "failure"),
    [
        ((), {}, None, reporting.NO_MODEL),
        ((), {"ai_rating_consent": False}, {}, reporting.NO_CONSENT),
        (("",), {}, {}, reporting.NO_WORDS),
        ((), {}, {"SummaryReply": AWAY}, AWAY.reason),
    ],
    ids=["no model", "consent refused", "no words", "provider away"],
)
def test_a_report_without_a_summary_says_why(
    session: Session,
    clock: Clock,
    answers: tuple[str, ...],
    changes: dict[str, Any],
    replies: dict[str, Any] | None,
    failure: str,
) -> None:
    model = None if replies is None else afterwards.model(**replies)

    row = afterwards.rated(session, afterwards.finished(session, *answers, **changes), model, clock)

    assert content_of(row).summary == report.Summary(failure=failure)


def test_a_summary_is_tried_again_before_it_is_given_up(session: Session, clock: Clock) -> None:
    model = afterwards.model(SummaryReply=AWAY)

    afterwards.rated(session, afterwards.finished(session, LED), model, clock)

    assert sum(name == "SummaryReply" for name, _, _ in model.asked) == steps.ATTEMPTS


# The content


@on_both_databases
def test_content_reads_back_as_it_was_written(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session)
    row = afterwards.rated(session, seat, afterwards.model(), clock)

    session.expire_all()
    stored = session.get_one(models.Report, row.id).content

    content = report_document.from_json(stored)
    assert report_document.to_json(content) == stored == json.loads(json.dumps(stored))
    assert content.header.started_at == factories.NOW
    assert content.competencies[0].state is RatingState.RATED


def test_a_report_is_written_once_for_each_rating(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session)

    one = reporting.write_report(session, seat, 1, report.Summary(), clock=clock)
    other = reporting.write_report(session, seat, 1, report.Summary(failure="never"), clock=clock)

    assert one is other


def test_answers_are_labelled_and_stand_behind_their_question(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session)
    afterwards.follow_up(session, seat, 1, "I decided on the queue and told the team why.")
    resume = factories.asked(
        session, seat, origin=Origin.RESUME, question_id=None, preset_number=None, text="About your résumé?"
    )
    factories.said(session, resume, "I owned the rota for eight people.")

    content = written(session, clock, seat)

    assert [answer.label for answer in content.answers] == ["Q1", "Q1 Follow-up 1", "Q2", "Q3", "Résumé Q1"]
    groups = report.questions(content.answers)
    assert [answer.label for answer in groups[0]] == ["Q1", "Q1 Follow-up 1"]
    assert [bool(answer.ratings) for answer in content.answers] == [True, False, True, True, True]


def test_quotes_name_their_answer_and_time(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session, LED)
    afterwards.follow_up(session, seat, 1, "I decided on the queue and told the team why.")
    claimed = afterwards.claims(
        ownership__a2=TRUE_QUOTE, ownership__a5="I decided on the queue", ownership__a3="never said by anyone"
    )

    row = afterwards.rated(session, seat, afterwards.model(ExtractReply=claimed), clock)

    rating = content_of(row).answers[0].ratings[0]
    assert {(quote.label, quote.at) for quote in rating.quotes} == {
        ("Q1", "0:07"),
        ("Q1 Follow-up 1", "0:00"),
    }
    assert {quote.shows for quote in rating.quotes} == {
        "Describes what they themselves did",
        "Explains a trade-off that they weighed",
    }
    assert rating.rejected == 1


def test_a_missing_transcript_is_explained(session: Session, clock: Clock) -> None:
    seat = factories.seat(session)
    asked = factories.asked(session, seat)
    asked.sealed_at, asked.mode = factories.NOW, models.AnswerMode.VOICE
    hearing = steps.add(session, StepKind.TRANSCRIBE, asked.id)
    hearing.state, hearing.failure = StepState.FAILED, "The speech model is missing."
    afterwards.end(session, seat)

    notes = written(session, clock, seat).answers[0].notes

    assert len(notes) == 1
    assert "The candidate's page says why" in notes[0]
    assert "The speech model is missing." not in notes[0]  # a report is passed around; settings stay inside


def test_an_answer_that_never_came_is_told_from_one_that_was_cut_off(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session, "")
    factories.asked(session, seat)

    first, second = written(session, clock, seat).answers

    assert first.notes == ("No answer was given in time.",)
    assert second.notes == ("The interview ended before this question was answered.",)


def test_lost_seconds_are_named_with_their_place(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session, LED)
    session.add(
        models.AnswerAudio(
            turn_id=seat.turns[0].id, blob_key="answers/1", mime="audio/webm", duration_ms=30_000,
            declared_ms=34_000, missing_ms=4_000, gaps=[[12_000, 16_000]], created_at=factories.NOW,
        )
    )  # fmt: skip
    session.commit()

    answer = written(session, clock, seat).answers[0]

    assert (answer.duration_ms, answer.missing_ms, answer.gaps) == (30_000, 4_000, ((12_000, 16_000),))
    assert "4 s" in answer.notes[0]
    assert "0:12-0:16" in answer.notes[0]
    assert answer.delivery is not None
    assert answer.delivery.fillers is None


def test_a_written_answer_has_no_delivery(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session, LED)
    seat.turns[0].mode = models.AnswerMode.WRITTEN
    session.commit()

    answer = written(session, clock, seat).answers[0]

    assert answer.written
    assert answer.delivery is None


def test_hesitations_are_counted_only_where_the_recogniser_keeps_them(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session, f"um {LED}", MENDED)
    for asked in seat.turns:
        session.add(
            models.AnswerAudio(
                turn_id=asked.id, blob_key=f"answers/{asked.id}", mime="audio/webm", duration_ms=30_000,
                declared_ms=30_000, missing_ms=0, gaps=[], created_at=factories.NOW,
            )
        )  # fmt: skip
    session.commit()

    deliveries = [answer.delivery for answer in written(session, clock, seat).answers]

    assert [facts.fillers for facts in deliveries if facts] == [1, 0]


def test_no_recommendation_where_too_little_was_rated(session: Session, clock: Clock) -> None:
    row = afterwards.rated(session, afterwards.finished(session, LED), afterwards.model(), clock)

    content = content_of(row)
    assert (content.overall.assessed, content.overall.total) == (1, 3)
    assert content.recommendation is None
    assert content.no_score is not None
    assert content.no_score.title == "No overall score"
    assert "Problem Solving, Collaboration" in content.no_score.advice


def test_a_competency_nobody_was_asked_about_is_not_assessable(session: Session, clock: Clock) -> None:
    content = written(session, clock, afterwards.finished(session, LED))

    line = content.competencies[2]
    assert (line.state, line.asked) == (RatingState.NOT_ASSESSABLE, 0)
    assert line.shown == "Not assessable: No question about it was asked."


@pytest.mark.parametrize("consent", [True, False], ids=["no model", "consent refused"])
def test_not_rated_says_why_and_what_to_do(session: Session, clock: Clock, consent: bool) -> None:
    content = written(session, clock, afterwards.finished(session, ai_rating_consent=consent))

    assert content.no_score is not None
    assert content.no_score.title.startswith("Not rated")
    assert content.no_score.why
    assert ("Rate again" in content.no_score.advice) is consent
    assert content.judges == ""


def test_the_method_names_versions_and_rules(session: Session, clock: Clock) -> None:
    row = afterwards.rated(session, afterwards.finished(session), afterwards.model(), clock)

    method = "\n".join(content_of(row).method)
    for word in (
        "single judge: double/first",
        "extract-2, summarise-2, support-1",
        "guide version 1",
        "consent 2026-11",
        f"Candid {version.VERSION}",
        "by WhisperX on this installation, model tiny (3)",
        "strong yes from 75",
        "6 count; 0 did not stand",
    ):
        assert word in method


# The PDF


@on_both_databases
def test_printing_stores_the_pdf_at_its_report(session: Session, clock: Clock) -> None:
    seat, blobs, printer = afterwards.finished(session), Blobs(), Printer()
    row = afterwards.rated(session, seat, None, clock)

    afterwards.print_all(session, seat, printer, blobs, clock)

    session.refresh(row)
    assert row.printed_at == clock.now
    assert row.pdf_blob_key is not None
    assert blobs.kept == {row.pdf_blob_key: (b"%PDF-1.7 1", "application/pdf")}
    assert "Ada" not in row.pdf_blob_key


def test_each_report_that_waits_is_printed(session: Session, clock: Clock) -> None:
    seat, blobs, printer = afterwards.finished(session), Blobs(), Printer()
    afterwards.rated(session, seat, None, clock)
    afterwards.rated(session, seat, None, clock)

    afterwards.print_all(session, seat, printer, blobs, clock)

    assert len(printer.pages) == len(blobs.kept) == 2


def test_no_transaction_is_open_while_the_printer_works(session: Session, clock: Clock) -> None:
    seat, open_then = afterwards.finished(session), []
    afterwards.rated(session, seat, None, clock)
    printer = Printer()
    whole = printer.print
    printer.print = lambda html: (open_then.append(session.in_transaction()), whole(html))[1]  # type: ignore[method-assign,func-returns-value]

    afterwards.print_all(session, seat, printer, DatabaseBlobs(session.get_bind), clock)  # type: ignore[arg-type,return-value]

    assert open_then == [False]


def test_a_candidate_erased_while_printing_leaves_no_file(session: Session, clock: Clock) -> None:
    seat, blobs = afterwards.finished(session), Blobs()
    afterwards.rated(session, seat, None, clock)
    step = steps.add(session, StepKind.PRINT_REPORT, seat.id)
    session.commit()
    mine = steps.claim(session, step.id)
    assert mine is not None

    class Slow(Blobs):
        def put(self, key: str, body: bytes, *, mime: str) -> None:
            super().put(key, body, mime=mime)
            housekeeping.erase(session, seat.id, blobs=blobs)

    slow = Slow()
    with pytest.raises(steps.LeaseLost):
        reporting.print_report(session, mine, pdf=Printer(), blobs=slow, clock=clock)

    assert slow.kept == {}


def test_a_worker_that_lost_its_step_stores_nothing(session: Session, clock: Clock) -> None:
    seat, blobs = afterwards.finished(session), Blobs()
    row = afterwards.rated(session, seat, None, clock)
    step = steps.add(session, StepKind.PRINT_REPORT, seat.id)
    session.commit()
    mine = steps.claim(session, step.id)
    assert mine is not None
    session.get_one(models.Step, step.id, populate_existing=True).token = "another worker's"
    session.commit()

    with pytest.raises(steps.LeaseLost):
        reporting.print_report(session, mine, pdf=Printer(), blobs=blobs, clock=clock)
    session.rollback()

    assert blobs.kept == {}
    session.refresh(row)
    assert row.pdf_blob_key is None


def test_the_pdf_is_tagged_and_holds_what_was_said(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session)
    afterwards.follow_up(session, seat, 1, "I decided on the queue and told the team why.")
    row = afterwards.rated(session, seat, afterwards.model(), clock)

    pdf = WeasyprintPdf().print(report_document.html(row, seat.guide))

    text, read = text_of(pdf), pypdf.PdfReader(io.BytesIO(pdf))
    root = read.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    figures = drawings(root["/StructTreeRoot"])
    assert figures
    assert all("/Alt" in figure for figure in figures)
    assert read.metadata is not None
    assert read.metadata.title == "Interview report: Ada Lovelace, Software engineer"
    assert 2 <= len(read.pages) <= 4
    for words in (
        "Ada Lovelace", "Q1 Follow-up 1", "I took heap snapshots every ten minutes", "3 of 5", "3 of 3 competencies",
        "Advisory: the decision is a person's", "Strengths", "Areas to improve", f"1 of {len(read.pages)}",
        "single judge", "No figures were given.",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.slow
def test_hostile_text_is_harmless_on_paper(session: Session, clock: Clock) -> None:
    attack = (
        '<script>alert(1)</script> <img src="file:///etc/hostname"> </p></body></html> <link rel=attachment '
        "href=file:///etc/passwd> {{ 7 * 7 }} <style>@page { size: 1cm }</style>"
    )
    seat = afterwards.finished(session, f"{attack} {LED}", "x" * 100_000, candidate_name=f"<b>{attack}"[:120])
    seat.guide.brand_name, seat.guide.brand_colour = "<i>Team</i>", '"><script'
    session.commit()
    row = afterwards.rated(session, seat, afterwards.model(), clock)
    began = time.monotonic()

    page = report_document.html(row, seat.guide)
    pdf = WeasyprintPdf().print(page)

    assert time.monotonic() - began < 30
    read, text = pypdf.PdfReader(io.BytesIO(pdf)), text_of(pdf)
    assert "<script>alert(1)</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert read.attachments == {}
    assert read.pages[0].mediabox.width > 500
    assert len(read.pages) < 12
    assert "<script" not in page
    assert "<img" not in page


def test_the_document_needs_nothing_from_outside(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session)

    page = report_document.html(afterwards.rated(session, seat, None, clock), seat.guide)

    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page
    assert page.count('src: url("data:font/woff2') == page.count("url(")


def test_a_brand_colour_that_is_none_is_not_drawn(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session)
    row = afterwards.rated(session, seat, None, clock)

    seat.guide.brand_colour = "#c0ffee"
    assert 'fill="#c0ffee"' in report_document.html(row, seat.guide)
    seat.guide.brand_colour = "red;}"
    assert "red;}" not in report_document.html(row, seat.guide)
