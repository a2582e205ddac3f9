"""In a browser: an interview in writing, which never asks for a microphone; a practice interview's first answer."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from interview_app.domain.interview import Feedback
from interview_app.models import AnswerMode, Step, StepKind, StepState, Turn
from interview_app.usecases import coaching, steps
from tests import afterwards
from tests.afterwards import LED, claims
from tests.browser import walk
from tests.stage import Stage

pytestmark = pytest.mark.browser
PHONE: Any = {"width": 390, "height": 844}
ASKED = "window.asked = 0; navigator.mediaDevices.getUserMedia = () => { window.asked += 1; return Promise.reject(); };"


def into_the_room(page: Page, stage: Stage, **guide: Any) -> None:
    page.goto(stage.url + stage.invite(**({"thinking_seconds": 0, "written_answers": True} | guide)))
    page.get_by_label("I agree that my answers are kept").check()
    page.locator('input[name="ai_rating"][value="yes"]').check()
    page.get_by_role("button", name="Agree and go on").click()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="Go on without a résumé").click()
    expect(page.get_by_text("Which tool or app do you like to use")).to_be_visible()
    page.get_by_role("link", name="Go on", exact=True).click()
    page.get_by_role("button", name="Start the interview").click()


def the_box(page: Page) -> Any:
    box = page.get_by_label("Your answer", exact=True)
    expect(box).to_be_visible(timeout=walk.PATIENCE_MS)
    return box


def coach(stage: Stage) -> None:
    """Do the feedback that was ordered."""
    model = afterwards.model(ExtractReply=claims(ownership__a2="I wrote the reconciliation job myself"))
    with stage.session() as session:
        ready = select(Step.id).where(Step.kind == StepKind.COACH, Step.state == StepState.READY)
        mine = steps.claim(session, session.scalars(ready).one())
        assert mine is not None
        coaching.coach(session, mine, model=model, clock=stage.clock, seconds=5)


def violations(page: Page) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]


def test_an_answer_is_written_with_twice_the_time_and_no_microphone(stage: Stage, page: Page) -> None:
    page.add_init_script(ASKED)
    into_the_room(page, stage)
    box = the_box(page)
    assert 230 < walk.shown_seconds(page) <= 240
    for name in ("Answer in writing", "Answer aloud instead"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    box.fill("I led the move")
    page.reload()
    box = the_box(page)
    expect(box).to_have_value("I led the move")
    assert page.evaluate("window.asked") == 0
    box.fill("I led the move of the billing service.")
    page.get_by_role("button", name="Submit answer").last.click()
    walk.next_question(page, 2)
    first = walk.turn(stage)
    assert (first.mode, first.written_text) == (AnswerMode.WRITTEN, "I led the move of the billing service.")


def test_what_is_typed_without_a_network_is_not_lost(stage: Stage, page: Page) -> None:
    into_the_room(page, stage)
    box = the_box(page)
    page.context.set_offline(True)
    box.fill("Typed while the network was away.")
    page.get_by_role("button", name="Submit answer").last.click()
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    walk.until(lambda: walk.is_sealed(stage))
    assert walk.turn(stage).written_text == "Typed while the network was away."


def test_an_older_draft_of_this_browser_gives_way_to_what_another_device_has_typed_since(
    stage: Stage, page: Page
) -> None:
    into_the_room(page, stage)
    the_box(page).fill("Typed on the laptop.")
    walk.until(lambda: walk.turn(stage).written_text == "Typed on the laptop.")
    with stage.session() as session:
        session.get_one(Turn, walk.turn(stage).id).written_text = "Typed on the phone, and longer."
        session.commit()
    page.reload()
    expect(the_box(page)).to_have_value("Typed on the phone, and longer.")
    page.route("**/draft", lambda route: route.abort())
    the_box(page).fill("Rewritten on the laptop, without a network.")
    page.reload()
    expect(the_box(page)).to_have_value("Rewritten on the laptop, without a network.")


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 860}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("stage", [{"llm_models": "first"}], indirect=True, ids=["model"])
def test_a_practice_answer_gets_its_feedback_and_the_next_question(
    stage: Stage, browser: Browser, viewport: Any
) -> None:
    context = browser.new_context(viewport=viewport, reduced_motion="reduce")
    page = context.new_page()
    into_the_room(page, stage, feedback=Feedback.AT_ONCE)
    the_box(page).fill(LED)
    page.get_by_role("button", name="Submit answer").last.click()
    expect(page.locator("#turn").get_by_text("Feedback on it is being made")).to_be_visible(
        timeout=walk.PATIENCE_MS
    )
    walk.until(lambda: walk.is_sealed(stage))
    coach(stage)
    expect(page.get_by_role("heading", name="Feedback on your answer")).to_be_focused(
        timeout=walk.PATIENCE_MS
    )
    expect(page.get_by_text("I wrote the reconciliation job myself")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Next question").click()
    walk.next_question(page, 2)
    the_box(page)
    context.close()
