"""Hearing an answer while it is being spoken, a piece at a time, so that little is left to do after Submit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import hearing, recognised, speculation, transcript
from interview_app.models import Hearing, StepKind, StepState, Turn
from interview_app.usecases import recordings, speculations, steps

CHUNKS_BETWEEN = 2
"""About seconds: a new look is ordered each time that so many chunks have come."""

CHUNK_MS = 1_000
"""What browsers put into a chunk: nothing is decoded only to find too little, which costs 0.1 s of processor each time."""

SURROUNDINGS_MS = 5_000
"""Voice activity is judged over so much sound; in a second of noise alone a recogniser hears a voice."""

UNHEARD_MS = 1_000
"""Speech before a pause that is worth a piece of its own, where the next step is prepared meanwhile."""

WORDLESS_MS = 20
"""A decoder's rounding, a frame at the most: nobody says a word in it."""

Stretch = Callable[[int, int], bytes]
"""A take's PCM from so many milliseconds on, at most so many of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One take's words so far, times from its beginning."""

    words: tuple[transcript.Word, ...]
    dropped: tuple[tuple[str, str], ...]
    engine: str
    model: str
    aligned: bool


def order(session: Session, answered: Turn, seq: int) -> None:
    """Have the answer looked at soon: the sweeper wakes the step, so that an upload never waits for the queue.

    One that waits already is not woken twice, nor before its pause after a failure is over. One that was given up
    stays so: what cannot be heard live is heard after Submit.
    """
    if seq % CHUNKS_BETWEEN != CHUNKS_BETWEEN - 1:
        return
    known = steps.find(session, StepKind.LISTEN, answered.id)
    if known is None or known.state in (StepState.DONE, StepState.RUNNING):
        steps.add(session, StepKind.LISTEN, answered.id).woken_at = None


def listen(
    session: Session,
    mine: steps.Claim,
    *,
    live: ports.LiveSpeechToText | None,
    media: ports.MediaConverter,
    queue: ports.JobQueue,
    clock: ports.Clock,
    caps: speculation.Caps | None = None,
) -> None:
    """Recognise the next piece of a running answer, then let others have their turn. Raises OutsideError.

    With `caps` the next step is prepared, within them, when the candidate pauses.
    """
    answered = session.get_one(Turn, mine.subject_id)
    woken: list[int] = []
    if live is not None and answered.sealed_at is None:
        language = answered.interview_session.guide.language
        hasty = speculations.may_be_prepared(session, answered, caps=caps, clock=clock)
        for take in recordings.takes_of(session, answered):
            look = _hear_growing(session, take.id, language, live=live, media=media, clock=clock, hasty=hasty)
            prepares = _prepare(session, answered, look, caps, clock)
            if look.heard:
                steps.again(session, mine, queue)
                steps.wake(session, queue, prepares)
                return
            woken += prepares
    steps.finish(session, mine, at=clock())
    session.commit()
    steps.wake(session, queue, woken)


def hear_rest(
    session: Session,
    take_id: int,
    duration_ms: int,
    stretch: Stretch,
    language: str,
    *,
    live: ports.LiveSpeechToText,
    clock: ports.Clock,
) -> bool:
    """Recognise the next piece of a finished take. False: there is no more. Does not commit the piece."""
    heard_ms = _hearing(session, take_id, clock).heard_ms
    session.commit()
    rest_ms = duration_ms - heard_ms
    if rest_ms < WORDLESS_MS:
        return False
    lead_ms = max(0, min(heard_ms, SURROUNDINGS_MS - rest_ms))
    wanted_ms = min(rest_ms, hearing.WINDOW_MS)
    given = stretch(heard_ms - lead_ms, lead_ms + wanted_ms)
    came_ms = len(given) // recordings.PCM_BYTES_PER_MS - lead_ms
    if came_ms < WORDLESS_MS:
        return False
    last = wanted_ms == rest_ms or came_ms < wanted_ms
    piece = live.hear(given, language=language, last=last, lead_ms=lead_ms)
    if piece is None or piece.heard_ms <= 0:
        return False
    _add(session, take_id, piece, heard_ms, clock, chunks_seen=None)
    session.flush()
    return True


def all_heard(session: Session, take_id: int, duration_ms: int) -> bool:
    """Whether nothing of a finished take is left that could hold a word."""
    row = session.get(Hearing, take_id)
    return duration_ms - (row.heard_ms if row else 0) < WORDLESS_MS


def heard_of(session: Session, take_id: int) -> Heard | None:
    """What was heard of a take, None when nobody listened."""
    row = session.get(Hearing, take_id, populate_existing=True)
    if row is None or not row.pieces:
        return None
    return Heard(
        words=tuple(word for piece in row.pieces for word in transcript.from_json(piece["words"])),
        dropped=tuple((word, reason) for piece in row.pieces for word, reason in piece["dropped"]),
        engine=row.pieces[0]["engine"],
        model=row.pieces[0]["model"],
        aligned=all(piece["aligned"] for piece in row.pieces),
    )


