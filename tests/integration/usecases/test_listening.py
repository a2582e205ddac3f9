"""An answer heard while it is spoken: each piece once, fairly, and the same words as from the whole."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import hearing, interview, recording, speculation, transcript
from interview_app.models import (
    AnswerAudio,
    Hearing,
    Speculation,
    SpeculationState,
    Step,
    StepKind,
    StepState,
    Transcript,
    Turn,
)
from interview_app.usecases import answering, listening, receiving, recordings, steps, transcribing
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, FullBlobs, Media, Queue, Recogniser

pytestmark = on_both_databases
SECOND = 32_000
"""Bytes of PCM in a second; the double of ffmpeg takes recordings for PCM."""
HEAD = b"\x1a\x45\xdf\xa3"
TAKE = "3f1d7c1e-0000-4000-8000-000000000001"
SECOND_TAKE = "3f1d7c1e-0000-4000-8000-000000000002"


class Ear:
    """Hears one word a second, in pieces of five seconds, and remembers how much sound it was given to recognise."""

    def __init__(self, *, error: ports.OutsideError | None = None, model: str = "tiny") -> None:
        self.error, self.model = error, model
        self.recognised_ms = 0

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        if self.error is not None:
            raise self.error
        total_ms = len(pcm) // 32 - lead_ms
        if total_ms < 5000 and not last:
            return None
        heard_ms = min(total_ms, 5000)
        self.recognised_ms += heard_ms
        words = tuple(
            transcript.Word(f"word{at}", at, at + 300, 0.9) for at in range(0, heard_ms - 500, 1000)
        )
        return ports.Piece(
            heard_ms=heard_ms, words=words, dropped=((transcript.Word("thanks"), "nobody spoke"),),
            engine="whisperx", model=self.model, aligned=True,
        )  # fmt: skip


@pytest.fixture
def answered(session: Session, clock: Clock) -> Turn:
    """A turn whose answer has begun."""
    seat = factories.seat(session, state=interview.SessionState.RUNNING)
    begun = factories.asked(session, seat)
    answering.begin_answer(session, begun, clock=clock)
    return begun


def _speak(
    session: Session,
    answered: Turn,
    clock: Clock,
    seconds: range,
    take: str = TAKE,
    queue: Queue | None = None,
) -> int:
    """A chunk for each second. Returns up to where the last one's take was heard then."""
    heard_ms = 0
    for seq in seconds:
        body = (HEAD + bytes(SECOND))[:SECOND] if seq == 0 else bytes([seq % 250]) * SECOND
        stored = receiving.store_chunk(
            session, answered, take_key=take, seq=seq, body=body, sha256=hashlib.sha256(body).hexdigest(),
            mime="audio/webm", clock=clock, heard_by=queue or Queue(),
        )  # fmt: skip
        heard_ms = stored.heard_ms
    return heard_ms


def _listen(
    session: Session, answered: Turn, ear: Any, clock: Clock, *, media: ports.MediaConverter | None = None
) -> int:
    """Do the listening that is due, as a worker does; returns how often it was claimed."""
    claims = 0
    while True:
        step = steps.of_subject(session, answered.id, [StepKind.LISTEN]).get(StepKind.LISTEN)
        claim = steps.claim(session, step.id) if step else None
        if claim is None:
            return claims
        claims += 1
        listening.listen(session, claim, live=ear, media=media or Media(), queue=Queue(), clock=clock)


def _seal(session: Session, answered: Turn, clock: Clock, *takes: recording.TakeDeclared) -> None:
    answering.seal_recording(session, answered, takes, queue=Queue(), clock=clock, patience_seconds=30)


