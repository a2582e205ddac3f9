"""A résumé on its way in: as a file, as text, read by a job, taken back."""

from __future__ import annotations

import base64
import contextlib
import io
import json
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.adapters.docx_resume import DocxResume
from interview_app.adapters.litellm_language import LitellmLanguage
from interview_app.adapters.pillow_picture import PillowPicture
from interview_app.adapters.pypdf_resume import PypdfResume
from interview_app.domain import errors, interview, uploads
from interview_app.models import (
    CallState,
    InterviewSession,
    ModelCall,
    Resume,
    ResumeState,
    Step,
    StepKind,
    StepState,
)
from interview_app.usecases import housekeeping, joining, resumes, steps
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, Queue
from tests.fakes.llm import Behaviour, FakeModel, in_turn
from tests.integration.adapters import documents, word

pytestmark = on_both_databases


class Reader:
    """Reads every file the same way, or not."""

    def __init__(self, *, error: ports.OutsideError | None = None) -> None:
        self.error = error

    def read(self, body: bytes) -> ports.ResumeText:
        if self.error is not None:
            raise self.error
        return ports.ResumeText(text="Harbour office, 2019", pages=1, hidden_characters=3, truncated=False)


def _read(session: Session, blobs: Blobs, reader: Reader, clock: Clock) -> None:
    step = session.scalars(select(Step).where(Step.kind == StepKind.READ_RESUME)).one()
    claim = steps.claim(session, step.id)
    assert claim is not None
    resumes.read(session, claim, blobs=blobs, readers={uploads.Kind.PDF: reader}, clock=clock)


