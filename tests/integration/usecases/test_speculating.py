"""The next step is ready when the candidate has finished, and only ever what the rules and the final words allow."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import interview, speculation, transcript, turn
from interview_app.domain.decision import Action
from interview_app.models import (
    Decision,
    Hearing,
    InterviewSession,
    ModelCall,
    Speculation,
    SpeculationState,
    SpeechClip,
    Step,
    StepKind,
    StepState,
    Take,
    Turn,
)
from interview_app.usecases import (
    answering,
    interviewing,
    sealing,
    speculating,
    speculations,
    steps,
    voicing,
)
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, Model, News, Queue, Voice

pytestmark = on_both_databases
SAID = "I led the migration of our billing service and my team moved all the invoices to the new system in spring"
PROBE = "What did you yourself do to keep the invoices right?"
FOLLOW_UP = {
    "action": "follow_up",
    "question_text": PROBE,
    "seconds": 90,
    "reason": "The own action is missing.",
}
ANEW = FOLLOW_UP | {"question_text": "How did you find out that it had worked?"}
CAPS = speculation.Caps(most_per_answer=3, most_usd_per_interview=1.0)
AWAY = ports.OutsideError("The model is away.")


@pytest.fixture
def seat(session: Session) -> InterviewSession:
    return factories.seat(session, state=interview.SessionState.RUNNING)


@pytest.fixture
def answered(session: Session, seat: InterviewSession, clock: Clock) -> Turn:
    """A turn whose answer has begun, with SAID heard of it."""
    begun = factories.asked(session, seat)
    answering.begin_answer(session, begun, clock=clock)
    session.add(Take(turn_id=begun.id, key="take", number=1, attempt=1, created_at=factories.NOW))
    session.flush()
    take_id = session.scalars(select(Take.id)).one()
    session.add(Hearing(take_id=take_id, heard_ms=0, chunks_seen=0, pieces=[], updated_at=factories.NOW))
    session.commit()
    _hear(session, begun, SAID)
    return begun


def _hear(session: Session, answered: Turn, text: str) -> None:
    """From now on so much has been heard."""
    words = [transcript.Word(word, at * 400, at * 400 + 300, 0.9) for at, word in enumerate(text.split())]
    piece = {
        "start_ms": 0, "end_ms": len(words) * 400, "words": transcript.to_json(words), "dropped": [], "aligned": True,
        "engine": "whisperx", "model": "tiny",
    }  # fmt: skip
    session.scalars(select(Hearing)).one().pieces = [piece]
    session.commit()


def _prepare(
    session: Session, answered: Turn, model: Model | None, clock: Clock, **changes: Any
) -> list[Speculation]:
    given: dict[str, Any] = {
        "text_to_speech": None, "blobs": Blobs(), "queue": Queue(), "news": News(), "caps": CAPS, "patience_seconds": 5,
        "speaker": None,
    }  # fmt: skip
    step = steps.add(session, StepKind.SPECULATE, answered.id)
    session.commit()
    claim = steps.claim(session, step.id)
    assert claim is not None
    speculating.prepare(session, claim, model=model, clock=clock, **(given | changes))
    return list(speculations.of_turn(session, answered))


def _aloud() -> dict[str, Any]:
    """With somebody who speaks what was prepared."""
    return {"text_to_speech": Voice(), "speaker": voicing.Speaker(model=Voice().model, voice="house")}


def _submit(
    session: Session, answered: Turn, final: str, model: Model, clock: Clock, **changes: Any
) -> Decision:
    factories.said(session, answered, final)
    return _decide(session, answered, model, clock, **changes)


def _decide(session: Session, answered: Turn, model: Model, clock: Clock, **changes: Any) -> Decision:
    given: dict[str, Any] = {"patience_seconds": 5, "voiced": False, "queue": Queue()}
    step = steps.add(session, StepKind.DECIDE, answered.id)
    session.commit()
    claim = steps.claim(session, step.id)
    assert claim is not None
    interviewing.decide_next(session, claim, model=model, clock=clock, **(given | changes))
    return session.scalars(select(Decision).where(Decision.turn_id == answered.id)).one()


def test_a_prepared_question_is_asked_without_another_call(
    session: Session, answered: Turn, clock: Clock
) -> None:
    model = Model(DecisionReply=[FOLLOW_UP, ANEW])
    _prepare(session, answered, model, clock)
    made = _submit(session, answered, SAID, model, clock)
    assert (made.action, answered.interview_session.turns[-1].text) == (Action.FOLLOW_UP, PROBE)
    assert made.prepared == {"used": True, "why_not": "", "changed_words": 0, "words": 21}
    assert (made.provider, made.prompt_version) == ("double", "decide-4")
    assert len(model.asked) == 1


def test_the_words_so_far_are_put_to_the_model_as_the_answer(
    session: Session, answered: Turn, clock: Clock
) -> None:
    model = Model(DecisionReply=FOLLOW_UP)
    _prepare(session, answered, model, clock)
    assert SAID in model.asked[0][2]


@pytest.mark.parametrize(
    "final",
    [SAID + " and then I left the company and somebody else had to look after it all summer",
     SAID.replace("led", "never led"), SAID + " in 14 days"],
)  # fmt: skip
def test_an_answer_that_went_on_otherwise_is_decided_anew(
    session: Session, answered: Turn, clock: Clock, final: str
) -> None:
    model = Model(DecisionReply=[FOLLOW_UP, ANEW])
    _prepare(session, answered, model, clock)
    made = _submit(session, answered, final, model, clock)
    assert answered.interview_session.turns[-1].text == ANEW["question_text"]
    assert made.prepared is not None
    assert (made.prepared["used"], made.prepared["why_not"] != "") == (False, True)
    assert len(model.asked) == 2


def test_a_proposal_made_with_more_time_left_is_decided_anew(
    session: Session, answered: Turn, clock: Clock
) -> None:
    model = Model(DecisionReply=[FOLLOW_UP, ANEW])
    _prepare(session, answered, model, clock)
    answered.interview_session.guide.time_limit_minutes = 5
    factories.said(session, answered, SAID)
    answered.sealed_at = factories.NOW + timedelta(seconds=122)
    session.commit()
    made = _decide(session, answered, model, clock)
    assert made.prepared is not None
    assert made.prepared["why_not"] == "The time left allows something else by now."


def test_no_prepared_question_breaks_a_rule(session: Session, answered: Turn, clock: Clock) -> None:
    model = Model(DecisionReply=FOLLOW_UP | {"question_text": "How old are you?"})
    _prepare(session, answered, model, clock)
    made = _submit(session, answered, SAID, model, clock)
    assert made.action is Action.PRESET
    assert made.prepared is not None
    assert made.prepared["used"]


def test_a_model_that_is_away_is_silent_and_counted(session: Session, answered: Turn, clock: Clock) -> None:
    model = Model(DecisionReply=[AWAY, ANEW])
    rows = _prepare(session, answered, model, clock)
    assert [(row.state, row.failure) for row in rows] == [(SpeculationState.FAILED, "The model is away.")]
    step = session.scalars(select(Step).where(Step.kind == StepKind.SPECULATE)).one()
    session.refresh(step)
    assert (step.state, step.failure) == (StepState.DONE, None)
    made = _submit(session, answered, SAID, model, clock)
    assert (made.action, made.prepared) == (Action.FOLLOW_UP, None)


@pytest.mark.parametrize(
    ("caps", "prepared"),
    [(speculation.Caps(most_per_answer=1), 1), (speculation.Caps(most_per_answer=9, most_usd_per_interview=0.0001), 1),
     (speculation.Caps(most_per_answer=9, most_per_interview=1), 1),
     (speculation.Caps(most_per_answer=9, most_characters_per_interview=10), 1),
     (CAPS, 2), (None, 0)],
)  # fmt: skip
def test_no_more_is_prepared_than_the_caps_allow(
    session: Session, answered: Turn, clock: Clock, caps: speculation.Caps | None, prepared: int
) -> None:
    model = Model(DecisionReply=FOLLOW_UP)
    _prepare(session, answered, model, clock, caps=caps, **_aloud())
    _hear(
        session,
        answered,
        SAID + " and we looked after it all through the summer and the winter that came then",
    )
    assert len(_prepare(session, answered, model, clock, caps=caps)) == prepared
    assert len(model.asked) == prepared


def test_a_call_that_failed_is_not_made_again_for_the_same_words(
    session: Session, answered: Turn, clock: Clock
) -> None:
    model = Model(DecisionReply=AWAY)
    _prepare(session, answered, model, clock)
    assert len(_prepare(session, answered, model, clock)) == 1


def test_its_cost_is_told_from_that_of_deciding(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    _prepare(session, answered, Model(DecisionReply=FOLLOW_UP), clock, **_aloud())
    assert session.scalars(select(ModelCall.purpose)).all() == [speculations.PURPOSE]
    _submit(session, answered, SAID, Model(DecisionReply=ANEW), clock)
    assert speculations.account(session, seat.id) == speculations.Account(
        prepared=1, used=1, usd=0.0001, unpriced=0, spoken_characters=len(PROBE)
    )


def test_a_call_without_a_price_is_told_and_what_was_spoken_before_is_not_counted_again(
    session: Session, seat: InterviewSession, answered: Turn, clock: Clock
) -> None:
    model = Model(DecisionReply=FOLLOW_UP)
    _prepare(session, answered, model, clock, **_aloud())
    session.execute(update(ModelCall).values(cost_usd=None))
    session.commit()
    _hear(
        session,
        answered,
        SAID + " and we looked after it all through the summer and the winter that came then",
    )
    _prepare(session, answered, model, clock, **_aloud())
    session.execute(update(ModelCall).values(cost_usd=None))
    session.commit()
    made = speculations.account(session, seat.id)
    assert (made.prepared, made.usd, made.unpriced, made.spoken_characters) == (2, 0.0, 2, len(PROBE))


def test_nothing_is_prepared_where_there_is_nothing_to_choose(
    session: Session, answered: Turn, clock: Clock
) -> None:
    answered.interview_session.guide.follow_ups_per_question = 0
    session.commit()
    assert _prepare(session, answered, Model(DecisionReply=FOLLOW_UP), clock) == []


def test_a_prepared_question_has_its_voice_at_once(session: Session, answered: Turn, clock: Clock) -> None:
    model, voice, queue = Model(DecisionReply=FOLLOW_UP), Voice(), Queue()
    speaker = voicing.Speaker(model=voice.model, voice="maya")
    _prepare(session, answered, model, clock, text_to_speech=voice, speaker=speaker)
    assert voice.said == [PROBE]
    _submit(session, answered, SAID, model, clock, voiced=True, speaker=speaker, queue=queue)
    clip_id = session.scalars(select(SpeechClip.id)).one()
    assert answered.interview_session.turns[-1].speech_clip_id == clip_id
    assert "voice" not in queue.kinds


def test_a_voice_that_fails_leaves_the_prepared_question(
    session: Session, answered: Turn, clock: Clock
) -> None:
    model, voice = Model(DecisionReply=FOLLOW_UP), Voice(error=AWAY)
    speaker = voicing.Speaker(model=voice.model, voice="maya")
    rows = _prepare(session, answered, model, clock, text_to_speech=voice, speaker=speaker)
    assert [row.state for row in rows] == [SpeculationState.READY]
    queue = Queue()
    made = _submit(session, answered, SAID, model, clock, voiced=True, speaker=speaker, queue=queue)
    assert made.action is Action.FOLLOW_UP
    assert queue.kinds == ["voice"]


def test_a_question_asked_while_its_voice_is_being_made_gets_that_voice(
    session: Session, answered: Turn, clock: Clock
) -> None:
    model, queue = Model(DecisionReply=FOLLOW_UP), Queue()

    class Slow(Voice):
        def speak(self, text: str, *, voice: str, language: str) -> ports.Speech:
            if not self.said:
                speaker = voicing.Speaker(model=self.model, voice="maya")
                _submit(session, answered, SAID, model, clock, voiced=True, speaker=speaker, queue=queue)
            return super().speak(text, voice=voice, language=language)

    voice, news = Slow(), News()
    _prepare(
        session,
        answered,
        model,
        clock,
        text_to_speech=voice,
        speaker=voicing.Speaker(model=voice.model, voice="maya"),
        news=news,
    )
    asked = answered.interview_session.turns[-1]
    assert news.told == [asked.id], "whoever waits for the voice would see it only at the next look"
    assert (asked.text, asked.speech_clip_id is not None) == (PROBE, True)
    assert (voice.said, queue.kinds) == ([PROBE], [])
    fallback = session.scalars(select(Step).where(Step.kind == StepKind.VOICE)).one()
    assert fallback.next_at > steps.database_seconds(session)


def _under_way(session: Session, answered: Turn) -> None:
    session.add(
        Speculation(
            turn_id=answered.id, number=1, state=SpeculationState.ASKING, words=SAID, verdict="follow_up.normal",
            proposal=None, failure=None, created_at=factories.NOW,
        )
    )  # fmt: skip
    session.commit()


def _sleeps(monkeypatch: pytest.MonkeyPatch, sleep: Callable[[float], None] | None) -> None:
    """What waiting is in this module; time itself stays: other threads sleep too."""
    monkeypatch.setattr(speculations, "time", SimpleNamespace(monotonic=time.monotonic, sleep=sleep))


def test_a_call_under_way_is_waited_for(
    session: Session, engine: Engine, answered: Turn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _under_way(session, answered)
    proposal = {"action": "follow_up", "text": PROBE, "seconds": 90, "reason": "Because."}
    comes = update(Speculation).values(state=SpeculationState.READY, proposal=proposal)

    def meanwhile(_seconds: float) -> None:
        with Session(engine) as other:
            other.execute(comes)
            other.commit()

    _sleeps(monkeypatch, meanwhile)
    model = Model(DecisionReply=ANEW)
    made = _submit(session, answered, SAID, model, clock)
    assert (answered.interview_session.turns[-1].text, model.asked) == (PROBE, [])
    assert made.prepared is not None
    assert made.prepared["used"]


def test_a_call_that_takes_longer_than_usual_is_not_waited_for(
    session: Session, answered: Turn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one whose worker was killed: its row stays as it was."""
    _under_way(session, answered)
    clock.tick(speculation.SLOWER * speculation.USUAL_SECONDS)
    _sleeps(monkeypatch, None)
    made = _submit(session, answered, SAID, Model(DecisionReply=ANEW), clock)
    assert made.prepared is not None
    assert made.prepared["why_not"] == "The call under way took too long."
    assert answered.interview_session.turns[-1].text == ANEW["question_text"]


def test_whoever_takes_over_from_a_killed_worker_counts_its_call_and_asks_anew(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _under_way(session, answered)
    rows = _prepare(session, answered, Model(DecisionReply=FOLLOW_UP), clock)
    assert [(row.number, row.state) for row in rows] == [
        (1, SpeculationState.FAILED),
        (2, SpeculationState.READY),
    ]


def test_a_recording_thrown_away_takes_its_words_and_proposals_along(
    session: Session, answered: Turn, clock: Clock
) -> None:
    row = _prepare(session, answered, Model(DecisionReply=FOLLOW_UP), clock)[0]
    sealing.throw_away(session, answered)
    session.commit()
    session.refresh(row)
    assert (row.state, row.words, row.proposal, row.raw) == (SpeculationState.FAILED, "", None, "")


def test_an_answer_that_is_over_is_not_prepared_for(session: Session, answered: Turn, clock: Clock) -> None:
    answered.state = turn.TurnState.SEALED
    session.commit()
    assert _prepare(session, answered, Model(DecisionReply=FOLLOW_UP), clock) == []
