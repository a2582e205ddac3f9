"""PypdfResume on résumés of every kind, each in a real limited process."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import subprocess
import sys
import time

import pytest
from PIL import Image, ImageDraw
from weasyprint import HTML

from interview_app.adapters import _child, pypdf_resume
from interview_app.adapters.pypdf_resume import PypdfResume
from interview_app.ports import OutsideError
from tests.integration.adapters import documents

reader = PypdfResume()


def refusal(body: bytes) -> str:
    began = time.monotonic()
    with pytest.raises(OutsideError) as raised:
        reader.read(body)
    assert raised.value.permanent
    assert raised.value.reason.endswith("please paste the text instead.")
    assert time.monotonic() - began < 20
    return raised.value.reason


def test_the_text_of_a_resume_is_read() -> None:
    resume = reader.read(
        documents.pdf(documents.says("Ada Lovelace", "I led the migration."), documents.says("Page two"))
    )

    assert "I led the migration." in resume.text
    assert "Page two" in resume.text
    assert (resume.pages, resume.truncated, resume.hidden_characters) == (2, False, 0)


def test_a_resume_with_its_own_fonts_and_scripts_is_read() -> None:
    html = "<html lang=cs><p>Žluťoučký kůň — Ελληνικά — Русский</p></html>"

    assert "Žluťoučký kůň — Ελληνικά — Русский" in reader.read(HTML(string=html).write_pdf()).text


def test_a_long_resume_is_cut_and_says_so() -> None:
    page = documents.says(*["We reduced the cost of the billing service by twenty percent."] * 60)

    resume = reader.read(documents.pdf(*[page] * 29))
    many_pages = reader.read(documents.pdf(*[documents.says("short")] * 31))

    assert len(resume.text) == 60_000
    assert resume.truncated
    assert (many_pages.pages, many_pages.truncated) == (31, True)


def test_hidden_characters_are_taken_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    said = json.dumps({"text": "I led\u202e the\x00 team\u200b \ud800", "pages": 1, "truncated": False})
    monkeypatch.setattr(pypdf_resume, "COMMAND", ("echo", said))

    resume = reader.read(b"%PDF-1.7")

    assert resume.text.split() == ["I", "led", "the", "team"]
    assert resume.hidden_characters == 2


def test_a_resume_that_needs_a_password_is_refused() -> None:
    body = documents.locked(documents.pdf(documents.says("secret")), password="open sesame")

    assert "password" in refusal(body)


def test_a_resume_locked_against_changes_only_is_read() -> None:
    body = documents.locked(documents.pdf(documents.says("I led the team")), password="")

    assert "I led the team" in reader.read(body).text


def test_a_scanned_resume_is_refused_as_holding_no_text() -> None:
    assert "no text" in refusal(documents.scanned())


# Scans


def sheet(width: int = 600, height: int = 800, mode: str = "RGB") -> Image.Image:
    """White paper with a dark block in its upper left corner."""
    paper = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(paper).rectangle((0, 0, width // 4, height // 4), fill="black")
    return paper.convert(mode)


def pages_of(body: bytes) -> list[Image.Image]:
    found = reader.scanned(body)
    assert found is not None
    return [Image.open(io.BytesIO(one)) for one in found.pictures.values()]


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "JPEG"), ("L", "JPEG"), ("1", "PDF"), ("P", "PDF")])
def test_a_scan_gives_its_pages_as_pictures(mode: str, kind: str) -> None:
    body = documents.scan_of(sheet(mode=mode), sheet(mode=mode), kind=kind)
    assert "no text" in refusal(body)
    pages = pages_of(body)
    assert [(one.format, one.size) for one in pages] == [("JPEG", (600, 800))] * 2
    assert all(one.convert("L").getpixel((20, 20)) < 100 for one in pages)


def test_a_scan_of_more_pages_than_are_looked_at_says_so() -> None:
    long = reader.scanned(documents.scan_of(*[sheet(60, 80)] * 31))
    short = reader.scanned(documents.scan_of(*[sheet(60, 80)] * 30))
    assert long is not None
    assert short is not None
    assert (long.truncated, short.truncated) == (True, False)


def test_a_page_that_lies_on_its_side_is_shown_upright() -> None:
    (page,) = pages_of(documents.scan_of(sheet(), rotate=90))
    assert page.size == (800, 600)
    assert page.convert("L").getpixel((780, 20)) < 100


def test_of_a_long_scan_the_first_pages_are_shown_and_all_are_counted() -> None:
    found = reader.scanned(documents.scan_of(*[sheet(300, 400)] * 5))
    assert found is not None
    assert (sorted(found.pictures), found.unread, found.pages) == ([1, 2, 3], (4, 5), 5)


@pytest.mark.parametrize(
    "body",
    [
        documents.pdf(documents.says("x")),
        b"%PDF-1.7",
        documents.locked(documents.scan_of(sheet()), password="open sesame"),
        documents.scan_of(sheet())[:3000],
    ],
    ids=["text", "broken", "locked", "cut"],
)
def test_what_is_no_scan_gives_no_pictures(body: bytes) -> None:
    assert reader.scanned(body) is None


HALVES = b"q 600 0 0 400 0 400 cm /Upper Do Q q 600 0 0 400 0 0 cm /Lower Do Q"


def grey(level: int, size: tuple[int, int] = (600, 400)) -> Image.Image:
    return Image.new("L", size, level)


def levels(page: Image.Image, *points: tuple[int, int]) -> list[int]:
    """How light the page is at some points of it, of 255, to the nearest ten."""
    shown = page.convert("L")
    return [round(shown.getpixel(point), -1) for point in points]


def test_a_page_in_strips_is_put_together_as_its_reader_sees_it() -> None:
    body = documents.drawing(HALVES, ("Lower", grey(200)), ("Upper", grey(50)))
    (page,) = pages_of(body)
    assert page.size == (600, 800)
    assert levels(page, (300, 100), (300, 390), (300, 410), (300, 700)) == [50, 50, 200, 200]


def test_a_page_of_a_background_and_its_letters_shows_both() -> None:
    letters = Image.new("L", (600, 800), "white")
    letters.paste(0, (0, 0, 300, 100))
    content = b"q 600 0 0 800 0 0 cm /Back Do /Letters Do Q"
    body = documents.drawing(
        content, ("Back", grey(200, (150, 200))), ("Letters", letters), stencil="Letters"
    )
    (page,) = pages_of(body)
    assert page.size == (600, 800), "the sharper of the two decides"
    assert levels(page, (100, 50), (500, 50), (100, 500)) == [0, 200, 200]


@pytest.mark.parametrize(
    ("place", "dark_at"),
    [
        (b"600 0 0 800 0 0", (20, 20)),
        (b"-600 0 0 800 600 0", (580, 20)),
        (b"600 0 0 -800 0 800", (20, 780)),
        (b"0 800 -600 0 600 0", (20, 780)),
        (b"0 -800 600 0 0 800", (580, 20)),
        (b"0 800 600 0 0 0", (580, 780)),
    ],
    ids=["upright", "mirrored", "upside down", "turned left", "turned right", "turned and mirrored"],
)
def test_a_picture_lies_on_its_page_as_it_was_laid(place: bytes, dark_at: tuple[int, int]) -> None:
    (page,) = pages_of(documents.drawing(b"q %s cm /Im Do Q" % place, ("Im", sheet())))
    corners = [(20, 20), (580, 20), (20, 780), (580, 780)]
    assert dark_at in corners
    assert [at for at in corners if page.convert("L").getpixel(at) < 100] == [dark_at]


@pytest.mark.parametrize(
    "body",
    [
        documents.scan_of(sheet()).replace(b"/Width 600", b"/Width 99999999"),
        documents.drawing(b"q 400 400 -400 400 300 0 cm /Im Do Q", ("Im", sheet())),
        documents.drawing(b"q 600 0 0 800 0 0 cm " + b"/Im Do " * 500 + b"Q", ("Im", grey(9, (9, 9)))),
        documents.pdf(b"q 600 0 0 800 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID abcd EI Q"),
    ],
    ids=["swollen", "askew", "five hundred", "written into the page"],
)
def test_a_page_that_cannot_be_shown_is_named_and_the_others_are_shown(body: bytes) -> None:
    found = reader.scanned(documents.together(documents.scan_of(sheet()), body, documents.scan_of(sheet())))
    assert found is not None
    assert (sorted(found.pictures), found.unread, found.pages) == ([1, 3], (2,), 3)


LINES = ["I led the move of the billing service to another house within a year."] * 3


def test_a_scan_beside_a_page_of_words_is_found_and_named_until_it_is_read() -> None:
    body = documents.together(documents.pdf(documents.says(*LINES)), documents.scan_of(sheet()))
    assert reader.read(body).unread == (2,)
    found = reader.scanned(body)
    assert found is not None
    assert (sorted(found.pictures), found.unread, found.pages) == ([2], (), 2)


@pytest.mark.parametrize(
    "body",
    [
        documents.together(
            documents.pdf(documents.says(*LINES)), documents.pdf(documents.says("And so on."))
        ),
        documents.drawing(documents.says("Ada") + b" q 150 0 0 200 0 600 cm /Im Do Q", ("Im", sheet())),
        documents.drawing(documents.says(*LINES) + b" q 600 0 0 800 0 0 cm /Im Do Q", ("Im", sheet())),
        documents.drawing(documents.says("Ada"), ("Im", sheet())),
    ],
    ids=["few words", "a portrait", "a scan with its words", "a picture that is not shown"],
)
def test_no_other_page_is_taken_for_a_scan(body: bytes) -> None:
    assert reader.read(body).unread == ()
    assert reader.scanned(body) is None


@pytest.mark.parametrize(
    "said",
    [
        "[]",
        "{}",
        '{"scans": [5], "pages": 1}',
        '{"scans": [[1, "?"]], "pages": 1}',
        '{"scans": [], "pages": 1}',
        '{"scans": [["1", ""]], "pages": 1}',
        '{"scans": [[1, 5]], "pages": 1}',
        '{"scans": [[1, ""]], "pages": "1"}',
    ],
)
def test_a_scans_child_turned_against_us_is_not_believed(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setattr(pypdf_resume, "SCAN", ("echo", said))
    assert reader.scanned(b"%PDF-1.7") is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04 a docx",
        b"%PDF-1.7\n" + os.urandom(4000),
        documents.pdf(documents.says("x"))[:150],
        documents.pdf(documents.says("x")).replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]"),
    ],
    ids=["empty", "header", "docx", "noise", "cut", "loop"],
)
def test_a_broken_resume_is_refused(body: bytes) -> None:
    assert "could not read" in refusal(body)


def test_a_page_that_swells_a_thousandfold_is_refused() -> None:
    bomb = documents.squeezed(documents.says("x") + b" " * 30_000_000)
    assert len(bomb) < 100_000

    assert "too complex" in refusal(bomb)


def test_a_page_of_endless_work_is_refused() -> None:
    work = documents.squeezed(documents.says("x") + b" 1 (y)" * 150_000 + b" T*")

    assert "too complex" in refusal(work)


LIMITS = _child.Limits(seconds=5, cpu_seconds=1, memory_bytes=300 * 2**20, output_bytes=2**20)


def test_a_child_gets_no_more_memory_than_its_limit() -> None:
    hog = "import sys; sys.stdin.buffer.read(); bytearray(700_000_000)"

    ended = _child.run([sys.executable, "-c", hog], given=b"go", limits=LIMITS)

    assert ended.code != 0
    assert "MemoryError" in ended.complaint


@pytest.mark.parametrize(
    ("deed", "seconds"),
    [
        ("while True: pass", 60),
        ("import time; time.sleep(60)", 2),
        ("while True: print('x' * 100_000)", 60),
    ],
)
def test_a_child_over_its_time_or_output_is_stopped(
    deed: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pypdf_resume, "COMMAND", (sys.executable, "-c", deed))
    monkeypatch.setattr(pypdf_resume, "LIMITS", dataclasses.replace(LIMITS, seconds=seconds))
    began = time.monotonic()

    refusal(b"%PDF-1.7")

    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "said", ["[]", "{}", "null", '{"text": 5, "pages": 1}', '{"text": "x", "pages": "1"}', "no json"]
)
def test_a_child_turned_against_us_is_not_believed(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setattr(pypdf_resume, "COMMAND", ("python3", "-c", f"print({said!r})"))

    assert "could not read" in refusal(b"%PDF-1.7")


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname').read()",
        "open('/tmp/candid-was-here.py', 'w')",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('subprocess').run(['true'])",
        "__import__('os').system('true')",
        "__import__('os').fork()",
        "__import__('os').remove('/tmp/candid-was-here.py')",
    ],
)
def test_the_child_touches_nothing_of_this_machine(deed: str) -> None:
    program = (
        "import sys; from interview_app.adapters import _confined, pypdf_child;"
        f"sys.addaudithook(_confined.refusing('a PDF')); {deed}"
    )

    ended = _child.run([sys.executable, "-c", program], given=b"", limits=pypdf_resume.LIMITS)

    assert ended.code == 1
    assert "PermissionError: a PDF may not" in ended.complaint


def test_no_child_is_left_behind_when_the_caller_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(Exception):
        """What a job's time-out raises, in the middle of anything."""

    def interrupt(child: subprocess.Popen[bytes], *_arguments: object, **_named: object) -> None:
        seen.append(child)
        raise Interrupted

    seen: list[subprocess.Popen[bytes]] = []
    monkeypatch.setattr(subprocess.Popen, "communicate", interrupt)
    began = time.monotonic()

    with pytest.raises(Interrupted):
        _child.run(["sleep", "60"], given=b"", limits=pypdf_resume.LIMITS)

    assert seen[0].returncode is not None
    assert time.monotonic() - began < 10
