"""A candidate's résumé: given as a file or as text, read by a job, taken back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, transcript, uploads
from interview_app.domain import resume as resume_parts
from interview_app.models import InterviewSession, Resume, ResumeState, StepKind
from interview_app.usecases import joining, seeing, steps

RESUME_CHARS = 60_000
NOT_READ = "We could not read this file just now; please paste the text instead."
NOT_SEEN = "Pictures are not read here any more; please send a PDF or Word file, or paste the text instead."
NO_TEXT_IN_SCAN = (
    "No text could be read in this scan. Please send a sharper one or a Word file, or paste the text instead."
)
MOST_PARTS = 8
"""Pictures that one question to a model may hold."""
CLEAN = "-clean.jpg"
log = structlog.get_logger()


def give_file(
    session: Session,
    seat: InterviewSession,
    *,
    filename: str,
    body: bytes,
    blobs: ports.BlobStore,
    queue: ports.JobQueue,
    clock: ports.Clock,
    limit_bytes: int,
    pictures: bool = False,
) -> Resume:
    """Keep a file and have it read by a job; `pictures` says whether any model here reads pictures.

    Raises InvalidInput for another kind, and for more files in a day than anybody needs; TooLarge over the limit.
    """
    joining.check_open_seat(seat, clock())
    if len(body) > limit_bytes:
        raise errors.TooLarge(
            f"This file is larger than {limit_bytes // (1024 * 1024)} MB. Please send a smaller one."
        )
    kind = uploads.accepted(body, pictures=pictures)
    key = f"resumes/{seat.id}/{uuid.uuid4().hex}.{kind}"
    session.refresh(seat, with_for_update=True)
    seat.files_given, seat.files_since = uploads.counted(seat.files_given, seat.files_since, clock())
    session.commit()
    blobs.put(key, body, mime=uploads.MIME[kind])
    resume, replaced = _fresh_resume(session, seat, clock())
    resume.display_name = joining.one_line(filename, 200) or f"résumé.{kind}"
    resume.blob_key, resume.state = key, ResumeState.READING
    session.flush()
    step = steps.add(session, StepKind.READ_RESUME, resume.id)
    session.commit()
    steps.wake(session, queue, [step.id])
    _delete_file(replaced, blobs)
    return resume


def give_text(
    session: Session, seat: InterviewSession, text: str, *, blobs: ports.BlobStore, clock: ports.Clock
) -> Resume:
    """Keep pasted text; a file given before goes. Raises InvalidInput when there is none."""
    joining.check_open_seat(seat, clock())
    cleaned = transcript.clean_text(text, RESUME_CHARS)
    if not cleaned.text.strip():
        raise errors.InvalidInput("Please paste the text of your résumé, or go on without one.", "text")
    resume, replaced = _fresh_resume(session, seat, clock())
    resume.display_name, resume.state, resume.text = "Pasted text", ResumeState.READ, cleaned.text
    resume.passages = resume_parts.to_json(resume_parts.passages(cleaned.text))
    resume.hidden_characters, resume.truncated = cleaned.hidden, cleaned.cut
    session.commit()
    _delete_file(replaced, blobs)
    return resume


def remove(session: Session, seat: InterviewSession, *, blobs: ports.BlobStore, clock: ports.Clock) -> None:
    """Take the résumé back before the interview starts; its file goes too."""
    joining.check_open_seat(seat, clock())
    if seat.resume is None:
        return
    key = seat.resume.blob_key
    session.delete(seat.resume)
    session.commit()
    _delete_file(key, blobs)


def read(
    session: Session,
    mine: steps.Claim,
    *,
    blobs: ports.BlobStore,
    readers: Mapping[uploads.Kind, ports.ResumeReader],
    sight: ports.Sight | None = None,
    clock: ports.Clock,
) -> None:
    """Read the text of an uploaded résumé. What cannot be read is a stored state with its reason, not an error.

    Of a picture only the cleaned one is kept. Commits, for a picture in between too.
    """
    resume = session.get(Resume, mine.subject_id)
    if resume is None or resume.blob_key is None:
        steps.finish(session, mine, at=clock())
        session.commit()
        return
    key, resume_id, seat_id = resume.blob_key, resume.id, resume.interview_session_id
    session.commit()
    try:
        body = blobs.get(key)
        if uploads.kind_of(body) in uploads.PICTURES:
            found = _see(session, mine, body, sight, clock, seat_id)
        else:
            found = _read(readers, body)
            scan = _scan_in(body, found, sight)
            if scan is not None and sight is not None:
                found = _see_scan(session, mine, found, scan, sight, clock, seat_id)
        kept = _keep_clean(key, found, blobs)
    except KeyError:  # replaced or removed meanwhile; a file that is lost all the same cannot be read
        found, kept = _Reading(failure=NOT_READ), key
    except ports.OutsideError as error:
        if not error.permanent and mine.attempt < steps.ATTEMPTS:
            raise
        _settle(session, resume_id, key, _Reading(failure=NOT_READ), key)
        session.commit()
        raise
    taken = _settle(session, resume_id, key, found, kept)
    steps.finish(session, mine, at=clock())
    session.commit()
    if kept != key:
        _delete_file(key if taken else kept, blobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What came of reading a file: its text, or why there is none. `clean` is the picture as it may be kept.

    `textless`: it was opened, and holds no text.
    """

    text: ports.ResumeText | None = None
    failure: str | None = None
    read_by: str = ""
    clean: bytes | None = None
    textless: bool = False


