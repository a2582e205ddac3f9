"""The manager's side for tests: people who log in and press buttons, as a browser without JavaScript does."""

from __future__ import annotations

import functools
import re
import secrets
from typing import Any

import argon2
from werkzeug.test import TestResponse

from interview_app import models
from interview_app.usecases import authoring, publishing
from tests import factories
from tests.stage import Stage

PASSWORD = "a long sentence nobody guesses"


@functools.cache
def _password_hash() -> str:
    return argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(PASSWORD)


class Office:
    """People of a team around one app."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        with stage.session() as session:
            self.admin_id = self._hire(session, "ada@example.com", "Ada Byron", models.Role.ADMIN)
            self.reviewer_id = self._hire(session, "rita@example.com", "Rita Reader", models.Role.INTERVIEWER)

    def stranger(self) -> Visitor:
        return Visitor(self.stage)

    def admin(self) -> Visitor:
        return self._at_work("ada@example.com")

    def reviewer(self) -> Visitor:
        return self._at_work("rita@example.com")

    def draft(self, job_title: str = "Office manager", *, questions: int = 0, **changes: Any) -> int:
        """The id of an interview in draft, with the general rubric and questions of the bank."""
        with self.stage.session() as session:
            by = session.get_one(models.User, self.admin_id)
            created = authoring.create_interview(
                session,
                authoring.blank(job_title),
                by=by,
                settings=self.stage.settings,
                clock=self.stage.clock,
            )
            guide = created.guides[0]
            for name, value in changes.items():
                setattr(guide, name, value)
            bank = authoring.bank_questions(guide, questions)
            authoring.add_questions(session, guide, bank, source=models.QuestionSource.BANK)
            return created.id

    def published(self, job_title: str = "Office manager", **changes: Any) -> int:
        """The id of an open interview of three questions."""
        interview_id = self.draft(job_title, questions=3, **changes)
        with self.stage.session() as session:
            taken = session.get_one(models.Interview, interview_id)
            publishing.publish(session, taken, voiced=False, queue=self.stage.queue, clock=self.stage.clock)
        return interview_id

    def candidate(self, interview_id: int | None = None, **changes: Any) -> int:
        """The id of a candidate's interview session."""
        interview_id = interview_id or self.published()
        with self.stage.session() as session:
            taken = session.get_one(models.Interview, interview_id)
            return factories.seat(session, taken, **changes).id

    def failed_step(self, kind: models.StepKind, subject_id: int, reason: str) -> int:
        with self.stage.session() as session:
            step = models.Step(
                kind=kind, subject_id=subject_id, state=models.StepState.FAILED, attempt=5, next_at=0, opened_at=0,
                failure=reason, created_at=factories.NOW,
            )  # fmt: skip
            session.add(step)
            session.commit()
            return step.id

    def _hire(self, session: Any, email: str, name: str, role: models.Role) -> int:
        user = models.User(
            email=email, name=name, role=role, password_hash=_password_hash(), login_nonce=secrets.token_hex(8),
            created_at=factories.NOW,
        )  # fmt: skip
        session.add(user)
        session.commit()
        return user.id

    def _at_work(self, email: str) -> Visitor:
        visitor = self.stranger()
        visitor.get("/login")
        response = visitor.post("/login", {"email": email, "password": PASSWORD})
        assert response.status_code == 303, response.text
        visitor.get("/account")
        return visitor


def field_value(page: str, field_id: str) -> str:
    """What stands in the input with this id."""
    found = re.search(rf'<input[^>]*id="{field_id}"[^>]*value="([^"]*)"', page)
    assert found is not None, field_id
    return found[1]


class Visitor:
    """A browser that sends the page's CSRF token along, as the page's own forms do."""

    def __init__(self, stage: Stage) -> None:
        self.client = stage.app.test_client()
        self.csrf = ""

    def get(self, path: str, *, htmx: bool = False) -> TestResponse:
        response = self.client.get(path, headers={"HX-Request": "true"} if htmx else {})
        self._remember(response)
        return response

    def post(self, path: str, form: dict[str, Any] | None = None, *, htmx: bool = False) -> TestResponse:
        headers = {"HX-Request": "true"} if htmx else {}
        response = self.client.post(path, data={"csrf_token": self.csrf, **(form or {})}, headers=headers)
        self._remember(response)
        return response

    def press(self, path: str, form: dict[str, Any] | None = None) -> TestResponse:
        """Post, and read the page that the answer leads to."""
        response = self.post(path, form)
        assert response.status_code == 303, (response.status_code, response.text)
        return self.get(response.location)

    def _remember(self, response: TestResponse) -> None:
        if response.mimetype == "text/html" and (
            found := re.search(r'name="csrf_token" value="([^"]+)"', response.text)
        ):
            self.csrf = found[1]
