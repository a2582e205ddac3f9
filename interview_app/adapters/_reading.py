"""The text of a stranger's document, from the limited child that read it; its words are checked like the stranger's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from interview_app.adapters import _child
from interview_app.domain import transcript
from interview_app.ports import NoText, OutsideError, ResumeText

MAX_CHARS = 60_000


def text_of(
    body: bytes, command: Sequence[str], limits: _child.Limits, problems: Mapping[str, str]
) -> ResumeText:
    """What the child made of `body`. `problems` has a sentence for the candidate for each problem that it may name,
    "broken", "heavy" and "empty" among them; they are raised as a permanent OutsideError, "empty" as NoText.
    """
    said = said_by_child(body, command, limits)
    text, pages, hidden = said.get("text"), said.get("pages"), said.get("hidden", 0)
    if not isinstance(text, str) or not isinstance(pages, int) or not isinstance(hidden, int):
        raise _refused(problems, str(said.get("problem")))
    cleaned = transcript.clean_text(text, MAX_CHARS)
    if not cleaned.text.strip():
        raise NoText(problems["empty"], permanent=True)
    return ResumeText(
        text=cleaned.text,
        pages=pages,
        hidden_characters=cleaned.hidden + max(0, hidden),
        truncated=cleaned.cut or said.get("truncated") is True,
        unread=_numbers(said.get("unread")),
    )


def _numbers(said: Any) -> tuple[int, ...]:
    return tuple(one for one in said if type(one) is int and one > 0) if isinstance(said, list) else ()


def said_by_child(body: bytes, command: Sequence[str], limits: _child.Limits) -> dict[str, Any]:
    """What the child wrote as a JSON object, {"problem": …} where it could not. Nothing of it may be believed unchecked."""
    try:
        outcome = _child.run(command, given=body, limits=limits)
        said = json.loads(outcome.output) if outcome.code == 0 else None
    except _child.TooHeavy:
        return {"problem": "heavy"}
    except ValueError:
        return {"problem": "broken"}
    return said if isinstance(said, dict) else {"problem": "broken"}


def _refused(problems: Mapping[str, str], problem: str) -> OutsideError:
    return OutsideError(problems.get(problem, problems["broken"]), permanent=True)
