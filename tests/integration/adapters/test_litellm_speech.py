"""HostedSpeech over HTTP to an OpenAI-compatible recogniser on loopback."""

from __future__ import annotations

import array
import io
import json
import math
import random
import struct
import wave
from collections.abc import Callable

import pytest

from interview_app.adapters import _pcm, litellm_speech
from interview_app.adapters.litellm_speech import HostedSpeech
from interview_app.domain.transcript import Word
from interview_app.ports import OutsideError, Recognition
from tests.fakes.llm import Behaviour, FakeModel, Heard, echo, form_fields
from tests.integration.adapters import sounds

Hears = Callable[[bytes], Heard | Behaviour]


def tone(seconds: float) -> bytes:
    """A tone that swells four times a second, as speech does; a steady one is nobody's words."""
    return b"".join(
        struct.pack(
            "<h",
            int(
                (4500 - 3500 * math.cos(8 * math.pi * at / 16_000))
                * math.sin(440 * 2 * math.pi * at / 16_000)
            ),
        )
        for at in range(int(16_000 * seconds))
    )


def recognise(
    monkeypatch: pytest.MonkeyPatch, hears: Hears, pcm: bytes | None = None, language: str = "en"
) -> tuple[Recognition, FakeModel]:
    with FakeModel(echo, hears=hears) as fake:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
        monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
        heard = HostedSpeech("openai/whisper-1").transcribe(
            tone(3) if pcm is None else pcm, language=language
        )
    return heard, fake


def test_words_come_with_their_times(monkeypatch: pytest.MonkeyPatch) -> None:
    heard, _ = recognise(monkeypatch, lambda _: [("I", 0.1, 0.25), ("led", 0.3, 0.62)])

    assert heard.words == (Word("I", 100, 250), Word("led", 300, 620))
    assert (heard.engine, heard.model, heard.language) == ("hosted", "openai/whisper-1", "en")
    assert heard.aligned


def test_the_upload_is_the_answer_as_a_wav_file(monkeypatch: pytest.MonkeyPatch) -> None:
    _, fake = recognise(monkeypatch, lambda _: [], language="de-AT")

    sent = form_fields(fake.requests[0])
    with wave.open(io.BytesIO(sent["file"])) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2)
        assert sound.readframes(sound.getnframes()) == tone(3)
    assert sent["language"] == b"de"
    assert sent["response_format"] == b"verbose_json"
    assert (
        fake.requests[0].body.count(b'name="timestamp_granularities[]"') == 2
    )  # words, and what it thinks of them


@pytest.mark.parametrize("pcm", [b"", b"\x00", bytes(64_000), b"\x10\x00\xf0\xff" * 16_000])
def test_silence_is_not_sent_and_gives_no_words(monkeypatch: pytest.MonkeyPatch, pcm: bytes) -> None:
    heard, fake = recognise(monkeypatch, lambda _: [("Thank", 0.0, 0.5), ("you.", 0.5, 1.0)], pcm)

    assert heard.words == ()
    assert fake.requests == []


def test_a_time_that_makes_no_sense_leaves_the_word_untimed(monkeypatch: pytest.MonkeyPatch) -> None:
    heard, _ = recognise(monkeypatch, lambda _: [("We", -1, 0.2), ("cut", 0.9, 0.4), ("costs", 2.5, 99)])

    assert heard.words == (Word("We"), Word("cut"), Word("costs"))


@pytest.mark.parametrize(
    ("kind", "permanent", "wish"),
    [
        ("rate_limited", False, 7),
        ("server_error", False, None),
        ("unauthorised", True, None),
        ("malformed", False, None),
    ],
)
def test_a_failure_says_whether_it_may_pass(
    monkeypatch: pytest.MonkeyPatch, kind: str, permanent: bool, wish: float | None
) -> None:
    with pytest.raises(OutsideError, match="openai/whisper-1") as raised:
        recognise(monkeypatch, lambda _: Behaviour(kind=kind))

    assert raised.value.permanent is permanent
    assert raised.value.retry_after_seconds == wish
    assert "sk-very-secret" not in raised.value.reason


@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "3", '{"text": 7}', '{"text": "I led it.", "words": "I led it."}', '{"words": [1]}'],
)
def test_an_answer_of_another_shape_is_no_transcript(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    with pytest.raises(OutsideError, match="openai/whisper-1") as raised:
        recognise(monkeypatch, lambda _: Behaviour(kind="raw", text=body))

    assert not raised.value.permanent


def test_a_connection_that_drops_may_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutsideError, match="openai/whisper-1") as raised:
        recognise(monkeypatch, lambda _: Behaviour(kind="dropped"))

    assert not raised.value.permanent


