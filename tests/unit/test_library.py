"""What Candid brings along keeps the product's own rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from interview_app import library
from interview_app.domain import question, rubric, wording
from interview_app.usecases import guide_document

TEMPLATES = {
    key: guide_document.GuideDocument.model_validate(content) for key, _name, content in library.templates()
}
GENERAL = [guide_document.CompetencyDocument.model_validate(one) for one in library.general_rubric()]
SPOKEN = [one["text"] for one in library.bank()] + [
    q.text for one in TEMPLATES.values() for q in one.questions
]
SENTENCE = re.compile(r"[^.?!]+[.?!]")
MORE = re.compile(r"\band (?:why|how|what|where|when|who|which|say|do|tell)\b", re.IGNORECASE)
"""What hangs a second question on, shorter forms than a model is denied among them."""


def domain(lines: Sequence[guide_document.CompetencyDocument]) -> list[rubric.Competency]:
    return [guide_document.competency_of(row) for row in guide_document.competencies_of(lines)]


@pytest.mark.parametrize("key", TEMPLATES)
def test_each_template_has_a_usable_rubric_and_five_or_six_questions(key: str) -> None:
    found = TEMPLATES[key]
    assert rubric.check(domain(found.competencies)) == []
    assert 5 <= len(found.questions) <= 6 == max(6, found.guide.question_count)
    assert found.guide.question_count == len(found.questions)


@pytest.mark.parametrize("key", TEMPLATES)
def test_every_competency_of_a_template_is_tested_by_a_question(key: str) -> None:
    found = TEMPLATES[key]
    keys = {one.key for one in found.competencies}
    named = [set(one.competencies) for one in found.questions]
    assert all(named)
    assert set().union(*named) == keys


@pytest.mark.parametrize("key", TEMPLATES)
def test_no_template_asks_what_may_not_be_asked_or_tells_what_is_rated(key: str) -> None:
    found = TEMPLATES[key]
    anchors = [anchor.text for line in found.competencies for anchor in line.anchors]
    for number, one in enumerate(found.questions):
        others = [other.text for other in found.questions[:number]]
        assert question.why_refused(one.text, others, anchors) is None


def test_the_general_rubric_is_usable() -> None:
    assert rubric.check(domain(GENERAL)) == []


def test_the_bank_has_enough_questions_for_each_general_competency() -> None:
    bank, keys = library.bank(), {one.key for one in GENERAL}
    assert len(bank) >= 25
    assert {key for one in bank for key in one["competencies"]} == keys
    for key in keys:
        assert sum(one["competencies"][0] == key for one in bank) >= 4


def test_the_bank_repeats_nothing_and_asks_nothing_that_may_not_be_asked() -> None:
    texts = [one["text"] for one in library.bank()]
    anchors = [anchor.text for line in GENERAL for anchor in line.anchors]
    assert [
        why for n, text in enumerate(texts) if (why := question.why_refused(text, texts[:n], anchors))
    ] == []


def test_questions_are_short_enough_to_be_heard_once() -> None:
    assert max(len(text.split()) for text in SPOKEN) <= 40


@pytest.mark.parametrize("text", SPOKEN)
def test_each_question_asks_one_thing_in_plain_words(text: str) -> None:
    assert wording.why_unfit(text) is None
    assert wording.mend(text) == wording.Mended(text, ())
    assert not MORE.search(text)


@pytest.mark.parametrize("text", SPOKEN)
def test_a_question_is_at_most_an_occasion_and_then_what_is_asked_of_it(text: str) -> None:
    sentences = SENTENCE.findall(text)
    assert len(sentences) <= 2
    assert "?" not in text[:-1], "a question, and then something more"
    assert text[-1] == "?" or len(sentences) == 1, "two wishes"
