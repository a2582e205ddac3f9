"""One version, named in two places."""

from __future__ import annotations

import tomllib
from pathlib import Path

from interview_app import version


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]

    assert project["version"] == version.VERSION
