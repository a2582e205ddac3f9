"""Mailer by SMTP."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid

from interview_app.config import Settings
from interview_app.ports import Mail, OutsideError

SECONDS = 20
SETTINGS = "check SMTP_HOST, SMTP_PORT, SMTP_SECURITY, SMTP_USER and SMTP_PASSWORD"


class SmtpMailer:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, mail: Mail) -> None:
        message = self._message(mail)
        with _translated(), self._server() as server:
            server.send_message(message, to_addrs=[mail.to])

    def probe(self) -> str:
        with _translated(), self._server() as server:
            server.noop()
        return f"{self._settings.smtp_host} takes the login"

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=policy.SMTP)
        try:
            message["From"] = Address(
                _one_line(self._settings.team_name), addr_spec=str(self._settings.mail_from)
            )
            message["To"] = Address(_one_line(mail.to_name), addr_spec=mail.to)
        except (ValueError, IndexError, HeaderParseError) as error:  # IndexError comes of an empty one
            raise OutsideError("The mail address is not a usable one: mend it.", permanent=True) from error
        message["Subject"] = _one_line(mail.subject)
        message["Date"] = localtime()
        message["Message-ID"] = make_msgid(domain=str(self._settings.mail_from).rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        return message

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        settings, safe = self._settings, ssl.create_default_context()
        host, port = settings.smtp_host or "", settings.smtp_port
        server = (
            smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=safe)
            if settings.smtp_security == "tls"
            else smtplib.SMTP(host, port, timeout=SECONDS)
        )
        with server:
            if settings.smtp_security == "starttls":
                server.starttls(context=safe)
            if settings.smtp_user and settings.smtp_password:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            yield server


@contextmanager
def _translated() -> Iterator[None]:
    """A code from 500 up is permanent, one from 400 may pass; the server's own words may hold the address."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=0)
        raise OutsideError(
            f"The mail server does not take this address (code {code}).", permanent=code >= 500
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise OutsideError(
            f"The mail server refuses the login (code {error.smtp_code}): check SMTP_USER and SMTP_PASSWORD.",
            permanent=error.smtp_code >= 500,
        ) from error
    except smtplib.SMTPResponseException as error:
        raise OutsideError(
            f"The mail server refuses the mail (code {error.smtp_code}).", permanent=error.smtp_code >= 500
        ) from error
    except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
        raise OutsideError(
            f"The mail server does not speak as asked ({type(error).__name__}): {SETTINGS}.", permanent=True
        ) from error
    except OSError as error:  # SMTPException among them
        raise OutsideError(
            f"The mail server does not answer ({type(error).__name__}): {SETTINGS}."
        ) from error


def _one_line(text: str) -> str:
    return " ".join(text.split())
