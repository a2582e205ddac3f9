"""ElevenlabsVoices over HTTP to a double that speaks ElevenLabs' protocol."""

from __future__ import annotations

import time

import pytest

from interview_app.adapters import elevenlabs_voices
from interview_app.adapters.elevenlabs_speech import ElevenlabsSpeech
from interview_app.adapters.elevenlabs_voices import ElevenlabsVoices
from interview_app.config import Settings
from interview_app.ports import OfferedVoice, OutsideError
from tests.fakes.elevenlabs import CLIP, FakeElevenlabs, Mood

KEY = "key-nobody-may-see"


def at(fake: FakeElevenlabs) -> ElevenlabsVoices:
    settings = Settings(secret_key="s" * 32, elevenlabs_api_key=KEY, elevenlabs_base_url=fake.url)
    return ElevenlabsVoices(settings, ElevenlabsSpeech(settings))


def test_all_pages_of_the_account_are_listed_in_its_order() -> None:
    with FakeElevenlabs() as fake:
        found = at(fake).voices()
        assert {one.headers["xi-api-key"] for one in fake.requests} == {KEY}

    assert [one.name for one in found] == ["Maren", "Tom", "Inès"]
    assert found[0].languages == ("en", "de")
    assert found[0].about == "female, soft, narrative story"


def test_an_account_without_end_is_not_followed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elevenlabs_voices, "MOST_PAGES", 1)
    with FakeElevenlabs() as fake:
        assert len(at(fake).voices()) == 2


def test_a_voice_whose_id_would_change_an_address_is_left_out() -> None:
    with FakeElevenlabs() as fake:
        fake.voices[0]["voice_id"] = "../user?x="
        assert [one.name for one in at(fake).voices()] == ["Tom", "Inès"]


def test_what_a_stranger_called_a_voice_is_one_short_line() -> None:
    with FakeElevenlabs() as fake:
        fake.voices[0]["name"] = "A\nB\u202e\x00 " + "x" * 500
        name = at(fake).voices()[0].name

    assert name.startswith("A B")
    assert len(name) <= 120


def sample_of(fake: FakeElevenlabs, voice: int) -> bytes:
    catalogue = at(fake)
    return catalogue.sample(catalogue.voices()[voice]).audio


def test_a_voices_own_sample_is_fetched() -> None:
    with FakeElevenlabs() as fake:
        assert sample_of(fake, 0) == CLIP.read_bytes()
        assert fake.spoken == []
        assert "xi-api-key" not in fake.requests[-1].headers, "a sample may be on anybody's server"


def test_a_voice_without_a_sample_says_a_sentence() -> None:
    with FakeElevenlabs() as fake:
        assert sample_of(fake, 1) == CLIP.read_bytes()
        assert fake.spoken == [("TomId", elevenlabs_voices.SENTENCE)]


def test_a_sample_that_is_no_sound_is_refused() -> None:
    with FakeElevenlabs() as fake:
        fake.samples["Maren"] = b"<html>Sign in</html>"
        with pytest.raises(OutsideError, match="no sound"):
            sample_of(fake, 0)


def test_a_sample_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elevenlabs_voices, "MOST_SAMPLE_BYTES", 100)
    with FakeElevenlabs() as fake, pytest.raises(OutsideError, match="too large"):
        sample_of(fake, 0)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/a.mp3", "file:///etc/passwd", "gopher://x/"])
def test_a_sample_is_fetched_by_https_or_from_the_given_address_alone(address: str) -> None:
    offered = OfferedVoice(voice_id="a", name="A", about="", languages=(), sample_url=address)
    with FakeElevenlabs() as fake, pytest.raises(OutsideError, match="https"):
        at(fake).sample(offered)


@pytest.mark.parametrize(
    ("mood", "permanent"), [("unauthorised", True), ("limited", False), ("broken", False)]
)
def test_a_list_that_does_not_come_says_why(mood: Mood, permanent: bool) -> None:
    with FakeElevenlabs(lambda: mood) as fake, pytest.raises(OutsideError) as raised:
        at(fake).voices()

    assert raised.value.permanent is permanent
    assert KEY not in raised.value.reason


def test_an_account_that_is_away_may_come_back() -> None:
    with FakeElevenlabs() as fake:
        away = at(fake)
    with pytest.raises(OutsideError, match="does not answer"):
        away.voices()


@pytest.mark.parametrize("mood", ["slow", "drip", "endless_head"])
def test_a_list_that_does_not_end_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch, mood: Mood) -> None:
    monkeypatch.setattr(elevenlabs_voices, "SECONDS", 1)
    with FakeElevenlabs(lambda: mood) as fake:
        catalogue = at(fake)
        began = time.monotonic()
        with pytest.raises(OutsideError, match="does not answer"):
            catalogue.voices()
        assert time.monotonic() - began < 3


def test_a_sample_that_does_not_end_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    moods: list[Mood] = ["fine"]
    with FakeElevenlabs(lambda: moods[0]) as fake:
        catalogue = at(fake)
        maren = catalogue.voices()[0]
        monkeypatch.setattr(elevenlabs_voices, "SECONDS", 1)
        moods[0] = "drip"
        began = time.monotonic()
        with pytest.raises(OutsideError, match="does not answer"):
            catalogue.sample(maren)
        assert time.monotonic() - began < 3


def test_a_list_of_another_shape_says_so() -> None:
    with FakeElevenlabs(lambda: "wrong_root") as fake, pytest.raises(OutsideError, match="nobody can read"):
        at(fake).voices()
