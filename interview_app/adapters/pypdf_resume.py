"""ResumeReader: pypdf in a limited child process, since a small PDF can ask for minutes and gigabytes."""

from __future__ import annotations

import sys

from interview_app.adapters import _child, _reading
from interview_app.ports import ResumeText

COMMAND = (sys.executable, "-B", "-m", "interview_app.adapters.pypdf_child")
LIMITS = _child.Limits(
    seconds=15, cpu_seconds=10, memory_bytes=512 * _child.MEBIBYTE, output_bytes=_child.MEBIBYTE
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
