"""A whole Candid of its own processes: gunicorn, RQ workers, Redis; started, watched and killed by tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self
from urllib.error import URLError

from tests import databases
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[1]
SPEECH_MODEL = ROOT / "tests" / "media" / "speech-model"
SECRET = "a secret of the tests, long enough to sign with"
PATIENCE_SECONDS = 150.0
_UPGRADED: list[bytes] = []


class Installation:
    """Processes by name. What they print goes to `<folder>/<name>.log`; `settings` are environment variables."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.web_port, self.redis_port = free_port(), free_port()
        self.env = plain_environment() | {
            "SECRET_KEY": SECRET,
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.web_port),
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "WHISPERX_MODEL": str(SPEECH_MODEL / "recogniser"),
            "WHISPERX_ALIGN_MODEL": str(SPEECH_MODEL / "aligner"),
            "WHISPERX_DEVICE": "cpu",
            "SPECULATION": "off",  # else how often a model is asked depends on pauses; who is about it says so
            **settings,
        }
        (folder / "data").mkdir(exist_ok=True)
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(list(self.running)):
            self.stop(name, signal.SIGTERM, wait_seconds=5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def database_url(self) -> str:
        return self.env.get("DATABASE_URL") or f"sqlite:///{self.folder / 'data' / 'candid.sqlite3'}"

    def start_all(self) -> None:
        """Redis, the tables, web, worker and speech worker; returns when web answers and both workers are ready."""
        self.start_redis()
        self.make_tables()
        self.start_web()
        self.start_worker("default")
        self.start_worker("speech")
        wait_until(lambda: b"worker_ready" in self.log("default") and b"worker_ready" in self.log("speech"))

    def make_tables(self) -> None:
        """`flask db upgrade`; for SQLite what it makes is kept and copied, as it takes seconds to start."""
        if "DATABASE_URL" in self.env:
            self.flask("db", "upgrade")
            return
        file = self.folder / "data" / "candid.sqlite3"
        if not _UPGRADED:
            self.flask("db", "upgrade")
            _UPGRADED.append(databases.whole_file(file))
        file.write_bytes(_UPGRADED[0])

    def start_redis(self) -> None:
        self._start(
            "redis", "redis-server", "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "", "--dir",
            str(self.folder), "--appendonly", "no", "--maxmemory-policy", "noeviction",
        )  # fmt: skip
        wait_until(lambda: b"Ready to accept connections" in self.log("redis"))

    def start_web(self) -> None:
        self._start(
            "web", sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"
        )
        wait_until(lambda: _answers(f"{self.url}/healthz"))

    def start_worker(self, queue: str, name: str | None = None) -> None:
        self._start(name or queue, sys.executable, "-m", "jobs.worker", queue)

    def flask(self, *words: str) -> str:
        """Run a command of the flask program, which must succeed; returns what it printed."""
        done = self.command(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the flask program to its end."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            env=self.env, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def stop(self, name: str, with_signal: signal.Signals = signal.SIGKILL, wait_seconds: float = 20) -> None:
        """End a process; with SIGKILL its children, if any, are left alone: they are orphans then."""
        process = self.running.pop(name, None)
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(with_signal)
        try:
            process.wait(wait_seconds)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def log(self, name: str) -> bytes:
        path = self.folder / f"{name}.log"
        return path.read_bytes() if path.exists() else b""

    def everything_logged(self) -> str:
        """All that any process printed."""
        return "\n".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))

    def logs(self) -> str:
        """The end of every log, for a failing test's message."""
        parts = [
            f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}"
            for path in self.folder.glob("*.log")
        ]
        return "\n".join(parts)

    def _start(self, name: str, *command: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                env=self.env,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                process_group=0,
            )


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS, every: float = 0.1) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"it did not come true within {seconds:g} s"
        time.sleep(every)


@contextmanager
def patience(installation: Installation) -> Iterator[None]:
    """Show what the processes printed when the block fails."""
    try:
        yield
    except BaseException:
        print(installation.logs())  # noqa: T201  # pytest shows it with the failure
        raise


def speak(text: str, target: Path, *, silence_seconds: float = 0.0) -> Path:
    """A 48 kHz WAV of `text` by espeak-ng, followed by silence: what Chromium takes for a microphone."""
    raw = target.with_suffix(".raw.wav")
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "150", "-w", str(raw), text], check=True)
    subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i", str(raw), "-af", f"apad=pad_dur={silence_seconds}",
         "-ar", "48000", "-ac", "1", str(target)],
        check=True,
    )  # fmt: skip
    return target


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def plain_environment() -> dict[str, str]:
    """What a process needs of this machine, and no setting that somebody has exported."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
    offline = {
        "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "PYANNOTE_METRICS_ENABLED": "0", "PYTHONUNBUFFERED": "1",
        "FLASK_SKIP_DOTENV": "1", "OMP_NUM_THREADS": "2",
    }  # fmt: skip
    return {name: os.environ[name] for name in kept if name in os.environ} | offline
