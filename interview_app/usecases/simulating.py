"""A simulated candidate takes an interview through the real use cases, in a database of the lab's own."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import errors, interview, recording
from interview_app.lab import laws, personas, rig
from interview_app.models import (
    Decision,
    Interview,
    InterviewSession,
    ModelCall,
    StepKind,
    Transcript,
    Turn,
)
from interview_app.usecases import (
    answering,
    authoring,
    interviewing,
    joining,
    links,
    open_answers,
    publishing,
    receiving,
    resumes,
    simulated_watch,
    standing,
    steps,
    transcribing,
)
from interview_app.usecases.guide_document import GuideDocument

CHUNK_SECONDS: Final = 14.0
"""Seldom enough to be quick; after 15 s of silence a browser counts as away."""
QUESTION_SECONDS: Final = 6.0
"""How long a simulated candidate listens to a question before the answer's clock starts."""
LATE_SUBMIT_SECONDS: Final = 0.5
MOST_TURNS_BEYOND: Final = 3
"""An interview that asks more than it may is watched this much further, and then reported as one without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Who takes it: `seed` chooses among the persona's sentences."""

    persona: personas.Persona
    seed: int = 0
    written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One simulated interview's surroundings. `ear` may be another recogniser than the rig's own.

    `words_late` lists the numbers of answers, from 1, whose words come only after the decision, `never_submitted` those
    that an open page never submits. With a `watcher` the interview is supervised; `told` is whether its candidate was
    told of the supervisor's limit.
    """

    session: Session
    model: ports.LanguageModel | None
    clock: rig.Clock
    patience_seconds: float
    ear: ports.SpeechToText = field(default_factory=rig.Ear)
    words_late: frozenset[int] = frozenset()
    never_submitted: frozenset[int] = frozenset()
    blobs: ports.BlobStore = field(default_factory=rig.Shelf)
    media: ports.MediaConverter = field(default_factory=rig.Media)
    queue: ports.JobQueue = field(default_factory=rig.NoQueue)
    watcher: simulated_watch.Watcher | None = None
    told: bool = True


def take_interview(room: Room, document: GuideDocument, candidate: Candidate) -> laws.Taken:
    """From the link to the end. Raises WrongState for a guide that cannot be published."""
    seat = _seat(room, document, candidate)
    asked: Turn | None = joining.start(room.session, seat, queue=room.queue, clock=room.clock, voiced=False)
    while asked is not None and len(seat.turns) <= _most_turns(seat) + MOST_TURNS_BEYOND:
        _answer_unless_stopped(room, seat, asked, candidate)
        _do_steps(room, asked)
        _watch(room, seat)
        asked = _next(seat, asked)
    return _account(room, seat, candidate)


def _seat(room: Room, document: GuideDocument, candidate: Candidate) -> InterviewSession:
    session, clock = room.session, room.clock
    details = document.guide.model_copy(update={"deadline": None})
    made = Interview(
        state=interview.InterviewState.DRAFT,
        share_nonce="",
        share_token_hash=links.dead_hash(),
        created_at=clock(),
    )
    made.guides.append(
        authoring.new_guide(document.model_copy(update={"guide": details}), version=1, clock=clock)
    )
    session.add(made)
    session.commit()
    publishing.publish(session, made, voiced=False, queue=room.queue, clock=clock)
    watched = room.watcher
    most_ms = watched.most_ms if watched is not None and room.told else None
    rated = watched is not None  # nobody is watched who declines a model's judgement
    seat = joining.consent(session, "share", made.id, ai_rating=rated, clock=clock, most_ms=most_ms)
    name = f"Simulated candidate ({candidate.persona.value})"
    joining.give_details(session, seat, name=name, email="simulated@lab.invalid", phone="", clock=clock)
    text = personas.resume(candidate.persona, seed=candidate.seed)
    if text or details.resume_required:
        text = text or personas.resume(personas.Persona.AVERAGE, seed=candidate.seed)
        resumes.give_text(session, seat, text, blobs=room.blobs, clock=clock)
    return seat


def _most_turns(seat: InterviewSession) -> int:
    guide = seat.guide
    return len(guide.questions) * (1 + guide.follow_ups_per_question) + guide.resume_questions


def _answer_unless_stopped(room: Room, seat: InterviewSession, asked: Turn, candidate: Candidate) -> None:
    try:
        _answer(room, seat, asked, candidate)
    except (errors.InterviewOver, errors.AnswerSealed):
        if room.watcher is None:  # nobody else could have ended it
            raise


def _answer(room: Room, seat: InterviewSession, asked: Turn, candidate: Candidate) -> None:
    """Hear the question, say or write what the persona has to say, and submit in time."""
    said = _said(asked, candidate)
    answering.show_turn(room.session, asked, clock=room.clock)
    _pass(room, seat, QUESTION_SECONDS)
    answering.begin_answer(room.session, asked, clock=room.clock)
    if candidate.written:
        answering.change_way(room.session, asked, writes=True, clock=room.clock)
    each = 60 / said.words_per_minute
    seconds = standing.answer_time(asked).whole_seconds
    words = said.text.split()[: int(max(0.0, seconds - said.hesitation_seconds) / each)]
    if not words:
        _say_nothing(room, seat, asked)
    elif candidate.written:
        _write(room, seat, asked, words, said)
    else:
        _speak(room, seat, asked, words, said.hesitation_seconds + each * len(words))


def _said(asked: Turn, candidate: Candidate) -> personas.Utterance:
    return personas.utter(
        candidate.persona,
        asked.origin,
        asked.preset_number,
        asked.position,
        seed=candidate.seed,
        written=candidate.written,
    )


def _pass(room: Room, seat: InterviewSession, seconds: float) -> None:
    """Let time pass, and the supervisor go its round."""
    room.clock.tick(seconds)
    _watch(room, seat)


def _watch(room: Room, seat: InterviewSession, meanwhile: Callable[[], object] = lambda: None) -> None:
    """The supervisor's round; `meanwhile` happens while its look is with the model."""
    if room.watcher is not None and seat.state is interview.SessionState.RUNNING:
        room.watcher.go_round(room.session, seat, meanwhile, model=room.model, clock=room.clock)


