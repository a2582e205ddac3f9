"""A stored report as a document: what its templates are given, and the self-contained page that is printed."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup
from pydantic import TypeAdapter

from interview_app import models
from interview_app.domain import interview, report

_ROOT = Path(__file__).resolve().parents[2]
_STYLE = _ROOT / "static" / "css" / "report.css"
_FONTS = _ROOT / "static" / "vendor" / "inter-5.3.0"
_content = TypeAdapter(report.Report)

PRINTED_ANSWER_CHARS: Final = 8_000
"""What of one answer is printed; the report's page shows all of it."""
INK: Final = "#0b5d4e"
"""The colour of bars on paper, where a drawing inherits none from its surroundings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which report of an interview this is: the `scoring`-th, made at `written_at` for `reason`."""

    scoring: int
    reason: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Brand:
    """The team's name, "" when the guide names none, and its colour as #rrggbb."""

    name: str
    colour: str


def to_json(content: report.Report) -> dict[str, Any]:
    """The report as plain JSON values, datetimes in ISO 8601."""
    plain: dict[str, Any] = _content.dump_python(content, mode="json")
    return plain


def from_json(plain: Mapping[str, Any]) -> report.Report:
    """What `to_json` gave."""
    return _content.validate_python(plain)


def context(row: models.Report, guide: models.Guide) -> dict[str, Any]:
    """What every part of the report's templates is given, on the page and on paper."""
    return {
        "report": from_json(row.content),
        "edition": Edition(scoring=row.scoring, reason=row.reason, written_at=row.created_at),
        "brand": Brand(guide.brand_name, _colour(guide.brand_colour)),
        "say": report,
    }


def html(row: models.Report, guide: models.Guide) -> str:
    """The whole report as one HTML document that needs nothing from outside."""
    return _templates.get_template("report/pdf.html").render(
        context(row, guide),
        style=Markup(_STYLE.read_text(encoding="utf-8")),  # noqa: S704  # our own file
        fonts=_fonts(),
        ink=INK,
        audio=None,
        most_chars=PRINTED_ANSWER_CHARS,
    )


def _colour(chosen: str) -> str:
    return chosen if interview.COLOUR.fullmatch(chosen) else INK


@dataclass(frozen=True, slots=True)
class _Face:
    """One font file in CSS's words; `file` is it in base64."""

    family: str
    weight: str
    style: str
    file: str


def _fonts() -> list[_Face]:
    """A server need not have any font for Latin letters; those of other scripts come from the system's."""
    return [_face("Inter", name) for name in ("latin-400-normal", "latin-400-italic", "latin-600-normal")] + [
        _face("Inter more", name) for name in ("latin-ext-400-normal", "latin-ext-600-normal")
    ]


def _face(family: str, name: str) -> _Face:
    weight, style = name.rsplit("-", 2)[1:]
    return _Face(family, weight, style, base64.b64encode((_FONTS / f"{name}.woff2").read_bytes()).decode())


_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_ROOT / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
