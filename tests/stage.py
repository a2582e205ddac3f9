"""A whole Candid for candidates' tests: the real app on SQLite; on a real port, with its steps done, if asked.

Only what hears is a double: it says the same words of every recording. Recognition is tested elsewhere.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

from interview_app import models, ports
from interview_app.adapters.database_blobs import DatabaseBlobs
from interview_app.adapters.ffmpeg_media import FfmpegMedia
from interview_app.app import create_app
from interview_app.config import Settings
from interview_app.domain import uploads
from interview_app.extensions import db
from interview_app.models import Invitation, MailState, StepKind
from interview_app.usecases import interviewing, links, resumes, steps, transcribing
from tests import databases, factories
from tests.fakes import in_process

SECRET = "a secret of the tests, long enough to sign with"
DONE_BY_WORKER = frozenset({StepKind.TRANSCRIBE, StepKind.DECIDE, StepKind.READ_RESUME})


class LockedPdf:
    """Can read no PDF."""

    def read(self, body: bytes) -> ports.ResumeText:
        raise ports.OutsideError(
            "This PDF is protected by a password; please paste the text instead.", permanent=True
        )


class Stage:
    """One app with its database. `work` are the kinds of step that its worker does."""

    def __init__(self, folder: Path, clock: ports.Clock = lambda: datetime.now(UTC), **changes: Any) -> None:
        settings = {"secret_key": SECRET, "data_dir": folder, **changes}
        made = Settings(**({"voice_patience_seconds": 0, "web_threads": 1} | settings))
        self.settings = made.model_copy(
            update={"redis_url": "memory://"}
        )  # requests are counted in this process
        self.queue, self.news, self.clock = in_process.Queue(), in_process.News(), clock
        self.ports = ports.Ports(
            queue=self.queue, news=self.news, blobs=DatabaseBlobs(lambda: db.engine), clock=clock
        )
        self.app = create_app(self.settings, self.ports)
        self.app.jinja_env.bytecode_cache = FileSystemBytecodeCache()  # each test makes an app anew
        self.work: set[StepKind] = set(DONE_BY_WORKER)
        self.in_front: Callable[[Any, Any], Any] = self.app.wsgi_app
        self.port = 0
        self._server: BaseWSGIServer | None = None
        self._over = threading.Event()
        self._worker: threading.Thread | None = None
        with self.app.app_context():
            databases.make_tables(db.engine)
        with self.session() as session:
            factories.listening(session)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Serve, on the same port as before."""
        server = make_server(
            "127.0.0.1",
            self.port,
            self._answer,
            threaded=True,
            request_handler=_Quiet,
        )
        self.port, self._server = server.server_port, server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def shut(self) -> None:
        """Nobody answers on the port any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def start_worker(self) -> None:
        self._worker = threading.Thread(target=self._work_off, daemon=True)
        self._worker.start()

    def close(self) -> None:
        self._over.set()
        if self._worker is not None:
            self._worker.join(30)
        self.shut()
        with self.app.app_context():
            db.engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.app.app_context(), Session(db.engine, expire_on_commit=False) as opened:
            yield opened

    def invite(self, *, expires_at: datetime | None = None, **guide: Any) -> str:
        """The path of a personal link to a newly published interview."""
        with self.session() as session:
            taken = factories.published_interview(session, **guide)
            invitation = Invitation(
                interview_id=taken.id, email="ada@example.org", name="Ada Lovelace", nonce=links.new_nonce(),
                token_hash=links.dead_hash(), mail_state=MailState.SENT, created_at=factories.NOW, expires_at=expires_at,
            )  # fmt: skip
            session.add(invitation)
            session.flush()
            kind = links.LinkKind.INVITATION
            token = links.token_for(SECRET, kind, invitation.id, invitation.nonce)
            invitation.token_hash = links.hash_of(token)
            session.commit()
            return f"/i/{token}"

    def share(self, **guide: Any) -> str:
        """The path of the shareable link to a newly published interview."""
        with self.session() as session:
            taken = factories.published_interview(session, **guide)
            token = links.token_for(SECRET, links.LinkKind.SHARE, taken.id, taken.share_nonce)
            taken.share_token_hash = links.hash_of(token)
            session.commit()
            return f"/i/{token}"

    def candidate(self) -> Candidate:
        """A browser that nobody has used yet."""
        return Candidate(self.app.test_client())

    def seated(self, **guide: Any) -> Candidate:
        """A candidate who has agreed and given their details."""
        candidate = self.candidate()
        candidate.follow(self.invite(**guide))
        candidate.agree()
        candidate.give_details()
        return candidate

    def in_the_room(self, **guide: Any) -> Candidate:
        """A candidate with the first question in front of them."""
        candidate = self.seated(**guide)
        candidate.post("/interview/start")
        return candidate

    def _answer(self, environ: Any, start_response: Any) -> list[bytes]:
        """Whole answers: a browser that leaves in the middle of one must not leave its file open."""
        parts = self.in_front(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            getattr(parts, "close", lambda: None)()

    def _work_off(self) -> None:
        while not self._over.wait(0.1):
            # As a true worker, it outlives a database that is busy for long.
            with (
                contextlib.suppress(OperationalError),
                self.app.app_context(),
                Session(db.engine, expire_on_commit=False) as session,
            ):
                for step_id in steps.due_steps(session):
                    session.rollback()
                    self._do(session, step_id)

    def _do(self, session: Session, step_id: int) -> None:
        kind = session.get_one(models.Step, step_id).kind
        session.rollback()
        if kind not in self.work or (mine := steps.claim(session, step_id)) is None:
            return
        outside: dict[str, Any] = {"clock": self.clock, "blobs": self.ports.blobs}
        try:
            if kind is StepKind.TRANSCRIBE:
                hears = [in_process.Recogniser("I led the move")]
                transcribing.transcribe_turn(
                    session,
                    mine,
                    speech_to_text=hears,
                    live=None,
                    media=FfmpegMedia(),
                    queue=self.queue,
                    **outside,
                )
            elif kind is StepKind.DECIDE:
                interviewing.decide_next(
                    session, mine, model=None, queue=self.queue, clock=self.clock, patience_seconds=1, voiced=False
                )  # fmt: skip
            else:
                resumes.read(session, mine, readers={uploads.Kind.PDF: LockedPdf()}, **outside)
        except ports.OutsideError as error:
            steps.fail(session, mine, error)
        self.news.tell(mine.subject_id)


class Candidate:
    """A browser without JavaScript, that sends the page's CSRF token along as the page would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._csrf = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        response = self.client.get(path, **options)
        if found := re.search(r'name="csrf-token" content="([^"]+)"', response.text):
            self._csrf = found[1]
        return response

    def follow(self, path: str) -> TestResponse:
        return self.get(path, follow_redirects=True)

    def post(self, path: str, form: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return self.client.post(path, data=form or {}, headers=self._headers(options), **options)

    def say(self, path: str, body: Any = None) -> TestResponse:
        """A JSON request of the room."""
        return self.client.post(path, json={} if body is None else body, headers=self._headers({}))

    def put_chunk(self, path: str, body: bytes, sha256: str, **options: Any) -> TestResponse:
        headers = {"X-Chunk-SHA256": sha256, **self._headers(options)}
        return self.client.put(path, data=body, headers=headers, **({"content_type": "audio/webm"} | options))

    def agree(self, *, ai_rating: str = "yes") -> TestResponse:
        return self.post("/interview/consent", {"consent": "yes", "ai_rating": ai_rating})

    def give_details(self, **changes: str) -> TestResponse:
        form = {"name": "Ada Lovelace", "email": "ada@example.org", "phone": ""} | changes
        return self.post("/interview/details", form)

    def where(self) -> str:
        """The path to which /interview leads."""
        return str(self.get("/interview").location)

    def _headers(self, options: dict[str, Any]) -> dict[str, str]:
        return {"X-CSRFToken": self._csrf, **options.pop("headers", {})}


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  # werkzeug's own name
        return
