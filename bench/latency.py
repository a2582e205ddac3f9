"""From Submit to the first sound of the next question, with many interviews at once, against the providers' own time.

python -m bench.latency                      20 interviews, with and without speculation
python -m bench.latency --threads 16 --ears 3 --interviews 20 --model 1.5 --voice 0.8 --recogniser 0.3

Real gunicorn, Redis, workers and LiteLLM over HTTP; the providers are doubles that answer after a fixed time. The candidates
upload real webm chunks, one a second, pause, submit, and look at the room as often as its page does.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import math
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.usecases import links, speculations, steps
from tests import factories, postgres
from tests.fakes import elevenlabs, llm
from tests.fakes.loopback import Answer, Request
from tests.installation import SECRET, Installation, wait_until

SENTENCES = "I led the migration of our billing service. The team moved every customer in spring. We kept the old service "
PAUSES_SECONDS = (1.0, 5.0)
"""Between the last word and Submit: any time between these two."""
PAUSE_TOLD_SECONDS = 0.85
"""After the last word the page sends what it has, and says that the candidate pauses (static/js/candidate/pauses.js)."""
LONGEST_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """What each provider takes, in seconds."""

    model: float
    voice: float
    recogniser: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One wait of one candidate, in seconds. `providers`: what they take for it, added up, if nothing is prepared.

    `pause`: between the last word and Submit.
    """

    pause: float
    total: float
    providers: float
    asked_model: bool
    voiced: bool

    @property
    def own(self) -> float:
        return self.total - self.providers


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording at a constant rate, of which a second is always the same number of bytes."""

    body: bytes
    seconds: float

    def between(self, start: float, end: float) -> bytes:
        """A part of it, by its seconds."""
        rate = len(self.body) / self.seconds
        return self.body[round(start * rate) : round(end * rate)]


def _may_come_first() -> bool:
    """Whether the world outside can be given processors of its own."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, -1)
    except PermissionError:
        return False
    os.setpriority(os.PRIO_PROCESS, 0, 0)
    return True


def _comes_first() -> None:
    """This thread and those that it starts are the world outside, which has processors of its own: where that is allowed."""
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), -10)


class Model(llm.FakeModel):
    """Answers as the script says."""

    def _reply(self, request: Request) -> Answer:
        _comes_first()
        return super()._reply(request)


