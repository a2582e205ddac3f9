"""Which adapters a setting brings, what the web process stays free of, and what the doctor hears."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from interview_app import wiring
from interview_app.adapters.database_blobs import DatabaseBlobs
from interview_app.adapters.database_circuits import DatabaseCircuits
from interview_app.adapters.s3_blobs import S3Blobs
from interview_app.config import BadSetting, Settings
from interview_app.ports import Check, OutsideError, WorkerPorts
from tests.fakes import s3
from tests.fakes.elevenlabs import FakeElevenlabs, Mood
from tests.fakes.llm import Behaviour, FakeModel, by_model
from tests.fakes.smtp import FakeSmtp
from tests.postgres import free_port

HEAVY = ("torch", "whisperx", "litellm", "weasyprint", "elevenlabs", "pypdf", "boto3")


def settings(**other: Any) -> Settings:
    nowhere = f"redis://127.0.0.1:{free_port()}"
    return Settings(**{"secret_key": "s" * 32, "redis_url": nowhere, "speech_providers": (), **other})


def test_the_web_process_imports_nothing_that_only_a_worker_uses() -> None:
    program = (
        "import sys; from interview_app import wiring; from interview_app.config import Settings;"
        "wiring.connect_web(Settings());"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "SECRET_KEY": "s" * 32},
        cwd=Path(wiring.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.strip() == "[]"


def test_without_keys_nothing_is_pretended() -> None:
    ports = wiring.connect_worker(settings())

    assert ports.model is None
    assert ports.text_to_speech is None
    assert ports.mailer is None
    assert ports.speech_to_text == ()


def test_speech_providers_come_in_the_order_of_the_setting() -> None:
    ports = wiring.connect_worker(
        settings(speech_providers="hosted, whisperx", hosted_speech_model="openai/whisper-1")
    )

    assert [provider.name for provider in ports.speech_to_text] == ["hosted", "whisperx"]


def test_a_hosted_model_of_elevenlabs_is_asked_through_its_own_package() -> None:
    ports = wiring.connect_worker(
        settings(
            speech_providers="hosted,browser",
            hosted_speech_model="elevenlabs/scribe_v2",
            elevenlabs_api_key="key",
        )
    )

    assert [provider.name for provider in ports.speech_to_text] == ["hosted"]
    check = next(ask for ask in ports.checks if "hosted" in ask.args[1])  # type: ignore[attr-defined]
    assert type(check.args[2].__self__).__name__ == "ElevenlabsScribe"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"SPEECH_PROVIDERS": "whisper"},
            "SPEECH_PROVIDERS .*'whisper': choose of whisperx, hosted, browser",
        ),
        (
            {"SPEECH_PROVIDERS": "browser,whisperx"},
            "SPEECH_PROVIDERS .*'browser' is trusted least: name it last",
        ),
        ({"SPEECH_PROVIDERS": "whisperx,whisperx"}, "SPEECH_PROVIDERS .*names a provider twice"),
        ({"SPEECH_PROVIDERS": "hosted"}, "HOSTED_SPEECH_MODEL must name its model"),
        (
            {"SPEECH_PROVIDERS": "hosted", "HOSTED_SPEECH_MODEL": "elevenlabs/scribe_v2"},
            "ELEVENLABS_API_KEY must be set",
        ),
    ],
)
def test_speech_providers_that_cannot_be_are_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.delenv("ELEVENLABS_API_KEY", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(BadSetting, match=rf"^[^\n]*{said}[^\n]*$"):
        Settings.from_env()


def test_models_keep_their_order() -> None:
    ports = wiring.connect_worker(settings(llm_models="openai/one,anthropic/two"))

    assert ports.model is not None
    assert ports.model.names == ("openai/one", "anthropic/two")


def test_a_model_of_no_known_provider_is_told_at_the_start_and_red_in_the_doctor(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(wiring, "_engine", lambda: engine)

    ports = wiring.connect_worker(settings(llm_models="gpt"))

    told = capsys.readouterr().out + caplog.text  # by whichever test has set up logging before
    assert "language_model_unknown" in told
    check = checks_of(ports)["Language model gpt"]
    assert not check.ok
    assert "write it as provider/model" in check.detail


@pytest.mark.parametrize("connect", [wiring.connect_web, wiring.connect_worker])
def test_files_go_where_the_storage_url_says(connect: Any) -> None:
    in_bucket = settings(storage_url="s3://candid?endpoint=http://127.0.0.1:9&region=us-east-1")

    assert isinstance(connect(settings()).blobs, DatabaseBlobs)
    assert isinstance(connect(in_bucket).blobs, S3Blobs)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    script = by_model({"good": "OK", "closed": Behaviour(kind="unauthorised")})
    with FakeModel(script) as fake:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
        monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
        yield fake


def checks_of(ports: WorkerPorts) -> dict[str, Check]:
    return {check.name: check for check in (ask() for ask in ports.checks)}


def test_the_doctor_makes_one_real_call_to_each_service(
    engine: Engine, provider: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "_engine", lambda: engine)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('20261120_first')"))
    with s3.server("candid") as endpoint, FakeElevenlabs() as voice, FakeSmtp() as post:
        found = checks_of(
            wiring.connect_worker(
                settings(
                    storage_url=f"s3://candid?endpoint={endpoint}&region=us-east-1",
                    llm_models="openai/good,openai/closed",
                    speech_providers="hosted",
                    hosted_speech_model="openai/whisper-1",
                    elevenlabs_api_key="key",
                    elevenlabs_base_url=voice.url,
                    smtp_host="127.0.0.1",
                    smtp_port=post.port,
                    smtp_security="none",
                    mail_from="jobs@example.com",
                )
            )
        )

    red = {name for name, check in found.items() if not check.ok}
    assert red == {"Queue", "Language model openai/closed"}
    assert found["Database"].detail == "sqlite, at migration 20261120_first"
    assert "REDIS_URL" in found["Queue"].detail
    assert "the key is missing or refused" in found["Language model openai/closed"].detail
    assert set(found) == {
        "Database",
        "Queue",
        "Storage",
        "FFmpeg",
        "PDF printing",
        "Language model openai/good",
        "Language model openai/closed",
        "Speech recognition hosted",
        "ElevenLabs",
        "Mail",
    }
    assert post.messages == []


def test_a_voice_that_fails_again_and_again_is_left_alone_until_the_doctor_hears_it(
    engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "_engine", lambda: engine)
    moods: list[Mood] = ["broken"]
    with FakeElevenlabs(lambda: moods[0]) as fake:
        ports = wiring.connect_worker(settings(elevenlabs_api_key="key", elevenlabs_base_url=fake.url))
        assert ports.text_to_speech is not None
        for _ in range(4):
            with pytest.raises(OutsideError):
                ports.text_to_speech.speak("Why?", voice="", language="en")
        assert len(fake.spoken) == 3
        assert "left alone by the workers" in checks_of(ports)["ElevenLabs"].detail
        moods[0] = "fine"
        assert "ask it again from now on" in checks_of(ports)["ElevenLabs"].detail
        ports.text_to_speech.speak("Why?", voice="", language="en")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            ImportError("libcudnn.so.9: cannot open\nshared object"),
            "libcudnn.so.9: cannot open shared object",
        ),
        (ValueError("numpy.dtype size changed, key sk-secret"), "ValueError at "),
        (OSError("sk-secret"), "OSError at "),
        (SystemError("sk-secret"), "SystemError at "),
        (MemoryError(), "MemoryError at "),
    ],
)
def test_a_package_that_breaks_is_one_red_line_of_the_doctor(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    monkeypatch.setattr(wiring, "_engine", lambda: engine)

    def broken() -> str:
        raise fault

    found = wiring._checked(DatabaseCircuits(lambda: engine), "Speech recognition whisperx", broken)

    assert not found.ok
    assert said in found.detail
    assert "sk-secret" not in found.detail


def test_a_database_without_migrations_is_red_and_says_what_to_run(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "_engine", lambda: engine)

    database = checks_of(wiring.connect_worker(settings()))["Database"]

    assert not database.ok
    assert "flask db upgrade" in database.detail


def test_models_that_see_are_shown_a_picture_by_the_doctor(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wiring.connect_worker(settings()).sight is None
    with FakeModel(by_model({"seer": "OK", "blind": Behaviour(kind="unauthorised")})) as fake:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
        monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
        ports = wiring.connect_worker(settings(resume_vision_models="openai/seer,openai/blind"))
        checks = [ask for ask in ports.checks if "pictures" in ask.args[1]]  # type: ignore[attr-defined]
        probes = [ask.args[2] for ask in checks]  # type: ignore[attr-defined]

        assert ports.sight is not None
        assert ports.sight.model.names == ("openai/seer", "openai/blind")
        assert "was shown a picture" in probes[0]()
        with pytest.raises(OutsideError, match="key is missing or refused"):
            probes[1]()
        assert fake.asked[0]["messages"][0]["content"][1]["type"] == "image_url"
