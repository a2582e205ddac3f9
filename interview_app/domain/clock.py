"""Time in an interview. Its clock runs only while the candidate answers; the server's time alone counts."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from interview_app.domain.turn import Origin

GRACE_SECONDS: Final = 2
"""Given to a Submit that was on its way when the time ran out."""

MIN_ANSWER_SECONDS: Final = 30
MAX_ANSWER_SECONDS: Final = 180
PRESET_ANSWER_SECONDS: Final = 120
PROBE_ANSWER_SECONDS: Final = 90
"""For a follow-up and for a résumé question."""

AWAY_AFTER: Final = timedelta(seconds=15)
MOST_AWAY_MS: Final = 10 * 60 * 1000
"""Taken off one answer's clock at the most: enough for a restart or a lost network, too little to prepare in secret."""

WRITING_FACTOR: Final = 2
"""Half as fast as the clock of a spoken answer: people say 130 to 150 words a minute and type about 40, but what they
write is shorter and needs no searching aloud. Twice the time holds about 160 typed words for a usual answer."""

LATE_WRITING_SECONDS: Final = 30
"""How long after its time an answer in writing is still taken: a few lines need no longer on their way."""

LATE_RECORDING_SECONDS: Final = 120
"""The same for a recording, which may have waited for a slow network."""

SILENT_BROWSER: Final = timedelta(seconds=20)
"""How long after a question must have been spoken a browser may leave out saying so."""


class Urgency(enum.StrEnum):
    """How much time the interview has left: under 60 s, under 120 s, under 180 s, or more."""

    CRITICAL = "critical"
    URGENT = "urgent"
    LIMITED = "limited"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTime:
    """One answer on the clock. `started_at` is None until its clock starts, `sealed_at` until it stops;
    `away_ms` is how long the browser was out of reach meanwhile, `longest_away_ms` of it in one stretch.
    `limit_seconds` is the answer's own time when spoken, `writing_seconds` when all of it is written (0: the same):
    while the candidate writes, since `writing_since` now and for `written_ms` before that, the clock runs slower.
    `slowed_by` ms of it count as one of the interview's time, where the interview's own clock runs slower too.
    """

    started_at: datetime | None
    sealed_at: datetime | None
    away_ms: int
    limit_seconds: int
    longest_away_ms: int = 0
    writing_seconds: int = 0
    writing_since: datetime | None = None
    written_ms: int = 0
    slowed_by: int = 1

    @property
    def given_back_ms(self) -> int:
        """What of the time away is taken off the clock."""
        return min(self.away_ms, MOST_AWAY_MS)

    @property
    def whole_seconds(self) -> int:
        """What the countdown shows of a whole answer, as it is given now: written or spoken."""
        return self.limit_seconds if self.writing_since is None else self.seconds_in_writing

    @property
    def seconds_in_writing(self) -> int:
        """The whole answer's time when all of it is written: never less than when it is spoken."""
        return max(self.limit_seconds, self.writing_seconds)


def saying_ms(text: str) -> int:
    """Milliseconds to say a question, or to read it with care: two seconds, and 380 for each word.

    That is how fast an unhurried voice speaks. Where no spaces part the words each wide sign counts as two thirds of one.
    """
    wide = sum(1 for sign in text if unicodedata.east_asian_width(sign) in {"W", "F"})
    return 2000 + 380 * len(text.split()) + 250 * wide


def urgency(remaining_seconds: int) -> Urgency:
    """The word for the seconds left in the interview."""
    if remaining_seconds < 60:
        return Urgency.CRITICAL
    if remaining_seconds < 120:
        return Urgency.URGENT
    return Urgency.LIMITED if remaining_seconds < 180 else Urgency.NORMAL


def used_ms(answers: Iterable[AnswerTime], now: datetime) -> int:
    """Milliseconds of the interview's time that these answers took, as long as they would be aloud.

    Each counts from its start to its seal, or to `now` while open, less the time away, and never more than
    its limit, what writing added to it, and the grace. Between answers, while the server works or a question is
    spoken, nothing counts.
    """
    return sum(_used_ms(answer, now) for answer in answers)


def _used_ms(answer: AnswerTime, now: datetime) -> int:
    if answer.started_at is None:
        return 0
    until = answer.sealed_at or now
    open_ms = milliseconds(until - answer.started_at) - answer.given_back_ms
    most_ms = (answer.limit_seconds + GRACE_SECONDS) * 1000 + _granted_ms(answer, until)
    return max(0, min(open_ms, most_ms)) // answer.slowed_by


def _granted_ms(answer: AnswerTime, until: datetime | None = None) -> int:
    """What writing has added to the answer's time: before `writing_since`, and from then to `until`."""
    most = answer.seconds_in_writing
    written = answer.written_ms
    if answer.writing_since is not None and until is not None:
        written += max(0, milliseconds(until - answer.writing_since))
    return min(written, most * 1000) * (most - answer.limit_seconds) // max(1, most)