def _transcribe(
    session: Session, answered: Turn, clock: Clock, ear: Ear | None, **changes: Any
) -> Transcript:
    given: dict[str, Any] = {
        "speech_to_text": (Recogniser("whole", name="whisperx"),), "media": Media(), "blobs": Blobs(), "queue": Queue(),
    }  # fmt: skip
    step = session.scalars(select(Step).where(Step.kind == StepKind.TRANSCRIBE)).one()
    while (claim := steps.claim(session, step.id)) is not None:
        transcribing.transcribe_turn(session, claim, live=ear, clock=clock, **(given | changes))
    return session.scalars(select(Transcript)).one()


def test_listening_is_ordered_every_few_chunks_and_a_worker_woken_once_for_each_look(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(3))
    assert session.scalar(select(func.count()).select_from(Step)) == 0, (
        "nothing that short is given a recogniser"
    )
    queue = Queue()
    for second in range(3, 9):
        _speak(session, answered, clock, range(second, second + 1), queue=queue)
    step = session.scalars(select(Step)).one()
    assert queue.woken == [(step.id, StepKind.LISTEN)]


def test_after_the_first_words_no_look_is_ordered_that_would_find_too_little(
    session: Session, answered: Turn, clock: Clock
) -> None:
    orders = []
    for second in range(24):
        _speak(session, answered, clock, range(second, second + 1))
        orders += [second + 1] if _listen(session, answered, Ear(), clock) else []
    assert orders == [4, 6, 13, 18, 23]


def _look_under_way(session: Session) -> tuple[Step, steps.Claim]:
    """The only step, taken by a worker."""
    step = session.scalars(select(Step)).one()
    claim = steps.claim(session, step.id)
    assert claim is not None
    return step, claim


def _pause(session: Session, answered: Turn, clock: Clock, seq: int, queue: Queue) -> None:
    body = bytes([seq]) * SECOND
    receiving.store_chunk(
        session, answered, take_key=TAKE, seq=seq, body=body, sha256=hashlib.sha256(body).hexdigest(),
        mime="audio/webm", clock=clock, heard_by=queue, pauses=True,
    )  # fmt: skip


def test_where_the_candidate_pauses_a_worker_is_woken_at_once(
    session: Session, answered: Turn, clock: Clock
) -> None:
    queue = Queue()
    _speak(session, answered, clock, range(2))
    _pause(session, answered, clock, 2, queue)
    step = session.scalars(select(Step)).one()
    assert queue.woken == [(step.id, StepKind.LISTEN)]


def test_a_pause_wakes_a_look_too_that_waits_for_the_sweeper(
    session: Session, answered: Turn, clock: Clock
) -> None:
    queue = Queue()
    _speak(session, answered, clock, range(4))
    _pause(session, answered, clock, 4, queue)
    assert len(queue.woken) == 1


def test_a_pause_during_a_look_has_the_answer_looked_at_again_at_once(
    session: Session, answered: Turn, clock: Clock
) -> None:
    queue = Queue()
    _speak(session, answered, clock, range(4))
    step, claim = _look_under_way(session)
    _pause(session, answered, clock, 4, queue)
    queue.woken.clear()
    listening.listen(session, claim, live=None, media=Media(), queue=queue, clock=clock)
    assert queue.woken == [(step.id, StepKind.LISTEN)]


def test_a_pause_does_not_end_the_pause_after_a_failure(
    session: Session, answered: Turn, clock: Clock
) -> None:
    queue = Queue()
    _speak(session, answered, clock, range(4))
    _step, claim = _look_under_way(session)
    steps.fail(session, claim, ports.OutsideError("Memory is short for a moment."))
    _pause(session, answered, clock, 4, queue)
    assert queue.woken == []


def test_what_is_heard_can_be_read_while_the_answer_goes_on(
    session: Session, answered: Turn, clock: Clock
) -> None:
    assert _speak(session, answered, clock, range(13)) == 0
    _listen(session, answered, Ear(), clock)
    assert _speak(session, answered, clock, range(13, 14)) == 10_000, (
        "the browser is told that there is more to read"
    )
    assert len(listening.live_text(session, answered).split()) == 10


