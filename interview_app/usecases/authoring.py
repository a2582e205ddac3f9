"""Setting an interview up: guide, questions, rubric, drafting by a model, templates, the built-in bank.

A guide changes only while it is a draft; publishing.py freezes it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interview_app import config, library, ports
from interview_app.domain import errors, question, rubric, transcript
from interview_app.domain.interview import GuideLimits, InterviewState
from interview_app.models import (
    Competency,
    Guide,
    Interview,
    Question,
    QuestionSource,
    Step,
    StepKind,
    StepState,
    Template,
    User,
)
from interview_app.usecases import guide_document, inviting, links, steps
from interview_app.usecases.guide_document import CompetencyDocument, GuideDetails, GuideDocument

MAX_TEMPLATE_NAME_CHARS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """A question that is to enter a guide; `seconds` is the time for its answer."""

    text: str
    competency_keys: tuple[str, ...]
    tags: tuple[str, ...] = ()
    seconds: int = GuideLimits.ANSWER_SECONDS.default


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedQuestion:
    """A question as the editor sends it, `id` None for a new one of the manager's own."""

    id: int | None
    text: str
    competency_keys: tuple[str, ...]
    seconds: int


def create_interview(
    session: Session,
    document: GuideDocument,
    *,
    by: User,
    settings: config.Settings,
    clock: ports.Clock,
) -> Interview:
    """A new interview with a shareable link and a first draft guide, made from a document (see `blank`)."""
    created = Interview(
        state=InterviewState.DRAFT,
        share_nonce="",
        share_token_hash=links.dead_hash(),
        created_by_id=by.id,
        created_at=clock(),
    )
    created.guides.append(new_guide(document, version=1, clock=clock))
    session.add(created)
    session.flush()
    inviting.give_share_link(created, settings=settings)
    session.commit()
    return created


def new_guide(document: GuideDocument, *, version: int, clock: ports.Clock) -> Guide:
    """An unsaved draft guide with the document's settings, questions and rubric."""
    guide = Guide(version=version, created_at=clock())
    guide_document.write_details(guide, document.guide)
    guide.questions = guide_document.questions_of(document)
    guide.competencies = guide_document.competencies_of(document.competencies)
    return guide


def blank(job_title: str) -> GuideDocument:
    """The document of an interview without questions, with the general rubric and the default settings."""
    rubric_lines = [CompetencyDocument.model_validate(one) for one in library.general_rubric()]
    return GuideDocument(guide=GuideDetails(job_title=job_title), competencies=tuple(rubric_lines))


def from_template(template: Template, job_title: str = "") -> GuideDocument:
    """The template's document, for this job title if one is given."""
    document = GuideDocument.model_validate(template.content)
    if not job_title:
        return document
    return document.model_copy(update={"guide": document.guide.model_copy(update={"job_title": job_title})})


def save_guide(session: Session, guide: Guide, details: GuideDetails) -> None:
    """Replace the draft's settings. Raises WrongState for a frozen guide."""
    check_draft(guide)
    guide_document.write_details(guide, details)
    session.commit()


def save_questions(session: Session, guide: Guide, edited: Sequence[EditedQuestion]) -> None:
    """Make the draft's list exactly `edited`, in that order; what is not in it goes.

    Raises InvalidInput whose field is `questions-<index from 0>-text`, NotYet during drafting.
    """
    check_draft(guide)
    _check_not_drafting(session, guide)
    _check_count(len(edited))
    rows = {row.id: row for row in guide.questions}
    known = {one.key for one in guide.competencies}
    guide.questions = [
        _edit(rows.get(one.id or 0), one, place, known) for place, one in enumerate(edited, start=1)
    ]
    session.commit()


def add_questions(
    session: Session, guide: Guide, new: Sequence[NewQuestion], *, source: QuestionSource
) -> None:
    """Put questions behind those that are there. Raises InvalidInput when it would be too many."""
    check_draft(guide)
    _check_not_drafting(session, guide)
    _check_count(len(guide.questions) + len(new))
    _append(guide, new, source)
    session.commit()


