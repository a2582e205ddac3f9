"""A candidate corrects what was understood; the rating waits for it, uses it and says so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.domain import errors, rating, transcript
from interview_app.domain.correction import Kind
from interview_app.domain.difference import Part
from interview_app.domain.interview import SessionState
from interview_app.models import StepKind, StepState
from interview_app.usecases import correcting, housekeeping, report_document, reporting, steps
from interview_app.usecases import rating as rate_usecase
from tests import afterwards, factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, Model, Queue

pytestmark = on_both_databases
HEARD = afterwards.LED.replace("reconciliation", "reckoning")
MEANT = afterwards.LED
INVENTED = " ".join(f"word{number}" for number in range(40))


def finished(session: Session, *answers: str, **guide: Any) -> models.InterviewSession:
    """An interview that is over, whose transcripts may be corrected."""
    taken = factories.published_interview(session, **({"transcripts_correctable": True} | guide))
    seat = factories.seat(session, taken)
    for text in answers or (HEARD, afterwards.MENDED):
        factories.said(session, factories.asked(session, seat), text)
    afterwards.end(session, seat)
    return seat


def rate_step(
    session: Session, seat: models.InterviewSession, clock: Clock, model: Model | None = None
) -> models.Step:
    """Let a worker come to the rating until it rests; the step as it is then."""
    queue = Queue()
    step_id = steps.add(session, StepKind.RATE, seat.id).id
    session.commit()
    while (mine := steps.claim(session, step_id)) is not None:
        rate_usecase.rate_interview(session, mine, model=model, queue=queue, clock=clock, seconds=5, judges=1)
    return session.get_one(models.Step, step_id, populate_existing=True)


def stored(session: Session, answered: models.Turn) -> models.Correction | None:
    return session.scalar(select(models.Correction).where(models.Correction.turn_id == answered.id))


def told_to(model: Model) -> str:
    return " ".join(text for _, _, text in model.asked)


def test_both_texts_and_their_difference_are_kept(session: Session, clock: Clock) -> None:
    seat = finished(session)
    first = seat.turns[0]
    correcting.save(session, first, MEANT, clock=clock)
    row = stored(session, first)
    assert row is not None
    assert (row.kind, row.text, row.changed) == (Kind.CORRECTED, MEANT, 1)
    pieces = correcting.pieces_of(row)
    assert " ".join(piece.text for piece in pieces if piece.part is not Part.ADDED) == HEARD
    assert " ".join(piece.text for piece in pieces if piece.part is not Part.REMOVED) == MEANT
    heard = session.scalars(select(models.Transcript).where(models.Transcript.turn_id == first.id)).one()
    assert heard.text == HEARD
    words = transcript.from_json(row.words)
    assert [word.text for word in words if word.start_ms is None] == ["reconciliation"]


def test_saving_the_same_again_changes_nothing(session: Session, clock: Clock) -> None:
    seat = finished(session)
    correcting.save(session, seat.turns[0], MEANT, clock=clock)
    first = stored(session, seat.turns[0])
    clock.tick(60)
    correcting.save(session, seat.turns[0], f" {MEANT}\n", clock=clock)
    again = stored(session, seat.turns[0])
    assert first is not None
    assert again is not None
    assert (again.id, again.written_at) == (first.id, first.written_at)


def test_a_correction_can_be_corrected_and_taken_back(session: Session, clock: Clock) -> None:
    seat = finished(session)
    first = seat.turns[0]
    correcting.save(session, first, MEANT.replace("billing", "filling"), clock=clock)
    correcting.save(session, first, MEANT, clock=clock)
    row = stored(session, first)
    assert row is not None
    assert row.changed == 1
    correcting.undo(session, first, clock=clock)
    assert stored(session, first) is None
    correcting.save(session, first, MEANT, clock=clock)
    assert correcting.save(session, first, HEARD, clock=clock) is None
    assert stored(session, first) is None


def test_the_rating_waits_for_its_reader_for_an_hour_and_no_longer(session: Session, clock: Clock) -> None:
    seat = finished(session)
    step = rate_step(session, seat, clock)
    assert (step.state, step.failure, seat.words_closed_at) == (StepState.READY, None, None)
    assert 3590 < step.next_at - steps.database_seconds(session) <= 3600
    assert reporting.newest(session, seat) is None
    clock.tick(3600)
    step.next_at = 0
    session.commit()
    assert rate_step(session, seat, clock).state is StepState.DONE
    assert reporting.newest(session, seat) is not None
    assert seat.words_confirmed_at is None


def test_who_is_done_keeps_the_rating_waiting_no_longer(session: Session, clock: Clock) -> None:
    seat = finished(session)
    rate_step(session, seat, clock)
    queue = Queue()
    correcting.confirm(session, seat, queue=queue, clock=clock)
    correcting.confirm(session, seat, queue=queue, clock=clock)
    step = session.scalars(select(models.Step).where(models.Step.kind == StepKind.RATE)).one()
    assert step.next_at <= steps.database_seconds(session)
    assert queue.woken == [(step.id, StepKind.RATE.value)]
    assert rate_step(session, seat, clock).state is StepState.DONE


def test_who_is_done_while_the_rating_looks_is_not_forgotten(session: Session, clock: Clock) -> None:
    seat = finished(session)
    step = steps.add(session, StepKind.RATE, seat.id)
    session.commit()
    mine = steps.claim(session, step.id)
    assert mine is not None
    correcting.confirm(session, seat, queue=Queue(), clock=clock)
    steps.put_off(session, mine, 3600)
    assert steps.due_steps(session) == [step.id]


def test_the_reading_time_begins_with_the_last_transcript(session: Session, clock: Clock) -> None:
    seat = finished(session)
    late = session.scalars(select(models.Transcript)).all()[-1]
    clock.tick(3000)
    late.created_at = clock()
    session.commit()
    clock.tick(3000)
    assert correcting.reading(session, seat, clock()).left_seconds(clock()) == 600
    step = steps.add(session, StepKind.TRANSCRIBE, seat.turns[0].id)
    session.commit()
    assert correcting.reading(session, seat, clock()) == correcting.Reading(open=True)
    step.state = StepState.FAILED
    session.commit()
    clock.tick(601)
    assert not correcting.reading(session, seat, clock()).open


@pytest.mark.parametrize("change", ["setting", "running", "nothing said", "in writing"])
def test_where_nothing_can_be_corrected_nobody_waits(session: Session, clock: Clock, change: str) -> None:
    seat = finished(session, transcripts_correctable=change != "setting")
    if change == "running":
        seat.state = SessionState.RUNNING
    for row in session.scalars(select(models.Transcript)).all() if change == "nothing said" else ():
        row.words = []
    if change == "in writing":
        for asked in seat.turns:
            asked.mode = models.AnswerMode.WRITTEN
    session.commit()
    assert not correcting.reading(session, seat, clock()).open
    with pytest.raises(errors.WrongState):
        correcting.save(session, seat.turns[0], MEANT, clock=clock)
    if change != "running":
        assert rate_step(session, seat, clock).state is StepState.DONE
        assert (seat.words_closed_at is None) is (change == "setting")


def test_nothing_is_corrected_once_the_rating_began(session: Session, clock: Clock) -> None:
    seat = finished(session)
    correcting.save(session, seat.turns[0], MEANT, clock=clock)
    clock.tick(3600)
    assert correcting.close_for_rating(session, seat, clock=clock) == 0
    with pytest.raises(errors.WrongState, match="nothing in them can be changed"):
        correcting.save(session, seat.turns[0], HEARD, clock=clock)
    with pytest.raises(errors.WrongState):
        correcting.undo(session, seat.turns[0], clock=clock)
    row = stored(session, seat.turns[0])
    assert row is not None
    assert row.text == MEANT


def test_a_correction_that_meets_the_beginning_rating_is_refused(
    session: Session, engine: Engine, clock: Clock
) -> None:
    seat = finished(session)
    turn_id = seat.turns[0].id
    session.refresh(seat, with_for_update=True)
    seat.words_closed_at = clock()
    session.flush()

    def save_meanwhile() -> None:
        with Session(engine, expire_on_commit=False) as other:
            correcting.save(other, other.get_one(models.Turn, turn_id), MEANT, clock=clock)

    with ThreadPoolExecutor(1) as elsewhere:
        saving = elsewhere.submit(save_meanwhile)
        with pytest.raises(TimeoutError):
            saving.result(timeout=0.3)
        session.commit()
        with pytest.raises(errors.WrongState):
            saving.result(timeout=20)
    assert stored(session, seat.turns[0]) is None


def test_the_corrected_words_are_rated_and_the_report_says_so(session: Session, clock: Clock) -> None:
    seat = finished(session)
    quote = "I wrote the reconciliation job myself"
    correcting.save(session, seat.turns[0], MEANT, clock=clock)
    correcting.confirm(session, seat, queue=Queue(), clock=clock)
    model = afterwards.model(ExtractReply=afterwards.claims(ownership__a2=quote))
    assert rate_step(session, seat, clock, model).state is StepState.DONE
    assert "reconciliation" in told_to(model)
    assert "reckoning" not in told_to(model)
    assert "1 corrected by the candidate" in told_to(model)
    made = reporting.newest(session, seat)
    assert made is not None
    shown = report_document.from_json(made.content)
    answer = shown.answers[0]
    assert answer.text == MEANT
    assert answer.correction is not None
    assert (answer.correction.rated, answer.correction.changed) == (True, 1)
    (counted,) = [found for one in answer.ratings for found in one.quotes]
    assert (counted.text, counted.corrected) == (f"{quote}.", True)
    assert counted.start_ms is not None
    assert "words corrected by the candidate" in report_document.html(made, seat.guide)
    assert any("read and confirmed the transcripts" in line and "1 of" in line for line in shown.method)


def test_how_it_was_spoken_is_measured_on_what_was_heard(session: Session, clock: Clock) -> None:
    seat = finished(session)
    for asked in seat.turns:
        session.add(
            models.AnswerAudio(
                turn_id=asked.id,
                blob_key=f"a/{asked.id}",
                mime="audio/webm",
                duration_ms=20_000,
                declared_ms=20_000,
                missing_ms=0,
                gaps=[],
                created_at=clock(),
            )
        )
    session.commit()
    correcting.save(session, seat.turns[0], f"{MEANT} indeed so", clock=clock)
    correcting.confirm(session, seat, queue=Queue(), clock=clock)
    rate_step(session, seat, clock)
    made = reporting.newest(session, seat)
    assert made is not None
    delivery = report_document.from_json(made.content).answers[0].delivery
    assert delivery is not None
    assert delivery.words == len(HEARD.split())


def test_a_rewritten_answer_is_kept_and_rated_as_it_was_heard(session: Session, clock: Clock) -> None:
    seat = finished(session)
    row = correcting.save(session, seat.turns[0], f"{HEARD} {INVENTED}", clock=clock)
    assert row is not None
    assert row.kind is Kind.REWRITTEN
    correcting.confirm(session, seat, queue=Queue(), clock=clock)
    model = afterwards.model()
    rate_step(session, seat, clock, model)
    assert "word7" not in told_to(model)
    made = reporting.newest(session, seat)
    assert made is not None
    shown = report_document.from_json(made.content)
    assert shown.answers[0].text == HEARD
    assert shown.answers[0].correction is not None
    assert INVENTED in " ".join(piece.text for piece in shown.answers[0].correction.pieces)
    assert any("more than a correction" in line for line in shown.method)
    assert all(
        row.state is not rating.RatingState.UNSCORED for row in afterwards.ratings(session, seat).values()
    )


def test_the_printed_report_draws_both_texts(session: Session, clock: Clock) -> None:
    seat = finished(session)
    correcting.save(session, seat.turns[0], MEANT, clock=clock)
    correcting.save(session, seat.turns[1], f"{afterwards.MENDED} {INVENTED}", clock=clock)
    correcting.confirm(session, seat, queue=Queue(), clock=clock)
    rate_step(session, seat, clock, afterwards.model())
    made = reporting.newest(session, seat)
    assert made is not None
    page = report_document.html(made, seat.guide)
    assert "<del>reckoning</del> <ins>reconciliation</ins>" in page
    assert "Rewritten by the candidate, not corrected." in page
    assert f"<ins>{INVENTED}</ins>" in page


def test_a_correction_goes_with_its_candidate(session: Session, clock: Clock) -> None:
    seat = finished(session)
    correcting.save(session, seat.turns[0], MEANT, clock=clock)
    housekeeping.erase(session, seat.id, blobs=Blobs())
    assert session.scalars(select(models.Correction)).all() == []