class Voice(elevenlabs.FakeElevenlabs):
    """Speaks after a fixed time."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def _reply(self, request: Request) -> Answer:
        _comes_first()
        return replace(super()._reply(request), wait_seconds=self._seconds)


class Candidate(threading.Thread):
    """Takes one interview over HTTP, as the room's page does."""

    def __init__(
        self,
        url: str,
        link: str,
        sound: Sound,
        pauses: Iterator[float],
        delays: Delays,
        *,
        answers: int,
        speech_seconds: float,
    ) -> None:
        super().__init__(daemon=True)
        self.waits: list[Wait] = []
        self.failure: BaseException | None = None
        self._http = httpx.Client(base_url=url, timeout=30)
        self._link, self._sound, self._pauses, self._delays = link, sound, pauses, delays
        self._answers, self._speech_seconds = answers, speech_seconds

    def run(self) -> None:
        _comes_first()
        try:
            with self._http:
                self._enter()
                page = self._until_asked("", time.monotonic())
                for _ in range(self._answers):
                    page = self._answer(page)
        except Exception as error:  # noqa: BLE001  # told by the main thread
            self.failure = error

    def _enter(self) -> None:
        self._ask("GET", self._link)
        welcome = self._ask("GET", "/interview").text
        self._http.headers["X-CSRFToken"] = re.findall(r'name="csrf-token" content="([^"]+)"', welcome)[0]
        self._ask("POST", "/interview/consent", data={"consent": "yes", "ai_rating": "yes"})
        form = {"name": "Ada Lovelace", "email": "ada@example.org", "phone": ""}
        self._ask("POST", "/interview/details", data=form)
        self._ask("POST", "/interview/start", data={})

    def _answer(self, page: str) -> str:
        turn_id = int(_attribute(page, "turn"))
        self._ask("POST", f"/api/turns/{turn_id}/shown", json={})
        self._ask("POST", f"/api/turns/{turn_id}/begin", json={})
        take, began = str(uuid.uuid4()), time.monotonic()
        silence = next(self._pauses)
        told, ends = self._speech_seconds + PAUSE_TOLD_SECONDS, self._speech_seconds + silence
        until = sorted({*range(1, math.ceil(ends)), told, ends})
        for seq, (start, end) in enumerate(itertools.pairwise([0.0, *until])):
            body = self._sound.between(start, end)
            time.sleep(max(0.0, began + end - time.monotonic()))
            self._stay(turn_id, seq)
            digest = hashlib.sha256(body).hexdigest()
            headers = {
                "X-Chunk-SHA256": digest,
                "Content-Type": "audio/webm",
                "X-Paused": str(int(end == told)),
            }
            self._ask(
                "PUT",
                f"/api/turns/{turn_id}/takes/{take}/chunks/{seq}",
                content=body,
                headers=headers,
            )
        declared = {"take": take, "chunks": len(until), "milliseconds": round(ends * 1000)}
        submitted = time.monotonic()
        self._ask("POST", f"/api/turns/{turn_id}/finish", json={"takes": [declared]})
        page = self._until_asked(_attribute(page, "stamp"), submitted)
        if clip := _attribute(page, "clip"):
            self._ask("GET", clip)
        total = time.monotonic() - submitted
        probed = "Follow-up" in page
        providers = self._delays.recogniser + (self._delays.model + self._delays.voice if probed else 0.0)
        self.waits.append(
            Wait(pause=silence, total=total, providers=providers, asked_model=probed, voiced=bool(clip))
        )
        return page

    def _stay(self, turn_id: int, second: int) -> None:
        """What the page asks beside the recording: that it is alive, and whether there is a note."""
        if second % 3 == 2:
            self._ask("POST", "/api/alive", json={"turn": turn_id})
        if second % 4 == 3:
            self._ask("GET", "/interview/note", params={"seen": "0"})

    def _until_asked(self, seen: str, since: float) -> str:
        """Look at once, then as often as the page that is shown says, until a question stands there with its voice."""
        every = 0.7
        while (asked := time.monotonic()) < since + LONGEST_WAIT_SECONDS:
            answer = self._ask("GET", "/interview/turn", params={"seen": seen})
            if answer.status_code == 200:
                page, seen = answer.text, _attribute(answer.text, "stamp")
                if _attribute(page, "phase") == "asking":
                    return page
                every = _seconds_between(page) or every
                continue  # a page that has just been drawn asks at once
            time.sleep(
                max(0.0, asked + every - time.monotonic())
            )  # an answer held back is asked for anew at once
        raise TimeoutError("no question came")

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        answer = self._http.request(method, path, **options)
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {answer.status_code}")
        return answer