def milliseconds(span: timedelta) -> int:
    """A time span in whole milliseconds, rounded down."""
    return span // timedelta(milliseconds=1)


def remaining_seconds(limit_seconds: int, used_ms: int) -> int:
    """Whole seconds left of the interview, rounded down, never below 0."""
    return max(0, (limit_seconds * 1000 - used_ms) // 1000)


def answer_seconds(
    origin: Origin, proposed: int | None, remaining: int, default: int = PRESET_ANSWER_SECONDS
) -> int:
    """Seconds for one answer: the proposal within 30-180, never more than the `remaining` seconds.

    Without a proposal a preset gets `default` (the guide's answer time), follow-ups and résumé questions 90.
    """
    if proposed is None:
        proposed = default if origin is Origin.PRESET else PROBE_ANSWER_SECONDS
    clamped = max(MIN_ANSWER_SECONDS, min(MAX_ANSWER_SECONDS, proposed))
    return max(0, min(clamped, remaining))


def writing_seconds(answer_seconds: int, remaining: int) -> int:
    """Seconds for the same answer all in writing: twice as many, and never more than the `remaining` seconds."""
    return max(answer_seconds, min(answer_seconds * WRITING_FACTOR, remaining))


def shortened(answer: AnswerTime, now: datetime, seconds: int) -> tuple[int, int]:
    """The answer's `limit_seconds` and `writing_seconds` when `seconds` of the interview are all that is left for it.

    Nothing is added to an answer that has less; of one that has not begun no more than `seconds` are left.
    """
    allowed_ms = seconds * 1000 * answer.slowed_by
    deadline = answer_deadline(answer)
    left_ms = answer.limit_seconds * 1000 if deadline is None else milliseconds(deadline - now)
    if left_ms <= allowed_ms:
        return answer.limit_seconds, answer.writing_seconds
    most = answer.seconds_in_writing
    slower = most if answer.writing_since is not None else answer.limit_seconds
    cut_ms = (left_ms - allowed_ms) * answer.limit_seconds // max(1, slower)
    limit = max(1, answer.limit_seconds + -cut_ms // 1000)
    return limit, most * limit // max(1, answer.limit_seconds)


def answer_deadline(answer: AnswerTime) -> datetime | None:
    """When the answer's countdown shows 0, without the grace; None before its clock starts."""
    return _ends_at(answer, answer.given_back_ms)


def _ends_at(answer: AnswerTime, away_ms: int) -> datetime | None:
    """When the time is used up if `away_ms` do not count and the candidate goes on as now, aloud or in writing."""
    if answer.started_at is None:
        return None
    spoken_ms = away_ms + _granted_ms(answer)
    aloud = answer.started_at + timedelta(seconds=answer.limit_seconds, milliseconds=spoken_ms)
    if answer.writing_since is None or aloud <= answer.writing_since:
        return aloud
    left = aloud - answer.writing_since
    return answer.writing_since + left * answer.seconds_in_writing // max(1, answer.limit_seconds)


def is_out_of_time(answer: AnswerTime, now: datetime, late_seconds: int = 0) -> bool:
    """Whether an open answer must be sealed by the server: its time, the grace and `late_seconds` have passed.

    Here more of the time away is excused than the clock gives back: what was recorded before the network went must
    still find its way.
    """
    ends_at = _ends_at(answer, excused_ms(answer.away_ms, answer.longest_away_ms))
    if ends_at is None or answer.sealed_at is not None:
        return False
    return now > ends_at + timedelta(seconds=GRACE_SECONDS + late_seconds)


def excused_ms(away_ms: int, longest_ms: int) -> int:
    """Of the time away, one stretch of any length and ten minutes of all others.

    A night without a network is one stretch. A browser that is heard of every 16 s counts as away nearly always, and
    would hold its answer open for ever.
    """
    return longest_ms + min(away_ms - longest_ms, MOST_AWAY_MS)


def away_ms(last_seen: datetime, now: datetime, threshold: timedelta = AWAY_AFTER) -> int:
    """Milliseconds to take off the clock when a browser is back: the whole silence, 0 for a short one."""
    silence = now - last_seen
    return milliseconds(silence) if silence > threshold else 0


def counts_from(
    shown_at: datetime, begun_at: datetime | None, speech_ms: int, thinking_seconds: int, now: datetime
) -> datetime | None:
    """When the answer's clock started; None while it still stands.

    It starts when the browser says that the question has been spoken (`begun_at`), at the latest 20 s after
    speech and thinking time must be over: a browser that never says so cannot stop the clock.
    """
    latest = shown_at + timedelta(milliseconds=speech_ms, seconds=thinking_seconds) + SILENT_BROWSER
    start = latest if begun_at is None else max(shown_at, min(begun_at, latest))
    return start if start <= now else None