def live_text(session: Session, answered: Turn) -> str:
    """The words of the running attempt so far, for the candidate's and the manager's eyes."""
    heard = [heard_of(session, take.id) for take in recordings.takes_of(session, answered)]
    return " ".join(word.text for one in heard if one is not None for word in one.words)


def shifted(words: Sequence[transcript.Word], by_ms: int) -> tuple[transcript.Word, ...]:
    """The words with their times moved; a word without a time stays without."""
    return tuple(transcript.moved(word, by_ms) for word in words)


@dataclass(frozen=True, slots=True)
class _Look:
    """Whether a piece was heard, and how long the candidate has been silent after it; None: there may be more to hear."""

    heard: bool
    quiet_ms: int | None


def _prepare(
    session: Session, answered: Turn, look: _Look, caps: speculation.Caps | None, clock: ports.Clock
) -> list[int]:
    """Order the next step's preparation where all that was said has been heard. Returns the steps to wake."""
    if caps is None or look.quiet_ms is None:
        return []
    session.flush()
    session.refresh(answered)
    heard = live_text(session, answered)
    return speculations.order(session, answered, heard, look.quiet_ms, caps=caps, clock=clock)


def _hear_growing(
    session: Session,
    take_id: int,
    language: str,
    *,
    live: ports.LiveSpeechToText,
    media: ports.MediaConverter,
    clock: ports.Clock,
    hasty: bool,
) -> _Look:
    """Hear a piece, unless nothing new has come, or no pause yet. Does not commit the piece.

    `hasty`: what was said before a pause is heard at once, and to its end, instead of with the next seven seconds.
    """
    row = _hearing(session, take_id, clock)
    body, chunks = recordings.unbroken(session, take_id)
    heard_ms, seen = row.heard_ms, row.chunks_seen
    session.commit()
    too_soon = heard_ms > 0 and not hasty and chunks * CHUNK_MS - heard_ms < hearing.NEXT_LOOK_MS
    if chunks <= seen or too_soon:
        return _Look(heard=False, quiet_ms=None)
    given = media.decode_from(body, heard_ms, most_ms=hearing.WINDOW_MS)
    given_ms = len(given) // recordings.PCM_BYTES_PER_MS
    quiet_ms = min(given_ms, speculation.quiet_ms(given)) if hasty else 0
    paused = quiet_ms >= speculation.PAUSE_MS and given_ms < hearing.LONGEST_PIECE_MS
    unheard = given_ms - quiet_ms >= UNHEARD_MS
    piece = None
    if paused and unheard:
        lead_ms = max(0, min(heard_ms, SURROUNDINGS_MS - given_ms))
        led = media.decode_from(body, heard_ms - lead_ms, most_ms=lead_ms + given_ms) if lead_ms else given
        piece = live.hear(led, language=language, last=True, lead_ms=lead_ms)
    elif heard_ms == 0 or given_ms >= hearing.NEXT_LOOK_MS:
        piece = live.hear(given, language=language, last=False)
    settled = 0 if piece is not None else None
    if paused and (piece is not None or not unheard):
        settled = quiet_ms
    if piece is None:
        session.get_one(Hearing, take_id).chunks_seen = chunks
        return _Look(heard=False, quiet_ms=settled)
    _add(session, take_id, piece, heard_ms, clock, chunks_seen=seen)
    return _Look(heard=True, quiet_ms=settled)


def _hearing(session: Session, take_id: int, clock: ports.Clock) -> Hearing:
    found = session.get(Hearing, take_id, populate_existing=True)
    if found is None:
        found = Hearing(take_id=take_id, heard_ms=0, chunks_seen=0, pieces=[], updated_at=clock())
        session.add(found)
        session.flush()
    return found


def _add(
    session: Session,
    take_id: int,
    piece: ports.Piece,
    from_ms: int,
    clock: ports.Clock,
    *,
    chunks_seen: int | None,
) -> None:
    """Append the piece, unless another worker has been there meanwhile."""
    row = session.get_one(Hearing, take_id, with_for_update=True, populate_existing=True)
    if row.heard_ms != from_ms:
        return
    row.pieces = [*row.pieces, _as_json(piece, from_ms)]
    row.heard_ms = from_ms + piece.heard_ms
    row.updated_at = clock()
    if chunks_seen is not None:
        row.chunks_seen = chunks_seen


def _as_json(piece: ports.Piece, from_ms: int) -> dict[str, Any]:
    kept = recognised.kept(piece.words, piece.dropped, piece.heard_ms)
    return {
        "start_ms": from_ms,
        "end_ms": from_ms + piece.heard_ms,
        "words": transcript.to_json(shifted(kept.words, from_ms)),
        "dropped": [[word.text, reason] for word, reason in kept.dropped],
        "aligned": piece.aligned,
        "engine": piece.engine,
        "model": piece.model,
    }
