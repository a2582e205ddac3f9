"""One interview from the first click to the PDF: real Chromium, gunicorn, RQ workers, Redis, ffmpeg, WhisperX.

The manager sets it up and invites by mail; the candidate opens the mailed link, speaks three answers, one follow-up
and one about the résumé; the manager downloads the report, and what was said stands in it.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import jiwer
import pypdf
import pytest
import sqlalchemy
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect
from weasyprint import HTML

from interview_app.domain.transcript import norms
from interview_app.models import Transcript
from tests.fakes.elevenlabs import FakeElevenlabs
from tests.fakes.llm import FakeModel
from tests.fakes.scripts import Cooperative
from tests.fakes.smtp import FakeSmtp
from tests.installation import Installation, patience, speak, wait_until

SPOKEN = (
    "I led the migration of our billing service. We reduced the errors by fifty percent in two weeks. "
    "Then our team tested the new payment system with twenty customers."
)
PHRASE = "the migration of our billing service"
ANSWER_SECONDS = 14
MOST_WORD_ERRORS = 0.06
"""A word cut at each end of five answers, and little more."""
FOLLOW_UP = "What did you yourself do in those two weeks?"
RESUME_QUESTION = "What was your part in the harbour office project?"
DECISIONS = [
    {
        "action": "follow_up",
        "question_text": FOLLOW_UP,
        "seconds": 90,
        "reason": "The own action is missing.",
    },
    {
        "action": "resume",
        "question_text": RESUME_QUESTION,
        "passage": 1,
        "seconds": 60,
        "reason": "It bears on the role.",
    },
    {"action": "preset", "question_text": "", "seconds": 120, "reason": "Enough was said."},
    {"action": "complete", "question_text": "", "seconds": None, "reason": "All was asked."},
]
CHROMIUM = (
    "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
SHOTS = os.environ.get("CANDID_SHOTS")


@pytest.fixture(scope="module")
def line(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Installation, FakeSmtp, FakeModel, FakeElevenlabs]]:
    """Everything running, with a model, a voice and a mail server of the tests' own."""
    folder = tmp_path_factory.mktemp("line")
    with FakeModel(Cooperative(DECISIONS)) as model, FakeElevenlabs() as voice, FakeSmtp() as mail:
        settings = {
            "LLM_MODELS": "openai/first,openai/second", "OPENAI_API_KEY": "a key of the tests",
            "OPENAI_API_BASE": model.base_url, "ELEVENLABS_API_KEY": "a key of the tests",
            "ELEVENLABS_BASE_URL": voice.url, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(mail.port),
            "SMTP_SECURITY": "none", "MAIL_FROM": "hiring@example.org",
        }  # fmt: skip
        with Installation(folder, **settings) as installation, patience(installation):
            installation.start_all()
            yield installation, mail, model, voice


