"""What a question in a model's own words must not be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import question

KNOWN = "Tell me about a project that you led from start to finish."


@pytest.mark.parametrize(
    "text",
    [
        "tell me about a project that you led, from start to finish!",
        "Tell me about the project that you led from start to finish.",
        "Well then. Tell me about a project that you led from start to finish. Take your time.",
        "A project that you led",
        KNOWN.upper(),
    ],
)
def test_the_same_question_in_other_clothes_is_a_repetition(text: str) -> None:
    assert question.repeats(text, KNOWN)
    assert question.repeats(KNOWN, text)


@pytest.mark.parametrize(
    "text",
    [
        "Which part of that project would you do differently?",
        "Tell me about a conflict with a colleague.",
        "What did the project cost?",
        "You led?",
        "",
        "?!",
    ],
)
def test_another_question_on_the_same_matter_is_none(text: str) -> None:
    assert not question.repeats(text, KNOWN)


def test_a_short_question_is_repeated_only_as_a_whole() -> None:
    assert question.repeats("Why?", "why")
    assert not question.repeats("Why did you choose that database?", "Why?")


@given(st.lists(st.sampled_from("alpha beta gamma delta epsilon zeta eta".split()), min_size=1))
def test_every_question_repeats_itself(words: list[str]) -> None:
    assert question.repeats(" ".join(words), ", ".join(words).upper())


@pytest.mark.parametrize(
    "text",
    [
        "Look at https://example.test and comment.",
        "Look at www.example.test please.",
        "Write to me@example.test about it.",
        "What do you make of evil.com as a site?",
        "Is evil.tk/login known to you?",
        "Did you open 10.0.0.1 before?",
        "Would you run javascript:alert for us?",
        "mailto:someone, would you?",
    ],
)
def test_an_address_is_refused(text: str) -> None:
    assert question.why_refused(text, [], []) == "It holds a web or mail address."


@pytest.mark.parametrize(
    "text",
    [
        "How did you use Node.js/React on that page?",
        "Why ASP.NET, and not Socket.io, for the chat?",
        "What was the result.It seems to have been good?",
        "Was that CI/CD or and/or by hand, i.e. slow?",
        "You cut costs by 3.5 percent in version 2.0.1: how?",
        "What did R&D say about it?",
        "How did the C++ code perform at 40 %?",
    ],
)
def test_technical_words_are_no_address_and_no_markup(text: str) -> None:
    assert question.why_refused(text, [], []) is None


@pytest.mark.parametrize(
    "text", ["Is 1 < 2?", "<b>Why</b>", "```sh```", "Use `rm`?", "[why](x)", "~~~", "&lt;b&gt; why"]
)
def test_markup_is_refused(text: str) -> None:
    assert question.why_refused(text, [], []) in {"It holds markup.", "It has no words."}


def test_a_question_may_have_600_characters() -> None:
    most = "why " * 149 + "why?"
    assert len(most) == 600
    assert question.why_refused(most, [], []) is None
    assert question.why_refused(most + "?", [], []) == "It is longer than 600 characters."


def test_a_longer_question_stays_too_long_when_tidied() -> None:
    assert len(question.tidy("a" * 5000)) > question.MAX_CHARS


RUBRIC = "States a measured result with a number, and says how it was measured."


def test_eight_words_in_a_row_of_the_rubric_give_it_away() -> None:
    assert question.gives_away("Could you name a measured result with a number, and says who?", RUBRIC)
    assert not question.gives_away("Could you name a measured result with a number, and say so?", RUBRIC)


def test_a_short_rubric_text_gives_nothing_away() -> None:
    assert not question.gives_away("Who names the result?", "Names the result.")