def _left_seconds(room: Room, asked: Turn) -> float:
    """What is left of the answer's time, which a conclusion may have shortened."""
    deadline = interview_clock.answer_deadline(standing.answer_time(asked))
    return (deadline - room.clock()).total_seconds() if deadline is not None else 0.0


def _say_nothing(room: Room, seat: InterviewSession, asked: Turn) -> None:
    while (left := _left_seconds(room, asked)) > 0:
        room.clock.tick(min(left + LATE_SUBMIT_SECONDS, CHUNK_SECONDS))
        answering.sign_of_life(room.session, seat, clock=room.clock)
        _watch(room, seat)
    _submit(room, seat, asked, _recorded(room, asked))


def _recorded(room: Room, asked: Turn, *takes: recording.TakeDeclared) -> Callable[[], object]:
    return lambda: answering.seal_recording(
        room.session, asked, takes, queue=room.queue, clock=room.clock, patience_seconds=0
    )


def _submit(room: Room, seat: InterviewSession, asked: Turn, submit: Callable[[], object]) -> None:
    """Submit while the last look is still out; or never, until the sweep closes the answer or the interview ends."""
    if asked.position not in room.never_submitted:
        _watch(room, seat, submit)
        submit()
        return
    while asked.sealed_at is None and seat.state is interview.SessionState.RUNNING:
        room.clock.tick(CHUNK_SECONDS)
        answering.sign_of_life(room.session, seat, clock=room.clock)
        _watch(room, seat)
        open_answers.seal_overdue(room.session, clock=room.clock)


def _write(
    room: Room, seat: InterviewSession, asked: Turn, words: list[str], said: personas.Utterance
) -> None:
    """One word after another; what is typed so far is kept as a browser keeps it, and then submitted."""
    each = 60 / said.words_per_minute
    left = said.hesitation_seconds + each * len(words)
    typed: list[str] = []
    while left > 0 and _left_seconds(room, asked) > 0:
        room.clock.tick(min(left, CHUNK_SECONDS))
        left -= CHUNK_SECONDS
        typed = words[: len(words) - math.ceil(max(0.0, left) / each)] if left > 0 else words
        answering.keep_draft(room.session, asked, " ".join(typed), clock=room.clock)
        if left > 0:
            _watch(room, seat)
    text = " ".join(typed)
    written = lambda: answering.seal_written(  # noqa: E731  # one of two ways to submit
        room.session, asked, text, queue=room.queue, clock=room.clock
    )
    _submit(room, seat, asked, written if text else _recorded(room, asked))


