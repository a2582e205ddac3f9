"""WhisperxSpeech with the real WhisperX and the small models of tests/media/speech-model, offline."""

from __future__ import annotations

import builtins
import logging
import random
import re
import shutil
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jiwer
import pytest
from structlog.testing import capture_logs

from interview_app.adapters import _aligners, whisperx_speech
from interview_app.adapters._aligners import Aligner, Aligners
from interview_app.adapters.ffmpeg_media import FfmpegMedia
from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.config import Settings
from interview_app.domain import provenance
from interview_app.domain.transcript import Word
from interview_app.ports import OutsideError
from tests.integration.adapters import sounds

MODELS = Path(__file__).parents[2] / "media" / "speech-model"
SAID = (
    "I led the migration of our billing service. We reduced the cost by twenty percent.",
    "After five months the team launched the new payment system.",
    "The engineers tested it because the old database was slow.",
)

pytestmark = pytest.mark.speech


def settings(**other: Any) -> Settings:
    chosen = {
        "secret_key": "s" * 32,
        "whisperx_model": str(MODELS / "recogniser"),
        "whisperx_align_model": str(MODELS / "aligner"),
        **other,
    }
    return Settings(**chosen)


@pytest.mark.parametrize(
    ("chosen", "cuda", "hardware"),
    [
        ({}, True, ("cuda", "float16")),
        ({}, False, ("cpu", "int8")),
        ({"whisperx_device": "cpu"}, True, ("cpu", "int8")),
        ({"whisperx_compute_type": "int8_float16"}, True, ("cuda", "int8_float16")),
        ({"whisperx_device": "cpu", "whisperx_compute_type": "float32"}, True, ("cpu", "float32")),
    ],
)
def test_the_gpu_is_used_if_there_is_one_unless_a_setting_says_otherwise(
    chosen: dict[str, str], cuda: bool, hardware: tuple[str, str]
) -> None:
    assert whisperx_speech._hardware(settings(**chosen), cuda=cuda) == hardware


