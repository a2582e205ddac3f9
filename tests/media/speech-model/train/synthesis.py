"""espeak-ng through libespeak-ng: sound at 16 kHz with the true times of its words."""

from __future__ import annotations

import ctypes
import functools
import subprocess
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.signal import resample_poly

RATE = 16_000
ESPEAK_RATE = 22_050
WORD_EVENT, PHONEME_EVENT = 1, 7
SYNCHRONOUS, PHONEME_EVENTS, UTF8 = 2, 1, 1
SPOKEN_TOGETHER = {"it": 2, "the": 2, "a": 1, "an": 2, "to": 2}
"""Words that espeak-ng may speak as one unit with the word before ("of the"), with their number of phonemes."""

Sound = npt.NDArray[np.float32]
Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is spoken: espeak-ng's voice, words a minute, pitch and range of pitch (0-99)."""

    voice: str
    rate: int = 165
    pitch: int = 50
    span: int = 50


@dataclass(frozen=True, slots=True)
class Spoken:
    """Seconds from the start of the sound; None where espeak-ng does not tell the word's time."""

    word: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class _Event:
    kind: int
    character: int
    second: float
    phoneme: str


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _RawEvent(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("uid", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_pieces: list[Samples] = []
_events: list[_Event] = []


def _receive(sound: Any, count: int, events: Any) -> int:
    if sound and count > 0:
        _pieces.append(np.ctypeslib.as_array(sound, (count,)).copy())
    at = 0
    while events[at].type != 0:
        raw = events[at]
        phoneme = raw.id.string.decode("utf-8", "replace") if raw.type == PHONEME_EVENT else ""
        _events.append(_Event(raw.type, raw.text_position - 1, raw.sample / ESPEAK_RATE, phoneme))
        at += 1
    return 0


_receiver = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_RawEvent)
)(_receive)


@functools.cache
def _espeak() -> ctypes.CDLL:
    library = ctypes.CDLL("libespeak-ng.so.1")
    if library.espeak_Initialize(SYNCHRONOUS, 0, None, PHONEME_EVENTS) != ESPEAK_RATE:
        raise OSError("libespeak-ng does not start, or at another rate")
    library.espeak_SetSynthCallback(_receiver)
    return library


def say(text: str, manner: Manner) -> tuple[Sound, list[Spoken]]:
    """Sound from -1 to 1, and one Spoken for each item of text.split()."""
    pcm, events = _spoken(text, manner)
    total = len(pcm) / ESPEAK_RATE
    phonemes = [event for event in events if event.kind == PHONEME_EVENT]
    starts = _starts(text, [event for event in events if event.kind == WORD_EVENT])
    words = text.split()
    for at in range(1, len(words)):
        if starts[at] is None and starts[at - 1] is not None:
            starts[at] = _start_inside(words[at], starts[at - 1] or 0, _next(starts, at, total), phonemes)
    spoken = [
        Spoken(word, start, None if start is None else _end(start, _next(starts, at, total), phonemes))
        for at, (word, start) in enumerate(zip(words, starts, strict=True))
    ]
    sound = resample_poly(pcm.astype(np.float32) / 32768, 320, 441).astype(np.float32)
    return sound, spoken


def opus(pcm: Samples, kilobits: int) -> Samples:
    """The same sound through webm/opus, as a browser records it."""
    raw = ["-f", "s16le", "-ar", str(RATE), "-ac", "1"]
    coded = _ffmpeg(pcm.tobytes(), *raw, "-i", "pipe:0", *_opus(kilobits), "pipe:1")
    decoded = np.frombuffer(_ffmpeg(coded, "-i", "pipe:0", *raw, "pipe:1"), np.int16)
    return np.pad(decoded, (0, max(0, len(pcm) - len(decoded))))[: len(pcm)]


def samples(sound: Sound) -> Samples:
    return (np.clip(sound, -1, 1) * 32767).astype(np.int16)


def _spoken(text: str, manner: Manner) -> tuple[Samples, list[_Event]]:
    espeak = _espeak()
    if espeak.espeak_SetVoiceByName(manner.voice.encode()) != 0:
        raise ValueError(f"espeak-ng has no voice {manner.voice}")
    for parameter, value in ((1, manner.rate), (3, manner.pitch), (4, manner.span)):
        espeak.espeak_SetParameter(parameter, value, 0)
    _pieces.clear()
    _events.clear()
    body = text.encode() + b"\0"
    if espeak.espeak_Synth(body, len(body), 0, 1, 0, UTF8, None, None) != 0:
        raise OSError("espeak-ng refused the text")
    return np.concatenate([np.zeros(0, np.int16), *_pieces]), list(_events)


def _starts(text: str, events: list[_Event]) -> list[float | None]:
    """For each word the time of the first word event that points into it."""
    found: list[float | None] = []
    place = 0
    for word in text.split():
        place = text.index(word, place)
        inside = (event.second for event in events if place <= event.character < place + len(word))
        found.append(next(inside, None))
        place += len(word)
    return found


def _next(starts: list[float | None], at: int, total: float) -> float:
    return next((start for start in starts[at + 1 :] if start is not None), total)


def _start_inside(word: str, unit: float, until: float, phonemes: list[_Event]) -> float | None:
    """The start of a word that was spoken as one unit with the word before it."""
    count = SPOKEN_TOGETHER.get(word.lower().strip(".,?"), 0)
    inside = [event.second for event in _between(unit, until, phonemes) if not _is_pause(event)]
    return inside[-count] if 0 < count < len(inside) else None


def _end(start: float, until: float, phonemes: list[_Event]) -> float:
    """The end of the last sounding phoneme that begins in the word."""
    end = until
    for event in reversed(_between(start, until, phonemes)):
        if not _is_pause(event):
            break
        end = event.second
    return end


def _between(start: float, until: float, phonemes: list[_Event]) -> list[_Event]:
    return [event for event in phonemes if start - 1e-4 <= event.second < until - 1e-4]


def _is_pause(event: _Event) -> bool:
    return not event.phoneme or event.phoneme.startswith("_")


def _opus(kilobits: int) -> list[str]:
    return ["-c:a", "libopus", "-b:a", f"{kilobits}k", "-f", "webm"]


def _ffmpeg(given: bytes, *arguments: str) -> bytes:
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout
