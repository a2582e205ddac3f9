"""Editing: settings, questions, rubric, versions. What was typed is never lost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from interview_app import models, ports
from interview_app.usecases import authoring, drafting, steps
from interview_app.web import forms
from tests.conftest import Clock
from tests.fakes import in_process
from tests.office import Office, Visitor
from tests.stage import Stage


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    stage = Stage(tmp_path, clock, llm_models="first")
    yield Office(stage)
    stage.close()


def guide(office: Office, interview_id: int) -> models.Guide:
    with office.stage.session() as session:
        found = session.get_one(models.Interview, interview_id).guides[-1]
        assert (found.questions, found.competencies) is not None
        return found


SETTINGS = {
    "job_title": "Head baker",
    "job_description": "Bakes.",
    "focus_areas": "Sourdough, Teaching, Sourdough",
    "interview_type": "technical",
    "difficulty": "hard",
    "language": "de",
    "question_count": "7",
    "time_limit_minutes": "25",
    "answer_seconds": "90",
    "thinking_seconds": "0",
    "attempts_allowed": "2",
    "deadline": "2099-01-31T18:30",
    "follow_ups_per_question": "2",
    "resume_questions": "0",
    "resume_required": "y",
    "feedback": "released",
    "transcripts_correctable": "y",
    "written_answers": "y",
    "practice_rounds": "3",
    "retention_days": "30",
    "avatar": "amara",
    "voice": "JBFqnCBsd6RMkjVDRZzb",
    "brand_name": "The Bakery",
    "brand_colour": "#aa5500",
    "instructions": "Ask about bread.",
}


# Settings


def test_every_setting_is_stored(office: Office) -> None:
    interview_id = office.draft()
    page = office.admin().press(f"/interviews/{interview_id}/edit", SETTINGS)
    assert "Saved." in page.text
    found = guide(office, interview_id)
    assert found.focus_areas == ["Sourdough", "Teaching"]
    assert found.deadline == datetime(2099, 1, 31, 18, 30, tzinfo=UTC)
    assert (found.language, found.difficulty.value, found.interview_type.value) == ("de", "hard", "technical")
    assert (found.question_count, found.time_limit_minutes, found.answer_seconds) == (7, 25, 90)
    assert (found.follow_ups_per_question, found.resume_questions, found.resume_required) == (2, 0, True)
    assert (found.thinking_seconds, found.attempts_allowed, found.retention_days) == (0, 2, 30)
    assert (found.brand_name, found.brand_colour, found.avatar) == ("The Bakery", "#aa5500", "amara")
    assert (found.voice, found.feedback.value) == ("JBFqnCBsd6RMkjVDRZzb", "released")
    assert (found.written_answers, found.practice_rounds) == (True, 3)
    assert (found.instructions, found.transcripts_correctable) == ("Ask about bread.", True)


def test_the_form_has_a_field_for_each_setting_of_a_guide() -> None:
    settings = set(models.Guide.__table__.columns.keys())
    ours = {"id", "interview_id", "version", "frozen_at", "created_at", "drafting_failure"}
    assert set(SETTINGS) == settings - ours
    assert {name for name, field in vars(forms.GuideForm).items() if name in SETTINGS} == set(SETTINGS)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("job_title", "   ", "Please name the job role."),
        ("time_limit_minutes", "4", "Please choose a number from 5 to 120."),
        ("time_limit_minutes", "ten", "Not a valid integer value."),
        ("question_count", "21", "from 1 to 20"),
        ("answer_seconds", "29", "from 30 to 180"),
        ("follow_ups_per_question", "4", "from 0 to 3"),
        ("resume_questions", "-1", "from 0 to 2"),
        ("thinking_seconds", "121", "from 0 to 120"),
        ("attempts_allowed", "0", "from 1 to 3"),
        ("retention_days", "99999", "from 7 to 1095"),
        ("deadline", "2001-01-01T00:00", "This time has passed already."),
        ("deadline", "tomorrow", "Not a valid datetime value."),
        ("brand_colour", "red", "Please write a colour like #0b5d4e."),
        ("brand_colour", "#0b5d4e;x:url(y)", "Please write a colour like #0b5d4e."),
        ("voice", "../x", "only letters and digits"),
        ("language", "xx", "Not a valid choice."),
        ("difficulty", "deadly", "Not a valid choice."),
        ("focus_areas", ",".join(f"area {n}" for n in range(11)), "at most 10 areas"),
        ("job_description", "x" * 20_001, "20000"),
    ],
)
def test_an_absurd_value_is_refused_beside_its_field(
    office: Office, field: str, value: str, said: str
) -> None:
    interview_id = office.draft()
    response = office.admin().post(
        f"/interviews/{interview_id}/edit", SETTINGS | {field: value, "instructions": "Kept all the same."}
    )
    assert response.status_code == 422
    assert (
        said
        in response.text.split(f'id="{field}"')[1].split("</div>")[0]
        + response.text.split(f'id="{field}-error"')[1]
    )
    assert "Kept all the same." in response.text
    assert guide(office, interview_id).job_title == "Office manager"


def test_a_refusal_answers_htmx_with_the_form_alone(office: Office) -> None:
    interview_id = office.draft()
    admin = office.admin()
    response = admin.post(f"/interviews/{interview_id}/edit", SETTINGS | {"job_title": ""}, htmx=True)
    assert response.status_code == 422
    assert response.text.lstrip().startswith('<form class="form" id="settings-form"')
    assert "HX-Request" in response.headers["Vary"]


# Questions


def rows(office: Office, interview_id: int) -> dict[str, Any]:
    """The editor's form as a browser would send it unchanged."""
    found = guide(office, interview_id)
    form: dict[str, Any] = {"seen": "-".join(str(one.id) for one in found.questions)}
    for number, one in enumerate(found.questions):
        form |= {
            f"questions-{number}-id": str(one.id),
            f"questions-{number}-text": one.text,
            f"questions-{number}-seconds": str(one.seconds),
            f"questions-{number}-competencies": one.competency_keys,
        }
    return form


