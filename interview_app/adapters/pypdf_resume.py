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
        pictures, pages = said.get("pictures"), said.get("pages")
        if not isinstance(pictures, list) or not pictures or not isinstance(pages, int):
            return None
        try:
            return ScannedPages(pictures=tuple(map(_decoded, pictures)), pages=pages)
        except ValueError:
            return None


def _decoded(said: object) -> bytes:
    """Raises ValueError for what is no base64: the child has met a stranger's file."""
    try:
        return base64.b64decode(said if isinstance(said, str) else "?", validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
