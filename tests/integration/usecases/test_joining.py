"""From the link to the start: who may come in, and what they may give."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, interview, uploads
from interview_app.models import (
    InterviewSession,
    Invitation,
    MailState,
    Resume,
    ResumeState,
    Step,
    StepKind,
    StepState,
)
from interview_app.usecases import housekeeping, joining, links, steps
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, Queue

pytestmark = on_both_databases
TOKEN = "a" * 43


class Reader:
    """Reads every file the same way, or not."""

    def __init__(self, *, error: ports.OutsideError | None = None) -> None:
        self.error = error

    def read(self, body: bytes) -> ports.ResumeText:
        if self.error is not None:
            raise self.error
        return ports.ResumeText(text="Harbour office, 2019", pages=1, hidden_characters=3, truncated=False)


def _invitation(session: Session, clock: Clock, **changes: object) -> Invitation:
    columns: dict[str, object] = {
        "interview_id": factories.published_interview(session).id,
        "email": "ada@example.org",
        "name": "Ada",
        "nonce": "n",
        "token_hash": links.hash_of(TOKEN),
        "mail_state": MailState.SENT,
        "created_at": clock(),
    }
    made = Invitation(**(columns | changes))
    session.add(made)
    session.commit()
    return made


def _read(session: Session, blobs: Blobs, reader: Reader, clock: Clock) -> None:
    step = session.scalars(select(Step).where(Step.kind == StepKind.READ_RESUME)).one()
    claim = steps.claim(session, step.id)
    assert claim is not None
    joining.read_resume(session, claim, blobs=blobs, resumes=reader, clock=clock)


def test_an_unknown_link_opens_nothing(session: Session, clock: Clock) -> None:
    with pytest.raises(errors.NotFound):
        joining.find_link(session, "b" * 43, clock=clock)


def test_a_personal_link_opens_its_interview(session: Session, clock: Clock) -> None:
    invitation = _invitation(session, clock)
    link = joining.find_link(session, TOKEN, clock=clock)
    assert (link.kind, link.id) == ("invitation", invitation.id)


@pytest.mark.parametrize("change", ["revoked_at", "expires_at"])
def test_a_withdrawn_or_expired_link_is_over(session: Session, clock: Clock, change: str) -> None:
    _invitation(session, clock, **{change: clock() - timedelta(hours=1)})
    with pytest.raises(errors.LinkExpired):
        joining.find_link(session, TOKEN, clock=clock)


def test_a_link_of_a_closed_interview_is_over(session: Session, clock: Clock) -> None:
    invitation = _invitation(session, clock)
    invitation.interview.state = interview.InterviewState.CLOSED
    session.commit()
    with pytest.raises(errors.LinkExpired):
        joining.find_link(session, TOKEN, clock=clock)


def test_who_has_begun_comes_back_though_the_interview_was_closed_meanwhile(
    session: Session, clock: Clock
) -> None:
    invitation = _invitation(session, clock)
    seat = joining.consent(session, "invitation", invitation.id, ai_rating=True, clock=clock)
    invitation.interview.state = interview.InterviewState.CLOSED
    session.commit()
    joining.find_link(session, TOKEN, clock=clock)
    assert joining.seat_of_invitation(session, invitation.id) is seat


def test_a_second_consent_finds_the_first_ones_interview(session: Session, clock: Clock) -> None:
    invitation = _invitation(session, clock)
    first = joining.consent(session, "invitation", invitation.id, ai_rating=True, clock=clock)
    second = joining.consent(session, "invitation", invitation.id, ai_rating=False, clock=clock)
    assert first.id == second.id
    assert first.consent_version == joining.CONSENT_VERSION
    assert (first.candidate_name, first.candidate_email) == ("Ada", "ada@example.org")


def test_of_two_consents_of_one_visit_at_the_same_time_the_first_one_counts(
    session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = factories.published_interview(session)
    agree = partial(joining.consent, session, "share", taken.id, ai_rating=True, opened_by="v", clock=clock)
    first = agree()
    found = joining._seat_of_visit
    looked: list[None] = []

    def looks(*given: Any) -> InterviewSession | None:
        """The first one's row is not there yet when the second looks for the first time."""
        looked.append(None)
        return None if len(looked) == 1 else found(*given)

    monkeypatch.setattr(joining, "_seat_of_visit", looks)
    assert agree().id == first.id


