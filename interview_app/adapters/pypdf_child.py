"""The limited child that reads a stranger's PDF. Run as `python -m interview_app.adapters.pypdf_child`.

With `scan` behind it, it draws the first of those pages that are pictures.
"""

from __future__ import annotations

import base64
import io
import sys
import time
from collections.abc import Callable
from typing import Any

import pypdf
from pypdf.errors import FileNotDecryptedError, LimitReachedError, PyPdfError

from interview_app.adapters import _confined, _scanned_page

MAX_PAGES = 30
MAX_CHARS = 60_000
MAX_SCANNED_PAGES = 3
QUALITY = 88
ENOUGH_CPU_SECONDS = 12.0
"""No page is begun after that: what is drawn by then had better arrive than be ended with the child."""

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
    "zlib_maximum_output_length": 3 * _scanned_page.MAX_DOTS,
    "lzw_maximum_output_length": 3 * _scanned_page.MAX_DOTS,
    "run_length_maximum_output_length": 3 * _scanned_page.MAX_DOTS,
    "stream_decoding_work_maximum_length": 12 * _scanned_page.MAX_DOTS,
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
    scans: list[int] = []
    for number, page in enumerate(reader.pages[:MAX_PAGES], 1):
        parts.append(page.extract_text())
        if _scanned_page.is_scan(page, parts[-1]):
            scans.append(number)
        if sum(map(len, parts)) > MAX_CHARS:
            break
    # A scanner's own line beside nothing but scans is no résumé's text.
    says = any(part.strip() for number, part in enumerate(parts, 1) if number not in scans)
    text = "\n\n".join(parts) if says else ""
    cut = pages > MAX_PAGES or len(text) > MAX_CHARS
    return {"text": text[:MAX_CHARS], "pages": pages, "truncated": cut, "unread": scans}


def _pictures(reader: pypdf.PdfReader) -> dict[str, Any]:
    """Every page that is a scan by its number, with its picture or without one."""
    found: dict[int, str | None] = {}
    drawn = 0
    for number, page in enumerate(reader.pages[:MAX_PAGES], 1):
        if not _scanned_page.is_scan(page, page.extract_text()):
            continue
        found[number] = _picture(page) if drawn < MAX_SCANNED_PAGES else None
        drawn += found[number] is not None
    pages = len(reader.pages)
    return {"scans": list(found.items()), "pages": pages, "truncated": pages > MAX_PAGES}


def _picture(page: pypdf.PageObject) -> str | None:
    drawn = _scanned_page.draw(page) if time.process_time() < ENOUGH_CPU_SECONDS else None
    if drawn is None:
        return None
    made = io.BytesIO()
    drawn.save(made, "JPEG", quality=QUALITY)
    return base64.b64encode(made.getvalue()).decode()


if __name__ == "__main__":
    main()