def texts(office: Office, interview_id: int) -> list[str]:
    found = guide(office, interview_id).questions
    assert [one.position for one in found] == list(range(1, len(found) + 1))
    return [one.text for one in found]


def save(admin: Visitor, office: Office, interview_id: int, **changes: Any) -> Any:
    return admin.post(f"/interviews/{interview_id}/questions", rows(office, interview_id) | changes)


def test_each_button_of_the_editor_saves_what_was_typed(office: Office) -> None:
    admin, interview_id = office.admin(), office.draft(questions=3)
    first, _second, third = texts(office, interview_id)
    typed = {"questions-1-text": "What did you bake today?", "questions-1-seconds": "60"}
    assert save(admin, office, interview_id, action="up-2", **typed).status_code == 303
    assert texts(office, interview_id) == [first, third, "What did you bake today?"]
    assert save(admin, office, interview_id, action="remove-0").status_code == 303
    assert texts(office, interview_id) == [third, "What did you bake today?"]
    edited = guide(office, interview_id).questions[1]
    assert (edited.seconds, edited.source) == (60, models.QuestionSource.BANK)


@pytest.mark.parametrize("action", ["up-0", "down-2", "up-99", "remove-99", "down--1", "dance"])
def test_an_impossible_move_changes_nothing(office: Office, action: str) -> None:
    interview_id = office.draft(questions=3)
    before = texts(office, interview_id)
    assert save(office.admin(), office, interview_id, action=action).status_code == 303
    assert texts(office, interview_id) == before