def test_an_uploaded_resume_is_read_by_a_job(session: Session, clock: Clock) -> None:
    seat, blobs, queue = factories.seat(session), Blobs(), Queue()
    resume = resumes.give_file(
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


def test_each_kind_has_a_reader_of_its_own(session: Session, clock: Clock) -> None:
    seat, blobs = factories.seat(session), Blobs()
    resume = resumes.give_file(
        session, seat, filename="", body=word.docx(word.paragraph("Harbour office, 2020")), blobs=blobs, queue=Queue(),
        clock=clock, limit_bytes=10_000,
    )  # fmt: skip
    key = str(resume.blob_key)
    assert (resume.display_name, key[-5:], blobs.kept[key][1]) == (
        "résumé.docx", ".docx", uploads.MIME[uploads.Kind.DOCX],
    )  # fmt: skip
    step = session.scalars(select(Step).where(Step.kind == StepKind.READ_RESUME)).one()
    claim = steps.claim(session, step.id)
    assert claim is not None
    readers = {uploads.Kind.PDF: Reader(), uploads.Kind.DOCX: DocxResume()}
    resumes.read(session, claim, blobs=blobs, readers=readers, clock=clock)
    assert (resume.state, resume.text) == (ResumeState.READ, "Harbour office, 2020")
    assert resume.passages == [["", 1, 1, "Harbour office, 2020"]]


def test_a_resume_that_cannot_be_read_says_why(session: Session, clock: Clock) -> None:
    seat, blobs = factories.seat(session), Blobs()
    resume = resumes.give_file(
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
        resumes.give_file(
            session, factories.seat(session), filename="cv", body=body, blobs=Blobs(), queue=Queue(), clock=clock,
            limit_bytes=1000,
        )  # fmt: skip


def test_an_interview_that_needs_a_resume_does_not_start_without(session: Session, clock: Clock) -> None:
    seat = factories.seat(session, factories.published_interview(session, resume_required=True))
    with pytest.raises(errors.NotYet):
        joining.start(session, seat, queue=Queue(), clock=clock, voiced=False)
    resumes.give_text(session, seat, "Harbour office\x00", blobs=Blobs(), clock=clock)
    joining.start(session, seat, queue=Queue(), clock=clock, voiced=False)
    assert seat.resume is not None
    assert seat.resume.text == "Harbour office"


def test_what_is_kept_longer_than_promised_is_erased_with_its_files(session: Session, clock: Clock) -> None:
    seat, blobs = factories.seat(session, factories.published_interview(session, retention_days=30)), Blobs()
    resumes.give_file(
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
    return resumes.give_file(
        session, seat, filename="cv.pdf", body=b"%PDF-1.7", blobs=blobs, queue=Queue(), clock=clock, limit_bytes=1000
    )  # fmt: skip


def test_a_replaced_resumes_file_is_deleted(session: Session, clock: Clock) -> None:
    seat, blobs = factories.seat(session), Blobs()
    _upload(session, seat, blobs, clock)
    second = _upload(session, seat, blobs, clock)
    assert list(blobs.kept) == [second.blob_key]
    resumes.give_text(session, seat, "Harbour office", blobs=blobs, clock=clock)
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
            resumes.read(
                session, claim, blobs=blobs, readers={uploads.Kind.PDF: Reader(error=away)}, clock=clock
            )
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
        resumes.give_file(
            session, seat, filename="cv.pdf", body=b"%PDF-1.7", blobs=blobs, queue=Queue(), clock=clock, limit_bytes=1000
        )  # fmt: skip

    for _ in range(uploads.FILES_A_DAY):
        give()
        resumes.remove(session, seat, blobs=blobs, clock=clock)
    with pytest.raises(errors.InvalidInput, match="10 files today"):
        give()
    session.rollback()
    resumes.give_text(session, seat, "Harbour office", blobs=blobs, clock=clock)
    clock.tick(24 * 3600)
    give()
    assert seat.resume is not None
    assert seat.resume.state is ResumeState.READING


# Pictures, copied by a model over real HTTP


COPIED = {"holds_text": True, "text": "Ada Lovelace\n\nEXPERIENCE\n- Led the move of billing"}


def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    body = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(body, "JPEG", exif=exif)
    return body.getvalue()


@pytest.fixture
def copyist(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., FakeModel]]:
    """A server that says `replies` one after another."""
    with contextlib.ExitStack() as open_now:

        def serve(*replies: object) -> FakeModel:
            said = [one if isinstance(one, str | Behaviour) else json.dumps(one) for one in replies]
            fake = open_now.enter_context(FakeModel(in_turn(said)))
            monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
            monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
            return fake

        yield serve


def _show(session: Session, clock: Clock, blobs: Blobs) -> tuple[Resume, steps.Claim]:
    """A picture given, and the claim to read it."""
    seat = factories.seat(session)
    resume = resumes.give_file(
        session, seat, filename="cv.jpg", body=photograph(), blobs=blobs, queue=Queue(), clock=clock,
        limit_bytes=100_000, pictures=True,
    )  # fmt: skip
    claim = steps.claim(
        session, session.scalars(select(Step.id).where(Step.kind == StepKind.READ_RESUME)).one()
    )
    assert claim is not None
    return resume, claim


def _look(session: Session, claim: steps.Claim, blobs: Blobs, clock: Clock, *models: str) -> None:
    model = LitellmLanguage(models or ["openai/seer"], timeout_seconds=5)
    sight = ports.Sight(model, PillowPicture())
    resumes.read(session, claim, blobs=blobs, readers={}, sight=sight, clock=clock)


def test_a_picture_is_copied_by_a_model_and_kept_without_its_place(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel]
) -> None:
    blobs, fake = Blobs(), copyist(COPIED)
    resume, claim = _show(session, clock, blobs)
    sent = str(resume.blob_key)

    _look(session, claim, blobs, clock)

    assert (resume.state, resume.text, resume.read_by) == (ResumeState.READ, COPIED["text"], "openai/seer")
    assert resume.passages[-1] == ["EXPERIENCE", 4, 4, "Led the move of billing"]
    assert list(blobs.kept) == [resume.blob_key] != [sent]
    body, mime = blobs.kept[str(resume.blob_key)]
    assert (mime, b"taken at home" in photograph(), b"taken at home" in body) == ("image/jpeg", True, False)
    shown = fake.asked[0]["messages"][1]["content"][1]["image_url"]["url"]
    assert shown == "data:image/jpeg;base64," + base64.b64encode(body).decode()
    call = session.scalars(select(ModelCall)).one()
    assert (call.purpose, call.prompt_version, call.state) == (
        "transcribe",
        "transcribe-1",
        CallState.ANSWERED,
    )
    assert call.interview_session_id == resume.interview_session_id
    assert fake.purposes == ["TranscriptionReply"]


def _send(session: Session, clock: Clock, blobs: Blobs, body: bytes) -> tuple[Resume, steps.Claim]:
    seat = factories.seat(session)
    resume = resumes.give_file(
        session, seat, filename="cv.pdf", body=body, blobs=blobs, queue=Queue(), clock=clock, limit_bytes=1_000_000
    )  # fmt: skip
    claim = steps.claim(
        session, session.scalars(select(Step.id).where(Step.kind == StepKind.READ_RESUME)).one()
    )
    assert claim is not None
    return resume, claim


def _look_at_scan(session: Session, claim: steps.Claim, blobs: Blobs, clock: Clock) -> None:
    pdf, model = PypdfResume(), LitellmLanguage(["openai/seer"], timeout_seconds=5)
    sight = ports.Sight(model, PillowPicture(), pdf)
    resumes.read(session, claim, blobs=blobs, readers={uploads.Kind.PDF: pdf}, sight=sight, clock=clock)


@pytest.mark.parametrize("of_the_scanner", ["", "Scanned with a telephone"])
def test_a_scanned_pdf_is_copied_by_a_model_from_its_pages(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel], of_the_scanner: str
) -> None:
    blobs, fake = Blobs(), copyist(COPIED)
    page = Image.new("RGB", (600, 800), "white")
    body = documents.scan_of(page, page, page, page, says_too=of_the_scanner)
    resume, claim = _send(session, clock, blobs, body)

    _look_at_scan(session, claim, blobs, clock)

    assert (resume.state, resume.text, resume.read_by) == (ResumeState.READ, COPIED["text"], "openai/seer")
    assert (resume.pages, resume.truncated) == (4, False)
    assert resume.failure == "Page 4 is a picture, and its text was not read.", "three pages are shown"
    assert len(fake.asked[0]["messages"][1]["content"]) == 1 + 3
    assert blobs.kept[str(resume.blob_key)] == (body, "application/pdf")


