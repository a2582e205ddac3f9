"""The limited child that reads a stranger's PDF. Run as `python -m interview_app.adapters.pypdf_child`.

With `scan` behind it, it takes out the pictures that the first pages are, where each is one picture.
"""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pypdf
from pypdf.errors import FileNotDecryptedError, LimitReachedError, PyPdfError
from pypdf.generic import DictionaryObject

from interview_app.adapters import _confined

MAX_PAGES = 30
MAX_CHARS = 60_000
MAX_SCANNED_PAGES = 3
MAX_DOTS = 40_000_000
"""An A4 page at 600 dots an inch has 35 million."""
MAX_SIDE = 3_000
WHOLE_PAGE = 0.8
"""Of all dots of a page's pictures its largest must have so many: else the page is put together, and read in part."""
QUALITY = 88
MOST_NESTED = 3

LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 10_000_000,
    "lzw_maximum_output_length": 10_000_000,
    "run_length_maximum_output_length": 10_000_000,
    "array_based_stream_maximum_output_length": 10_000_000,
    "maximum_declared_stream_length": 50_000_000,
    "stream_decoding_work_maximum_length": 50_000_000,
    "stream_parsing_work_maximum_count": 200_000,
    "xform_maximum_invocations_per_extraction": 500,
    "page_tree_maximum_entries": 10_000,
    "jbig2dec_binary": None,
}
OF_SCANS: dict[str, Any] = LIMITS | {
    "zlib_maximum_output_length": 3 * MAX_DOTS,
    "lzw_maximum_output_length": 3 * MAX_DOTS,
    "run_length_maximum_output_length": 3 * MAX_DOTS,
    "stream_decoding_work_maximum_length": 12 * MAX_DOTS,
}


def main() -> None:
    if sys.argv[1:] == ["scan"]:
        _confined.answer(lambda body: _answer(body, _pictures, OF_SCANS), "a PDF")
    else:
        _confined.answer(lambda body: _answer(body, _text, LIMITS), "a PDF")


def _answer(
    body: bytes, read: Callable[[pypdf.PdfReader], dict[str, Any]], limits: dict[str, Any]
) -> dict[str, Any]:
    try:
        with pypdf.apply_configuration(**limits):
            return read(pypdf.PdfReader(io.BytesIO(body)))
    except FileNotDecryptedError:
        return {"problem": "encrypted"}
    except (LimitReachedError, MemoryError):
        return {"problem": "heavy"}
    except (PyPdfError, RecursionError):
        return {"problem": "broken"}


def _text(reader: pypdf.PdfReader) -> dict[str, Any]:
    pages = len(reader.pages)
    parts: list[str] = []
    for page in reader.pages[:MAX_PAGES]:
        parts.append(page.extract_text())
        if sum(map(len, parts)) > MAX_CHARS:
            break
    text = "\n\n".join(parts)
    cut = pages > MAX_PAGES or len(text) > MAX_CHARS
    return {"text": text[:MAX_CHARS], "pages": pages, "truncated": cut}


def _pictures(reader: pypdf.PdfReader) -> dict[str, Any]:
    pages = reader.pages[:MAX_SCANNED_PAGES]
    return {"pictures": [_picture(page) for page in pages], "pages": len(reader.pages)}


def _picture(page: pypdf.PageObject) -> str | None:
    """The one picture that the page is, as the reader of it sees it; None where there is none, or several make it up."""
    dots = dict(_dots(page, ()))
    if not dots or max(dots.values()) < WHOLE_PAGE * sum(dots.values()) or max(dots.values()) > MAX_DOTS:
        return None
    name = max(dots, key=lambda one: dots[one])
    picture = page.images[list(name)].image
    if picture is None:
        return None
    drawn = picture.convert("L" if picture.mode in {"1", "L"} else "RGB").rotate(-page.rotation, expand=True)
    drawn.thumbnail((MAX_SIDE, MAX_SIDE))
    made = io.BytesIO()
    drawn.save(made, "JPEG", quality=QUALITY)
    return base64.b64encode(made.getvalue()).decode()


def _dots(holder: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each picture of a page, or of a form within it, by its path, and how many dots its header names."""
    if len(path) > MOST_NESTED:
        return
    nothing = DictionaryObject()
    resources = holder.get("/Resources", nothing).get_object()
    for name, held in resources.get("/XObject", nothing).get_object().items():
        found = held.get_object()
        if found.get("/Subtype") == "/Image":
            yield (*path, name), int(found["/Width"]) * int(found["/Height"])
        elif found.get("/Subtype") == "/Form":
            yield from _dots(found, (*path, name))


if __name__ == "__main__":
    main()
