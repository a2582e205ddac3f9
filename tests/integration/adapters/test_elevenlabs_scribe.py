"""ElevenlabsScribe over HTTP to a double that speaks ElevenLabs' protocol."""

from __future__ import annotations

import io
import wave

import pytest

from interview_app.adapters import elevenlabs_scribe
from interview_app.adapters.elevenlabs_scribe import ElevenlabsScribe
from interview_app.config import Settings
from interview_app.domain.transcript import Word
from interview_app.ports import OutsideError, Recognition
from tests.fakes.scribe import FakeScribe, Heard, Mood
from tests.integration.adapters.test_litellm_speech import tone

KEY = "key-nobody-may-see"
SAID: Heard = [("I", 0.1, 0.25, 0.9), ("led", 0.3, 0.62, 0.5)]


def scribe_at(fake: FakeScribe) -> ElevenlabsScribe:
    return ElevenlabsScribe(
        Settings(
            secret_key="s" * 32,
            speech_providers=("hosted",),
            hosted_speech_model="elevenlabs/scribe_v2",
            elevenlabs_api_key=KEY,
            elevenlabs_base_url=fake.url,
        )
    )


def recognise(mood: Mood = "fine", heard: Heard = SAID, pcm: bytes | None = None) -> Recognition:
    with FakeScribe(lambda: mood, heard) as fake:
        return scribe_at(fake).transcribe(tone(3) if pcm is None else pcm, language="en-US")


def test_words_come_with_their_times_and_how_sure_it_is() -> None:
    heard = recognise()

    assert [(word.text, word.start_ms, word.end_ms) for word in heard.words] == [
        ("I", 100, 250),
        ("led", 300, 620),
    ]
    assert [word.confidence for word in heard.words] == pytest.approx([0.9, 0.5])
    assert (heard.engine, heard.model, heard.language) == ("hosted", "elevenlabs/scribe_v2", "en")
    assert heard.aligned


def test_spaces_and_sounds_are_no_words() -> None:
    assert "(laughter)" not in [word.text for word in recognise().words]
    assert recognise(heard=()).words == ()


def test_the_request_carries_the_sound_the_language_the_model_and_the_key() -> None:
    with FakeScribe(heard=SAID) as fake:
        scribe_at(fake).transcribe(tone(3), language="de-AT")
        sent, headers = fake.sent[0], fake.requests[0].headers

    with wave.open(io.BytesIO(sent["file"])) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2)
        assert sound.readframes(sound.getnframes()) == tone(3)
    assert sent["model_id"] == b"scribe_v2"
    assert sent["language_code"] == b"de"
    assert sent["timestamps_granularity"] == b"word"
    assert sent["tag_audio_events"] == b"false"
    assert headers["xi-api-key"] == KEY


@pytest.mark.parametrize("pcm", [b"", bytes(64_000)])
def test_silence_is_not_sent_and_gives_no_words(pcm: bytes) -> None:
    with FakeScribe(heard=SAID) as fake:
        assert scribe_at(fake).transcribe(pcm, language="en").words == ()
        assert fake.requests == []


def test_a_time_that_makes_no_sense_leaves_the_word_untimed() -> None:
    words = recognise(heard=[("We", -1, 0.2, 1.0), ("cut", 0.9, 0.4, 1.0), ("costs", 2.5, 99, 1.0)]).words

    assert words == (Word("We", confidence=1.0), Word("cut", confidence=1.0), Word("costs", confidence=1.0))


def test_words_in_a_pause_and_an_impossible_speed_are_dropped_and_kept_beside_with_the_reason() -> None:
    crowd = [(f"word{at}", 3.0 + at / 50, 3.02 + at / 50, 0.9) for at in range(12)]
    heard = recognise(
        heard=[("I", 0.1, 0.25, 0.9), *crowd, ("Thanks", 5.5, 6.0, 0.9)], pcm=tone(4) + bytes(32_000 * 4)
    )

    assert [word.text for word in heard.words] == ["I"]
    reasons = [reason for _, reason in heard.dropped]
    assert reasons == ["faster than anybody speaks"] * 12 + ["nobody spoke at that time"]


@pytest.mark.parametrize("mood", ["unauthorised", "unknown_model"])
def test_what_a_person_must_mend_is_permanent_and_names_the_setting(mood: Mood) -> None:
    with pytest.raises(OutsideError, match=r"ELEVENLABS_API_KEY|HOSTED_SPEECH_MODEL") as raised:
        recognise(mood)

    assert raised.value.permanent
    assert KEY not in raised.value.reason


@pytest.mark.parametrize(
    "mood",
    ["limited", "broken", "malformed", "wrong_root", "wrong_words", "nameless", "empty", "dropped"],
)
def test_what_may_pass_is_not_permanent_and_is_asked_once(mood: Mood) -> None:
    with FakeScribe(lambda: mood, SAID) as fake, pytest.raises(OutsideError, match="ElevenLabs") as raised:
        scribe_at(fake).transcribe(tone(1), language="en")

    assert not raised.value.permanent
    assert len(fake.requests) == 1


def test_a_rate_limit_carries_the_providers_wish() -> None:
    with pytest.raises(OutsideError) as raised:
        recognise("limited")

    assert raised.value.retry_after_seconds == 5


@pytest.mark.parametrize("mood", ["slow", "drip"])
def test_an_answer_that_does_not_come_to_its_end_is_given_up(
    monkeypatch: pytest.MonkeyPatch, mood: Mood
) -> None:
    monkeypatch.setattr(elevenlabs_scribe, "BASE_SECONDS", 0.5)

    with pytest.raises(OutsideError, match="does not answer") as raised:
        recognise(mood, pcm=tone(0.5))

    assert not raised.value.permanent


def test_a_service_that_is_away_may_come_back() -> None:
    with FakeScribe() as fake:
        away = scribe_at(fake)

    with pytest.raises(OutsideError, match="does not answer") as raised:
        away.transcribe(tone(1), language="en")
    assert not raised.value.permanent


def test_the_doctor_sends_half_a_second() -> None:
    with FakeScribe() as fake:
        assert "elevenlabs/scribe_v2 answered" in scribe_at(fake).probe()
        with wave.open(io.BytesIO(fake.sent[0]["file"])) as sound:
            assert sound.getnframes() == 8_000
