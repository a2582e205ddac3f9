"""A real Chromium whose microphone plays one tone a second, and a Candid that it can reach."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

from tests.browser import tones
from tests.stage import Stage

FLAGS = (
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("No Chromium here: `make setup-test` installs it.")


@pytest.fixture(scope="session")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WAV file of 70 tones."""
    path = tmp_path_factory.mktemp("microphone") / "tones.wav"
    tones.write(path, seconds=70)
    return path


@pytest.fixture(scope="session")
def launch_options(chromium: str, microphone: Path) -> dict[str, Any]:
    """For `launch`, or for `launch_persistent_context`."""
    args = [*FLAGS, f"--use-file-for-fake-audio-capture={microphone}"]
    return {"executable_path": chromium, "args": args}


# The plugin's fixtures of the same names hang on pytest-base-url, which pytest 9 warns about.
@pytest.fixture(scope="session")
def browser_type() -> Iterator[BrowserType]:
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(browser_type: BrowserType, launch_options: dict[str, Any]) -> Iterator[Browser]:
    opened = browser_type.launch(**launch_options)
    yield opened
    opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def stage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A Candid on a real port; the settings that differ from the tests' own may be given as its parameter."""
    made = Stage(tmp_path, **getattr(request, "param", {}))
    made.open()
    made.start_worker()
    yield made
    made.close()