def test_a_pdf_with_words_is_shown_to_no_model(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel]
) -> None:
    blobs, fake = Blobs(), copyist(COPIED)
    lines = ["I led the move of the billing service to another house within a year."] * 3
    resume, claim = _send(session, clock, blobs, documents.pdf(documents.says(*lines)))
    _look_at_scan(session, claim, blobs, clock)
    assert (resume.state, resume.read_by, fake.asked) == (ResumeState.READ, "", [])


PAPER = Image.new("RGB", (600, 800), "white")
LINES = ["I led the move of the billing service to another house within a year."] * 3
TYPED = documents.pdf(documents.says(*LINES))
ASKEW = documents.drawing(b"q 400 400 -400 400 300 0 cm /Im Do Q", ("Im", PAPER))


@pytest.mark.parametrize("scan_first", [True, False])
def test_a_scanned_page_beside_one_of_words_is_copied_too_and_stands_where_it_stood(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel], *, scan_first: bool
) -> None:
    blobs, fake = Blobs(), copyist(COPIED)
    pages = [documents.scan_of(PAPER), TYPED] if scan_first else [TYPED, documents.scan_of(PAPER)]
    resume, claim = _send(session, clock, blobs, documents.together(*pages))
    _look_at_scan(session, claim, blobs, clock)
    typed = "\n".join(LINES)
    both = (COPIED["text"], typed) if scan_first else (typed, COPIED["text"])
    assert (resume.state, resume.text, resume.pages) == (ResumeState.READ, "\n\n".join(both), 2)
    assert (resume.read_by, resume.failure) == ("openai/seer", None)
    assert len(fake.asked[0]["messages"][1]["content"]) == 1 + 1, "the typed page is shown to nobody"


