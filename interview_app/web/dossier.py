"""One candidate's interview as the team reads it: answers, transcripts, decisions, the work still open."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app.domain import interview, provenance, turn
from interview_app.domain.difference import Piece
from interview_app.domain.interview import ShownState
from interview_app.models import (
    AnswerAudio,
    AnswerMode,
    Correction,
    Decision,
    InterviewSession,
    Report,
    Resume,
    Step,
    StepKind,
    StepState,
    Transcript,
    Turn,
)
from interview_app.usecases import correcting, speculations, standing, words_so_far, workers
from interview_app.web import playing

OF_TURN = (StepKind.VOICE, StepKind.TRANSCRIBE, StepKind.DECIDE)
OF_SESSION = (StepKind.RATE, StepKind.PRINT_REPORT)


class Live(NamedTuple):
    """The words of an answer that nobody has transcribed as a whole yet; `present` while its candidate is there."""

    text: str
    present: bool


class Corrected(NamedTuple):
    """What the candidate made of the words, and both texts word by word."""

    made: Correction
    pieces: tuple[Piece, ...]


class LeftOut(NamedTuple):
    """A word that is in no transcript, and why."""

    word: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One turn with all that is known of it. `steps` are those worth showing: open or failed; `unheard` says why nobody
    recognises speech now, where words are missing."""

    turn: Turn
    label: str
    audio: AnswerAudio | None
    transcript: Transcript | None
    sound: playing.Sound | None
    pieces: tuple[playing.Piece, ...]
    live: Live | None
    decision: Decision | None
    steps: tuple[Step, ...]
    moves: bool
    corrected: Corrected | None = None
    unheard: str | None = None

    @property
    def written(self) -> bool:
        return self.turn.mode is AnswerMode.WRITTEN

    @property
    def given_back_ms(self) -> int:
        """How much of the browser's absence did not count as the answer's time."""
        return standing.answer_time(self.turn).given_back_ms

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What the recogniser brought and nobody seems to have said."""
        rows = self.transcript.dropped if self.transcript is not None else ()
        return tuple(LeftOut(str(word), str(reason)) for word, reason in rows)

    @property
    def source(self) -> provenance.Provenance:
        """Who made the transcript, and how far it may be trusted."""
        made = self.transcript
        if made is None:
            return provenance.of("none", "", ())
        return provenance.of(made.engine, made.model, playing.words_of(made))

    @property
    def asks_for_words(self) -> bool:
        """Whether words are still to come, by the work that is open."""
        return any(
            step.kind is StepKind.TRANSCRIBE and step.state is not StepState.FAILED for step in self.steps
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPanel:
    """Where the rating and the report are. `open` while work on them goes on, `reading` is what it may wait for."""

    report: Report | None
    steps: tuple[Step, ...]
    open: bool
    reading: correcting.Reading

    @property
    def rated(self) -> bool:
        """Whether the newest report has a level for anything: one without is written too, and says why."""
        overall = self.report.content.get("overall", {}) if self.report is not None else {}
        return bool(overall.get("assessed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The whole page. `live` while the interview can still move; `ahead` tells of next steps that were prepared."""

    taken: InterviewSession
    shown: ShownState
    live: bool
    answers: tuple[Answer, ...] = field(default=())
    panel: ReportPanel
    ahead: speculations.Account


def of_candidate(session: Session, taken: InterviewSession, now: datetime) -> Dossier:
    """Everything about one candidate's interview."""
    live = taken.state not in interview.OVER
    return Dossier(
        taken=taken,
        shown=interview.shown_state(taken.state, taken.last_seen_at, now),
        live=live,
        answers=tuple(answers(session, taken, taken.turns, now)),
        panel=report_panel(session, taken, now),
        ahead=speculations.account(session, taken.id),
    )