def test_a_question_of_ones_own_goes_to_the_end(office: Office) -> None:
    interview_id = office.draft(questions=1)
    new = {"new-text": "Why  bread?", "new-seconds": "45", "new-competencies": ["ownership", "made_up"]}
    save(office.admin(), office, interview_id, action="add", **new)
    added = guide(office, interview_id).questions[-1]
    assert (added.text, added.seconds, added.competency_keys) == ("Why bread?", 45, ["ownership"])
    assert added.source is models.QuestionSource.MANAGER


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"questions-0-text": "  "}, "Please write the question, or remove it."),
        ({"questions-0-text": "x" * 601}, "at most 600 characters"),
        ({"questions-0-seconds": "200"}, "Please choose 30 to 180 seconds."),
        ({"questions-0-seconds": "٣٠"}, "Please choose 30 to 180 seconds."),
        ({"action": "add"}, "Please write the question first."),
    ],
)
def test_a_bad_question_is_refused_and_the_others_keep_their_edits(
    office: Office, changes: Any, said: str
) -> None:
    interview_id = office.draft(questions=2)
    before = texts(office, interview_id)
    typed = {"questions-1-text": "Edited but not saved"}
    response = save(office.admin(), office, interview_id, **(typed | changes))
    assert response.status_code == 422
    assert said in response.text
    assert "Edited but not saved" in response.text
    assert texts(office, interview_id) == before


def test_more_than_twenty_questions_are_refused(office: Office) -> None:
    interview_id = office.draft(questions=20)
    response = save(office.admin(), office, interview_id, action="add", **{"new-text": "One too many?"})
    assert response.status_code == 422
    assert "at most 20 questions" in response.text
    assert "One too many?" in response.text


def test_another_guides_question_cannot_be_taken_over(office: Office) -> None:
    mine, theirs = office.draft(questions=1), office.draft(questions=1)
    stolen = guide(office, theirs).questions[0].id
    save(office.admin(), office, mine, **{"questions-0-id": str(stolen), "questions-0-text": "Mine now?"})
    assert texts(office, theirs) != ["Mine now?"]
    assert guide(office, mine).questions[0].id != stolen


def test_a_list_that_somebody_else_changed_is_not_overwritten_unasked(office: Office) -> None:
    admin, interview_id = office.admin(), office.draft(questions=2)
    stale = rows(office, interview_id)
    save(admin, office, interview_id, action="remove-0")
    response = admin.post(f"/interviews/{interview_id}/questions", stale)
    assert response.status_code == 422
    assert "changed elsewhere" in response.text
    assert len(texts(office, interview_id)) == 1


def offered(admin: Visitor, interview_id: int, source: str) -> list[tuple[str, str]]:
    """Key and text of what can be chosen."""
    page = admin.get(f"/interviews/{interview_id}/questions?choose={source}").text
    return re.findall(r'name="pick" value="(\w+)">\s*<span>([^<]+)', page)


def test_chosen_questions_of_the_bank_come_in_and_no_others(office: Office) -> None:
    interview_id = office.draft(questions=2)
    admin = office.admin()
    shown = save(admin, office, interview_id, action="choose", **{"from": "bank"})
    assert shown.location.endswith("?choose=bank")
    there = offered(admin, interview_id, "bank")
    assert len(there) > 20
    assert not set(texts(office, interview_id)) & {text for _, text in there}
    picked = [there[7][0], there[3][0]]
    save(admin, office, interview_id, action="bring", pick=picked, pick_from="bank")
    page = admin.get(f"/interviews/{interview_id}/questions").text
    assert "2 added from the built-in question bank." in page
    assert page.count("From the question bank") == 4
    assert texts(office, interview_id)[2:] == [html.unescape(there[3][1]), html.unescape(there[7][1])]


