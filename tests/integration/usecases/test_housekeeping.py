"""What is kept longer than promised goes, wholly, and nothing else does."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import interview, recording
from interview_app.domain.turn import Origin
from interview_app.models import (
    AnswerAudio,
    InterviewSession,
    Invitation,
    MailState,
    SpeechClip,
    Step,
    StepKind,
    Turn,
)
from interview_app.usecases import answering, housekeeping, receiving, steps, transcribing
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, Media, Queue, Recogniser

pytestmark = on_both_databases


class Refusing(Blobs):
    """Cannot delete what belongs to one answer."""

    def __init__(self, but: str) -> None:
        super().__init__()
        self.but = but

    def delete(self, key: str) -> None:
        if key == self.but:
            raise ports.OutsideError("The store is away.")
        super().delete(key)


def _recorded(session: Session, seat: InterviewSession, blobs: Blobs) -> str:
    """The key of a new answer's recording."""
    turn = factories.asked(session, seat)
    key = f"answers/{turn.id}/answer.webm"
    session.add(
        AnswerAudio(
            turn_id=turn.id, blob_key=key, mime="audio/webm", duration_ms=1, declared_ms=1, missing_ms=0, gaps=[],
            created_at=factories.NOW,
        )
    )  # fmt: skip
    session.commit()
    blobs.put(key, b"sound", mime="audio/webm")
    return key


def _spoken(session: Session, turn: Turn, blobs: Blobs, name: str) -> SpeechClip:
    found = session.scalar(select(SpeechClip).where(SpeechClip.key == name))
    clip = found or SpeechClip(
        key=name, blob_key=f"speech/{name}", mime="audio/mpeg", model="m", duration_ms=1, characters=[],
        created_at=factories.NOW,
    )  # fmt: skip
    session.add(clip)
    session.flush()
    turn.speech_clip_id = clip.id
    session.commit()
    blobs.put(clip.blob_key, b"sound", mime="audio/mpeg")
    return clip


def _invited(session: Session, **changes: object) -> Invitation:
    columns: dict[str, object] = {
        "interview_id": factories.published_interview(session, retention_days=30).id, "email": "ada@example.org",
        "name": "Ada", "nonce": "n", "token_hash": "h", "mail_state": MailState.SENT, "created_at": factories.NOW,
    }  # fmt: skip
    made = Invitation(**(columns | changes))
    session.add(made)
    session.commit()
    return made


def test_while_the_store_is_away_nothing_is_erased_and_nothing_is_forgotten(session: Session) -> None:
    seat, blobs = factories.seat(session), Blobs()
    away = Refusing(_recorded(session, seat, blobs))
    with pytest.raises(ports.OutsideError):
        housekeeping.erase(session, seat.id, blobs=away)
    session.rollback()
    assert session.scalar(select(AnswerAudio.blob_key)) == away.but
    housekeeping.erase(session, seat.id, blobs=blobs)
    assert (blobs.kept, session.scalars(select(InterviewSession)).all()) == ({}, [])


def test_a_file_stored_while_an_interview_is_erased_goes_too(session: Session) -> None:
    seat = factories.seat(session)

    class Busy(Blobs):
        def delete(self, key: str) -> None:
            super().delete(key)
            if len(seat.turns) == 1:
                _recorded(session, seat, self)

    blobs = Busy()
    _recorded(session, seat, blobs)
    housekeeping.erase(session, seat.id, blobs=blobs)
    assert blobs.kept == {}


def test_one_interview_that_cannot_be_erased_keeps_no_other(session: Session, clock: Clock) -> None:
    taken = factories.published_interview(session, retention_days=30)
    first, second = factories.seat(session, taken), factories.seat(session, taken)
    blobs = Refusing("")
    blobs.but = _recorded(session, first, blobs)
    _recorded(session, second, blobs)
    clock.tick(31 * 86400)
    assert housekeeping.purge(session, blobs=blobs, clock=clock) == 1
    assert session.scalars(select(InterviewSession.id)).all() == [first.id]
    assert list(blobs.kept) == [blobs.but]


