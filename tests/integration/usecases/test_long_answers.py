"""A long answer is heard in bounded memory, by the real recogniser: only its PCM, 1.9 MB a minute, grows with it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.installation import ROOT, plain_environment
from tests.kill import faults

MOST_PCMS = 4
"""How many times its PCM a longer answer may cost: as decoded, joined for the playable file, and on its way."""
SLACK_MB = 40
"""An allocator's rounding, whatever the length."""
PCM_MB_A_SECOND = 32_000 / 2**20
LONG = pytest.mark.skipif(not faults.LONG, reason="for `make kill-test`: it takes a minute of processor time")
pytestmark = [pytest.mark.speech, pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.mark.parametrize(
    ("short", "long"), [(60, 300), pytest.param(120, 1200, marks=[LONG, pytest.mark.kill])]
)
def test_a_long_answer_takes_no_more_memory_than_its_sound(short: int, long: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.long_answers", str(short), str(long)],
        env=plain_environment(), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    one, other = (json.loads(line) for line in done.stdout.splitlines())
    print(one, other)  # noqa: T201  # for docs/measurements.md
    assert other["words"] > 0.95 * one["words"] * long / short
    more_sound_mb = (long - short) * PCM_MB_A_SECOND
    assert other["peak_mb"] - one["peak_mb"] <= SLACK_MB + MOST_PCMS * more_sound_mb
