"""Whether a speech worker serves although no model of its own can be loaded."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask

from interview_app.ports import OutsideError
from jobs import loading

LOST = OutsideError("The folder of WHISPERX_MODEL is lost.", permanent=True)


class Whisper:
    """Loads, or says why not."""

    def __init__(self, failure: OutsideError | None) -> None:
        self._failure = failure

    def warm(self, languages: Sequence[str]) -> None:
        assert languages == ["de"]
        if self._failure is not None:
            raise self._failure


def warmed(*failures: OutsideError | None, browser_hears: bool) -> str | None:
    candid: Any = SimpleNamespace(
        ports=SimpleNamespace(speech_to_text=[Whisper(one) for one in failures]),
        settings=SimpleNamespace(browser_hears=browser_hears),
    )
    return loading._warm(cast(Flask, SimpleNamespace(extensions={"candid": candid})), ["de"])


def test_without_a_model_it_waits_and_says_why() -> None:
    assert warmed(LOST, browser_hears=False) == LOST.reason


def test_where_the_browser_stands_in_it_takes_its_words_all_the_same() -> None:
    assert warmed(LOST, browser_hears=True) is None


@pytest.mark.parametrize("browser_hears", [True, False])
def test_one_recogniser_that_loads_is_enough(browser_hears: bool) -> None:
    assert warmed(LOST, None, browser_hears=browser_hears) is None