def test_each_second_is_recognised_once(session: Session, answered: Turn, clock: Clock) -> None:
    ear = Ear()
    for start in range(0, 30, 3):
        _speak(session, answered, clock, range(start, start + 3))
        _listen(session, answered, ear, clock)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 30, 30_000))
    _transcribe(session, answered, clock, ear)
    assert ear.recognised_ms == 30_000


def test_after_the_first_words_a_piece_worth_its_cost_is_waited_for(
    session: Session, answered: Turn, clock: Clock
) -> None:
    looks: list[int] = []

    class Counting(Ear):
        def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
            looks.append(len(pcm) // SECOND)
            return super().hear(pcm, language=language, last=last, lead_ms=lead_ms)

    for second in range(0, 14, 2):
        _speak(session, answered, clock, range(second, second + 2))
        _listen(session, answered, Counting(), clock)
    assert looks == [4, 6, 9]


class Cutting(Ear):
    """Cuts where the product does, in speech that pauses every so often or never; to hear a piece takes it a second."""

    def __init__(self, clock: Clock, pauses_every_ms: int | None) -> None:
        super().__init__()
        self._clock, self._every_ms = clock, pauses_every_ms

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        total_ms, begins_ms = len(pcm) // 32 - lead_ms, self.recognised_ms
        voice = [self._voice(begins_ms + at) for at in range(0, total_ms, 20)]
        end_ms = hearing.cut(hearing.Activity(voice, 20), [1.0] * (total_ms // 10), last=last)
        if end_ms is None:
            return None
        self._clock.tick(1)
        self.recognised_ms += end_ms
        return ports.Piece(
            heard_ms=end_ms, words=(transcript.Word("on", 0, 300, 0.9),), dropped=(), engine="whisperx", model="tiny",
            aligned=True,
        )  # fmt: skip

    def _voice(self, at_ms: int) -> float:
        return 0.0 if self._every_ms is not None and at_ms % self._every_ms < 400 else 1.0


@pytest.mark.parametrize(
    ("pauses_every_ms", "decoded"), [(None, 1.6), (3_500, 1.4)], ids=["never_pauses", "pauses"]
)
def test_words_are_stored_at_least_every_ten_seconds(
    session: Session, answered: Turn, clock: Clock, pauses_every_ms: int | None, decoded: float
) -> None:
    """On a worker that begins a look a second after it was ordered. Whoever never pauses is looked at more often."""
    ear, media, stored = Cutting(clock, pauses_every_ms), CountingMedia(), [clock()]
    began = clock()
    for second in range(90):
        clock.now = max(clock.now, began + timedelta(seconds=second + 1))
        _speak(session, answered, clock, range(second, second + 1))
        step = steps.of_subject(session, answered.id, [StepKind.LISTEN]).get(StepKind.LISTEN)
        session.commit()
        if step is None or (claim := steps.claim(session, step.id)) is None:
            continue
        clock.tick(1)
        heard_ms = ear.recognised_ms
        listening.listen(session, claim, live=ear, media=media, queue=Queue(), clock=clock)
        stored += [clock()] if ear.recognised_ms > heard_ms else []
    gaps = [(after - before).total_seconds() for before, after in pairwise(stored)]
    assert len(gaps) >= 9
    assert max(gaps) <= 10, gaps
    assert media.decoded_ms <= decoded * ear.recognised_ms


@pytest.mark.parametrize(
    "chunks_ms", [(1_020,), (1_000, 1_000, 1_000, 300)], ids=["a_packet_longer", "cut_short_by_pauses"]
)
def test_in_a_long_answer_chunks_of_another_length_neither_delay_a_look_nor_multiply_looks(
    session: Session, answered: Turn, clock: Clock, chunks_ms: tuple[int, ...]
) -> None:
    """Browsers close a chunk at the first packet after its second; a pause that is told closes one early."""
    answered.answer_seconds = 600
    ear, media = Cutting(clock, None), CountingMedia()
    sent_ms, unheard_ms, looks = 0, [], 0
    for seq in range(240):
        ms = chunks_ms[seq % len(chunks_ms)]
        body = HEAD + bytes(ms * 32 - 4) if seq == 0 else bytes(ms * 32)
        receiving.store_chunk(
            session, answered, take_key=TAKE, seq=seq, body=body, sha256=hashlib.sha256(body).hexdigest(),
            mime="audio/webm", clock=clock, heard_by=Queue(),
        )  # fmt: skip
        sent_ms += ms
        unheard_ms.append(sent_ms - ear.recognised_ms)
        looks += _listen(session, answered, ear, clock, media=media)
    assert max(unheard_ms) <= 9_000
    assert looks <= 1.6 * sent_ms / hearing.LONGEST_LIVE_MS


class Measuring(Ear):
    """Also remembers the longest stretch that it was given."""

    most_ms = 0

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        self.most_ms = max(self.most_ms, len(pcm) // 32)
        return super().hear(pcm, language=language, last=last, lead_ms=lead_ms)


class CountingMedia(Media):
    """Counts the milliseconds that it has decoded."""

    decoded_ms = 0

    def decode(self, recording: bytes) -> bytes:
        self.decoded_ms += len(recording) // 32
        return super().decode(recording)

    def decode_from(self, recording: bytes, from_ms: int, *, most_ms: int) -> bytes:
        pcm = recording[from_ms * 32 :][: most_ms * 32]
        self.decoded_ms += len(pcm) // 32
        return pcm


@pytest.mark.parametrize("seconds", [30, 90])
def test_an_answer_that_nobody_followed_is_heard_in_bounded_stretches(
    session: Session, answered: Turn, clock: Clock, seconds: int
) -> None:
    _speak(session, answered, clock, range(seconds))
    ear, media = Measuring(), CountingMedia()
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, seconds, seconds * 1000))
    made = _transcribe(session, answered, clock, ear, media=media)
    assert (len(made.words), ear.recognised_ms) == (seconds, seconds * 1000)
    assert ear.most_ms <= hearing.WINDOW_MS + listening.SURROUNDINGS_MS
    pieces = seconds // 5
    assert media.decoded_ms <= seconds * 1000 + pieces * (hearing.WINDOW_MS + listening.SURROUNDINGS_MS)


def test_a_live_answer_that_fell_behind_is_heard_in_bounded_stretches(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(120))
    ear = Measuring()
    _listen(session, answered, ear, clock)
    assert (ear.recognised_ms, ear.most_ms) == (115_000, hearing.WINDOW_MS)  # 5 s are not worth a look


def test_with_its_last_piece_an_answer_is_done_at_once(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(14))
    _listen(session, answered, Ear(), clock)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 14, 14_000))
    media = CountingMedia()
    step = session.scalars(select(Step).where(Step.kind == StepKind.TRANSCRIBE)).one()
    claim = steps.claim(session, step.id)
    assert claim is not None
    transcribing.transcribe_turn(
        session, claim, live=Ear(), clock=clock, speech_to_text=(Recogniser("whole", name="whisperx"),),
        media=media, blobs=Blobs(), queue=Queue(),
    )  # fmt: skip
    assert session.scalars(select(Transcript)).one().duration_ms == 14_000
    assert media.decoded_ms == 14_000


