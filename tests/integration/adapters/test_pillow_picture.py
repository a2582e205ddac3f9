"""PillowPicture on pictures of every kind, each in a real limited process."""

from __future__ import annotations

import io
import json
import os
import struct
import time
import zlib

import pytest
from PIL import Image, ImageDraw

from interview_app.adapters import _child, pillow_picture
from interview_app.adapters.pillow_picture import PillowPicture
from interview_app.ports import CleanPicture, OutsideError

cleaner = PillowPicture()
SECRET = b"taken at home, 48.2082 N"
DARK = (20, 30, 40)


def refusal(body: bytes) -> str:
    began = time.monotonic()
    with pytest.raises(OutsideError) as raised:
        cleaner.clean(body)
    assert raised.value.permanent
    assert raised.value.reason.endswith("or paste the text instead.")
    assert time.monotonic() - began < 30
    return raised.value.reason


def written(picture: Image.Image, kind: str, **options: object) -> bytes:
    body = io.BytesIO()
    picture.save(body, kind, **options)
    return body.getvalue()


def page(width: int = 600, height: int = 800) -> Image.Image:
    """White paper with a dark block in its upper left corner."""
    paper = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(paper).rectangle((0, 0, width // 4, height // 4), fill=DARK)
    return paper


def opened(body: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(body))
    assert picture.format == "JPEG"
    return picture


def is_dark(picture: Image.Image, across: float, down: float) -> bool:
    found = picture.convert("L").getpixel((int(picture.width * across), int(picture.height * down)))
    assert isinstance(found, int)
    return found < 100


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_of_picture_is_drawn_anew(kind: str) -> None:
    clean = cleaner.clean(written(page(), kind))

    assert clean == CleanPicture(whole=clean.whole, parts=(clean.whole,))
    assert opened(clean.whole).size == (600, 800)
    assert (is_dark(opened(clean.whole), 0.1, 0.1), is_dark(opened(clean.whole), 0.9, 0.9)) == (True, False)


def test_what_stood_beside_the_picture_is_gone_and_it_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 3, SECRET.decode()  # lying on its head; a description
    body = written(page(), "JPEG", exif=exif, comment=SECRET)
    assert SECRET in body

    clean = cleaner.clean(body)

    assert SECRET not in clean.whole
    assert not opened(clean.whole).getexif()
    assert is_dark(opened(clean.whole), 0.9, 0.9)


def test_what_is_transparent_lies_on_white_paper() -> None:
    glass = Image.new("RGBA", (600, 800), (0, 0, 0, 0))
    ImageDraw.Draw(glass).rectangle((0, 0, 150, 200), fill=(*DARK, 255))

    for clear in (glass, glass.quantize(8)):
        clean = cleaner.clean(written(clear, "PNG"))
        assert (is_dark(opened(clean.whole), 0.1, 0.1), is_dark(opened(clean.whole), 0.9, 0.9)) == (
            True,
            False,
        )


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "LA"])
def test_a_picture_of_any_colours_is_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert is_dark(opened(cleaner.clean(written(page().convert(mode), kind)).whole), 0.1, 0.1)


def test_a_large_picture_becomes_as_small_as_a_model_needs() -> None:
    clean = cleaner.clean(written(page(6000, 8000), "JPEG", quality=20))

    assert max(opened(clean.whole).size) == 2000
    assert is_dark(opened(clean.whole), 0.1, 0.1)


def test_a_long_screenshot_is_shown_in_readable_strips() -> None:
    clean = cleaner.clean(written(page(1400, 5000), "PNG"))

    assert opened(clean.whole).size == (1400, 5000)
    assert [opened(part).size for part in clean.parts] == [(1400, 2000), (1400, 2000), (1400, 1160)]


def test_an_endless_screenshot_has_an_end() -> None:
    assert len(cleaner.clean(written(page(400, 60_000), "PNG")).parts) == 8


def test_a_moving_picture_shows_its_first_page() -> None:
    body = written(page(), "WEBP", save_all=True, append_images=[Image.new("RGB", (600, 800), DARK)])

    assert not is_dark(opened(cleaner.clean(body).whole), 0.9, 0.9)


def bomb(width: int, height: int) -> bytes:
    """A PNG of one colour whose header names any size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    dots = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (8_000, 8_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_too_many_dots_is_refused_before_it_unfolds(size: tuple[int, int]) -> None:
    assert "too large" in refusal(bomb(*size))


def test_a_thumbnail_is_too_small_to_be_read() -> None:
    assert "too small" in refusal(written(page(150, 900), "PNG"))


GOOD = written(page(), "JPEG")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n" + os.urandom(3000),
        GOOD[: len(GOOD) // 3],
        written(page(), "GIF"),
        written(page(), "TIFF"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 600 800\n",
        bomb(3_000, 3_000)[:3000],
    ],
    ids=["empty", "header", "noise", "cut", "gif", "tiff", "postscript", "cut-png"],
)
def test_what_is_no_whole_picture_of_a_known_kind_is_refused(body: bytes) -> None:
    assert "could not open" in refusal(body)


@pytest.mark.parametrize(
    "said",
    [
        "[]",
        "{}",
        '{"whole": 5}',
        '{"whole": "PGh0bWw+"}',
        '{"whole": "/9j/", "parts": ["PGh0bWw+"]}',
        "no json",
    ],
)
def test_a_child_turned_against_us_is_not_believed(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setattr(pillow_picture, "COMMAND", ("python3", "-c", f"print({said!r})"))

    assert "could not open" in refusal(GOOD)


def test_a_child_that_is_too_slow_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = _child.Limits(seconds=2, cpu_seconds=1, memory_bytes=2**28, output_bytes=2**20)
    monkeypatch.setattr(pillow_picture, "COMMAND", ("python3", "-c", "while True: pass"))
    monkeypatch.setattr(pillow_picture, "LIMITS", limits)

    assert "too large" in refusal(GOOD)


def test_the_child_gives_no_more_than_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pillow_picture, "COMMAND", ("echo", json.dumps({"whole": "/9j/", "parts": []})))

    assert cleaner.clean(GOOD).parts == (b"\xff\xd8\xff",)
