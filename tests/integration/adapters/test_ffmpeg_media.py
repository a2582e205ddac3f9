"""FfmpegMedia with the real FFmpeg, on recordings whole, damaged and hostile."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from interview_app.adapters import _child, ffmpeg_media
from interview_app.adapters.ffmpeg_media import FfmpegMedia
from interview_app.ports import OutsideError
from tests.installation import wait_until
from tests.integration.adapters import sounds

SECOND = 32_000
CUES = b"\x1c\x53\xbb\x6b"
CLUSTER = b"\x1f\x43\xb6\x75"

media = FfmpegMedia()


def index_comes_first(webm: bytes) -> bool:
    """Whether the index itself, and not just the pointer to it, stands before the first sound."""
    return 0 < webm.rindex(CUES) < webm.index(CLUSTER)


def probe(recording: bytes, place: Path) -> dict[str, str]:
    place.write_bytes(recording)
    asked = [
        "ffprobe",
        "-v",
        "error",
        "-show_entries",
        "format=format_name,duration",
        "-of",
        "json",
        str(place),
    ]
    return dict(json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)["format"])


@pytest.mark.parametrize("record", [sounds.webm, sounds.mp4])
def test_every_second_of_a_recording_comes_back_in_its_place(record: type[object]) -> None:
    pcm = media.decode(record(sounds.tones(6)))

    assert len(pcm) == pytest.approx(6 * SECOND, abs=SECOND / 10)
    assert sounds.tones_in(pcm)[:6] == [0, 1, 2, 3, 4, 5]


def test_a_lost_chunk_is_silence_and_what_follows_keeps_its_time() -> None:
    pieces = sounds.clusters(sounds.webm(sounds.tones(8)))
    lost = b"".join([*pieces[:3], *pieces[5:]])

    heard = sounds.tones_in(media.decode(lost))

    assert heard[:2] == [0, 1]
    assert heard[5:8] == [5, 6, 7]
    assert not {2, 3} & set(heard)


def test_junk_in_the_middle_of_a_webm_loses_only_its_own_second() -> None:
    pieces = sounds.clusters(sounds.webm(sounds.tones(8)))
    pieces[4] = os.urandom(len(pieces[4]))

    heard = sounds.tones_in(media.decode(b"".join(pieces)))

    assert heard[:3] == [0, 1, 2]
    assert heard[6:8] == [6, 7]


def test_a_recording_cut_off_keeps_what_was_recorded() -> None:
    recording = sounds.webm(sounds.tones(6))

    heard = sounds.tones_in(media.decode(recording[: len(recording) // 2]))

    assert heard[:2] == [0, 1]


def test_a_recorder_stopped_at_once_made_an_empty_take() -> None:
    webm_header = sounds.clusters(sounds.webm(sounds.tones(1)))[0]
    mp4_header = sounds.mp4(sounds.tones(1)).partition(b"moof")[0][:-4]

    assert media.decode(webm_header) == b""
    assert media.decode(mp4_header) == b""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x1a\x45\xdf\xa3",
        b"hello",
        b"\x1a\x45\xdf\xa3" + bytes(5000),
        b"\x00\x00\x00\x18ftypmp42" + bytes(5000),
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
@pytest.mark.parametrize("convert", [media.decode, media.playable])
def test_what_is_no_recording_is_refused_for_good(convert: type[object], body: bytes) -> None:
    with pytest.raises(OutsideError, match="damaged") as raised:
        convert(body)

    assert raised.value.permanent


def test_a_webm_without_its_first_chunk_is_refused() -> None:
    pieces = sounds.clusters(sounds.webm(sounds.tones(4)))

    with pytest.raises(OutsideError) as raised:
        media.decode(b"".join(pieces[1:]))
    assert raised.value.permanent


def test_a_playlist_in_the_clothes_of_an_mp4_reads_no_file() -> None:
    disguised = b"\x00\x00\x00\x18ftypisom\nffconcat version 1.0\nfile /etc/passwd\n"

    with pytest.raises(OutsideError):
        media.decode(disguised)


def test_a_video_without_sound_is_refused() -> None:
    picture = sounds.ffmpeg(
        b"", "-f", "lavfi", "-i", "color=size=64x64:duration=1", "-c:v", "libvpx", "-f", "webm", "pipe:1"
    )

    with pytest.raises(OutsideError) as raised:
        media.decode(picture)
    assert raised.value.permanent


def test_a_recording_of_the_browser_becomes_seekable(tmp_path: Path) -> None:
    recording = sounds.webm(sounds.tones(12))
    assert CUES not in recording
    assert "duration" not in probe(recording, tmp_path / "before")

    playable, mime = media.playable(recording)

    assert mime == "audio/webm"
    assert float(probe(playable, tmp_path / "after")["duration"]) == pytest.approx(12, abs=0.1)
    assert index_comes_first(playable), "a browser would have to load all of it before it could seek"
    assert sounds.tones_in(media.decode(playable)) == sounds.tones_in(media.decode(recording))


def test_a_recording_of_safari_becomes_seekable(tmp_path: Path) -> None:
    recording = sounds.mp4(sounds.tones(5))

    playable, mime = media.playable(recording)

    assert mime == "audio/mp4"
    assert float(probe(playable, tmp_path / "after")["duration"]) == pytest.approx(5, abs=0.1)
    assert b"moof" not in playable
    assert playable.index(b"moov") < playable.index(b"mdat")


def test_several_takes_joined_become_one_seekable_file(tmp_path: Path) -> None:
    pcm = sounds.tones(7)

    joined, mime = media.encode(pcm)

    assert mime == "audio/webm"
    assert float(probe(joined, tmp_path / "joined")["duration"]) == pytest.approx(7, abs=0.1)
    assert index_comes_first(joined)
    assert sounds.tones_in(media.decode(joined))[:7] == [0, 1, 2, 3, 4, 5, 6]


def test_no_sound_at_all_still_makes_a_file() -> None:
    assert media.encode(b"")[0].startswith(b"\x1a\x45\xdf\xa3")


def limited(monkeypatch: pytest.MonkeyPatch, **limits: float) -> None:
    monkeypatch.setattr(ffmpeg_media, "LIMITS", dataclasses.replace(ffmpeg_media.LIMITS, **limits))


def test_a_recording_that_decodes_to_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, output_bytes=3 * SECOND)

    with pytest.raises(OutsideError, match="time or memory") as raised:
        media.decode(sounds.webm(sounds.tones(6)))
    assert raised.value.permanent


def test_a_recording_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = sounds.webm(sounds.tones(6))
    limited(monkeypatch, seconds=0.01)

    with pytest.raises(OutsideError, match="time or memory"):
        media.decode(recording)


def test_an_installation_without_pyav_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = sounds.webm(sounds.tones(1))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(OutsideError, match="PyAV is not installed") as raised:
        ffmpeg_media.FfmpegMedia().decode(recording)
    assert raised.value.permanent


def test_who_is_killed_while_it_decodes_says_nothing_about_the_recording_and_is_back_at_once() -> None:
    """A dyno that stops tells all its processes."""
    recording = sounds.webm(sounds.tones(2))
    own = ffmpeg_media.FfmpegMedia()
    assert own.decode(recording)
    _, process, _ = own._av._started
    process.send_signal(signal.SIGSTOP)
    threading.Timer(0.3, process.kill).start()

    with pytest.raises(OutsideError, match="stopped") as raised:
        own.decode(recording)

    assert not raised.value.permanent
    assert own.decode(recording)


def test_who_is_interrupted_while_it_waits_takes_no_late_answer_for_another_recordings() -> None:
    short, long = sounds.webm(sounds.tones(1)), sounds.webm(sounds.tones(3))
    own = ffmpeg_media.FfmpegMedia()
    expected = own.decode(long)
    _, process, _ = own._av._started

    class Interrupted(Exception):
        pass

    def interrupt(*_: object) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    process.send_signal(signal.SIGSTOP)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    with pytest.raises(Interrupted):
        own.decode(short)
    signal.signal(signal.SIGALRM, before)

    assert own.decode(long) == expected


FILES = """
import os, sys, tempfile
from interview_app.adapters import av_child
given, made = tempfile.TemporaryFile(), tempfile.TemporaryFile()
os.dup2(os.open("/etc/hostname", os.O_RDONLY), 0)  # as the socket by which recordings come
if os.fork() == 0:
    told = os.dup(made.fileno())
    av_child._leave_open(given.fileno(), told)
    left = {int(name) for name in os.listdir("/proc/self/fd")}
    names = {file: os.readlink(f"/proc/self/fd/{file}") for file in left if os.path.exists(f"/proc/self/fd/{file}")}
    os.write(told, repr(sorted(name for name in names.values() if not name.startswith("/proc"))).encode())
    os._exit(0)