def test_of_a_long_answer_only_the_rest_is_decoded_before_its_words_are_there(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(60))
    _listen(session, answered, Ear(), clock)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 60, 60_000))
    decoded: list[int] = []

    class Noting(CountingMedia):
        """Also notes what it had decoded when the whole was asked for, as the recording's waveform does."""

        def decode(self, recording: bytes) -> bytes:
            decoded.append(self.decoded_ms)
            with Session(session.get_bind()) as another:
                assert another.scalars(select(Transcript.duration_ms)).one() == 60_000, "the words come first"
            return super().decode(recording)

    _transcribe(session, answered, clock, Ear(), media=Noting())
    assert len(decoded) == 1
    assert decoded[0] < 20_000
    assert session.scalars(select(AnswerAudio.duration_ms)).one() == 60_000


def test_a_worker_goes_back_to_the_queue_after_each_piece(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(18))
    assert _listen(session, answered, Ear(), clock) == 3  # three pieces, and no look that finds too little


def test_of_two_recordings_each_piece_is_stored_only_by_who_still_holds_the_step(
    session: Session, answered: Turn, clock: Clock
) -> None:
    """A page that was loaded anew goes on in a second one, and both are heard in one look."""

    class Slow(Ear):
        def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
            session.execute(update(Step).where(Step.kind == StepKind.LISTEN).values(token="another's"))
            session.commit()
            return super().hear(pcm, language=language, last=last, lead_ms=lead_ms)

    _speak(session, answered, clock, range(6))
    _speak(session, answered, clock, range(6), take=SECOND_TAKE)
    _step, claim = _look_under_way(session)
    with pytest.raises(steps.LeaseLost):
        listening.listen(session, claim, live=Slow(), media=Media(), queue=Queue(), clock=clock)
    session.rollback()
    assert [len(row.pieces) for row in session.scalars(select(Hearing))] == [0]


