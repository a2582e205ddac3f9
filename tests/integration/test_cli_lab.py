"""`flask lab` as a separate process, with a language model over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.lab import personas, stories
from interview_app.usecases import lab_runs
from tests import factories
from tests.fakes import chaos
from tests.fakes.in_process import Queue
from tests.fakes.llm import FakeModel
from tests.fakes.scripts import Cooperative
from tests.installation import Installation

FOLLOW_UP = {
    "action": "follow_up",
    "question_text": "What did you yourself do there?",
    "seconds": 60,
    "reason": "x",
}
PROTECTED = {"action": "follow_up", "question_text": "How old are you?", "seconds": 60, "reason": "x"}


def test_simulated_candidates_meet_the_configured_model(tmp_path: Path) -> None:
    written = tmp_path / "figures.json"
    with FakeModel(Cooperative([FOLLOW_UP, {}, PROTECTED])) as model:
        settings = {
            "LLM_MODELS": "openai/fine", "OPENAI_API_KEY": "a key of the tests", "OPENAI_API_BASE": model.base_url,
            "SPEECH_PROVIDERS": "",
        }  # fmt: skip
        with Installation(tmp_path, **settings) as installation:
            done = installation.command(
                "lab", "--candidate", "average", "--candidate", "silent", "--json", str(written)
            )
        told = "\n".join(message["content"] for message in model.asked[0]["messages"])
    assert (done.returncode, "Rules broken: 0" in done.stdout) == (0, True), done.stderr
    average, silent = json.loads(written.read_text())
    assert (average["follow_ups"], average["refused_protected"]) == (1, 1)
    assert average["calls"] == len(model.asked) > 2
    assert average["tokens"] == 1200 * average["calls"]
    assert (silent["candidate"], silent["calls"], silent["follow_ups"]) == ("silent", 0, 0)
    assert stories.STORIES[1].together in told


def test_an_interview_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with Installation(tmp_path, SPEECH_PROVIDERS="") as installation:
        installation.make_tables()
        done = installation.command("lab", "--interview", "7")
    assert done.returncode != 0
    assert "There is no interview 7." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_ordered_from_the_page_is_done_by_the_workers_job(tmp_path: Path) -> None:
    with Installation(tmp_path, SPEECH_PROVIDERS="") as installation:
        installation.make_tables()
        engine = create_engine(installation.database_url)
        with Session(engine, expire_on_commit=False) as session:
            user = models.User(
                email="ada@example.org", name="Ada", role=models.Role.ADMIN, password_hash="", login_nonce="n",
                created_at=factories.NOW,
            )  # fmt: skip
            session.add(user)
            session.commit()
            run = lab_runs.begin(
                session, chaos.document(3), [personas.Persona.WEAK], written=True, models=[], by=user,
                queue=Queue(), clock=lambda: factories.NOW,
            )  # fmt: skip
            assert "Steps tried here: 1" in installation.flask("sweep", "--run")
            session.refresh(run)
            assert [line["candidate"] for line in run.results] == ["weak"]
            assert run.finished_at is not None
        engine.dispose()
