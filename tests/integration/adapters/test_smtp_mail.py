"""SmtpMailer against a real SMTP server on loopback."""

from __future__ import annotations

from typing import Any

import pytest

from interview_app.adapters.smtp_mail import SmtpMailer
from interview_app.config import Settings
from interview_app.ports import Mail, OutsideError
from tests.fakes.smtp import FakeSmtp
from tests.postgres import free_port

password_in_the_clear = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")  # this is loopback


def mailer(port: int, **more: Any) -> SmtpMailer:
    settings = {
        "secret_key": "s" * 32,
        "team_name": "Hiring, Ltd",
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "mail_from": "jobs@example.com",
        **more,
    }
    return SmtpMailer(Settings(**settings))


def mail(**other: str) -> Mail:
    words = {
        "to": "ada@example.org",
        "to_name": "Ada Lovelace",
        "subject": "Your interview",
        "text": "Hello Ada, https://candid.example/i/abc",
        "html": "<p>Hello Ada</p>",
    }
    return Mail(**{**words, **other})


def test_a_mail_arrives_with_text_and_html() -> None:
    with FakeSmtp() as server:
        mailer(server.port).send(mail())

    (message,) = server.messages
    assert server.envelopes == [("jobs@example.com", ["ada@example.org"])]
    assert message["Subject"] == "Your interview"
    assert message["From"].addresses[0].display_name == "Hiring, Ltd"
    assert message.get_body(("plain",)).get_content().strip() == "Hello Ada, https://candid.example/i/abc"
    assert message.get_body(("html",)).get_content().strip() == "<p>Hello Ada</p>"
    assert message["Message-ID"].endswith("@example.com>")
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_name_with_a_comma_is_one_recipient() -> None:
    with FakeSmtp() as server:
        mailer(server.port).send(mail(to_name="Lovelace, Ada <eve@example.net>"))

    assert server.envelopes[0][1] == ["ada@example.org"]
    assert [address.addr_spec for address in server.messages[0]["To"].addresses] == ["ada@example.org"]


@pytest.mark.parametrize("field", ["to_name", "subject"])
def test_a_line_break_adds_no_header(field: str) -> None:
    with FakeSmtp() as server:
        mailer(server.port).send(mail(**{field: "Ada\r\nBcc: eve@example.net"}))

    assert server.messages[0]["Bcc"] is None
    assert server.envelopes[0][1] == ["ada@example.org"]


def test_letters_of_every_script_survive() -> None:
    with FakeSmtp() as server:
        mailer(server.port).send(mail(to_name="履歴 書", subject="Čas", text="Ünïcödé 履歴書"))

    message = server.messages[0]
    assert message["To"].addresses[0].display_name == "履歴 書"
    assert message["Subject"] == "Čas"
    assert message.get_body(("plain",)).get_content().strip() == "Ünïcödé 履歴書"


@pytest.mark.parametrize(
    "address", ["not an address", "a@b@c", "", "ada@example.org, eve@example.net", "a@b\nx"]
)
def test_an_address_that_is_none_is_permanent_and_sends_nothing(address: str) -> None:
    with FakeSmtp() as server, pytest.raises(OutsideError) as raised:
        mailer(server.port).send(mail(to=address))

    assert raised.value.permanent
    assert server.messages == []


def test_a_refused_address_is_permanent_and_a_full_mailbox_is_not() -> None:
    with FakeSmtp() as server:
        with pytest.raises(OutsideError, match="550") as unknown:
            mailer(server.port).send(mail(to="nobody@example.org"))
        with pytest.raises(OutsideError, match="452") as full:
            mailer(server.port).send(mail(to="full@example.org"))

    assert unknown.value.permanent
    assert not full.value.permanent
    assert "nobody@" not in unknown.value.reason


@password_in_the_clear
def test_a_wrong_password_is_permanent_and_not_told() -> None:
    with FakeSmtp(user="jobs", password="right-one") as server:
        mailer(server.port, smtp_user="jobs", smtp_password="right-one").send(mail())
        with pytest.raises(OutsideError, match="SMTP_PASSWORD") as raised:
            mailer(server.port, smtp_user="jobs", smtp_password="wrong-one").send(mail())

    assert raised.value.permanent
    assert "wrong-one" not in raised.value.reason
    assert len(server.messages) == 1


def test_a_server_without_starttls_gets_no_mail_in_the_clear() -> None:
    with FakeSmtp() as server, pytest.raises(OutsideError, match="SMTP_SECURITY") as raised:
        mailer(server.port, smtp_security="starttls").send(mail())

    assert raised.value.permanent
    assert server.messages == []


def test_a_server_that_is_away_may_come_back() -> None:
    with pytest.raises(OutsideError, match="does not answer") as raised:
        mailer(free_port()).send(mail())

    assert not raised.value.permanent


@password_in_the_clear
def test_the_doctor_logs_in_and_sends_nothing() -> None:
    with FakeSmtp(user="jobs", password="right-one") as server:
        said = mailer(server.port, smtp_user="jobs", smtp_password="right-one").probe()

    assert "127.0.0.1" in said
    assert server.messages == []
