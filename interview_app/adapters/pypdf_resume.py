"""ResumeReader and ScanReader: pypdf in a limited child process, since a small PDF can ask for minutes and gigabytes."""

from __future__ import annotations

import base64
import binascii
import sys

from interview_app.adapters import _child, _reading
from interview_app.ports import ResumeText, ScannedPages

COMMAND = (sys.executable, "-B", "-m", "interview_app.adapters.pypdf_child")
LIMITS = _child.Limits(
    seconds=15, cpu_seconds=10, memory_bytes=512 * _child.MEBIBYTE, output_bytes=_child.MEBIBYTE
)
SCAN = (*COMMAND, "scan")
SCAN_LIMITS = _child.Limits(
    seconds=30, cpu_seconds=20, memory_bytes=1024 * _child.MEBIBYTE, output_bytes=32 * _child.MEBIBYTE
)

PROBLEMS = {
    "encrypted": "This PDF is locked with a password, please paste the text instead.",
    "heavy": "This PDF is too complex for us to read, please paste the text instead.",
    "broken": "We could not read this PDF, please paste the text instead.",
    "empty": "This PDF holds no text, only pictures of it, please paste the text instead.",
}


class PypdfResume:
    def read(self, body: bytes) -> ResumeText:
        return _reading.text_of(body, COMMAND, LIMITS, PROBLEMS)

    def scanned(self, body: bytes) -> ScannedPages | None:
        said = _reading.said_by_child(body, SCAN, SCAN_LIMITS)
        scans, pages = said.get("scans"), said.get("pages")
        if not isinstance(scans, list) or not isinstance(pages, int):
            return None
        try:
            found = dict(_page(one) for one in scans)
        except ValueError:
            return None
        if not found:
            return None
        shown = {number: picture for number, picture in found.items() if picture is not None}
        return ScannedPages(
            pictures=shown, unread=tuple(sorted(found.keys() - shown)), pages=pages, truncated=said.get("truncated") is True
        )  # fmt: skip


def _page(said: object) -> tuple[int, bytes | None]:
    """A page's number, and its picture. Raises ValueError for anything else: the child has met a stranger's file."""
    number, picture = said if isinstance(said, list) and len(said) == 2 else (None, None)  # a pair
    if type(number) is not int or not isinstance(picture, str | None):
        raise ValueError("no page")
    try:
        return number, None if picture is None else base64.b64decode(picture, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
