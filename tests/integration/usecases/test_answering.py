"""An answer from its first chunk to its words: nothing lost, nothing twice, nothing after the end."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, interview, recording
from interview_app.domain.turn import TurnState
from interview_app.models import (
    AnswerAudio,
    AnswerMode,
    Chunk,
    InterviewSession,
    Step,
    StepKind,
    StepState,
    Transcript,
    Turn,
)
from interview_app.usecases import (
    answering,
    interviewing,
    open_answers,
    receiving,
    sealing,
    steps,
    transcribing,
)
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, Media, Queue, Recogniser

pytestmark = on_both_databases
WEBM = b"\x1a\x45\xdf\xa3"
TAKE = "3f1d7c1e-0000-4000-8000-000000000001"
SECOND_TAKE = "3f1d7c1e-0000-4000-8000-000000000002"


@pytest.fixture
def answered(session: Session, clock: Clock) -> Turn:
    """A turn whose answer has begun."""
    seat = factories.seat(session, state=interview.SessionState.RUNNING)
    begun = factories.asked(session, seat)
    answering.begin_answer(session, begun, clock=clock)
    return begun


def _store(
    session: Session, answered: Turn, clock: Clock, seq: int, body: bytes = b"", **changes: Any
) -> bool:
    body = body or WEBM + bytes([seq]) * 64
    given: dict[str, Any] = {
        "take_key": TAKE,
        "sha256": hashlib.sha256(body).hexdigest(),
        "mime": "audio/webm",
    }
    return receiving.store_chunk(session, answered, seq=seq, body=body, clock=clock, **(given | changes)).now


def _seal(session: Session, answered: Turn, clock: Clock, *takes: recording.TakeDeclared) -> bool:
    return answering.seal_recording(session, answered, takes, queue=Queue(), clock=clock, patience_seconds=30)


def _transcribe(session: Session, answered: Turn, clock: Clock, **changes: Any) -> None:
    step = session.scalars(
        select(Step).where(Step.kind == StepKind.TRANSCRIBE, Step.subject_id == answered.id)
    ).one()
    given: dict[str, Any] = {
        "speech_to_text": (Recogniser("I led the migration"),), "media": Media(), "blobs": Blobs(), "queue": Queue(),
        "live": None,
    }  # fmt: skip
    while (claim := steps.claim(session, step.id)) is not None:
        transcribing.transcribe_turn(session, claim, clock=clock, **(given | changes))


def test_a_stored_chunk_is_committed(session: Session, answered: Turn, clock: Clock) -> None:
    assert _store(session, answered, clock, 0) is True
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Chunk)) == 1


def test_the_same_chunk_again_is_no_second_one(session: Session, answered: Turn, clock: Clock) -> None:
    _store(session, answered, clock, 0)
    assert _store(session, answered, clock, 0) is False
    assert receiving.list_chunks(session, answered) == {TAKE: [0]}


def test_other_bytes_in_the_same_place_are_refused_and_the_first_stay(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0)
    with pytest.raises(errors.ChunkConflict):
        _store(session, answered, clock, 0, WEBM + b"other")


def test_chunks_come_in_any_order(session: Session, answered: Turn, clock: Clock) -> None:
    for seq in (2, 0, 1):
        _store(session, answered, clock, seq)
    assert receiving.list_chunks(session, answered) == {TAKE: [0, 1, 2]}


def test_damaged_bytes_are_not_stored(session: Session, answered: Turn, clock: Clock) -> None:
    with pytest.raises(errors.ChunkChecksumMismatch):
        _store(session, answered, clock, 0, sha256="0" * 64)
    assert receiving.list_chunks(session, answered) == {}


def test_a_recording_that_is_no_recording_is_refused_at_its_first_chunk(
    session: Session, answered: Turn, clock: Clock
) -> None:
    with pytest.raises(errors.InvalidInput):
        _store(session, answered, clock, 0, b"<html>not a recording</html>")


def test_nothing_is_recorded_before_the_answer_begins(session: Session, clock: Clock) -> None:
    seat = factories.seat(session, state=interview.SessionState.RUNNING)
    with pytest.raises(errors.NotYet):
        _store(session, factories.asked(session, seat), clock, 0)


def test_an_answer_larger_than_the_limit_is_refused(
    session: Session, answered: Turn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "MAX_ANSWER_BYTES", 100)
    _store(session, answered, clock, 0)
    with pytest.raises(errors.TooLarge):
        _store(session, answered, clock, 1)


def test_sealing_names_the_gaps(session: Session, answered: Turn, clock: Clock) -> None:
    _store(session, answered, clock, 0)
    _store(session, answered, clock, 2)
    with pytest.raises(errors.RecordingIncomplete) as told:
        _seal(session, answered, clock, recording.TakeDeclared(TAKE, 4, 4000))
    assert told.value.gaps == {TAKE: (1, 3)}
    assert answered.state is TurnState.ANSWERING


SECOND_OF_SOUND = bytes(32 * 1000)


def _store_seconds(session: Session, answered: Turn, clock: Clock, seqs: Sequence[int]) -> None:
    for seq in seqs:
        body = WEBM + SECOND_OF_SOUND[4:] if seq == 0 else bytes([seq]) * len(SECOND_OF_SOUND)
        _store(session, answered, clock, seq, body)


def test_what_follows_a_lost_chunk_stays_part_of_the_answer(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store_seconds(session, answered, clock, (0, 1, 3, 4, 5, 6, 7, 8, 9))
    with pytest.raises(errors.RecordingIncomplete) as told:
        _seal(session, answered, clock, recording.TakeDeclared(TAKE, 10, 10_000))
    session.rollback()
    assert told.value.gaps == {TAKE: (2,)}
    assert _seal(session, answered, clock, recording.TakeDeclared(TAKE, 10, 10_000, (2,)))
    heard = Recogniser("yes")
    _transcribe(session, answered, clock, speech_to_text=(heard,), media=Bridging())
    assert [len(pcm) for pcm in heard.heard] == [10 * len(SECOND_OF_SOUND)]
    audio = session.scalars(select(AnswerAudio)).one()
    assert (audio.duration_ms, audio.missing_ms, audio.gaps) == (10_000, 1000, [[2000, 3000]])


def test_nothing_that_was_acknowledged_is_left_out_by_a_browser_that_knows_of_less(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store_seconds(session, answered, clock, (0, 1, 2, 4))
    with pytest.raises(errors.RecordingIncomplete) as told:
        _seal(session, answered, clock, recording.TakeDeclared(TAKE, 2, 2000))
    session.rollback()
    assert told.value.gaps == {TAKE: (3,)}
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 2, 2000, (3,)))
    heard = Recogniser("yes")
    _transcribe(session, answered, clock, speech_to_text=(heard,), media=Bridging())
    assert [len(pcm) for pcm in heard.heard] == [5 * len(SECOND_OF_SOUND)]
    assert session.scalars(select(AnswerAudio.gaps)).one() == [[3000, 4000]]


def test_nobody_takes_back_a_chunk_by_giving_it_up(session: Session, answered: Turn, clock: Clock) -> None:
    _store_seconds(session, answered, clock, (0, 1, 2))
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 3, 3000, (1, 2)))
    heard = Recogniser("yes")
    _transcribe(session, answered, clock, speech_to_text=(heard,))
    assert [len(pcm) for pcm in heard.heard] == [3 * len(SECOND_OF_SOUND)]
    assert session.scalars(select(AnswerAudio.missing_ms)).one() == 0


def test_an_answer_given_up_as_a_whole_is_no_answer_while_there_is_time(
    session: Session, answered: Turn, clock: Clock
) -> None:
    with pytest.raises(errors.InvalidInput, match="Nothing was recorded"):
        _seal(session, answered, clock, recording.TakeDeclared(TAKE, 2, 2000, (0, 1)))
    session.rollback()
    assert answered.state is TurnState.ANSWERING


def test_a_gap_in_an_answer_that_nobody_submitted_is_named_as_well(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store_seconds(session, answered, clock, (0, 2))
    sealing.as_it_came(session, answered, clock)
    session.commit()
    _transcribe(session, answered, clock, media=Bridging())
    assert session.scalars(select(AnswerAudio.gaps)).one() == [[1000, 2000]]


class Bridging(Media):
    """Fills what is missing with silence, as the decoder does: the n-th second is made of bytes n."""

    def decode(self, recording: bytes) -> bytes:
        seconds = [recording[at : at + 32_000] for at in range(0, len(recording), 32_000)]
        known = {one[-1]: one for one in seconds}
        return b"".join(known.get(at, SECOND_OF_SOUND) for at in range(max(known) + 1))


def test_a_sealed_answer_is_sealed_once_and_takes_no_more(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0)
    declared = recording.TakeDeclared(TAKE, 1, 1000)
    assert _seal(session, answered, clock, declared) is True
    assert _seal(session, answered, clock, declared) is False
    with pytest.raises(errors.AnswerSealed):
        _store(session, answered, clock, 1)


def test_a_chunk_repeated_after_the_seal_is_still_acknowledged(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 1, 1000))
    assert _store(session, answered, clock, 0) is False


def test_sealing_nothing_is_refused_while_there_is_time(
    session: Session, answered: Turn, clock: Clock
) -> None:
    with pytest.raises(errors.InvalidInput):
        _seal(session, answered, clock)


def test_an_answer_without_a_word_is_sealed_when_its_time_is_up(
    session: Session, answered: Turn, clock: Clock
) -> None:
    clock.tick(answered.answer_seconds)
    assert _seal(session, answered, clock) is True
    words = session.scalars(select(Transcript)).one()
    assert (words.engine, words.text) == ("none", "")


def test_the_seal_orders_the_transcript_now_and_the_decision_at_the_latest_after_the_patience(
    session: Session, answered: Turn, clock: Clock
) -> None:
    factories.listening(session)
    _store(session, answered, clock, 0)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 1, 1000))
    now = steps.database_seconds(session)
    due = {step.kind: step.next_at - now for step in session.scalars(select(Step))}
    assert due[StepKind.TRANSCRIBE] <= 0
    assert 25 < due[StepKind.DECIDE] <= 30


def test_an_answer_in_writing_has_its_words_at_once(session: Session, answered: Turn, clock: Clock) -> None:
    queue = Queue()
    answering.seal_written(session, answered, "I led\x00 the migration.", queue=queue, clock=clock)
    words = session.scalars(select(Transcript)).one()
    assert (words.engine, words.text) == ("written", "I led the migration.")
    assert queue.kinds == ["decide"]


def test_an_empty_written_answer_is_refused(session: Session, answered: Turn, clock: Clock) -> None:
    with pytest.raises(errors.InvalidInput):
        answering.seal_written(session, answered, " \u200b ", queue=Queue(), clock=clock)


def test_recording_again_is_bounded_and_sets_the_first_attempt_aside(session: Session, clock: Clock) -> None:
    taken = factories.published_interview(session, attempts_allowed=2)
    seat = factories.seat(session, taken, state=interview.SessionState.RUNNING)
    answered = factories.asked(session, seat)
    answering.begin_answer(session, answered, clock=clock)
    _store(session, answered, clock, 0)
    answering.record_again(session, answered, clock=clock)
    assert receiving.list_chunks(session, answered) == {}
    assert session.scalar(select(func.count()).select_from(Chunk)) == 0
    with pytest.raises(errors.WrongState):
        answering.record_again(session, answered, clock=clock)


def test_nothing_is_taken_after_the_end(session: Session, answered: Turn, clock: Clock) -> None:
    answered.interview_session.state = interview.SessionState.ENDED
    session.commit()
    with pytest.raises(errors.InterviewOver):
        _store(session, answered, clock, 0)


def test_time_away_is_taken_off_the_answers_clock(session: Session, answered: Turn, clock: Clock) -> None:
    seat = answered.interview_session
    clock.tick(5)
    answering.sign_of_life(session, seat, clock=clock)
    clock.tick(60)
    answering.sign_of_life(session, seat, clock=clock)
    clock.tick(5)
    answering.sign_of_life(session, seat, clock=clock)
    assert answered.away_ms == 60_000


def test_takes_are_decoded_alone_and_joined_in_order(session: Session, answered: Turn, clock: Clock) -> None:
    _store(session, answered, clock, 1, b"second")
    _store(session, answered, clock, 0, WEBM + b"first")
    _store(session, answered, clock, 0, WEBM + b"after the reload", take_key=SECOND_TAKE)
    _seal(
        session,
        answered,
        clock,
        recording.TakeDeclared(TAKE, 2, 0),
        recording.TakeDeclared(SECOND_TAKE, 1, 0),
    )
    heard = Recogniser("yes")
    _transcribe(session, answered, clock, speech_to_text=(heard,))
    assert heard.heard == [WEBM + b"firstsecond" + WEBM + b"after the reload"]


def test_a_take_that_this_browser_does_not_know_still_counts(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0, WEBM + b"on the phone")
    _store(session, answered, clock, 0, WEBM + b" and on the laptop", take_key=SECOND_TAKE)
    _seal(session, answered, clock, recording.TakeDeclared(SECOND_TAKE, 1, 0))
    heard = Recogniser("yes")
    _transcribe(session, answered, clock, speech_to_text=(heard,))
    assert heard.heard == [WEBM + b"on the phone" + WEBM + b" and on the laptop"]


def test_seconds_that_the_decoder_did_not_give_back_are_named(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0, WEBM + bytes(32 * 2000 - 4))
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 1, 5000))
    _transcribe(session, answered, clock)
    audio = session.scalars(select(AnswerAudio)).one()
    assert (audio.duration_ms, audio.missing_ms, audio.gaps) == (2000, 3000, [[2000, 5000]])


def test_the_waveform_of_a_recording_is_measured_once_when_it_is_stored(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0, WEBM + b"\x00\x40" * 16_000)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 1, 1000))
    _transcribe(session, answered, clock)
    audio = session.scalars(select(AnswerAudio)).one()
    assert audio.peaks is not None
    assert (len(audio.peaks), audio.peaks[1:]) == (21, bytes([128] * 20))


def test_a_take_that_cannot_be_read_is_a_gap_beside_one_that_can(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0, WEBM + b"damaged")
    _store(session, answered, clock, 0, WEBM + b"whole", take_key=SECOND_TAKE)
    _seal(
        session,
        answered,
        clock,
        recording.TakeDeclared(TAKE, 1, 4000),
        recording.TakeDeclared(SECOND_TAKE, 1, 0),
    )
    heard = Recogniser("yes")
    _transcribe(session, answered, clock, speech_to_text=(heard,), media=Media(damaged=b"damaged"))
    assert heard.heard == [WEBM + b"whole"]
    assert session.scalars(select(AnswerAudio.missing_ms)).one() == 4000


def test_words_bring_the_decision_forward(session: Session, answered: Turn, clock: Clock) -> None:
    _store(session, answered, clock, 0)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 1, 1000))
    queue = Queue()
    _transcribe(session, answered, clock, queue=queue)
    assert queue.kinds == ["decide", "transcribe"]
    assert answered.state is TurnState.TRANSCRIBED


def test_a_missing_recogniser_is_a_visible_failure_and_keeps_nobody_waiting(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 1, 1000))
    queue = Queue()
    with pytest.raises(ports.OutsideError):
        _transcribe(
            session, answered, clock, queue=queue,
            speech_to_text=(Recogniser(error=ports.OutsideError("No such model.", permanent=True)),),
        )  # fmt: skip
    assert queue.kinds == ["decide"]


@pytest.mark.parametrize(("rests_seconds", "decided"), [(60.0, ["decide"]), (2.0, []), (None, [])])
def test_only_a_recogniser_that_is_back_soon_is_waited_for(
    session: Session, answered: Turn, clock: Clock, rests_seconds: float | None, decided: list[str]
) -> None:
    _store(session, answered, clock, 0)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 1, 1000))
    queue, resting = Queue(), ports.OutsideError("It rests.", retry_after_seconds=rests_seconds)
    with pytest.raises(ports.OutsideError):
        _transcribe(session, answered, clock, queue=queue, speech_to_text=(Recogniser(error=resting),))
    assert queue.kinds == decided


def test_the_next_provider_is_asked_when_the_first_is_away(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 1, 1000))
    away = Recogniser(error=ports.OutsideError("Away."))
    _transcribe(session, answered, clock, speech_to_text=(away, Recogniser("I led", name="hosted")))
    assert session.scalars(select(Transcript.engine)).one() == "hosted"


def test_the_recording_is_kept_even_when_nobody_can_recognise_it(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 1, 1000))
    blobs = Blobs()
    with pytest.raises(ports.OutsideError):
        _transcribe(session, answered, clock, blobs=blobs, speech_to_text=())
    assert session.scalars(select(AnswerAudio.blob_key)).one() in blobs.kept


def test_a_second_worker_with_an_old_claim_writes_nothing(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 1, 1000))
    step = session.scalars(select(Step).where(Step.kind == StepKind.TRANSCRIBE)).one()
    old = steps.claim(session, step.id)
    assert old is not None
    step = session.get_one(Step, step.id, populate_existing=True)
    step.token = "somebody-else"
    session.commit()
    with pytest.raises(steps.LeaseLost):
        transcribing.transcribe_turn(
            session,
            old,
            speech_to_text=(Recogniser("twice"),),
            live=None,
            media=Media(),
            blobs=Blobs(),
            queue=Queue(),
            clock=clock,
        )
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Transcript)) == 0
    assert session.get_one(Step, step.id, populate_existing=True).state is StepState.RUNNING


def test_what_arrived_of_a_running_answer_is_kept_and_rated_when_the_interview_is_ended(
    session: Session, answered: Turn, clock: Clock
) -> None:
    for seq in range(3):
        _store(session, answered, clock, seq, (WEBM if seq == 0 else b"") + bytes([seq]) * 8)
    queue = Queue()
    interviewing.end_by_hand(session, answered.interview_session, queue=queue, clock=clock)
    assert (queue.kinds, answered.mode, answered.sealed_at) == (
        ["transcribe", "rate"],
        AnswerMode.VOICE,
        clock(),
    )
    heard = Recogniser("I led the migration")
    _transcribe(session, answered, clock, speech_to_text=(heard,))
    assert heard.heard == [WEBM + bytes(8) + b"\x01" * 8 + b"\x02" * 8]
    assert _seal(session, answered, clock, recording.TakeDeclared(TAKE, 4, 4000)) is False


def test_what_arrived_of_a_running_answer_is_kept_at_the_deadline(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0)
    answered.interview_session.guide.deadline = clock()
    session.commit()
    clock.tick(1)
    queue = Queue()
    assert interviewing.expire_overdue(session, queue=queue, clock=clock) == 1
    assert queue.kinds == ["transcribe", "rate"]


def _type_after_speaking(session: Session, answered: Turn, clock: Clock) -> None:
    _store(session, answered, clock, 0)
    answering.change_way(session, answered, writes=True, clock=clock)
    answering.keep_draft(session, answered, "I led the move of our billing", clock=clock)


def _end_by_hand(session: Session, answered: Turn, clock: Clock) -> None:
    interviewing.end_by_hand(session, answered.interview_session, queue=Queue(), clock=clock)


def _reach_the_deadline(session: Session, answered: Turn, clock: Clock) -> None:
    answered.interview_session.guide.deadline = clock()
    session.commit()
    clock.tick(1)
    assert interviewing.expire_overdue(session, queue=Queue(), clock=clock) == 1


def _let_the_time_pass(session: Session, answered: Turn, clock: Clock) -> None:
    _hold_open(session, answered, clock, 500)
    assert open_answers.seal_overdue(session, clock=clock) == 1


@pytest.mark.parametrize("over", [_end_by_hand, _reach_the_deadline, _let_the_time_pass])
def test_what_was_typed_after_some_words_were_spoken_is_the_answer_whoever_ends_it(
    session: Session, answered: Turn, clock: Clock, over: Callable[[Session, Turn, Clock], None]
) -> None:
    _type_after_speaking(session, answered, clock)
    over(session, answered, clock)
    session.refresh(answered)
    assert (answered.mode, answered.written_text) == (AnswerMode.WRITTEN, "I led the move of our billing")
    assert session.scalars(select(Transcript.text)).one() == "I led the move of our billing"
    assert session.scalar(select(func.count()).select_from(Chunk)) == 0


def test_an_answer_of_which_nothing_arrived_stays_unanswered_at_the_end(
    session: Session, answered: Turn, clock: Clock
) -> None:
    queue = Queue()
    interviewing.end_by_hand(session, answered.interview_session, queue=queue, clock=clock)
    assert (queue.kinds, answered.sealed_at, answered.mode) == ([], None, None)


def _hold_open(session: Session, asked: Turn, clock: Clock, seconds: int) -> None:
    """A browser that is there all the time and submits nothing."""
    for _ in range(seconds // 10):
        clock.tick(10)
        answering.sign_of_life(session, asked.interview_session, clock=clock)


def test_a_late_chunk_is_taken_while_the_network_may_have_kept_it(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _hold_open(session, answered, clock, 240)
    assert _store(session, answered, clock, 0) is True


def test_a_chunk_recorded_long_after_the_time_is_refused_and_what_had_come_is_the_answer(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _store(session, answered, clock, 0)
    _hold_open(session, answered, clock, 1200)
    with pytest.raises(errors.AnswerSealed):
        _store(session, answered, clock, 1)
    session.rollback()
    assert (answered.mode, answered.sealed_at) == (AnswerMode.VOICE, clock())
    assert {step.kind for step in session.scalars(select(Step))} >= {StepKind.TRANSCRIBE, StepKind.DECIDE}
    assert receiving.list_chunks(session, answered) == {TAKE: [0]}


def test_nobody_holds_an_answer_open(session: Session, answered: Turn, clock: Clock) -> None:
    _store(session, answered, clock, 0)
    _hold_open(session, answered, clock, 240)
    assert open_answers.seal_overdue(session, clock=clock) == 0
    _hold_open(session, answered, clock, 10)
    assert open_answers.seal_overdue(session, clock=clock) == 1
    assert (answered.state, answered.mode) == (TurnState.SEALED, AnswerMode.VOICE)
    assert open_answers.seal_overdue(session, clock=clock) == 0


def test_an_answer_held_open_with_nothing_in_it_is_closed_unanswered(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _hold_open(session, answered, clock, 250)
    assert open_answers.seal_overdue(session, clock=clock) == 1
    assert (answered.state, answered.mode) == (TurnState.TRANSCRIBED, None)


def test_the_answer_of_an_absent_browser_waits_for_it(session: Session, answered: Turn, clock: Clock) -> None:
    _hold_open(session, answered, clock, 60)
    clock.tick(7200)
    assert open_answers.seal_overdue(session, clock=clock) == 0
    assert _store(session, answered, clock, 0) is True
    assert answered.away_ms == 7_200_000


def test_an_answer_written_long_after_the_time_is_refused_and_closed(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _hold_open(session, answered, clock, 160)
    with pytest.raises(errors.AnswerSealed):
        answering.seal_written(session, answered, "Too late.", queue=Queue(), clock=clock)
    session.rollback()
    assert (answered.state, answered.mode, answered.written_text) == (TurnState.TRANSCRIBED, None, "")


def test_an_answer_written_without_a_beginning_uses_its_time_all_the_same(
    session: Session, clock: Clock
) -> None:
    seat = factories.seat(session, state=interview.SessionState.RUNNING)
    asked = factories.asked(session, seat)
    _hold_open(session, asked, clock, 100)
    answering.seal_written(session, asked, "I led it.", queue=Queue(), clock=clock)
    assert asked.started_at is not None
    assert 50 < (clock() - asked.started_at).total_seconds() < 65


def test_an_answer_written_hours_later_without_a_beginning_is_refused(session: Session, clock: Clock) -> None:
    seat = factories.seat(session, state=interview.SessionState.RUNNING)
    asked = factories.asked(session, seat, shown_at=None)
    clock.tick(3 * 3600)
    with pytest.raises(errors.AnswerSealed):
        answering.seal_written(session, asked, "I looked it up.", queue=Queue(), clock=clock)
    session.rollback()
    assert asked.mode is None


def test_a_browser_that_never_says_that_it_showed_the_question_cannot_stop_the_clock(
    session: Session, clock: Clock
) -> None:
    seat = factories.seat(session, state=interview.SessionState.RUNNING)
    asked = factories.asked(session, seat, shown_at=None)
    clock.tick(3 * 3600)
    answering.begin_answer(session, asked, clock=clock)
    assert asked.started_at is not None
    assert (clock() - asked.started_at).total_seconds() > 3 * 3600 - 60


def test_a_late_chunk_of_a_recording_thrown_away_is_no_part_of_the_new_one(
    session: Session, clock: Clock
) -> None:
    taken = factories.published_interview(session, attempts_allowed=2)
    answered = factories.asked(session, factories.seat(session, taken, state=interview.SessionState.RUNNING))
    answering.begin_answer(session, answered, clock=clock)
    _store(session, answered, clock, 0)
    answering.record_again(session, answered, clock=clock)
    for late in ({"take_key": TAKE}, {"take_key": SECOND_TAKE, "attempt": 1}):
        with pytest.raises(errors.ChunkConflict):
            _store(session, answered, clock, 1, **late)
        session.rollback()
    assert receiving.list_chunks(session, answered) == {}
    assert _store(session, answered, clock, 0, take_key=SECOND_TAKE, attempt=2) is True


def test_who_answers_in_writing_leaves_no_recording(session: Session, answered: Turn, clock: Clock) -> None:
    _store(session, answered, clock, 0)
    answering.seal_written(session, answered, "In writing instead.", queue=Queue(), clock=clock)
    assert session.scalar(select(func.count()).select_from(Chunk)) == 0


@pytest.mark.parametrize("act", [answering.begin_answer, answering.record_again, answering.show_turn])
def test_who_looked_before_the_seal_changes_nothing_after_it(
    session: Session, engine: Engine, clock: Clock, act: Any
) -> None:
    taken = factories.published_interview(session, attempts_allowed=2)
    asked = factories.asked(session, factories.seat(session, taken, state=interview.SessionState.RUNNING))
    with Session(engine, expire_on_commit=False) as other:
        sealed = other.get_one(Turn, asked.id)
        answering.seal_written(other, sealed, "I led it.", queue=Queue(), clock=clock)
        ended = other.get_one(InterviewSession, sealed.interview_session_id)
        interviewing.end_by_hand(other, ended, queue=Queue(), clock=clock)
    with contextlib.suppress(errors.WrongState):
        act(session, asked, clock=clock)
    session.rollback()
    session.refresh(asked)
    assert (asked.state, asked.attempt, asked.mode) == (TurnState.TRANSCRIBED, 1, AnswerMode.WRITTEN)
