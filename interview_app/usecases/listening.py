"""Hearing an answer while it is being spoken, a piece at a time, so that little is left to do after Submit."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import hearing, recognised, speculation, transcript
from interview_app.models import Hearing, StepKind, StepState, Take, Turn, reading, repeatable
from interview_app.usecases import recordings, speculations, steps

CHUNKS_BETWEEN = 2
"""About seconds: until the first words are there, a look is ordered each time that so many chunks have come."""

CHUNK_MS = 1_000
"""About what browsers put into a chunk: some a few packets more, and a pause cuts one short.

What has come since the last look is estimated by the chunks that it saw, so that nothing is decoded only to find too little,
which costs 0.1 s of processor each time. Each look measures anew: over a long answer an estimate would be off by any length.
"""
SHORTEST_CHUNK_MS = 500
"""On average, with many pauses."""

SURROUNDINGS_MS = 5_000
"""Voice activity is judged over so much sound; in a second of noise alone a recogniser hears a voice."""

WORTH_SPARING_MS = 20_000
"""So much is decoded in the time that it takes to begin another decoding: less is not worth one of its own."""

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


@dataclass(frozen=True, slots=True)
class Order:
    """What a chunk leads to: the steps to wake after the commit, and up to where its take is heard, in ms."""

    woken: list[int]
    heard_ms: int


def order(session: Session, answered: Turn, take_id: int, seq: int, *, pauses: bool = False) -> Order:
    """Have the answer looked at, once a take's chunk has brought enough, or where the candidate `pauses`.

    A look that waits already is not ordered twice, nor woken before its pause after a failure is over; only at a pause is
    it woken once more. One that was given up stays so: what cannot be heard live is heard after Submit.
    """
    so_far = _read(session, take_id)
    if not pauses and not _has_enough(so_far, seq):
        return Order([], so_far.heard_ms)
    step = steps.find(session, StepKind.LISTEN, answered.id)
    wakes = pauses
    if step is None or step.state in (StepState.DONE, StepState.RUNNING):
        step = steps.add(session, StepKind.LISTEN, answered.id)
        wakes = True
    is_due = step.state is StepState.READY and step.failure is None
    return Order([step.id] if wakes and is_due else [], so_far.heard_ms)


def _has_enough(so_far: _SoFar, seq: int) -> bool:
    """Whether about so much is unheard, by the number of its chunks, that a recogniser would be given it."""
    unheard_ms = so_far.unheard_ms(seq + 1)
    if so_far.heard_ms or unheard_ms >= hearing.NEXT_LOOK_MS:
        return unheard_ms >= hearing.NEXT_LOOK_MS
    return unheard_ms >= hearing.SHORTEST_PIECE_MS and seq % CHUNKS_BETWEEN == CHUNKS_BETWEEN - 1


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
    reading.begin(session)
    answered = session.get_one(Turn, mine.subject_id)
    woken: list[int] = []
    takes: list[int] = []
    if live is not None and answered.sealed_at is None:
        takes = [take.id for take in recordings.takes_of(session, answered)]
    language = answered.interview_session.guide.language
    hasty = bool(takes) and speculations.may_be_prepared(session, answered, caps=caps, clock=clock)
    reading.end(session)
    if live is not None:
        for take_id in takes:
            look = _hear_growing(session, take_id, language, live=live, media=media, clock=clock, hasty=hasty)
            if take_id == takes[-1]:  # in an earlier one nobody speaks any more
                woken += _prepare(session, answered, look, caps, clock)
            if look.more:
                steps.again(session, mine, queue)
                steps.wake(session, queue, woken)
                return
            if look.heard and take_id != takes[-1]:
                steps.renew(session, mine)  # the piece is stored only by who still holds the step
    repeatable.begin(session)
    if steps.finish(session, mine, at=clock()):
        woken.append(mine.step_id)
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
    heard_ms = _so_far(session, take_id).heard_ms
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
    _add(session, take_id, piece, heard_ms, clock, seen=None)
    session.flush()
    return True


def end_of(session: Session, take: Take) -> int | None:
    """From where on, in ms, a long declared take must be decoded to hear its rest; None: from its beginning.

    A take with holes is decoded as a whole, since the times behind them are other ones there.
    """
    row = session.get(Hearing, take.id)
    from_ms = row.heard_ms - SURROUNDINGS_MS if row is not None else 0
    return from_ms if from_ms >= WORTH_SPARING_MS and recordings.is_whole(session, take) else None


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
    """Whether a piece was heard, whether there is enough left for another one, and how long the candidate has been silent.

    None: not all is heard. What comes meanwhile orders a look of its own.
    """

    heard: bool
    more: bool
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

    `hasty`: what was said before a pause is heard at once, and to its end, instead of with the next 7.5 s.
    """
    so_far = _so_far(session, take_id)
    heard_ms = so_far.heard_ms
    if not heard_ms and not so_far.chunks_seen:
        repeatable.begin(session)
        _hearing(session, take_id, clock)  # whoever throws the recording away meanwhile marks it
        session.commit()
    reading.begin(session)
    body, chunks = recordings.unbroken(session, take_id)
    reading.end(session)
    too_soon = (heard_ms > 0 and not hasty) or chunks <= so_far.chunks_seen
    if too_soon and so_far.unheard_ms(chunks) < hearing.NEXT_LOOK_MS:
        return _Look(heard=False, more=False, quiet_ms=None)
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
        settled = quiet_ms + (_silent_before(session, take_id) if quiet_ms == given_ms else 0)
    repeatable.begin(session)
    seen = (chunks, heard_ms + given_ms)
    if piece is None:
        row = _hearing(session, take_id, clock)
        row.chunks_seen, row.seen_ms = seen
        return _Look(heard=False, more=False, quiet_ms=settled)
    _add(session, take_id, piece, heard_ms, clock, seen=seen)
    more = given_ms - piece.heard_ms >= hearing.NEXT_LOOK_MS
    return _Look(heard=True, more=more, quiet_ms=settled)


