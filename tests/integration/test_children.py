"""The supervisor of `make run`, on small real programs."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobs import children


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def family() -> Iterator[children.Family]:
    children.adopt_orphans()
    yield children.Family()
    children.adopt_orphans(False)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[[str, str], children.Child]]:
    """Makes a child out of lines of Python; what still runs at the end is killed."""
    made: list[children.Child] = []

    def make(name: str, lines: str) -> children.Child:
        source = tmp_path / f"{name}.py"
        source.write_text(textwrap.dedent(lines))
        made.append(children.Child(name, [sys.executable, "-u", str(source)], directory=tmp_path))
        return made[-1]

    yield make
    for child in made:
        child.wait_or_kill(time.monotonic())


SLEEPER = "import time\nprint('up')\ntime.sleep(600)"


def test_what_a_child_prints_is_shown_under_its_name(family, program, capsys):
    child = program("web", "print('hello')")
    family.start(child)
    wait_until(lambda: child.exit_code == 0)
    wait_until(lambda: "web | hello" in capsys.readouterr().out)


def test_a_child_that_dies_is_started_again_and_the_terminal_says_so(family, program, capsys):
    child = program("worker", SLEEPER)
    family.start(child)
    first = child.pid
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: child.exit_code is not None)

    family.revive()
    assert "worker ended with signal SIGKILL; it starts again in 1 s" in capsys.readouterr().out
    assert child.pid == first

    time.sleep(1.05)
    family.revive()
    assert child.pid != first
    assert child.exit_code is None


def test_a_pause_doubles_with_each_death_in_a_row_up_to_thirty_seconds():
    assert [children.pause_seconds(deaths) for deaths in (1, 2, 3, 5, 6, 50)] == [1, 2, 4, 16, 30, 30]


def test_a_long_life_makes_the_next_pause_short_again(family, program, monkeypatch, capsys):
    child = program("worker", "raise SystemExit(3)")
    monkeypatch.setattr(children, "STEADY_SECONDS", 0.0)
    for _ in range(3):
        family.start(child)
        wait_until(lambda: child.exit_code == 3)
        family.revive()
    assert capsys.readouterr().out.count("worker ended with exit code 3; it starts again in 1 s") == 3


def test_stopping_asks_wave_after_wave_and_leaves_nothing(family, program, tmp_path):
    lines = """
        import signal, sys, time
        def leave(number, frame):
            open("order", "a").write("{name} ")
            sys.exit(0)
        signal.signal(signal.SIGTERM, leave)
        open("{name}.ready", "w")
        time.sleep(600)
    """
    first, last = program("web", lines.format(name="web")), program("redis", lines.format(name="redis"))
    family.start(last)
    family.start(first)
    wait_until(lambda: (tmp_path / "web.ready").exists() and (tmp_path / "redis.ready").exists())

    family.stop([first], [last])
    assert (tmp_path / "order").read_text() == "web redis "
    assert (first.exit_code, last.exit_code) == (0, 0)


def test_who_does_not_stop_in_time_is_killed(family, program, tmp_path, capsys):
    stubborn = program(
        "speech",
        """
        import signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        open("ready", "w")
        time.sleep(600)
        """,
    )
    family.start(stubborn)
    wait_until((tmp_path / "ready").exists)
    family.stop([stubborn], patience_seconds=0.2)
    assert stubborn.exit_code == -signal.SIGKILL
    assert "speech did not stop in time and is killed" in capsys.readouterr().out


ORPHAN_MAKER = """
    import os, subprocess, sys, time
    sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
    grandchild = subprocess.Popen(sleeper, start_new_session=True)
    open("grandchild", "w").write(str(grandchild.pid))
    os.rename("grandchild", "grandchild.pid")
    time.sleep(600)
"""


def test_a_dead_workers_own_children_do_not_outlive_it(family, program, tmp_path):
    worker = program("worker", ORPHAN_MAKER)
    family.start(worker)
    wait_until((tmp_path / "grandchild.pid").exists)
    grandchild = int((tmp_path / "grandchild.pid").read_text())
    os.kill(worker.pid, signal.SIGKILL)
    wait_until(lambda: worker.exit_code is not None)
    assert running(grandchild)

    family.revive()
    assert not running(grandchild)


def test_stopping_ends_grandchildren_in_groups_of_their_own_too(family, program, tmp_path):
    worker = program("worker", ORPHAN_MAKER)
    family.start(worker)
    wait_until((tmp_path / "grandchild.pid").exists)
    grandchild = int((tmp_path / "grandchild.pid").read_text())
    family.stop([worker])
    assert not running(grandchild)
