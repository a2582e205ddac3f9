"""WeasyprintPdf with the real WeasyPrint in its limited process."""

from __future__ import annotations

import io
import time

import pypdf
import pytest

from interview_app.adapters import weasyprint_pdf
from interview_app.adapters.weasyprint_pdf import WeasyprintPdf
from interview_app.ports import OutsideError
from tests.fakes.loopback import Answer, Loopback

printer = WeasyprintPdf()


def page(body: str) -> str:
    return f'<!doctype html><html lang="en"><head><title>Report</title></head><body>{body}</body></html>'


def text_of(pdf: bytes) -> str:
    return "\n".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_report_is_a_tagged_pdf_with_its_language_and_title() -> None:
    printed = pypdf.PdfReader(io.BytesIO(printer.print(page("<h1>Ada</h1><p>I led the team.</p>"))))

    root = printed.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert printed.metadata.title == "Report"
    assert "I led the team." in printed.pages[0].extract_text()


def test_nothing_outside_the_page_is_fetched() -> None:
    with Loopback(lambda _: Answer(b"secret")) as outside:
        hostile = page(
            f'<link rel="stylesheet" href="{outside.url}/a.css">'
            f'<link rel="attachment" href="file:///etc/hostname"><img src="{outside.url}/b.png">'
            '<img src="file:///etc/hostname"><iframe src="file:///etc/hostname"></iframe>'
            f"<style>@import '{outside.url}/c.css'; p {{ background: url('{outside.url}/d.png') }}</style>"
            f'<svg><image href="{outside.url}/e.png"/></svg><p>kept</p>'
        )
        printed = printer.print(hostile)

    assert outside.requests == []
    assert pypdf.PdfReader(io.BytesIO(printed)).attachments == {}
    assert "kept" in text_of(printed)


def test_a_picture_inside_the_page_is_printed() -> None:
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

    printed = printer.print(page(f'<img alt="dot" src="data:image/png;base64,{dot}">'))

    assert len(pypdf.PdfReader(io.BytesIO(printed)).pages[0].images) == 1


@pytest.mark.slow
def test_a_hundred_thousand_characters_without_a_space_are_printed_in_time() -> None:
    began = time.monotonic()

    printed = printer.print(page(f"<p>{'x' * 100_000}</p>"))

    assert time.monotonic() - began < 40
    assert text_of(printed).count("x") == 100_000


def test_long_words_are_broken_in_text_and_nowhere_else() -> None:
    word = "w" * 100
    printed = text_of(
        printer.print(page(f"<style>.{word} {{ color: red }}</style><p>{word} <b>b</b>{word}</p>"))
    )

    assert printed.replace("\n", "").replace("\u200b", "").count(word) == 2


def test_hostile_words_stay_words() -> None:
    printed = text_of(printer.print(page("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")))

    assert "<script>alert(1)</script>" in printed


def test_lone_surrogates_do_not_break_the_printer() -> None:
    assert printer.print(page("<p>a\ud800b</p>")).startswith(b"%PDF-")


def test_a_page_without_measure_is_refused_for_good() -> None:
    with pytest.raises(OutsideError, match="too large") as raised:
        printer.print("x" * (weasyprint_pdf.MAX_PAGE_CHARS + 1))
    assert raised.value.permanent


def test_a_printer_that_runs_on_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint_pdf, "COMMAND", ("sleep", "60"))
    limits = weasyprint_pdf.LIMITS
    monkeypatch.setattr(
        weasyprint_pdf,
        "LIMITS",
        type(limits)(
            seconds=0.2,
            cpu_seconds=limits.cpu_seconds,
            memory_bytes=limits.memory_bytes,
            output_bytes=limits.output_bytes,
        ),
    )

    with pytest.raises(OutsideError, match="too large"):
        printer.print(page(""))


@pytest.mark.parametrize(
    ("complaint", "said"),
    [("OSError: cannot load library 'libpango-1.0-0'", "libpango-1.0-0"), ("ValueError", "could not print")],
)
def test_a_failed_printer_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, complaint: str, said: str
) -> None:
    monkeypatch.setattr(weasyprint_pdf, "COMMAND", ("sh", "-c", f'echo "{complaint}" >&2; exit 1'))

    with pytest.raises(OutsideError, match=said) as raised:
        printer.print(page(""))
    assert raised.value.permanent


def test_the_doctor_prints_a_page() -> None:
    assert "WeasyPrint printed" in printer.probe()