def test_two_recordings_are_heard_in_one_look(session: Session, answered: Turn, clock: Clock) -> None:
    _speak(session, answered, clock, range(6))
    _speak(session, answered, clock, range(6), take=SECOND_TAKE)
    assert _listen(session, answered, Ear(), clock) == 1
    assert [len(row.pieces) for row in session.scalars(select(Hearing))] == [1, 1]


def test_after_submit_only_the_tail_is_left(session: Session, answered: Turn, clock: Clock) -> None:
    _speak(session, answered, clock, range(24))
    ear = Ear()
    _listen(session, answered, ear, clock)
    heard_before = ear.recognised_ms
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 24, 24_000))
    _transcribe(session, answered, clock, ear)
    assert ear.recognised_ms - heard_before == 4000


@pytest.mark.parametrize("left_over", [2, 14, 30])
def test_a_recording_of_no_whole_number_of_milliseconds_is_transcribed(
    session: Session, answered: Turn, clock: Clock, left_over: int
) -> None:
    _speak(session, answered, clock, range(7))
    odd = bytes(SECOND + left_over)
    receiving.store_chunk(
        session, answered, take_key=TAKE, seq=7, body=odd, sha256=hashlib.sha256(odd).hexdigest(),
        mime="audio/webm", clock=clock, heard_by=Queue(),
    )  # fmt: skip
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 8, 8000))
    assert len(_transcribe(session, answered, clock, Ear()).words) == 8


def test_the_rest_of_an_answer_is_heard_with_the_sound_before_it(
    session: Session, answered: Turn, clock: Clock
) -> None:
    leads: list[int] = []

    class Attentive(Ear):
        def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
            leads.append(lead_ms)
            return super().hear(pcm, language=language, last=last, lead_ms=lead_ms)

    _speak(session, answered, clock, range(12))
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 12, 12_000))
    _transcribe(session, answered, clock, Attentive())
    assert leads == [0, 0, 3000]


def test_a_recording_that_decodes_shorter_than_it_was_is_heard_to_where_it_ends(
    session: Session, answered: Turn, clock: Clock
) -> None:
    def stretch(from_ms: int, most_ms: int) -> bytes:
        return b"\x01" * (32 * max(0, min(most_ms, 5000 - from_ms)))

    _speak(session, answered, clock, range(12))
    (take,) = recordings.takes_of(session, answered)
    ear = Ear()
    rounds = [
        listening.hear_rest(session, take.id, 12_000, stretch, "en", live=ear, clock=clock) for _ in range(3)
    ]
    assert (rounds, ear.recognised_ms) == ([True, False, False], 5000)


def test_words_heard_live_are_those_of_the_whole_with_the_same_times(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(12))
    _listen(session, answered, Ear(), clock)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 12, 12_000))
    words = transcript.from_json(_transcribe(session, answered, clock, Ear()).words)
    assert [word.start_ms for word in words] == [second * 1000 for second in range(12)]


