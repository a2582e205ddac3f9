"""Recordings such as a browser makes, from tones and from espeak-ng."""

from __future__ import annotations

import array
import math
import subprocess

RATE = 16_000
PCM = ("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0")
"""What ffmpeg has to know of PCM."""


def tones(seconds: int) -> bytes:
    """PCM with a tone of its own in each second, 300 + 50 k Hz, so that a lost second is heard as missing."""
    samples = array.array("h")
    for second in range(seconds):
        step = 2 * math.pi * (300 + 50 * second) / RATE
        samples.extend(int(12_000 * math.sin(step * at)) for at in range(RATE))
    return samples.tobytes()


def tones_in(pcm: bytes) -> list[int]:
    """Which tones are heard in which second: the number of the loudest of the first 40, -1 for silence."""
    found = []
    for start in range(0, len(pcm) - RATE, RATE * 2):
        middle = array.array("h", pcm[start + RATE // 2 : start + RATE + RATE // 2])
        strength = [_strength(middle, 300 + 50 * number) for number in range(40)]
        found.append(strength.index(max(strength)) if max(strength) > 100 else -1)
    return found


def speech(text: str, voice: str = "en-us", *, words_per_minute: int = 175) -> bytes:
    """PCM of espeak-ng saying `text`."""
    command = ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "--stdout", text]
    said = subprocess.run(command, capture_output=True, check=True)
    return ffmpeg(said.stdout, "-i", "pipe:0", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "pipe:1")


def word_by_word(text: str, *, pause_ms: int = 0) -> tuple[bytes, list[tuple[str, float, float]]]:
    """PCM of each word said alone, one behind the other, and when each begins and ends, in seconds.

    espeak-ng puts silence around a word; it is cut off, so that the times are those of its sound.
    """
    pcm, times = bytes(RATE // 2), []
    for word in text.split():
        sound = trimmed(speech(word))
        begins = len(pcm) / 2 / RATE
        pcm += sound
        times.append((word.strip(".,"), begins, len(pcm) / 2 / RATE))
        pcm += bytes(2 * RATE * pause_ms // 1000) if word[-1] != "." else bytes(RATE)
    return pcm, times


def trimmed(pcm: bytes, *, quiet: int = 200) -> bytes:
    """The sound without the silence before and after it."""
    samples = array.array("h", pcm)
    loud = [at for at, sample in enumerate(samples) if abs(sample) > quiet]
    return samples[loud[0] : loud[-1] + 1].tobytes()


def wav(pcm: bytes) -> bytes:
    return ffmpeg(pcm, *PCM, "-f", "wav", "pipe:1")


def webm(pcm: bytes, *, cluster_ms: int = 1000) -> bytes:
    """As MediaRecorder writes it: opus at 48 kHz, live, so without a duration or an index."""
    live = ("-live", "1", "-cluster_time_limit", str(cluster_ms), "-f", "webm", "pipe:1")
    return ffmpeg(pcm, *PCM, "-ar", "48000", "-c:a", "libopus", "-b:a", "32k", *live)


def mp4(pcm: bytes, *, fragment_ms: int = 500) -> bytes:
    """As Safari writes it: AAC in fragments."""
    fragments = (
        "-movflags",
        "frag_keyframe+empty_moov+default_base_moof",
        "-frag_duration",
        f"{fragment_ms}000",
    )
    return ffmpeg(pcm, *PCM, "-ar", "48000", "-c:a", "aac", *fragments, "-f", "mp4", "pipe:1")


def clusters(recording: bytes) -> list[bytes]:
    """A webm cut before each cluster; the first piece is its header."""
    mark = b"\x1f\x43\xb6\x75"
    header, *rest = recording.split(mark)
    return [header, *(mark + piece for piece in rest)]


def ffmpeg(given: bytes, *arguments: str) -> bytes:
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def _strength(samples: array.array[int], hertz: int) -> float:
    """Goertzel's: how loud one frequency is, as amplitude."""
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    last = before = 0.0
    for sample in samples:
        last, before = sample + turn * last - before, last
    return 2 * math.sqrt(max(last**2 + before**2 - turn * last * before, 0)) / len(samples)
