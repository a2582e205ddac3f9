"""Choosing a picture and a voice on the settings page, in a browser: progress, samples, what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from interview_app import models, ports
from interview_app.models import StepKind
from interview_app.usecases import steps, voices
from tests.browser import tones
from tests.browser.test_manager import at_work
from tests.integration.usecases.test_voices import Catalogue
from tests.office import Office
from tests.stage import Stage

pytestmark = [pytest.mark.browser]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    stage = Stage(tmp_path, elevenlabs_api_key="k", elevenlabs_voice="AnnId")
    stage.open()
    yield Office(stage)
    stage.close()


class Sounding(Catalogue):
    """Samples are tones that a browser can play."""

    def sample(self, voice: ports.OfferedVoice) -> ports.Speech:
        return replace(super().sample(voice), audio=tones.second(), mime="audio/wav")


def list_them(office: Office, catalogue: Sounding) -> None:
    """What a worker does."""
    with office.stage.session() as session:
        due = [session.get_one(models.Step, one) for one in steps.due_steps(session)]
        mine = steps.claim(session, next(one.id for one in due if one.kind is StepKind.LIST_VOICES))
        assert mine is not None
        voices.list_voices(
            session, mine, catalogue=catalogue, blobs=office.stage.ports.blobs, queue=office.stage.queue,
            clock=office.stage.clock,
        )  # fmt: skip


def settings_page(browser: Browser, office: Office, width: int = 1280) -> Page:
    page = at_work(browser, office, viewport={"width": width, "height": 900})
    page.goto(f"/interviews/{office.draft()}/edit")
    return page


def test_the_voices_appear_play_a_sample_and_one_is_saved(browser: Browser, office: Office) -> None:
    page = settings_page(browser, office)
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.get_by_label("Job role").fill("Baker of bread")
    page.get_by_role("button", name="Fetch the account's voices").click()
    expect(page.get_by_text("Asking ElevenLabs for the account's voices.")).to_be_visible()
    list_them(office, Sounding("Ann", "Bob", "Cleo", mute=("Cleo",)))
    expect(page.get_by_text("3 voices of your ElevenLabs account")).to_be_visible()
    expect(page.get_by_label("Job role")).to_have_value("Baker of bread")
    sample = page.get_by_role("link", name="Play a sample: Bob")
    sample.click()
    expect(sample).to_contain_text("Stop")
    expect(sample).to_contain_text("Sample", timeout=5_000)
    expect(page.get_by_text("No sample")).to_be_visible()
    page.get_by_role("radio", name="Bob").check()
    page.get_by_role("radio", name="Jonas").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("radio", name="Bob")).to_be_checked()
    expect(page.get_by_role("radio", name="Jonas")).to_be_checked()
    assert said == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_pictures_and_voices_are_accessible_and_fit_a_phone(
    browser: Browser, office: Office, width: int
) -> None:
    page = settings_page(browser, office, width)
    page.get_by_role("button", name="Fetch the account's voices").click()
    expect(page.get_by_text("Asking ElevenLabs")).to_be_visible()
    list_them(office, Sounding("Ann", "Bob", "A voice with a name that is long " * 3))
    expect(page.get_by_text("3 voices")).to_be_visible()
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()
