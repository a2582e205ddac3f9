"""PdfPrinter: WeasyPrint in a limited child process.

Layout is pure Python without a time-out of its own; only a process can be stopped at a wall-clock limit
whoever called it. A child also keeps WeasyPrint's memory out of the worker and can raise nothing but a code.
"""

from __future__ import annotations

import sys

from interview_app.adapters import _child
from interview_app.ports import OutsideError

COMMAND = (sys.executable, "-m", "interview_app.adapters.weasyprint_child")
MAX_PAGE_CHARS = 3_000_000
LIMITS = _child.Limits(
    seconds=120, cpu_seconds=110, memory_bytes=2048 * _child.MEBIBYTE, output_bytes=30 * _child.MEBIBYTE
)
TOO_LARGE = "The report is too large to print as a PDF; its page can still be read and printed by a browser."


class WeasyprintPdf:
    def print(self, html: str) -> bytes:
        if len(html) > MAX_PAGE_CHARS:
            raise OutsideError(TOO_LARGE, permanent=True)
        try:
            outcome = _child.run(COMMAND, given=html.encode("utf-8", "replace"), limits=LIMITS)
        except _child.TooHeavy as error:
            raise OutsideError(TOO_LARGE, permanent=True) from error
        if outcome.code != 0 or not outcome.output.startswith(b"%PDF-"):
            raise _failed(outcome.complaint)
        return outcome.output

    def probe(self) -> str:
        page = '<!doctype html><html lang="en"><title>Candid</title><p>Candid</p></html>'
        return f"WeasyPrint printed a page of {len(self.print(page))} bytes"


def _failed(complaint: str) -> OutsideError:
    if "cannot load library" in complaint:
        return OutsideError(
            "WeasyPrint's system libraries are missing: install libpango-1.0-0, libpangoft2-1.0-0 and "
            "libharfbuzz-subset0.",
            permanent=True,
        )
    return OutsideError("WeasyPrint could not print the report.", permanent=True)