def test_a_shared_link_gives_each_candidate_an_interview_of_their_own(session: Session, clock: Clock) -> None:
    taken = factories.published_interview(session)
    seats = {joining.consent(session, "share", taken.id, ai_rating=True, clock=clock).id for _ in range(2)}
    assert len(seats) == 2


@pytest.mark.parametrize(
    ("name", "email", "phone", "field"),
    [("", "ada@example.org", "", "name"), ("Ada", "ada at example", "", "email"), ("Ada", "a@b.org,c@d.org", "", "email"),
     ("Ada", "ada@example.org", "call me", "phone"), ("\u200b", "ada@example.org", "", "name")],
)  # fmt: skip
def test_details_that_make_no_sense_are_named(
    session: Session, clock: Clock, name: str, email: str, phone: str, field: str
) -> None:
    seat = factories.seat(session, state=interview.SessionState.PREPARING)
    with pytest.raises(errors.InvalidInput) as told:
        joining.give_details(session, seat, name=name, email=email, phone=phone, clock=clock)
    assert told.value.field == field


def test_details_make_an_interview_ready(session: Session, clock: Clock) -> None:
    seat = factories.seat(session, state=interview.SessionState.PREPARING)
    joining.give_details(
        session, seat, name=" Ada\nLovelace ", email="ada@example.org", phone="", clock=clock
    )
    assert (seat.candidate_name, seat.state) == ("Ada Lovelace", interview.SessionState.READY)


def test_an_uploaded_resume_is_read_by_a_job(session: Session, clock: Clock) -> None:
    seat, blobs, queue = factories.seat(session), Blobs(), Queue()
    resume = joining.give_resume_file(
        session, seat, filename="履歴書.pdf", body=b"%PDF-1.7", blobs=blobs, queue=queue, clock=clock,
        limit_bytes=1000,
    )  # fmt: skip
    assert (resume.display_name, resume.state, queue.kinds) == (
        "履歴書.pdf",
        ResumeState.READING,
        ["read_resume"],
    )
    _read(session, blobs, Reader(), clock)
    assert (resume.state, resume.text, resume.hidden_characters) == (
        ResumeState.READ,
        "Harbour office, 2019",
        3,
    )


def test_a_resume_that_cannot_be_read_says_why(session: Session, clock: Clock) -> None:
    seat, blobs = factories.seat(session), Blobs()
    resume = joining.give_resume_file(
        session,
        seat,
        filename="cv.pdf",
        body=b"%PDF-1.7",
        blobs=blobs,
        queue=Queue(),
        clock=clock,
        limit_bytes=1000,
    )
    why = "This PDF is locked by a password: please paste the text instead."
    _read(session, blobs, Reader(error=ports.OutsideError(why, permanent=True)), clock)
    assert (resume.state, resume.failure) == (ResumeState.FAILED, why)


