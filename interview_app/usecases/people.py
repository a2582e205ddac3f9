"""Those who log in: making accounts, checking passwords, closing accounts."""

from __future__ import annotations

import secrets

import argon2
import email_validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors, transcript
from interview_app.models import Role, User

MIN_PASSWORD_CHARS = 10
TOO_SHORT = f"Please use at least {MIN_PASSWORD_CHARS} characters."
MAX_PASSWORD_CHARS = 200
MAX_NAME_CHARS = 120
MAX_EMAIL_CHARS = 254

_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODYS_HASH = _hasher.hash(secrets.token_urlsafe(16))
"""Checked when an address is unknown, so that the answer takes as long as for a known one."""


def create_user(
    session: Session, email: str, name: str, role: Role, *, clock: ports.Clock
) -> tuple[User, str]:
    """A new account and its one-time password, which must be changed at the first login.

    Raises InvalidInput for an address that is malformed or taken, or for an empty name.
    """
    address = clean_email(email)
    if session.scalar(select(User.id).where(User.email == address)) is not None:
        raise errors.InvalidInput("Somebody already has an account with this address.", "email")
    once = _one_time_password()
    user = User(
        email=address,
        name=clean_name(name),
        role=role,
        password_hash=_hasher.hash(once),
        password_is_temporary=True,
        login_nonce=secrets.token_urlsafe(16),
        created_at=clock(),
    )
    session.add(user)
    session.commit()
    return user, once


def create_first_admin_if_none(
    session: Session, email: str, name: str, *, clock: ports.Clock
) -> tuple[User, str] | None:
    """The first manager and the one-time password; None when an active manager is there already."""
    if _active_admins(session) > 0:
        return None
    return create_user(session, email, name, Role.ADMIN, clock=clock)


def check_login(session: Session, email: str, password: str) -> User | None:
    """Who logs in with this, or None. An unknown address costs as much time as a wrong password."""
    address = transcript.clean_text(email, MAX_EMAIL_CHARS).text.strip().lower()
    user = session.scalar(select(User).where(User.email == address))
    stored = user.password_hash if user is not None else _NOBODYS_HASH
    if not _matches(stored, password) or user is None or not user.active:
        return None
    if _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = _hasher.hash(password)
        session.commit()
    return user


def logged_in(session: Session, user_id: int, nonce: str) -> User | None:
    """The account behind an open login, as long as it is active and its logins were not ended."""
    user = session.get(User, user_id)
    if user is None or not user.active or not secrets.compare_digest(user.login_nonce, nonce):
        return None
    return user


def change_password(session: Session, user: User, old: str, new: str) -> None:
    """Replace the password and end every other login. Raises InvalidInput naming the field at fault."""
    if not _matches(user.password_hash, old):
        raise errors.InvalidInput("This is not your current password.", "old")
    if not MIN_PASSWORD_CHARS <= len(new) <= MAX_PASSWORD_CHARS:
        raise errors.InvalidInput(TOO_SHORT, "new")
    if new == old or new.strip().lower() in {user.email, user.name.lower()}:
        raise errors.InvalidInput("Please choose a different password.", "new")
    user.password_hash = _hasher.hash(new)
    user.password_is_temporary = False
    user.login_nonce = secrets.token_urlsafe(16)
    session.commit()


def rename(session: Session, user: User, name: str) -> None:
    """Change the shown name. Raises InvalidInput when it is empty."""
    user.name = clean_name(name)
    session.commit()


def new_one_time_password(session: Session, user: User) -> str:
    """For somebody who forgot theirs: ends their logins and returns a password to be changed at login."""
    once = _one_time_password()
    user.password_hash = _hasher.hash(once)
    user.password_is_temporary = True
    user.login_nonce = secrets.token_urlsafe(16)
    session.commit()
    return once


def disable(session: Session, user: User, *, by: User) -> None:
    """Close an account and end its logins. Raises WrongState for one's own, so a manager is always left."""
    if user.id == by.id:
        raise errors.WrongState("You cannot close your own account.")
    user.active = False
    user.login_nonce = secrets.token_urlsafe(16)
    session.commit()


def enable(session: Session, user: User) -> None:
    """Open a closed account again; the password stays as it was."""
    user.active = True
    session.commit()


def clean_email(email: str) -> str:
    """The address in lower case, checked for its form alone. Raises InvalidInput."""
    try:
        found = email_validator.validate_email(email.strip(), check_deliverability=False)
    except email_validator.EmailNotValidError:
        raise errors.InvalidInput(
            "Please give a full mail address, like name@example.com.", "email"
        ) from None
    if len(found.normalized) > MAX_EMAIL_CHARS:
        raise errors.InvalidInput("This address is too long.", "email")
    return found.normalized.lower()


def clean_name(name: str) -> str:
    """A person's name in one line, without control characters. Raises InvalidInput when nothing is left."""
    line = " ".join(transcript.clean_text(name, MAX_NAME_CHARS * 2).text.split())[:MAX_NAME_CHARS]
    if not line:
        raise errors.InvalidInput("Please give a name.", "name")
    return line


def _active_admins(session: Session) -> int:
    count = select(func.count()).select_from(User).where(User.role == Role.ADMIN, User.active.is_(True))
    return session.scalar(count) or 0


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password[: MAX_PASSWORD_CHARS * 2])
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def _one_time_password() -> str:
    """20 characters in five groups, without the ones that are misread: about 98 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(5))