def test_a_scanned_page_that_nobody_can_read_is_named_beside_the_words_of_the_others(
    session: Session, clock: Clock
) -> None:
    blobs = Blobs()
    body = documents.together(TYPED, documents.scan_of(PAPER), TYPED, ASKEW)
    resume, claim = _send(session, clock, blobs, body)
    resumes.read(session, claim, blobs=blobs, readers={uploads.Kind.PDF: PypdfResume()}, clock=clock)
    assert (resume.state, resume.text.count("billing"), resume.read_by) == (ResumeState.READ, 6, "")
    assert resume.failure == "Pages 2 and 4 are pictures, and their text was not read."


def test_of_a_scan_what_can_be_shown_is_read_and_the_rest_is_named(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel]
) -> None:
    blobs, fake = Blobs(), copyist(COPIED)
    small = documents.scan_of(Image.new("RGB", (150, 200), "white"))
    body = documents.together(ASKEW, documents.scan_of(PAPER), small)
    resume, claim = _send(session, clock, blobs, body)
    _look_at_scan(session, claim, blobs, clock)
    assert (resume.state, resume.text, resume.pages) == (ResumeState.READ, COPIED["text"], 3)
    assert resume.failure == "Pages 1 and 3 are pictures, and their text was not read."
    assert len(fake.asked[0]["messages"][1]["content"]) == 1 + 1


def test_a_scan_of_which_nothing_can_be_shown_is_refused_with_the_reason(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel]
) -> None:
    blobs, fake = Blobs(), copyist(COPIED)
    resume, claim = _send(session, clock, blobs, ASKEW)
    _look_at_scan(session, claim, blobs, clock)
    assert (resume.state, fake.asked) == (ResumeState.FAILED, [])
    assert "holds no text, only pictures" in (resume.failure or "")


def test_words_are_kept_where_their_scanned_neighbour_holds_none_or_no_model_answers(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel]
) -> None:
    blobs = Blobs()
    body = documents.together(TYPED, documents.scan_of(PAPER))
    for reply in ({"holds_text": False, "text": ""}, Behaviour(kind="unauthorised")):
        copyist(reply)
        resume, claim = _send(session, clock, blobs, body)
        _look_at_scan(session, claim, blobs, clock)
        assert (resume.state, resume.text.strip()) == (ResumeState.READ, "\n".join(LINES))
        assert resume.failure == "Page 2 is a picture, and its text was not read."
        session.query(Step).delete()
        session.commit()


def test_a_scan_without_words_says_so(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel]
) -> None:
    copyist({"holds_text": False, "text": ""})
    blobs = Blobs()
    resume, claim = _send(session, clock, blobs, documents.scan_of(Image.new("RGB", (600, 800), "white")))
    _look_at_scan(session, claim, blobs, clock)
    assert (resume.state, resume.failure) == (ResumeState.FAILED, resumes.NO_TEXT_IN_SCAN)


@pytest.mark.parametrize("of_the_scanner", ["", "Scanned with a telephone"])
def test_a_scan_that_nobody_reads_keeps_the_reason(
    session: Session, clock: Clock, of_the_scanner: str
) -> None:
    blobs = Blobs()
    resume, claim = _send(session, clock, blobs, documents.scan_of(PAPER, says_too=of_the_scanner))
    resumes.read(session, claim, blobs=blobs, readers={uploads.Kind.PDF: PypdfResume()}, clock=clock)
    assert "holds no text, only pictures" in (resume.failure or "")


