"""In a browser: where a candidate pauses, what was said is sent at once and marked, so that it is heard meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from interview_app.models import StepKind
from tests.browser import walk
from tests.stage import Stage

pytestmark = pytest.mark.browser
SPEAKER = """
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  const [tone, loudness, out] = [context.createOscillator(), context.createGain(), context.createMediaStreamDestination()];
  window.speak = (loud) => loudness.gain.setValueAtTime(loud, context.currentTime);
  window.speak(0.3);
  tone.connect(loudness).connect(out);
  tone.start();
  return out.stream;
};
"""
PREPARES = pytest.mark.parametrize(
    "stage", [{"llm_models": "first", "speculation": True}], indirect=True, ids=["prepares"]
)


def until(page: Page, true: Callable[[], bool], seconds: float = 20) -> None:
    """As `walk.until`, and the page's events are told meanwhile."""
    for _ in range(round(seconds * 10)):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen in time")


def speaking(page: Page, stage: Stage) -> list[str]:
    """A candidate who speaks; returns what each chunk says of a pause, as they go out."""
    told: list[str] = []
    page.add_init_script(SPEAKER)
    page.on(
        "request",
        lambda request: (
            told.append(request.headers.get("x-paused", "")) if "/chunks/" in request.url else None
        ),
    )
    walk.start(page, stage)
    walk.recording(page)
    until(page, lambda: len(told) >= 2)
    return told


@PREPARES
def test_each_pause_sends_what_was_said_and_wakes_who_listens(stage: Stage, page: Page) -> None:
    told = speaking(page, stage)
    assert "1" not in told, "nobody has paused yet"
    page.evaluate("speak(0)")
    until(page, lambda: told.count("1") >= 1, 5)
    until(page, lambda: any(kind == StepKind.LISTEN for _step, kind in stage.queue.woken))
    page.wait_for_timeout(3_500)
    assert told.count("1") == 2, "when it is sure, and when it is long; then no more, however long it is"
    page.evaluate("speak(0.3)")
    page.wait_for_timeout(1_500)
    page.evaluate("speak(0)")
    until(page, lambda: told.count("1") >= 3, 5)


def test_where_nothing_is_prepared_pauses_change_nothing(stage: Stage, page: Page) -> None:
    told = speaking(page, stage)
    page.evaluate("speak(0)")
    page.wait_for_timeout(3_000)
    assert "1" not in told


LEVELS = """async ([levels, everyMs]) => {
  const { Pauses } = await import("/static/js/candidate/pauses.js");
  const told = [];
  const pauses = new Pauses(() => told.push(now));
  let now = 0;
  for (const level of levels) pauses.hear(level, (now += everyMs));
  return told;
}"""


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ([0.0] * 100, []),
        ([0.7] * 20 + [0.0] * 8 + [0.7] * 20, []),
        ([0.7] * 20 + [0.0] * 30, [2900, 3700]),
        ([0.7] * 20 + [0.3] * 30, [2900, 3700]),
        ([0.7] * 20 + [0.5] * 30, []),
    ],
    ids=["nobody_spoke", "a_breath", "silence", "a_noisy_room", "speaks_more_softly"],
)
def test_a_pause_is_silence_after_speech_or_what_is_much_softer(
    stage: Stage, page: Page, levels: list[float], told: list[Any]
) -> None:
    page.goto(stage.url + stage.invite())
    assert page.evaluate(LEVELS, [levels, 100]) == told
