"""When a service that fails again and again is left alone, and when it is tried once more.

Times are seconds on one clock, whichever it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FAILURES_IN_A_ROW: Final = 3
REST_SECONDS: Final = (30.0, 60.0, 120.0, 300.0)
LONGEST_WISH_SECONDS: Final = 900.0
"""However long a service asks to be left alone, after this it is tried."""
TRIAL_SECONDS: Final = 60.0
"""How long the one trial after a rest may take, before another one is let through."""


@dataclass(frozen=True, slots=True)
class Circuit:
    """What is known of one service: `failures` in a row, and until when nobody asks it.

    None: it is asked. Only failures that may pass count. One that lasts is told at once and costs nothing, and may
    be about the one request (a language, a length) and not about the service.
    """

    failures: int = 0
    rests_until: float | None = None


CLOSED: Final = Circuit()


def rest_left(circuit: Circuit, now: float) -> float:
    """Seconds for which it is left alone; 0 when it may be asked."""
    return max(0.0, circuit.rests_until - now) if circuit.rests_until is not None else 0.0


def is_on_trial(circuit: Circuit, now: float) -> bool:
    """Whether its rest is over: whoever comes first asks, and the others wait for what becomes of it."""
    return circuit.rests_until is not None and circuit.rests_until <= now


def tried(circuit: Circuit, now: float) -> Circuit:
    """The trial begins: nobody else asks meanwhile."""
    return Circuit(circuit.failures, now + TRIAL_SECONDS)


def failed(circuit: Circuit, now: float, *, wish_seconds: float | None = None) -> Circuit:
    """One more failure. From the third in a row on it rests, longer each time, or as long as it asks itself."""
    failures = circuit.failures + 1
    if failures < FAILURES_IN_A_ROW:
        return Circuit(failures)
    rest = REST_SECONDS[min(failures - FAILURES_IN_A_ROW, len(REST_SECONDS) - 1)]
    return Circuit(failures, now + max(rest, min(wish_seconds or 0.0, LONGEST_WISH_SECONDS)))