@pytest.fixture(scope="module")
def browser(
    browser_type: BrowserType, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Chromium whose microphone says SPOKEN again and again."""
    sound = speak(SPOKEN, tmp_path_factory.mktemp("sound") / "answer.wav", silence_seconds=0.6)
    arguments = [*CHROMIUM, f"--use-file-for-fake-audio-capture={sound}"]
    opened = browser_type.launch(executable_path=chromium, args=arguments)
    yield opened
    opened.close()


@pytest.mark.browser
@pytest.mark.speech
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_interview_from_the_first_click_to_the_pdf(
    line: tuple[Installation, FakeSmtp, FakeModel, FakeElevenlabs], browser: Browser, tmp_path: Path
) -> None:
    installation, mail, model, voice = line
    with patience(installation):
        manager = browser.new_context(base_url=installation.url).new_page()
        _log_in(manager, installation)
        _set_up(manager)
        _invite(manager, "Ada Lovelace <ada@example.org>")
        wait_until(lambda: bool(mail.messages))
        link = _link_in(mail)
        candidate = _candidate(browser, installation)
        _enter(candidate, link, tmp_path)
        for number in range(5):
            _answer(candidate, number)
        expect(candidate.get_by_role("heading", level=1)).to_contain_text("Thank you", timeout=30_000)
        _shot(candidate, "done")
        _check_words(installation)
        pdf = _download(manager)
        logged = installation.everything_logged()
    _check_report(pdf)
    assert set(model.purposes) == {
        "DraftReply",
        "DecisionReply",
        "ExtractReply",
        "SupportReply",
        "SummaryReply",
    }
    assert {FOLLOW_UP, RESUME_QUESTION} <= {text for _, text in voice.spoken}
    assert not any("Lovelace" in str(asked) for asked in model.asked)
    for secret in (PHRASE, "Lovelace", "a key of the tests", link.rsplit("/", 1)[1], FOLLOW_UP):
        assert secret not in logged


def _log_in(page: Page, installation: Installation) -> None:
    once = re.search(r"one-time password: (\S+)", installation.flask("create-admin", "--if-none"))
    assert once is not None
    page.goto("/")
    page.get_by_label("Email").fill("admin@example.com")
    page.get_by_label("Password").fill(once[1])
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Current password").fill(once[1])
    page.get_by_label("New password", exact=True).fill("a much better password")
    page.get_by_label("New password again").fill("a much better password")
    page.get_by_role("button", name=re.compile("password")).click()


def _set_up(page: Page) -> None:
    """A blank interview with its general rubric, three questions drafted by the model, published."""
    page.goto("/interviews/new")
    page.locator("[name=job_title]").fill("Backend engineer")
    page.get_by_role("radio", name=re.compile("^Blank")).check()
    page.get_by_role("button", name="Create the interview").click()
    page.locator("[name=question_count]").fill("3")
    page.locator("[name=job_description]").fill("Runs our billing service.")
    page.get_by_role("button", name="Save and go to the questions").click()
    page.get_by_role("button", name="Draft questions").click()
    expect(page.locator("[data-sortable] > li")).to_have_count(3, timeout=60_000)
    _shot(page, "questions")
    page.get_by_role("link", name=re.compile("Publish")).click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Link to share")).to_be_visible()
    _shot(page, "interview")


def _invite(page: Page, address: str) -> None:
    page.get_by_label(re.compile("People")).fill(address)
    page.get_by_role("button", name="Invite").click()
    expect(page.locator("#invitations")).to_contain_text("ada@example.org")


def _link_in(mail: FakeSmtp) -> str:
    body = mail.messages[0].get_body(("plain",))
    assert body is not None
    found = re.search(r"http\S+/i/\S+", body.get_content())
    assert found is not None
    return found[0]


def _candidate(browser: Browser, installation: Installation) -> Page:
    context: BrowserContext = browser.new_context(
        base_url=installation.url, viewport={"width": 390, "height": 844}
    )
    context.grant_permissions(["microphone"], origin=installation.url)
    return context.new_page()


def _enter(page: Page, link: str, folder: Path) -> None:
    """From the mailed link to the room."""
    page.goto(link)
    assert "/i/" not in page.url
    page.get_by_role("checkbox").check()
    page.get_by_role("radio", name=re.compile("^Yes")).check()
    page.get_by_role("button", name="Agree and go on").click()
    expect(page.get_by_label("Your name")).to_have_value("Ada Lovelace")
    page.get_by_role("button", name="Save and go on").click()
    resume = folder / "résumé.pdf"
    resume.write_bytes(
        HTML(string="<h1>Ada Lovelace</h1><p>2019: harbour office, payment system</p>").write_pdf() or b""
    )
    page.locator("input[type=file]").set_input_files(resume)
    page.get_by_role("link", name="Go on", exact=True).click(timeout=30_000)
    page.get_by_role("button", name="Allow the microphone").click()
    page.get_by_role("link", name="It works, go on").click()
    page.get_by_role("button", name="Start the interview").click()


def _answer(page: Page, number: int) -> None:
    """Listen, begin, speak, submit."""
    page.locator('#turn[data-phase="asking"]').wait_for(timeout=60_000)
    page.get_by_role("button", name=re.compile("Start my answer")).click()
    page.locator('#turn[data-phase="answering"]').wait_for()
    page.wait_for_timeout(ANSWER_SECONDS * 1000)
    expect(page.locator("[data-heard-text]")).to_contain_text("service", timeout=20_000)
    _shot(page, f"room-{number}")
    answered = page.locator("#turn").get_attribute("data-turn")
    page.get_by_role("button", name="Submit answer").click()
    page.wait_for_function(
        """turn => document.querySelector('#turn')?.dataset.turn !== turn""", arg=answered, timeout=90_000
    )


def _download(page: Page) -> bytes:
    page.get_by_role("link", name="Interviews").first.click()
    page.get_by_role("link", name="Backend engineer").first.click()
    page.get_by_role("link", name="Ada Lovelace").first.click()
    ready = page.locator("#report").get_by_role("link", name="Download the PDF")
    ready.wait_for(timeout=120_000)
    _shot(page, "candidate")
    with page.expect_download() as download:
        ready.click()
    if SHOTS:
        download.value.save_as(Path(SHOTS) / "report.pdf")
    return Path(download.value.path()).read_bytes()


def _check_words(installation: Installation) -> None:
    """Word errors of all answers through Chromium's recorder, against the text that its microphone repeats.

    A recording begins and ends anywhere in it, so the nearest stretch counts, and a word may be cut at each end.
    Measured: 3 of 226 words, each at an edge or a word alike (fifty, two).
    """
    engine = sqlalchemy.create_engine(installation.database_url)
    with engine.connect() as connection:
        texts = connection.scalars(sqlalchemy.select(Transcript.text)).all()
    engine.dispose()
    assert len(texts) == 5
    repeated = norms(SPOKEN) * 3
    counts = [_fewest_errors(norms(text), repeated) for text in texts]
    words = sum(len(norms(text)) for text in texts)
    assert words >= 5 * 20
    assert sum(counts) <= MOST_WORD_ERRORS * words, (counts, texts)


def _fewest_errors(heard: list[str], repeated: list[str]) -> int:
    once = len(norms(SPOKEN))
    nearest = [
        jiwer.process_words(" ".join(repeated[start : start + length]), " ".join(heard))
        for start in range(once)
        for length in range(max(1, len(heard) - 1), len(heard) + 2)
    ]
    return min(one.substitutions + one.insertions + one.deletions for one in nearest)


def _check_report(pdf: bytes) -> None:
    text = re.sub(
        r"\s+", " ", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    )
    for label in ("Q1", "Q1 Follow-up 1", "Résumé Q1", "Q2", "Q3"):
        assert label in text
    assert "Ada Lovelace" in text
    assert text.count(PHRASE) >= 5
    assert FOLLOW_UP in text
    assert "ingle judge" in text


def _shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
