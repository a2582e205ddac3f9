"""Guides: questions, rubric, the bank, templates, publishing, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import config
from interview_app.domain import errors, interview
from interview_app.models import Guide, Interview, QuestionSource, Role, StepKind, Template
from interview_app.usecases import authoring, guide_document, people, publishing, steps
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Queue


@pytest.fixture
def created(session: Session, clock: Clock, tmp_path: Path) -> Interview:
    settings = config.Settings(secret_key="s" * 40, data_dir=tmp_path)
    by, _ = people.create_user(session, "ada@example.com", "Ada", Role.ADMIN, clock=clock)
    return authoring.create_interview(
        session, authoring.blank("Baker"), by=by, settings=settings, clock=clock
    )


def draft(created: Interview) -> Guide:
    found = publishing.draft_of(created)
    assert found is not None
    return found


def fill(session: Session, guide: Guide, count: int = 3) -> None:
    authoring.add_questions(
        session, guide, authoring.bank_questions(guide, count), source=QuestionSource.BANK
    )


@on_both_databases
def test_questions_are_kept_in_the_order_given(session: Session, created: Interview) -> None:
    guide = draft(created)
    fill(session, guide)
    a, b, c = guide.questions

    def edited(row: object) -> authoring.EditedQuestion:
        return authoring.EditedQuestion(id=row.id, text=row.text, competency_keys=(), seconds=60)  # type: ignore[attr-defined]

    authoring.save_questions(session, guide, [edited(c), edited(a)])
    session.expire_all()
    assert [(one.id, one.position) for one in guide.questions] == [(c.id, 1), (a.id, 2)]
    assert session.get(type(b), b.id) is None


@on_both_databases
def test_a_rubric_can_be_replaced_and_reordered(session: Session, created: Interview) -> None:
    guide = draft(created)
    lines = [
        guide_document.CompetencyDocument.model_validate(one)
        for one in reversed(authoring.library.general_rubric())
    ]
    renamed = lines[0].model_copy(update={"name": "Growing"})
    authoring.save_rubric(session, guide, [renamed, *lines[1:3]])
    session.expire_all()
    assert [one.name for one in guide.competencies] == ["Growing", "Collaboration", "Ownership"]
    assert [one.position for one in guide.competencies] == [1, 2, 3]


def test_the_bank_spreads_over_the_rubric_and_repeats_nothing(session: Session, created: Interview) -> None:
    guide = draft(created)
    five = authoring.bank_questions(guide, 5)
    assert {one.competency_keys[0] for one in five} == {one.key for one in guide.competencies}
    fill(session, guide, 20)
    texts = [one.text for one in guide.questions]
    assert len(set(texts)) == 20
    more = authoring.bank_questions(guide, 99)
    assert len(more) == 6
    assert not {one.text for one in more} & set(texts)


def test_drafted_questions_replace_the_list_and_a_frozen_guide_refuses_them(
    session: Session, created: Interview, clock: Clock
) -> None:
    guide = draft(created)
    fill(session, guide)
    new = [
        authoring.NewQuestion(text=f"Question {n}?", competency_keys=("ownership", "alien"), seconds=999)
        for n in "ab"
    ]
    authoring.store_drafted(session, guide.id, new)
    session.commit()
    assert [(one.text, one.competency_keys, one.seconds) for one in guide.questions] == [
        ("Question a?", ["ownership"], 180),
        ("Question b?", ["ownership"], 180),
    ]
    publishing.publish(session, created, voiced=False, queue=Queue(), clock=clock)
    authoring.store_drafted(session, guide.id, [])
    session.commit()
    assert len(guide.questions) == 2


def test_loading_the_templates_twice_brings_five_once(session: Session, clock: Clock) -> None:
    assert authoring.load_templates(session, clock) == 5
    stored = session.scalars(select(Template)).all()
    stored[0].content = {}
    assert authoring.load_templates(session, clock) == 0
    assert len(session.scalars(select(Template)).all()) == 5
    assert stored[0].content["guide"]["job_title"] == "Software engineer"


@pytest.mark.parametrize("key", authoring.library.TEMPLATE_KEYS)
def test_each_template_can_be_published_as_it_is(
    session: Session, created: Interview, clock: Clock, key: str
) -> None:
    authoring.load_templates(session, clock)
    template = session.scalars(select(Template).where(Template.key == key)).one()
    guide = authoring.new_guide(authoring.from_template(template), version=2, clock=clock)
    assert publishing.problems(guide) == []
    assert publishing.notes(guide) == []


def test_publishing_freezes_the_number_of_questions_and_has_them_spoken(
    session: Session, created: Interview, clock: Clock
) -> None:
    guide, queue = draft(created), Queue()
    fill(session, guide)
    publishing.publish(session, created, voiced=True, queue=queue, clock=clock)
    assert (guide.frozen_at, guide.question_count) == (clock(), 3)
    assert created.state is interview.InterviewState.PUBLISHED
    assert queue.kinds == ["voice_presets"]
    with pytest.raises(errors.WrongState):
        authoring.save_guide(session, guide, guide_document.details_of(guide))


@on_both_databases
def test_languages_in_use_are_those_of_published_interviews(
    session: Session, created: Interview, clock: Clock
) -> None:
    guide = draft(created)
    fill(session, guide)
    guide.language = "fi"
    assert publishing.languages_in_use(session) == []
    publishing.publish(session, created, voiced=False, queue=Queue(), clock=clock)
    assert publishing.languages_in_use(session) == ["fi"]


def test_a_passed_deadline_keeps_from_publishing(session: Session, created: Interview, clock: Clock) -> None:
    guide = draft(created)
    fill(session, guide)
    guide.deadline = clock() - timedelta(seconds=1)
    with pytest.raises(errors.WrongState, match="deadline"):
        publishing.publish(session, created, voiced=False, queue=Queue(), clock=clock)


def test_questions_that_cannot_fit_into_the_time_keep_from_publishing(
    session: Session, created: Interview
) -> None:
    guide = draft(created)
    fill(session, guide, 11)
    guide.time_limit_minutes = 5
    assert "do not fit into 5 minutes" in " ".join(publishing.problems(guide))


def test_a_question_about_a_protected_trait_is_noted_before_publishing(
    session: Session, created: Interview
) -> None:
    guide = draft(created)
    new = authoring.NewQuestion(text="Do you have children?", competency_keys=("ownership",))
    authoring.add_questions(session, guide, [new], source=QuestionSource.MANAGER)
    assert any("protected trait" in note for note in publishing.notes(guide))


@pytest.mark.parametrize(
    ("feedback", "ai", "noted"),
    [
        (interview.Feedback.AT_ONCE, False, True),
        (interview.Feedback.AT_ONCE, True, False),
        (interview.Feedback.NONE, False, False),
    ],
)
def test_practice_without_a_model_is_noted_before_publishing(
    session: Session, created: Interview, *, feedback: interview.Feedback, ai: bool, noted: bool
) -> None:
    guide = draft(created)
    guide.feedback = feedback
    assert (publishing.PRACTICE_WITHOUT_A_MODEL in publishing.notes(guide, ai=ai)) is noted


@on_both_databases
def test_a_new_version_is_a_full_copy(session: Session, created: Interview, clock: Clock) -> None:
    fill(session, draft(created))
    first = publishing.publish(session, created, voiced=False, queue=Queue(), clock=clock)
    second = publishing.new_version(session, created, clock=clock)
    assert (second.version, second.frozen_at) == (2, None)
    assert guide_document.of_guide(second) == guide_document.of_guide(first)
    assert not {one.id for one in first.questions} & {one.id for one in second.questions}
    assert publishing.new_version(session, created, clock=clock) is second


def test_asking_for_drafts_twice_is_one_step(session: Session, created: Interview) -> None:
    guide, queue = draft(created), Queue()
    authoring.ask_for_questions(session, guide, queue=queue)
    authoring.ask_for_questions(session, guide, queue=queue)
    assert len(steps.due_steps(session)) == 1
    found = authoring.drafting_step(session, guide)
    assert found is not None
    assert found.kind is StepKind.DRAFT_QUESTIONS


@pytest.mark.parametrize(
    ("name", "taken", "key"),
    [
        ("Problem solving", [], "problem_solving"),
        ("Problem solving", ["problem_solving"], "problem_solving_2"),
        ("  Überblick & Weitsicht!", [], "berblick_weitsicht"),
        ("360 degrees", [], "c_360_degrees"),
        ("思考", [], "c"),
        ("x" * 90, ["x" * 32], "x" * 32 + "_2"),
    ],
)
def test_a_competencys_key_is_plain_and_its_own(name: str, taken: list[str], key: str) -> None:
    assert authoring.new_key(name, taken) == key
    assert guide_document.is_key(key)
