"""Before the interview in a browser: a résumé that is pasted and left, and who chose to write."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.stage import Stage

pytestmark = [pytest.mark.browser]


def to_the_resume(page: Page, stage: Stage) -> None:
    page.goto(stage.url + stage.invite())
    page.get_by_label("I agree that my answers").check()
    page.get_by_label("Yes: an AI may propose").check()
    page.get_by_role("button", name="Agree and go on").click()
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_load_state()


def test_pasted_text_is_left_out_only_after_asking(stage: Stage, page: Page) -> None:
    to_the_resume(page, stage)
    page.get_by_label("Or paste its text").fill("Ten years of ships.")
    without = page.get_by_role("link", name="Go on without a résumé")
    without.click()
    expect(page.get_by_text("The text that you pasted is not used yet.")).to_be_visible()
    without.click()
    expect(page.get_by_role("heading", name="Can we hear you?")).to_be_visible()


def test_what_was_wrong_with_a_file_is_gone_with_the_next(stage: Stage, page: Page) -> None:
    to_the_resume(page, stage)
    file = page.locator("#file")
    file.set_input_files({"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"no pdf at all"})
    refused = page.get_by_text("This is neither a PDF nor a Word file")
    expect(refused).to_be_visible()
    file.set_input_files({"name": "cv.exe", "mimeType": "application/pdf", "buffer": b"MZ"})
    expect(page.get_by_text("Please choose a PDF or Word file")).to_be_visible()
    expect(refused).to_have_count(0)


def test_who_chose_to_write_reads_of_writing_before_the_start(stage: Stage, page: Page) -> None:
    walk.to_the_check(page, stage)
    page.get_by_role("link", name="Answer in writing instead").click()
    expect(page.get_by_text("You write your answer, as you chose")).to_be_visible()
    expect(page.get_by_text("Recording starts, and")).to_be_hidden()
    expect(page.get_by_role("link", name="Back to the sound check")).to_have_count(0)
    page.get_by_role("link", name="Answer aloud after all").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Allow the microphone").click()
    page.get_by_role("link", name="It works, go on").click()
    expect(page.get_by_text("Recording starts, and")).to_be_visible()
