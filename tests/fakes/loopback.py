"""What the HTTP doubles share: a server in a thread, and a note of each request that came in."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in, header names in small letters; `came_at` is on time.monotonic's clock.

    `connection` is the caller's port: the same one for two requests over one connection.
    """

    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int = 0
    came_at: float = field(default_factory=time.monotonic)

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. `wait_seconds` passes first; `drip_seconds` lies between two bytes of the body.

    With `cut` the connection ends in the middle of the body, with `hangs_up` behind it, both without a word before.
    With `endless_head` a header never ends, in drips.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_seconds: float = 0
    drip_seconds: float = 0
    cut: bool = False
    hangs_up: bool = False
    endless_head: bool = False


def json_answer(content: object, *, status: int = 200, **other: Any) -> Answer:
    headers = {"Content-Type": "application/json", **other.pop("headers", {})}
    return Answer(json.dumps(content).encode(), status, headers, **other)


class Loopback:
    """An HTTP server on 127.0.0.1 for as long as the `with` block lasts; `port` 0 takes a free one."""

    def __init__(self, answer: Callable[[Request], Answer], *, port: int = 0) -> None:
        self.requests: list[Request] = []
        self._answer = answer
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def serve_until_interrupted(self) -> None:
        with self, suppress(KeyboardInterrupt):
            print(f"listening on {self.url}", flush=True)  # noqa: T201  # a terminal program's one line
            self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            """Else a kept connection answers 40 ms late: the head goes alone, and the body waits until it is received."""

            def do_POST(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(self.path, headers, _body(self), self.client_address[1])
                loopback.requests.append(request)
                with suppress(ConnectionError):  # the client gave up, which is what some tests are about
                    loopback._send(self, loopback._answer(request))

            do_GET = do_POST  # noqa: N815  # http.server's own naming

            def log_message(self, *_arguments: object) -> None:
                """Nothing: the tests read `requests`."""

        return Handler

    def _send(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        self._closing.wait(answer.wait_seconds)
        if answer.endless_head:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self._closing.wait(answer.drip_seconds):
                handler.wfile.write(b"a")
            return
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        if answer.cut:
            handler.wfile.write(answer.body[: len(answer.body) // 2])
            handler.close_connection = True
            return
        handler.close_connection |= answer.hangs_up
        for piece in _pieces(answer):
            handler.wfile.write(piece)
            handler.wfile.flush()
            if self._closing.wait(answer.drip_seconds):
                break


def _body(handler: BaseHTTPRequestHandler) -> bytes:
    if handler.headers.get("Transfer-Encoding") != "chunked":
        return handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    body = b""
    while size := int(handler.rfile.readline(), 16):
        body += handler.rfile.read(size)
        handler.rfile.readline()
    handler.rfile.readline()
    return body


def _pieces(answer: Answer) -> Iterator[bytes]:
    if not answer.drip_seconds:
        yield answer.body
        return
    for at in range(len(answer.body)):
        yield answer.body[at : at + 1]
