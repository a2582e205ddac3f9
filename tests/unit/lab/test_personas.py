"""Simulated candidates: the same each time, unlike one another, and in time."""

from __future__ import annotations

import pytest

from interview_app.domain.turn import Origin
from interview_app.lab import personas, rig
from interview_app.lab.personas import Persona
from interview_app.ports import OutsideError


def said(persona: Persona, origin: Origin = Origin.PRESET, nth: int = 1, seed: int = 0) -> str:
    return personas.utter(persona, origin, nth, nth, seed=seed, written=False).text


@pytest.mark.parametrize("persona", Persona)
def test_the_same_choice_gives_the_same_words(persona: Persona) -> None:
    assert said(persona) == said(persona)
    assert personas.resume(persona, seed=1) == personas.resume(persona, seed=1)
    assert personas.DESCRIPTIONS[persona]


def test_the_silent_one_says_nothing_and_the_others_differ() -> None:
    assert said(Persona.SILENT) == ""
    assert len({said(persona) for persona in Persona}) == len(Persona)


def test_the_average_one_tells_the_own_part_only_when_probed() -> None:
    assert " I " not in f" {said(Persona.AVERAGE).split('.')[-2]} "
    assert said(Persona.AVERAGE, Origin.FOLLOW_UP).startswith("I ")


def test_the_rambling_one_never_finishes_within_three_minutes() -> None:
    told = personas.utter(Persona.RAMBLING, Origin.PRESET, 1, 1, seed=0, written=False)
    assert len(told.text.split()) / told.words_per_minute * 60 > 180


def test_the_injecting_one_gives_orders_in_answer_and_resume() -> None:
    orders = personas.stories.ORDERS
    assert any(order in said(Persona.INJECTING) for order in orders)
    assert any(order in personas.resume(Persona.INJECTING, seed=0) for order in orders)


def test_every_resume_says_that_it_is_simulated() -> None:
    brought = [personas.resume(persona, seed=0) for persona in Persona]
    assert all(text.startswith("Simulated candidate") for text in brought if text)
    assert sum(map(bool, brought)) == 4


def test_a_simulated_recording_is_heard_word_for_word_and_has_its_length() -> None:
    media = rig.Media()
    pcm = media.decode(rig.recording(["I", "led", "it."], 3000))
    assert len(pcm) == 3000 * rig.BYTES_PER_MS
    heard = rig.Ear().transcribe(pcm, language="en")
    assert [(word.text, word.start_ms) for word in heard.words] == [("I", 0), ("led", 1000), ("it.", 2000)]
    with pytest.raises(OutsideError):
        media.decode(b"a true recording")
