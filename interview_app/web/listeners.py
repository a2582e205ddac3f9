"""How the speech workers stand, as a line of the System page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from interview_app.models import SpeechWorker, WorkerState
from interview_app.usecases import steps, workers

NOBODY = "None is running: answers are kept and wait for one; the next questions come without their words."


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the page: what it is, whether it is set up (None: works without), and in words.

    `coming`: it does not work yet, and will by itself.
    """

    name: str
    ok: bool | None
    detail: str
    coming: bool = False


def part(session: Session) -> Part:
    """Who listens; who does not, and why; how the last one that died ended."""
    now = steps.database_seconds(session)
    known = workers.known(session)
    said = Counter(_state(one, now) for one in known)
    detail = "; ".join(f"{number} {state}" for state, number in said.most_common()) or NOBODY
    died = max((one for one in known if one.predecessor), key=lambda one: one.started_at, default=None)
    if died is not None:
        detail += f". {ago(now - died.started_at)}: {died.predecessor}"
    return Part(
        "Speech workers", workers.any_listens(session), detail, any(_first_loads(one, now) for one in known)
    )


def _first_loads(worker: SpeechWorker, now: float) -> bool:
    """It loads, and took nobody's place: one that dies of loading, over and over, needs a person."""
    return worker.state is WorkerState.LOADING and not worker.predecessor and not workers.is_gone(worker, now)


def _state(worker: SpeechWorker, now: float) -> str:
    if workers.is_gone(worker, now):
        return f"not seen since {ago(now - worker.seen_at).lower()}"
    if worker.state is WorkerState.LOADING:
        return "loading its model"
    if worker.state is WorkerState.FAILED:
        return f"not ready ({(worker.reason or '').rstrip('.')})"
    if workers.is_stuck(worker, now):
        return "busy with one job for over a minute"
    return f"listening ({worker.reason.rstrip('.')})" if worker.reason else "listening"


def ago(seconds: float) -> str:
    """How long it is since, in words."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "Less than a minute ago"
    return f"{minutes} min ago" if minutes < 120 else f"{round(minutes / 60)} h ago"
