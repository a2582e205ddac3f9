"""Choosing a voice and a picture on the settings page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from interview_app import models
from interview_app.models import StepKind
from interview_app.usecases import steps, voices
from interview_app.web import words
from tests.conftest import Clock
from tests.integration.usecases.test_voices import Catalogue
from tests.office import Office
from tests.stage import Stage


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    stage = Stage(tmp_path, clock, elevenlabs_api_key="k", elevenlabs_voice="AnnId")
    yield Office(stage)
    stage.close()


def list_them(office: Office, catalogue: Catalogue) -> None:
    """What a worker does."""
    with office.stage.session() as session:
        mine = steps.claim(session, steps.due_steps(session)[0])
        assert mine is not None
        voices.list_voices(
            session, mine, catalogue=catalogue, blobs=office.stage.ports.blobs, queue=office.stage.queue,
            clock=office.stage.clock,
        )  # fmt: skip


def test_the_list_is_asked_for_by_a_worker_and_never_by_the_page(office: Office) -> None:
    interview_id, admin = office.draft(), office.admin()
    assert "Fetch the account&#39;s voices" in admin.get(f"/interviews/{interview_id}/edit").text
    part = admin.post(f"/interviews/{interview_id}/voices", {"voice": "BobId"}, htmx=True)
    assert office.stage.queue.kinds == [StepKind.LIST_VOICES]
    assert "Asking ElevenLabs" in part.text
    assert 'hx-trigger="every 1s"' in part.text


def test_the_voices_come_with_samples_and_the_choice_made_meanwhile_stays(office: Office) -> None:
    interview_id, admin = office.draft(), office.admin()
    admin.get(f"/interviews/{interview_id}/edit")
    admin.post(f"/interviews/{interview_id}/voices", htmx=True)
    list_them(office, Catalogue("Ann", "Bob"))
    part = admin.get(f"/interviews/{interview_id}/voices?voice=BobId", htmx=True).text
    assert "hx-trigger" not in part
    assert 'value="BobId" checked' in part
    assert "2 voices" in part
    with office.stage.session() as session:
        bob = session.scalars(select(models.Voice).where(models.Voice.name == "Bob")).one()
    sample = admin.get(f"/voices/{bob.id}/sample")
    assert (sample.data, sample.mimetype) == (b"Bob", "audio/mpeg")


def test_a_chosen_voice_is_saved_and_one_that_left_the_list_is_still_there_to_see(office: Office) -> None:
    interview_id, admin = office.draft(voice="GoneId"), office.admin()
    page = admin.get(f"/interviews/{interview_id}/edit").text
    assert 'value="GoneId" checked' in page
    assert "not in the list" in page


def test_a_list_that_failed_says_why_on_the_page(office: Office) -> None:
    interview_id, admin = office.draft(), office.admin()
    admin.get(f"/interviews/{interview_id}/edit")
    admin.post(f"/interviews/{interview_id}/voices", htmx=True)
    with office.stage.session() as session:
        listed = voices.the_list(session)
        step = voices.listing_step(session, listed)
        assert step is not None
        step.state, step.failure = (
            models.StepState.FAILED,
            "ElevenLabs refuses the key: check ELEVENLABS_API_KEY.",
        )
        session.commit()
    page = admin.get(f"/interviews/{interview_id}/edit").text
    assert "could not be listed: ElevenLabs refuses the key" in page
    assert "Voices to choose from" in admin.get("/system").text


def test_without_a_key_there_is_the_browsers_voice_and_a_hint(tmp_path: Path, clock: Clock) -> None:
    office = Office(Stage(tmp_path, clock))
    page = office.admin().get(f"/interviews/{office.draft()}/edit").text
    assert "The browser&#39;s voice" in page or "The browser's voice" in page
    assert "ELEVENLABS_API_KEY" in page
    assert (
        "hx-post"
        not in page[page.index('id="voices"') : page.index("</fieldset>", page.index('id="voices"'))]
    )
    office.stage.close()


def test_what_a_provider_called_its_voice_is_text_and_no_markup(office: Office) -> None:
    interview_id, admin = office.draft(), office.admin()
    admin.get(f"/interviews/{interview_id}/edit")
    admin.post(f"/interviews/{interview_id}/voices", htmx=True)
    list_them(office, Catalogue("<img src=x>"))
    assert "<img src=x>" not in admin.get(f"/interviews/{interview_id}/edit").text


def test_each_picture_can_be_chosen_and_is_drawn(office: Office) -> None:
    page = office.admin().get(f"/interviews/{office.draft()}/edit").text
    for name in words.AVATARS:
        assert f'name="avatar" value="{name}"' in page
    assert page.count("mouth--tongue") == len(words.AVATARS) - 1


def test_a_picture_that_nobody_drew_is_refused(office: Office) -> None:
    interview_id, admin = office.draft(), office.admin()
    admin.get(f"/interviews/{interview_id}/edit")
    refused = admin.post(f"/interviews/{interview_id}/edit", {"avatar": "friendly"}, htmx=True)
    assert refused.status_code == 422
