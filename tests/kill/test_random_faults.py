"""Interviews over real HTTP while processes are killed at random: every answer complete, nothing lost, nothing twice.

The short run is part of `make test`. `make kill-test` runs longer: CANDID_KILL_MINUTES for each database, at most
CANDID_KILL_INTERVIEWS interviews. CANDID_KILL_SEED repeats a run's choices, though not its timing.
"""

from __future__ import annotations

import io
import itertools
import os
import random
import secrets
import threading
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from interview_app.usecases import links
from tests import factories, postgres
from tests.fakes.llm import FakeModel, Heard
from tests.fakes.scripts import Cooperative
from tests.installation import SECRET, Installation, patience, wait_until
from tests.kill import faults, ledger, rows
from tests.kill.recorder import Candidate

MINUTES = float(os.environ.get("CANDID_KILL_MINUTES", "10"))
INTERVIEWS = int(os.environ.get("CANDID_KILL_INTERVIEWS", "1000" if faults.LONG else "3"))
SEED = os.environ.get("CANDID_KILL_SEED") or secrets.token_hex(4)
LANES = 4
LONG_ONLY = pytest.mark.skipif(
    not faults.LONG, reason="for `make kill-test`; recognition for volume is a double's"
)
SETTLE_SECONDS = 180
SHORT = {
    "sqlite": (
        "child_killed", "parent_killed", "redis_killed", "redis_emptied", "web_killed", "all_told_to_leave",
        "database_struck",
    ),
    "postgres": (
        "parent_and_child_killed", "speech_worker_killed", "redis_hung", "redis_away", "web_killed", "child_killed",
        "database_struck",
    ),
}  # fmt: skip
DECISIONS = [
    {"action": "follow_up", "question_text": "What did you yourself do in those weeks?", "seconds": 60, "reason": "More."},
    {"action": "follow_up", "question_text": "And what did the others do meanwhile?", "seconds": 60, "reason": "More."},
]  # fmt: skip
"""After two answers the model wants a follow-up; the second one is over the guide's limit."""


