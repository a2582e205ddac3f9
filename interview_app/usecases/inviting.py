"""Two ways into an interview: personal links by mail, and one link to share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import config, ports
from interview_app.domain import errors, interview
from interview_app.models import (
    Interview,
    Invitation,
    MailState,
    StepKind,
)
from interview_app.usecases import letters, links, people, steps

MOST_AT_ONCE = 200
LONGEST_LINE = 400
_NAMED = re.compile(r"\"?(?P<name>[^<>\"]*)\"?\s*<(?P<email>[^<>]+)>")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to invite. `name` may be empty."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Invited:
    """What `invite` did: the new invitations, and the addresses that had a valid one already."""

    new: tuple[Invitation, ...]
    already: tuple[str, ...]


def read_addresses(text: str) -> list[Addressee]:
    """One person a line, `name@example.com` or `Name <name@example.com>`; a repeated address counts once.

    Raises InvalidInput that names the first line at fault, or says that there are none or too many.
    """
    found: dict[str, Addressee] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            one = _read_line(line, number)
            found.setdefault(one.email, one)
    if not found:
        raise errors.InvalidInput("Please give at least one address.", "people")
    if len(found) > MOST_AT_ONCE:
        raise errors.InvalidInput(f"Please invite at most {MOST_AT_ONCE} people at once.", "people")
    return list(found.values())


def _read_line(line: str, number: int) -> Addressee:
    line = line.strip().rstrip(",; ")
    named = _NAMED.fullmatch(line) if len(line) <= LONGEST_LINE else None
    address, name = (named["email"], named["name"]) if named else (line[:LONGEST_LINE], "")
    try:
        return Addressee(people.clean_email(address), people.clean_name(name) if name.strip() else "")
    except errors.InvalidInput:
        raise errors.InvalidInput(
            f"Line {number} is no mail address: write name@example.com or Name <name@example.com>.", "people"
        ) from None


def invite(
    session: Session,
    taken: Interview,
    addressees: Sequence[Addressee],
    *,
    written_answers: bool = False,
    settings: config.Settings,
    queue: ports.JobQueue,
    clock: ports.Clock,
) -> Invited:
    """Make a personal link for each who has no valid one yet, and have it mailed where mail is set up.

    With `written_answers` these people answer in writing, whatever the interview's own setting says.

    Raises NotYet for an interview that is not published, WrongState for a closed one.
    """
    _check_open(taken)
    before = session.scalars(select(Invitation).where(Invitation.interview_id == taken.id))
    valid = {one.email for one in before if one.revoked_at is None and not is_expired(one, clock)}
    new = [_invitation(taken, one, settings, clock) for one in addressees if one.email not in valid]
    for invitation in new:
        invitation.written_answers = written_answers
    session.add_all(new)
    session.flush()
    for invitation in new:
        _give_token(invitation, settings)
    woken = _queue_mail(session, new, settings)
    session.commit()
    steps.wake(session, queue, woken)
    return Invited(tuple(new), tuple(one.email for one in addressees if one.email in valid))


def resend(
    session: Session,
    invitation: Invitation,
    *,
    settings: config.Settings,
    queue: ports.JobQueue,
    clock: ports.Clock,
) -> None:
    """Mail the same link once more. Raises LinkExpired for one that was withdrawn or has run out."""
    _check_open(invitation.interview)
    if invitation.revoked_at is not None or is_expired(invitation, clock):
        raise errors.LinkExpired("This link is no longer valid: invite the person again.")
    if not settings.mail_configured:
        raise errors.WrongState("Mail is not set up here: copy the link and send it yourself.")
    invitation.mail_state, invitation.mail_failure = MailState.QUEUED, None
    woken = _queue_mail(session, [invitation], settings)
    session.commit()
    steps.wake(session, queue, woken)


def note_copied(session: Session, invitation: Invitation, *, by: str, clock: ports.Clock) -> None:
    """Somebody took the link to send it by hand; the last one counts."""
    invitation.copied_at, invitation.copied_by = clock(), by
    session.commit()


def revoke(session: Session, invitation: Invitation, *, clock: ports.Clock) -> None:
    """Withdraw a personal link: it can no longer be used to begin. An interview already begun goes on.

    Twice is no error.
    """
    if invitation.revoked_at is None:
        invitation.revoked_at = clock()
        session.commit()


def token_of(invitation: Invitation, *, settings: config.Settings) -> str:
    """The personal link's token, derived again."""
    secret = settings.secret_key.get_secret_value()
    return links.token_for(secret, links.LinkKind.INVITATION, invitation.id, invitation.nonce)


