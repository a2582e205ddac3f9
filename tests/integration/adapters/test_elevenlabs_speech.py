"""ElevenlabsSpeech over HTTP to a double that speaks ElevenLabs' protocol."""

from __future__ import annotations

import gc
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from interview_app.adapters import elevenlabs_speech
from interview_app.adapters.elevenlabs_speech import ElevenlabsSpeech
from interview_app.config import Settings
from interview_app.ports import OutsideError, Speech
from tests.fakes.elevenlabs import CLIP, FakeElevenlabs, Mood

KEY = "key-nobody-may-see"
QUESTION = "Tell me about a project."


def say(mood: Mood, text: str = QUESTION, *, voice: str = "", model: str = "eleven_flash_v2_5") -> Speech:
    with FakeElevenlabs(lambda: mood) as fake:
        return voice_at(fake, model=model).speak(text, voice=voice, language="en-US")


def voice_at(fake: FakeElevenlabs, *, model: str = "eleven_flash_v2_5") -> ElevenlabsSpeech:
    return ElevenlabsSpeech(
        Settings(
            secret_key="s" * 32,
            elevenlabs_api_key=KEY,
            elevenlabs_base_url=fake.url,
            elevenlabs_model=model,
            elevenlabs_voice="houseVoice",
        )
    )


def test_a_question_is_spoken_with_the_time_of_each_character() -> None:
    speech = say("fine")

    assert speech.audio == CLIP.read_bytes()
    assert (speech.mime, speech.model) == ("audio/mpeg", "eleven_flash_v2_5")
    assert "".join(character for character, _, _ in speech.characters) == QUESTION
    assert speech.characters[0][1] == 0
    assert all(start <= end for _, start, end in speech.characters)


def test_the_request_names_voice_model_language_and_key() -> None:
    with FakeElevenlabs() as fake:
        voice_at(fake).speak(QUESTION, voice="AnotherVoice1", language="de-AT")
        asked = fake.requests[0]

    assert fake.spoken == [("AnotherVoice1", QUESTION)]
    assert asked.json["model_id"] == "eleven_flash_v2_5"
    assert asked.json["language_code"] == "de"
    assert asked.headers["xi-api-key"] == KEY


def test_without_a_voice_of_its_own_an_interview_has_the_installations() -> None:
    with FakeElevenlabs() as fake:
        voice_at(fake).speak(QUESTION, voice="", language="en")

    assert fake.spoken == [("houseVoice", QUESTION)]


def test_a_multilingual_v2_model_is_not_told_the_language() -> None:
    with FakeElevenlabs() as fake:
        voice_at(fake, model="eleven_multilingual_v2").speak(QUESTION, voice="", language="en")

    assert "language_code" not in fake.requests[0].json


@pytest.mark.parametrize("mood", ["unauthorised", "unknown_voice"])
def test_what_a_person_must_mend_is_permanent(mood: Mood) -> None:
    with pytest.raises(OutsideError) as raised:
        say(mood)

    assert raised.value.permanent
    assert "ELEVENLABS_" in raised.value.reason
    assert KEY not in raised.value.reason


@pytest.mark.parametrize("mood", ["limited", "broken", "mute", "garbled", "wrong_root", "malformed"])
def test_what_may_pass_is_not_permanent(mood: Mood) -> None:
    with pytest.raises(OutsideError) as raised:
        say(mood)

    assert not raised.value.permanent


def test_a_rate_limit_carries_the_providers_wish_and_is_not_retried_inside() -> None:
    with FakeElevenlabs(lambda: "limited") as fake, pytest.raises(OutsideError) as raised:
        voice_at(fake).speak(QUESTION, voice="", language="en")

    assert raised.value.retry_after_seconds == 5
    assert len(fake.requests) == 1


@pytest.mark.parametrize("mood", ["slow", "drip", "endless_head"])
def test_an_answer_that_does_not_end_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch, mood: Mood) -> None:
    """However it is late: not at all, or byte by byte, each of them within any time-out of a single read."""
    monkeypatch.setattr(elevenlabs_speech, "SECONDS", 1)
    with FakeElevenlabs(lambda: mood) as fake:
        voice = voice_at(fake)
        began = time.monotonic()
        with pytest.raises(OutsideError, match="does not answer") as raised:
            voice.speak(QUESTION, voice="", language="en")
        took = time.monotonic() - began

    assert not raised.value.permanent
    assert took < 3


def test_a_service_that_is_away_may_come_back() -> None:
    with FakeElevenlabs() as fake:
        away = voice_at(fake)

    with pytest.raises(OutsideError, match="does not answer") as raised:
        away.speak(QUESTION, voice="", language="en")
    assert not raised.value.permanent


def test_times_that_do_not_belong_to_the_characters_are_left_out() -> None:
    assert say("untimed").characters == ()


def test_a_voice_that_would_change_the_address_is_refused() -> None:
    with FakeElevenlabs() as fake, pytest.raises(OutsideError) as raised:
        voice_at(fake).speak(QUESTION, voice="../../user?x=", language="en")

    assert raised.value.permanent
    assert fake.requests == []


def test_the_doctor_hears_hi() -> None:
    with FakeElevenlabs() as fake:
        assert "said Hi" in voice_at(fake).probe()
        assert fake.spoken == [("houseVoice", "Hi")]


def test_a_connection_is_kept_for_the_next_question() -> None:
    """Candidates answer for a minute or more between two of them; httpx by itself ends a connection after 5 s."""
    with FakeElevenlabs() as fake:
        voice = voice_at(fake)
        voice.speak("One?", voice="", language="en")
        time.sleep(5.5)
        voice.speak("Two?", voice="", language="en")

    assert len({request.connection for request in fake.requests}) == 1


def test_a_connection_that_the_provider_has_closed_costs_no_question() -> None:
    with FakeElevenlabs(lambda: "hangs_up") as fake:
        voice = voice_at(fake)
        voice.speak("One?", voice="", language="en")
        time.sleep(0.2)
        voice.speak("Two?", voice="", language="en")

    assert [text for _voice, text in fake.spoken] == ["One?", "Two?"]
    assert len({request.connection for request in fake.requests}) == 2


def test_many_questions_are_spoken_at_once() -> None:
    with FakeElevenlabs() as fake, ThreadPoolExecutor(8) as threads:
        voice = voice_at(fake)
        spoken = list(threads.map(lambda at: voice.speak(f"{at}?", voice="", language="en"), range(16)))

    assert all(speech.audio == CLIP.read_bytes() for speech in spoken)
    assert ["".join(one[0] for one in speech.characters) for speech in spoken] == [
        f"{at}?" for at in range(16)
    ]


def test_a_fork_opens_connections_of_its_own() -> None:
    """Two processes that write to one connection would hear one another's questions."""
    with FakeElevenlabs() as fake:
        voice = voice_at(fake)
        voice.speak("One?", voice="", language="en")
        pid = os.fork()
        if pid == 0:
            signal.alarm(10)
            voice.speak("Two?", voice="", language="en")
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        voice.speak("Three?", voice="", language="en")

    one, two, three = (request.connection for request in fake.requests)
    assert one == three
    assert one != two


def test_a_voice_that_nobody_needs_any_more_leaves_no_thread() -> None:
    with FakeElevenlabs() as fake:
        voice = voice_at(fake)
        voice.speak("One?", voice="", language="en")
        serving = voice._line._opened.thread  # type: ignore[union-attr]
        del voice
        gc.collect()
        serving.join(2)

    assert not serving.is_alive()