class Slow:
    """Takes its time over each reply, so that faults find calls on their way."""

    def __init__(self) -> None:
        self.thinking = 0
        self._cooperative = Cooperative(DECISIONS)

    def say(self, request: dict[str, object]) -> str:
        self.thinking += 1
        time.sleep(0.4)
        self.thinking -= 1
        return self._cooperative(request)

    def hear(self, upload: bytes) -> Heard:
        """WORDS_HEARD different words, spread over the recording."""
        time.sleep(0.3)
        with wave.open(io.BytesIO(upload)) as sound:
            each = sound.getnframes() / sound.getframerate() / ledger.WORDS_HEARD
        return [(f"word{at}", at * each, (at + 0.9) * each) for at in range(ledger.WORDS_HEARD)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One installation and what happens to it."""

    database: str
    hears: str
    installation: Installation
    model: FakeModel
    slow: Slow
    sounds: list[rows.Sound]
    restart_database: Callable[[], None] | None
    chance: random.Random


@pytest.fixture
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Run]:
    database, hears = request.param
    slow = Slow()
    with ExitStack() as stack:
        model = stack.enter_context(FakeModel(slow.say, hears=slow.hear))
        settings = faults.provided_by(model) | {"STEP_LEASE_SECONDS": "10", "SPEECH_PROVIDERS": hears}
        restart = None
        if database == "postgres":
            url, data, port = stack.enter_context(postgres.server())
            settings["DATABASE_URL"] = url
            restart = lambda: postgres.control(data, port, "restart")  # noqa: E731  # bound to this server
        installation = stack.enter_context(Installation(tmp_path, **settings))
        stack.enter_context(patience(installation))
        installation.make_tables()
        texts = (rows.SPOKEN, "Then our team tested the new payment system with twenty customers.")
        sounds = [rows.record(tmp_path, text) for text in texts]
        yield Run(
            database=database, hears=hears, installation=installation, model=model, slow=slow, sounds=sounds,
            restart_database=restart, chance=random.Random(f"{SEED} {database}"),
        )  # fmt: skip


@pytest.mark.kill
@pytest.mark.slow
@pytest.mark.timeout(60 * MINUTES + 600 if faults.LONG else 300)
@pytest.mark.parametrize(
    "run",
    [
        pytest.param(("sqlite", "hosted"), id="sqlite"),
        pytest.param(("postgres", "hosted"), id="postgres", marks=pytest.mark.postgres),
        pytest.param(("sqlite", "whisperx"), id="whisperx", marks=[LONG_ONLY, pytest.mark.speech]),
    ],
    indirect=True,
)
def test_no_answer_is_lost_and_nothing_is_done_twice(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    observer = ledger.Observer(run.installation)
    with faults.Supervisor(run.installation) as supervisor:
        wait_until(lambda: all(b"worker_ready" in run.installation.log(name) for name in faults.ALL_WORKERS))
        observer.start()
        candidates, weather = _endure(run, supervisor)
        over_at = time.monotonic()
        wait_until(lambda: observer.has_settled_since(over_at), SETTLE_SECONDS)
        settled = time.monotonic() - weather.done[-1].ended
    observer.close()
    stored = list(itertools.chain.from_iterable(one.stored for one in candidates))
    with rows.opened(run.installation) as session:
        broken = ledger.broken(session, len(candidates), stored, run.model, weather.done, observer)
    broken += [f"a candidate met {one.failure!r}" for one in candidates if one.failure is not None]
    broken += [
        f"a candidate was told 500 {one.statuses[500]} times" for one in candidates if one.statuses[500]
    ]
    with capsys.disabled():
        print(f"\n{_summary(run, candidates, weather.done, settled)}", *broken, sep="\n")  # noqa: T201  # what the run has shown
    assert broken == []


def _endure(run: Run, supervisor: faults.Supervisor) -> tuple[list[Candidate], faults.Weather]:
    """Interviews in a few lanes, under faults, until both are over."""
    until = time.monotonic() + 60 * MINUTES if faults.LONG else 0.0
    deadline = time.monotonic() + (60 * MINUTES if faults.LONG else 0) + SETTLE_SECONDS
    candidates: list[Candidate] = []
    weather = faults.Weather(
        run.installation, supervisor, candidates, is_thinking=lambda: run.slow.thinking > 0,
        restart_database=run.restart_database, chance=run.chance, longest_seconds=20 if faults.LONG else 4,
    )  # fmt: skip
    numbers = itertools.count()
    lanes = [
        threading.Thread(target=_lane, args=(run, numbers, candidates, until, deadline)) for _ in range(LANES)
    ]
    for lane in lanes:
        lane.start()
    for name in _forecast(run, until):
        time.sleep(run.chance.uniform(1, 3))
        weather.strike(name)
    for lane in lanes:
        lane.join()
    return candidates, weather


def _lane(
    run: Run, numbers: Iterator[int], candidates: list[Candidate], until: float, deadline: float
) -> None:
    """One interview after another while there is time, and at least one."""
    while (number := next(numbers)) < INTERVIEWS and (number < LANES or time.monotonic() < until):
        candidate = Candidate(
            run.installation.url, _share(run.installation), run.sounds,
            chance=random.Random(f"{SEED} {run.database} {number}"), deadline=deadline,
        )  # fmt: skip
        candidates.append(candidate)
        candidate.start()
        candidate.join()
        if candidate.failure is not None:
            return


def _forecast(run: Run, until: float) -> Iterator[str]:
    """Which faults, in which order: in the short run each once, in the long one rounds of all until time is up."""
    while True:
        names: Sequence[str] = faults.FAULTS if faults.LONG else SHORT[run.database]
        for name in run.chance.sample(names, len(names)):
            yield name
            if faults.LONG and time.monotonic() > until:
                return
        if not faults.LONG:
            return


def _share(installation: Installation) -> str:
    """The path of the shareable link to an interview of its own."""
    with rows.opened(installation) as session:
        taken = factories.published_interview(session)
        token = links.token_for(SECRET, links.LinkKind.SHARE, taken.id, taken.share_nonce)
        taken.share_token_hash = links.hash_of(token)
        session.commit()
        return f"/i/{token}"


def _summary(run: Run, candidates: Sequence[Candidate], done: Sequence[faults.Fault], settled: float) -> str:
    asked = sum(len(times) for times in ledger.requests_by_digest(run.model).values())
    with rows.opened(run.installation) as session:
        counts = ledger.counts(session)
    stored = sum(len(one.stored) for one in candidates)
    refused = sum(one.statuses[0] + one.statuses[503] for one in candidates)
    what = f"kill test on {run.database} with {run.hears}, seed {SEED}"
    return (
        f"{what}: {len(candidates)} interviews, {counts.turns} answers, {stored} chunks, {len(done)} faults; "
        f"settled {settled:.0f} s after the last; {refused} requests sent again; "
        f"{asked} model requests for {counts.calls} calls; {counts.wordless} decisions without the words"
    )
