"""Thousands of simulated interviews with a model that says anything at all: which laws held, and what it came to.

`python -m bench.lab --interviews 2000` exits with status 1 when a law was broken; each breach names its seed, and
`--first SEED --interviews 1` takes that interview again.
"""

from __future__ import annotations

import argparse
import collections
import logging
import sys
import time

import structlog

from interview_app.adapters.scratch_database import scratch_database
from interview_app.domain.turn import Origin
from interview_app.lab import laws
from tests.fakes import chaos

EACH_DATABASE = 50
"""A database grows with what is taken in it; a fresh one now and then keeps the pace."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--interviews", type=int, default=2000)
    options.add_argument("--first", type=int, default=0)
    chosen = options.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
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
