"""What a simulated interview came to, and the laws that no interview may break, whatever a model said in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from interview_app.domain import clock, decision, protected, question, wording
from interview_app.domain.turn import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTurn:
    """One question as it was asked, the answer as it was understood, and what was decided after it.

    `answer_seconds` is the time for a spoken answer, `most_seconds` what this one had, which is more when it is written;
    `used_ms` is the answer's part of the interview's time. `refusals` are the rules' changes to the model's proposal,
    `failure` says why there was none. `waited_ms` is how long the model took: 0 when none was asked,
    None when none answered.
    """

    origin: Origin
    preset_number: int | None
    text: str
    answer_seconds: int
    most_seconds: int
    used_ms: int
    answer: str
    action: str
    refusals: tuple[str, ...]
    failure: str | None
    waited_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One simulated interview, from its beginning to its end, and what its guide allowed."""

    candidate: str
    presets: tuple[str, ...]
    limit_seconds: int
    follow_up_limit: int
    resume_limit: int
    has_resume: bool
    turns: tuple[AskedTurn, ...]
    ended: bool
    ended_by: str
    calls: int
    tokens_in: int
    tokens_out: int
    cost_usd: float

    @property
    def used_ms(self) -> int:
        """What was used of the interview's time."""
        return sum(asked.used_ms for asked in self.turns)

    @property
    def asked_presets(self) -> tuple[AskedTurn, ...]:
        return self.of(Origin.PRESET)

    def of(self, origin: Origin) -> tuple[AskedTurn, ...]:
        """The questions of that origin, in the order asked."""
        return tuple(asked for asked in self.turns if asked.origin is origin)


Law = Callable[[Taken], Iterator[str]]


def broken(taken: Taken) -> tuple[str, ...]:
    """A sentence for each breach of a law; empty when all were kept."""
    return tuple(sentence for law in LAWS for sentence in law(taken))


def ends(taken: Taken) -> Iterator[str]:
    """Every interview ends, after a countable number of questions."""
    most = len(taken.presets) * (1 + taken.follow_up_limit) + taken.resume_limit
    if not taken.ended:
        yield "The interview did not end."
    if len(taken.turns) > most:
        yield f"{len(taken.turns)} questions were asked, and {most} are allowed."


def keeps_the_time(taken: Taken) -> Iterator[str]:
    """No answer gets more than its time, and the interview none beyond its limit but the last Submit's grace."""
    for number, asked in enumerate(taken.turns, 1):
        if asked.used_ms > (asked.most_seconds + clock.GRACE_SECONDS) * 1000:
            yield f"Answer {number} took {asked.used_ms} ms of the {asked.most_seconds} s that it had."
        if not clock.MIN_ANSWER_SECONDS <= asked.answer_seconds <= clock.MAX_ANSWER_SECONDS:
            yield f"Answer {number} was given {asked.answer_seconds} s."
    if taken.used_ms > (taken.limit_seconds + clock.GRACE_SECONDS) * 1000:
        yield f"The interview took {taken.used_ms} ms of {taken.limit_seconds} s."


def asks_presets_verbatim(taken: Taken) -> Iterator[str]:
    """The guide's questions come word for word, in order, none twice."""
    asked = [one.text for one in taken.asked_presets]
    if asked != list(taken.presets[: len(asked)]):
        yield "The guide's questions were not asked word for word and in order."


def covers_presets(taken: Taken) -> Iterator[str]:
    """No interview ends by itself with a preset left and time for it."""
    left = len(taken.presets) - len(taken.asked_presets)
    remaining = clock.remaining_seconds(taken.limit_seconds, taken.used_ms)
    if taken.ended and left > 0 and remaining >= clock.MIN_ANSWER_SECONDS:
        yield f"Prepared questions were left ({left}) with {remaining} s to go."


def keeps_to_the_limits(taken: Taken) -> Iterator[str]:
    """Follow-ups are counted by preset and follow it; résumé questions need a résumé."""
    used = Counter(asked.preset_number for asked in taken.of(Origin.FOLLOW_UP))
    for number, count in used.items():
        if number is None or count > taken.follow_up_limit:
            yield f"Question {number} had {count} follow-ups, and {taken.follow_up_limit} are allowed."
    for before, asked in zip(taken.turns, taken.turns[1:], strict=False):
        if asked.origin is Origin.FOLLOW_UP and asked.preset_number != before.preset_number:
            yield f"“{asked.text}” follows another question than the one just answered."
    if len(taken.of(Origin.RESUME)) > (taken.resume_limit if taken.has_resume else 0):
        yield "More questions were asked about the résumé than are allowed."


def leaves_time_for_presets(taken: Taken) -> Iterator[str]:
    """A follow-up or résumé question is asked only with over 60 s for each preset left and 30 s more."""
    used_ms, done = 0, 0
    for asked in taken.turns:
        remaining = clock.remaining_seconds(taken.limit_seconds, used_ms)
        kept = decision.SECONDS_KEPT_PER_PRESET * (len(taken.presets) - done)
        if asked.origin is not Origin.PRESET and remaining <= kept + decision.SECONDS_KEPT_FOR_AN_EXTRA:
            yield f"“{asked.text}” was asked with {remaining} s left for {len(taken.presets) - done} presets."
        used_ms += asked.used_ms
        done += asked.origin is Origin.PRESET


def asks_nothing_twice(taken: Taken) -> Iterator[str]:
    """No question of the model's repeats any other one."""
    for at, asked in enumerate(taken.turns):
        others = [one.text for one in taken.turns[:at]] + list(taken.presets)
        if asked.origin is not Origin.PRESET and any(question.repeats(asked.text, text) for text in others):
            yield f"“{asked.text}” repeats another question."


def asks_nothing_protected(taken: Taken) -> Iterator[str]:
    """No question of the model's asks about a protected trait."""
    for asked in taken.turns:
        if asked.origin is not Origin.PRESET and (trait := protected.trait_asked(asked.text)) is not None:
            yield f"“{asked.text}” asks about a protected trait ({trait})."


def asks_one_thing(taken: Taken) -> Iterator[str]:
    """A question of the model's is one question, short enough for the ear, and leads to no answer."""
    for asked in taken.turns:
        if asked.origin is not Origin.PRESET and (why := wording.why_unfit(asked.text)) is not None:
            yield f"“{asked.text}” was asked. {why}"


LAWS: Final[tuple[Law, ...]] = (
    ends,
    keeps_the_time,
    asks_presets_verbatim,
    covers_presets,
    keeps_to_the_limits,
    leaves_time_for_presets,
    asks_nothing_twice,
    asks_nothing_protected,
    asks_one_thing,
)
