"""Questions spoken at publishing, and at once when they are asked."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain.interview import InterviewState, SessionState
from interview_app.domain.turn import TurnState
from interview_app.models import Interview, SpeechClip, Step, StepKind, StepState, Turn
from interview_app.usecases import housekeeping, interviewing, publishing, revoicing, steps, voicing
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, Queue, Voice

pytestmark = on_both_databases
AWAY = ports.OutsideError("ElevenLabs failed (status 500).")


def _publish(session: Session, clock: Clock) -> Interview:
    """A second version, published with a voice."""
    taken = factories.published_interview(session)
    publishing.new_version(session, taken, clock=clock)
    publishing.publish(session, taken, voiced=True, queue=Queue(), clock=clock)
    return taken


def _claim(session: Session, kind: StepKind) -> steps.Claim:
    found = session.scalars(select(Step).where(Step.kind == kind).order_by(Step.id.desc())).first()
    assert found is not None
    claim = steps.claim(session, found.id)
    assert claim is not None
    return claim


def _voice_presets(session: Session, clock: Clock, voice: Voice, blobs: Blobs) -> None:
    voicing.voice_presets(
        session, _claim(session, StepKind.VOICE_PRESETS), text_to_speech=voice, blobs=blobs, clock=clock,
        default_voice="house",
    )  # fmt: skip


def _open(session: Session, taken: Interview, clock: Clock) -> tuple[Turn, list[int]]:
    seat = factories.seat(session, taken, state=SessionState.RUNNING)
    asked = interviewing.open_interview(session, seat, clock=clock, voiced=True)
    session.commit()
    return asked


def test_publishing_sets_off_the_voice_of_every_preset(session: Session, clock: Clock) -> None:
    voice, blobs = Voice(), Blobs()
    taken = _publish(session, clock)
    _voice_presets(session, clock, voice, blobs)
    assert voice.said == list(factories.QUESTIONS)
    assert len(blobs.kept) == len(factories.QUESTIONS)
    assert all(question.speech_clip_id for question in publishing.shown_of(taken).questions)


def test_a_preset_spoken_at_publishing_is_there_when_it_is_asked(session: Session, clock: Clock) -> None:
    voice, blobs = Voice(), Blobs()
    taken = _publish(session, clock)
    _voice_presets(session, clock, voice, blobs)
    asked, woken = _open(session, taken, clock)
    clip = session.get_one(SpeechClip, asked.speech_clip_id)
    assert blobs.get(clip.blob_key) == b"sound of " + asked.text.encode()
    assert woken == []
    assert session.scalar(select(Step).where(Step.kind == StepKind.VOICE)) is None


def test_a_preset_asked_before_it_was_spoken_is_spoken_then(session: Session, clock: Clock) -> None:
    taken = _publish(session, clock)
    asked, woken = _open(session, taken, clock)
    assert asked.speech_clip_id is None
    assert [session.get_one(Step, one).kind for one in woken] == [StepKind.VOICE]


def _voice_turn(session: Session, clock: Clock, voice: Voice) -> None:
    voicing.voice_turn(
        session, _claim(session, StepKind.VOICE), text_to_speech=voice, blobs=Blobs(), clock=clock, default_voice="house"
    )  # fmt: skip


def _voice_step(session: Session) -> StepState:
    session.expire_all()
    return session.scalars(select(Step.state).where(Step.kind == StepKind.VOICE)).one()


@pytest.mark.parametrize("state", [state for state in TurnState if state is not TurnState.ASKED])
def test_a_question_whose_answer_has_begun_is_not_spoken_any_more(
    session: Session, clock: Clock, state: TurnState
) -> None:
    asked, _ = _open(session, _publish(session, clock), clock)
    asked.state = state
    session.commit()
    voice = Voice(error=AWAY)
    _voice_turn(session, clock, voice)
    assert voice.said == []
    assert _voice_step(session) is StepState.DONE


def test_a_question_of_an_interview_that_is_over_is_not_spoken(session: Session, clock: Clock) -> None:
    asked, _ = _open(session, _publish(session, clock), clock)
    asked.interview_session.state = SessionState.ENDED
    session.commit()
    _voice_turn(session, clock, Voice(error=AWAY))
    assert _voice_step(session) is StepState.DONE


def test_a_question_that_is_shown_and_not_yet_answered_may_still_be_heard(
    session: Session, clock: Clock
) -> None:
    """By who loads the page anew; and it tells whether a provider that rested is back."""
    asked, _ = _open(session, _publish(session, clock), clock)
    asked.shown_at = clock()
    session.commit()
    voice = Voice()
    _voice_turn(session, clock, voice)
    assert voice.said == [asked.text]
    assert asked.speech_clip_id is not None


def test_what_was_spoken_once_is_not_spoken_again(session: Session, clock: Clock) -> None:
    voice, blobs = Voice(), Blobs()
    taken = _publish(session, clock)
    _open(session, taken, clock)
    voicing.voice_turn(
        session, _claim(session, StepKind.VOICE), text_to_speech=voice, blobs=blobs, clock=clock, default_voice="house"
    )  # fmt: skip
    _voice_presets(session, clock, voice, blobs)
    assert sorted(voice.said) == sorted(factories.QUESTIONS)


def test_the_presets_spoken_before_a_failure_are_kept(session: Session, clock: Clock) -> None:
    class Hoarse(Voice):
        def speak(self, text: str, *, voice: str, language: str) -> ports.Speech:
            if self.said:
                raise AWAY
            return super().speak(text, voice=voice, language=language)

    taken = _publish(session, clock)
    with pytest.raises(ports.OutsideError):
        _voice_presets(session, clock, Hoarse(), Blobs())
    asked, woken = _open(session, taken, clock)
    assert asked.speech_clip_id is not None
    assert woken == []


def test_without_a_voice_nothing_is_set_off(session: Session, clock: Clock) -> None:
    taken = factories.published_interview(session)
    publishing.new_version(session, taken, clock=clock)
    publishing.publish(session, taken, voiced=False, queue=Queue(), clock=clock)
    waiting = session.scalars(select(Step).where(Step.state == StepState.READY)).all()
    assert [one.kind for one in waiting if one.kind is StepKind.VOICE_PRESETS] == []


def _order(session: Session, voice: str = "house") -> list[str]:
    queue = Queue()
    speaker = voicing.Speaker(model=Voice().model, voice=voice)
    revoicing.order(session, speaker=speaker, queue=queue)
    return queue.kinds


def test_another_voice_of_the_installation_speaks_what_is_published(session: Session, clock: Clock) -> None:
    blobs = Blobs()
    taken = _publish(session, clock)
    _voice_presets(session, clock, Voice(), blobs)
    before = [one.speech_clip_id for one in publishing.shown_of(taken).questions]
    assert _order(session) == []
    assert _order(session, "another") == ["voice_presets"]
    assert _order(session, "another") == [], "it is in hand"
    voicing.voice_presets(
        session, _claim(session, StepKind.VOICE_PRESETS), text_to_speech=Voice(), blobs=blobs, clock=clock,
        default_voice="another",
    )  # fmt: skip
    after = [one.speech_clip_id for one in publishing.shown_of(taken).questions]
    assert not set(before) & set(after)
    assert _order(session, "another") == []


def test_an_interview_with_a_voice_of_its_own_keeps_it(session: Session, clock: Clock) -> None:
    taken = _publish(session, clock)
    publishing.shown_of(taken).voice = "its own"
    _voice_presets(session, clock, Voice(), Blobs())
    assert _order(session, "another") == []


def test_what_was_published_without_a_voice_gets_one(session: Session, clock: Clock) -> None:
    taken = factories.published_interview(session)
    assert _order(session) == ["voice_presets"]
    _voice_presets(session, clock, Voice(), Blobs())
    taken.state = InterviewState.CLOSED
    session.commit()
    assert _order(session, "another") == [], "nobody comes to a closed one"


def test_what_could_not_be_spoken_waits_for_a_person(session: Session, clock: Clock) -> None:
    _publish(session, clock)
    steps.fail(session, _claim(session, StepKind.VOICE_PRESETS), ports.OutsideError("No.", permanent=True))
    assert _order(session, "another") == []


def test_erasing_a_candidate_leaves_the_presets_voice_to_the_others(session: Session, clock: Clock) -> None:
    blobs = Blobs()
    taken = _publish(session, clock)
    _voice_presets(session, clock, Voice(), blobs)
    asked, _ = _open(session, taken, clock)
    housekeeping.erase(session, asked.interview_session_id, blobs=blobs)
    assert len(blobs.kept) == len(factories.QUESTIONS)
    assert _open(session, taken, clock)[0].speech_clip_id is not None