def _fresh_resume(session: Session, seat: InterviewSession, now: datetime) -> tuple[Resume, str | None]:
    """The seat's one résumé row, emptied for what comes, and the key of the file that it held."""
    session.refresh(seat, with_for_update=True)
    resume = seat.resume or Resume()
    replaced = resume.blob_key
    seat.resume = resume
    resume.display_name, resume.blob_key, resume.text, resume.failure = "", None, "", None
    resume.state, resume.created_at = ResumeState.READING, now
    resume.pages, resume.hidden_characters, resume.truncated, resume.passages = 0, 0, False, []
    resume.read_by = ""
    session.add(resume)
    return resume, replaced


def _delete_file(key: str | None, blobs: ports.BlobStore) -> None:
    """After the commit. A store that is away leaves a file that nobody reaches, and its key in the log."""
    if key is None:
        return
    try:
        blobs.delete(key)
    except ports.OutsideError as error:
        log.warning("resume_file_left", key=key, reason=error.reason)


def _read(readers: Mapping[uploads.Kind, ports.ResumeReader], body: bytes) -> _Reading:
    kind = uploads.kind_of(body)
    reader = readers.get(kind) if kind is not None else None
    if reader is None:
        return _Reading(failure=NOT_READ)
    try:
        return _Reading(text=reader.read(body))
    except ports.OutsideError as error:
        return _Reading(failure=_for_good(error), textless=isinstance(error, ports.NoText))


def _scan_in(body: bytes, found: _Reading, sight: ports.Sight | None) -> ports.ScannedPages | None:
    """The pages of a PDF that are scans, where a model reads such."""
    if sight is None or sight.scans is None or uploads.kind_of(body) is not uploads.Kind.PDF:
        return None
    some = found.text is not None and bool(found.text.unread)
    return sight.scans.scanned(body) if found.textless or some else None


def _see_scan(
    session: Session,
    mine: steps.Claim,
    found: _Reading,
    scan: ports.ScannedPages,
    sight: ports.Sight,
    clock: ports.Clock,
    seat_id: int,
) -> _Reading:
    """What was found, with what a model copies out of the pages that are scans; those not shown to it stay unread."""
    pages, parts = _shown(scan, sight.cleaner)
    if not parts:
        return found
    picture = ports.CleanPicture(whole=parts[0], parts=tuple(parts))
    try:
        seen = seeing.transcribe(
            session, mine, picture, model=sight.model, clock=clock, interview_session_id=seat_id
        )
    except ports.OutsideError as error:
        if found.text is None or (not error.permanent and mine.attempt < steps.ATTEMPTS):
            raise
        return found  # no model may ever answer, and the other pages are read
    if seen is None:
        return found if found.text is not None else _Reading(failure=NO_TEXT_IN_SCAN)
    unread = tuple(sorted({*scan.unread, *scan.pictures} - set(pages)))
    text = seen.text if found.text is None else _together(found.text, seen.text, first=pages[0] == 1)
    cut = text.truncated or scan.truncated
    return _Reading(text=replace(text, pages=scan.pages, truncated=cut, unread=unread), read_by=seen.model)


