"""The next step, prepared while the candidate still speaks: proposed from the words so far, and spoken ahead of time."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import decision, speculation
from interview_app.interviewer import replies
from interview_app.models import Speculation, SpeculationState, StepKind, Turn
from interview_app.usecases import asking, listening, proposing, speculations, steps, voicing

log = structlog.get_logger()


def prepare(
    session: Session,
    mine: steps.Claim,
    *,
    model: ports.LanguageModel | None,
    text_to_speech: ports.TextToSpeech | None,
    blobs: ports.BlobStore,
    queue: ports.JobQueue,
    news: ports.News,
    clock: ports.Clock,
    caps: speculation.Caps | None,
    patience_seconds: float,
    speaker: voicing.Speaker | None,
) -> None:
    """Ask what should come next if the answer ended here, keep it, and speak it. Whatever fails is counted, and silent.

    The step is never tried again for its own sake: a later pause orders it anew. Without `caps` nothing is prepared.
    """
    answered = session.get_one(Turn, mine.subject_id)
    row_id = _begin(session, answered, caps, clock) if model is not None and caps is not None else None
    spoken = _Spoken()
    if row_id is not None and model is not None:
        _ask(session, mine, row_id, answered, model, clock, patience_seconds)
        if speaker is not None and text_to_speech is not None:
            spoken = _speak(session, row_id, answered, text_to_speech, blobs, clock, speaker)
        _move(session, row_id, SpeculationState.VOICING, SpeculationState.READY)
    if spoken.turn_id is not None:
        news.tell(spoken.turn_id)
    steps.finish(session, mine, at=clock())
    session.commit()
    steps.wake(session, queue, spoken.woken)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The turn that asks what was spoken, where it has been asked meanwhile and now has its voice; the steps to wake."""

    turn_id: int | None = None
    woken: tuple[int, ...] = ()


def _begin(session: Session, answered: Turn, caps: speculation.Caps, clock: ports.Clock) -> int | None:
    """A row for what is about to be asked, committed; None when it is no longer worth it."""
    _bury(session, answered)
    heard = listening.live_text(session, answered)
    why = speculations.why_not(session, answered, heard, speculation.LONG_PAUSE_MS, caps=caps, clock=clock)
    if why is not None:
        session.commit()
        return None
    situation = speculations.situation_of(session, answered, heard, clock)
    row = Speculation(
        turn_id=answered.id,
        number=1 + len(speculations.of_turn(session, answered)),
        state=SpeculationState.ASKING,
        words=heard,
        verdict=speculation.verdict(situation),
        proposal=None,
        failure=None,
        created_at=clock(),
    )
    session.add(row)
    session.commit()
    return row.id


def _bury(session: Session, answered: Turn) -> None:
    """Whoever begins holds the step: what is still under way by its row has died with its worker."""
    for was, now in (
        (SpeculationState.ASKING, {"state": SpeculationState.FAILED, "failure": speculations.WORKER_DIED}),
        (SpeculationState.VOICING, {"state": SpeculationState.READY}),
    ):
        session.execute(
            update(Speculation)
            .where(Speculation.turn_id == answered.id, Speculation.state == was)
            .values(**now)
            .execution_options(synchronize_session=False)
        )


def _ask(
    session: Session,
    mine: steps.Claim,
    row_id: int,
    answered: Turn,
    model: ports.LanguageModel,
    clock: ports.Clock,
    patience_seconds: float,
) -> None:
    """Keep the proposal, or why there is none."""
    seat = answered.interview_session
    words = session.get_one(Speculation, row_id).words
    situation = speculations.situation_of(session, answered, words, clock)
    prompt = proposing.decision_prompt(session, seat, situation, clock, heard=words)
    try:
        said = asking.ask(
            session, mine, replace(prompt, purpose=speculations.PURPOSE), replies.DecisionReply,
            model=model, clock=clock, seconds=patience_seconds, interview_session_id=seat.id,
        )  # fmt: skip
    except ports.OutsideError as error:
        log.warning("speculation_failed", turn_id=answered.id, reason=error.reason)
        _move(session, row_id, SpeculationState.ASKING, SpeculationState.FAILED, failure=error.reason)
        return
    proposal = asdict(said.reply.to_domain())
    _move(
        session, row_id, SpeculationState.ASKING, SpeculationState.VOICING,
        proposal=proposal | {"action": proposal["action"].value}, provider=said.provider, model=said.model,
        prompt_version=said.prompt_version, raw=said.raw,
    )  # fmt: skip


def _move(
    session: Session, row_id: int, was: SpeculationState, now: SpeculationState, **values: object
) -> None:
    """Change a row's state if it is still what it was: a recording thrown away meanwhile stays so. Commits."""
    session.execute(
        update(Speculation)
        .where(Speculation.id == row_id, Speculation.state == was)
        .values(state=now, **values)
        .execution_options(synchronize_session=False)
    )
    session.commit()


def _speak(
    session: Session,
    row_id: int,
    answered: Turn,
    text_to_speech: ports.TextToSpeech,
    blobs: ports.BlobStore,
    clock: ports.Clock,
    speaker: voicing.Speaker,
) -> _Spoken:
    """Speak what would be asked. If it has been asked by now, give it its voice."""
    text = _text_to_speak(session, row_id, answered, clock)
    if not text:
        return _Spoken()
    clip_id = None
    _count(session, row_id, answered, text, speaker)
    try:
        clip_id = voicing.clip(
            session, text, answered.interview_session.guide, speaker,
            text_to_speech=text_to_speech, blobs=blobs, clock=clock,
        )  # fmt: skip
    except ports.OutsideError as error:
        log.warning("speculation_without_voice", turn_id=answered.id, reason=error.reason)
    asked = session.scalars(
        select(Turn).where(
            Turn.interview_session_id == answered.interview_session_id,
            Turn.position == answered.position + 1,
            Turn.text == text,
            Turn.speech_clip_id.is_(None),
        )
    ).one_or_none()
    if asked is None:
        return _Spoken()
    if clip_id is None:
        return _Spoken(woken=(steps.add(session, StepKind.VOICE, asked.id).id,))
    asked.speech_clip_id = clip_id
    return _Spoken(turn_id=asked.id)


def _count(session: Session, row_id: int, answered: Turn, text: str, speaker: voicing.Speaker) -> None:
    """Note what the provider is about to be given, before it is: what was spoken before costs nothing. Commits."""
    if voicing.kept(session, text, answered.interview_session.guide, speaker) is None:
        session.get_one(Speculation, row_id).spoken_characters = len(text)
    session.commit()


def _text_to_speak(session: Session, row_id: int, answered: Turn, clock: ports.Clock) -> str:
    """What the rules would ask of the proposal, "" for a preset, which has its voice since its guide was published."""
    row = session.get_one(Speculation, row_id, populate_existing=True)
    if row.proposal is None:
        return ""
    situation = speculations.situation_of(session, answered, row.words, clock)
    choice = decision.bound(speculations.proposal_of(row.proposal), situation)
    session.commit()
    own_words = choice.action in {decision.Action.FOLLOW_UP, decision.Action.RESUME}
    return choice.text if own_words else ""
