"""create_app: builds the Flask app and binds what it is given. It decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import jinja2
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from interview_app import cli, extensions, wiring
from interview_app.adapters import sqlalchemy_engine
from interview_app.config import Settings
from interview_app.logs import set_up_logs
from interview_app.ports import Ports
from interview_app.web import (
    admin,
    api,
    auth,
    candidate,
    errors,
    health,
    holding,
    media,
    notices,
    practice,
    render,
    reports,
    rereading,
    security,
)

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Candid:
    """What views and jobs find in `app.extensions["candid"]`."""

    settings: Settings
    ports: Ports


def create_app(settings: Settings, ports: Ports | None = None) -> Flask:
    """The web application; a worker hands in its own, richer ports."""
    set_up_logs(settings.log_level)
    app = Flask("interview_app", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.from_mapping(_flask_settings(settings))
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.extensions["candid"] = Candid(settings=settings, ports=ports or wiring.connect_web(settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _bind_extensions(app)
    app.url_map.converters["int"] = security.RowNumber  # before the first route
    for room in (auth, admin, candidate, rereading, practice, notices, api, media, reports, health):
        app.register_blueprint(room.bp)
    for part in (render, security, errors):
        part.init_app(app)
    holding.init_app(app, threads=settings.web_threads)
    cli.init_app(app)
    return app


def _bind_extensions(app: Flask) -> None:
    extensions.db.init_app(app)
    extensions.migrate.init_app(app, extensions.db, directory=str(ROOT / "migrations"), render_as_batch=True)
    # No page but the team's own may ask who is logged in: an error page must not need the database.
    extensions.login_manager.init_app(app, add_context_processor=False)
    extensions.htmx.init_app(app)
    extensions.csrf.init_app(app)
    extensions.limiter.init_app(app)
    with app.app_context():
        sqlalchemy_engine.prepare(extensions.db.engine)


def _flask_settings(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": sqlalchemy_engine.options(
            settings.database, threads=settings.web_threads
        ),
        "MAX_CONTENT_LENGTH": settings.max_resume_bytes + 64 * 1024,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "SESSION_COOKIE_NAME": "candid_login",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "WTF_CSRF_TIME_LIMIT": None,  # an interview may be open longer than the default hour
        "WTF_CSRF_SSL_STRICT": False,  # it wants a full Referer; the token and SameSite hold without one
        "RATELIMIT_STORAGE_URI": _limiter_storage(settings.redis),
        "RATELIMIT_STORAGE_OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_SWALLOW_ERRORS": True,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _limiter_storage(redis_url: str) -> str:
    """Flask-Limiter names a Redis on a unix socket by a scheme of its own."""
    return redis_url.replace("unix://", "redis+unix://", 1)
