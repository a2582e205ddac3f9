"""What the recorder says and sends: JSON and bytes, each request scoped to the candidate's own seat."""

from __future__ import annotations

import uuid
from typing import Annotated, TypeVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from interview_app.domain import errors, recording
from interview_app.extensions import db, limiter
from interview_app.models import InterviewSession, reading
from interview_app.usecases import answering, overhearing, presence, receiving
from interview_app.web import room, seats
from interview_app.web.render import ports, settings

bp = Blueprint("api", __name__, url_prefix="/api")
limiter.limit(lambda: settings().candidate_rate, key_func=seats.rate_key)(bp)

MAX_JSON_BYTES = 128 * 1024
MAX_TAKE_MS = 60 * 60 * 1000
MAX_WRITTEN_CHARS = 20_000


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Nothing(_Body):
    """An empty object."""


class DeclaredTake(_Body):
    take: Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    chunks: Annotated[int, Field(ge=0, le=recording.MAX_CHUNKS_PER_TAKE)]
    milliseconds: Annotated[int, Field(ge=0, le=MAX_TAKE_MS)]
    missing: Annotated[list[int], Field(max_length=recording.MAX_CHUNKS_PER_TAKE)] = []


class Finish(_Body):
    takes: Annotated[list[DeclaredTake], Field(max_length=recording.MAX_TAKES_PER_ANSWER)]


class Written(_Body):
    text: Annotated[str, Field(max_length=MAX_WRITTEN_CHARS)]


class Way(_Body):
    writing: bool


class Understood(_Body):
    attempt: Annotated[int, Field(ge=1, le=99)]
    revision: Annotated[int, Field(ge=1, le=100_000)]
    text: Annotated[str, Field(max_length=MAX_WRITTEN_CHARS)]


class Alive(_Body):
    turn: Annotated[int, Field(ge=1)]


B = TypeVar("B", bound=_Body)


@bp.post("/turns/<int:turn_id>/shown")
def shown(turn_id: int) -> ResponseReturnValue:
    """The question is on the candidate's screen."""
    _json(Nothing)
    turn = seats.the_turn(db.session(), turn_id)
    answering.show_turn(db.session(), turn, clock=ports().clock)
    return _room(turn.interview_session)


@bp.post("/turns/<int:turn_id>/begin")
def begin(turn_id: int) -> ResponseReturnValue:
    """The answer's clock starts."""
    _json(Nothing)
    turn = seats.the_turn(db.session(), turn_id)
    answering.begin_answer(db.session(), turn, clock=ports().clock)
    return _room(turn.interview_session)


@bp.post("/turns/<int:turn_id>/way")
def way(turn_id: int) -> ResponseReturnValue:
    """The answer goes on in writing, or aloud: its time left changes with it."""
    writes = _json(Way).writing
    turn = seats.the_turn(db.session(), turn_id)
    answering.change_way(db.session(), turn, writes=writes, clock=ports().clock)
    return _room(turn.interview_session)


@bp.put("/turns/<int:turn_id>/takes/<uuid:take>/chunks/<int:seq>")
def put_chunk(turn_id: int, take: uuid.UUID, seq: int) -> ResponseReturnValue:
    """One chunk: 201 stored now, 200 the same bytes were there already. `heard_ms`: how far its take is recognised."""
    request.max_content_length = recording.MAX_CHUNK_BYTES + 1
    body = request.get_data(
        cache=False
    )  # before the database is asked: a slow upload must not keep it waiting
    turn = seats.the_turn(db.session(), turn_id, reads_on=True)
    stored = receiving.store_chunk(
        db.session(),
        turn,
        take_key=str(take),
        seq=seq,
        body=body,
        sha256=request.headers.get("X-Chunk-SHA256", ""),
        mime=_recorded_kind(),
        clock=ports().clock,
        heard_by=ports().queue if settings().listens_live else None,
        pauses=_pauses(),
        attempt=_attempt(),
    )
    return {"stored": True, "heard_ms": stored.heard_ms}, 201 if stored.now else 200


@bp.put("/turns/<int:turn_id>/takes/<uuid:take>/text")
def put_text(turn_id: int, take: uuid.UUID) -> ResponseReturnValue:
    """What the candidate's browser understood of a take so far; one that comes late changes nothing."""
    said = _json(Understood)
    turn = seats.the_turn(db.session(), turn_id)
    if not settings().browser_hears:
        raise errors.WrongState("This installation takes no words from the browser.")
    kept = overhearing.store_text(
        db.session(),
        turn,
        take_key=str(take),
        attempt=said.attempt,
        revision=said.revision,
        text=said.text,
        clock=ports().clock,
    )
    return {"stored": kept}


