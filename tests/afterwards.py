"""After an interview: seats with finished interviews, and the steps that rate, summarise and print them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from interview_app import models, ports
from interview_app.domain import interview, turn
from interview_app.models import StepKind
from interview_app.usecases import rating, reporting, steps
from tests import factories
from tests.fakes.in_process import Model, Queue
from tests.fakes.scripts import Cooperative

LED = (
    "In my last role I was responsible for the billing service. I led the migration to a new queue and I wrote the "
    "reconciliation job myself. We cut errors by forty percent in two weeks. Next time I would involve finance a "
    "month earlier because they knew the special cases."
)
MENDED = (
    "There was a memory leak that showed under load on Fridays. I took heap snapshots every ten minutes and compared "
    "them until I found a cache that kept one entry per report. I wrote a test that ran a week of traffic."
)
CHANGED = (
    "A colleague told me that my design for the import was too clever. I did not agree at first but she showed me two "
    "cases where it would have lost rows. I threw my version away and we built the simple one."
)
ANSWERS = (LED, MENDED, CHANGED)


def model(names: Sequence[str] = ("first",), **replies: Any) -> Model:
    """A cooperative model; `replies` put others in place by the schema's name."""
    return Model(names, **(Cooperative().in_process | replies))


def finished(session: Session, *answers: str, **changes: Any) -> models.InterviewSession:
    """An interview that is over, with one spoken answer for each text; "" is an answer never given."""
    seat = factories.seat(session, **changes)
    for text in answers or ANSWERS:
        asked = factories.asked(session, seat)
        if text:
            factories.said(session, asked, text)
        else:
            asked.state, asked.sealed_at = turn.TurnState.TRANSCRIBED, factories.NOW
    end(session, seat)
    return seat


def follow_up(session: Session, seat: models.InterviewSession, number: int, text: str) -> models.Turn:
    """One more turn of a finished interview: a follow-up to preset `number`, answered."""
    asked = factories.asked(
        session, seat, origin=turn.Origin.FOLLOW_UP, question_id=None, preset_number=number,
        text="What was your own part in it?",
    )  # fmt: skip
    factories.said(session, asked, text)
    return asked


def end(session: Session, seat: models.InterviewSession) -> None:
    seat.state, seat.ended_by = interview.SessionState.COMPLETED, interview.EndedBy.CANDIDATE
    seat.started_at = seat.finished_at = factories.NOW
    session.commit()


def rate(
    session: Session,
    seat: models.InterviewSession,
    answering: ports.LanguageModel | None,
    clock: ports.Clock,
    *,
    judges: int = 1,
) -> models.Report | None:
    """Do the rating's step until it is done or failed, waiting for nothing; the newest report, if there is one."""
    queue = Queue()
    step = steps.add(session, StepKind.RATE, seat.id)
    session.commit()
    while (mine := steps.claim(session, step.id)) is not None:
        try:
            rating.rate_interview(
                session, mine, model=answering, queue=queue, clock=clock, seconds=5, judges=judges
            )
        except ports.OutsideError as error:
            steps.fail(session, mine, error)
            session.execute(update(models.Step).values(next_at=0))
            session.commit()
    return reporting.newest(session, seat)


def rated(
    session: Session, seat: models.InterviewSession, answering: ports.LanguageModel | None, clock: ports.Clock,
    *, judges: int = 1,
) -> models.Report:  # fmt: skip
    """The same, where a report is sure to come of it."""
    made = rate(session, seat, answering, clock, judges=judges)
    assert made is not None
    return made


def print_all(
    session: Session, seat: models.InterviewSession, pdf: ports.PdfPrinter, blobs: ports.BlobStore, clock: ports.Clock
) -> None:  # fmt: skip
    """Print until nothing waits."""
    step = steps.add(session, StepKind.PRINT_REPORT, seat.id)
    session.commit()
    while (mine := steps.claim(session, step.id)) is not None:
        reporting.print_report(session, mine, pdf=pdf, blobs=blobs, clock=clock)


def ratings(session: Session, seat: models.InterviewSession, scoring: int = 1) -> dict[str, models.Rating]:
    """The ratings of one scoring by competency; for interviews whose questions test one each."""
    rows = session.scalars(
        select(models.Rating).where(
            models.Rating.interview_session_id == seat.id, models.Rating.scoring == scoring
        )
    )
    return {row.competency_key: row for row in rows}


def finding(anchor_id: str, quote: str) -> dict[str, Any]:
    return {"anchor_id": anchor_id, "met": True, "quote": quote}


def claims(**quotes: str) -> dict[str, Any]:
    """An ExtractReply of quotes by "competency__anchor"."""
    return {
        "findings": [finding(name.replace("__", "/"), quote) for name, quote in quotes.items()],
        "quality": "A concrete example.",
        "key_points": [],
        "improve": "",
        "star": None,
    }
