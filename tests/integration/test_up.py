"""`python -m jobs.up`: one command starts Candid on one machine, and one key stops it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from interview_app.config import BadSetting, Settings
from interview_app.models import SpeechWorker, WorkerState
from jobs import readiness, up
from tests.installation import SPEECH_MODEL

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Candid:
    """A running `make run` with a folder and a port of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.output = folder / f"said-on-{self.port}.txt"
        ours = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATA_DIR": str(folder / "var")}
        environment = {**ours, "PORT": str(self.port), "SPEECH_PROVIDERS": "", **settings}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jobs.up"], cwd=folder, env=environment, stdout=output, stderr=output
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_it_runs(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while "Candid runs at" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def healthy(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
            return bool(json.load(answer)["ok"])

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def processes(self) -> list[int]:
        """All that work on this folder, found by their environment."""
        mark = f"DATA_DIR={self.folder / 'var'}\0".encode()
        return [
            int(found.parent.name) for found in Path("/proc").glob("[0-9]*/environ") if mark in _read(found)
        ]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def end(candid: Candid) -> None:
    if candid.process.poll() is None:
        candid.process.kill()
        candid.process.wait()
    for pid in candid.processes():
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Candid]]:
    started: list[Candid] = []

    def begin(**settings: str) -> Candid:
        started.append(Candid(tmp_path, **settings))
        return started[-1]

    yield begin
    for candid in started:
        end(candid)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Candid]:
    candid = Candid(tmp_path_factory.mktemp("candid"))
    candid.wait_until_it_runs()
    yield candid
    end(candid)


def refused_at_last(candid: Candid) -> str:
    """The last line, where it had begun to start."""
    assert candid.process.wait(timeout=60) == 2, candid.said()
    assert "Traceback" not in candid.said()
    return candid.said().strip().splitlines()[-1]


def refused(candid: Candid) -> str:
    """The one line with which it refuses to start."""
    assert candid.process.wait(timeout=30) == 2, candid.said()
    lines = candid.said().strip().splitlines()
    assert len(lines) == 1, candid.said()
    return lines[0]


# It says in one line what stands in the way


def test_a_port_in_use_is_one_line_with_the_way_out(start):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(start(PORT=str(port)))
    assert said == f"candid: Port {port} is in use: stop the other program or set PORT={port + 1}."


def test_a_bad_setting_is_one_line_that_names_it(start):
    assert refused(start(PORT="eighty")).startswith("candid: The setting PORT is not usable")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "banana"),
        ("REDIS_URL", "redis://host:port"),
        ("DATABASE_URL", "banana"),
        ("DATABASE_URL", "mysql://localhost/candid"),
        ("STORAGE_URL", "s3://"),
        ("LOGIN_RATE", "banana"),
        ("CANDIDATE_RATE", "often"),
        ("WHISPERX_ALIGN_MODEL", "german=folder"),
        ("WHISPERX_ALIGN_MODEL", "de="),
    ],
)
def test_a_senseless_value_is_one_line_that_names_its_setting_and_says_what_to_write(
    monkeypatch, name, value
):
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=f"^The setting {name} is not usable: write [^\n]+$"):
        Settings.from_env()


@pytest.mark.parametrize(
    ("named", "aligners"),
    [
        ("", {}),
        ("WAV2VEC2_ASR_BASE_960H", {"en": "WAV2VEC2_ASR_BASE_960H"}),
        ("/models/size=base", {"en": "/models/size=base"}),
        ("DE=/models/de, fr=ours/fr,", {"de": "/models/de", "fr": "ours/fr"}),
        ("./ours,de=/models/de", {"en": "./ours", "de": "/models/de"}),
    ],
)
def test_aligners_are_named_by_language_and_one_alone_is_english(monkeypatch, named, aligners):
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setenv("WHISPERX_ALIGN_MODEL", named)
    assert Settings.from_env().aligners == aligners


