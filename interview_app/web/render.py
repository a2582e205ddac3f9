"""Pages and their partials, and the words and shapes that every template may use."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, make_response, redirect, render_template, request
from flask_login import current_user
from markupsafe import Markup
from werkzeug.local import LocalProxy

from interview_app.config import Settings
from interview_app.domain import report
from interview_app.models import User
from interview_app.ports import Ports
from interview_app.web import words


def render(page: str, partial: str | None = None, *, status: int = 200, **context: object) -> Response:
    """The page, or its partial alone when htmx asks for a piece (not for boosted or restored pages)."""
    template = partial if partial is not None and wants_partial() else page
    response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Request")
    return response


def wants_partial() -> bool:
    """Whether this request swaps a part of a page that the browser has already drawn."""
    asked = request.headers
    return (
        asked.get("HX-Request") == "true"
        and asked.get("HX-Boosted") != "true"
        and asked.get("HX-History-Restore-Request") != "true"
    )


def see_other(address: str) -> Response:
    """The answer to every write: read the result there."""
    response: Response = make_response(redirect(address, code=303))
    return response


def go_on_at(address: str) -> Response:
    """Like `see_other`, for a form that htmx sends: the browser leaves for another page as a whole."""
    if not wants_partial():
        return see_other(address)
    response = make_response("", 204)
    response.headers["HX-Redirect"] = address
    return response


def settings() -> Settings:
    found: Settings = current_app.extensions["candid"].settings
    return found


def ports() -> Ports:
    found: Ports = current_app.extensions["candid"].ports
    return found


def own_path(address: str) -> str | None:
    """`address` if it is a path on this site, else None: a redirect must not lead elsewhere."""
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if is_ours and not address.startswith(("//", "/\\")) and "\n" not in address else None


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(moment=moment, clock=report.clock_text, utc_field=utc_field, bytes=size_text)
    app.jinja_env.globals.update(words=words)
    app.context_processor(_chrome)


def moment(at: datetime | None) -> Markup:
    """A time as `<time>`: UTC, which the page's script turns into the reader's own zone."""
    if at is None:
        return Markup("–")
    utc = at.astimezone(UTC)
    shown = f"{utc.day} {utc:%b %Y, %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(utc.isoformat(timespec="seconds"), shown)


def utc_field(at: datetime | None) -> str:
    """A time as an `<input type="datetime-local">` takes it, in UTC."""
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M}"


def size_text(size_bytes: int) -> str:
    return (
        f"{size_bytes / 1024 / 1024:.1f} MB"
        if size_bytes >= 1024 * 1024
        else f"{max(1, size_bytes // 1024)} kB"
    )


def _chrome() -> dict[str, object]:
    """Who is logged in, for the frame around the team's pages; looked up only by a page that asks.

    `ai`: whether a language model is configured; no page promises what cannot come without one.
    """
    return {
        "me": LocalProxy(_me),
        "may_edit": LocalProxy(lambda: words.may_edit(_me())),
        "team_name": settings().team_name,
        "ai": settings().has_models,
    }


def _me() -> User | None:
    return current_user.user if current_user.is_authenticated else None


def readable_on(colour: str) -> str:
    """Black or white, whichever WCAG's contrast formula prefers on `colour` (#rrggbb)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if luminance > 0.179 else "#ffffff"