@pytest.mark.parametrize(
    ("pressed", "leads_to", "more"),
    [("save", "questions", []), ("next", "rubric", []), ("add", "questions", ["Why this trade?"])],
)
def test_what_is_ticked_comes_in_whatever_button_saves(
    office: Office, pressed: str, leads_to: str, more: list[str]
) -> None:
    interview_id = office.draft(questions=2)
    admin = office.admin()
    key, text = offered(admin, interview_id, "bank")[5]
    form = {"new-text": "".join(more), "new-seconds": "120"}
    response = save(admin, office, interview_id, action=pressed, pick=[key], pick_from="bank", **form)
    assert response.location.endswith(f"/{leads_to}")
    assert texts(office, interview_id)[2:] == [*more, html.unescape(text)]
    assert "1 added from the built-in question bank." in admin.get(response.location).text


@pytest.mark.parametrize("pick", [[], ["unknown"]])
def test_choosing_none_is_told_at_the_choice_and_above_it(office: Office, pick: list[str]) -> None:
    interview_id = office.draft(questions=2)
    response = save(office.admin(), office, interview_id, action="bring", pick=pick, pick_from="bank")
    assert response.status_code == 422
    assert (
        '<a href="#pick">Prepared questions</a>: Choose at least one question to bring in.' in response.text
    )
    assert 'aria-describedby="pick-error"' in response.text
    assert len(texts(office, interview_id)) == 2


def test_more_questions_than_the_list_holds_are_refused_and_stay_chosen(office: Office) -> None:
    interview_id = office.draft(questions=18)
    admin = office.admin()
    there = [key for key, _ in offered(admin, interview_id, "bank")]
    response = save(admin, office, interview_id, action="bring", pick=there, pick_from="bank")
    assert response.status_code == 422
    assert f"You chose {len(there)} questions, and the list has room for 2 more." in response.text
    assert response.text.count(" checked>") >= len(there)


def test_a_templates_questions_can_be_brought_in_once(office: Office) -> None:
    with office.stage.session() as session:
        authoring.load_templates(session, office.stage.clock)
    admin, interview_id = office.admin(), office.draft()
    there = [key for key, _ in offered(admin, interview_id, "1")]
    assert save(admin, office, interview_id, action="bring", pick=there, pick_from="1").status_code == 303
    assert len(texts(office, interview_id)) == 6
    assert "no further questions" in admin.get(f"/interviews/{interview_id}/questions?choose=1").text


def test_an_unknown_source_of_questions_is_refused(office: Office) -> None:
    interview_id = office.draft(questions=1)
    refused = save(office.admin(), office, interview_id, action="bring", pick=["a"], pick_from="99")
    assert refused.status_code == 422
    assert "no longer there" in refused.text


# What is wrong


def test_what_is_wrong_with_a_form_is_listed_above_it_with_links(office: Office) -> None:
    interview_id = office.draft(questions=2)
    admin = office.admin()
    refused = save(admin, office, interview_id, action="save", **{"questions-1-seconds": "5"})
    assert refused.status_code == 422
    assert "Please check this field." in refused.text
    link = '<a href="#questions-1-seconds">Seconds for the answer to question 2</a>'
    assert link in refused.text
    assert 'aria-describedby="questions-1-seconds-error"' in refused.text


# Drafting


DRAFTED = {
    "questions": [
        {"text": f"Tell me about number {n} of your works.", "competency": "ownership"} for n in "abcde"
    ]
}


def work_off(office: Office, model: in_process.Model) -> None:
    """What a worker would do with the open drafting."""
    with office.stage.session() as session:
        (step_id,) = steps.due_steps(session)
        mine = steps.claim(session, step_id)
        assert mine is not None
        try:
            drafting.draft_questions(session, mine, model=model, clock=office.stage.clock, seconds=5)
        except ports.OutsideError as error:
            steps.fail(session, mine, error)


