"""What must hold once everything has settled. Each law gives the sentences in which it is broken."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, undefer

from interview_app import models
from interview_app.domain import interview, rating, turn
from interview_app.models import CallState, StepState
from tests.fakes.llm import FakeModel
from tests.installation import Installation
from tests.kill.faults import CUTTING_CALLS, Fault
from tests.kill.recorder import Stored
from tests.kill.rows import decoded, engine_of

TOLERANCE_MS = 200
WORDS_HEARD = 30
"""By the double, of each recording: enough to be rated."""
KNOWN = {rating.RatingState.RATED, rating.RatingState.NO_EVIDENCE, rating.RatingState.NOT_ASSESSABLE}
MOST_TURNS = 3 * 2 + 1
"""Three presets, one follow-up each, one résumé question: factories.published_interview."""


class Observer(threading.Thread):
    """Looks at the database now and then: since when each model call is answered, how much is still to do."""

    def __init__(self, installation: Installation) -> None:
        super().__init__(daemon=True)
        self.answered_at: dict[int, float] = {}
        self._looked, self._open_steps = 0.0, -1
        self._engine = engine_of(installation)
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.3):
            with suppress(SQLAlchemyError), Session(self._engine) as session:
                self._look(session)

    def has_settled_since(self, moment: float) -> bool:
        """Whether a look that was begun after `moment` found nothing left to do."""
        return self._looked > moment and self._open_steps == 0

    def close(self) -> None:
        self._over.set()
        self.join()
        self._engine.dispose()

    def _look(self, session: Session) -> None:
        began = time.monotonic()
        answered = session.scalars(
            select(models.ModelCall.id).where(models.ModelCall.state == CallState.ANSWERED)
        ).all()
        # After the look, which may take long: no call is said to be answered too early.
        seen = time.monotonic()
        for call_id in answered:
            self.answered_at.setdefault(call_id, seen)
        self._open_steps = session.scalars(
            select(func.count()).where(models.Step.state.in_([StepState.READY, StepState.RUNNING]))
        ).one()
        self._looked = began


def broken(
    session: Session,
    candidates: int,
    stored: Iterable[Stored],
    model: FakeModel,
    faults: Sequence[Fault],
    observer: Observer,
) -> list[str]:
    """Every sentence in which any law is broken."""
    return [
        *unfinished_steps(session),
        *doubled_interviews(session, candidates),
        *incomplete_interviews(session),
        *incomplete_turns(session),
        *doubled_decisions(session),
        *lost_chunks(session, stored),
        *damaged_sound(session),
        *calls_made_twice(session, model, faults, observer),
    ]


def unfinished_steps(session: Session) -> Iterator[str]:
    for step in session.scalars(select(models.Step).where(models.Step.state != StepState.DONE)):
        yield f"step {step.id} {step.kind} is {step.state} after attempt {step.attempt}: {step.failure}"


def doubled_interviews(session: Session, candidates: int) -> Iterator[str]:
    """A page that was sent again after a fault gives nobody a second seat."""
    seats = session.scalars(select(func.count()).select_from(models.InterviewSession)).one()
    if seats != candidates:
        yield f"{candidates} candidates have {seats} interviews"


def incomplete_interviews(session: Session) -> Iterator[str]:
    """Completed, every answer rated or honestly without evidence, one report, printed."""
    for seat in session.scalars(select(models.InterviewSession)):
        name = f"interview {seat.id}"
        if seat.state is not interview.SessionState.COMPLETED:
            yield f"{name} is {seat.state}"
        mine = models.Rating.interview_session_id == seat.id
        states = Counter(session.scalars(select(models.Rating.state).where(mine)))
        if set(states) - KNOWN or not states:
            yield f"{name} is rated {dict(states)}"
        reports = session.scalars(
            select(models.Report).where(models.Report.interview_session_id == seat.id)
        ).all()
        pdfs = [session.get(models.Blob, report.pdf_blob_key or "") for report in reports]
        if len(pdfs) != 1 or pdfs[0] is None or not pdfs[0].body.startswith(b"%PDF-"):
            yield f"{name} has {len(reports)} reports, {sum(pdf is not None for pdf in pdfs)} printed"


def incomplete_turns(session: Session) -> Iterator[str]:
    """One transcript, one recording, one decision; places without gaps, and not more than the guide allows."""
    for seat in session.scalars(select(models.InterviewSession)):
        places = [asked.position for asked in seat.turns]
        if places != list(range(1, len(places) + 1)) or not 3 <= len(places) <= MOST_TURNS:
            yield f"interview {seat.id} has turns {places}"
        for asked in seat.turns:
            counts = {
                kind.__name__: session.scalar(
                    select(func.count()).select_from(kind).where(kind.turn_id == asked.id)
                )
                for kind in (models.Transcript, models.AnswerAudio, models.Decision)
            }
            if set(counts.values()) != {1} or asked.state is not turn.TurnState.DECIDED:
                yield f"turn {asked.id} is {asked.state} and has {counts}"
    for heard in session.scalars(select(models.Transcript)):
        # WhisperX may mishear a word of what was spoken; the double never does.
        least = WORDS_HEARD if heard.engine == "hosted" else 8
        if len(heard.text.split()) < least:
            yield f"turn {heard.turn_id} has only the words {heard.text!r} by {heard.engine}"


def doubled_decisions(session: Session) -> Iterator[str]:
    """Each turn follows from one decision, and each interview was opened once."""
    decided = session.scalars(select(models.Decision)).all()
    asked = Counter(one.next_turn_id for one in decided if one.next_turn_id is not None)
    opened = Counter(one.interview_session_id for one in decided if one.turn_id is None)
    if set(asked) != set(session.scalars(select(models.Turn.id))) or set(asked.values()) != {1}:
        yield f"turns follow from decisions thus: {asked}"
    if set(opened) != set(session.scalars(select(models.InterviewSession.id))) or set(opened.values()) != {1}:
        yield f"interviews were opened thus: {opened}"


def lost_chunks(session: Session, stored: Iterable[Stored]) -> Iterator[str]:
    """What was acknowledged is there, byte for byte."""
    for one in stored:
        found = session.scalar(
            select(models.Chunk)
            .join(models.Take, models.Take.id == models.Chunk.take_id)
            .where(
                models.Take.turn_id == one.turn_id, models.Take.key == one.take, models.Chunk.seq == one.seq
            )
            .options(undefer(models.Chunk.body))
        )
        if found is None or not found.sha256 == one.sha256 == hashlib.sha256(found.body).hexdigest():
            yield f"acknowledged and not there: {one}"


def damaged_sound(session: Session) -> Iterator[str]:
    """The finished recording is as long as what the recorder declared, and can be decoded."""
    for audio in session.scalars(select(models.AnswerAudio)):
        blob = session.get(models.Blob, audio.blob_key)
        length_ms = len(decoded(blob.body)) // 32 if blob is not None else 0
        if (
            audio.missing_ms
            or max(abs(audio.declared_ms - ms) for ms in (audio.duration_ms, length_ms)) > TOLERANCE_MS
        ):
            yield (
                f"turn {audio.turn_id}: declared {audio.declared_ms} ms, heard {audio.duration_ms}, kept {length_ms}, "
                f"missing {audio.missing_ms}"
            )


NOBODY_WAITS_FOR = frozenset({"supervise", "speculate"})
"""A look at an answer that a fault cut off is not worth another call once the answer is over."""


def calls_made_twice(
    session: Session, model: FakeModel, faults: Sequence[Fault], observer: Observer
) -> Iterator[str]:
    """A reply that is stored is never asked for again; one that a fault cut off may be, once for each such fault."""
    known: dict[str, list[models.ModelCall]] = defaultdict(list)
    for call in session.scalars(select(models.ModelCall)):
        known[call.input_hash].append(call)
        dropped = call.purpose in NOBODY_WAITS_FOR and call.state is CallState.STARTED
        if call.state is not CallState.ANSWERED and not dropped:
            yield f"model call {call.id} {call.purpose} is {call.state}: {call.failure}"
    yield from _asked_in_other_words(session)
    cuts = [fault for fault in faults if fault.name in CUTTING_CALLS]
    for digest, times in requests_by_digest(model).items():
        calls = known.get(digest, [])
        between = [fault for fault in cuts if times[0] <= fault.ended and fault.began <= times[-1]]
        if len(times) - len(calls) > len(between):
            purposes = {call.purpose for call in calls}
            yield f"{purposes} asked {len(times)} times for {len(calls)} calls, with {len(between)} faults between"
        if len(calls) == 1 and times[-1] > observer.answered_at.get(calls[0].id, times[-1]):
            yield f"model call {calls[0].id} {calls[0].purpose} asked again although its reply was stored"


def requests_by_digest(model: FakeModel) -> dict[str, list[float]]:
    """When each prompt came in, ascending, by the digest that the product gives it."""
    came: dict[str, list[float]] = defaultdict(list)
    for request in list(model.requests):
        if request.path.endswith("/chat/completions"):
            said = "\x00".join(message["content"] for message in request.json["messages"])
            came[hashlib.sha256(said.encode()).hexdigest()].append(request.came_at)
    return came


def _asked_in_other_words(session: Session) -> Iterator[str]:
    """A prompt put together again after a fault must be the same, or its answer would be paid for again."""
    rows = session.execute(
        select(models.ModelCall.interview_session_id, models.ModelCall.purpose, func.count())
        .group_by(models.ModelCall.interview_session_id, models.ModelCall.purpose)
    )  # fmt: skip
    turns = Counter(session.scalars(select(models.Turn.interview_session_id)))
    heads = Counter(
        session.scalars(
            select(models.Turn.interview_session_id).where(models.Turn.origin != turn.Origin.FOLLOW_UP)
        )
    )
    for seat_id, purpose, count in rows:
        most = {"decide": turns[seat_id], "extract": heads[seat_id], "summarise": 1}.get(purpose, count)
        if count > most:
            yield f"interview {seat_id}: {count} different calls to {purpose}, {most} would do"


@dataclass(frozen=True, slots=True)
class Counts:
    turns: int
    calls: int
    wordless: int


def counts(session: Session) -> Counts:
    """For the line that a run prints at its end."""
    decided = session.scalars(select(models.Decision.failure)).all()
    return Counts(
        turns=len(session.scalars(select(models.Turn.id)).all()),
        calls=len(session.scalars(select(models.ModelCall.id)).all()),
        wordless=sum("words were not there" in (failure or "") for failure in decided),
    )
