"""A simulated interview as figures that can be kept and shown."""

from __future__ import annotations

from typing import Any, Final

from interview_app.domain.turn import Origin
from interview_app.lab import laws

ANSWER_CHARS_KEPT: Final = 400
REPEATS: Final = "It repeats a question"
PROTECTED: Final = "protected trait"


def of(taken: laws.Taken) -> dict[str, Any]:
    """Plain JSON: the figures of one interview, the laws that it broke, and its questions with shortened answers."""
    refused = [sentence for asked in taken.turns for sentence in asked.refusals if "refused" in sentence]
    return {
        "candidate": taken.candidate,
        "ended": taken.ended,
        "ended_by": taken.ended_by,
        "used_seconds": taken.used_ms // 1000,
        "limit_seconds": taken.limit_seconds,
        "presets": len(taken.presets),
        "presets_asked": len(taken.asked_presets),
        "follow_ups": len(taken.of(Origin.FOLLOW_UP)),
        "resume_questions": len(taken.of(Origin.RESUME)),
        "refused": len(refused),
        "refused_repeats": sum(REPEATS in sentence for sentence in refused),
        "refused_protected": sum(PROTECTED in sentence for sentence in refused),
        "looks": taken.watch.calls if taken.watch else 0,
        "notes": len(taken.watch.notes) if taken.watch else 0,
        "calls": taken.calls,
        "unanswered": sum(asked.waited_ms is None for asked in taken.turns),
        "tokens": taken.tokens_in + taken.tokens_out,
        "cost_usd": round(taken.cost_usd, 6),
        "slowest_ms": max((asked.waited_ms or 0 for asked in taken.turns), default=0),
        "broken": list(laws.broken(taken)),
        "turns": [_turn(asked) for asked in taken.turns],
    }


def totals(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of a whole run."""
    summed = ("presets", "presets_asked", "follow_ups", "resume_questions", "refused", "refused_repeats")
    more = ("refused_protected", "calls", "unanswered", "tokens", "cost_usd")
    found: dict[str, Any] = {name: sum(line[name] for line in lines) for name in (*summed, *more)}
    return found | {
        "interviews": len(lines),
        "in_time": sum(line["ended"] and line["used_seconds"] <= line["limit_seconds"] + 2 for line in lines),
        "broken": sum(len(line["broken"]) for line in lines),
        "slowest_ms": max((line["slowest_ms"] for line in lines), default=0),
    }


def _turn(asked: laws.AskedTurn) -> dict[str, Any]:
    return {
        "origin": asked.origin.value,
        "preset_number": asked.preset_number,
        "text": asked.text,
        "answer": _shortened(asked.answer),
        "used_seconds": asked.used_ms // 1000,
        "most_seconds": asked.most_seconds,
        "refusals": list(asked.refusals),
        "failure": asked.failure or "",
    }


def _shortened(answer: str) -> str:
    return (
        answer if len(answer) <= ANSWER_CHARS_KEPT else f"{answer[:ANSWER_CHARS_KEPT].rpartition(' ')[0]} …"
    )
