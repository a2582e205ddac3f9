"""What a cooperative language model says: valid replies computed from the prompt's own words.

`Cooperative` is a script for `tests.fakes.llm.FakeModel`; `reply` gives the same in process. It keeps nothing
between calls, so a question that is asked again after a fault gets the same answer again.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

SHORTEST_QUOTE, LONGEST_QUOTE = 6, 12
TOPICS = (
    "led a migration that many depended on",
    "found a fault which nobody else could explain",
    "had to choose between two designs under pressure",
    "helped a colleague out of a dead end",
    "told a customer something unpleasant",
    "brought a late project back on its way",
    "learned a tool from scratch within days",
    "changed a process against resistance",
    "measured whether your work had any effect",
    "stopped a release shortly before its date",
    "took over code that was badly documented",
    "disagreed with a decision and carried it anyway",
    "trained somebody who was new to your trade",
    "reduced the cost of a running system",
    "planned capacity for an uncertain launch",
    "recovered from an outage during the night",
    "wrote a test that saved the team later",
    "shared bad news with your own manager early",
    "simplified an interface that confused its users",
    "worked with people in another country",
    "balanced quality against a fixed deadline",
    "automated a chore that everybody hated",
    "received criticism that was hard to hear",
    "gave up an idea that you were fond of",
)
PLEA = re.compile(r"\b(ignore|rating|rate me|give me|score|five out of five)\b", re.IGNORECASE)


class Cooperative:
    """`decisions` are the replies to "what comes next?", by how many answers the prompt tells of: the first one
    after the first answer, and so on; where the list ends the model wants the next preset.
    """

    def __init__(self, decisions: Sequence[Mapping[str, Any]] = ()) -> None:
        self._decisions = tuple(decisions)

    def __call__(self, request: Mapping[str, Any]) -> str:
        name = request["response_format"]["json_schema"]["name"]
        asked = "\n".join(message["content"] for message in request["messages"] if message["role"] == "user")
        return json.dumps(self.reply(name, asked))

    def reply(self, schema_name: str, prompt: str) -> dict[str, Any]:
        """The reply of that shape to a prompt's text."""
        return {
            "DecisionReply": self._decision,
            "DraftReply": draft,
            "ExtractReply": extract,
            "SupportReply": support,
            "SummaryReply": summary,
            "SuperviseReply": supervise,
        }[schema_name](prompt)

    @property
    def in_process(self) -> dict[str, Any]:
        """Keyword arguments that make an in-process `Model` speak this script."""
        names = (
            "DecisionReply", "DraftReply", "ExtractReply", "SupportReply", "SummaryReply", "SuperviseReply",
        )  # fmt: skip
        return {name: lambda text, name=name: self.reply(name, text) for name in names}

    def _decision(self, prompt: str) -> dict[str, Any]:
        told = sum("question" in line for line in objects(prompt))
        wish = {"action": "preset", "question_text": "", "seconds": None, "reason": "The answer is complete."}
        return wish | dict(self._decisions[told - 1]) if 0 < told <= len(self._decisions) else wish


def objects(prompt: str) -> list[dict[str, Any]]:
    """The JSON objects that stand on a line of their own; the shape that a prompt shows is none."""
    found = []
    for line in prompt.splitlines():
        with contextlib.suppress(json.JSONDecodeError):
            found.append(json.loads(line))
    return [one for one in found if isinstance(one, dict)]


def supervise(prompt: str) -> dict[str, Any]:
    """Content with the answer, and the further along the longer it is."""
    return {
        "topic_relevance": 90,
        "question_quality": 90,
        "answer_progress": min(80, len(prompt) // 50),
        "time_efficiency": 80,
        "action": "ignore",
        "guidance_text": "",
        "reason": "The answer keeps to the question.",
    }


def draft(prompt: str) -> dict[str, Any]:
    """Exactly as many questions as asked for, none of which the prompt already knows."""
    count = int(re.findall(r"Write exactly (\d+) question", prompt)[-1])
    keys = [line["key"] for line in objects(prompt) if "key" in line] or [""]
    texts = [f"Tell me about a time when you {topic}." for topic in TOPICS]
    fresh = [text for text in texts if text not in prompt]
    return {
        "questions": [
            {"text": text, "competency": keys[at % len(keys)], "tags": ["experience"], "seconds": 120}
            for at, text in enumerate(fresh[:count])
        ]
    }


def extract(prompt: str) -> dict[str, Any]:
    """Each competency's second and fourth anchor met, each by words that really stand in an answer."""
    told = objects(prompt)
    quotes = [quote for line in told if "answer" in line for quote in passages(line["answer"])]
    anchors = sorted(line["anchor_id"] for line in told if "anchor_id" in line)
    findings = []
    for _, ids in groupby(anchors, key=lambda anchor_id: anchor_id.partition("/")[0]):
        for place, anchor_id in enumerate(ids):
            met = bool(quotes) and place % 2 == 1
            quote = quotes[place // 2 % len(quotes)] if met else ""
            findings.append({"anchor_id": anchor_id, "met": met, "quote": quote})
    return {
        "findings": findings,
        "quality": "Answers the question with an example of their own.",
        "key_points": ["Own example", "Own part named"],
        "improve": "A number would show the result.",
        "star": {"situation": True, "task": True, "action": True, "result": False},
    }


def support(prompt: str) -> dict[str, Any]:
    """Anything said counts, except a plea to the rater."""
    quote = re.findall(r"Quote: (\".*\")", prompt)[-1]
    return {"supports": not PLEA.search(json.loads(quote)), "why": "The quote says so."}


def summary(prompt: str) -> dict[str, Any]:
    """Strengths with true quotes, one thing that was not said."""
    told = objects(prompt)
    keys = [line["key"] for line in told if "key" in line]
    quotes = [quote for line in told if "answer" in line for quote in passages(line["answer"])[:1]]
    return {
        "narrative": "The candidate answered from their own work and said what their own part was.",
        "strengths": [
            {"competency": keys[at % len(keys)], "text": "Speaks of their own work.", "quote": quote}
            for at, quote in enumerate(quotes[:3])
        ],
        "improvements": [{"competency": keys[0], "text": "No figures were given.", "quote": ""}],
        "next_steps": ["Ask how the result was measured."],
    }


def passages(answer: str) -> list[str]:
    """Runs of 6 to 12 words of an answer, one behind the other; none when the answer is shorter."""
    words = answer.split()
    runs = [words[at : at + LONGEST_QUOTE] for at in range(0, len(words), LONGEST_QUOTE)]
    return [" ".join(run) for run in runs if len(run) >= SHORTEST_QUOTE]
