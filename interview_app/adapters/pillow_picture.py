"""PictureCleaner: Pillow in a limited child process, since a small picture can unfold to gigabytes."""

from __future__ import annotations

import base64
import binascii
import sys
from typing import Any

from interview_app.adapters import _child, _reading
from interview_app.ports import CleanPicture, OutsideError

COMMAND = (sys.executable, "-B", "-m", "interview_app.adapters.pillow_child")
LIMITS = _child.Limits(
    seconds=30, cpu_seconds=20, memory_bytes=1024 * _child.MEBIBYTE, output_bytes=32 * _child.MEBIBYTE
)
JPEG = b"\xff\xd8\xff"

PROBLEMS = {
    "heavy": "This picture is too large for us to read, please send a smaller one or paste the text instead.",
    "small": "This picture is too small to be read, please send a larger one or paste the text instead.",
    "broken": "We could not open this picture, please send another one or paste the text instead.",
}


class PillowPicture:
    def clean(self, body: bytes) -> CleanPicture:
        said = _reading.said_by_child(body, COMMAND, LIMITS)
        parts = said.get("parts")
        try:
            whole = _jpeg(said.get("whole"))
            return CleanPicture(
                whole=whole, parts=tuple(map(_jpeg, parts)) if isinstance(parts, list) and parts else (whole,)
            )
        except ValueError as error:
            problem = PROBLEMS.get(str(said.get("problem")), PROBLEMS["broken"])
            raise OutsideError(problem, permanent=True) from error


def _jpeg(said: Any) -> bytes:
    """Raises ValueError for what is no JPEG: the child has met a stranger's file."""
    try:
        body = base64.b64decode(said if isinstance(said, str) else "", validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if not body.startswith(JPEG):
        raise ValueError("no JPEG")
    return body
