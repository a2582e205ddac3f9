"""`flask eval speech` as a process of its own, over recordings made here, with the tests' small model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation
from tests.integration.adapters import sounds

SAID = "We reduced the cost by twenty percent in five months."

pytestmark = pytest.mark.speech


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Nothing but the programs: no database is needed to measure."""
    with Installation(tmp_path) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "recordings"
    made.mkdir()
    return made


def _record(folder: Path, name: str, pcm: bytes, said: str) -> None:
    body = {"wav": sounds.wav, "webm": sounds.webm, "mp4": sounds.mp4}[name.partition(".")[2]](pcm)
    (folder / name).write_bytes(body)
    (folder / name).with_suffix(".txt").write_text(said)


def test_a_folder_is_measured_file_by_file_and_in_all(installation: Installation, folder: Path) -> None:
    pcm, times = sounds.word_by_word(SAID, pause_ms=60)
    _record(folder, "right.webm", pcm, SAID)
    (folder / "right.words.json").write_text(json.dumps(times))
    _record(folder, "wrong.wav", pcm, SAID.replace("twenty", "about fifty"))
    _record(folder, "silence.mp4", bytes(64_000), "")
    _record(folder, "spoilt.wav", pcm, SAID)
    (folder / "spoilt.wav").write_bytes(b"no sound at all")

    done = installation.command("eval", "speech", str(folder), "--json")

    told = json.loads(done.stdout)
    rows = {row["file"]: row for row in told["files"]}
    assert (rows["right.webm"]["words"], rows["right.webm"]["wer"]) == (10, 0.0)
    assert rows["right.webm"]["timed_words"] == 10
    assert rows["right.webm"]["start_median_ms"] <= 30
    assert (
        rows["wrong.wav"]["words"],
        rows["wrong.wav"]["substitutions"],
        rows["wrong.wav"]["deletions"],
    ) == (11, 1, 1)
    assert (rows["silence.mp4"]["wer"], rows["silence.mp4"]["insertions"]) == (None, 0)
    assert told["all"]["wer"] == pytest.approx(2 / 21)
    assert told["all"]["models"] == ["whisperx recogniser"]
    assert [fault["file"] for fault in told["not_measured"]] == ["spoilt.wav"]
    assert "spoilt.wav" in done.stderr
    assert done.returncode == 1


def test_a_table_says_how_texts_were_compared(installation: Installation, folder: Path) -> None:
    _record(folder, "one.wav", sounds.speech(SAID), SAID)
    done = installation.command("eval", "speech", str(folder), "--provider", "whisperx")
    assert done.returncode == 0, done.stderr
    header, row, every, *_ = done.stdout.splitlines()
    assert header.split()[:6] == ["file", "words", "subst.", "ins.", "del.", "WER"]
    assert row.split()[:6] == ["one.wav", "10", "0", "0", "0", "0.00%"]
    assert every.startswith("all 1")
    assert "case folded" in done.stdout
    assert "1/1  one.wav" in done.stderr


def test_recordings_are_heard_in_pieces_as_in_an_interview_where_that_is_asked_for(
    installation: Installation, folder: Path
) -> None:
    """Twenty seconds: two pieces at the least. With windows of 5 s the tests' model hears the same words."""
    _record(folder, "long.webm", sounds.speech(SAID) * 6, SAID * 6)
    installation.env["WHISPERX_WINDOW_SECONDS"] = "5"
    done = installation.command("eval", "speech", str(folder), "--pieces", "--json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["files"]
    assert (row["words"], row["wer"]) == (60, 0.0)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((), "no recordings"),
        (("--provider", "browser"), "browser"),
        (("--model", "tiny"), "--provider"),
        (("--provider", "hosted", "--model", "openai/whisper-1", "--pieces"), "whisperx"),
        (("--provider", "hosted"), "HOSTED_SPEECH_MODEL"),
    ],
)
def test_what_cannot_be_measured_gets_one_clear_line(
    installation: Installation, folder: Path, options: tuple[str, ...], reason: str
) -> None:
    if options:
        _record(folder, "one.wav", bytes(32_000), "")
    done = installation.command("eval", "speech", str(folder), *options)
    assert done.returncode != 0
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
