"""The speech worker with WhisperX in it, killed in the middle of a recording."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from interview_app.models import AnswerAudio, StepState, Transcript
from tests.installation import Installation, patience, wait_until
from tests.kill import faults, rows

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.speech, pytest.mark.timeout(300)]


def is_recognising(installation: Installation, step_id: int) -> bool:
    """The step is held, and its words are not there yet."""
    with rows.opened(installation) as session:
        heard = session.scalar(select(Transcript.id))
    return heard is None and rows.state_of(installation, step_id).state is StepState.RUNNING


def test_an_answer_is_heard_by_the_next_worker_when_whisperx_was_killed_over_it(tmp_path: Path) -> None:
    with Installation(tmp_path, STEP_LEASE_SECONDS="5") as installation, patience(installation):
        installation.make_tables()
        installation.start_redis()
        installation.start_worker("speech")
        sound = rows.record(tmp_path, " ".join([rows.SPOKEN] * 3))
        wait_until(lambda: b"worker_ready" in installation.log("speech"))
        step_id = rows.transcription_due(installation, sound)
        wait_until(lambda: is_recognising(installation, step_id), every=0.02)
        time.sleep(0.3)  # it has been decoded by then
        faults.send(installation.running["speech"].pid, signal.SIGKILL)
        installation.running["speech"].wait()
        left = rows.state_of(installation, step_id)
        assert (left.state, left.attempt) == (StepState.RUNNING, 1)

        installation.start_worker("speech", "speech-2")
        wait_until(lambda: rows.state_of(installation, step_id).state is StepState.DONE)

        with rows.opened(installation) as session:
            heard = session.scalars(select(Transcript)).one()
            kept = session.scalars(select(AnswerAudio)).one()
        assert heard.engine == "whisperx"
        assert "billing service" in heard.text
        assert kept.missing_ms == 0
        assert abs(heard.duration_ms - sound.milliseconds) < 200
