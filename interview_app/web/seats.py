"""A candidate's seat: a signed cookie that stands for the link they opened, and for their interview session.

A database may hand out an id again after a row is erased, so the cookie also carries a mark of its row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal, get_args

from flask import Response, current_app, g, request
from flask_limiter.util import get_remote_address
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from interview_app.config import Settings
from interview_app.domain import errors
from interview_app.models import Interview, InterviewSession, Invitation, Turn, reading
from interview_app.usecases import links

COOKIE = "candid_seat"
LASTS = timedelta(days=60)
LinkKind = Literal["invitation", "share"]
OPEN_YOUR_LINK = "Please open the link from your invitation again: this browser does not know your interview."


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The marks tell a row from a later one with the same id. There is no session before consent.

    `visit` is drawn by lot when the link is opened: a page sent twice from there opens one interview.
    """

    link_kind: LinkKind
    link_id: int
    link_mark: str
    visit: str
    session_id: int | None = None
    session_mark: str = ""


def seat_at(kind: LinkKind, link: Interview | Invitation) -> Seat:
    return Seat(link_kind=kind, link_id=link.id, link_mark=_link_mark(link), visit=links.new_nonce())


def with_session(seat: Seat, interview_session: InterviewSession) -> Seat:
    return replace(seat, session_id=interview_session.id, session_mark=_session_mark(interview_session))


def give(response: Response, seat: Seat, settings: Settings) -> Response:
    """Put the cookie on the answer."""
    signed = _serializer().dumps(
        [seat.link_kind, seat.link_id, seat.link_mark, seat.visit, seat.session_id, seat.session_mark]
    )
    response.set_cookie(
        COOKIE, signed, max_age=LASTS, path="/", httponly=True, secure=settings.https, samesite="Lax"
    )
    return response


def find() -> Seat | None:
    """The seat in this request's cookie, if it is one of ours."""
    if "seat" not in g:
        g.seat = _read(request.cookies.get(COOKIE, ""))
    seat: Seat | None = g.seat
    return seat


def the_seat() -> Seat:
    """The same, or NotFound."""
    seat = find()
    if seat is None:
        raise errors.NotFound(OPEN_YOUR_LINK)
    return seat


def link_still_meant(session: Session, seat: Seat) -> bool:
    """Whether the link of the cookie is still the same one: not erased, not replaced by a new one."""
    find_link: dict[LinkKind, Callable[[], Invitation | Interview | None]] = {
        "invitation": lambda: session.get(Invitation, seat.link_id),
        "share": lambda: session.get(Interview, seat.link_id),
    }
    link = find_link[seat.link_kind]()
    return link is not None and _link_mark(link) == seat.link_mark


def find_session(session: Session) -> InterviewSession | None:
    """The interview session of this request's seat, if it has begun one."""
    seat = find()
    if seat is None or seat.session_id is None:
        return None
    found = session.get(InterviewSession, seat.session_id)
    return found if found is not None and _session_mark(found) == seat.session_mark else None


def the_session(session: Session) -> InterviewSession:
    """The same, or NotFound."""
    found = find_session(session)
    if found is None:
        raise errors.NotFound(OPEN_YOUR_LINK)
    return found


def the_turn(session: Session, turn_id: int, *, reads_on: bool = False) -> Turn:
    """A turn of this candidate's own interview; anybody else's is NotFound.

    It is looked for without a lock, which on SQLite would keep others from storing what they say: whoever changes it
    locks it, and reads it anew. Whoever `reads_on` goes on in the same transaction, and ends it.
    """
    alone = not session.in_transaction()
    if alone:
        reading.begin(session)
    mine = the_session(session)
    turn = session.get(Turn, turn_id)
    if turn is None or turn.interview_session_id != mine.id:
        raise errors.NotFound
    if alone and not reads_on:
        reading.end(session)
        session.expire(mine)  # whoever asks the turn for it gets what it is then
    return turn


def rate_key() -> str:
    """Whom a rate limit counts: the seat, and without one the address."""
    seat = find()
    if seat is None:
        return f"address:{get_remote_address()}"
    return f"seat:{seat.link_kind}:{seat.link_id}:{seat.session_id or get_remote_address()}"


def _read(cookie: str) -> Seat | None:
    try:
        kind, link_id, link_mark, visit, session_id, session_mark = _serializer().loads(
            cookie, max_age=int(LASTS.total_seconds())
        )
    except (BadData, ValueError, TypeError):
        return None
    if kind not in get_args(LinkKind):
        return None
    return Seat(
        link_kind=kind,
        link_id=link_id,
        link_mark=link_mark,
        visit=visit,
        session_id=session_id,
        session_mark=session_mark,
    )


def _serializer() -> URLSafeTimedSerializer:
    secret = current_app.extensions["candid"].settings.secret_key.get_secret_value()
    return URLSafeTimedSerializer(secret, salt="candid seat")


def _link_mark(link: Interview | Invitation) -> str:
    hashed = link.token_hash if isinstance(link, Invitation) else link.share_token_hash
    return hashed[:16]


def _session_mark(interview_session: InterviewSession) -> str:
    return format(int(interview_session.created_at.timestamp() * 1000), "x")
