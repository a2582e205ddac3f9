"""An answer followed while it grows, by the real WhisperX: the words and times of one pass over the whole."""

from __future__ import annotations

import random
import struct
from collections.abc import Sequence

import jiwer
import pytest

from interview_app.adapters.ffmpeg_media import FfmpegMedia
from interview_app.adapters.whisperx_speech import WhisperxSpeech
from interview_app.domain.transcript import Word, norms
from tests import following
from tests.integration.adapters import ears, sounds

SENTENCES = ears.SENTENCES
MS = 32
TOLERANCE_WORDS = 0.03
TOLERANCE_MS = 60
"""Between a word's start heard live and in one pass: the aligner steps by 20 ms, and a piece has other neighbours."""

pytestmark = pytest.mark.speech


@pytest.fixture(scope="module")
def ear() -> WhisperxSpeech:
    """Loaded once, as in a worker."""
    return ears.small()


@pytest.fixture(scope="module")
def answer() -> bytes:
    """About 40 s: each sentence twice, with pauses from a fifth of a second to three seconds."""
    pauses = (200, 400, 3000, 700, 1200, 500)
    parts = [sounds.speech(text) + bytes(pause * MS) for text, pause in zip(SENTENCES, pauses, strict=True)]
    return b"".join(parts * 2)


def _text(words: Sequence[Word]) -> str:
    return " ".join(norm for word in words for norm in norms(word.text))


def test_words_heard_live_are_those_of_one_pass(ear: WhisperxSpeech, answer: bytes) -> None:
    live, pieces = following.follow(ear, answer)
    whole = ear.transcribe(answer, language="en").words
    spoken = " ".join(norms(" ".join(SENTENCES * 2)))
    assert len(pieces) > 3
    assert jiwer.wer(_text(whole), _text(live)) <= TOLERANCE_WORDS
    assert jiwer.wer(spoken, _text(live)) <= TOLERANCE_WORDS


@pytest.mark.parametrize("pause_ms", [0, 120, 220])
def test_who_never_pauses_is_heard_as_in_one_pass(ear: WhisperxSpeech, pause_ms: int) -> None:
    """Pieces are cut between two words even where nobody takes a breath: a word cut in half becomes another one."""
    without_end = [text.rstrip(".") for text in SENTENCES * 2]
    said = [sounds.trimmed(sounds.speech(text, words_per_minute=160)) for text in without_end]
    answer = b"".join(one + bytes(pause_ms * MS) for one in said)
    live, pieces = following.follow(ear, answer)
    assert len(pieces) > 2
    assert jiwer.wer(" ".join(norms(" ".join(without_end))), _text(live)) <= 0.01


def test_times_heard_live_are_those_of_one_pass(ear: WhisperxSpeech, answer: bytes) -> None:
    live, _pieces = following.follow(ear, answer)
    whole = ear.transcribe(answer, language="en").words
    if _text(live) != _text(whole):
        pytest.fail("the texts differ, so their times cannot be compared word by word")
    apart = [
        abs(one.start_ms - other.start_ms)
        for one, other in zip(live, whole, strict=True)
        if one.start_ms is not None and other.start_ms is not None
    ]
    assert sorted(apart)[int(len(apart) * 0.95)] <= TOLERANCE_MS


def test_a_recording_that_grows_is_decoded_from_where_it_was_left(answer: bytes) -> None:
    media = FfmpegMedia()
    recording = sounds.webm(answer)
    whole, tail = media.decode(recording), media.decode_from(recording, 12_345, most_ms=60_000)
    expected = whole[12_345 * MS :]
    assert abs(len(expected) - len(tail)) <= 20 * MS
    assert min(_differs(expected, tail, shift) for shift in range(-40, 41)) < 0.01


def _differs(one: bytes, other: bytes, shift: int) -> float:
    """The mean difference of a second of sound, as a share of its loudness; `shift` in samples of a 16th of a ms."""
    left = struct.unpack("<16000h", one[64_000:96_000])
    right = struct.unpack("<16000h", other[64_000 + 2 * shift : 96_000 + 2 * shift])
    return sum(abs(a - b) for a, b in zip(left, right, strict=True)) / sum(abs(a) for a in left)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("tail_ms", [120, 1500, 2700])
def test_nobody_is_heard_in_the_last_moments_of_noise(ear: WhisperxSpeech, seed: int, tail_ms: int) -> None:
    chance = random.Random(seed)
    samples = (6000 + tail_ms) * MS // 2
    noise = struct.pack(f"<{samples}h", *(chance.randint(-3000, 3000) for _ in range(samples)))
    assert following.rest(ear, noise, heard_ms=6000) == ([], [tail_ms])


def test_the_last_word_is_heard_with_its_own_time(ear: WhisperxSpeech) -> None:
    before, tail = sounds.speech(SENTENCES[0]) + bytes(600 * MS), sounds.speech("ten people")
    pcm = before + tail
    words, _pieces = following.rest(ear, pcm, heard_ms=len(before) // MS)
    assert _text(words) == "ten people"
    assert words[0].start_ms is not None
    assert 0 <= words[0].start_ms - len(before) // MS < 300