def test_a_second_takes_words_stand_behind_the_firsts(session: Session, answered: Turn, clock: Clock) -> None:
    _speak(session, answered, clock, range(6))
    _speak(session, answered, clock, range(3), take=SECOND_TAKE)
    _seal(
        session, answered, clock,
        recording.TakeDeclared(TAKE, 6, 6000), recording.TakeDeclared(SECOND_TAKE, 3, 3000),
    )  # fmt: skip
    words = transcript.from_json(_transcribe(session, answered, clock, Ear()).words)
    assert [word.start_ms for word in words] == [second * 1000 for second in range(9)]


def test_all_models_that_heard_a_part_of_an_answer_are_named(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(12))
    _listen(session, answered, Ear(model="small"), clock)
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 12, 12_000))
    assert _transcribe(session, answered, clock, Ear(model="medium")).model == "small, medium"


def test_nothing_is_heard_behind_a_missing_chunk_until_it_comes(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(4))
    _speak(session, answered, clock, range(5, 13))
    ear = Ear()
    _listen(session, answered, ear, clock)
    assert ear.recognised_ms == 0
    _speak(session, answered, clock, range(4, 5))
    steps.add(session, StepKind.LISTEN, answered.id)
    session.commit()
    _listen(session, answered, ear, clock)
    assert ear.recognised_ms == 10_000


def test_words_that_nobody_said_are_kept_beside_the_transcript(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(6))
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 6, 6000))
    made = _transcribe(session, answered, clock, Ear())
    assert "thanks" not in made.text
    assert ["thanks", "nobody spoke"] in made.dropped


def test_a_live_recogniser_that_fails_leaves_the_answer_to_the_next_provider(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(6))
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 6, 6000))
    providers = (Recogniser(name="whisperx"), Recogniser("from the hosted one", name="hosted"))
    made = _transcribe(
        session,
        answered,
        clock,
        Ear(error=ports.OutsideError("No model.", permanent=True)),
        speech_to_text=providers,
    )
    assert (made.engine, made.text) == ("hosted", "from the hosted one")


def test_without_a_live_recogniser_listening_ends_quietly(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(6))
    assert _listen(session, answered, None, clock) == 1
    assert session.scalar(select(func.count()).select_from(Hearing)) == 0


def test_a_worker_that_lost_its_lease_adds_no_piece_twice(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(6))
    step = session.scalars(select(Step)).one()
    first = steps.claim(session, step.id)
    assert first is not None
    session.get_one(Step, step.id, populate_existing=True).lease_until = 0
    session.commit()
    second = steps.claim(session, step.id)
    assert second is not None
    listening.listen(session, second, live=Ear(), media=Media(), queue=Queue(), clock=clock)
    with pytest.raises(steps.LeaseLost):
        listening.listen(session, first, live=Ear(), media=Media(), queue=Queue(), clock=clock)
    session.rollback()
    hearing = session.scalars(select(Hearing).execution_options(populate_existing=True)).one()
    assert [piece["start_ms"] for piece in hearing.pieces] == [0]


def test_what_cannot_be_heard_live_is_not_tried_again_and_again(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(4))
    step, claim = _look_under_way(session)
    failure = ports.OutsideError("No such model.", permanent=True)
    with pytest.raises(ports.OutsideError):
        listening.listen(session, claim, live=Ear(error=failure), media=Media(), queue=Queue(), clock=clock)
    steps.fail(session, claim, failure)
    _speak(session, answered, clock, range(4, 8))
    session.refresh(step)
    assert step.state is StepState.FAILED


