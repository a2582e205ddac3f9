"""Thousands of simulated interviews with a model that says anything at all: which laws held, and what it came to.

`python -m bench.lab --interviews 2000` exits with status 1 when a law was broken; each breach names its seed, and
`--first SEED --interviews 1` takes that interview again.

`python -m bench.lab --each 20`: every persona takes 20 interviews from the templates with a scripted interviewer that probes
for what is missing, and the figures of each persona stand beside the others'.
"""

from __future__ import annotations

import argparse
import collections
import json
import logging
import sys
import time
from collections.abc import Sequence
from typing import Any

import structlog

from interview_app import library, ports
from interview_app.adapters.scratch_database import scratch_database
from interview_app.domain.turn import Origin
from interview_app.lab import figures, laws, personas, rig
from interview_app.usecases import simulating
from interview_app.usecases.guide_document import GuideDocument
from tests.fakes import chaos, scripts

EACH_DATABASE = 50
"""A database grows with what is taken in it; a fresh one now and then keeps the pace."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--interviews", type=int, default=2000)
    options.add_argument("--first", type=int, default=0)
    options.add_argument(
        "--each", type=int, default=0, help="interviews of each persona with a sensible double"
    )
    chosen = options.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    if chosen.each:
        sys.exit(1 if _personas(chosen.each) else 0)
    counted: collections.Counter[str] = collections.Counter()
    began = time.perf_counter()
    seeds = range(chosen.first, chosen.first + chosen.interviews)
    for at in range(0, len(seeds), EACH_DATABASE):
        with scratch_database() as session:
            for seed in seeds[at : at + EACH_DATABASE]:
                _count(seed, chaos.interview(session, seed), counted)
    seconds = time.perf_counter() - began
    print(
        f"{chosen.interviews} interviews in {seconds:.0f} s ({seconds / chosen.interviews * 1000:.0f} ms each)"
    )
    for name, number in sorted(counted.items()):
        print(f"{name:<44}{number:>8}")
    print(f"{'laws broken':<44}{counted['laws broken']:>8}")
    sys.exit(1 if counted["laws broken"] else 0)


class Interviewer:
    """A language model's double that does what a good one is asked to: it probes for the own action and for a result."""

    names = ("script",)
    seconds = 1.5

    def __init__(self, clock: rig.Clock) -> None:
        self._clock = clock

    def complete(self, messages: Sequence[ports.Message], **_wanted: Any) -> ports.ModelReply:
        self._clock.tick(self.seconds)
        prompt = "\n".join(message.text for message in messages)
        return ports.ModelReply(
            text=json.dumps(self._next_step(prompt)),
            provider="script",
            model="script",
            position=0,
            tokens_in=len(prompt) // 4,
            tokens_out=60,
            cost_usd=len(prompt) // 4 * 0.15e-6 + 60 * 0.6e-6,  # as a small hosted model is paid
            milliseconds=round(self.seconds * 1000),
        )

    def _next_step(self, prompt: str) -> dict[str, Any]:
        answers = [line["answer"] for line in scripts.objects(prompt) if "answer" in line]
        said = answers[-1] if answers else ""
        probe = _missing(said) if "No follow-up is possible" not in prompt else None
        fresh = next((text for text in PROBES.get(probe or "", ()) if text not in prompt), None)
        if fresh is not None:
            return {
                "action": "follow_up",
                "question_text": fresh,
                "seconds": 60,
                "reason": f"Missing: {probe}.",
            }
        left = "Prepared questions left: 0." not in prompt
        action = "preset" if left else "complete"
        return {"action": action, "question_text": "", "seconds": None, "reason": "Nothing is missing."}


OWN, RESULT = "the own action", "a result"
PROBES = {
    OWN: (
        "What did you yourself do in that situation?",
        "Which part of it was yours?",
        "What was your first step?",
    ),
    RESULT: ("What came of it in the end?", "How did you measure the result?", "What changed afterwards?"),
}


def _missing(said: str) -> str | None:
    """Which part of a story an answer lacks; None for one that is whole."""
    words = said.lower().split()
    if len(words) < 25 or words.count("i") < 2:
        return OWN
    return RESULT if not any(char.isdigit() for char in said) and "percent" not in words else None


def _personas(each: int) -> int:
    """Print a line for each persona. Returns how many laws were broken."""
    documents = [GuideDocument.model_validate(template[2]) for template in library.templates()]
    columns = ("in time", "time used", "presets", "follow-ups", "refused", "repeats", "calls", "USD each")
    print(f"{'':<12}" + "".join(f"{column:>12}" for column in columns))
    broken = 0
    for persona in personas.Persona:
        lines = []
        with scratch_database() as session:
            for seed in range(each):
                clock = rig.Clock()
                room = simulating.Room(
                    session=session, model=Interviewer(clock), clock=clock, patience_seconds=25
                )
                candidate = simulating.Candidate(persona=persona, seed=seed, written=seed % 4 == 3)
                taken = simulating.take_interview(room, documents[seed % len(documents)], candidate)
                session.expunge_all()
                lines.append(figures.of(taken))
        total = figures.totals(lines)
        broken += total["broken"]
        used = sum(line["used_seconds"] for line in lines) / sum(line["limit_seconds"] for line in lines)
        shown = (
            f"{total['in_time']} of {each}", f"{used:.0%}", f"{total['presets_asked'] / total['presets']:.0%}",
            f"{total['follow_ups'] / each:.1f}", f"{total['refused'] / each:.1f}", str(total["refused_repeats"]),
            f"{total['calls'] / each:.1f}", f"{total['cost_usd'] / each:.4f}",
        )  # fmt: skip
        print(f"{persona.value:<12}" + "".join(f"{one:>12}" for one in shown), flush=True)
    return broken


def _count(seed: int, taken: laws.Taken, counted: collections.Counter[str]) -> None:
    for sentence in laws.broken(taken):
        print(f"seed {seed}: {sentence}")
        counted["laws broken"] += 1
    counted[f"ended: by {taken.ended_by}"] += 1
    counted["model calls"] += taken.calls
    for look in taken.watch.looks if taken.watch else ():
        counted[f"supervisor: {look.action.value} by {look.source.value}"] += 1
    counted["supervised"] += taken.watch is not None
    counted["presets in guides"] += len(taken.presets)
    for origin in Origin:
        counted[f"asked: {origin.value}"] += len(taken.of(origin))
    for asked in taken.turns:
        counted["answers without words"] += not asked.answer
        counted["rules alone chose: no usable proposal"] += asked.waited_ms is None
        for sentence in asked.refusals:
            counted[f"changed: {_kind(sentence)}"] += 1


def _kind(sentence: str) -> str:
    if "protected trait" in sentence:
        return "protected question refused"
    if "It repeats" in sentence:
        return "repetition refused"
    if "The end was refused" in sentence:
        return "early end refused"
    if "was refused" in sentence:
        return "other proposal refused"
    return "answer time clamped" if "answer time" in sentence else "other"


if __name__ == "__main__":
    main()