def _shown(scan: ports.ScannedPages, cleaner: ports.PictureCleaner) -> tuple[list[int], list[bytes]]:
    """The numbers of the pages that a model can be shown, and their pictures, as many as one question may hold."""
    pages: list[int] = []
    parts: list[bytes] = []
    for number, picture in sorted(scan.pictures.items()):
        try:
            clean = cleaner.clean(picture)
        except ports.OutsideError as error:
            _for_good(error)
            continue
        if len(parts) + len(clean.parts) <= MOST_PARTS:
            pages.append(number)
            parts += clean.parts
    return pages, parts


def _together(said: ports.ResumeText, seen: ports.ResumeText, *, first: bool) -> ports.ResumeText:
    """The words of a document's pages and those of its scans, which come `first` where its first page is one."""
    both = said.text.strip(), seen.text.strip()
    text = "\n\n".join(reversed(both) if first else both)
    return replace(
        said,
        text=text[:RESUME_CHARS],
        hidden_characters=said.hidden_characters + seen.hidden_characters,
        truncated=said.truncated or seen.truncated or len(text) > RESUME_CHARS,
    )


def _see(
    session: Session,
    mine: steps.Claim,
    body: bytes,
    sight: ports.Sight | None,
    clock: ports.Clock,
    seat_id: int,
) -> _Reading:
    if sight is None:  # it was taken while pictures were still read here
        return _Reading(failure=NOT_SEEN)
    try:
        picture = sight.cleaner.clean(body)
    except ports.OutsideError as error:
        return _Reading(failure=_for_good(error))
    seen = seeing.transcribe(
        session, mine, picture, model=sight.model, clock=clock, interview_session_id=seat_id
    )
    if seen is None:
        return _Reading(failure=seeing.NO_TEXT, clean=picture.whole)
    return _Reading(text=seen.text, read_by=seen.model, clean=picture.whole)


def _for_good(error: ports.OutsideError) -> str:
    """The sentence for the candidate; what may pass is raised again."""
    if not error.permanent:
        raise error
    return error.reason


def _keep_clean(key: str, found: _Reading, blobs: ports.BlobStore) -> str:
    """Store the cleaned picture under a key of its own, so that a lost worker can begin anew. Returns the key to keep."""
    if found.clean is None or key.endswith(CLEAN):
        return key
    kept = key.rpartition(".")[0] + CLEAN
    blobs.put(kept, found.clean, mime=uploads.MIME[uploads.Kind.JPEG])
    return kept


def _settle(session: Session, resume_id: int, key: str, found: _Reading, kept: str) -> bool:
    """Note what came of reading, unless another file or text has taken its place; whether it was noted."""
    resume = session.get(Resume, resume_id, with_for_update=True, populate_existing=True)
    if resume is None or resume.blob_key != key:
        return False
    resume.blob_key = kept
    _note_reading(resume, found)
    return True


def _note_reading(resume: Resume, found: _Reading) -> None:
    read = found.text
    if read is None:
        resume.state, resume.failure = ResumeState.FAILED, found.failure
        return
    resume.state, resume.text, resume.pages = ResumeState.READ, read.text, read.pages
    resume.passages, resume.read_by = resume_parts.to_json(resume_parts.passages(read.text)), found.read_by
    resume.hidden_characters, resume.truncated = read.hidden_characters, read.truncated
    resume.failure = _unread(read.unread)


def _unread(pages: tuple[int, ...]) -> str | None:
    if not pages:
        return None
    if len(pages) == 1:
        return f"Page {pages[0]} is a picture, and its text was not read."
    *others, last = map(str, pages)
    return f"Pages {', '.join(others)} and {last} are pictures, and their text was not read."
