"""Choosing prepared questions: what the built-in bank or a template has that the guide does not ask yet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from interview_app.domain import errors
from interview_app.domain.interview import GuideLimits
from interview_app.extensions import db
from interview_app.models import Guide, QuestionSource, Template
from interview_app.usecases import authoring

NOTHING_CHOSEN = "Choose at least one question to bring in."
BANK = "bank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The questions of one source, by a key that stays the same while their text does; `room` is how many fit in."""

    source: str
    name: str
    origin: QuestionSource
    questions: dict[str, authoring.NewQuestion]
    room: int
    chosen: frozenset[str] = frozenset()
    error: str | None = None


def offer(guide: Guide, source: str) -> Offer | None:
    """What `source` (the word bank, or a template's number) has to offer; None for an unknown one."""
    room = GuideLimits.QUESTIONS.high - len(guide.questions)
    if source == BANK:
        found = authoring.bank_questions(guide, authoring.WHOLE_BANK)
        return Offer(
            source=source, name="the built-in question bank", origin=QuestionSource.BANK, questions=_keyed(found), room=room
        )  # fmt: skip
    template = db.session.get(Template, int(source)) if source.isascii() and source.isdigit() else None
    if template is None:
        return None
    found = authoring.template_questions(guide, template)
    name = f"the template “{template.name}”"
    return Offer(source=source, name=name, origin=QuestionSource.TEMPLATE, questions=_keyed(found), room=room)


def taken_from(offered: Offer, keys: Sequence[str]) -> list[authoring.NewQuestion]:
    """The chosen questions, in the order in which they were offered. Raises InvalidInput for none or too many."""
    chosen = [one for key, one in offered.questions.items() if key in set(keys)]
    if not chosen:
        raise errors.InvalidInput(NOTHING_CHOSEN, "pick")
    if len(chosen) > offered.room:
        raise errors.InvalidInput(
            f"You chose {len(chosen)} questions, and the list has room for {offered.room} more.", "pick"
        )
    return chosen


def _keyed(found: Sequence[authoring.NewQuestion]) -> dict[str, authoring.NewQuestion]:
    return {hashlib.sha256(one.text.encode()).hexdigest()[:12]: one for one in found}
