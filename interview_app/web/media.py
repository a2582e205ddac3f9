"""Sound and files: what was said, the spoken questions, the résumés as they came."""

from __future__ import annotations

import io

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from interview_app.domain import errors, uploads
from interview_app.extensions import db
from interview_app.models import AnswerAudio, Resume, SpeechClip, Turn, Voice
from interview_app.web import guards, seats
from interview_app.web.render import ports
from interview_app.web.reports import file_stem

bp = Blueprint("media", __name__)


@bp.get("/turns/<int:turn_id>/audio")
@guards.login_required
def audio(turn_id: int) -> ResponseReturnValue:
    """A recorded answer. Answers byte ranges, so that a player can jump to a quote."""
    sound = db.session.scalar(select(AnswerAudio).where(AnswerAudio.turn_id == turn_id))
    if sound is None:
        raise errors.NotFound("There is no recording of this answer.")
    return _sent(sound.blob_key, sound.mime)


@bp.get("/speech/<int:turn_id>")
@guards.reads_only
def speech(turn_id: int) -> ResponseReturnValue:
    """A question's spoken clip, for the candidate whose turn it is and for the team."""
    asked = _turn_of_the_team(turn_id) or seats.the_turn(db.session(), turn_id)
    clip = db.session.get(SpeechClip, asked.speech_clip_id) if asked.speech_clip_id else None
    if clip is None:
        raise errors.NotFound
    return _sent(clip.blob_key, clip.mime)


@bp.get("/voices/<int:row_id>/sample")
@guards.admin_required
def voice_sample(row_id: int) -> ResponseReturnValue:
    """A voice's sample, from our own address: the content policy lets no other sound in."""
    found = db.session.get(Voice, row_id)
    if found is None or found.sample_blob_key is None:
        raise errors.NotFound("There is no sample of this voice.")
    return _sent(found.sample_blob_key, found.sample_mime or "audio/mpeg")


@bp.get("/resumes/<int:resume_id>")
@guards.login_required
def resume(resume_id: int) -> ResponseReturnValue:
    """The résumé as it was uploaded: saved, never shown in the page, for a stranger made it."""
    found = db.session.get(Resume, resume_id)
    if found is None or found.blob_key is None:
        raise errors.NotFound("There is no such file; a pasted résumé has only its text.")
    kind = uploads.kind_of_name(found.blob_key)
    name = f"resume-{file_stem(found.interview_session)}.{kind}"
    return _sent(found.blob_key, uploads.MIME[kind], download_name=name)


def _turn_of_the_team(turn_id: int) -> Turn | None:
    """For managers and reviewers; a login whose password must be changed first has no eyes yet."""
    allowed = current_user.is_authenticated and not guards.me().password_is_temporary
    return db.session.get(Turn, turn_id) if allowed else None


def _sent(blob_key: str, mime: str, *, download_name: str | None = None) -> Response:
    """The stored bytes. The transaction ends first: the store's own may need its place."""
    db.session.rollback()
    try:
        body = ports().blobs.get(blob_key)
    except KeyError:
        raise errors.NotFound("This file is not there any more.") from None
    try:
        response = send_file(
            io.BytesIO(body),
            mimetype=mime,
            as_attachment=download_name is not None,
            download_name=download_name,
            conditional=True,
            max_age=0,
        )
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{len(body)}"})
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