@pytest.mark.parametrize(
    ("body", "error"), [(b"PK\x03\x04 a zip", errors.InvalidInput), (b"%PDF-" + bytes(2000), errors.TooLarge)]
)
def test_a_resume_of_another_kind_or_too_large_is_refused(
    session: Session, clock: Clock, body: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        joining.give_resume_file(
            session, factories.seat(session), filename="cv", body=body, blobs=Blobs(), queue=Queue(), clock=clock,
            limit_bytes=1000,
        )  # fmt: skip


def test_an_interview_that_needs_a_resume_does_not_start_without(session: Session, clock: Clock) -> None:
    seat = factories.seat(session, factories.published_interview(session, resume_required=True))
    with pytest.raises(errors.NotYet):
        joining.start(session, seat, queue=Queue(), clock=clock, voiced=False)
    joining.give_resume_text(session, seat, "Harbour office\x00", blobs=Blobs(), clock=clock)
    joining.start(session, seat, queue=Queue(), clock=clock, voiced=False)
    assert seat.resume is not None
    assert seat.resume.text == "Harbour office"


def test_what_is_kept_longer_than_promised_is_erased_with_its_files(session: Session, clock: Clock) -> None:
    seat, blobs = factories.seat(session, factories.published_interview(session, retention_days=30)), Blobs()
    joining.give_resume_file(
        session,
        seat,
        filename="cv.pdf",
        body=b"%PDF-1.7",
        blobs=blobs,
        queue=Queue(),
        clock=clock,
        limit_bytes=1000,
    )
    clock.tick(29 * 86400)
    assert housekeeping.purge(session, blobs=blobs, clock=clock) == 0
    clock.tick(2 * 86400)
    assert housekeeping.purge(session, blobs=blobs, clock=clock) == 1
    assert blobs.kept == {}
    assert session.scalars(select(Step)).all() == []


def _upload(session: Session, seat: InterviewSession, blobs: Blobs, clock: Clock) -> Resume:
    return joining.give_resume_file(
        session, seat, filename="cv.pdf", body=b"%PDF-1.7", blobs=blobs, queue=Queue(), clock=clock, limit_bytes=1000
    )  # fmt: skip


def test_a_replaced_resumes_file_is_deleted(session: Session, clock: Clock) -> None:
    seat, blobs = factories.seat(session), Blobs()
    _upload(session, seat, blobs, clock)
    second = _upload(session, seat, blobs, clock)
    assert list(blobs.kept) == [second.blob_key]
    joining.give_resume_text(session, seat, "Harbour office", blobs=blobs, clock=clock)
    assert blobs.kept == {}


def test_a_resume_replaced_while_it_is_read_is_no_failure(session: Session, clock: Clock) -> None:
    seat, blobs = factories.seat(session), Blobs()
    _upload(session, seat, blobs, clock)

    class Slow(Blobs):
        def get(self, key: str) -> bytes:
            _upload(session, seat, blobs, clock)
            return blobs.get(key)

    _read(session, Slow(), Reader(), clock)
    assert seat.resume is not None
    assert seat.resume.state is ResumeState.READING
    _read(session, blobs, Reader(), clock)
    assert seat.resume.state is ResumeState.READ


def test_a_resume_that_nobody_could_read_in_the_end_asks_for_its_text(session: Session, clock: Clock) -> None:
    seat, blobs = factories.seat(session), Blobs()
    resume = _upload(session, seat, blobs, clock)
    step = session.scalars(select(Step).where(Step.kind == StepKind.READ_RESUME)).one()
    away = ports.OutsideError("The reader is away.")
    for attempt in range(1, steps.ATTEMPTS + 1):
        step.next_at = 0
        session.commit()
        claim = steps.claim(session, step.id)
        assert claim is not None
        with pytest.raises(ports.OutsideError):
            joining.read_resume(session, claim, blobs=blobs, resumes=Reader(error=away), clock=clock)
        steps.fail(session, claim, away)
        session.refresh(step)
        assert (resume.state is ResumeState.FAILED) == (attempt == steps.ATTEMPTS)
    assert "paste the text" in (resume.failure or "")


def test_a_reading_that_was_given_up_keeps_nobody_from_starting(session: Session, clock: Clock) -> None:
    seat = factories.seat(session)
    _upload(session, seat, Blobs(), clock)
    with pytest.raises(errors.NotYet):
        joining.start(session, seat, queue=Queue(), clock=clock, voiced=False)
    step = session.scalars(select(Step).where(Step.kind == StepKind.READ_RESUME)).one()
    step.state = StepState.FAILED
    session.commit()
    joining.start(session, seat, queue=Queue(), clock=clock, voiced=False)
    assert seat.state is interview.SessionState.RUNNING


def test_one_seat_takes_ten_files_a_day(session: Session, clock: Clock) -> None:
    seat, blobs = factories.seat(session), Blobs()

    def give() -> None:
        joining.give_resume_file(
            session, seat, filename="cv.pdf", body=b"%PDF-1.7", blobs=blobs, queue=Queue(), clock=clock, limit_bytes=1000
        )  # fmt: skip

    for _ in range(uploads.FILES_A_DAY):
        give()
        joining.remove_resume(session, seat, blobs=blobs, clock=clock)
    with pytest.raises(errors.InvalidInput, match="10 files today"):
        give()
    session.rollback()
    joining.give_resume_text(session, seat, "Harbour office", blobs=blobs, clock=clock)
    clock.tick(24 * 3600)
    give()
    assert seat.resume is not None
    assert seat.resume.state is ResumeState.READING
