"""While the voice's provider is away nobody waits for it: the question is shown, and the browser reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.adapters.circuit_speech import CircuitVoice
from interview_app.adapters.database_circuits import DatabaseCircuits
from interview_app.adapters.elevenlabs_speech import ElevenlabsSpeech
from interview_app.config import VOICE_PROVIDER
from interview_app.extensions import db
from interview_app.models import Provider, Step, StepKind, Turn
from interview_app.usecases import steps, voicing
from tests.conftest import Clock
from tests.fakes.elevenlabs import FakeElevenlabs, Mood
from tests.stage import Candidate, Stage

AWAY = ports.OutsideError("ElevenLabs does not answer (ConnectError).")


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    made = Stage(tmp_path, clock, elevenlabs_api_key="a key", voice_patience_seconds=8)
    yield made
    made.close()


def phase(candidate: Candidate) -> str:
    return candidate.get("/interview/turn").text.split('data-phase="')[1].split('"')[0]


def voice_step(session: Session) -> Step:
    """That of the newest question."""
    found = select(Step).where(Step.kind == StepKind.VOICE).order_by(Step.id.desc())
    step = session.scalars(found).first()
    assert step is not None
    return step


def claimed(session: Session) -> steps.Claim:
    """The right to speak the newest question, which is due at once."""
    step_id = voice_step(session).id
    session.execute(update(Step).where(Step.id == step_id).values(next_at=0.0))
    session.commit()
    claim = steps.claim(session, step_id)
    assert claim is not None
    return claim


def rest(stage: Stage) -> None:
    with stage.app.app_context():
        for _ in range(3):
            DatabaseCircuits(lambda: db.engine).failed(VOICE_PROVIDER, AWAY)


def end_rest(stage: Stage) -> None:
    with stage.session() as session:
        session.execute(update(Provider).values(rests_until=Provider.rests_until - 3600))
        session.commit()


def test_the_first_try_is_worth_a_wait_while_it_is_due_and_while_it_runs(stage: Stage) -> None:
    candidate = stage.in_the_room()
    assert phase(candidate) == "preparing"
    with stage.session() as session:
        claimed(session)
    assert phase(candidate) == "preparing"


@pytest.mark.parametrize("wish", [None, 1.0])
def test_a_voice_that_failed_once_is_not_waited_for(stage: Stage, wish: float | None) -> None:
    """Nor while it is tried again: a question that is there is not taken away."""
    candidate = stage.in_the_room()
    with stage.session() as session:
        steps.fail(session, claimed(session), ports.OutsideError("No.", retry_after_seconds=wish))
    assert phase(candidate) == "asking"
    with stage.session() as session:
        claimed(session)
    assert phase(candidate) == "asking"


def test_a_voice_that_is_not_due_within_the_patience_is_not_waited_for(stage: Stage) -> None:
    candidate = stage.in_the_room()
    for seconds, seen in ((6, "preparing"), (10, "asking")):
        with stage.session() as session:
            voice_step(session).next_at = steps.database_seconds(session) + seconds
            session.commit()
        assert phase(candidate) == seen


def test_while_the_provider_rests_the_question_is_shown_at_once(stage: Stage) -> None:
    rest(stage)
    candidate = stage.in_the_room()
    assert phase(candidate) == "asking"


def test_nobody_waits_to_see_whether_the_provider_is_back(stage: Stage) -> None:
    rest(stage)
    end_rest(stage)
    candidate = stage.in_the_room()
    assert phase(candidate) == "asking"


def test_once_the_provider_is_back_its_voice_is_waited_for_again(stage: Stage) -> None:
    rest(stage)
    with stage.app.app_context():
        DatabaseCircuits(lambda: db.engine).worked(VOICE_PROVIDER)
    assert phase(stage.in_the_room()) == "preparing"


def test_another_provider_that_rests_keeps_no_voice_away(stage: Stage) -> None:
    with stage.app.app_context():
        for _ in range(3):
            DatabaseCircuits(lambda: db.engine).failed("Speech recognition hosted", AWAY)
    assert phase(stage.in_the_room()) == "preparing"


def speak(stage: Stage, voice: ports.TextToSpeech) -> None:
    """What a worker does with the newest question."""
    with stage.session() as session:
        mine = claimed(session)
        try:
            voicing.voice_turn(
                session, mine, text_to_speech=voice, blobs=stage.ports.blobs, clock=stage.clock,
                default_voice="house",
            )  # fmt: skip
        except ports.OutsideError as error:
            steps.fail(session, mine, error)


def test_an_outage_is_learnt_by_all_and_ends_with_the_first_question_that_is_spoken(stage: Stage) -> None:
    moods: list[Mood] = ["broken"]
    with FakeElevenlabs(lambda: moods[0]) as fake:
        settings = stage.settings.model_copy(update={"elevenlabs_base_url": fake.url})
        voice = CircuitVoice(ElevenlabsSpeech(settings), DatabaseCircuits(lambda: db.engine), VOICE_PROVIDER)
        for seen in ("preparing", "preparing", "preparing", "asking", "asking"):
            assert phase(stage.in_the_room()) == seen
            speak(stage, voice)
        assert len(fake.spoken) == 3, "two candidates did not even ask"
        with stage.session() as session:
            assert "left alone" in (voice_step(session).failure or "")

        moods[0] = "fine"
        end_rest(stage)
        candidate = stage.in_the_room()
        candidate.say(f"/api/turns/{_newest(stage)}/shown")
        speak(stage, voice)
        assert len(fake.spoken) == 4
        assert phase(stage.in_the_room()) == "preparing"


def _newest(stage: Stage) -> int:
    with stage.session() as session:
        return session.scalars(select(Turn.id).order_by(Turn.id.desc())).first() or 0
