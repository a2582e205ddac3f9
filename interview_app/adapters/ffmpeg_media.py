"""MediaConverter by the ffmpeg program, fed by a pipe and held to the one container that the bytes claim."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from interview_app.adapters import _child
from interview_app.domain import fragments
from interview_app.domain import recording as recordings
from interview_app.ports import OutsideError

SAMPLE_RATE = 16_000
PCM_BYTES_PER_MS = 32
PCM = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1")
MAX_SECONDS = 1800
"""Longer than any answer. What a small hostile file may decode to ends here."""

LIMITS = _child.Limits(
    seconds=120,
    cpu_seconds=90,
    memory_bytes=1024 * _child.MEBIBYTE,
    output_bytes=MAX_SECONDS * SAMPLE_RATE * 2 + _child.MEBIBYTE,
)

# What browsers record with; any other decoder stays shut.
CODECS = "opus,libopus,vorbis,aac,alac,flac,mp3float,pcm_s16le,pcm_f32le"
QUIET = ("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y")
FILE_FORMATS = "wav,w64,matroska,webm,mov,mp4,m4a,ogg,mp3,flac,aac"
DEMUXERS = {"webm": "matroska", "mp4": "mov"}

WEBM_PARTS = (b"\x16\x54\xae\x6b", b"\x1f\x43\xb6\x75")
MP4_PARTS = (b"moov", b"moof", b"mdat")
"""What stands before the tracks, then what stands before sound."""

NOT_A_RECORDING = "The recording is damaged: it is not a webm or mp4 file with sound."


class FfmpegMedia:
    def decode(self, recording: bytes) -> bytes:
        return _pcm(_mended(recording))

    def decode_from(self, recording: bytes, from_ms: int, *, most_ms: int) -> bytes:
        tail = fragments.tail(_mended(recording), from_ms)
        skipped_ms = from_ms - tail.start_ms
        pcm = _pcm(tail.body, "-t", f"{skipped_ms + most_ms}ms")
        return pcm[skipped_ms * PCM_BYTES_PER_MS :][: most_ms * PCM_BYTES_PER_MS]

    def decode_file(self, path: Path) -> bytes:
        """PCM, as `decode` gives it, of any sound file that somebody of this installation has chosen.

        Raises OutsideError(permanent=True) when it is unreadable, or longer than half an hour.
        """
        bounds = ("-protocol_whitelist", "file", "-format_whitelist", FILE_FORMATS, "-t", str(MAX_SECONDS))
        source = ("-i", f"file:{path.resolve()}", "-map", "0:a:0")
        made = _run((*QUIET, *bounds, *source, *PCM, "pipe:1"), b"")
        if made.code != 0 or not made.output:
            raise OutsideError("It is damaged, or no sound file that ffmpeg knows.", permanent=True)
        if len(made.output) >= MAX_SECONDS * SAMPLE_RATE * 2:
            raise OutsideError("It is longer than half an hour: cut it into parts.", permanent=True)
        return made.output

    def playable(self, recording: bytes) -> tuple[bytes, str]:
        if recordings.container_of(recording) == "mp4":
            goal, mime = ("-movflags", "+faststart", "-f", "mp4"), "audio/mp4"
        else:
            goal, mime = ("-cues_to_front", "1", "-f", "webm"), "audio/webm"
        # MediaRecorder's files have no duration and no index; copying the packets adds both.
        return _ffmpeg(_mended(recording), _source(recording), ("-c", "copy", *goal, "/dev/stdout")), mime

    def encode(self, pcm: bytes) -> tuple[bytes, str]:
        opus = ("-c:a", "libopus", "-b:a", "32k", "-application", "voip")
        goal = ("-cues_to_front", "1", "-f", "webm", "/dev/stdout")
        return _ffmpeg(pcm, (*PCM, "-i", "pipe:0"), (*opus, *goal)), "audio/webm"

    def probe(self) -> str:
        """The version; also decodes a second of silence that it has encoded itself."""
        recording, _ = self.encode(bytes(SAMPLE_RATE * 2))
        if not self.decode(recording):
            raise OutsideError("ffmpeg decodes nothing from its own recording: reinstall it.", permanent=True)
        return (
            _run(("ffmpeg", "-version"), b"").output.decode("ascii", "replace").split("Copyright")[0].strip()
        )


def _mended(recording: bytes) -> bytes:
    return fragments.mended(recording) if recordings.container_of(recording) == "mp4" else recording


def _pcm(recording: bytes, *bounds: str) -> bytes:
    source = _source(recording)
    if _only_a_header(recording):
        return b""
    # async=1 with first_pts=0 fills lost time with silence, so that word times stay true over gaps.
    keeping_time = ("-af", "aresample=async=1:first_pts=0")
    return _ffmpeg(recording, source, (*keeping_time, *PCM, *bounds, "pipe:1"))


def _source(recording: bytes) -> tuple[str, ...]:
    container = recordings.container_of(recording)
    if container is None:
        raise OutsideError(NOT_A_RECORDING, permanent=True)
    return ("-codec_whitelist", CODECS, "-f", DEMUXERS[container], "-i", "pipe:0", "-map", "0:a:0")


def _only_a_header(recording: bytes) -> bool:
    """A recorder that was stopped at once writes its tracks and no sound: an empty take, not a damaged one."""
    tracks, *sounds = WEBM_PARTS if recordings.container_of(recording) == "webm" else MP4_PARTS
    return tracks in recording and not any(sound in recording for sound in sounds)


def _ffmpeg(given: bytes, source: Sequence[str], goal: Sequence[str]) -> bytes:
    bounds = ("-threads", "1", "-protocol_whitelist", "pipe", "-t", str(MAX_SECONDS))
    made = _run((*QUIET, *bounds, *source, *goal), given)
    if made.code != 0:
        raise OutsideError(NOT_A_RECORDING, permanent=True)
    return made.output


def _run(command: Sequence[str], given: bytes) -> _child.Outcome:
    try:
        return _child.run(command, given=given, limits=LIMITS)
    except FileNotFoundError as error:
        raise OutsideError("ffmpeg is not installed: install the package ffmpeg.", permanent=True) from error
    except _child.TooHeavy as error:
        raise OutsideError(
            "The recording takes more time or memory than one answer may.", permanent=True
        ) from error