def _speak(room: Room, seat: InterviewSession, asked: Turn, words: list[str], seconds: float) -> None:
    """The recording arrives in chunks, as a browser sends it, and is then submitted."""
    body = rig.recording(words, round(seconds * 1000))
    count = math.ceil(seconds / CHUNK_SECONDS)
    size = -(-len(body) // count)
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    key, sent = f"take-{asked.position}", 0
    while sent < len(parts) and (sent == 0 or _left_seconds(room, asked) > 0):
        room.clock.tick(seconds / len(parts))
        receiving.store_chunk(
            room.session,
            asked,
            take_key=key,
            seq=sent,
            body=parts[sent],
            sha256=hashlib.sha256(parts[sent]).hexdigest(),
            mime=rig.MIME,
            clock=room.clock,
        )
        sent += 1
        _watch(room, seat)
    declared = recording.TakeDeclared(key, sent, round(seconds * 1000 * sent / len(parts)))
    _submit(room, seat, asked, _recorded(room, asked, declared))


def _do_steps(room: Room, answered: Turn) -> None:
    """What workers do after Submit, one step after the other."""
    order = [StepKind.TRANSCRIBE, StepKind.DECIDE]
    for kind in reversed(order) if answered.position in room.words_late else order:
        step = steps.find(room.session, kind, answered.id)
        room.session.commit()
        mine = steps.claim(room.session, step.id) if step is not None else None
        if mine is None:
            continue
        try:
            _do(room, mine)
        except ports.OutsideError as error:
            steps.fail(room.session, mine, error)


def _do(room: Room, mine: steps.Claim) -> None:
    if mine.kind is StepKind.TRANSCRIBE:
        transcribing.transcribe_turn(
            room.session,
            mine,
            speech_to_text=(room.ear,),
            live=None,
            media=room.media,
            blobs=room.blobs,
            queue=room.queue,
            clock=room.clock,
        )
        return
    interviewing.decide_next(
        room.session,
        mine,
        model=room.model,
        queue=room.queue,
        clock=room.clock,
        patience_seconds=room.patience_seconds,
        voiced=False,
    )


def _next(seat: InterviewSession, answered: Turn) -> Turn | None:
    """The question after this one; None when the interview is over or stands still."""
    newest = seat.turns[-1]
    return newest if newest.position > answered.position else None


def _account(room: Room, seat: InterviewSession, candidate: Candidate) -> laws.Taken:
    session, guide = room.session, seat.guide
    mine = ModelCall.interview_session_id == seat.id
    spent = session.execute(
        select(
            func.count(),
            func.sum(ModelCall.tokens_in),
            func.sum(ModelCall.tokens_out),
            func.sum(ModelCall.cost_usd),
        ).where(mine)
    ).one()
    watch = room.watcher.account(session, seat) if room.watcher is not None else None
    taken = laws.Taken(
        candidate=candidate.persona.value,
        presets=tuple(one.text for one in guide.questions),
        limit_seconds=_limit_seconds(seat),
        follow_up_limit=guide.follow_ups_per_question,
        resume_limit=guide.resume_questions,
        has_resume=seat.resume is not None,
        turns=_turns(session, seat, candidate),
        watch=watch,
        ended=seat.state in interview.OVER,
        ended_by=seat.ended_by.value if seat.ended_by else "",
        calls=spent[0],
        tokens_in=spent[1] or 0,
        tokens_out=spent[2] or 0,
        cost_usd=spent[3] or 0.0,
    )
    session.commit()
    return taken


def _limit_seconds(seat: InterviewSession) -> int:
    """The interview's time as it was given, which a conclusion may have cut short."""
    return (seat.guide.time_limit_minutes * 60_000 if seat.limit_ms is None else seat.limit_ms) // 1000


def _turns(session: Session, seat: InterviewSession, candidate: Candidate) -> tuple[laws.AskedTurn, ...]:
    made = {
        one.turn_id: one
        for one in session.scalars(select(Decision).where(Decision.interview_session_id == seat.id))
    }
    words = select(Transcript.turn_id, Transcript.text).join(Turn, Turn.id == Transcript.turn_id)
    rows = session.execute(words.where(Turn.interview_session_id == seat.id)).all()
    texts = {row[0]: row[1] for row in rows}
    waits = _waits(session, seat)
    return tuple(
        _turn(asked, candidate, made.get(asked.id), texts.get(asked.id, ""), waits.get(asked.id, 0))
        for asked in seat.turns
    )


def _waits(session: Session, seat: InterviewSession) -> dict[int, int | None]:
    """Turn id to how long the model took over it: calls and the decisions that asked a model stand in one order."""
    calls = session.scalars(
        select(ModelCall.milliseconds)
        .where(ModelCall.interview_session_id == seat.id, ModelCall.purpose == "decide")
        .order_by(ModelCall.id)
    ).all()
    asked = session.scalars(
        select(Decision.turn_id)
        .where(Decision.interview_session_id == seat.id, Decision.prompt_version != "")
        .order_by(Decision.id)
    ).all()
    return {turn_id: waited for turn_id, waited in zip(asked, calls, strict=False) if turn_id is not None}


def _turn(
    asked: Turn, candidate: Candidate, made: Decision | None, answer: str, waited_ms: int | None
) -> laws.AskedTurn:
    return laws.AskedTurn(
        origin=asked.origin,
        preset_number=asked.preset_number,
        text=asked.text,
        answer_seconds=asked.answer_seconds,
        most_seconds=standing.answer_time(asked).whole_seconds,
        used_ms=interview_clock.used_ms([standing.answer_time(asked)], asked.sealed_at or asked.created_at),
        said=_said(asked, candidate).text,
        answer=answer,
        action=made.action.value if made else "",
        refusals=tuple(made.changes) if made else (),
        failure=made.failure if made else "Nothing was decided.",
        waited_ms=waited_ms,
    )