def test_a_chunk_that_comes_neither_wakes_a_waiting_look_again_nor_ends_its_pause_after_a_failure(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(4))
    step, claim = _look_under_way(session)
    steps.fail(session, claim, ports.OutsideError("Memory is short for a moment."))
    session.refresh(step)
    step.woken_at = 5.0
    session.commit()
    due = step.next_at
    _speak(session, answered, clock, range(4, 8))
    session.refresh(step)
    assert (step.state, step.attempt, step.next_at, step.woken_at) == (StepState.READY, 1, due, 5.0)


class PausingEar(Ear):
    """Hears three words a second, all that it is given when told that it is the last of it."""

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        total_ms = len(pcm) // 32 - lead_ms
        if not last and total_ms < 5000:
            return None
        self.recognised_ms += total_ms
        words = tuple(transcript.Word(f"word{at}", at, at + 200, 0.9) for at in range(0, total_ms, 333))
        return ports.Piece(
            heard_ms=total_ms, words=words, dropped=(), engine="whisperx", model="tiny", aligned=True
        )


def _sound(session: Session, answered: Turn, clock: Clock, seconds: range, *, loud: bool) -> None:
    for seq in seconds:
        body = b"\x10\x10" * (SECOND // 2) if loud else bytes(SECOND)
        body = HEAD + body[4:] if seq == 0 else body
        receiving.store_chunk(
            session, answered, take_key=TAKE, seq=seq, body=body, sha256=hashlib.sha256(body).hexdigest(),
            mime="audio/webm", clock=clock, heard_by=Queue(),
        )  # fmt: skip


def _orders(session: Session, answered: Turn, clock: Clock, caps: speculation.Caps | None) -> bool:
    """One look; whether it ordered the next step's preparation."""
    step = steps.add(session, StepKind.LISTEN, answered.id)
    session.commit()
    claim = steps.claim(session, step.id)
    assert claim is not None
    queue = Queue()
    listening.listen(session, claim, live=PausingEar(), media=Media(), queue=queue, clock=clock, caps=caps)
    ordered = steps.of_subject(session, answered.id, [StepKind.SPECULATE])
    assert ("speculate" in queue.kinds) == bool(ordered)
    return bool(ordered)


CAPS = speculation.Caps(most_per_answer=8)


def test_a_pause_has_the_next_step_prepared(session: Session, answered: Turn, clock: Clock) -> None:
    _sound(session, answered, clock, range(6), loud=True)
    assert not _orders(session, answered, clock, CAPS)
    _sound(session, answered, clock, range(6, 8), loud=True)
    _sound(session, answered, clock, range(8, 10), loud=False)
    assert _orders(session, answered, clock, CAPS)


def test_what_was_said_before_a_pause_is_heard_at_once_where_the_next_step_is_prepared(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _sound(session, answered, clock, range(6), loud=True)
    _orders(session, answered, clock, CAPS)
    _sound(session, answered, clock, range(6, 8), loud=True)
    _sound(session, answered, clock, range(8, 10), loud=False)
    _orders(session, answered, clock, CAPS)
    assert session.scalars(select(Hearing.heard_ms)).one() == 10_000


def test_with_speculation_off_a_pause_changes_nothing(session: Session, answered: Turn, clock: Clock) -> None:
    _sound(session, answered, clock, range(6), loud=True)
    _orders(session, answered, clock, None)
    _sound(session, answered, clock, range(6, 8), loud=True)
    _sound(session, answered, clock, range(8, 10), loud=False)
    assert not _orders(session, answered, clock, None)
    assert session.scalars(select(Hearing.heard_ms)).one() == 6_000


class ThrowingAway(Ear):
    """While it hears, the candidate throws the recording away."""

    def __init__(self, engine: Engine, answered: Turn, clock: Clock) -> None:
        super().__init__()
        self._engine, self._turn_id, self._clock = engine, answered.id, clock

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        with Session(self._engine, expire_on_commit=False) as another:
            answering.record_again(another, another.get_one(Turn, self._turn_id), clock=self._clock)
        return super().hear(pcm, language=language, last=last, lead_ms=lead_ms)


def test_the_first_words_of_a_recording_that_is_thrown_away_are_not_stored(
    session: Session, engine: Engine, answered: Turn, clock: Clock
) -> None:
    answered.interview_session.guide.attempts_allowed = 2
    session.commit()
    _speak(session, answered, clock, range(6))
    _listen(session, answered, ThrowingAway(engine, answered, clock), clock)
    session.expire_all()
    assert answered.attempt == 2
    assert [word for row in session.scalars(select(Hearing)) for word in row.pieces] == []


class OutOfTime(Ear):
    """Hears for longer than a job may take."""

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        raise TimeoutError


def test_an_answer_that_no_worker_survives_can_be_played_all_the_same(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(6))
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 6, 6000))
    step = session.scalars(select(Step).where(Step.kind == StepKind.TRANSCRIBE)).one()
    for _ in range(2):
        claim = steps.claim(session, step.id)
        assert claim is not None
        with pytest.raises(TimeoutError):
            transcribing.transcribe_turn(
                session, claim, speech_to_text=(), live=OutOfTime(), media=Media(), blobs=Blobs(), queue=Queue(),
                clock=clock,
            )  # fmt: skip
        session.rollback()
        session.execute(update(Step).where(Step.id == step.id).values(lease_until=0.0))
        session.commit()
    assert session.scalars(select(AnswerAudio.duration_ms)).one() == 6000
    assert session.scalar(select(Transcript)) is None


