"""Links and the mails that carry them."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from interview_app import config, ports
from interview_app.domain import errors
from interview_app.domain.interview import InterviewState, SessionState
from interview_app.models import Interview, Invitation, MailState, StepKind, StepState
from interview_app.usecases import inviting, joining, links, publishing, steps
from tests import factories
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Queue

SECRET = "a secret of the tests, long enough to sign with"


class Mailer:
    """Keeps the mails, or fails as told."""

    def __init__(self, error: ports.OutsideError | None = None) -> None:
        self.error = error
        self.sent: list[ports.Mail] = []

    def send(self, mail: ports.Mail) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append(mail)


@pytest.fixture
def settings(tmp_path: Path) -> config.Settings:
    return config.Settings(
        secret_key=SECRET, data_dir=tmp_path, smtp_host="localhost", mail_from="jobs@example.com",
        public_url="https://candid.example/", team_name="Northwind",
    )  # fmt: skip


def invite(
    session: Session,
    settings: config.Settings,
    clock: Clock,
    people: str = "Ada Lovelace <ada@example.com>",
    **guide: object,
) -> tuple[Interview, Invitation, Queue]:
    taken, queue = factories.published_interview(session, **guide), Queue()
    done = inviting.invite(
        session, taken, inviting.read_addresses(people), settings=settings, queue=queue, clock=clock
    )
    return taken, done.new[0], queue


def claim(session: Session, invitation: Invitation) -> steps.Claim:
    step = steps.find(session, StepKind.SEND_INVITATION, invitation.id)
    assert step is not None
    mine = steps.claim(session, step.id)
    assert mine is not None
    return mine


@on_both_databases
def test_an_invitation_is_stored_hashed_and_mailed_with_the_link_that_opens_it(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    taken, invitation, queue = invite(session, settings, clock)
    assert queue.kinds == ["send_invitation"]
    mailer = Mailer()
    inviting.send_invitation(
        session, claim(session, invitation), mailer=mailer, settings=settings, clock=clock
    )
    (mail,) = mailer.sent
    assert (mail.to, mail.to_name) == ("ada@example.com", "Ada Lovelace")
    token = mail.text.split("https://candid.example/i/")[1].split()[0]
    assert token not in {invitation.nonce, invitation.token_hash}
    link = joining.find_link(session, token, clock=clock)
    assert (link.kind, link.interview.id) == ("invitation", taken.id)
    assert (invitation.mail_state, invitation.sent_at) == (MailState.SENT, clock())


def test_the_mail_says_what_to_expect_and_escapes_names(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    deadline = clock() + timedelta(days=2)
    _, invitation, _ = invite(session, settings, clock, "<b>Ada</b>@example.com".replace("<b>Ada</b>", "ada"),
                              job_title="<i>Baker</i>", brand_name="", deadline=deadline)  # fmt: skip
    mailer = Mailer()
    inviting.send_invitation(
        session, claim(session, invitation), mailer=mailer, settings=settings, clock=clock
    )
    (mail,) = mailer.sent
    assert mail.subject == "Your interview for <i>Baker</i> at Northwind"
    assert "<i>Baker</i>" not in mail.html
    assert "&lt;i&gt;Baker&lt;/i&gt;" in mail.html
    for words in (
        "3 prepared questions",
        "at most 6 minutes",
        "22 November 2026, 09:00 UTC",
        "An AI may ask",
        "People read your answers",
    ):
        assert words in mail.text


def test_the_mail_tells_the_time_that_this_installation_gives(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    settings = settings.model_copy(update={"llm_models": ("first",)})
    _, invitation, _ = invite(session, settings, clock, "ada@example.com", time_limit_minutes=60)
    mailer = Mailer()
    inviting.send_invitation(
        session, claim(session, invitation), mailer=mailer, settings=settings, clock=clock
    )
    assert "at most 25 minutes" in mailer.sent[0].text


def test_a_link_ends_with_the_guides_deadline(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    _, invitation, _ = invite(session, settings, clock, deadline=clock() + timedelta(hours=1))
    token = inviting.token_of(invitation, settings=settings)
    clock.tick(3601)
    with pytest.raises(errors.LinkExpired):
        joining.find_link(session, token, clock=clock)


@on_both_databases
def test_a_later_deadline_in_a_new_version_reaches_who_was_invited_before(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    taken, invitation, queue = invite(session, settings, clock, deadline=clock() + timedelta(hours=1))
    newer = publishing.new_version(session, taken, clock=clock)
    newer.deadline = clock() + timedelta(days=3)
    publishing.publish(session, taken, voiced=False, queue=queue, clock=clock)
    clock.tick(3601)
    mailer = Mailer()
    inviting.resend(session, invitation, settings=settings, queue=queue, clock=clock)
    inviting.send_invitation(
        session, claim(session, invitation), mailer=mailer, settings=settings, clock=clock
    )
    token = inviting.token_of(invitation, settings=settings)
    assert joining.find_link(session, token, clock=clock).interview.id == taken.id
    assert "23 November 2026, 09:00 UTC" in mailer.sent[0].text


def test_a_line_of_nothing_but_space_costs_no_time() -> None:
    began = time.process_time()
    with pytest.raises(errors.InvalidInput, match="Line 1"):
        inviting.read_addresses(" " * 800 + "a" + " " * 800 + "b")
    assert time.process_time() - began < 0.5


def test_withdrawing_a_link_lets_an_interview_go_on_that_has_begun(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    _, invitation, queue = invite(session, settings, clock)
    seat = joining.consent(session, "invitation", invitation.id, ai_rating=True, clock=clock)
    joining.give_details(session, seat, name="Ada", email="ada@example.com", phone="", clock=clock)
    joining.start(session, seat, queue=queue, clock=clock, voiced=False)
    inviting.revoke(session, invitation, clock=clock)
    token = inviting.token_of(invitation, settings=settings)
    assert joining.find_link(session, token, clock=clock).id == invitation.id
    assert seat.state is SessionState.RUNNING


def test_a_refused_mail_is_a_stored_state_with_its_reason(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    _, invitation, _ = invite(session, settings, clock)
    mine = claim(session, invitation)
    error = ports.OutsideError("The address was refused.", permanent=True)
    with pytest.raises(ports.OutsideError):
        inviting.send_invitation(session, mine, mailer=Mailer(error), settings=settings, clock=clock)
    steps.fail(session, mine, error)
    assert (invitation.mail_state, invitation.mail_failure) == (MailState.FAILED, "The address was refused.")


def test_a_mail_that_may_still_go_out_is_not_called_failed(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    _, invitation, _ = invite(session, settings, clock)
    with pytest.raises(ports.OutsideError):
        inviting.send_invitation(
            session, claim(session, invitation), mailer=Mailer(ports.OutsideError("Busy.")), settings=settings, clock=clock
        )  # fmt: skip
    assert (invitation.mail_state, invitation.mail_failure) == (MailState.QUEUED, "Busy.")


def test_a_late_failure_does_not_take_back_that_a_mail_went_out(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    _, invitation, _ = invite(session, settings, clock)
    step = steps.find(session, StepKind.SEND_INVITATION, invitation.id)
    assert step is not None
    late = steps.claim(session, step.id, lease_seconds=-1)
    newer = steps.claim(session, step.id)
    assert late is not None
    assert newer is not None
    inviting.send_invitation(session, newer, mailer=Mailer(), settings=settings, clock=clock)
    away = Mailer(ports.OutsideError("Busy."))
    with pytest.raises(steps.LeaseLost):
        inviting.send_invitation(session, late, mailer=away, settings=settings, clock=clock)
    session.rollback()
    session.refresh(invitation)
    assert (invitation.mail_state, invitation.mail_failure) == (MailState.SENT, None)


def test_a_withdrawn_invitation_is_not_mailed_any_more(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    _, invitation, _ = invite(session, settings, clock)
    inviting.revoke(session, invitation, clock=clock)
    mailer = Mailer()
    inviting.send_invitation(
        session, claim(session, invitation), mailer=mailer, settings=settings, clock=clock
    )
    assert mailer.sent == []
    step = steps.find(session, StepKind.SEND_INVITATION, invitation.id)
    assert step is not None
    assert step.state is StepState.DONE


def test_a_mail_sent_again_carries_the_same_link(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    _, invitation, queue = invite(session, settings, clock)
    mailer = Mailer()
    for _ in range(2):
        inviting.send_invitation(
            session, claim(session, invitation), mailer=mailer, settings=settings, clock=clock
        )
        inviting.resend(session, invitation, settings=settings, queue=queue, clock=clock)
    first, second = (mail.text for mail in mailer.sent)
    assert first == second


def test_a_revoked_person_can_be_invited_anew_with_another_link(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    taken, first, queue = invite(session, settings, clock)
    inviting.revoke(session, first, clock=clock)
    again = inviting.invite(
        session,
        taken,
        [inviting.Addressee("ada@example.com", "")],
        settings=settings,
        queue=queue,
        clock=clock,
    )
    assert inviting.token_of(again.new[0], settings=settings) != inviting.token_of(first, settings=settings)


@pytest.mark.parametrize(
    ("state", "kind"), [(InterviewState.DRAFT, errors.NotYet), (InterviewState.CLOSED, errors.WrongState)]
)
def test_only_an_open_interview_invites(
    session: Session, settings: config.Settings, clock: Clock, state: InterviewState, kind: type[Exception]
) -> None:
    taken = factories.published_interview(session)
    taken.state = state
    with pytest.raises(kind):
        inviting.invite(
            session,
            taken,
            [inviting.Addressee("a@example.com", "")],
            settings=settings,
            queue=Queue(),
            clock=clock,
        )


def test_a_lost_queue_does_not_lose_the_invitation(
    session: Session, settings: config.Settings, clock: Clock
) -> None:
    taken = factories.published_interview(session)
    done = inviting.invite(
        session, taken, [inviting.Addressee("a@example.com", "")], settings=settings, queue=Queue(away=True), clock=clock
    )  # fmt: skip
    assert steps.due_steps(session) == [claim_id(session, done.new[0])]


def claim_id(session: Session, invitation: Invitation) -> int:
    step = steps.find(session, StepKind.SEND_INVITATION, invitation.id)
    assert step is not None
    return step.id


def test_tokens_differ_by_kind_number_nonce_and_secret() -> None:
    share, personal = links.LinkKind.SHARE, links.LinkKind.INVITATION
    made = {
        links.token_for(SECRET, share, 1, "n"),
        links.token_for(SECRET, personal, 1, "n"),
        links.token_for(SECRET, share, 2, "n"),
        links.token_for(SECRET, share, 1, "m"),
        links.token_for(SECRET + "!", share, 1, "n"),
    }
    assert len(made) == 5
    assert {len(token) for token in made} == {43}


@pytest.mark.parametrize(
    ("line", "email", "name"),
    [
        ("ada@example.com", "ada@example.com", ""),
        ("  Ada@Example.COM ; ", "ada@example.com", ""),
        ("Ada Lovelace <ada@example.com>", "ada@example.com", "Ada Lovelace"),
        ('"Lovelace, Ada" <ada@example.com>,', "ada@example.com", "Lovelace, Ada"),
        ("<ada@example.com>", "ada@example.com", ""),
    ],
)
def test_an_address_is_read_as_people_paste_it(line: str, email: str, name: str) -> None:
    assert inviting.read_addresses(f"\n{line}\n\n{line}") == [inviting.Addressee(email, name)]
