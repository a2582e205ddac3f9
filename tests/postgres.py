"""A real PostgreSQL server of the tests' own, on loopback, thrown away at the end."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def server() -> Iterator[tuple[str, Path, int]]:
    """Yields (URL of the server's own database, its folder, its port)."""
    folder = Path(tempfile.mkdtemp(prefix="candid-postgres-"))
    folder.chmod(0o755)
    data, port = folder / "data", free_port()
    data.mkdir()
    if os.geteuid() == 0:  # the server refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(data, owner.pw_uid, owner.pw_gid)
    _as_postgres(_binary("initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "--no-sync")
    control(data, port, "start")
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres", data, port
    finally:
        control(data, port, "stop")
        shutil.rmtree(folder, ignore_errors=True)


def control(data: Path, port: int, verb: str) -> None:
    """`pg_ctl start|stop|restart`, waiting until it is done; a stop does not wait for clients."""
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    mode = ["-m", "fast"] if verb != "start" else []
    start = ["-o", options] if verb != "stop" else []
    _as_postgres(
        _binary("pg_ctl"), "-D", str(data), "-w", "-t", "60", "-l", str(data / "log"), *start, *mode, verb
    )


def _binary(name: str) -> str:
    return str(BINARIES[-1] / name)


def _as_postgres(*command: str) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *command], check=True, capture_output=True, cwd="/")