def test_a_recording_that_cannot_be_stored_hides_no_failure_to_hear(
    session: Session, answered: Turn, clock: Clock
) -> None:
    _speak(session, answered, clock, range(6))
    _seal(session, answered, clock, recording.TakeDeclared(TAKE, 6, 6000))
    step = session.scalars(select(Step).where(Step.kind == StepKind.TRANSCRIBE)).one()
    claim = steps.claim(session, step.id)
    assert claim is not None
    deaf = Recogniser(error=ports.OutsideError("No such model.", permanent=True))
    with pytest.raises(ports.OutsideError, match="No such model"):
        transcribing.transcribe_turn(
            session, claim, speech_to_text=(deaf,), live=None, media=Media(), blobs=FullBlobs(), queue=Queue(),
            clock=clock,
        )  # fmt: skip
    decide = session.scalars(select(Step).where(Step.kind == StepKind.DECIDE)).one()
    assert decide.next_at <= steps.database_seconds(session), "the decision goes ahead without words"


class Loud(Ear):
    """Hears three words a second of what is loud, all that it is given."""

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> ports.Piece | None:
        total_ms = len(pcm) // 32 - lead_ms
        said_ms = total_ms - speculation.quiet_ms(pcm[lead_ms * 32 :])
        words = tuple(transcript.Word(f"word{at}", at, at + 200, 0.9) for at in range(0, said_ms, 333))
        return ports.Piece(
            heard_ms=total_ms, words=words, dropped=(), engine="whisperx", model="tiny", aligned=True
        )


def test_a_silence_that_goes_on_counts_from_the_last_word_when_short_pauses_no_longer_do(
    session: Session, answered: Turn, clock: Clock
) -> None:
    caps = speculation.Caps(most_per_answer=2)
    session.add(
        Speculation(
            turn_id=answered.id, number=1, state=SpeculationState.READY, words="something quite different",
            verdict="", proposal=None, failure=None, created_at=clock(),
        )
    )  # fmt: skip
    session.commit()

    def orders() -> bool:
        claim = steps.claim(session, steps.add(session, StepKind.LISTEN, answered.id).id)
        assert claim is not None
        listening.listen(session, claim, live=Loud(), media=Media(), queue=Queue(), clock=clock, caps=caps)
        return bool(steps.of_subject(session, answered.id, [StepKind.SPECULATE]))

    _sound(session, answered, clock, range(8), loud=True)
    _sound(session, answered, clock, range(8, 9), loud=False)
    assert not orders(), "a second of silence is too short by now"
    _sound(session, answered, clock, range(9, 10), loud=False)
    assert orders()
