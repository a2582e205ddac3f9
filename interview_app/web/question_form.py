"""The question editor's form: a list of any length, in its order, every button of it a save as well."""

from __future__ import annotations

from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from interview_app.domain import question
from interview_app.domain.interview import GuideLimits
from interview_app.models import Guide, QuestionSource
from interview_app.usecases import authoring

MOST_ROWS = GuideLimits.QUESTIONS.high + 1
"""One over the limit, so that a list that is too long is told so and not cut."""


@dataclass(slots=True, kw_only=True)
class Row:
    """One question as it stands in the form; `seconds` is what was typed."""

    id: int | None = None
    text: str = ""
    seconds: str = str(GuideLimits.ANSWER_SECONDS.default)
    keys: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: QuestionSource = QuestionSource.MANAGER
    errors: dict[str, str] = field(default_factory=dict)

    def errors_in(self, name: str) -> list[str]:
        """For the template: what is wrong with one field."""
        return [self.errors[name]] if name in self.errors else []


@dataclass(frozen=True, slots=True)
class Action:
    """The button that was pressed: its verb, and the row it stands in (-1: none)."""

    verb: str
    row: int

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> Action:
        verb, _, row = form.get("action", "save").partition("-")
        return cls(verb, int(row) if row.isascii() and row.isdigit() else -1)


def stored(guide: Guide) -> list[Row]:
    """The form's rows as the database has them."""
    return [
        Row(
            id=one.id,
            text=one.text,
            seconds=str(one.seconds),
            keys=tuple(one.competency_keys),
            tags=tuple(one.tags),
            source=one.source,
        )
        for one in guide.questions
    ]


def seen(guide: Guide) -> str:
    """A mark of the list as it was drawn, to notice that somebody else has changed it since."""
    return "-".join(str(one.id) for one in guide.questions)


def sent(form: MultiDict[str, str], guide: Guide) -> list[Row]:
    """The form's rows as they were sent, each checked; what the browser cannot know comes from the database."""
    known = {row.id: row for row in stored(guide)}
    return [
        row for number in range(MOST_ROWS) if (row := _read(form, f"questions-{number}-", known)) is not None
    ]


def new_row(form: MultiDict[str, str]) -> Row:
    """The question in the field for new ones, checked."""
    row = _plain(form, "new-")
    _check(row, empty="Please write the question first.")
    return row


def arrange(rows: list[Row], action: Action) -> list[Row]:
    """The rows after a move or a removal; an impossible one changes nothing."""
    at, to = action.row, action.row + {"up": -1, "down": 1}.get(action.verb, 0)
    if not 0 <= at < len(rows):
        return rows
    if action.verb == "remove":
        return rows[:at] + rows[at + 1 :]
    if 0 <= to < len(rows):
        rows = rows.copy()
        rows[at], rows[to] = rows[to], rows[at]
    return rows


def edited(rows: list[Row]) -> list[authoring.EditedQuestion]:
    """For the use case; only when no row has an error."""
    return [
        authoring.EditedQuestion(id=row.id, text=row.text, competency_keys=row.keys, seconds=int(row.seconds))
        for row in rows
    ]


def _read(form: MultiDict[str, str], prefix: str, known: dict[int | None, Row]) -> Row | None:
    if f"{prefix}text" not in form:
        return None
    row = _plain(form, prefix)
    number = form.get(f"{prefix}id", "")
    before = known.get(int(number)) if number.isascii() and number.isdigit() else None
    if before is not None:
        row.id, row.source, row.tags = before.id, before.source, before.tags
    _check(row)
    return row


def _plain(form: MultiDict[str, str], prefix: str) -> Row:
    return Row(
        text=form.get(f"{prefix}text", ""),
        seconds=form.get(f"{prefix}seconds", "").strip() or str(GuideLimits.ANSWER_SECONDS.default),
        keys=tuple(form.getlist(f"{prefix}competencies")),
    )


def _check(row: Row, empty: str = "Please write the question, or remove it.") -> None:
    bounds = GuideLimits.ANSWER_SECONDS
    text = question.tidy(row.text)
    if not text:
        row.errors["text"] = empty
    elif len(text) > question.MAX_CHARS:
        row.errors["text"] = (
            f"A question has at most {question.MAX_CHARS} characters; this one has {len(text)}."
        )
    if not (
        row.seconds.isascii()
        and row.seconds.isdigit()
        and len(row.seconds) < 6
        and bounds.allows(int(row.seconds))
    ):
        row.errors["seconds"] = f"Please choose {bounds.low} to {bounds.high} seconds."