@bp.get("/turns/<int:turn_id>/chunks")
def chunks(turn_id: int) -> ResponseReturnValue:
    """What is stored of the current attempt."""
    turn = seats.the_turn(db.session(), turn_id, reads_on=True)
    return {"takes": receiving.list_chunks(db.session(), turn)}


@bp.post("/turns/<int:turn_id>/finish")
def finish(turn_id: int) -> ResponseReturnValue:
    """Seal the recording. 409 names what has not arrived, which a browser that no longer has it may give up
    (`missing`); a second time says the same as the first.
    """
    declared = _json(Finish).takes
    turn = seats.the_turn(db.session(), turn_id)
    answering.seal_recording(
        db.session(),
        turn,
        [
            recording.TakeDeclared(take.take, take.chunks, take.milliseconds, tuple(take.missing))
            for take in declared
        ],
        queue=ports().queue,
        clock=ports().clock,
        patience_seconds=settings().transcript_patience_seconds,
    )
    return _room(turn.interview_session, 202)


@bp.post("/turns/<int:turn_id>/written")
def written(turn_id: int) -> ResponseReturnValue:
    """Seal an answer in writing."""
    text = _json(Written).text
    turn = seats.the_turn(db.session(), turn_id)
    answering.seal_written(db.session(), turn, text, queue=ports().queue, clock=ports().clock)
    return _room(turn.interview_session, 202)


@bp.put("/turns/<int:turn_id>/draft")
def draft(turn_id: int) -> ResponseReturnValue:
    """What is typed so far of an answer in writing."""
    text = _json(Written).text
    turn = seats.the_turn(db.session(), turn_id)
    answering.keep_draft(db.session(), turn, text, clock=ports().clock)
    return {"stored": True}


@bp.post("/turns/<int:turn_id>/again")
def again(turn_id: int) -> ResponseReturnValue:
    """Begin another attempt at this answer."""
    _json(Nothing)
    turn = seats.the_turn(db.session(), turn_id)
    answering.record_again(db.session(), turn, clock=ports().clock)
    return _room(turn.interview_session)


@bp.post("/alive")
def alive() -> ResponseReturnValue:
    """A sign of life; the answer sets the candidate's clocks right."""
    turn = seats.the_turn(db.session(), _json(Alive).turn, reads_on=True)
    seat = turn.interview_session
    if not presence.is_fresh(
        seat, ports().clock()
    ):  # else a chunk has said so, and nobody waits for SQLite's lock
        reading.end(db.session())
        db.session().expire(seat)  # whoever changes it reads it anew
        answering.sign_of_life(db.session(), seat, clock=ports().clock)
    return _room(seat)


def _room(interview_session: InterviewSession, status: int = 200) -> ResponseReturnValue:
    if not db.session().in_transaction():
        reading.begin(db.session())
    if not interview_session.turns:
        raise errors.NotYet("This interview has not started yet.")
    now = room.pulse(db.session(), interview_session, settings(), ports().clock())
    return {
        "phase": now.phase.value,
        "turn": now.turn_id,
        "stamp": now.stamp,
        "answer_ms": now.answer_ms,
        "whole_ms": now.answer_seconds * 1000,
        "interview_ms": now.interview_ms,
        "live_text": now.live_text,
    }, status


def _json(shape: type[B]) -> B:
    """The request's body in the expected shape. Raises InvalidInput without repeating what was sent."""
    request.max_content_length = MAX_JSON_BYTES
    try:
        return shape.model_validate_json(request.get_data(cache=False) or b"{}")
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
        raise errors.InvalidInput(
            "The browser sent something that we do not understand.", where or None
        ) from None


def _attempt() -> int | None:
    """Which attempt at the answer a chunk belongs to, if the recorder says so. Raises InvalidInput."""
    said = request.headers.get("X-Attempt")
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= 2):
        raise errors.InvalidInput("The browser sent something that we do not understand.", "X-Attempt")
    return int(said)


def _pauses() -> bool:
    """Whether the candidate pauses after this chunk, as the recorder says, and that is of use."""
    return settings().speculates and request.headers.get("X-Paused") == "1"


def _recorded_kind() -> str:
    """The recording's MIME type without its parameters. Raises InvalidInput unless we take it."""
    kind = request.mimetype
    if kind not in {"audio/webm", "audio/mp4"}:
        raise errors.InvalidInput("A recording must be audio/webm or audio/mp4.", "Content-Type")
    return kind
