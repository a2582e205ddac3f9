"""What is wrong with a form, in one list above it, each line a link to its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from interview_app.web import question_form, rubric_form


class Fault(NamedTuple):
    """`field_id` is the element's id on the page; `label` names the field in the list."""

    field_id: str
    label: str
    text: str


def of_questions(
    rows: Sequence[question_form.Row], new: question_form.Row, picking: str | None = None
) -> list[Fault]:
    """The question editor's, from top to bottom; `picking` is what is wrong with the choice of prepared ones."""
    named = {"text": "Question {}", "seconds": "Seconds for the answer to question {}"}
    found = [
        Fault(f"questions-{at}-{name}", named[name].format(at + 1), text)
        for at, row in enumerate(rows)
        for name, text in row.errors.items()
    ]
    found += [
        Fault(f"new-{name}", "New question", text) for name, text in new.errors.items() if name == "text"
    ]
    return found + ([Fault("pick", "Prepared questions", picking)] if picking else [])


def of_rubric(rows: Sequence[rubric_form.Row]) -> list[Fault]:
    """The rubric editor's, from top to bottom."""
    return [
        _of_competency(at, name, text) for at, row in enumerate(rows) for name, text in row.errors.items()
    ]


def _of_competency(at: int, name: str, text: str) -> Fault:
    prefix = f"competencies-{at}-"
    kind, _, place = name.partition("-")
    if kind == "anchor":
        return Fault(f"{prefix}anchors-{place}-text", f"Competency {at + 1}, anchor {int(place) + 1}", text)
    words = {"name": "name", "definition": "definition", "weight": "weight"}
    return Fault(f"{prefix}{name}", f"Competency {at + 1}, {words.get(name, name)}", text)