def test_a_question_asked_of_one_candidate_alone_goes_with_its_sound(session: Session) -> None:
    taken = factories.published_interview(session)
    ada, bo = factories.seat(session, taken), factories.seat(session, taken)
    blobs = Blobs()
    _spoken(session, factories.asked(session, ada), blobs, "preset")
    _spoken(session, factories.asked(session, ada, origin=Origin.FOLLOW_UP), blobs, "of ada")
    _spoken(session, factories.asked(session, ada, origin=Origin.FOLLOW_UP), blobs, "of both")
    _spoken(session, factories.asked(session, bo, origin=Origin.FOLLOW_UP), blobs, "of both")
    housekeeping.erase(session, ada.id, blobs=blobs)
    assert sorted(blobs.kept) == ["speech/of both", "speech/preset"]
    assert sorted(session.scalars(select(SpeechClip.key))) == ["of both", "preset"]


def test_an_invitation_never_taken_up_is_kept_no_longer_than_an_interview(
    session: Session, clock: Clock
) -> None:
    invitation = _invited(session)
    steps.add(session, StepKind.SEND_INVITATION, invitation.id)
    session.commit()
    clock.tick(29 * 86400)
    assert housekeeping.purge_invitations(session, clock=clock) == 0
    clock.tick(2 * 86400)
    assert housekeeping.purge_invitations(session, clock=clock) == 1
    assert session.scalars(select(Invitation)).all() == []
    assert session.scalars(select(Step)).all() == []


@pytest.mark.parametrize("when", ["sent_at", "expires_at"])
def test_an_invitation_that_was_of_use_lately_is_kept(session: Session, clock: Clock, when: str) -> None:
    _invited(session, **{when: factories.NOW + timedelta(days=20)})
    clock.tick(31 * 86400)
    assert housekeeping.purge_invitations(session, clock=clock) == 0


def test_an_invitation_that_became_an_interview_stays_with_it(session: Session, clock: Clock) -> None:
    invitation = _invited(session)
    factories.seat(session, invitation.interview, invitation_id=invitation.id)
    clock.tick(31 * 86400)
    assert housekeeping.purge_invitations(session, clock=clock) == 0


class Erasing(Media):
    """While a recording is made playable, its interview is erased."""

    def __init__(self, engine: Engine, seat_id: int, blobs: Blobs) -> None:
        super().__init__()
        self._engine, self._seat_id, self._blobs = engine, seat_id, blobs

    def playable(self, recording: bytes) -> tuple[bytes, str]:
        with Session(self._engine, expire_on_commit=False) as another:
            housekeeping.erase(another, self._seat_id, blobs=self._blobs)
        return super().playable(recording)


def test_an_interview_erased_while_its_answer_is_transcribed_leaves_no_recording(
    engine: Engine, session: Session, clock: Clock
) -> None:
    seat, blobs = factories.seat(session, state=interview.SessionState.RUNNING), Blobs()
    answered = factories.asked(session, seat)
    answering.begin_answer(session, answered, clock=clock)
    take, body = "3f1d7c1e-0000-4000-8000-000000000001", b"\x1a\x45\xdf\xa3" + bytes(64)
    digest = hashlib.sha256(body).hexdigest()
    receiving.store_chunk(
        session, answered, take_key=take, seq=0, body=body, sha256=digest, mime="audio/webm", clock=clock
    )
    answering.seal_recording(
        session,
        answered,
        [recording.TakeDeclared(take, 1, 1000)],
        queue=Queue(),
        clock=clock,
        patience_seconds=30,
    )
    step = session.scalars(select(Step).where(Step.kind == StepKind.TRANSCRIBE)).one()
    claim = steps.claim(session, step.id)
    assert claim is not None
    transcribing.transcribe_turn(
        session, claim, speech_to_text=(Recogniser("words"),), live=None, media=Media(), blobs=blobs, queue=Queue(),
        clock=clock,
    )  # fmt: skip
    claim = steps.claim(session, step.id)
    assert claim is not None
    with pytest.raises(steps.LeaseLost):
        transcribing.keep_recording(
            session, claim, media=Erasing(engine, seat.id, blobs), blobs=blobs, queue=Queue(), clock=clock
        )
    assert blobs.kept == {}
