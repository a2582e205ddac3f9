"""What a simulated interview came to, and the laws that no interview may break, whatever a model said in it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from interview_app.domain import clock, decision, protected, question, supervision, wording
from interview_app.domain.supervision import Action, Source
from interview_app.domain.turn import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTurn:
    """One question as it was asked, the answer as it was understood, and what was decided after it.

    `said` is all that the candidate had to say; who is cut off says the beginning of it.
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
    said: str
    answer: str
    action: str
    refusals: tuple[str, ...]
    failure: str | None
    waited_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerNow:
    """The newest answer at a moment: its place in the interview, whether it is open, and the time that it has in all."""

    number: int
    running: bool
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A line of the supervisor's log, and the newest answer before and after it. `note` is what the candidate read.

    `used_ms` is the interview's own time.
    """

    source: Source
    action: Action
    note: str
    used_ms: int
    before: AnswerNow
    after: AnswerNow


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What the supervisor did in an interview, and its times in milliseconds of the interview's own.

    `concludes_at_ms` is when it must be concluded, `ends_at_ms` when it must end, once it is; `asked_when_concluded`
    counts the questions asked until then. `calls` are a model's looks with a usable reply.
    """

    looks: tuple[Look, ...]
    calls: int
    concludes_at_ms: int | None
    after_conclude_ms: int
    ends_at_ms: int | None
    asked_when_concluded: int | None

    def of(self, source: Source) -> tuple[Look, ...]:
        """The lines that came from there, in order."""
        return tuple(look for look in self.looks if look.source is source)

    @property
    def notes(self) -> tuple[Look, ...]:
        """What the candidate read."""
        return tuple(look for look in self.looks if look.action is Action.GUIDE)


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
    watch: Watch | None = None

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


LONGEST_ROUND_MS: Final = 14_000
"""How long a supervisor's round may take to come: the lab's pace, a browser's longest silence but one second."""

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
    concluded = taken.watch.asked_when_concluded if taken.watch else None
    for number, asked in enumerate(taken.turns, 1):
        if asked.used_ms > (asked.most_seconds + clock.GRACE_SECONDS) * 1000:
            yield f"Answer {number} took {asked.used_ms} ms of the {asked.most_seconds} s that it had."
        least = 0 if number == concluded else clock.MIN_ANSWER_SECONDS  # a conclusion cuts the last one short
        if not least <= asked.answer_seconds <= clock.MAX_ANSWER_SECONDS:
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
    if any(look.action is Action.CONCLUDE for look in (taken.watch.of(Source.CODE) if taken.watch else ())):
        return  # by its times, which may lie before the limit that this candidate was told
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


def takes_down_what_was_said(taken: Taken) -> Iterator[str]:
    """An answer is the candidate's own words, or their beginning: nothing that they read on the screen is among them."""
    for number, asked in enumerate(taken.turns, 1):
        if not " ".join(asked.said.split()).startswith(" ".join(asked.answer.split())):
            yield f"Answer {number} holds what was not said: “{asked.answer[:200]}”."


def keeps_the_supervisors_times(taken: Taken) -> Iterator[str]:
    """Concluded when it is due and not before, over when it is due, whatever a model says or leaves unsaid."""
    watch = taken.watch
    if watch is None:
        return
    grace_ms = clock.GRACE_SECONDS * 1000
    if watch.ends_at_ms is None:
        due = watch.concludes_at_ms
        if due is not None and taken.used_ms > due + LONGEST_ROUND_MS + grace_ms:
            yield f"The interview took {taken.used_ms} ms and was not concluded at {due} ms."
        return
    if taken.used_ms > watch.ends_at_ms + LONGEST_ROUND_MS + grace_ms:
        yield f"The interview took {taken.used_ms} ms and should have ended at {watch.ends_at_ms} ms."
    for look in watch.looks:
        if look.action is not Action.CONCLUDE:
            continue
        if watch.ends_at_ms > look.used_ms + watch.after_conclude_ms:
            yield f"Concluded at {look.used_ms} ms, it was to end at {watch.ends_at_ms} ms."
        if look.source is Source.CODE and look.used_ms < (watch.concludes_at_ms or 0):
            yield f"The clock concluded it at {look.used_ms} ms, before its time."


def asks_nothing_once_concluded(taken: Taken) -> Iterator[str]:
    """The answer that is running, or asked for, is the last."""
    asked = taken.watch.asked_when_concluded if taken.watch else None
    if asked is not None and len(taken.turns) > asked:
        yield f"{len(taken.turns) - asked} more questions came after the conclusion."


def lets_no_figure_cost_an_answer(taken: Taken) -> Iterator[str]:
    """A model's look takes nothing from an answer that is open, ends nothing, and concludes what is done alone."""
    for look in taken.watch.of(Source.MODEL) if taken.watch else ():
        same = look.before.number == look.after.number and look.before.running
        if same and (look.after.seconds < look.before.seconds or not look.after.running):
            yield f"A model's look cost answer {look.before.number} of its {look.before.seconds} s."
        if look.action is Action.END:
            yield "A model ended the interview."
        if look.action is Action.CONCLUDE and (
            look.before.running or len(taken.asked_presets) < len(taken.presets)
        ):
            yield "A model concluded what was not done."


def guides_seldom_and_fitly(taken: Taken) -> Iterator[str]:
    """A model's notes are few, short, and ask for no protected trait."""
    notes = [look for look in (taken.watch.notes if taken.watch else ()) if look.source is Source.MODEL]
    if len(notes) > supervision.GUIDANCES_PER_INTERVIEW:
        yield f"{len(notes)} notes were shown."
    for number, count in Counter(look.before.number for look in notes).items():
        if count > supervision.GUIDANCES_PER_ANSWER:
            yield f"Answer {number} had {count} notes."
    for before, look in itertools.pairwise(notes):
        if look.used_ms - before.used_ms < supervision.GUIDANCE_APART_MS:
            yield f"Two notes came within {look.used_ms - before.used_ms} ms."
    for look in notes:
        if (why := supervision.why_not_shown(look.note, (), ())) is not None:
            yield f"“{look.note}” was shown. {why}"


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
    takes_down_what_was_said,
    keeps_the_supervisors_times,
    asks_nothing_once_concluded,
    lets_no_figure_cost_an_answer,
    guides_seldom_and_fitly,
)