def test_drafting_shows_its_progress_and_then_the_questions(office: Office) -> None:
    admin, interview_id = office.admin(), office.draft()
    save(admin, office, interview_id, action="draft")
    assert office.stage.queue.kinds == ["draft_questions"]
    page = admin.get(f"/interviews/{interview_id}/questions").text
    assert 'hx-trigger="every 1s"' in page
    waiting = admin.get(f"/interviews/{interview_id}/questions/drafting", htmx=True)
    assert "Waiting for a worker" in waiting.text
    assert "HX-Retarget" not in waiting.headers
    work_off(office, in_process.Model(DraftReply=DRAFTED))
    done = admin.get(f"/interviews/{interview_id}/questions/drafting", htmx=True)
    assert done.headers["HX-Retarget"] == "#questions"
    assert done.text.count("Drafted by AI") == 5
    assert 'hx-trigger="every 1s"' not in done.text


def test_while_questions_are_drafted_the_list_stands_still(office: Office) -> None:
    admin, interview_id = office.admin(), office.draft(questions=1)
    save(admin, office, interview_id, action="draft")
    response = save(admin, office, interview_id, **{"questions-0-text": "Too late?"})
    assert response.status_code == 422
    assert "Questions are being drafted" in response.text
    assert "drafted" in admin.press(f"/interviews/{interview_id}/publish").text


def test_a_failed_drafting_says_why_and_offers_the_bank(office: Office) -> None:
    admin, interview_id = office.admin(), office.draft()
    save(admin, office, interview_id, action="draft")
    work_off(office, in_process.Model(DraftReply=ports.OutsideError("The key was refused.", permanent=True)))
    page = admin.get(f"/interviews/{interview_id}/questions").text
    assert "No questions were drafted." in page
    assert "The key was refused." in page
    assert "From the built-in question bank" in page
    assert "Draft again" in page
    assert "1 step needs attention" in admin.get("/interviews").text


def test_stopped_drafting_brings_nothing_any_more(office: Office) -> None:
    admin, interview_id = office.admin(), office.draft(questions=1)
    save(admin, office, interview_id, action="draft")
    with office.stage.session() as session:
        mine = steps.claim(session, steps.due_steps(session)[0])
        assert mine is not None
    admin.press(f"/interviews/{interview_id}/questions/drafting/stop")
    before = texts(office, interview_id)
    with office.stage.session() as session, pytest.raises(steps.LeaseLost):
        drafting.draft_questions(
            session, mine, model=in_process.Model(DraftReply=DRAFTED), clock=office.stage.clock, seconds=5
        )
    assert texts(office, interview_id) == before


