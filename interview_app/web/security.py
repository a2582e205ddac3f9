"""Headers on every answer, a request id for the logs, and no page of a person's kept by a cache."""

from __future__ import annotations

import uuid
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request
from werkzeug.routing import IntegerConverter, Map

# One directive a line.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "media-src 'self' blob:; "
    "worker-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
log = structlog.get_logger()


class RowNumber(IntegerConverter):
    """`int` in an address: a number that some row can have. A larger one is no such page."""

    LARGEST = 2**31 - 1

    def __init__(self, url_map: Map, **choices: Any) -> None:
        super().__init__(url_map, **{"max": self.LARGEST, **choices})


def init_app(app: Flask) -> None:
    app.before_request(_name_the_request)
    app.after_request(_add_headers)
    app.after_request(_log_the_request)


def _name_the_request() -> None:
    g.request_id = uuid.uuid4().hex[:12]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.extensions["candid"].settings.https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"  # also where send_file said something weaker
    return response


def _log_the_request(response: Response) -> Response:
    if request.endpoint not in {"static", "health.healthz"}:
        # The rule, not the path: a path may hold a link's token.
        rule = request.url_rule.rule if request.url_rule else "unknown"
        log.info("request", method=request.method, rule=rule, status=response.status_code)
    return response
