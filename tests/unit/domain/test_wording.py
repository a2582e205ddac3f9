"""How a question in a model's own words must sound."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interview_app.domain import wording
from interview_app.lab import stories

WORDS = st.sampled_from(
    "what how why and also und wie et comment did you do team . ? ! , right great thanks surely we tell me don't".split()
)
LINES = st.lists(WORDS, max_size=90).map(" ".join) | st.text(max_size=200).map(
    lambda text: " ".join(text.split())
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("What did you do? And how did it end?", "What did you do?"),
        ("What did you do, and how did you measure it?", "What did you do?"),
        ("Tell me what you changed and also who helped you with it.", "Tell me what you changed."),
        ("Was haben Sie getan und wie haben Sie es gemessen?", "Was haben Sie getan?"),
        ("Qu'avez-vous fait et comment l'avez-vous mesuré ?", "Qu'avez-vous fait?"),
        ("¿Qué hizo usted y cómo lo midió después?", "¿Qué hizo usted?"),
        ("Great answer! What did you do next?", "What did you do next?"),
        (
            "Thank you, that was really helpful. That's impressive. What did you do next?",
            "What did you do next?",
        ),
        (
            "You mentioned a replay. What did it show? What did you do then?",
            "You mentioned a replay. What did it show?",
        ),
        ("何をしましたか？どうやって？", "何をしましたか？どうやって？"),
    ],
)
def test_one_question_is_kept(text: str, kept: str) -> None:
    assert wording.mend(text).text == kept


@pytest.mark.parametrize(
    "text",
    [
        "You mentioned a retry. What did you yourself do to make it safe?",
        "How did you decide between what to keep and what to drop?",
        "What did you change, and why?",
        "How did you and your colleague share the work?",
        "Tell me about the moment when you saw that the plan would not hold.",
        "Your résumé mentions a warehouse forecast. Which model did you choose in the end?",
        "Wie haben Sie und Ihr Team die Arbeit geteilt?",
        "Beschreiben Sie bitte den Augenblick, in dem Sie es merkten.",
        "Why did the great success not last?",
        "Right after the outage, what was your first step?",
        "これについて教えてください。",
    ],
)
def test_a_good_question_stays_as_it_is(text: str) -> None:
    assert wording.mend(text) == wording.Mended(text, ())
    assert wording.why_unfit(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Don't you think that tests would have helped?",
        "Surely you wrote a test for that?",
        "I assume that you told your manager?",
        "You must have been angry. What did you do?",
        "You told your manager, right?",
        "That was your idea, wasn’t it?",
        "Would you agree that agile is best?",
        "Finden Sie nicht auch, dass das zu spät war?",
        "Das war Ihre Idee, nicht wahr?",
        "Ne pensez-vous pas que c'était trop tard?",
        "¿No cree que fue tarde?",
    ],
)
def test_a_leading_question_is_refused(text: str) -> None:
    assert wording.why_unfit(wording.mend(text).text) == "It leads to an answer."


@pytest.mark.parametrize("text", ["Very well.", "The interview is over now.", "OK", "Das war es."])
def test_what_asks_nothing_is_refused(text: str) -> None:
    assert wording.why_unfit(text) == "It asks nothing."


def test_what_no_ear_can_keep_is_refused() -> None:
    assert wording.why_unfit("What " + "word " * 59 + "?") is not None
    assert wording.why_unfit("What " + "word " * 58 + "there?") is None


def test_what_would_leave_nothing_is_refused_as_a_whole() -> None:
    text = "Why? What did you do? How?"
    assert wording.mend(text).text == text
    assert wording.why_unfit(text) == "It asks several things at once."


@pytest.mark.parametrize("story", stories.STORIES)
def test_a_long_line_is_read_quickly(story: stories.Story) -> None:
    wording.mend(f"{story.action} and how " * 40)


@given(LINES)
@example("What ? and what did you learn")
def test_mending_only_shortens_and_is_done_once(text: str) -> None:
    mended = wording.mend(text)
    again = wording.mend(mended.text)
    assert len(mended.text) <= len(text)
    assert again == wording.Mended(mended.text, ())
    assert bool(mended.changes) == (mended.text != text)


@given(LINES)
def test_what_may_be_put_is_one_short_question(text: str) -> None:
    mended = wording.mend(text).text
    if wording.why_unfit(mended) is None:
        assert mended.count("?") <= 1
        assert len(mended.split()) <= wording.MAX_SPOKEN_WORDS
