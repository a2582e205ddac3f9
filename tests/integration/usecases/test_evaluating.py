"""A folder of recordings and texts: what is measured, and what is said about the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from interview_app import ports
from interview_app.adapters.jiwer_alignment import align
from interview_app.usecases import evaluating
from tests.fakes.in_process import Recogniser

AWAY = ports.OutsideError("It is away.")


def _tools(*providers: ports.SpeechToText) -> evaluating.Tools:
    return evaluating.Tools(providers=providers, decode=lambda path: path.read_bytes(), align=align)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One recording of two seconds with its text."""
    (tmp_path / "first.wav").write_bytes(bytes(64_000))
    (tmp_path / "first.txt").write_text("\ufeffWe led the team.", encoding="utf-8")
    return tmp_path


def test_a_recording_goes_with_the_text_of_its_name(folder: Path) -> None:
    found, faults = evaluating.examples(folder)
    assert ([one.recording.name for one in found], faults) == (["first.wav"], [])
    assert [word.text for word in found[0].said] == ["We", "led", "the", "team."]


@pytest.mark.parametrize("name", ["a.webm", "a.mp4", "a.ogg", "a.MP3", "a.flac", "a.m4a", "a.opus"])
def test_many_kinds_of_recordings_are_known(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"sound")
    (folder / "a.txt").write_text("hello")
    assert name in [one.recording.name for one in evaluating.examples(folder)[0]]


def test_what_has_no_counterpart_is_named(folder: Path) -> None:
    (folder / "alone.webm").write_bytes(b"sound")
    (folder / "lonely.txt").write_text("hello")
    (folder / ".hidden.wav").write_bytes(b"sound")
    found, faults = evaluating.examples(folder)
    assert [one.recording.name for one in found] == ["first.wav"]
    assert [fault.name for fault in faults] == ["alone.webm", "lonely.txt"]
    assert "alone.txt" in faults[0].reason


@pytest.mark.parametrize("times", ["", "{", "[]", "[1]", '[["we", "a", "b"]]', "[" * 50_000])
def test_word_times_of_another_shape_are_named(folder: Path, times: str) -> None:
    (folder / "first.words.json").write_text(times)
    found, faults = evaluating.examples(folder)
    assert (found, [fault.name for fault in faults]) == ([], ["first.wav"])


def test_a_text_that_is_no_text_is_named(folder: Path) -> None:
    (folder / "first.txt").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in evaluating.examples(folder)[1][0].reason


def test_a_recording_is_measured_by_the_first_provider_that_can(folder: Path) -> None:
    (example,), _ = evaluating.examples(folder)
    tools = _tools(Recogniser(name="whisperx", error=AWAY), Recogniser("we led a team", name="hosted"))
    found = evaluating.measure(example, tools=tools, language="en")
    assert (found.count.words, found.count.substitutions, found.engine) == (4, 1, "hosted")
    assert found.audio_seconds == 2


def test_when_no_provider_can_each_says_why(folder: Path) -> None:
    (example,), _ = evaluating.examples(folder)
    with pytest.raises(ports.OutsideError, match=r"whisperx: It is away\."):
        evaluating.measure(example, tools=_tools(Recogniser(name="whisperx", error=AWAY)), language="en")
    with pytest.raises(ports.OutsideError, match="SPEECH_PROVIDERS"):
        evaluating.measure(example, tools=_tools(), language="en")
