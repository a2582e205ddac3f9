"""Accounts, and what the installation is set up with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from interview_app import models, ports
from interview_app.adapters.database_circuits import DatabaseCircuits
from interview_app.config import VOICE_PROVIDER, Settings
from interview_app.extensions import db
from interview_app.models import StepKind
from interview_app.usecases import steps, workers
from interview_app.web import providers
from interview_app.web.listeners import Part
from tests import factories
from tests.conftest import Clock
from tests.office import Office, field_value
from tests.stage import Stage


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    stage = Stage(tmp_path, smtp_host="mail.example.com", mail_from="jobs@example.com")
    yield Office(stage)
    stage.close()


def test_a_new_person_gets_a_one_time_password_that_is_shown_once(office: Office) -> None:
    admin = office.admin()
    page = admin.post("/people", {"name": "Nora", "email": "Nora@Example.com", "role": "interviewer"})
    once = field_value(page.text, "once")
    assert len(once) == 24
    assert once not in admin.get("/people").text
    with office.stage.session() as session:
        nora = session.query(models.User).filter_by(email="nora@example.com").one()
        assert (nora.role, nora.password_is_temporary) == (models.Role.INTERVIEWER, True)
        assert once not in nora.password_hash


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "Ada", "email": "ADA@example.com", "role": "admin"}, "Somebody already has an account"),
        ({"name": "Nora", "email": "nora", "role": "admin"}, "Please give a full mail address"),
        ({"name": " ", "email": "nora@example.com", "role": "admin"}, "Please enter a name."),
        ({"name": "Nora", "email": "nora@example.com", "role": "owner"}, "Not a valid choice."),
    ],
)
def test_a_senseless_account_is_refused_beside_its_field(
    office: Office, form: dict[str, str], said: str
) -> None:
    response = office.admin().post("/people", form)
    assert response.status_code == 422
    assert said in response.text


def test_nobody_becomes_a_manager_by_oversight(office: Office) -> None:
    assert '<option selected value="interviewer">' in office.admin().get("/people").text


def test_a_new_one_time_password_ends_the_open_logins(office: Office) -> None:
    reviewer = office.reviewer()
    assert reviewer.get("/interviews").status_code == 200
    page = office.admin().post(f"/people/{office.reviewer_id}/password")
    assert field_value(page.text, "once")
    assert reviewer.get("/interviews").location.startswith("/login")


def test_ones_own_account_cannot_be_closed(office: Office) -> None:
    admin = office.admin()
    assert admin.post(f"/people/{office.admin_id}/disable").status_code == 409
    assert admin.get("/interviews").status_code == 200


def test_a_closed_account_can_be_opened_again(office: Office) -> None:
    admin = office.admin()
    admin.press(f"/people/{office.reviewer_id}/disable")
    assert "is open again" in admin.press(f"/people/{office.reviewer_id}/enable").text
    assert office.reviewer().get("/interviews").status_code == 200


def test_the_system_page_says_what_is_set_up_and_shows_no_secret(office: Office) -> None:
    page = office.admin().get("/system").text
    assert "mail.example.com:587, from jobs@example.com" in page
    assert "reports say “not rated”" in page
    assert "1 listening" in page
    assert "<code>flask --app wsgi doctor</code>" in page
    assert office.stage.settings.secret_key.get_secret_value() not in page


def test_a_lost_queue_is_named_and_nothing_else_breaks(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> dict[str, int]:
        raise ports.OutsideError("Redis does not answer.")

    monkeypatch.setattr(office.stage.queue, "workers", away)
    page = office.admin().get("/system")
    assert page.status_code == 200
    assert "Redis does not answer." in page.text


@pytest.mark.parametrize("path", ["/readyz", "/system"])
def test_no_transaction_waits_for_the_queue(
    office: Office, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    waiting: list[bool] = []

    def asked() -> dict[str, int]:
        waiting.append(db.session().in_transaction())
        return {}

    admin = office.admin()
    monkeypatch.setattr(office.stage.queue, "workers", asked)
    admin.get(path)
    assert waiting == [False]


def test_failed_steps_of_every_kind_are_listed_with_where_they_belong(office: Office) -> None:
    interview_id = office.published("Baker")
    seat_id = office.candidate(interview_id, candidate_name="Grace Hopper")
    admin = office.admin()
    admin.post(f"/interviews/{interview_id}/invitations", {"people": "linus@example.com"})
    with office.stage.session() as session:
        guide_id = session.get_one(models.Interview, interview_id).guides[0].id
        session.query(models.Step).delete()
        session.commit()
    office.failed_step(models.StepKind.RATE, seat_id, "No model answered.")
    office.failed_step(models.StepKind.SEND_INVITATION, 1, "The server refused the address.")
    office.failed_step(models.StepKind.VOICE_PRESETS, guide_id, "The voice is not known.")
    office.failed_step(models.StepKind.DECIDE, 999, "Its turn is gone.")
    page = admin.get("/system").text
    for text in (
        "No model answered.",
        "Grace Hopper",
        "refused the address",
        "linus@example.com",
        "voice is not known",
    ):
        assert text in page
    assert "Its turn is gone." not in page


def test_a_mail_tried_again_reads_as_being_sent(office: Office) -> None:
    interview_id = office.published()
    admin = office.admin()
    admin.post(f"/interviews/{interview_id}/invitations", {"people": "linus@example.com"})
    with office.stage.session() as session:
        step = session.query(models.Step).one()
        step.state, step.failure = models.StepState.FAILED, "Refused."
        invited = session.get_one(models.Invitation, 1)
        invited.mail_state, invited.mail_failure = models.MailState.FAILED, "Refused."
        session.commit()
        step_id = step.id
    page = admin.press(f"/steps/{step_id}/retry")
    assert page.request.path == f"/interviews/{interview_id}"
    assert "Being sent" in page.text
    assert "Refused." not in page.text


def test_what_failed_alike_is_tried_again_with_one_click_and_nothing_else(office: Office) -> None:
    seats = [office.candidate(candidate_name=name) for name in ("Ada", "Grace", "Linus")]
    alike = [office.failed_step(models.StepKind.RATE, seat, "No model answered.") for seat in seats[:2]]
    other = office.failed_step(models.StepKind.RATE, seats[2], "Another reason.")
    admin = office.admin()
    page = admin.get("/system").text
    assert page.count("Try again for all</button>") == 1
    assert "Is the cause mended? 2 steps will be tried again." in page
    page = admin.press(f"/steps/{alike[0]}/retry-alike").text
    assert "Trying 2 steps again." in page
    assert "Try again for all" not in page
    with office.stage.session() as session:
        states = [session.get_one(models.Step, one).state for one in (*alike, other)]
    assert states == [models.StepState.READY, models.StepState.READY, models.StepState.FAILED]
    assert sorted(office.stage.queue.woken) == [(one, "rate") for one in sorted(alike)]


def test_mails_that_failed_alike_are_sent_again_except_to_withdrawn_links(office: Office) -> None:
    interview_id = office.published()
    admin = office.admin()
    admin.post(f"/interviews/{interview_id}/invitations", {"people": "a@example.com\nb@example.com"})
    with office.stage.session() as session:
        for step in session.query(models.Step):
            step.state, step.failure = models.StepState.FAILED, "Refused."
        session.get_one(models.Invitation, 1).revoked_at = factories.NOW
        step_id = session.query(models.Step).first().id
        session.commit()
    said = admin.press(f"/steps/{step_id}/retry-alike").text
    assert "Trying 1 step again. 1 step could not be tried" in said


def test_the_system_page_says_how_the_speech_workers_stand(office: Office) -> None:
    admin = office.admin()
    with office.stage.session() as session:
        session.query(models.SpeechWorker).delete()
        session.commit()
    assert "None is running" in admin.get("/system").text
    with office.stage.session() as session:
        key = workers.begin(session, host="here", pid=1, is_alive=lambda _: True)
    assert "1 loading its model" in admin.get("/system").text
    with office.stage.session() as session:
        workers.cannot(session, key, "The model's folder is not there.")
    assert "1 not ready (The model&#39;s folder is not there)" in admin.get("/system").text
    with office.stage.session() as session:
        workers.cannot(session, key, "It hung.")
        workers.listens(session, workers.begin(session, host="here", pid=2, is_alive=lambda _: False))
    page = admin.get("/system").text
    assert "1 listening. Less than a minute ago: It hung." in page
    with office.stage.session() as session:
        (one,) = workers.known(session)
        workers.listens(session, one.key, "No word times in de: the hub is away.")
    assert "1 listening (No word times in de: the hub is away). Less" in admin.get("/system").text


@pytest.mark.parametrize(
    ("is_alive", "badge"),
    [(True, "Starting"), (False, "Needs attention")],
    ids=["first", "after one that died"],
)
def test_speech_that_is_merely_loading_needs_nobodys_attention(
    office: Office, *, is_alive: bool, badge: str
) -> None:
    admin = office.admin()
    with office.stage.session() as session:
        session.query(models.SpeechWorker).delete()
        session.commit()
        if not is_alive:
            workers.begin(session, host="here", pid=1, is_alive=lambda _: True)
        workers.begin(session, host="here", pid=2, is_alive=lambda _: is_alive)
    row = admin.get("/system").text.split("Speech workers")[1].split("</tr>")[0]
    assert badge in row
    assert "1 loading its model" in row


def test_the_system_page_tells_what_the_workers_last_found_of_each_provider(office: Office) -> None:
    admin = office.admin()

    def after(*found: ports.OutsideError | None) -> str:
        """The page once a worker has met these failures, or None for an answer."""
        with office.stage.app.app_context():
            circuits = DatabaseCircuits(lambda: db.engine)
            for failure in found:
                if failure is None:
                    circuits.worked("Speech recognition whisperx")
                else:
                    circuits.failed("Speech recognition whisperx", failure)
        return admin.get("/system").text

    lost, short = ports.OutsideError("The folder is lost.", permanent=True), ports.OutsideError("No memory.")
    assert "WhisperX, model small. Not asked yet." in after()
    assert "WhisperX, model small. Failed less than a minute ago: The folder is lost." in after(lost)
    assert "WhisperX, model small. Worked less than a minute ago." in after(None)
    assert re.search(
        r"Left alone for another \d+ s after 3 failures in a row. No memory.", after(*[short] * 3)
    )


def test_the_system_page_says_what_a_browser_that_hears_means(tmp_path: Path, clock: Clock) -> None:
    stage = Stage(tmp_path, clock, speech_providers=("browser",))
    with stage.app.test_request_context(), stage.session() as session:
        found = providers.parts(session, stage.settings)
    stage.close()
    assert [(part.name, part.ok) for part in found] == [
        ("Language models", None), ("Résumé pictures", None), ("Transcripts", True),
    ]  # fmt: skip
    assert "send their voice to the browser's maker" in found[2].detail


def test_the_system_page_names_the_models_that_read_pictures(tmp_path: Path, clock: Clock) -> None:
    stage = Stage(tmp_path, clock, resume_vision_models="openai/seer,local/eye", speech_providers=())
    with stage.app.test_request_context(), stage.session() as session:
        found = providers.parts(session, stage.settings)[1:3]
    stage.close()
    assert [(part.name, part.detail) for part in found] == [
        ("Résumé pictures", "openai/seer. Not asked yet."),
        ("Résumé pictures, next choice", "local/eye. Not asked yet."),
    ]


def line_of(stage: Stage, draw: Callable[[Session, Settings], Part]) -> Part:
    with stage.app.test_request_context(), stage.session() as session:
        return draw(session, stage.settings)


def test_the_system_page_says_that_the_voice_is_left_alone_and_why(tmp_path: Path, clock: Clock) -> None:
    stage = Stage(tmp_path, clock, elevenlabs_api_key="a key")
    assert line_of(stage, providers.voice).detail == "ElevenLabs, eleven_flash_v2_5. Not asked yet."
    with stage.app.app_context():
        for _ in range(3):
            DatabaseCircuits(lambda: db.engine).failed(VOICE_PROVIDER, ports.OutsideError("It is away."))
    found = line_of(stage, providers.voice)
    stage.close()
    assert found.ok is False
    assert re.search(r"Left alone for another \d+ s after 3 failures in a row. It is away.", found.detail)


def test_without_a_voice_the_system_page_says_who_reads_the_questions(tmp_path: Path, clock: Clock) -> None:
    stage = Stage(tmp_path, clock)
    found = line_of(stage, providers.voice)
    stage.close()
    assert (found.ok, found.detail) == (None, "The candidate's browser reads the questions.")


@pytest.mark.parametrize(("permanent", "seen"), [(False, False), (True, True)])
def test_a_mail_that_waits_to_be_sent_again_is_told_beside_the_mail_server(
    tmp_path: Path, clock: Clock, permanent: bool, seen: bool
) -> None:
    """One that was given up stands among the failed steps: its address may be the reason."""
    stage = Stage(tmp_path, clock, smtp_host="mail.example.com", mail_from="jobs@example.com")
    assert line_of(stage, providers.mail).ok is True
    with stage.session() as session:
        step = steps.add(session, StepKind.SEND_INVITATION, 1)
        session.commit()
        claim = steps.claim(session, step.id)
        assert claim is not None
        steps.fail(session, claim, ports.OutsideError("It does not answer.", permanent=permanent))
        steps.add(session, StepKind.SEND_INVITATION, 2, delay_seconds=60)
        session.commit()
    found = line_of(stage, providers.mail)
    stage.close()
    assert found.ok is seen
    assert ("It does not answer." in found.detail) is not seen