def answers(session: Session, taken: InterviewSession, wanted: Iterable[Turn], now: datetime) -> list[Answer]:
    """The wanted turns of this interview, labelled by all of them."""
    labels = turn.labels(
        [
            turn.Asked(turn_id=one.id, origin=one.origin, preset_number=one.preset_number, text=one.text)
            for one in taken.turns
        ]
    )
    chosen = list(wanted)
    ids = [one.id for one in chosen]
    audio = {
        row.turn_id: row for row in session.scalars(select(AnswerAudio).where(AnswerAudio.turn_id.in_(ids)))
    }
    words = {
        row.turn_id: row for row in session.scalars(select(Transcript).where(Transcript.turn_id.in_(ids)))
    }
    decisions = {
        row.turn_id: row for row in session.scalars(select(Decision).where(Decision.turn_id.in_(ids)))
    }
    steps = _steps(session, OF_TURN, ids)
    made = correcting.of_turns(session, ids)
    so_far = words_so_far.of_turns(session, [one for one in chosen if one.id not in words])
    unheard = workers.why_none_listens(session) if len(words) < len(ids) else None
    live = taken.state not in interview.OVER
    present = interview.shown_state(taken.state, taken.last_seen_at, now) is ShownState.RUNNING
    return [
        _answer(
            one,
            labels[one.id],
            audio.get(one.id),
            words.get(one.id),
            decisions.get(one.id),
            steps,
            live=live,
            heard=None if one.id in words else _live(one, so_far[one.id].text, present=present),
            made=made.get(one.id),
            unheard=unheard,
        )
        for one in chosen
    ]


def report_panel(session: Session, taken: InterviewSession, now: datetime) -> ReportPanel:
    """The newest report, and the work on the next."""
    newest = session.scalar(
        select(Report).where(Report.interview_session_id == taken.id).order_by(Report.scoring.desc()).limit(1)
    )
    steps = _steps(session, OF_SESSION, [taken.id]).get(taken.id, ())
    return ReportPanel(
        report=newest,
        steps=_worth_showing(steps),
        open=any(map(is_open, steps)),
        reading=correcting.reading(session, taken, now),
    )


def resume_step(session: Session, resume: Resume | None) -> Step | None:
    """The reading of the résumé, if there is one to read."""
    if resume is None:
        return None
    return next(iter(_steps(session, (StepKind.READ_RESUME,), [resume.id]).get(resume.id, ())), None)


def is_open(step: Step) -> bool:
    """Whether something is still to come of this step by itself."""
    return step.state in (StepState.READY, StepState.RUNNING)


def _live(row: Turn, words: str, *, present: bool) -> Live | None:
    """What is known so far of an answer under way, or sealed and not transcribed."""
    if row.mode is AnswerMode.WRITTEN or row.state not in (turn.TurnState.ANSWERING, turn.TurnState.SEALED):
        return None
    return Live(words, present)


def _answer(
    row: Turn,
    label: str,
    audio: AnswerAudio | None,
    words: Transcript | None,
    decision: Decision | None,
    steps: dict[int, tuple[Step, ...]],
    *,
    live: bool,
    heard: Live | None,
    made: Correction | None,
    unheard: str | None,
) -> Answer:
    mine = steps.get(row.id, ())
    said = playing.words_of(words)
    spoken = words is not None and words.engine != playing.WRITTEN
    return Answer(
        turn=row,
        label=label,
        audio=audio,
        transcript=words,
        sound=playing.sound_of(audio, said) if audio is not None else None,
        pieces=playing.pieces_of(said, audio.gaps if audio is not None else (), spoken=spoken),
        live=heard,
        decision=decision,
        steps=_worth_showing(mine),
        moves=any(map(is_open, mine)) or (live and row.state is not turn.TurnState.DECIDED),
        corrected=Corrected(made, correcting.pieces_of(made)) if made is not None else None,
        unheard=unheard if row.sealed_at is not None and words is None else None,
    )


def _worth_showing(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(step for step in steps if step.state is not StepState.DONE)


def _steps(session: Session, kinds: Sequence[StepKind], ids: Sequence[int]) -> dict[int, tuple[Step, ...]]:
    """Subject id to its steps of these kinds, in the order of the kinds."""
    rows = session.scalars(select(Step).where(Step.kind.in_(kinds), Step.subject_id.in_(ids))).all()
    ordered = sorted(rows, key=lambda step: (step.subject_id, kinds.index(step.kind)))
    return {
        subject: tuple(group)
        for subject, group in itertools.groupby(ordered, key=lambda step: step.subject_id)
    }
