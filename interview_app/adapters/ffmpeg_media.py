"""MediaConverter by FFmpeg's libraries in limited children, held to the one container that the bytes claim."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from interview_app.adapters import _av, _child
from interview_app.domain import fragments
from interview_app.domain import recording as recordings
from interview_app.ports import OutsideError

SAMPLE_RATE = 16_000
PCM_BYTES_PER_MS = 32
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
FILE_FORMATS = "wav,w64,matroska,webm,mov,mp4,m4a,ogg,mp3,flac,aac"
DEMUXERS = {"webm": "matroska", "mp4": "mov"}
MUXERS: Mapping[str, Mapping[str, object]] = {
    "webm": {"muxer": "webm", "muxer_options": {"cues_to_front": "1"}},
    "mp4": {"muxer": "mp4", "muxer_options": {"movflags": "+faststart"}},
}

WEBM_PARTS = (b"\x16\x54\xae\x6b", b"\x1f\x43\xb6\x75")
MP4_PARTS = (b"moov", b"moof", b"mdat")
"""What stands before the tracks, then what stands before sound."""

NOT_A_RECORDING = "The recording is damaged: it is not a webm or mp4 file with sound."


class FfmpegMedia:
    def __init__(self) -> None:
        self._av = _av.Av()

    def decode(self, recording: bytes) -> bytes:
        return self._pcm(_mended(recording), MAX_SECONDS * 1000)

    def decode_from(self, recording: bytes, from_ms: int, *, most_ms: int) -> bytes:
        tail = fragments.tail(_mended(recording), from_ms)
        skipped_ms = from_ms - tail.start_ms
        pcm = self._pcm(tail.body, skipped_ms + most_ms)
        return pcm[skipped_ms * PCM_BYTES_PER_MS :][: most_ms * PCM_BYTES_PER_MS]

    def decode_file(self, path: Path) -> bytes:
        """PCM, as `decode` gives it, of any sound file that somebody of this installation has chosen.

        Raises OutsideError(permanent=True) when it is unreadable, or longer than half an hour.
        """
        wish = {"demuxers": FILE_FORMATS, "codecs": "", **_most(MAX_SECONDS * 1000)}
        pcm = self._made("decode", path.read_bytes(), wish)
        if not pcm:
            raise OutsideError("It is damaged, or no sound file that FFmpeg knows.", permanent=True)
        if len(pcm) >= MAX_SECONDS * SAMPLE_RATE * 2:
            raise OutsideError("It is longer than half an hour: cut it into parts.", permanent=True)
        return pcm

    def playable(self, recording: bytes) -> tuple[bytes, str]:
        container = _container(recording)
        wish = {"demuxers": DEMUXERS[container], "codecs": CODECS, **MUXERS[container]}
        return self._whole("remux", _mended(recording), wish), f"audio/{container}"

    def encode(self, pcm: bytes) -> tuple[bytes, str]:
        wish = {"sample_rate": SAMPLE_RATE, **MUXERS["webm"]}
        return self._whole("encode", pcm, wish), "audio/webm"

    def probe(self) -> str:
        """The version; also decodes a second of silence that it has encoded itself."""
        recording, _ = self.encode(bytes(SAMPLE_RATE * 2))
        if not self.decode(recording):
            raise OutsideError(
                "FFmpeg decodes nothing from its own recording: reinstall PyAV.", permanent=True
            )
        return self._av.version()

    def _pcm(self, recording: bytes, most_ms: int) -> bytes:
        container = _container(recording)
        if _only_a_header(recording):
            return b""
        return self._whole(
            "decode", recording, {"demuxers": DEMUXERS[container], "codecs": CODECS, **_most(most_ms)}
        )

    def _whole(self, verb: str, given: bytes, wish: Mapping[str, object]) -> bytes:
        made = self._made(verb, given, wish)
        if made is None:
            raise OutsideError(NOT_A_RECORDING, permanent=True)
        return made

    def _made(self, verb: str, given: bytes, wish: Mapping[str, object]) -> bytes | None:
        try:
            return self._av.run(verb, given, wish, limits=LIMITS)
        except _child.TooHeavy as error:
            raise OutsideError(
                "The recording takes more time or memory than one answer may.", permanent=True
            ) from error


def _most(milliseconds: int) -> dict[str, object]:
    return {"sample_rate": SAMPLE_RATE, "samples": milliseconds * SAMPLE_RATE // 1000}


def _mended(recording: bytes) -> bytes:
    return fragments.mended(recording) if recordings.container_of(recording) == "mp4" else recording


def _container(recording: bytes) -> str:
    container = recordings.container_of(recording)
    if container is None:
        raise OutsideError(NOT_A_RECORDING, permanent=True)
    return container


def _only_a_header(recording: bytes) -> bool:
    """A recorder that was stopped at once writes its tracks and no sound: an empty take, not a damaged one."""
    tracks, *sounds = WEBM_PARTS if recordings.container_of(recording) == "webm" else MP4_PARTS
    return tracks in recording and not any(sound in recording for sound in sounds)
