"""ResumeReader: Word documents, by the standard library in a limited child process (docs/decisions/0016)."""

from __future__ import annotations

import sys

from interview_app.adapters import _child, _reading
from interview_app.ports import ResumeText

COMMAND = (sys.executable, "-B", "-m", "interview_app.adapters.docx_child")
LIMITS = _child.Limits(
    seconds=15, cpu_seconds=10, memory_bytes=256 * _child.MEBIBYTE, output_bytes=_child.MEBIBYTE
)

PROBLEMS = {
    "encrypted": "This Word file is locked with a password, please paste the text instead.",
    "heavy": "This Word file is too complex for us to read, please paste the text instead.",
    "broken": "We could not read this Word file, please paste the text instead.",
    "empty": "This Word file holds no text, perhaps only pictures of it, please paste the text instead.",
    "other": "This is no Word document (.docx), please send a PDF or paste the text instead.",
    "macros": "This Word file holds macros. Save it as .docx without them, or please paste the text instead.",
}


class DocxResume:
    def read(self, body: bytes) -> ResumeText:
        return _reading.text_of(body, COMMAND, LIMITS, PROBLEMS)
