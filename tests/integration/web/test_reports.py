"""The report's page, PDF and JSON as the team gets them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from interview_app import models
from interview_app.domain import transcript
from interview_app.usecases import report_document
from tests import afterwards, factories
from tests.office import Office, Visitor
from tests.stage import Stage

PDF = b"%PDF-1.7 printed"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    stage = Stage(tmp_path_factory.mktemp("reports"), login_rate="1000 per minute")
    yield Office(stage)
    stage.close()


@pytest.fixture(scope="module")
def reader(office: Office) -> Visitor:
    """A reviewer at work."""
    return office.reviewer()


def reported(office: Office, *answers: str, printed: bool = True, times: int = 1, **changes: str) -> int:
    """The id of a candidate whose interview was rated `times` times, and printed unless told otherwise."""
    with office.stage.session() as session:
        seat = afterwards.finished(session, *answers, **changes)
        for asked in seat.turns:
            session.add(
                models.AnswerAudio(
                    turn_id=asked.id, blob_key="none", mime="audio/webm", duration_ms=30_000, declared_ms=30_000,
                    missing_ms=0, gaps=[], created_at=factories.NOW,
                )
            )  # fmt: skip
        for _ in range(times):
            afterwards.rated(session, seat, afterwards.model(), office.stage.clock)
        if printed:
            blobs = office.stage.ports.blobs
            afterwards.print_all(session, seat, Printer(), blobs, office.stage.clock)
        return seat.id


class Printer:
    def print(self, html: str) -> bytes:
        return PDF


def first_turn(office: Office, seat_id: int) -> int:
    with office.stage.session() as session:
        return session.get_one(models.InterviewSession, seat_id).turns[0].id


def test_the_page_shows_score_competencies_answers_and_quotes(office: Office, reader: Visitor) -> None:
    seat_id = reported(office)

    page = reader.get(f"/candidates/{seat_id}/report")

    assert page.status_code == 200
    for words in (
        "Ada Lovelace", "Software engineer", "3 of 3 competencies rated", "Advisory: the decision is a person",
        "Q1", "Describe a fault that you found and mended.", "I took heap snapshots every ten minutes",
        "No figures were given.", "single judge: double/first", "Download the PDF",
    ):  # fmt: skip
        assert words in re.sub(r"<[^>]*>", "", page.text), words


def test_a_quote_plays_from_its_time(office: Office, reader: Visitor) -> None:
    seat_id = reported(office)

    page = reader.get(f"/candidates/{seat_id}/report").text

    turn_id = first_turn(office, seat_id)
    link = rf'href="/turns/{turn_id}/audio#t=\d+\.\d+,\d+\.\d+" data-play="{turn_id}" data-from="\d+" data-to="\d+"'
    assert re.search(link, page)
    assert (
        f'<audio class="player" controls preload="none" src="/turns/{turn_id}/audio" data-turn="{turn_id}"'
        in page
    )


def test_the_report_s_player_knows_the_words_times(office: Office, reader: Visitor) -> None:
    page = reader.get(f"/candidates/{reported(office, afterwards.LED)}/report").text

    assert '<answer-player data-duration="30000"' in page
    assert '<span data-at="0-350">In</span> <span data-at="400-750">my</span>' in page


def test_a_transcript_of_the_browser_is_marked_wherever_its_words_are_shown(
    office: Office, reader: Visitor
) -> None:
    with office.stage.session() as session:
        seat = afterwards.finished(session)
        first = session.scalars(
            select(models.Transcript).where(models.Transcript.turn_id == seat.turns[0].id)
        ).one()
        words = transcript.from_json(first.words)
        first.engine, first.model, first.aligned = "browser", "", False
        first.words = transcript.to_json([transcript.Word(word.text) for word in words])
        second = session.scalars(
            select(models.Transcript).where(models.Transcript.turn_id == seat.turns[1].id)
        ).one()
        words = transcript.from_json(second.words)
        second.words = transcript.to_json(
            [transcript.Word(word.text, segment_ms=(0, 9000)) for word in words]
        )
        session.commit()
        afterwards.rated(session, seat, afterwards.model(), office.stage.clock)
        seat_id = seat.id
        row = session.scalars(
            select(models.Report).where(models.Report.interview_session_id == seat_id)
        ).one()
        on_paper = html.unescape(report_document.html(row, seat.guide))

    for page in (on_paper, html.unescape(reader.get(f"/candidates/{seat_id}/report").text)):
        assert "Lower trust: these words come from the candidate's own browser" in page
        assert page.count("from the candidate's own browser: lower trust") >= 2
        assert "Transcript by the candidate's own browser. Word times are not known." in page
        assert "times are those of whole segments" in page
        assert "time of the whole segment" in page
        assert "by WhisperX on this installation, model tiny (2)" in page


def test_a_report_of_another_text_than_the_words_shows_its_own(office: Office, reader: Visitor) -> None:
    seat_id = reported(office, afterwards.LED)
    with office.stage.session() as session:
        row = session.scalars(
            select(models.Transcript).where(models.Transcript.turn_id == first_turn(office, seat_id))
        ).one()
        row.words = [["Other", 0, 300, 0.9]]
        session.commit()

    page = reader.get(f"/candidates/{seat_id}/report").text

    assert "Other" not in page
    assert f">{afterwards.LED}</p>" in page
    assert "<answer-player" in page


def test_a_recording_that_was_erased_has_no_player(office: Office, reader: Visitor) -> None:
    seat_id = reported(office, afterwards.LED)
    with office.stage.session() as session:
        turn_id = first_turn(office, seat_id)
        session.execute(delete(models.AnswerAudio).where(models.AnswerAudio.turn_id == turn_id))
        session.commit()

    page = reader.get(f"/candidates/{seat_id}/report").text

    assert "<answer-player" not in page
    assert f">{afterwards.LED}</p>" in page


def test_the_way_back_ends_with_the_page_itself(office: Office, reader: Visitor) -> None:
    page = reader.get(f"/candidates/{reported(office)}/report").text

    assert '<span aria-current="page">Report</span></p>' in page


def test_the_page_keeps_to_the_strict_content_policy(office: Office, reader: Visitor) -> None:
    page = reader.get(f"/candidates/{reported(office)}/report").text

    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "hx-disable" in page


def test_hostile_words_stay_words(office: Office, reader: Visitor) -> None:
    attack = '<script>alert(1)</script><img src=x onerror=alert(1) hx-get="/people">'
    seat_id = reported(office, f"{attack} {afterwards.LED}", candidate_name=attack)

    page = reader.get(f"/candidates/{seat_id}/report").text

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_not_rated_looks_meant_and_says_what_to_do(office: Office, reader: Visitor) -> None:
    with office.stage.session() as session:
        seat = afterwards.finished(session)
        afterwards.rated(session, seat, None, office.stage.clock)
        seat_id = seat.id

    page = reader.get(f"/candidates/{seat_id}/report").text

    assert "Not rated" in page
    assert "No language model is configured." in page
    assert "Rate again" in page
    assert "of 100" not in page
    assert "PDF not printed yet" in page


def test_an_older_report_is_kept_and_reached(office: Office, reader: Visitor) -> None:
    seat_id = reported(office, times=2)

    newest = reader.get(f"/candidates/{seat_id}/report").text
    older = reader.get(f"/candidates/{seat_id}/report?scoring=1").text

    assert "An answer was transcribed after the earlier report." in newest
    assert "An answer was transcribed after the earlier report." not in older
    assert f"/candidates/{seat_id}/report?scoring=1" in newest


@pytest.mark.parametrize("kind", ["report", "report.pdf", "report.json"])
def test_a_report_that_is_not_there_is_not_found(office: Office, reader: Visitor, kind: str) -> None:
    with office.stage.session() as session:
        seat_id = factories.seat(session).id

    assert reader.get(f"/candidates/{seat_id}/{kind}").status_code == 404
    assert reader.get(f"/candidates/999/{kind}").status_code == 404
    assert reader.get(f"/candidates/{reported(office)}/{kind}?scoring=7").status_code == 404


def test_the_pdf_is_saved_under_a_plain_name(office: Office, reader: Visitor) -> None:
    answer = reader.get(f"/candidates/{reported(office)}/report.pdf")

    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=candid-report-ada-lovelace.pdf"


@pytest.mark.parametrize(
    ("name", "stem"),
    [("Zoë Ünal-Ørsted", "zoe-unal-rsted"), ("../../etc/passwd", "etc-passwd"), ("王芳", ""), ("", "")],
)
def test_no_name_is_too_strange_for_a_file(office: Office, reader: Visitor, name: str, stem: str) -> None:
    seat_id = reported(office, candidate_name=name)

    answer = reader.get(f"/candidates/{seat_id}/report.pdf")

    named = f"candid-report-{stem or f'candidate-{seat_id}'}.pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={named}"


def test_a_pdf_that_is_not_printed_is_not_found(office: Office, reader: Visitor) -> None:
    answer = reader.get(f"/candidates/{reported(office, printed=False)}/report.pdf")

    assert answer.status_code == 404
    assert "not printed yet" in answer.text


def test_a_pdf_lost_from_the_store_is_not_found(office: Office, reader: Visitor) -> None:
    seat_id = reported(office)
    with office.stage.session() as session:
        row = session.scalars(
            select(models.Report).where(models.Report.interview_session_id == seat_id)
        ).one()
        session.commit()
        office.stage.ports.blobs.delete(row.pdf_blob_key or "")

    assert reader.get(f"/candidates/{seat_id}/report.pdf").status_code == 404


def test_the_json_is_the_whole_content(office: Office, reader: Visitor) -> None:
    answer = reader.get(f"/candidates/{reported(office)}/report.json")

    found = json.loads(answer.data)
    assert answer.headers["Content-Disposition"] == "attachment; filename=candid-report-ada-lovelace.json"
    assert found["scoring"] == 1
    assert [answer["label"] for answer in found["report"]["answers"]] == ["Q1", "Q2", "Q3"]


@pytest.mark.parametrize("kind", ["report", "report.pdf", "report.json"])
def test_a_stranger_is_led_to_the_login(office: Office, reader: Visitor, kind: str) -> None:
    answer = office.stranger().get(f"/candidates/{reported(office)}/{kind}")

    assert answer.status_code == 303
    assert answer.location.startswith("/login")
