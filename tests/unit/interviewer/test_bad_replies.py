"""Bad replies to "what comes next?", one a file in bad_replies/: what becomes of each, and which rule says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interview_app.domain import decision, turn
from interview_app.domain.decision import Action
from interview_app.interviewer import replies

FILES = sorted((Path(__file__).parent / "bad_replies").glob("*.json"))
QUESTIONS = (
    "Tell me about a project that you led.",
    "Describe a fault that you found and mended.",
    "When did you change your mind because of a colleague?",
)
SITUATION = decision.Situation(
    presets=tuple(
        decision.Preset(number=number, question_id=number, text=text, seconds=120)
        for number, text in enumerate(QUESTIONS, 1)
    ),
    asked=(decision.History(turn.Origin.PRESET, 1, QUESTIONS[0]),),
    remaining_seconds=480,
    follow_up_limit=1,
    resume_limit=1,
    has_resume=True,
    default_answer_seconds=120,
    answer_words=40,
    resume_places=("Experience, line 2",),
    rubric_texts=("Names what they were responsible for in this project",),
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bad_reply_harms_nobody(path: Path) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    if recorded["outcome"] == "unusable":
        with pytest.raises(replies.ReplyError, match=recorded["because"]):
            replies.parse(recorded["reply"], replies.DecisionReply)
        return
    proposal = replies.parse(recorded["reply"], replies.DecisionReply).to_domain()
    made = decision.bound(proposal, SITUATION)
    assert recorded["because"] in " ".join(made.changes)
    assert recorded["outcome"] == _outcome(proposal, made)


def _outcome(proposal: decision.Proposal, made: decision.Decision) -> str:
    if made.action is not proposal.action:
        assert (made.action, made.text) == (Action.PRESET, QUESTIONS[1])
        return "refused"
    return "mended" if made.changes else "asked"


def test_each_outcome_is_recorded() -> None:
    assert len(FILES) >= 20
    assert {json.loads(path.read_text())["outcome"] for path in FILES} == {
        "unusable", "refused", "mended", "asked",
    }  # fmt: skip
