"""kill -9 in the middle of every kind of step: the sweep finds the work again, and it is done once."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.domain import interview, transcript, turn
from interview_app.models import MailState, ResumeState, SpeculationState, Step, StepKind, StepState
from interview_app.usecases import answering, links, receiving, steps, voices
from jobs import children
from tests import factories
from tests.installation import ROOT, SECRET, Installation, patience
from tests.kill import faults, rows

pytestmark = [pytest.mark.kill, pytest.mark.slow]
WHOLE = pytest.param(
    "worker",
    marks=pytest.mark.skipif(not faults.LONG, reason="for `make kill-test`: each death is a new start"),
)
LAST_SECONDS = 400.0
KINDS = tuple(kind for kind in StepKind if kind is not StepKind.RUN_LAB)
"""A simulated interview is nobody's answer: its own tests say what a death leaves of it."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What is left when all steps are done."""

    installation: Installation
    folder: Path
    killed: Counter[StepKind]

    def count(self, session: Session, kind: type[models.Base]) -> int:
        return session.scalars(select(func.count()).select_from(kind)).one()

    def lines(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture(scope="module", params=["child", WHOLE])
def aftermath(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Aftermath]:
    """One step of each kind, each killed once in the middle: its child alone, or its worker too."""
    folder = tmp_path_factory.mktemp("steps")
    settings = {
        "STEP_LEASE_SECONDS": "5", "SPEECH_PROVIDERS": "whisperx", "STOPPING_FOLDER": str(folder),
        "SPECULATION": "on", "LLM_MODELS": "double/1",
    }  # fmt: skip
    with Installation(folder, **settings) as installation, patience(installation):
        installation.make_tables()
        installation.start_redis()
        with rows.opened(installation) as session:
            _everything_due(session)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(children, "LONGEST_PAUSE_SECONDS", 0.5)
            killed = _kill_each(installation, folder, request.param)
        yield Aftermath(installation, folder, killed)


def _kill_each(installation: Installation, folder: Path, victim: str) -> Counter[StepKind]:
    """Run two workers until nothing is left to do; kill whoever stopped in a step. Returns what was killed."""
    killed: Counter[StepKind] = Counter()
    family, workers = children.Family(), []
    for queue in ("default", "speech"):
        command = [sys.executable, "-m", "tests.kill.stopping_worker", queue]
        workers.append(children.Child(queue, command, directory=ROOT, environment=installation.env))
        family.start(workers[-1])
    deadline, done = time.monotonic() + LAST_SECONDS, set()
    try:
        while rows.is_work_left(installation) and time.monotonic() < deadline:
            for note in set(folder.glob("stopped-*[0-9]")) - done:
                done.add(note)
                step = rows.state_of(installation, int(note.name.partition("-")[2]))
                killed[step.kind] += 1
                os.kill(int(note.read_text()), signal.SIGKILL)
                if victim == "worker":
                    faults.send(workers[0].pid or 0, signal.SIGKILL)
            family.revive()
            time.sleep(0.1)
    finally:
        family.stop(workers)
    return killed


def _everything_due(session: Session) -> None:
    running = {"state": interview.SessionState.RUNNING, "created_at": rows.now(), "last_seen_at": rows.now()}
    words = "I led the move of our billing and we had no outage at all"

    answered = factories.asked(session, factories.seat(session, **running))
    factories.said(session, answered, words)
    _due(session, StepKind.DECIDE, answered.id)

    asked = factories.asked(session, factories.seat(session, **running), text="Asked of one alone?")
    _due(session, StepKind.VOICE, asked.id)

    voiced = factories.published_interview(session)
    _due(session, StepKind.VOICE_PRESETS, voiced.guides[0].id)
    _due(session, StepKind.SEND_INVITATION, _invitation(session, voiced))

    drafted = factories.published_interview(session, question_count=5, frozen_at=None)
    _due(session, StepKind.DRAFT_QUESTIONS, drafted.guides[0].id)

    rated = factories.seat(session, **running | {"state": interview.SessionState.COMPLETED})
    factories.said(session, factories.asked(session, rated), words)
    rated.turns[0].state = turn.TurnState.DECIDED
    rated.finished_at = rows.now()
    _due(session, StepKind.RATE, rated.id)  # the report's printing follows from it

    seat = factories.seat(session)
    session.add(
        models.Blob(key="resumes/1.pdf", mime="application/pdf", body=b"%PDF-1.7", created_at=rows.now())
    )
    seat.resume = models.Resume(
        display_name="cv.pdf", blob_key="resumes/1.pdf", state=ResumeState.READING, created_at=rows.now()
    )
    session.commit()
    _due(session, StepKind.READ_RESUME, seat.resume.id)

    account = models.VoiceList(provider=voices.PROVIDER, asked_at=rows.now(), listed_at=None)
    session.add(account)
    session.commit()
    _due(session, StepKind.LIST_VOICES, account.id)

    watched = factories.asked(session, factories.seat(session, **running))
    factories.said(session, watched, words)
    watched.state = turn.TurnState.DECIDED
    _due(session, StepKind.SUPERVISE, watched.interview_session_id)

    _due(session, StepKind.SPECULATE, _being_spoken(session, words))

    practice = factories.published_interview(session, feedback=interview.Feedback.AT_ONCE)
    practised = factories.asked(session, factories.seat(session, practice, **running))
    factories.said(session, practised, f"{words} and {words}")
    practised.state = turn.TurnState.DECIDED
    _due(session, StepKind.COACH, practised.id)

    for kind in (StepKind.LISTEN, StepKind.TRANSCRIBE):
        _due(session, kind, _recorded(session, sealed=kind is StepKind.TRANSCRIBE))


def _invitation(session: Session, taken: models.Interview) -> int:
    made = models.Invitation(
        interview_id=taken.id, email="ada@example.org", name="Ada", nonce=links.new_nonce(),
        token_hash=links.dead_hash(), mail_state=MailState.QUEUED, created_at=rows.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    made.token_hash = links.hash_of(links.token_for(SECRET, links.LinkKind.INVITATION, made.id, made.nonce))
    session.commit()
    return made.id


def _begun(session: Session) -> models.Turn:
    running = {"state": interview.SessionState.RUNNING, "created_at": rows.now(), "last_seen_at": rows.now()}
    asked = factories.asked(
        session, factories.seat(session, **running), created_at=rows.now(), shown_at=rows.now()
    )
    answering.begin_answer(session, asked, clock=rows.now)
    return asked


def _being_spoken(session: Session, text: str) -> int:
    """A turn of which so much has been heard."""
    asked = _begun(session)
    take = models.Take(turn_id=asked.id, key=str(uuid.uuid4()), number=1, attempt=1, created_at=rows.now())
    session.add(take)
    session.flush()
    heard = [transcript.Word(word, at * 400, at * 400 + 300, 0.9) for at, word in enumerate(text.split())]
    piece = {
        "start_ms": 0, "end_ms": len(heard) * 400, "words": transcript.to_json(heard), "dropped": [], "aligned": True,
        "engine": "double", "model": "1",
    }  # fmt: skip
    session.add(
        models.Hearing(take_id=take.id, heard_ms=0, chunks_seen=0, pieces=[piece], updated_at=rows.now())
    )
    session.commit()
    return asked.id


def _recorded(session: Session, *, sealed: bool) -> int:
    """A turn with two seconds of sound, which the double takes as PCM."""
    asked = _begun(session)
    take, body = secrets.token_hex(16), b"\x1a\x45\xdf\xa3" + bytes(2 * 32_000 - 4)
    take = f"{take[:8]}-{take[8:12]}-4{take[13:16]}-8{take[17:20]}-{take[20:]}"
    receiving.store_chunk(
        session,
        asked,
        take_key=take,
        seq=0,
        body=body,
        sha256=rows.digest_of(body),
        mime="audio/webm",
        clock=rows.now,
    )
    if sealed:
        (stored,) = session.scalars(select(models.Take).where(models.Take.turn_id == asked.id))
        stored.declared_chunks, stored.declared_ms = 1, 2000
        asked.state, asked.sealed_at = turn.TurnState.DECIDED, rows.now()
        session.commit()
    return asked.id


def _due(session: Session, kind: StepKind, subject_id: int) -> None:
    steps.add(session, kind, subject_id).woken_at = None
    session.commit()


@pytest.mark.timeout(500)
@pytest.mark.parametrize("kind", KINDS)
def test_a_step_killed_in_the_middle_is_finished_by_the_next_worker(
    aftermath: Aftermath, kind: StepKind
) -> None:
    with rows.opened(aftermath.installation) as session:
        found = session.scalars(select(Step).where(Step.kind == kind)).all()
    assert aftermath.killed[kind] >= 1, "it was never caught in the middle"
    assert [(one.state, one.failure) for one in found] == [(StepState.DONE, None)] * len(found)


@pytest.mark.timeout(500)
def test_and_what_it_was_to_make_is_there_once(aftermath: Aftermath) -> None:
    with rows.opened(aftermath.installation) as session:
        decided = session.scalars(select(models.Decision)).one()
        assert decided.failure is None
        assert session.scalars(select(models.Coaching)).one().reason == ""
        clips = session.scalars(select(models.SpeechClip.key)).all()
        assert len(clips) == len(set(clips)) == 1 + len(factories.QUESTIONS)
        drafted = session.scalars(select(models.Guide).where(models.Guide.question_count == 5)).one()
        assert len({one.text for one in drafted.questions}) == len(drafted.questions) == 5
        assert session.scalars(select(models.Invitation.mail_state)).one() is MailState.SENT
        assert aftermath.lines("mails") == ["ada@example.org"]
        assert session.scalars(select(models.Resume.state)).one() is ResumeState.READ
        report = session.scalars(select(models.Report)).one()
        assert session.get_one(models.Blob, report.pdf_blob_key or "").body.startswith(b"%PDF-")
        scored = session.scalars(select(models.Rating.competency_key)).all()
        assert len(scored) == len(set(scored)) > 0
        assert sorted(session.scalars(select(models.Voice.name))) == ["Ann", "Bob"]
        assert all(session.scalars(select(models.Voice.sample_blob_key)))
        assert aftermath.count(session, models.Transcript) == 5  # four were there before
        assert (
            session.scalars(
                select(models.SupervisionEntry.metrics["answer_progress"].as_integer()).where(
                    models.SupervisionEntry.words > 0
                )
            ).one()
            >= 0
        )
        assert aftermath.count(session, models.AnswerAudio) == 1
        assert [len(one.pieces) for one in session.scalars(select(models.Hearing))] == [1, 1, 1]
        prepared = session.scalars(select(models.Speculation).order_by(models.Speculation.id)).all()
        assert [one.state for one in prepared] == [SpeculationState.FAILED, SpeculationState.READY]
        assert prepared[-1].proposal is not None