def save_rubric(session: Session, guide: Guide, lines: Sequence[CompetencyDocument]) -> None:
    """Replace the draft's rubric. An unfinished one is kept too: only publishing asks that it be whole."""
    check_draft(guide)
    kept = {one.key: one for one in guide.competencies}
    new = []
    for row in guide_document.competencies_of(lines):
        old = kept.get(row.key)
        new.append(_rewrite(old, row) if old is not None else row)
    guide.competencies = new
    known = {one.key for one in lines}
    for one in guide.questions:
        one.competency_keys = [key for key in one.competency_keys if key in known]
    session.commit()


def rubric_problems(guide: Guide) -> list[str]:
    """What keeps the guide's rubric from being used, as sentences."""
    return rubric.check(guide_document.rubric_of(guide))


def new_key(name: str, taken: Sequence[str]) -> str:
    """A competency's key from its name, unlike those taken: "Problem solving" becomes problem_solving."""
    letters = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    stem = (letters if letters[:1].isalpha() else f"c_{letters}".rstrip("_"))[:32]
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}_{number}", number + 1
    return found


# Drafting by a model


def ask_for_questions(session: Session, guide: Guide, *, queue: ports.JobQueue) -> None:
    """Have a job draft the guide's number of questions; they will replace those that are there."""
    check_draft(guide)
    guide.drafting_failure = None
    step = steps.add(session, StepKind.DRAFT_QUESTIONS, guide.id)
    session.commit()
    steps.wake(session, queue, [step.id])


def stop_drafting(session: Session, guide: Guide, *, clock: ports.Clock) -> None:
    """Give up waiting for the model. What a job may still bring is thrown away: its token is gone."""
    step = steps.find(session, StepKind.DRAFT_QUESTIONS, guide.id)
    if step is not None and step.state in (StepState.READY, StepState.RUNNING):
        step.state, step.token, step.lease_until = StepState.DONE, None, None
        step.finished_at = clock()
    session.commit()


def drafting_step(session: Session, guide: Guide) -> Step | None:
    """The guide's drafting, if it was ever asked for."""
    return steps.of_subject(session, guide.id, [StepKind.DRAFT_QUESTIONS]).get(StepKind.DRAFT_QUESTIONS)


def is_drafting(step: Step | None) -> bool:
    """Whether questions are still to be expected from that step."""
    return step is not None and step.state in (StepState.READY, StepState.RUNNING)


def store_drafted(session: Session, guide_id: int, questions: Sequence[NewQuestion]) -> None:
    """Replace the draft's questions with a model's. A guide frozen or gone meanwhile stays as it is.

    Does not commit: the step that brings them is finished in the same transaction.
    """
    guide = session.get(Guide, guide_id)
    if guide is None or guide.frozen_at is not None:
        return
    guide.questions = []
    guide.drafting_failure = None
    _append(guide, questions, QuestionSource.MODEL)


# Questions from elsewhere


WHOLE_BANK = 1000
"""More questions than the bank will ever have."""


def bank_questions(guide: Guide, count: int) -> list[NewQuestion]:
    """Up to `count` questions of the built-in bank, none that the guide asks already.

    Those that test one of the guide's competencies come first, each another one as far as possible.
    """
    known = [one.text for one in guide.questions]
    keys = [one.key for one in guide.competencies]
    left = [one for one in library.bank() if not any(question.repeats(one["text"], text) for text in known)]
    chosen: list[NewQuestion] = []
    used: list[str] = [key for row in guide.questions for key in row.competency_keys]
    while left and len(chosen) < count:
        best = min(left, key=lambda one: _how_used(one["competencies"], keys, used))
        left.remove(best)
        chosen.append(_from_library(best, keys))
        used += best["competencies"][:1]
    return chosen


def template_questions(guide: Guide, template: Template) -> list[NewQuestion]:
    """The template's questions that the guide does not ask yet."""
    document = GuideDocument.model_validate(template.content)
    known = [one.text for one in guide.questions]
    keys = {one.key for one in guide.competencies}
    return [
        NewQuestion(
            text=one.text,
            competency_keys=tuple(key for key in one.competencies if key in keys),
            tags=one.tags,
            seconds=one.seconds,
        )
        for one in document.questions
        if not any(question.repeats(one.text, text) for text in known)
    ]