def test_two_aligners_of_one_language_are_refused(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setenv("WHISPERX_ALIGN_MODEL", "ours,en=theirs")
    with pytest.raises(BadSetting, match="two models for en"):
        Settings.from_env()


def test_a_supervisor_that_leaves_no_time_for_an_answer_is_refused(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setenv("SUPERVISOR_END_MINUTES", "2")  # and the notice is given two minutes before
    with pytest.raises(BadSetting, match=r"^[^\n]*SUPERVISOR_END_MINUTES leaves no minute[^\n]*$"):
        Settings.from_env()
    monkeypatch.setenv("SUPERVISOR", "off")
    assert Settings.from_env().supervisor_end_minutes == 2


def test_a_database_that_is_away_is_one_line_that_names_its_setting(start):
    said = refused_at_last(start(DATABASE_URL=f"postgresql://me:hunter2@127.0.0.1:{free_port()}/candid"))
    assert "could not be prepared: DATABASE_URL: OperationalError: " in said
    assert "hunter2" not in said


def test_a_command_beside_it_finds_the_key_that_was_made_for_it(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with pytest.raises(BadSetting, match="SECRET_KEY is missing"):
        Settings.from_env()
    made = up._kept_secret(tmp_path / "secret_key")
    assert Settings.from_env().secret_key.get_secret_value() == made
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    assert Settings.from_env().secret_key.get_secret_value() == "s" * 32


@pytest.mark.parametrize(
    ("url", "dyno", "used"),
    [
        ("rediss://:p@host:1", "web.1", "rediss://:p@host:1?ssl_cert_reqs=none"),
        ("rediss://:p@host:1?a=b", "run.1", "rediss://:p@host:1?a=b&ssl_cert_reqs=none"),
        ("rediss://:p@host:1", None, "rediss://:p@host:1"),
        ("redis://host:1", "web.1", "redis://host:1"),
    ],
)
def test_on_heroku_redis_signs_its_own_certificate(monkeypatch, url, dyno, used):
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setenv("REDIS_URL", url)
    monkeypatch.delenv("DYNO", raising=False)
    if dyno is not None:
        monkeypatch.setenv("DYNO", dyno)
    assert Settings.from_env().redis == used


def test_a_bad_setting_never_shows_a_secret(start):
    assert "hunter2" not in refused(start(SECRET_KEY="hunter2"))


def test_a_host_of_another_machine_is_one_line(start):
    said = refused(start(HOST="192.0.2.1"))
    assert said == "candid: HOST 192.0.2.1 is no address of this machine: try HOST=127.0.0.1."


def test_a_folder_that_cannot_be_made_is_one_line(start, tmp_path):
    (tmp_path / "file").touch()
    said = refused(start(DATA_DIR=str(tmp_path / "file" / "var")))
    assert said.startswith(f"candid: DATA_DIR {tmp_path}/file/var cannot be made")


def test_a_folder_that_cannot_be_written_is_one_line_even_for_root(start):
    assert refused(start(DATA_DIR="/proc")).startswith("candid: DATA_DIR")


def test_a_key_that_cannot_be_read_is_one_line(start, tmp_path):
    (tmp_path / "var" / "secret_key").mkdir(parents=True)
    said = refused(start())
    assert said.startswith(f"candid: DATA_DIR: {tmp_path}/var/secret_key cannot be written and read")


def test_a_redis_that_is_away_is_one_line_without_its_password(start):
    said = refused(start(REDIS_URL=f"redis://:hunter2@127.0.0.1:{free_port()}/0"))
    assert said.startswith(
        "candid: REDIS_URL: Redis at 127.0.0.1 does not answer (ConnectionError): start it"
    )
    assert "hunter2" not in said


def test_a_folder_too_deep_for_a_socket_is_one_line(start, tmp_path):
    assert "too long a path" in refused(start(DATA_DIR=str(tmp_path / ("d" * 100))))


def test_settings_come_from_the_env_file_and_the_environment_wins(start, tmp_path):
    (tmp_path / ".env").write_text("PORT=eighty\nLOG_LEVEL=LOUD\n")
    assert "LOG_LEVEL" in refused(start())


@pytest.mark.parametrize(
    ("given", "installed", "expected"),
    [
        ({}, True, None),
        ({"CANDID_WHISPERX": "no"}, True, ""),
        ({}, False, ""),
        ({"HOSTED_SPEECH_MODEL": "openai/whisper-1"}, False, "hosted"),
        ({"SPEECH_PROVIDERS": "hosted"}, False, "hosted"),
        ({"SPEECH_PROVIDERS": "whisperx", "CANDID_WHISPERX": "no"}, True, "whisperx"),
    ],
)
def test_whisperx_is_left_out_where_it_is_not_wanted_or_not_there(monkeypatch, given, installed, expected):
    for name in ("CANDID_WHISPERX", "HOSTED_SPEECH_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SPEECH_PROVIDERS", "whatever stands here is put back after the test")
    monkeypatch.delenv("SPEECH_PROVIDERS")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object() if installed else None)
    up._leave_out_whisperx()
    assert os.environ.get("SPEECH_PROVIDERS") == expected


def test_a_named_whisperx_that_is_not_installed_is_one_line(monkeypatch):
    monkeypatch.setenv("SPEECH_PROVIDERS", "whisperx,hosted")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(up.CannotStart, match="make setup"):
        up._leave_out_whisperx()


# It runs, and stops without a trace


def test_stops_without_a_trace_and_the_next_start_keeps_the_data(start, tmp_path):
    first = start()
    first.wait_until_it_runs()
    assert re.search("one-time password", first.said(), re.IGNORECASE), first.said()
    assert len(first.processes()) > 4
    secret = (tmp_path / "var" / "secret_key").read_text()
    with redis.Redis(unix_socket_path=str(tmp_path / "var" / "redis.sock")) as queue:
        queue.set("kept", "yes")

    assert first.stop(signal.SIGINT) == 0
    assert first.processes() == []
    assert "Candid has stopped" in first.said()
    assert "Traceback" not in first.said()
    assert "did not stop in time" not in first.said()

    second = start()
    second.wait_until_it_runs()
    assert not re.search("one-time password", second.said(), re.IGNORECASE), second.said()
    assert (tmp_path / "var" / "secret_key").read_text() == secret
    with redis.Redis(unix_socket_path=str(tmp_path / "var" / "redis.sock")) as queue:
        assert queue.get("kept") == b"yes"
    assert second.stop(signal.SIGTERM) == 0


def test_answers_once_it_says_so(running):
    assert running.healthy()


def test_it_says_so_when_the_workers_listen_and_not_before(running):
    wait_until(lambda: "The workers are ready." in running.said(), seconds=60)
    said = running.said()
    assert said.index("Candid runs at") < said.rindex("worker_ready") < said.index("The workers are ready.")


@pytest.mark.slow
@pytest.mark.speech
def test_it_says_that_speech_recognition_loads_and_when_it_is_ready(start):
    candid = start(
        SPEECH_PROVIDERS="whisperx", WHISPERX_MODEL=str(SPEECH_MODEL / "recogniser"), WHISPERX_DEVICE="cpu",
        WHISPERX_ALIGN_MODEL=str(SPEECH_MODEL / "aligner"), HF_HUB_OFFLINE="1",
    )  # fmt: skip
    wait_until(lambda: readiness.READY in candid.said(), seconds=120)
    said = candid.said()
    assert said.index("Candid runs at") < said.index(readiness.LOADING) < said.index(readiness.READY)


def speech_worker(state: WorkerState, reason: str | None = None) -> SpeechWorker:
    return SpeechWorker(key="1", host="here", pid=1, state=state, reason=reason, started_at=0.0, seen_at=0.0)


def test_a_speech_worker_without_its_model_is_told_with_the_reason_unless_another_one_is_ready():
    failed = speech_worker(WorkerState.FAILED, "The folder is not there.")
    said = "Speech recognition is not ready, and tries again by itself: The folder is not there."
    assert readiness.speech_line([failed]) == said
    assert readiness.speech_line([failed, speech_worker(WorkerState.READY)]) == readiness.READY
    assert readiness.speech_line([speech_worker(WorkerState.LOADING)]) == readiness.LOADING


def test_only_the_owner_reads_the_folder_and_the_secret(running):
    data = running.folder / "var"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600


def test_a_second_one_on_the_same_folder_is_refused(running, start):
    second = start(DATA_DIR=str(running.folder / "var"))
    assert "already runs on" in refused(second)
    assert running.healthy()


def test_a_killed_worker_comes_back_and_the_web_goes_on(running):
    killed = pid_of(running, "jobs.worker default")
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: "worker ended with signal SIGKILL" in running.said())
    wait_until(lambda: pid_of(running, "jobs.worker default") not in {None, killed})
    assert running.healthy()


def test_a_killed_supervisor_takes_its_processes_with_it(start):
    candid = start()
    candid.wait_until_it_runs()
    candid.process.kill()
    candid.process.wait()
    wait_until(lambda: not candid.processes(), seconds=90)  # the workers ask a Redis that went with them


def wait_until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.1)


def command_of(pid: int) -> bytes:
    return _read(Path(f"/proc/{pid}/cmdline")).replace(b"\0", b" ")


def pid_of(candid: Candid, words: str) -> int | None:
    return next((pid for pid in candid.processes() if words.encode() in command_of(pid)), None)
