"""The room as a candidate sees it now: phase, question, clocks. Reads only; `_turn.html` draws it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from interview_app.config import Settings
from interview_app.domain import clock, interview
from interview_app.domain.turn import Asked, Origin, TurnState, room_label
from interview_app.models import InterviewSession, SpeechClip, Turn
from interview_app.usecases import answering, coaching, listening, standing, voicing, workers

SAYS = {
    TurnState.SEALED: "Your answer is safe. We are writing down what you said.",
    TurnState.TRANSCRIBED: "Your answer is safe. The next question is being chosen.",
    TurnState.DECIDED: "Your answer is safe. The next question is on its way.",
}

HEARD_LIVE = "Your answer is being recorded and heard. Your words follow here some seconds later: simply go on speaking."
HEARD_LATER = "Your answer is being recorded. Your words are written down after you submit it."
UNHEARD = "Your answer is being recorded."


class Phase(StrEnum):
    """Which part of `_turn.html` is drawn."""

    PREPARING = "preparing"
    ASKING = "asking"
    ANSWERING = "answering"
    WORKING = "working"
    COACHING = "coaching"
    FEEDBACK = "feedback"
    DONE = "done"


WAITING = frozenset({Phase.PREPARING, Phase.WORKING, Phase.COACHING})
"""The candidate waits for the server; as in `_turn.html`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What a page that is shown already needs every few seconds.

    `answer_ms` and `interview_ms` are what is left at the moment of the answer, on the server's clock. `stamp` changes
    whenever the room must be drawn anew.
    """

    phase: Phase
    turn_id: int
    attempt: int
    says: str
    in_writing: bool
    answer_seconds: int
    answer_ms: int
    interview_ms: int
    live_text: str

    @property
    def stamp(self) -> str:
        return f"{self.turn_id}.{self.phase}.{self.attempt}.{len(self.says)}{'.written' if self.in_writing else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room(Pulse):
    """All that is drawn. `reading_ms` is given to read the question when no sound can be played.

    `characters` are those of its clip, each with its start and end in ms, for captions and lips. `wordless` is said
    while a recording runs of which no words are there yet.
    """

    interview_session_id: int
    position: int
    label: str
    text: str
    origin: Origin
    language: str
    has_clip: bool
    characters: list[Any]
    reading_ms: int
    attempts_left: int
    pause: coaching.Pause | None
    begins: bool
    thinking_seconds: int
    wordless: str
    draft: str


def pulse(session: Session, interview_session: InterviewSession, settings: Settings, now: datetime) -> Pulse:
    """The clocks and the phase of an interview that has started; its newest turn is the one that counts."""
    return _pulse(session, interview_session, settings, now, coaching.pause(session, interview_session, now))


def _pulse(
    session: Session,
    interview_session: InterviewSession,
    settings: Settings,
    now: datetime,
    pause: coaching.Pause | None,
) -> Pulse:
    turn = interview_session.turns[-1]
    phase = _phase(session, interview_session, turn, settings, now) if pause is None else _phase_of(pause)
    return Pulse(
        phase=phase,
        turn_id=turn.id,
        attempt=turn.attempt,
        says=SAYS.get(turn.state, ""),
        in_writing=turn.in_writing,
        answer_seconds=standing.answer_time(turn).whole_seconds,
        answer_ms=answer_left_ms(turn, now),
        interview_ms=standing.left_ms(interview_session, now),
        live_text=listening.live_text(session, turn) if phase is Phase.ANSWERING else "",
    )


def look(session: Session, interview_session: InterviewSession, settings: Settings, now: datetime) -> Room:
    """The same with all that is drawn."""
    turn = interview_session.turns[-1]
    guide = interview_session.guide
    pause = coaching.pause(session, interview_session, now)
    beat = _pulse(session, interview_session, settings, now, pause)
    answering_now = beat.phase is Phase.ANSWERING
    return Room(
        **{one.name: getattr(beat, one.name) for one in fields(beat)},
        interview_session_id=interview_session.id,
        position=turn.position,
        label=_label(interview_session, turn),
        text=turn.text,
        origin=turn.origin,
        language=guide.language,
        has_clip=turn.speech_clip_id is not None and pause is None,
        characters=_characters(session, turn) if beat.phase is Phase.ASKING else [],
        reading_ms=clock.saying_ms(turn.text),
        attempts_left=max(0, guide.attempts_allowed - turn.attempt),
        pause=pause,
        begins=turn.position == 1 and turn.shown_at is None and beat.phase in {Phase.PREPARING, Phase.ASKING},
        thinking_seconds=guide.thinking_seconds,
        wordless=_wordless(session, settings) if answering_now else "",
        draft=turn.written_text if answering_now else "",
    )


def _wordless(session: Session, settings: Settings) -> str:
    """What becomes of the voice, told while its words are awaited: no more than is going to happen."""
    if settings.listens_live and workers.any_listens(session):
        return HEARD_LIVE
    return HEARD_LATER if settings.speech_providers else UNHEARD


def _characters(session: Session, turn: Turn) -> list[Any]:
    clip = session.get(SpeechClip, turn.speech_clip_id) if turn.speech_clip_id else None
    return clip.characters if clip is not None else []


def answer_left_ms(turn: Turn, now: datetime) -> int:
    """Milliseconds until the answer's countdown shows 0; the whole time while its clock has not started.

    The clock may have started although nobody began: a browser cannot hold it.
    """
    answer = standing.answer_time(turn)
    if turn.state is TurnState.ASKED and turn.shown_at is not None:
        answer = replace(answer, started_at=answering.counting_since(turn, now), away_ms=0)
    deadline = clock.answer_deadline(answer)
    if deadline is None:
        return turn.answer_seconds * 1000
    return max(0, clock.milliseconds(deadline - (turn.sealed_at or now)))


def _phase(
    session: Session, interview_session: InterviewSession, turn: Turn, settings: Settings, now: datetime
) -> Phase:
    if interview_session.state in interview.OVER:
        return Phase.DONE
    if turn.state is TurnState.ANSWERING:
        return Phase.ANSWERING
    if turn.state is not TurnState.ASKED:
        return Phase.WORKING
    waits = voicing.is_coming(session, turn, patience_seconds=settings.voice_patience_seconds, now=now)
    return Phase.PREPARING if waits else Phase.ASKING


def _phase_of(pause: coaching.Pause) -> Phase:
    return Phase.COACHING if pause.coaching is None else Phase.FEEDBACK


def _label(interview_session: InterviewSession, turn: Turn) -> str:
    asked = [
        Asked(turn_id=one.id, origin=one.origin, preset_number=one.preset_number, text=one.text)
        for one in interview_session.turns
    ]
    return room_label(asked, turn.id, len(interview_session.guide.questions))