@pytest.mark.parametrize("kind", ["slow", "drip"])
def test_an_answer_that_does_not_come_to_its_end_is_given_up(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(litellm_speech, "BASE_SECONDS", 0.5)

    with pytest.raises(OutsideError, match="no answer in time") as raised:
        recognise(monkeypatch, lambda _: Behaviour(kind=kind), tone(0.5))

    assert not raised.value.permanent


def test_a_text_without_times_has_untimed_words(monkeypatch: pytest.MonkeyPatch) -> None:
    heard, _ = recognise(monkeypatch, lambda _: Behaviour(kind="raw", text='{"text": "I led it."}'))

    assert heard.words == (Word("I"), Word("led"), Word("it."))
    assert not heard.aligned


def test_where_no_word_has_a_time_its_segment_has(monkeypatch: pytest.MonkeyPatch) -> None:
    segments = [
        {"text": "I led it.", "start": 0.5, "end": 2},
        {"text": " Alone.", "start": 2.5, "end": 3.1},
        {"text": " Mostly.", "start": 2.9, "end": 99},
    ]
    body = {"text": "I led it. Alone. Mostly.", "segments": segments}
    heard, _ = recognise(monkeypatch, lambda _: Behaviour(kind="raw", text=json.dumps(body)))

    assert [word.segment_ms for word in heard.words] == [(500, 2000)] * 3 + [(2500, 3000), None]
    assert all(word.start_ms is None for word in heard.words)
    assert not heard.aligned


def test_segments_that_are_not_the_text_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"text": "I led it.", "segments": [{"text": "Thanks for watching", "start": 0, "end": 2}]}
    heard, _ = recognise(monkeypatch, lambda _: Behaviour(kind="raw", text=json.dumps(body)))

    assert heard.words == (Word("I"), Word("led"), Word("it."))


def test_words_in_a_pause_and_loops_are_dropped_and_kept_beside_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = [("Okay.", 2.5 + at * 0.15, 2.6 + at * 0.15) for at in range(10)]
    heard, _ = recognise(
        monkeypatch,
        lambda _: [("I", 0.1, 0.25), *loop, ("Thanks", 5.5, 6.0)],
        tone(4) + bytes(32_000 * 4),
    )

    assert [word.text for word in heard.words] == ["I", "Okay."]
    reasons = [reason for _, reason in heard.dropped]
    assert reasons == ["the recogniser repeated itself"] * 9 + ["nobody spoke at that time"]


@pytest.mark.parametrize("steady", [b"\x00\x10\x00\xf0" * 24_000, bytes(range(256)) * 400])
def test_a_hum_gives_no_words(monkeypatch: pytest.MonkeyPatch, steady: bytes) -> None:
    heard, fake = recognise(monkeypatch, lambda _: [("Thank", 0.5, 0.9), ("you.", 0.9, 1.2)], steady)

    assert len(fake.requests) == 1
    assert heard.words == ()
    assert [word.text for word, _ in heard.dropped] == ["Thank", "you."]


@pytest.mark.parametrize("with_times", [True, False])
def test_a_segment_that_the_recogniser_itself_takes_for_silence_is_dropped(
    monkeypatch: pytest.MonkeyPatch, with_times: bool
) -> None:
    body: dict[str, object] = {
        "text": "I led it. Thank you.",
        "segments": [
            {"text": "I led it.", "start": 0, "end": 1.5, "no_speech_prob": 0.1, "avg_logprob": -0.2},
            {"text": " Thank you.", "start": 1.5, "end": 3, "no_speech_prob": 0.95, "avg_logprob": -1.4},
        ],
    }
    if with_times:
        told = [("I", 0.1, 0.3), ("led", 0.3, 0.7), ("it", 0.7, 1.0), ("Thank", 1.8, 2.1), ("you", 2.1, 2.4)]
        body["words"] = [{"word": word, "start": start, "end": end} for word, start, end in told]
    heard, _ = recognise(monkeypatch, lambda _: Behaviour(kind="raw", text=json.dumps(body)))

    assert [word.text.strip(".") for word in heard.words] == ["I", "led", "it"]
    assert [word.text.strip(".") for word, _ in heard.dropped] == ["Thank", "you"]
    assert {reason for _, reason in heard.dropped} == {"the recogniser itself took it for silence"}


@pytest.mark.parametrize("measure", ["0.95", True, [], None])
def test_a_measure_that_is_no_number_is_no_evidence(monkeypatch: pytest.MonkeyPatch, measure: object) -> None:
    segment = {
        "text": "I led it.", "start": 0, "end": 3, "no_speech_prob": measure, "avg_logprob": measure,
        "compression_ratio": measure,
    }  # fmt: skip
    body = json.dumps({"text": "I led it.", "segments": [segment]})
    heard, _ = recognise(monkeypatch, lambda _: Behaviour(kind="raw", text=body))

    assert [word.text for word in heard.words] == ["I", "led", "it."]


@pytest.mark.parametrize("noise", [0, 300])
@pytest.mark.parametrize("beside_ms", [-200, 0, 200])
def test_no_word_of_true_speech_is_lost_quiet_loud_or_in_noise(noise: int, beside_ms: int) -> None:
    pcm, times = sounds.word_by_word(
        "I led the migration of our billing service. Yes. We cut it.", pause_ms=60
    )
    rng = random.Random(7)
    said = [
        (word, max(0, round(start * 1000) + beside_ms), max(0, round(end * 1000) + beside_ms))
        for word, start, end in times
    ]
    for gain in (0.1, 1.0):
        mixed = array.array(
            "h", (int(sample * gain + rng.gauss(0, noise)) for sample in array.array("h", pcm))
        )
        heard = _pcm.recognition(
            [(Word(*one), "") for one in said], mixed.tobytes(), language="en", engine="hosted", model="m", timed=True
        )  # fmt: skip
        assert [word.text for word in heard.words] == [word for word, *_ in said]


def test_a_failure_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def broken(upload: bytes) -> Behaviour:
        asked.append(len(upload))
        return Behaviour(kind="server_error")

    with pytest.raises(OutsideError):
        recognise(monkeypatch, broken)

    assert len(asked) == 1


def test_the_doctor_sends_half_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeModel(echo) as fake:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
        monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
        assert "answered" in HostedSpeech("openai/whisper-1").probe()
        with wave.open(io.BytesIO(form_fields(fake.requests[0])["file"])) as sound:
            assert sound.getnframes() == 8_000
