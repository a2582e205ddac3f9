"""Accounts, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from interview_app.domain import errors
from interview_app.models import Role, User
from interview_app.usecases import people
from tests.conftest import Clock, on_both_databases

NEW = "a sentence of my own"


@on_both_databases
def test_a_new_person_logs_in_with_the_one_time_password(session: Session, clock: Clock) -> None:
    user, once = people.create_user(session, " Ada@Example.com ", "Ada", Role.ADMIN, clock=clock)
    assert people.check_login(session, "ADA@example.com", once) is user
    assert people.check_login(session, "ada@example.com", once + "x") is None


def test_two_accounts_never_share_an_address(session: Session, clock: Clock) -> None:
    people.create_user(session, "ada@example.com", "Ada", Role.ADMIN, clock=clock)
    with pytest.raises(errors.InvalidInput) as refused:
        people.create_user(session, "ADA@example.com", "Other", Role.INTERVIEWER, clock=clock)
    assert refused.value.field == "email"


def test_a_name_becomes_one_clean_line(session: Session, clock: Clock) -> None:
    user, _ = people.create_user(
        session, "ada@example.com", "Ada\r\nBcc: x\x00\u202e", Role.ADMIN, clock=clock
    )
    assert user.name == "Ada Bcc: x"


def test_the_first_manager_is_made_only_when_none_is_active(session: Session, clock: Clock) -> None:
    made = people.create_first_admin_if_none(session, "ada@example.com", "Ada", clock=clock)
    assert made is not None
    assert people.create_first_admin_if_none(session, "eve@example.com", "Eve", clock=clock) is None
    made[0].active = False
    session.commit()
    assert people.create_first_admin_if_none(session, "eve@example.com", "Eve", clock=clock) is not None


def test_a_changed_password_replaces_the_old_one_and_ends_the_logins(session: Session, clock: Clock) -> None:
    user, once = people.create_user(session, "ada@example.com", "Ada", Role.ADMIN, clock=clock)
    nonce = user.login_nonce
    assert people.logged_in(session, user.id, nonce) is user
    people.change_password(session, user, once, NEW)
    assert people.logged_in(session, user.id, nonce) is None
    assert people.check_login(session, "ada@example.com", once) is None
    assert people.check_login(session, "ada@example.com", NEW) is user
    assert user.password_is_temporary is False


def test_a_disabled_account_is_out_at_once_and_comes_back_with_its_password(
    session: Session, clock: Clock
) -> None:
    admin, _ = people.create_user(session, "ada@example.com", "Ada", Role.ADMIN, clock=clock)
    user, once = people.create_user(session, "rita@example.com", "Rita", Role.INTERVIEWER, clock=clock)
    nonce = user.login_nonce
    people.disable(session, user, by=admin)
    assert people.logged_in(session, user.id, nonce) is None
    assert people.check_login(session, "rita@example.com", once) is None
    people.enable(session, user)
    assert people.check_login(session, "rita@example.com", once) is user


def test_nobody_locks_themselves_out(session: Session, clock: Clock) -> None:
    admin, _ = people.create_user(session, "ada@example.com", "Ada", Role.ADMIN, clock=clock)
    with pytest.raises(errors.WrongState):
        people.disable(session, admin, by=admin)


def test_an_unknown_address_is_checked_like_a_known_one(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def note(stored: str, _password: str) -> bool:
        checked.append(stored)
        return False

    monkeypatch.setattr(people, "_matches", note)
    assert people.check_login(session, "nobody@example.com", "x") is None
    assert len(checked) == 1
    assert checked[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_outdated_hash_is_renewed_at_the_login(session: Session, clock: Clock) -> None:
    user, once = people.create_user(session, "ada@example.com", "Ada", Role.ADMIN, clock=clock)
    weak = people.argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(once)
    user.password_hash = weak
    session.commit()
    assert people.check_login(session, "ada@example.com", once) is user
    assert "m=19456" in session.get_one(User, user.id).password_hash