os.wait()
made.seek(0)
print(made.read().decode())
"""


def test_the_child_has_its_recording_and_its_result_open_and_nothing_else() -> None:
    told = subprocess.run([sys.executable, "-c", FILES], capture_output=True, text=True, check=True).stdout
    assert told.count("/dev/null") == 3, told
    assert told.count("(deleted)") == 2, told
    assert told.count(",") == 4, told


def test_a_disk_that_is_full_says_nothing_about_the_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = sounds.webm(sounds.tones(2))
    own = ffmpeg_media.FfmpegMedia()
    asked = own._av._asked

    def to_a_full_disk(message: bytes, given: Any, _made: Any, seconds: float) -> int:
        with Path("/dev/full").open("wb", buffering=0) as full:
            return asked(message, given, full, seconds)

    monkeypatch.setattr(own._av, "_asked", to_a_full_disk)
    with pytest.raises(OutsideError, match="no room") as raised:
        own.decode(recording)
    assert not raised.value.permanent


def test_a_fork_has_a_process_of_its_own() -> None:
    recording = sounds.webm(sounds.tones(1))
    own = ffmpeg_media.FfmpegMedia()
    expected = own.decode(recording)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if own.decode(recording) == expected else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert own.decode(recording) == expected


def test_nothing_is_left_running_when_its_owner_has_died() -> None:
    code = (
        "from interview_app.adapters import ffmpeg_media as f; m = f.FfmpegMedia(); m.encode(bytes(32000));"
        "import os, signal; print(m._av._started[1].pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    left = Path(f"/proc/{int(told.stdout)}")
    wait_until(lambda: not left.exists() or ") Z " in (left / "stat").read_text(), 10)


def test_the_child_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "very-secret")

    seen = _child.run(["env"], given=b"", limits=ffmpeg_media.LIMITS).output

    assert b"PATH=" in seen
    assert b"very-secret" not in seen


def test_the_doctor_hears_ffmpegs_version() -> None:
    assert media.probe().startswith("PyAV")
