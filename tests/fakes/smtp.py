"""A real SMTP server on loopback that keeps what it is sent. Run alone: `python -m tests.fakes.smtp --port 9025`."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.postgres import free_port

REFUSED: Mapping[str, str] = {
    "nobody@example.org": "550 5.1.1 no such user",
    "full@example.org": "452 4.2.2 mailbox full",
}
"""Recipients that are not taken, and what the server says of them."""


class FakeSmtp:
    """`user` and `password` make it ask for a login; it speaks no TLS, as a relay on the same machine may not."""

    def __init__(self, *, user: str = "", password: str = "", port: int = 0) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.port = port or free_port()
        self._login = (user.encode(), password.encode())
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            auth_required=bool(user),
            auth_require_tls=False,
            authenticator=self._authenticate,
        )

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._controller.stop()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's own naming
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in REFUSED:
            return REFUSED[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(message_from_bytes(content, policy=policy.default))
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        return "250 Message accepted for delivery"

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, given: object
    ) -> AuthResult:
        right = isinstance(given, LoginPassword) and (given.login, given.password) == self._login
        return AuthResult(success=right, handled=right)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    with FakeSmtp(port=options.parse_args().port) as server:
        print(f"listening on 127.0.0.1:{server.port}", flush=True)  # noqa: T201  # a terminal program's one line
        signal.pause()


if __name__ == "__main__":
    main()