def _attribute(page: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', page)
    return found[1] if found else ""


def _seconds_between(page: str) -> float | None:
    found = re.search(r'hx-trigger="load, every (\d+)ms"', page)
    return int(found[1]) / 1000 if found else None


def _script(seconds: float) -> llm.Script:
    """Proposes a follow-up that nobody has asked yet, after a fixed time."""
    number = itertools.count(1)
    topics = [
        "schedule",
        "budget",
        "quality",
        "customers",
        "invoices",
        "colleagues",
        "migration",
        "risk",
        "testing",
        "support",
    ]

    def decide(_request: dict[str, Any]) -> llm.Behaviour:
        at = next(number)
        topic = f"{topics[at % len(topics)]} number {at}"
        reply = {
            "action": "follow_up", "question_text": f"What did you yourself do about the {topic}?", "seconds": 90,
            "reason": "The own action is missing.",
        }  # fmt: skip
        return llm.Behaviour(kind="slow", seconds=seconds, text=json.dumps(reply))

    return decide


@contextmanager
def _installed(
    folder: Path, delays: Delays, threads: int, ears: int, *, speculation: bool, database: str
) -> Iterator[Installation]:
    with ExitStack() as stack:
        model = stack.enter_context(Model(_script(delays.model)))
        voice = stack.enter_context(Voice(delays.voice))
        settings = {
            "LLM_MODELS": "openai/double", "OPENAI_API_KEY": "k", "OPENAI_API_BASE": f"{model.url}/v1",
            "ELEVENLABS_API_KEY": "k", "ELEVENLABS_BASE_URL": voice.url, "SPECULATION": "on" if speculation else "off",
            "EAR_SECONDS": str(delays.recogniser), "SUPERVISOR": "off", "OMP_NUM_THREADS": "1",
            "INTERVIEW_THREADS": str(threads), "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
        }  # fmt: skip
        if database == "postgres":
            url, _, _ = stack.enter_context(postgres.server())
            settings["DATABASE_URL"] = url.replace("+psycopg", "")
        one = stack.enter_context(Installation(folder, **settings))
        one.start_redis()
        one.flask("db", "upgrade")
        one.start_web()
        names = ["default", "interview"]
        for name in names:
            one.start_worker(name)
        for at in range(ears):
            one._start(f"speech{at}", sys.executable, "-m", "bench.ear")  # noqa: SLF001  # a worker that only this has
        names += [f"speech{at}" for at in range(ears)]
        wait_until(lambda: all(b"worker_ready" in one.log(name) for name in names), 300)
        yield one


def _interview(one: Installation) -> str:
    """The shareable link of a published interview whose presets have been spoken."""
    engine = create_engine(one.database_url.replace("postgresql:", "postgresql+psycopg:"))
    with Session(engine, expire_on_commit=False) as session:
        taken = factories.published_interview(session, resume_questions=0, thinking_seconds=0)
        token = links.token_for(SECRET, links.LinkKind.SHARE, taken.id, taken.share_nonce)
        taken.share_token_hash = links.hash_of(token)
        steps.add(session, models.StepKind.VOICE_PRESETS, taken.guides[0].id).woken_at = None
        session.commit()
        unspoken = (
            select(func.count()).select_from(models.Question).where(models.Question.speech_clip_id.is_(None))
        )
        wait_until(lambda: _count(session, unspoken) == 0)
    engine.dispose()
    return f"/i/{token}"


def _count(session: Session, query: Any) -> int:
    session.rollback()
    return int(session.scalar(query) or 0)


def _sound(folder: Path, speech_seconds: float) -> Sound:
    """A webm of speech and then silence."""
    longest = speech_seconds + PAUSES_SECONDS[1] + 1
    said, webm = folder / "said.wav", folder / "said.webm"
    subprocess.run(
        ["espeak-ng", "-s", "150", "-w", str(said), SENTENCES * math.ceil(speech_seconds / 3)], check=True
    )
    subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-t", str(speech_seconds), "-i", str(said), "-af",
         f"apad=whole_dur={longest}", "-c:a", "libopus", "-b:a", "32k", "-vbr", "off", "-cluster_time_limit", "1000",
         str(webm)],
        check=True,
    )  # fmt: skip
    return Sound(webm.read_bytes(), longest)


def _pauses(seed: int) -> Iterator[float]:
    dice = random.Random(seed)  # noqa: S311  # the same pauses each time
    return iter(lambda: dice.uniform(*PAUSES_SECONDS), None)


def run(chosen: argparse.Namespace, *, speculation: bool) -> list[Wait]:
    delays = Delays(model=chosen.model, voice=chosen.voice, recogniser=chosen.recogniser)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sound = _sound(folder, chosen.speech)
        with _installed(
            folder, delays, chosen.threads, chosen.ears, speculation=speculation, database=chosen.database
        ) as one:
            link = _interview(one)
            first = Candidate(
                one.url, link, sound, _pauses(-1), delays, answers=2, speech_seconds=min(4.0, chosen.speech)
            )
            first.start()  # workers have been up for long: what is loaded by their first decision is loaded now
            first.join(600)
            if first.failure is not None:
                raise first.failure
            candidates = [
                Candidate(
                    one.url,
                    link,
                    sound,
                    _pauses(seed),
                    delays,
                    answers=chosen.answers,
                    speech_seconds=chosen.speech,
                )
                for seed in range(chosen.interviews)
            ]
            before = _processor_seconds(one)
            for candidate in candidates:
                candidate.start()
                time.sleep(chosen.speech / chosen.interviews)
            for candidate in candidates:
                candidate.join(600)
            after = _processor_seconds(one)
            _tell(one, candidates, speculation=speculation)
            spent = {kind: after[kind] - before.get(kind, 0.0) for kind in after}
            shares = ", ".join(f"{kind} {seconds:.0f} s" for kind, seconds in sorted(spent.items()))
            print(f"  processor time of ours {sum(spent.values()):.0f} s: {shares}", flush=True)
            if chosen.logs:
                Path(chosen.logs).write_text(one.everything_logged())
    return [wait for candidate in candidates for wait in candidate.waits]


