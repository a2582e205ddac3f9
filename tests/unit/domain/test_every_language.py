"""What may not be asked or said is known in each language that an interview can be set to."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from interview_app.domain import decision, practice, protected, supervision
from interview_app.domain.decision import Action, History, Preset, Proposal, Situation
from interview_app.domain.languages import ALL, phrases
from interview_app.domain.turn import Origin
from interview_app.web import words
from tests.fakes import corpus

PRESETS = (Preset(number=1, question_id=1, text="Tell me about your harbour.", seconds=None),)
AFTER_AN_ANSWER = Situation(
    presets=PRESETS,
    asked=(History(Origin.PRESET, 1, PRESETS[0].text),),
    remaining_seconds=1200,
    follow_up_limit=2,
    resume_limit=0,
    has_resume=False,
    default_answer_seconds=120,
    answer_words=80,
)
SMALL_TALK = (
    "Thank you for what you told us about the harbour and the cranes there, we are glad that you came"
)


def follow_up(text: str) -> decision.Decision:
    return decision.bound(Proposal(Action.FOLLOW_UP, text, None, "It fits."), AFTER_AN_ANSWER)


def test_every_language_of_an_interview_is_known() -> None:
    assert set(ALL) == set(words.LANGUAGES) == {code for code, _, _ in corpus.LINES}
    assert set(corpus.TRAITS.values()) == set(phrases.TRAITS)


@pytest.mark.parametrize("code", ALL)
def test_the_corpus_tries_every_trait_in_every_language(code: str) -> None:
    counts = Counter(kind for other, kind, _ in corpus.LINES if other == code)
    assert sum(counts[trait] for trait in corpus.TRAITS) >= 12
    assert all(counts[trait] for trait in corpus.TRAITS)
    assert counts["ordinary"] >= 12
    assert min(counts["leading"], counts["verdict"], counts["feedback"]) >= 3


@pytest.mark.parametrize(("code", "trait", "text"), corpus.protected())
def test_no_follow_up_asks_about_a_protected_trait(code: str, trait: str, text: str) -> None:
    chosen = follow_up(text)
    assert chosen.action is not Action.FOLLOW_UP
    assert any("protected trait" in sentence for sentence in chosen.changes), chosen.changes


@pytest.mark.parametrize(("code", "trait", "text"), corpus.protected())
def test_no_note_asks_about_a_protected_trait(code: str, trait: str, text: str) -> None:
    assert "protected trait" in (supervision.why_not_shown(text, (), ()) or "")


@pytest.mark.parametrize(("code", "kind", "text"), corpus.of("leading"))
def test_no_follow_up_leads_to_an_answer(code: str, kind: str, text: str) -> None:
    chosen = follow_up(text)
    assert chosen.action is not Action.FOLLOW_UP
    assert any("leads to an answer" in sentence for sentence in chosen.changes), chosen.changes


@pytest.mark.parametrize(("code", "kind", "text"), corpus.of("ordinary"))
def test_an_ordinary_question_is_asked_as_it_is(code: str, kind: str, text: str) -> None:
    chosen = follow_up(text)
    assert (chosen.action, chosen.text) == (Action.FOLLOW_UP, text), chosen.changes


@pytest.mark.parametrize(("code", "kind", "text"), corpus.of("verdict"))
def test_no_coach_speaks_of_hiring(code: str, kind: str, text: str) -> None:
    assert practice.is_verdict(text)


@pytest.mark.parametrize(("code", "kind", "text"), corpus.of("feedback"))
def test_feedback_on_an_answer_is_left_alone(code: str, kind: str, text: str) -> None:
    assert not practice.is_verdict(text)


def test_a_trait_is_found_behind_an_innocent_sentence_of_another_language() -> None:
    chosen = decision.bound(
        Proposal(Action.FOLLOW_UP, f"{SMALL_TALK}. Quanti anni ha?", None, ""), AFTER_AN_ANSWER
    )
    assert "protected trait (age)" in " ".join(chosen.changes)


def test_a_question_is_judged_while_nobody_waits() -> None:
    """A hostile line of the greatest length that is looked at all; the patterns are there, so they count no more."""
    text = " ".join([SMALL_TALK] * 30)[: 4 * 600]
    protected.trait_asked(text)
    begun = time.perf_counter()
    protected.trait_asked(text)
    practice.is_verdict(text)
    assert time.perf_counter() - begun < 1
