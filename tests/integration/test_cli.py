"""The commands of whoever runs Candid, as separate processes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.elevenlabs import FakeElevenlabs
from tests.fakes.llm import Behaviour, FakeModel, by_model
from tests.fakes.smtp import FakeSmtp
from tests.installation import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A database with its tables, and nothing running."""
    with Installation(tmp_path, SPEECH_PROVIDERS="") as made:
        made.make_tables()
        yield made


def test_the_first_manager_is_made_once(installation: Installation) -> None:
    assert re.search(r"one-time password: \S{20,}", installation.flask("create-admin", "--if-none"))
    assert "one-time" not in installation.flask("create-admin", "--if-none")


def test_a_manager_is_made_with_a_given_address(installation: Installation) -> None:
    assert "grace@example.org" in installation.flask("create-admin", "--email", "grace@example.org")


def test_an_address_that_is_taken_gets_one_clear_line(installation: Installation) -> None:
    installation.flask("create-admin")
    refused = installation.command("create-admin")
    assert refused.returncode != 0
    assert refused.stderr.strip() == "Error: Somebody already has an account with this address."


def test_a_purge_tells_what_it_erased(installation: Installation) -> None:
    assert installation.flask("purge").splitlines()[-2:] == ["Interviews erased: 0", "Invitations erased: 0"]


def test_the_doctor_says_what_is_red_and_why_and_what_is_unset(installation: Installation) -> None:
    done = installation.command("doctor")
    assert done.returncode == 1
    lines = {line.split(":")[0].split()[-1]: line for line in done.stdout.splitlines() if ":" in line}
    assert lines["Database"].startswith("green")
    assert lines["Queue"].startswith("red")
    assert "REDIS_URL" in lines["Queue"]
    assert lines["Mail"].startswith("unset")


@pytest.mark.speech
@pytest.mark.slow
def test_the_doctor_makes_one_real_call_to_each_configured_service(tmp_path: Path) -> None:
    script = by_model({"fine": "OK", "broken": Behaviour(kind="unauthorised")})
    with FakeModel(script) as model, FakeElevenlabs() as voice, FakeSmtp() as mail:
        settings = {
            "LLM_MODELS": "openai/fine,openai/broken", "OPENAI_API_KEY": "a key of the tests",
            "OPENAI_API_BASE": model.base_url, "ELEVENLABS_API_KEY": "a key of the tests",
            "ELEVENLABS_BASE_URL": voice.url, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(mail.port),
            "SMTP_SECURITY": "none", "MAIL_FROM": "hiring@example.org",
        }  # fmt: skip
        with Installation(tmp_path, **settings) as installation:
            installation.start_redis()
            installation.make_tables()
            done = installation.command("doctor")
        asked, spoken = len(model.asked), len(voice.spoken)
    red = [line for line in done.stdout.splitlines() if line.startswith("red")]
    assert [line.split()[1:4] for line in red] == [
        ["Language", "model", "openai/broken:"],
        ["Speech", "workers:", "none"],
    ]
    assert len([line for line in done.stdout.splitlines() if line.startswith("green")]) >= 8
    assert (asked, spoken) == (2, 1)
    assert "a key of the tests" not in done.stdout + done.stderr


def test_the_templates_are_loaded(installation: Installation) -> None:
    assert "5" in installation.flask("load-templates")


def test_a_bad_setting_gives_one_clear_line(tmp_path: Path) -> None:
    with Installation(tmp_path, STORAGE_URL="ftp://somewhere") as installation:
        done = installation.command("sweep")
    assert done.returncode != 0
    assert "STORAGE_URL" in done.stderr
    assert "Traceback" not in done.stderr
