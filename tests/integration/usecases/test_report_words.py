"""The report promises only what its reader has, and leaves no page of paper nearly blank."""

from __future__ import annotations

import io

import pypdf
import pytest
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.adapters.weasyprint_pdf import WeasyprintPdf
from interview_app.usecases import report_document
from tests import afterwards, factories
from tests.conftest import Clock


def advice(session: Session, clock: Clock, seat: models.InterviewSession) -> str:
    row = afterwards.rated(session, seat, None, clock)
    content = report_document.from_json(row.content)
    assert content.no_score is not None
    return content.no_score.advice


def recorded(session: Session, asked: models.Turn) -> None:
    session.add(
        models.AnswerAudio(
            turn_id=asked.id, blob_key=f"audio/{asked.id}", mime="audio/webm", duration_ms=9000, declared_ms=9000,
            missing_ms=0, gaps=[], created_at=factories.NOW,
        )
    )  # fmt: skip
    session.commit()


def test_answers_in_words_alone_are_not_promised_to_be_heard(session: Session, clock: Clock) -> None:
    said = advice(session, clock, afterwards.finished(session))
    assert said.startswith("The answers are below to read. ")
    assert "hear" not in said


def test_answers_with_sound_are_heard_on_the_page(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session)
    recorded(session, seat.turns[0])
    said = advice(session, clock, seat)
    assert said.startswith("The answers are below to read, and in the browser to hear. ")


def test_sound_without_words_is_said_so(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session, "", "", "")
    recorded(session, seat.turns[1])
    said = advice(session, clock, seat)
    assert said.startswith("The answers can be heard in the browser; there are no words of them to read. ")


@pytest.mark.parametrize("consent", [True, False])
def test_where_nothing_was_said_nothing_is_promised(session: Session, clock: Clock, consent: bool) -> None:
    seat = afterwards.finished(session, "", "", "", ai_rating_consent=consent)
    assert advice(session, clock, seat).startswith("There is no answer to read or to hear. ")


def test_no_page_of_the_pdf_is_nearly_blank(session: Session, clock: Clock) -> None:
    """With these answers the method does not fit on the first page: it takes the table to fill in with it."""
    seat = afterwards.finished(session)
    row = afterwards.rated(session, seat, None, clock)
    pdf = WeasyprintPdf().print(report_document.html(row, seat.guide))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) == 2
    assert "To rate by hand" in pages[1]
    assert "How this report came about" in pages[1]
    assert "20 Nov 2026, 09:00 UTC" in pages[0]


def test_the_report_says_where_nobody_can_know_what_a_recording_lacks(session: Session, clock: Clock) -> None:
    seat = afterwards.finished(session)
    without = report_document.html(afterwards.rated(session, seat, None, clock), seat.guide)
    assert "whether some of it is missing is not known" in without
    for asked in seat.turns:
        recorded(session, asked)
    session.commit()
    assert "is not known" not in report_document.html(
        afterwards.rated(session, seat, None, clock), seat.guide
    )


def test_an_answers_figures_never_stand_alone_on_top_of_a_page(session: Session, clock: Clock) -> None:
    """With so many lines before them the last words of an answer end a page, and its figures are to follow."""
    seat = afterwards.finished(session)
    for asked in seat.turns:
        recorded(session, asked)
    session.commit()
    html = report_document.html(afterwards.rated(session, seat, None, clock), seat.guide)
    answers = '<h2 id="report-answers">'
    for lines in (13, 20):
        pdf = WeasyprintPdf().print(html.replace(answers, "<p>A line.</p>" * lines + answers))
        second = pypdf.PdfReader(io.BytesIO(pdf)).pages[1].extract_text()
        assert second.startswith("Q"), lines
        assert "Transcript by WhisperX" in second
