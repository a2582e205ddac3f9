"""What the candidate's own browser understood of an answer: kept as it came, apart from what recognisers hear.

It becomes the transcript of record only when no recogniser is left that could make one, and says so for ever
(docs/decisions/0010). Whoever sends it may send anything: it is cleaned, capped and never believed to be checked.
"""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, interview, provenance, recording, transcript, turn
from interview_app.models import InterviewSession, Overheard, Take, Turn
from interview_app.usecases import writing

MOST_CHARS = 12_000
"""Ten minutes of the fastest speech, of one take."""
CONSENTED = "+browser"
"""The end of a consent's version whose page said that the browser may recognise speech."""


def allowed(seat: InterviewSession) -> bool:
    """Whether this candidate was told that their browser may send their voice to its maker, and agreed."""
    return seat.consent_version.endswith(CONSENTED)


def store_text(
    session: Session,
    answered: Turn,
    *,
    take_key: str,
    attempt: int,
    revision: int,
    text: str,
    clock: ports.Clock,
) -> bool:
    """Keep the text of a take so far. False: a newer one is there already, and nothing changes.

    Raises WrongState where the candidate was not asked, InterviewOver, AnswerSealed, NotYet, ChunkConflict for an
    attempt that was thrown away, TooLarge for more takes than an answer has.
    """
    recording.check_take(take_key)
    session.refresh(answered, with_for_update=True)
    _check_running(answered)
    if answered.attempt != attempt:
        raise errors.ChunkConflict("This part belongs to a recording that was thrown away.")
    known = session.scalar(
        select(Overheard).where(Overheard.turn_id == answered.id, Overheard.take == take_key)
    )
    if known is not None and known.revision >= revision:
        session.rollback()
        return False
    if known is None:
        known = _new(session, answered, take_key)
    known.revision = revision
    known.text = transcript.clean_text(text, MOST_CHARS).text.strip()
    known.updated_at = clock()
    session.commit()
    return True


def recognition(session: Session, answered: Turn) -> ports.Recognition | None:
    """The words of the sealed answer as its browser understood them, without times; None when there are none."""
    texts = session.scalars(
        select(Overheard.text)
        .join(Take, (Take.turn_id == Overheard.turn_id) & (Take.key == Overheard.take))
        .where(
            Overheard.turn_id == answered.id, Overheard.attempt == answered.attempt, Take.declared_chunks > 0
        )
        .order_by(Take.number)
    )
    words = transcript.written_words(" ".join(texts))
    if not words:
        return None
    return ports.Recognition(
        words=words,
        language=answered.interview_session.guide.language,
        engine=provenance.BROWSER,
        model="",
        aligned=False,
    )


def forget(session: Session, answered: Turn) -> None:
    """Delete it with the recording that it belongs to. Does not commit."""
    session.execute(delete(Overheard).where(Overheard.turn_id == answered.id))


def _new(session: Session, answered: Turn, take_key: str) -> Overheard:
    wanted = select(func.count()).select_from(Overheard).where(Overheard.turn_id == answered.id)
    if (session.scalar(wanted) or 0) >= recording.MAX_TAKES_PER_ANSWER:
        raise errors.TooLarge("This answer was begun too often.")
    made = Overheard(turn_id=answered.id, attempt=answered.attempt, take=take_key)
    session.add(made)
    return made


def _check_running(answered: Turn) -> None:
    writing.check_may_be_recorded(answered)
    if not allowed(answered.interview_session):
        raise errors.WrongState("This interview takes no words from the browser.")
    if answered.interview_session.state is not interview.SessionState.RUNNING:
        raise errors.InterviewOver
    if answered.sealed_at is not None:
        raise errors.AnswerSealed
    if answered.state is not turn.TurnState.ANSWERING:
        raise errors.NotYet("This answer has not begun yet.")
