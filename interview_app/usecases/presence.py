"""Whether a candidate's browser is there: its silences are not the candidate's, and are given back."""

from __future__ import annotations

from datetime import datetime, timedelta

from interview_app.domain import clock as interview_clock
from interview_app.domain import turn
from interview_app.models import InterviewSession, Turn

FRESH = timedelta(seconds=2)
"""A word from the browser that follows another one so soon tells nothing new: absences begin at 15 s."""


def is_fresh(seat: InterviewSession, now: datetime) -> bool:
    """Whether the browser has said a word just now."""
    return seat.last_seen_at is not None and timedelta(0) <= now - seat.last_seen_at < FRESH


def note(seat: InterviewSession, now: datetime, newest: Turn | None = None) -> None:
    """Any word from the browser ends its silence, which is given back: to the answer's time, or to the question's.

    Whatever comes first after an absence must do this, or a chunk left by an earlier tab would hide the absence. Whoever
    holds the `newest` turn already need not have all of them read for it.
    """
    if is_fresh(seat, now):
        return
    newest = newest or seat.turns[-1]
    if newest.state is turn.TurnState.ANSWERING and newest.started_at is not None:
        silence_ms = _silence_ms(seat, newest.started_at, now)
        _excuse(newest, silence_ms)
        if newest.writing_since is not None:
            newest.writing_since += timedelta(milliseconds=silence_ms)
    elif newest.state is turn.TurnState.ASKED and newest.shown_at is not None:
        excused_ms = _excuse(newest, _silence_ms(seat, newest.shown_at, now))
        newest.shown_at += timedelta(milliseconds=excused_ms)
    seat.last_seen_at = now


def _excuse(asked: Turn, silence_ms: int) -> int:
    """Add a silence to the time away. Returns the milliseconds of it that are excused."""
    before = interview_clock.excused_ms(asked.away_ms, asked.longest_away_ms)
    asked.away_ms += silence_ms
    asked.longest_away_ms = max(asked.longest_away_ms, silence_ms)
    return interview_clock.excused_ms(asked.away_ms, asked.longest_away_ms) - before


def _silence_ms(seat: InterviewSession, since: datetime, now: datetime) -> int:
    return interview_clock.away_ms(max(seat.last_seen_at or since, since), now)
