"""A candidate's résumé: given as a file or as text, read by a job, taken back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, transcript, uploads
from interview_app.domain import resume as resume_parts
from interview_app.models import InterviewSession, Resume, ResumeState, StepKind
from interview_app.usecases import joining, steps

RESUME_CHARS = 60_000
NOT_READ = "We could not read this file just now; please paste the text instead."
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
    clock: ports.Clock,
) -> None:
    """Read the text of an uploaded résumé. What cannot be read is a stored state with its reason, not an error."""
    resume = session.get(Resume, mine.subject_id)
    if resume is None or resume.blob_key is None:
        steps.finish(session, mine, at=clock())
        session.commit()
        return
    key, resume_id = resume.blob_key, resume.id
    session.commit()
    read, failure = None, None
    try:
        read, failure = _read(readers, blobs.get(key))
    except KeyError:  # replaced or removed meanwhile; a file that is lost all the same cannot be read
        failure = NOT_READ
    except ports.OutsideError as error:
        if not error.permanent and mine.attempt < steps.ATTEMPTS:
            raise
        _settle(session, resume_id, key, None, NOT_READ)
        session.commit()
        raise
    _settle(session, resume_id, key, read, failure)
    steps.finish(session, mine, at=clock())
    session.commit()


def _fresh_resume(session: Session, seat: InterviewSession, now: datetime) -> tuple[Resume, str | None]:
    """The seat's one résumé row, emptied for what comes, and the key of the file that it held."""
    session.refresh(seat, with_for_update=True)
    resume = seat.resume or Resume()
    replaced = resume.blob_key
    seat.resume = resume
    resume.display_name, resume.blob_key, resume.text, resume.failure = "", None, "", None
    resume.state, resume.created_at = ResumeState.READING, now
    resume.pages, resume.hidden_characters, resume.truncated, resume.passages = 0, 0, False, []
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


def _read(
    readers: Mapping[uploads.Kind, ports.ResumeReader], body: bytes
) -> tuple[ports.ResumeText | None, str | None]:
    kind = uploads.kind_of(body)
    reader = readers.get(kind) if kind is not None else None
    if reader is None:
        return None, NOT_READ
    try:
        return reader.read(body), None
    except ports.OutsideError as error:
        if not error.permanent:
            raise
        return None, error.reason


def _settle(
    session: Session, resume_id: int, key: str, read: ports.ResumeText | None, failure: str | None
) -> None:
    """Note what came of reading, unless another file or text has taken its place."""
    resume = session.get(Resume, resume_id, with_for_update=True, populate_existing=True)
    if resume is not None and resume.blob_key == key:
        _note_reading(resume, read, failure)


def _note_reading(resume: Resume, read: ports.ResumeText | None, failure: str | None) -> None:
    if read is None:
        resume.state, resume.failure = ResumeState.FAILED, failure
        return
    resume.state, resume.text, resume.pages = ResumeState.READ, read.text, read.pages
    resume.passages = resume_parts.to_json(resume_parts.passages(read.text))
    resume.hidden_characters, resume.truncated, resume.failure = read.hidden_characters, read.truncated, None
