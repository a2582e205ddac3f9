"""From a model's text to a reply: strictly, or not at all."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import decision
from interview_app.interviewer import replies
from tests.fakes import scripts

SUPPORT = '{"supports": true, "why": "It says so."}'
SHAPES = (
    replies.DecisionReply,
    replies.DraftReply,
    replies.ExtractReply,
    replies.SupportReply,
    replies.SummaryReply,
    replies.SuperviseReply,
)


@pytest.mark.parametrize(
    "text",
    [
        SUPPORT,
        f"Sure! Here it is:\n```json\n{SUPPORT}\n```",
        f"{SUPPORT} {SUPPORT}",
        f"\n\n{SUPPORT}\nThe end.",
    ],
    ids=["plain", "fenced", "twice", "with words around"],
)
def test_the_first_object_counts(text: str) -> None:
    assert replies.parse(text, replies.SupportReply) == replies.SupportReply(supports=True, why="It says so.")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("I cannot help with that.", "no JSON object"),
        ('["supports", true]', "no JSON object"),
        ('{"supports": true', "broken"),
        ('{"supports": true, "supports": false}', "a key twice"),
        ('{"supports": NaN}', "no number"),
        ('{"supports": true, "why": "\\ud800"}', "no text"),
        ('{"supports": true, "score": 5}', "unknown key: extra_forbidden"),
        ('{"supports": ' + "7" * 5000 + "}", "number that is too long"),
        ('{"why": "so"}', "supports: missing"),
        ('{"supports": "perhaps"}', "supports: bool_parsing"),
        (f'{{"supports": true, "why": "{"x" * 601}"}}', "why: string_too_long"),
        ('{"a": ' * 8_000, "too deeply"),
        ("x" * (replies.REPLY_CHARS + 1), "too long"),
    ],
)
def test_a_reply_of_the_wrong_shape_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(replies.ReplyError, match=why):
        replies.parse(text, replies.SupportReply)


def test_the_reason_quotes_nothing_of_the_reply() -> None:
    with pytest.raises(replies.ReplyError) as refused:
        replies.parse('{"supports": "a secret of the candidate"}', replies.SupportReply)

    assert "secret" not in str(refused.value)


@given(st.text(max_size=300))
def test_any_text_is_a_reply_or_an_error_of_ours(text: str) -> None:
    for shape in SHAPES:
        with contextlib.suppress(replies.ReplyError):
            replies.parse(text, shape)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["action", "supports", "findings", "narrative", "x"]), json_values))
def test_any_object_is_a_reply_or_an_error_of_ours(found: dict[str, Any]) -> None:
    for shape in SHAPES:
        with contextlib.suppress(replies.ReplyError):
            replies.parse(json.dumps(found), shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_schema_forbids_what_was_not_asked_for(shape: Any) -> None:
    schema = replies.schema_of(shape)

    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert all(
        part["additionalProperties"] is False
        for part in schema.get("$defs", {}).values()
        if "properties" in part
    )


def test_a_proposal_is_cleaned_on_its_way_to_the_domain() -> None:
    said = replies.DecisionReply(
        action=decision.Action.FOLLOW_UP, question_text="Why\u200b so?", seconds=60, reason=""
    )

    assert said.to_domain() == decision.Proposal(
        decision.Action.FOLLOW_UP, "Why so?", 60, "The model gave no reason."
    )


PROMPTS = {
    "DecisionReply": '{"question": "Tell me.", "answer": "I led it."}',
    "DraftReply": '{"key": "ownership", "name": "Ownership"}\nWrite exactly 5 questions.',
    "ExtractReply": '{"anchor_id": "ownership/a1", "anchor": "Led"}\n{"anchor_id": "ownership/a2", "anchor": "Did"}\n'
    '{"question": "Tell me.", "answer": "I led the migration of the billing service to a new queue in May"}',
    "SuperviseReply": 'The answer so far: "I led the migration"',
    "SupportReply": 'Quote: "I led the migration of the billing service"',
    "SummaryReply": '{"key": "ownership", "level": 3}\n'
    '{"label": "Q1", "answer": "I led the migration of the billing service to a new queue in May"}',
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_tests_cooperative_model_keeps_to_the_shapes(shape: Any) -> None:
    said = scripts.Cooperative()(
        {
            "response_format": {"json_schema": {"name": shape.__name__}},
            "messages": [{"role": "user", "content": PROMPTS[shape.__name__]}],
        }
    )

    assert isinstance(replies.parse(said, shape), shape)
