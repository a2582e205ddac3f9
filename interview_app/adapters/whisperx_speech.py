"""SpeechToText by WhisperX on this machine: voice activity, recognition, forced alignment.

WhisperX and PyTorch are imported when the model is loaded and not with this file: they are an optional
install, and only the speech worker has a gigabyte to spare for them.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interview_app.adapters._aligners import KEPT, Aligner, Aligners
from interview_app.config import Settings
from interview_app.domain import hearing
from interview_app.domain.transcript import Word
from interview_app.ports import OutsideError, Piece, Recognition

SAMPLE_RATE = 16_000
SHORTEST_SAMPLES = SAMPLE_RATE // 10
TRAINED_SECONDS = 30
"""The window that Whisper was trained on."""
MODEL_FILES = ("config.json", "model.bin", "tokenizer.json")
"""Without any of these, faster-whisper asks the model hub for a stranger's."""

ENVIRONMENT = {
    "PYANNOTE_METRICS_ENABLED": "0",  # it reports every use to its makers otherwise
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
CHATTY = ("whisperx", "faster_whisper", "lightning", "lightning.pytorch", "pytorch_lightning", "pyannote")
"""Their loggers stay shut: WhisperX logs the words that it could not align."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    pipeline: Any
    voice_activity: Any
    device: str
    compute_type: str


class WhisperxSpeech:
    """Holds its model in memory and serves one transcription at a time.

    Load it in the process that transcribes: its threads do not survive a fork.
    """

    name = "whisperx"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._one_at_a_time = threading.RLock()
        self._loaded: _Loaded | None = None
        self._aligners = Aligners(self._load_aligner)

    def warm(self, languages: Sequence[str] = ()) -> None:
        """Load the recogniser now, seconds or a download long, and the aligners of languages in use.

        Raises OutsideError for the recogniser; an aligner that is not to be had is told by `lacks`.
        """
        with self._one_at_a_time, _quiet():
            self._model()
            for language in languages[:KEPT]:
                self._aligners.find(_code(language), at_once=True)

    @property
    def lacks(self) -> str:
        """For which languages words have their segments' times alone although there is an aligner, and why."""
        return self._aligners.lacks

    def transcribe(self, pcm: bytes, *, language: str) -> Recognition:
        with self._one_at_a_time, _quiet():
            return self._transcribe(pcm, _code(language))

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> Piece | None:
        """Voice activity is looked at once: it says where to stop, what to recognise and which words to believe."""
        with self._one_at_a_time, _quiet():
            return self._hear(_samples(pcm), _code(language), last=last, lead_ms=lead_ms)

    def probe(self) -> str:
        """Of the aligners, those that are named are tried: somebody counts on them."""
        self.transcribe(bytes(2 * SAMPLE_RATE), language="en")
        named = self._settings.aligners
        with self._one_at_a_time, _quiet():
            for language in named:
                self._load_aligner(language)
        loaded, window = self._model(), self._settings.whisperx_window_seconds
        shorter = f", windows of {window} s" if window < TRAINED_SECONDS else ""
        aligns = f", own aligner for {', '.join(sorted(named))}" if named else ""
        return f"model {self._model_name} on {loaded.device} in {loaded.compute_type}{shorter}{aligns}"

    @property
    def _model_name(self) -> str:
        """A local folder's own name: where it lies is nobody's business."""
        return Path(self._settings.whisperx_model).name

    def _transcribe(self, pcm: bytes, language: str) -> Recognition:
        loaded = self._model()
        _check_language(loaded.pipeline, self._model_name, language)
        audio = _samples(pcm)
        scores = _scores(loaded, audio)
        segments = _recognise(loaded, audio, language, scores)
        words, aligned = self._align(segments, audio, language) if segments else ((), True)
        sifted = hearing.sift(words, _activity(scores, len(audio)))
        return Recognition(
            words=sifted.words,
            language=language,
            engine=self.name,
            model=self._model_name,
            aligned=aligned,
            dropped=tuple((one.word, one.reason) for one in sifted.dropped),
        )

    def _hear(self, audio: Any, language: str, *, last: bool, lead_ms: int) -> Piece | None:
        total_ms = len(audio) * 1000 // SAMPLE_RATE
        if not last and total_ms - lead_ms < hearing.SHORTEST_PIECE_MS:
            return None
        loaded = self._model()
        _check_language(loaded.pipeline, self._model_name, language)
        scores = _scores(loaded, audio)
        activity = _activity(scores, len(audio)).between(lead_ms, total_ms)
        unheard = audio[lead_ms * SAMPLE_RATE // 1000 :]
        heard_ms = hearing.cut(activity, _loudness(unheard), last=last)
        if heard_ms is None:
            return None
        piece = unheard[: heard_ms * SAMPLE_RATE // 1000]
        part = _part(scores, lead_ms, lead_ms + heard_ms)
        window = self._settings.whisperx_window_seconds
        segments = _recognise(loaded, piece, language, part, window_seconds=window)
        words, aligned = self._align(segments, piece, language) if segments else ((), True)
        sifted = hearing.sift(words, activity)
        return Piece(
            heard_ms=heard_ms,
            words=sifted.words,
            dropped=tuple((one.word, one.reason) for one in sifted.dropped),
            engine=self.name,
            model=self._model_name,
            aligned=aligned,
        )

    def _align(self, segments: Sequence[Any], audio: Any, language: str) -> tuple[tuple[Word, ...], bool]:
        """Words with times; without them, and False, where no aligner of the language is to be had."""
        aligner = self._aligners.find(language)
        if aligner is None:
            return tuple(word for segment in segments for word in _untimed(segment, _last_ms(audio))), False
        import whisperx

        model, metadata = aligner
        with _explained("WhisperX could not align the words", again=True):
            found = whisperx.align(segments, model, metadata, audio, self._model().device)
        return tuple(word for segment in found["segments"] for word in _words(segment, _last_ms(audio))), True

    def _model(self) -> _Loaded:
        if self._loaded is None:
            with _quiet():
                self._loaded = _load(self._settings)
        return self._loaded

    def _load_aligner(self, language: str) -> Aligner | None:
        return _load_aligner(self._settings.aligners.get(language), language, self._model().device)


def _code(language: str) -> str:
    """The language alone, of a tag such as pt-BR."""
    return language.partition("-")[0].lower()


def _load(settings: Settings) -> _Loaded:
    os.environ.update(ENVIRONMENT)
    _check_folder(settings.whisperx_model)
    try:
        import torch
        import whisperx.alignment
        import whisperx.asr
        from whisperx.utils import PUNKT_LANGUAGES

        from interview_app.adapters import _punkt
    except ImportError as error:
        raise OutsideError(
            "WhisperX is not installed: install requirements-speech.txt, or set SPEECH_PROVIDERS=hosted.",
            permanent=True,
        ) from error
    _hush()
    device, compute_type = _hardware(settings, cuda=torch.cuda.is_available())
    torch.set_num_threads(settings.whisperx_threads)
    with _explained(f"WHISPERX_MODEL={Path(settings.whisperx_model).name} could not be loaded"):
        pipeline = whisperx.asr.load_model(
            settings.whisperx_model, device, compute_type=compute_type, threads=settings.whisperx_threads
        )
    _punkt.provide({"english", *PUNKT_LANGUAGES.values()})
    return _Loaded(
        pipeline=pipeline, voice_activity=pipeline.vad_model, device=device, compute_type=compute_type
    )


def _load_aligner(named: str | None, language: str, device: str) -> Aligner | None:
    import whisperx
    from whisperx.alignment import DEFAULT_ALIGN_MODELS_HF, DEFAULT_ALIGN_MODELS_TORCH

    if named is None and language not in {*DEFAULT_ALIGN_MODELS_HF, *DEFAULT_ALIGN_MODELS_TORCH}:
        return None
    _check_folder(named or "", files=("config.json",), setting=f"WHISPERX_ALIGN_MODEL for {language}")
    which = (
        f"WHISPERX_ALIGN_MODEL for {language}" if named else f"WhisperX's own alignment model for {language}"
    )
    with _explained(f"{which} could not be loaded"):
        model, metadata = whisperx.load_align_model(language, device, model_name=named)
    return model, metadata


def _hardware(settings: Settings, *, cuda: bool) -> tuple[str, str]:
    device = ("cuda" if cuda else "cpu") if settings.whisperx_device == "auto" else settings.whisperx_device
    if settings.whisperx_compute_type != "auto":
        return device, settings.whisperx_compute_type
    return device, "float16" if device == "cuda" else "int8"


def _check_folder(named: str, *, files: Sequence[str] = MODEL_FILES, setting: str = "WHISPERX_MODEL") -> None:
    """A model may be a hub's name or a local folder; a folder must be whole."""
    folder = Path(named)
    if named.startswith((".", "/", "~")) and not folder.is_dir():
        raise OutsideError(f"{setting} names a folder that is not there: mend the path.", permanent=True)
    missing = [name for name in files if not (folder / name).is_file()] if folder.is_dir() and named else []
    if missing:
        raise OutsideError(
            f"The folder of {setting} has no {', '.join(missing)}: copy the whole model.", permanent=True
        )


def _check_language(pipeline: Any, model: str, language: str) -> None:
    if language != "en" and not pipeline.model.model.is_multilingual:
        raise OutsideError(
            f"WHISPERX_MODEL={model} knows English only: name one for {language}.", permanent=True
        )


def _scores(loaded: _Loaded, audio: Any) -> Any:
    """Voice activity as pyannote gives it, None for a stretch too short to hold a sound of speech."""
    if len(audio) < SHORTEST_SAMPLES:
        return None
    from whisperx.vads import Pyannote

    waveform = Pyannote.preprocess_audio(audio)
    with _explained("WhisperX could not look for voice activity", again=True):
        return loaded.voice_activity({"waveform": waveform, "sample_rate": SAMPLE_RATE})


def _activity(scores: Any, samples: int) -> hearing.Activity:
    if scores is None:
        return hearing.Activity((0.0,), samples * 1000 / SAMPLE_RATE)
    values = [float(value) for value in scores.data[:, 0]]
    return hearing.Activity(values, samples * 1000 / SAMPLE_RATE / len(values))


def _loudness(audio: Any) -> list[float]:
    frame = SAMPLE_RATE * hearing.LOUDNESS_FRAME_MS // 1000
    frames = abs(audio[: len(audio) // frame * frame]).reshape(-1, frame)
    return [float(level) for level in frames.mean(axis=1)]


def _recognise(
    loaded: _Loaded, audio: Any, language: str, scores: Any, *, window_seconds: int = TRAINED_SECONDS
) -> list[Any]:
    """Segments with their text. A shorter window is for a single piece alone: several must be of one length."""
    if scores is None:
        return []
    # The pipeline asks for voice activity itself; what is known already need not be computed again.
    loaded.pipeline.vad_model = lambda _asked: scores
    loaded.pipeline.preprocess = functools.partial(_features, loaded.pipeline, window_seconds)
    with _explained(f"WhisperX could not recognise speech in language {language}", again=True):
        heard = loaded.pipeline.transcribe(
            audio, batch_size=8 if loaded.device == "cuda" else 4, language=language
        )
    return list(heard["segments"])


def _features(pipeline: Any, window_seconds: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the encoder is given: the sound, filled up with silence to a multiple of the window, 30 s at the most."""
    from whisperx.audio import log_mel_spectrogram

    sound = given["inputs"]
    windows = max(1, -(-len(sound) // (window_seconds * SAMPLE_RATE)))
    wanted = min(windows * window_seconds, TRAINED_SECONDS) * SAMPLE_RATE
    bands = pipeline.model.feat_kwargs.get("feature_size") or 80
    return {"inputs": log_mel_spectrogram(sound, n_mels=bands, padding=wanted - len(sound))}


def _part(scores: Any, start_ms: int, end_ms: int) -> Any:
    """The scores of a part alone, its time 0 at its start."""
    if scores is None:
        return None
    from pyannote.core import SlidingWindowFeature

    first, last = (int(at_ms / 1000 / scores.sliding_window.step) for at_ms in (start_ms, end_ms))
    return SlidingWindowFeature(scores.data[first : last + 1], scores.sliding_window)


def _samples(pcm: bytes) -> Any:
    import numpy as np

    return np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype("float32") / 32768


def _words(segment: Mapping[str, Any], last_ms: int) -> Iterator[Word]:
    """A segment's words; WhisperX hands back one that it failed to align with its text alone."""
    if not segment["words"]:
        yield from _untimed(segment, last_ms)
    for found in segment["words"]:
        # A time without a score is interpolated: nobody heard the word there.
        if "score" in found and 0 <= found["start"] <= found["end"]:
            start, end = (min(round(found[edge] * 1000), last_ms) for edge in ("start", "end"))
            yield Word(str(found["word"]), start, end, min(max(float(found["score"]), 0.0), 1.0))
        else:
            yield Word(str(found["word"]))


def _untimed(segment: Mapping[str, Any], last_ms: int) -> Iterator[Word]:
    """The words of a segment with the segment's own time: nobody knows when in it each was said."""
    start, end = (min(round(segment[edge] * 1000), last_ms) for edge in ("start", "end"))
    stretch = (start, end) if 0 <= start <= end else None
    return (Word(text, segment_ms=stretch) for text in str(segment["text"]).split())


def _last_ms(audio: Any) -> int:
    return len(audio) * 1000 // SAMPLE_RATE


@contextlib.contextmanager
def _explained(failure: str, *, again: bool = False) -> Iterator[None]:
    """The libraries raise OSError for files and the network, ValueError for names, RuntimeError for hardware.

    `again` says that a RuntimeError, memory that is short for the moment say, may pass with another try.
    """
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        raise OutsideError(
            f"{failure} ({type(error).__name__}): check WHISPERX_MODEL, WHISPERX_ALIGN_MODEL, "
            "WHISPERX_COMPUTE_TYPE and the network, which is needed to fetch a model once.",
            permanent=not (again and isinstance(error, RuntimeError)),
        ) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _hush() -> None:
    for name in CHATTY:
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.setLevel(logging.CRITICAL)