def _silent_before(session: Session, take_id: int) -> int:
    """How long nobody had spoken, in ms, at the end of what is heard of a take."""
    heard_ms = _so_far(session, take_id).heard_ms
    reading.begin(session)
    heard = heard_of(session, take_id)
    reading.end(session)
    ends = [word.end_ms for word in heard.words if word.end_ms is not None] if heard is not None else []
    return max(0, heard_ms - max(ends)) if ends else 0


@dataclass(frozen=True, slots=True)
class _SoFar:
    """Up to where a take is heard; how many chunks the last look saw, and how far those reach. All from its beginning."""

    heard_ms: int = 0
    chunks_seen: int = 0
    seen_ms: int = 0

    def unheard_ms(self, chunks: int) -> int:
        """About how much is unheard once there are so many chunks."""
        one_ms = max(self.seen_ms // self.chunks_seen, SHORTEST_CHUNK_MS) if self.seen_ms else CHUNK_MS
        return max(self.seen_ms - self.heard_ms, 0) + max(chunks - self.chunks_seen, 0) * one_ms


def _read(session: Session, take_id: int) -> _SoFar:
    columns = select(Hearing.heard_ms, Hearing.chunks_seen, Hearing.seen_ms).where(Hearing.take_id == take_id)
    found = session.execute(columns).one_or_none()
    return _SoFar(*found) if found is not None else _SoFar()


def _so_far(session: Session, take_id: int) -> _SoFar:
    """How far a take is heard. Ends the transaction."""
    if not session.in_transaction():
        reading.begin(session)
    found = _read(session, take_id)
    session.commit()
    return found


def _hearing(session: Session, take_id: int, clock: ports.Clock) -> Hearing:
    """The take's row as it is now, locked, made if there is none. Two workers may make it at once."""
    for _ in range(2):
        found = session.get(Hearing, take_id, with_for_update=True, populate_existing=True)
        if found is not None:
            return found
        made = Hearing(take_id=take_id, heard_ms=0, chunks_seen=0, pieces=[], updated_at=clock())
        with contextlib.suppress(IntegrityError), session.begin_nested():
            session.add(made)
    return session.get_one(Hearing, take_id, with_for_update=True, populate_existing=True)


def _add(
    session: Session,
    take_id: int,
    piece: ports.Piece,
    from_ms: int,
    clock: ports.Clock,
    *,
    seen: tuple[int, int] | None,
) -> None:
    """Append the piece, unless another worker has been there meanwhile. `seen`: chunks, and how far they reach in ms."""
    row = _hearing(session, take_id, clock)
    if row.heard_ms != from_ms:
        return
    row.pieces = [*row.pieces, _as_json(piece, from_ms)]
    row.heard_ms = from_ms + piece.heard_ms
    row.updated_at = clock()
    if seen is not None:
        row.chunks_seen, row.seen_ms = seen


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