def test_a_copy_is_paid_for_once_when_a_worker_is_lost(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs, fake = Blobs(), copyist(COPIED)
    resume, claim = _show(session, clock, blobs)
    with monkeypatch.context() as lost:
        lost.setattr(steps, "finish", lambda *_a, **_b: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            _look(session, claim, blobs, clock)
    session.rollback()

    _look(session, claim, blobs, clock)

    assert (resume.state, len(fake.asked), list(blobs.kept)) == (ResumeState.READ, 1, [resume.blob_key])


@pytest.mark.parametrize(
    "reply",
    [
        {"holds_text": False, "text": ""},
        {"holds_text": False, "text": "A guess"},
        {"holds_text": True, "text": " \u200b"},
    ],
)
def test_a_picture_without_words_has_no_text_and_none_is_made_up(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel], reply: object
) -> None:
    copyist(reply)
    blobs = Blobs()
    resume, claim = _show(session, clock, blobs)

    _look(session, claim, blobs, clock)

    assert (resume.state, resume.text) == (ResumeState.FAILED, "")
    assert "No text could be read in this picture" in (resume.failure or "")
    assert b"taken at home" not in blobs.kept[str(resume.blob_key)][0]


def test_a_model_that_cannot_see_leaves_a_reason_and_no_text(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel]
) -> None:
    copyist(Behaviour(kind="unauthorised"))
    blobs = Blobs()
    resume, claim = _show(session, clock, blobs)

    with pytest.raises(ports.OutsideError, match="the key is missing or refused"):
        _look(session, claim, blobs, clock)

    assert (resume.state, resume.failure, resume.text) == (ResumeState.FAILED, resumes.NOT_READ, "")


def test_the_next_model_copies_when_the_first_talks_nonsense(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel]
) -> None:
    copyist("Sure! Here it is.", "As I said.", COPIED)
    blobs = Blobs()
    resume, claim = _show(session, clock, blobs)

    _look(session, claim, blobs, clock, "openai/one", "openai/two")

    assert (resume.state, resume.read_by) == (ResumeState.READ, "openai/two")


def test_hidden_characters_in_a_copy_are_taken_out(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel]
) -> None:
    copyist({"holds_text": True, "text": "Led\u202e the\u200b team"})
    blobs = Blobs()
    resume, claim = _show(session, clock, blobs)

    _look(session, claim, blobs, clock)

    assert (resume.text, resume.hidden_characters) == ("Led the team", 2)


def test_a_broken_picture_is_told_before_any_model_is_asked(session: Session, clock: Clock) -> None:
    blobs = Blobs()
    resume, claim = _show(session, clock, blobs)
    blobs.kept[str(resume.blob_key)] = (photograph()[:300], "image/jpeg")

    _look(session, claim, blobs, clock)

    assert "could not open this picture" in (resume.failure or "")
    assert session.scalars(select(ModelCall)).all() == []


def test_a_picture_replaced_while_it_is_copied_leaves_nothing_behind(
    session: Session, clock: Clock, copyist: Callable[..., FakeModel]
) -> None:
    copyist(COPIED)
    blobs = Blobs()
    resume, claim = _show(session, clock, blobs)

    class Replaced(Blobs):
        def get(self, key: str) -> bytes:
            body = blobs.get(key)
            resumes.give_text(session, resume.interview_session, "My own words", blobs=blobs, clock=clock)
            return body

    between = Replaced()
    _look(session, claim, between, clock)

    assert (resume.state, resume.text, resume.read_by) == (ResumeState.READ, "My own words", "")
    assert (between.kept, blobs.kept) == ({}, {})


def test_a_picture_taken_before_nobody_read_them_any_more_says_so(session: Session, clock: Clock) -> None:
    blobs = Blobs()
    resume, claim = _show(session, clock, blobs)

    resumes.read(session, claim, blobs=blobs, readers={}, sight=None, clock=clock)

    assert (resume.state, resume.failure) == (ResumeState.FAILED, resumes.NOT_SEEN)


def test_where_nobody_reads_pictures_none_is_kept(session: Session, clock: Clock) -> None:
    blobs = Blobs()
    with pytest.raises(errors.InvalidInput, match="cannot read pictures here"):
        resumes.give_file(
            session, factories.seat(session), filename="cv.jpg", body=photograph(), blobs=blobs, queue=Queue(),
            clock=clock, limit_bytes=100_000,
        )  # fmt: skip
    assert blobs.kept == {}