def share_token_of(taken: Interview, *, settings: config.Settings) -> str | None:
    """The shareable link's token; None while that link is switched off."""
    if not taken.share_nonce:
        return None
    secret = settings.secret_key.get_secret_value()
    return links.token_for(secret, links.LinkKind.SHARE, taken.id, taken.share_nonce)


def renew_share_link(session: Session, taken: Interview, *, settings: config.Settings) -> None:
    """Make a new shareable link (also the first one after it was switched off); the old one ends."""
    give_share_link(taken, settings=settings)
    session.commit()


def give_share_link(taken: Interview, *, settings: config.Settings) -> None:
    """Set a new nonce and its hash. Needs the interview's id, so flush first. Does not commit."""
    taken.share_nonce = links.new_nonce()
    secret = settings.secret_key.get_secret_value()
    token = links.token_for(secret, links.LinkKind.SHARE, taken.id, taken.share_nonce)
    taken.share_token_hash = links.hash_of(token)


def revoke_share_link(session: Session, taken: Interview) -> None:
    """Switch the shareable link off. Personal links, and interviews already begun, go on."""
    taken.share_nonce = ""
    taken.share_token_hash = links.dead_hash()
    session.commit()


def is_expired(invitation: Invitation, clock: ports.Clock) -> bool:
    """Whether the link's time has run out: its own, if it has one, or that of the newest published version."""
    ends = deadline_of(invitation)
    return ends is not None and ends <= clock()


def deadline_of(invitation: Invitation) -> datetime | None:
    """Until when the link can be used to begin; a version published later may move it."""
    guide = invitation.interview.current_guide
    known = [one for one in (invitation.expires_at, guide.deadline if guide else None) if one is not None]
    return min(known, default=None)


def send_invitation(
    session: Session,
    mine: steps.Claim,
    *,
    mailer: ports.Mailer | None,
    settings: config.Settings,
    clock: ports.Clock,
) -> None:
    """The step SEND_INVITATION: mail the personal link, unless it was withdrawn meanwhile. Commits.

    Raises OutsideError, after noting on the invitation what went wrong, and LeaseLost. A worker that dies
    between the server's acceptance and the commit will send the same link again: two mails, one interview.
    """
    invitation = session.get(Invitation, mine.subject_id)
    if invitation is not None and invitation.revoked_at is None:
        token = token_of(invitation, settings=settings)
        mail = letters.invitation(
            invitation, token, deadline=deadline_of(invitation), settings=settings, team=settings.team_name
        )
        session.commit()
        try:
            _post(mailer, mail)
        except ports.OutsideError as error:
            _note_failure(session, mine, error)
            raise
        invitation.mail_state, invitation.mail_failure = MailState.SENT, None
        invitation.sent_at = clock()
    steps.finish(session, mine, at=clock())
    session.commit()


def _post(mailer: ports.Mailer | None, mail: ports.Mail) -> None:
    if mailer is None:
        raise ports.OutsideError("Mail is not set up: set SMTP_HOST and MAIL_FROM.", permanent=True)
    mailer.send(mail)


def _note_failure(session: Session, mine: steps.Claim, error: ports.OutsideError) -> None:
    invitation = session.get(Invitation, mine.subject_id)
    if invitation is not None:
        final = error.permanent or mine.attempt >= steps.ATTEMPTS
        invitation.mail_state = MailState.FAILED if final else MailState.QUEUED
        invitation.mail_failure = error.reason
        steps.renew(session, mine)  # commits both, unless another attempt has taken over: what it says stands


def _check_open(taken: Interview) -> None:
    """Raise NotYet before an interview is published, WrongState once it is closed."""
    if taken.current_guide is None or taken.state is interview.InterviewState.DRAFT:
        raise errors.NotYet("Publish the interview first: only then can people be invited.")
    if taken.state is interview.InterviewState.CLOSED:
        raise errors.WrongState("This interview is closed: open it again to invite people.")


def _invitation(
    taken: Interview, one: Addressee, settings: config.Settings, clock: ports.Clock
) -> Invitation:
    return Invitation(
        interview_id=taken.id,
        email=one.email,
        name=one.name,
        nonce=links.new_nonce(),
        token_hash=links.dead_hash(),  # the true one needs the row's id
        mail_state=MailState.QUEUED if settings.mail_configured else MailState.NOT_CONFIGURED,
        created_at=clock(),
    )


def _give_token(invitation: Invitation, settings: config.Settings) -> None:
    invitation.token_hash = links.hash_of(token_of(invitation, settings=settings))


def _queue_mail(session: Session, new: Sequence[Invitation], settings: config.Settings) -> list[int]:
    """Ids of the steps that will mail them; none where mail is not set up."""
    if not settings.mail_configured:
        return []
    return [steps.add(session, StepKind.SEND_INVITATION, invitation.id).id for invitation in new]