def test_without_a_model_the_page_says_so(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    office = Office(stage)
    page = office.admin().get(f"/interviews/{office.draft()}/questions").text
    assert "No language model is set up here" in page
    assert 'value="draft"' not in page
    stage.close()


# Rubric


def rubric(office: Office, interview_id: int) -> dict[str, Any]:
    form: dict[str, Any] = {}
    for number, one in enumerate(guide(office, interview_id).competencies):
        prefix = f"competencies-{number}-"
        form |= {f"{prefix}key": one.key, f"{prefix}name": one.name, f"{prefix}definition": one.definition}
        form[f"{prefix}weight"] = str(one.weight)
        for place, anchor in enumerate(one.anchors):
            form |= {
                f"{prefix}anchors-{place}-kind": anchor["kind"],
                f"{prefix}anchors-{place}-text": anchor["text"],
            }
    return form


def save_rubric(admin: Visitor, office: Office, interview_id: int, **changes: Any) -> Any:
    return admin.post(f"/interviews/{interview_id}/rubric", rubric(office, interview_id) | changes)


def test_a_rubric_is_edited_and_its_keys_stay(office: Office) -> None:
    admin, interview_id = office.admin(), office.draft(questions=5)
    changes = {
        "competencies-0-name": "Clear words",
        "competencies-0-weight": "2,5",
        "competencies-0-anchors-4-text": "New",
    }
    save_rubric(admin, office, interview_id, **changes)
    first = guide(office, interview_id).competencies[0]
    assert (first.key, first.name, first.weight) == ("communication", "Clear words", 2.5)
    assert first.anchors[4] == {"id": "communication_5", "kind": "detail", "text": "New"}


def test_an_added_competency_is_kept_unfinished_and_named_as_a_problem(office: Office) -> None:
    admin, interview_id = office.admin(), office.draft(questions=5)
    assert save_rubric(admin, office, interview_id, action="add").status_code == 303
    page = admin.get(f"/interviews/{interview_id}/rubric").text
    assert "To do before publishing" in page
    assert "needs a key, a name and a definition" in page
    assert "needs a key, a name" in admin.press(f"/interviews/{interview_id}/publish").text


def test_a_removed_competency_leaves_the_questions_too(office: Office) -> None:
    admin, interview_id = office.admin(), office.draft(questions=5)
    save_rubric(admin, office, interview_id, action="remove-0")
    found = guide(office, interview_id)
    assert "communication" not in [one.key for one in found.competencies]
    assert all("communication" not in one.competency_keys for one in found.questions)


def test_a_trait_that_may_not_be_judged_is_refused_with_the_reason(office: Office) -> None:
    admin, interview_id = office.admin(), office.draft(questions=5)
    save_rubric(admin, office, interview_id, **{"competencies-0-anchors-0-text": "Keeps eye contact"})
    page = admin.get(f"/interviews/{interview_id}/rubric").text
    assert "names eye contact, which may not be judged" in page


@pytest.mark.parametrize("weight", ["0", "-1", "nan", "inf", "much", "101"])
def test_an_absurd_weight_is_refused_beside_its_field(office: Office, weight: str) -> None:
    interview_id = office.draft()
    response = save_rubric(office.admin(), office, interview_id, **{"competencies-0-weight": weight})
    assert response.status_code == 422
    assert "Please give a number over 0" in response.text


# Versions


def test_a_published_guide_refuses_every_edit(office: Office) -> None:
    admin, interview_id = office.admin(), office.published()
    for part in ("edit", "questions", "rubric"):
        assert admin.post(f"/interviews/{interview_id}/{part}", SETTINGS).status_code == 409


def test_an_edit_after_publishing_makes_a_new_version_and_running_interviews_keep_theirs(
    office: Office,
) -> None:
    admin, interview_id = office.admin(), office.published()
    candidate_id = office.candidate(interview_id)
    page = admin.press(f"/interviews/{interview_id}/versions")
    assert "You are editing version 2" in page.text
    admin.press(f"/interviews/{interview_id}/edit", SETTINGS)
    admin.press(f"/interviews/{interview_id}/publish")
    with office.stage.session() as session:
        seat = session.get_one(models.InterviewSession, candidate_id)
        assert (seat.guide.version, seat.guide.job_title) == (1, "Office manager")
        versions = session.get_one(models.Interview, interview_id).guides
        assert [(one.version, one.job_title) for one in versions] == [
            (1, "Office manager"),
            (2, "Head baker"),
        ]


def test_a_draft_of_a_new_version_can_be_discarded(office: Office) -> None:
    admin, interview_id = office.admin(), office.published()
    admin.press(f"/interviews/{interview_id}/versions")
    assert "was discarded" in admin.press(f"/interviews/{interview_id}/versions/discard").text
    assert guide(office, interview_id).version == 1


def test_the_only_draft_cannot_be_discarded(office: Office) -> None:
    interview_id = office.draft()
    assert office.admin().post(f"/interviews/{interview_id}/versions/discard").status_code == 409


def test_a_reviewer_reads_the_published_version_and_not_the_draft(office: Office) -> None:
    admin, interview_id = office.admin(), office.published()
    admin.press(f"/interviews/{interview_id}/versions")
    save(admin, office, interview_id, **{"questions-0-text": "Not out yet?"})
    assert "Not out yet?" not in office.reviewer().get(f"/interviews/{interview_id}/questions").text
