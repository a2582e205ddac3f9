"""The rubric editor's form: competencies of any number, five anchors each."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from interview_app.domain import rubric
from interview_app.domain.rubric import AnchorKind
from interview_app.models import Guide
from interview_app.usecases import authoring
from interview_app.usecases import guide_document as document
from interview_app.web import forms

MAX_WEIGHT = 100
KINDS = tuple(AnchorKind)


@dataclass(slots=True)
class AnchorRow:
    id: str
    kind: AnchorKind
    text: str = ""


@dataclass(slots=True, kw_only=True)
class Row:
    """One competency as it stands in the form; `weight` is what was typed."""

    key: str
    name: str = ""
    definition: str = ""
    weight: str = "1"
    anchors: list[AnchorRow]
    errors: dict[str, str] = field(default_factory=dict)

    def errors_in(self, name: str) -> list[str]:
        """For the template: what is wrong with one field."""
        return [self.errors[name]] if name in self.errors else []


def stored(guide: Guide) -> list[Row]:
    """The form's rows as the database has them."""
    return [
        Row(
            key=one.key,
            name=one.name,
            definition=one.definition,
            weight=f"{one.weight:g}",
            anchors=[AnchorRow(a.id, a.kind, a.text) for a in document.competency_of(one).anchors],
        )
        for one in guide.competencies
    ]


def sent(form: MultiDict[str, str]) -> list[Row]:
    """The form's rows as they were sent, each checked for what cannot be stored at all."""
    rows: list[Row] = []
    for number in range(rubric.MAX_COMPETENCIES):
        prefix = f"competencies-{number}-"
        if f"{prefix}name" in form:
            rows.append(_read(form, prefix, [row.key for row in rows]))
    return rows


def blank(rows: list[Row]) -> Row:
    """An empty competency with one anchor of each kind."""
    key = authoring.new_key("competency", [row.key for row in rows])
    return Row(key=key, anchors=[AnchorRow(f"{key}_{n}", kind) for n, kind in enumerate(KINDS, start=1)])


def lines(rows: list[Row]) -> list[document.CompetencyDocument]:
    """For the use case; only when no row has an error."""
    return [
        document.CompetencyDocument(
            key=row.key,
            name=row.name,
            definition=row.definition,
            weight=float(row.weight),
            anchors=tuple(document.AnchorDocument(id=a.id, kind=a.kind, text=a.text) for a in row.anchors),
        )
        for row in rows
    ]


def _read(form: MultiDict[str, str], prefix: str, taken: list[str]) -> Row:
    name = forms.one_line(form.get(f"{prefix}name"))
    key = form.get(f"{prefix}key", "")
    if not document.is_key(key) or key in taken:
        key = authoring.new_key(name or "competency", taken)
    row = Row(
        key=key,
        name=name,
        definition=forms.one_line(form.get(f"{prefix}definition")),
        weight=form.get(f"{prefix}weight", "1").strip().replace(",", "."),
        anchors=[
            _anchor(form, f"{prefix}anchors-{n}-", f"{key}_{n + 1}", n) for n in range(rubric.ANCHORS_EACH)
        ],
    )
    _check(row)
    return row


def _anchor(form: MultiDict[str, str], prefix: str, anchor_id: str, place: int) -> AnchorRow:
    kind = form.get(f"{prefix}kind", "")
    chosen = AnchorKind(kind) if kind in {one.value for one in AnchorKind} else KINDS[place]
    return AnchorRow(anchor_id, chosen, forms.one_line(form.get(f"{prefix}text")))


def _check(row: Row) -> None:
    if len(row.name) > document.MAX_NAME_CHARS:
        row.errors["name"] = f"A name has at most {document.MAX_NAME_CHARS} characters."
    if len(row.definition) > document.MAX_DEFINITION_CHARS:
        row.errors["definition"] = f"A definition has at most {document.MAX_DEFINITION_CHARS} characters."
    if not _is_weight(row.weight):
        row.errors["weight"] = f"Please give a number over 0, at most {MAX_WEIGHT}."
    for place, anchor in enumerate(row.anchors):
        if len(anchor.text) > document.MAX_ANCHOR_CHARS:
            row.errors[f"anchor-{place}"] = f"An anchor has at most {document.MAX_ANCHOR_CHARS} characters."


def _is_weight(text: str) -> bool:
    try:
        weight = float(text)
    except ValueError:
        return False
    return math.isfinite(weight) and 0 < weight <= MAX_WEIGHT