@pytest.fixture(scope="module")
def recogniser() -> Iterator[WhisperxSpeech]:
    """Loaded once, as in a worker, and cut off from every network but a database's socket."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("TRANSFORMERS_OFFLINE", "1")
        patch.setattr(socket, "getaddrinfo", _no_network)
        speech = WhisperxSpeech(settings())
        speech.warm()
        yield speech


def _no_network(*asked: object, **_named: object) -> None:
    raise AssertionError(f"WhisperX asked the network for {asked[:2]}")


def plain(text: str) -> str:
    return re.sub(r"[^a-z' ]", "", text.lower())


def heard(words: tuple[Word, ...]) -> str:
    return plain(" ".join(word.text for word in words))


@pytest.mark.parametrize("sentence", SAID)
def test_words_are_right_and_timed(recogniser: WhisperxSpeech, sentence: str) -> None:
    pcm = sounds.speech(sentence)

    found = recogniser.transcribe(pcm, language="en")

    assert heard(found.words) == plain(sentence)
    assert (found.engine, found.model, found.language, found.aligned) == (
        "whisperx",
        "recogniser",
        "en",
        True,
    )
    starts = [word.start_ms for word in found.words]
    assert starts == sorted(starts)
    for word in found.words:
        assert 0 <= word.start_ms < word.end_ms <= len(pcm) // 32
        assert 0 < word.confidence <= 1


def test_a_word_stands_where_it_is_spoken(recogniser: WhisperxSpeech) -> None:
    first, second = sounds.speech("I led the team."), sounds.speech("We shipped the release.")
    pause = bytes(2 * 32_000)

    words = recogniser.transcribe(first + pause + second, language="en").words

    shipped_by = (len(first) + len(pause)) // 32
    assert heard(words) == "i led the team we shipped the release"
    assert words[3].end_ms <= len(first) // 32
    assert words[4].start_ms == pytest.approx(shipped_by, abs=150)


def test_an_answer_recorded_by_a_browser_is_understood(recogniser: WhisperxSpeech) -> None:
    pcm = FfmpegMedia().decode(sounds.webm(sounds.speech(SAID[0])))

    assert heard(recogniser.transcribe(pcm, language="en").words) == plain(SAID[0])


@pytest.mark.slow
def test_a_long_answer_is_understood_over_several_stretches_of_voice(recogniser: WhisperxSpeech) -> None:
    sentences = SAID * 4
    pcm = b"".join(sounds.speech(sentence) + bytes(20_000) for sentence in SAID) * 4
    assert len(pcm) > 50 * 32_000

    words = recogniser.transcribe(pcm, language="en").words

    assert jiwer.wer(plain(" ".join(sentences)), heard(words)) < 0.1


@pytest.mark.parametrize(
    "pcm",
    [
        b"",
        b"\x01",
        bytes(1000),
        bytes(10 * 32_000),
        b"".join(struct.pack("<h", random.Random(7).randint(-800, 800)) for _ in range(5)) * 32_000,
    ],
    ids=["nothing", "one byte", "a blink", "silence", "hum"],
)
def test_what_is_no_speech_gives_no_words(recogniser: WhisperxSpeech, pcm: bytes) -> None:
    assert recogniser.transcribe(pcm, language="en").words == ()


def test_white_noise_gives_no_words(recogniser: WhisperxSpeech) -> None:
    noise = random.Random(3)
    pcm = struct.pack("<160000h", *(int(noise.gauss(0, 3000)) for _ in range(160_000)))

    assert recogniser.transcribe(pcm, language="en").words == ()


def test_two_threads_wait_for_each_other(recogniser: WhisperxSpeech) -> None:
    found: dict[int, str] = {}

    def hear(number: int) -> None:
        words = recogniser.transcribe(sounds.speech(SAID[number]), language="en").words
        found[number] = heard(words)

    threads = [threading.Thread(target=hear, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {number: plain(sentence) for number, sentence in enumerate(SAID)}


def test_a_language_without_an_aligner_has_words_with_their_segments_time() -> None:
    speech = WhisperxSpeech(settings(whisperx_align_model=None))
    segments = [
        {"text": " ako sa máš", "start": 0.0, "end": 1.0},
        {"text": " dobre", "start": 1.5, "end": 9.0},
    ]

    words, aligned = speech._align(segments, bytes(2 * 16_000), "xx")

    assert [(word.text, word.start_ms, word.segment_ms) for word in words] == [
        ("ako", None, (0, 1000)),
        ("sa", None, (0, 1000)),
        ("máš", None, (0, 1000)),
        ("dobre", None, (1500, 2000)),
    ]
    assert not aligned


def test_the_real_recogniser_without_an_aligner_tells_where_its_segments_are(
    recogniser: WhisperxSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recogniser, "_aligners", Aligners(lambda _language: None))
    pcm = bytes(32_000) + sounds.speech(SAID[1]) + bytes(32_000)

    recognition = recogniser.transcribe(pcm, language="en")
    piece = recogniser.hear(pcm, language="en", last=True)

    assert piece is not None
    for words, aligned in ((recognition.words, recognition.aligned), (piece.words, piece.aligned)):
        assert heard(words) == plain(SAID[1])
        assert not aligned
        stretches = {word.segment_ms for word in words}
        assert len(stretches) == 1
        start_ms, end_ms = stretches.pop() or (0, 0)
        assert 600 < start_ms < 1400
        assert 3000 < end_ms <= len(pcm) // 32
        assert all(word.start_ms is None for word in words)


def test_a_word_that_was_not_heard_is_untimed_and_a_segment_that_failed_keeps_its_words() -> None:
    aligned = {
        "text": "in two weeks",
        "words": [
            {"word": "in", "start": 0.5, "end": 0.7, "score": 0.9},
            {"word": "two", "start": 0.7, "end": 0.9},
            {"word": "weeks", "start": 0.9, "end": 9.9, "score": 1.2},
        ],
    }

    assert list(whisperx_speech._words(aligned, 1000)) == [
        Word("in", 500, 700, 0.9),
        Word("two"),
        Word("weeks", 900, 1000, 1.0),
    ]
    failed = {"text": " of 40 %", "start": 0.2, "end": 0.9, "words": []}
    assert list(whisperx_speech._words(failed, 1000)) == [
        Word(text, segment_ms=(200, 900)) for text in ("of", "40", "%")
    ]


def test_no_word_of_an_answer_reaches_the_logs(
    recogniser: WhisperxSpeech, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    recogniser.transcribe(sounds.speech(SAID[0]), language="en")
    logging.getLogger("whisperx.alignment").warning('Failed to align segment ("billing service")')

    told = caplog.text + "".join(capfd.readouterr())
    assert "billing" not in told.lower()


def test_a_language_that_the_model_does_not_know_is_permanent(recogniser: WhisperxSpeech) -> None:
    with pytest.raises(OutsideError, match="language xx") as raised:
        recogniser.transcribe(sounds.speech(SAID[0]), language="xx")

    assert raised.value.permanent


def test_the_doctor_loads_the_model(recogniser: WhisperxSpeech) -> None:
    assert recogniser.probe() == "model recogniser on cpu in int8, own aligner for en"


def test_the_doctor_is_red_over_an_aligner_that_is_named_and_not_there(tmp_path: Path) -> None:
    speech = WhisperxSpeech(
        settings(whisperx_align_model=f"en={MODELS / 'aligner'},fr={tmp_path / 'nowhere'}")
    )

    with pytest.raises(OutsideError, match="WHISPERX_ALIGN_MODEL for fr"):
        speech.probe()


def test_a_missing_folder_is_permanent_and_its_place_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="WHISPERX_MODEL") as raised:
        WhisperxSpeech(settings(whisperx_model=str(tmp_path / "nowhere"))).warm()

    assert raised.value.permanent
    assert str(tmp_path) not in raised.value.reason


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json"])
def test_a_folder_that_is_not_whole_says_what_it_lacks(tmp_path: Path, name: str) -> None:
    model = shutil.copytree(MODELS / "recogniser", tmp_path / "model")
    (model / name).unlink()

    with pytest.raises(OutsideError, match=re.escape(name)) as raised:
        WhisperxSpeech(settings(whisperx_model=str(model))).warm()
    assert raised.value.permanent


def test_a_spoilt_model_is_permanent(tmp_path: Path) -> None:
    model = shutil.copytree(MODELS / "recogniser", tmp_path / "model")
    (model / "model.bin").write_bytes(b"no weights")

    with pytest.raises(OutsideError, match="WHISPERX_MODEL") as raised:
        WhisperxSpeech(settings(whisperx_model=str(model))).warm()
    assert raised.value.permanent


def test_a_model_that_cannot_be_fetched_is_permanent_and_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))

    with pytest.raises(OutsideError, match=r"WHISPERX_MODEL=small .*network") as raised:
        WhisperxSpeech(settings(whisperx_model="small")).warm()
    assert raised.value.permanent


def test_the_aligners_of_languages_in_use_are_loaded_before_the_first_answer(
    recogniser: WhisperxSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []

    def load(language: str) -> Aligner:
        loaded.append(language)
        if language == "xx":
            raise OutsideError("It cannot be fetched.", permanent=True)
        return object(), object()

    monkeypatch.setattr(recogniser, "_aligners", Aligners(load))
    recogniser.warm(["xx", "pt-BR", "fi"])
    assert loaded == ["xx", "pt"]
    assert recogniser.lacks == "No word times in xx: It cannot be fetched."
    for language in ("pt", "de", "pt", "fi", "pt", "de"):
        recogniser._aligners.find(language)
    assert loaded == ["xx", "pt", "de", "fi", "de"]  # two are kept, the one used longest ago goes


def test_without_its_aligner_an_answer_keeps_its_words_with_segment_times_and_the_reason_is_told(
    recogniser: WhisperxSpeech, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "aligner"
    speech = WhisperxSpeech(settings(whisperx_align_model=str(folder)))
    speech._loaded = recogniser._model()
    pcm = sounds.speech("I led the team.")

    with capture_logs() as logged:
        found = speech.transcribe(pcm, language="en")
        piece = speech.hear(pcm, language="en", last=True)

    assert piece is not None
    for words, aligned in ((found.words, found.aligned), (piece.words, piece.aligned)):
        assert heard(words) == "i led the team"
        assert not aligned
        assert provenance.of("whisperx", "tiny", words).times == provenance.SEGMENT_TIMES
    why = "WHISPERX_ALIGN_MODEL for en names a folder that is not there: mend the path."
    assert speech.lacks == f"No word times in en: {why}"
    assert [(one["event"], one["language"], one["reason"]) for one in logged] == [
        ("aligner_not_loaded", "en", why)
    ]

    shutil.copytree(MODELS / "aligner", folder)
    assert not speech.transcribe(pcm, language="en").aligned
    monkeypatch.setattr(_aligners, "AGAIN_SECONDS", 0.0)
    assert speech.transcribe(pcm, language="en").aligned
    assert speech.lacks == ""


def test_an_aligner_that_failed_is_tried_at_once_by_a_worker_with_nothing_to_do(
    recogniser: WhisperxSpeech, tmp_path: Path
) -> None:
    folder = tmp_path / "aligner"
    speech = WhisperxSpeech(settings(whisperx_align_model=str(folder)))
    speech._loaded = recogniser._model()
    speech.warm(["en"])
    assert speech.lacks
    shutil.copytree(MODELS / "aligner", folder)
    speech.warm(["en"])
    assert not speech.lacks


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        (None, {"en": None, "de": None}),
        ("ours", {"en": "ours", "de": None}),
        ("de=unser, fr=notre", {"en": None, "de": "unser", "fr": "notre"}),
    ],
)
def test_no_language_is_aligned_by_the_model_of_another(
    recogniser: WhisperxSpeech,
    monkeypatch: pytest.MonkeyPatch,
    named: str | None,
    asked: dict[str, str | None],
) -> None:
    loaded: dict[str, str | None] = {}

    def load(language: str, _device: str, model_name: str | None) -> Aligner:
        loaded[language] = model_name
        return object(), object()

    monkeypatch.setattr("whisperx.load_align_model", load)
    speech = WhisperxSpeech(settings(whisperx_align_model=named))
    speech._loaded = recogniser._model()
    for language in asked:
        speech._aligners.find(language)
    assert loaded == asked


def test_a_machine_without_whisperx_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in {"whisperx", "torch"}:
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)

    with pytest.raises(OutsideError, match=r"requirements-speech\.txt") as raised:
        WhisperxSpeech(settings()).warm()
    assert raised.value.permanent


def test_a_mended_model_loads_on_the_next_try(tmp_path: Path) -> None:
    model = tmp_path / "model"
    speech = WhisperxSpeech(settings(whisperx_model=str(model)))
    with pytest.raises(OutsideError):
        speech.warm()

    shutil.copytree(MODELS / "recogniser", model)

    speech.warm()
