"""How many files one candidate may send."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from interview_app.domain import errors

FILES_A_DAY: Final = 10
"""Each file is kept and read by a job; nobody needs more tries, and the text can always be pasted."""


def counted(given: int, since: datetime | None, now: datetime) -> tuple[int, datetime]:
    """The count with one more file in it, and from when it counts. Raises InvalidInput over a day's number."""
    if since is None or now - since >= timedelta(days=1):
        given, since = 0, now
    if given >= FILES_A_DAY:
        raise errors.InvalidInput(
            f"You have sent {FILES_A_DAY} files today, which is the most we take. Please paste the text of your "
            "résumé instead.",
            "file",
        )
    return given + 1, since
