"""ResumeReader: pypdf in a limited child process, since a small PDF can ask for minutes and gigabytes."""

from __future__ import annotations

import json
import sys
from typing import Any

from interview_app.adapters import _child
from interview_app.domain import transcript
from interview_app.ports import OutsideError, ResumeText

COMMAND = (sys.executable, "-B", "-m", "interview_app.adapters.pypdf_child")
LIMITS = _child.Limits(
    seconds=15, cpu_seconds=10, memory_bytes=512 * _child.MEBIBYTE, output_bytes=_child.MEBIBYTE
)
MAX_CHARS = 60_000

PROBLEMS = {
    "encrypted": "This PDF is locked with a password, please paste the text instead.",
    "heavy": "This PDF is too complex for us to read, please paste the text instead.",
    "broken": "We could not read this PDF, please paste the text instead.",
    "empty": "This PDF holds no text, only pictures of it, please paste the text instead.",
}


class PypdfResume:
    def read(self, body: bytes) -> ResumeText:
        said = _child_says(body)
        text, pages = said.get("text"), said.get("pages")
        if not isinstance(text, str) or not isinstance(pages, int):
            raise _refused(str(said.get("problem")))
        cleaned = transcript.clean_text(text, MAX_CHARS)
        if not cleaned.text.strip():
            raise _refused("empty")
        return ResumeText(
            text=cleaned.text,
            pages=pages,
            hidden_characters=cleaned.hidden,
            truncated=cleaned.cut or said.get("truncated") is True,
        )


def _child_says(body: bytes) -> dict[str, Any]:
    """What the child wrote; it has read a stranger's file, so its words are checked like the stranger's."""
    try:
        outcome = _child.run(COMMAND, given=body, limits=LIMITS)
        said = json.loads(outcome.output) if outcome.code == 0 else None
    except _child.TooHeavy as error:
        raise _refused("heavy") from error
    except ValueError as error:
        raise _refused("broken") from error
    return said if isinstance(said, dict) else {"problem": "broken"}


def _refused(problem: str) -> OutsideError:
    return OutsideError(PROBLEMS.get(problem, PROBLEMS["broken"]), permanent=True)