def load_templates(session: Session, clock: ports.Clock) -> int:
    """Bring the built-in templates in, or up to date. Returns how many are new. Safe to repeat."""
    stored = {row.key: row for row in session.scalars(select(Template).where(Template.built_in.is_(True)))}
    new = 0
    for key, name, content in library.templates():
        document = GuideDocument.model_validate(content).model_dump(mode="json")
        if key in stored:
            stored[key].name, stored[key].content = name, document
        else:
            session.add(Template(key=key, name=name, built_in=True, content=document, created_at=clock()))
            new += 1
    session.commit()
    return new


def save_as_template(session: Session, guide: Guide, name: str, *, clock: ports.Clock) -> Template:
    """Keep this guide, without its deadline, for later interviews. Raises InvalidInput for an empty name."""
    line = " ".join(transcript.clean_text(name, MAX_TEMPLATE_NAME_CHARS).text.split())
    if not line:
        raise errors.InvalidInput("Please give the template a name.", "name")
    document = guide_document.of_guide(guide)
    content = document.model_copy(update={"guide": document.guide.model_copy(update={"deadline": None})})
    key = f"team_{secrets.token_hex(8)}"
    template = Template(
        key=key, name=line, built_in=False, content=content.model_dump(mode="json"), created_at=clock()
    )
    session.add(template)
    session.commit()
    return template


def remove_template(session: Session, template: Template) -> None:
    """Forget a template of the team's own. Raises WrongState for a built-in one."""
    if template.built_in:
        raise errors.WrongState("Built-in templates stay.")
    session.execute(delete(Template).where(Template.id == template.id))
    session.commit()


# Within this file


def check_draft(guide: Guide) -> None:
    """Raises WrongState for a published version: it never changes."""
    if guide.frozen_at is not None:
        raise errors.WrongState(
            "This version is published and no longer changes. Start a new version to edit it."
        )


def _check_not_drafting(session: Session, guide: Guide) -> None:
    if is_drafting(drafting_step(session, guide)):
        raise errors.NotYet("Questions are being drafted: wait for them, or stop the drafting first.")


def _check_count(number: int) -> None:
    if number > GuideLimits.QUESTIONS.high:
        raise errors.InvalidInput(
            f"An interview has at most {GuideLimits.QUESTIONS.high} questions.", "questions"
        )


def _edit(row: Question | None, one: EditedQuestion, place: int, known: set[str]) -> Question:
    text = question.tidy(one.text)
    field = f"questions-{place - 1}-text"
    if not text:
        raise errors.InvalidInput("Please write the question, or remove it.", field)
    if len(text) > question.MAX_CHARS:
        raise errors.InvalidInput(f"A question has at most {question.MAX_CHARS} characters.", field)
    GuideLimits.ANSWER_SECONDS.check(one.seconds, f"questions-{place - 1}-seconds")
    row = row or Question(tags=[], source=QuestionSource.MANAGER)
    row.position, row.text, row.seconds = place, text, one.seconds
    row.competency_keys = [key for key in one.competency_keys if key in known]
    return row


def _append(guide: Guide, new: Sequence[NewQuestion], source: QuestionSource) -> None:
    known = {one.key for one in guide.competencies}
    for place, one in enumerate(new, start=len(guide.questions) + 1):
        guide.questions.append(
            Question(
                position=place,
                text=question.tidy(one.text),
                competency_keys=[key for key in one.competency_keys if key in known],
                tags=list(one.tags),
                seconds=GuideLimits.ANSWER_SECONDS.clamp(one.seconds),
                source=source,
            )
        )


def _rewrite(old: Competency, new: Competency) -> Competency:
    old.position, old.name, old.definition = new.position, new.name, new.definition
    old.weight, old.anchors = new.weight, new.anchors
    return old


def _how_used(tests: Sequence[str], keys: Sequence[str], used: Sequence[str]) -> tuple[bool, int]:
    """Sorts a bank question: those that fit the rubric first, then by its main competency's use so far."""
    fitting = [key for key in tests if key in keys]
    return (not fitting, used.count(fitting[0]) if fitting else 0)


def _from_library(one: library.BankQuestion, keys: Sequence[str]) -> NewQuestion:
    return NewQuestion(
        text=one["text"],
        competency_keys=tuple(key for key in one["competencies"] if key in keys),
        tags=tuple(one["tags"]),
        seconds=one["seconds"],
    )