def _processor_seconds(one: Installation) -> Counter[str]:
    """What the processes of the installation and their ended children have used so far, by kind of process."""
    groups = {process.pid: name.rstrip("0123456789") for name, process in one.running.items()}
    ticks: Counter[str] = Counter()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if (kind := groups.get(int(fields[2]))) is not None:  # by its process group
            ticks[kind] += sum(int(field) for field in fields[11:15])
    return Counter({kind: count / os.sysconf("SC_CLK_TCK") for kind, count in ticks.items()})


def _tell(one: Installation, candidates: Sequence[Candidate], *, speculation: bool) -> None:
    failures = [repr(candidate.failure) for candidate in candidates if candidate.failure is not None]
    waits = [wait for candidate in candidates for wait in candidate.waits]
    print(
        f"\nspeculation {'on' if speculation else 'off'}: {len(waits)} waits, {len(failures)} failures {failures[:3]}"
    )
    print(
        f"  {sum(not wait.voiced for wait in waits)} questions came without their voice, after VOICE_PATIENCE_SECONDS"
    )
    for asked in (True, False):
        some = [wait for wait in waits if wait.asked_model is asked]
        if some:
            print("  after a decision of the model's" if asked else "  where the rules choose", end=" ")
            print(f"({len(some)}): ", _spread("total", [w.total for w in some]), end="; ")
            print(_spread("own", [w.own for w in some]), end="; ")
            print(
                f"share of the providers' time {statistics.median(w.total / w.providers for w in some):.2f}"
            )
    for low, high in itertools.pairwise((*range(math.ceil(PAUSES_SECONDS[1])), math.inf)):
        shares = [w.total / w.providers for w in waits if w.asked_model and low <= w.pause < high]
        if speculation and shares:
            print(
                f"    submitted {low} to {high} s after the last word ({len(shares)}): share {statistics.median(shares):.2f}"
            )
    engine = create_engine(one.database_url.replace("postgresql:", "postgresql+psycopg:"))
    with Session(engine) as session:
        decisions = session.scalars(select(models.Decision).where(models.Decision.prompt_version != "")).all()
        used = [one for one in decisions if (one.prepared or {}).get("used")]
        prepared = session.scalar(select(func.count()).select_from(models.Speculation)) or 0
        calls = session.scalar(select(func.count()).select_from(models.ModelCall)) or 0
        ahead = (
            select(func.count())
            .select_from(models.ModelCall)
            .where(models.ModelCall.purpose == speculations.PURPOSE)
        )
        print(
            f"  {len(decisions)} decisions by a model, {len(used)} of them prepared; {prepared} were prepared;"
            f" {calls} calls, {session.scalar(ahead)} of them ahead"
        )
    engine.dispose()


def _spread(name: str, seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    at = min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))
    return (
        f"{name} {statistics.median(ordered):.2f} s at the median, {ordered[at]:.2f} s at the 95th percentile"
    )


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.latency", description=__doc__.splitlines()[0])
    options.add_argument("--interviews", type=int, default=20)
    options.add_argument("--answers", type=int, default=4, help="of each interview")
    options.add_argument("--speech", type=float, default=12.0, help="seconds that each answer is spoken")
    options.add_argument("--threads", type=int, default=16, help="of the interview worker")
    options.add_argument("--ears", type=int, default=3, help="speech workers")
    options.add_argument("--model", type=float, default=1.5, help="seconds of one call")
    options.add_argument("--voice", type=float, default=0.8)
    options.add_argument("--recogniser", type=float, default=0.3)
    options.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument("--only", choices=("on", "off"))
    options.add_argument("--logs", help="a file for all that the processes printed")
    chosen = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whoever is cut off still ends what it started
    first = (
        "candidates and doubles come first"
        if _may_come_first()
        else "as no root: all share the processors alike"
    )
    print(f"load {os.getloadavg()[0]:.1f}; {first}; {vars(chosen)}")
    for speculation in (False, True):
        if chosen.only in (None, "on" if speculation else "off"):
            run(chosen, speculation=speculation)


if __name__ == "__main__":
    main()
