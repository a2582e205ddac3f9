"""Watching over a running interview: what a model notices is bounded here, and the times are kept without any model.

All times are milliseconds of the interview's own time, as `clock.used_ms` counts it (docs/decisions/0018).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from interview_app.domain import question, transcript

MAX_GUIDANCE_CHARS: Final = 240
MAX_GUIDANCE_WORDS: Final = 40
"""Read at a glance, by someone who is speaking."""

GUIDANCE_APART_MS: Final = 45_000
GUIDANCES_PER_ANSWER: Final = 2
GUIDANCES_PER_INTERVIEW: Final = 6
WORDS_TO_GO_BY: Final = 20
"""Who has only just begun to speak is not told that they left the point."""

MAX_REASON_CHARS: Final = 600


def limit_ms(minutes: int, most_ms: int | None) -> int:
    """An interview's whole time in milliseconds: its own limit of so many minutes, never more than the supervisor's."""
    return minutes * 60_000 if most_ms is None else min(minutes * 60_000, most_ms)


class Source(enum.StrEnum):
    """Who watched."""

    MODEL = "model"
    CODE = "code"
    MANAGER = "manager"


class Action(enum.StrEnum):
    """What watching leads to, from nothing to the end."""

    IGNORE = "ignore"
    GUIDE = "guide"
    CONCLUDE = "conclude"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """What a model made of the answer so far, 0-100 each. Shown, and never part of a rating."""

    topic_relevance: int
    question_quality: int
    answer_progress: int
    time_efficiency: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a model noticed and would do, unchecked. `text` is what it would tell the candidate."""

    metrics: Metrics
    action: Action
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """An installation's thresholds. None switches one off.

    `conclude_ms` and `end_ms` count from the interview's beginning, `after_conclude_ms` from its conclusion.
    """

    relevance_under: int | None = 70
    quality_under: int | None = 60
    progress_over: int | None = 85
    conclude_ms: int | None = 25 * 60_000
    end_ms: int | None = 35 * 60_000
    after_conclude_ms: int = 120_000

    @property
    def concludes_at_ms(self) -> int | None:
        """When an interview is concluded at the latest: no end comes without its two minutes' notice.

        It is the most that any interview is given, and told so from its first page (docs/decisions/0020).
        """
        notice = None if self.end_ms is None else max(0, self.end_ms - self.after_conclude_ms)
        return min((at for at in (self.conclude_ms, notice) if at is not None), default=None)

    def ends_at_ms(self, concluded_at_ms: int) -> int:
        """When an interview that was concluded then ends: no conclusion moves the end further away."""
        after = concluded_at_ms + self.after_conclude_ms
        return after if self.end_ms is None else max(concluded_at_ms, min(after, self.end_ms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a look rests on.

    `ends_at_ms` is set once the interview is concluded. `still_arriving` is true while a running answer may yet be
    submitted by its browser: what it recorded in time is on its way. `guided_at_ms` are the moments of all guidance so
    far, `guided_here` how much of it came during this answer. `submitted` says that the newest answer is. `kept_texts`
    are what guidance must not give away or repeat: prepared questions to come, and earlier guidance.
    """

    used_ms: int
    ends_at_ms: int | None
    still_arriving: bool
    presets_left: int
    answer_words: int
    guided_at_ms: tuple[int, ...] = ()
    guided_here: int = 0
    kept_texts: tuple[str, ...] = ()
    rubric_texts: tuple[str, ...] = ()
    answering: bool = True
    submitted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is done. `text` is the guidance, else empty; `changes` are sentences on what was refused, and why."""

    action: Action
    text: str
    reason: str
    changes: tuple[str, ...] = ()


def by_time(situation: Situation, rules: Rules) -> Action:
    """What the times alone ask for: nothing that a model says, or fails to say, has a part in it."""
    if situation.ends_at_ms is not None:
        over = situation.used_ms >= situation.ends_at_ms and not situation.still_arriving
        return Action.END if over else Action.IGNORE
    at = rules.concludes_at_ms
    return Action.CONCLUDE if at is not None and situation.used_ms >= at else Action.IGNORE


def bound(proposal: Proposal | None, situation: Situation, rules: Rules) -> Verdict:
    """What follows from a look. The times come first; a model's part is guidance, and an end to what is done already.

    A model concludes only what has no prepared question left and no answer under way: it cannot cost anyone a prepared
    question, nor a second of an answer. It ends nothing. Guidance is short, seldom, asks for no protected trait and
    gives nothing of the rubric away.
    """
    if (due := by_time(situation, rules)) is not Action.IGNORE:
        return Verdict(action=due, text="", reason=_why_due(due, rules))
    if proposal is None:
        return _nothing("No usable reply came; the times are kept without one.")
    if situation.ends_at_ms is not None:
        return _nothing(
            "The interview is being concluded.", _refused(proposal, "It is being concluded already.")
        )
    changes: tuple[str, ...] = ()
    if _is_done(proposal.metrics, rules):
        if situation.presets_left == 0 and situation.submitted:
            return Verdict(action=Action.CONCLUDE, text="", reason=reason_of(proposal))
        changes = (_why_not_concluded(situation),)
    elif proposal.action in (Action.CONCLUDE, Action.END):
        changes = _refused(proposal, "Only the times and a manager bring an unfinished interview to its end.")
    if (why := _why_guide(proposal.metrics, rules)) is None:
        return _nothing(reason_of(proposal), changes + _needless(proposal))
    return _guide(proposal, situation, why, changes)


def _why_not_concluded(situation: Situation) -> str:
    if situation.presets_left:
        return f"Not concluded: prepared questions are left ({situation.presets_left})."
    return "Not concluded: the answer is not submitted yet, and its time is the candidate's."


def why_not_shown(text: str, kept_texts: Sequence[str], rubric_texts: Sequence[str]) -> str | None:
    """The rule that this guidance breaks, as a sentence; None when the candidate may read it. `text` is tidy."""
    if len(text) > MAX_GUIDANCE_CHARS or len(text.split()) > MAX_GUIDANCE_WORDS:
        return f"It is longer than {MAX_GUIDANCE_CHARS} characters or {MAX_GUIDANCE_WORDS} words."
    return question.why_refused(text, kept_texts, rubric_texts)


def why_too_often(situation: Situation) -> str | None:
    """The rule that allows no more of a model's guidance now, as a sentence; None when one may come."""
    if not situation.answering:
        return "No answer is running."
    if situation.answer_words < WORDS_TO_GO_BY:
        return f"The answer has fewer than {WORDS_TO_GO_BY} words yet."
    if situation.guided_here >= GUIDANCES_PER_ANSWER:
        return f"This answer has had its {GUIDANCES_PER_ANSWER} notes."
    if len(situation.guided_at_ms) >= GUIDANCES_PER_INTERVIEW:
        return f"This interview has had its {GUIDANCES_PER_INTERVIEW} notes."
    if situation.guided_at_ms and situation.used_ms - max(situation.guided_at_ms) < GUIDANCE_APART_MS:
        return f"The last note is less than {GUIDANCE_APART_MS // 1000} s old."
    return None


def reason_of(proposal: Proposal) -> str:
    """The model's reason in one line: it is stored and shown, so nothing invisible stays in it."""
    given = " ".join(transcript.clean_text(proposal.reason, MAX_REASON_CHARS).text.split())
    return given or "No reason was given."


def _guide(proposal: Proposal, situation: Situation, why: str, changes: tuple[str, ...]) -> Verdict:
    text = question.tidy(proposal.text)
    if not text:
        return _nothing(why, (*changes, "A note was due, and none was proposed."))
    flaw = why_too_often(situation) or why_not_shown(text, situation.kept_texts, situation.rubric_texts)
    if flaw is not None:
        return _nothing(why, (*changes, f"The note was not shown. {flaw}"))
    return Verdict(action=Action.GUIDE, text=text, reason=f"{why} {reason_of(proposal)}", changes=changes)


def _is_done(metrics: Metrics, rules: Rules) -> bool:
    return rules.progress_over is not None and metrics.answer_progress > rules.progress_over


def _why_guide(metrics: Metrics, rules: Rules) -> str | None:
    if rules.relevance_under is not None and metrics.topic_relevance < rules.relevance_under:
        return f"Topic relevance is {metrics.topic_relevance}, under {rules.relevance_under}."
    if rules.quality_under is not None and metrics.question_quality < rules.quality_under:
        return f"Question quality is {metrics.question_quality}, under {rules.quality_under}."
    return None


def _why_due(due: Action, rules: Rules) -> str:
    if due is Action.CONCLUDE:
        return f"The interview has taken {(rules.concludes_at_ms or 0) / 60_000:g} minutes of answers."
    return "The time after the conclusion is over."


def _refused(proposal: Proposal, why: str) -> tuple[str, ...]:
    if proposal.action is Action.IGNORE:
        return ()
    return (f"The proposal ({proposal.action.value}) was refused. {why}",)


def _needless(proposal: Proposal) -> tuple[str, ...]:
    if proposal.action is not Action.GUIDE:
        return ()
    return ("The proposed note was not shown: relevance and question quality are within their thresholds.",)


def _nothing(reason: str, changes: tuple[str, ...] = ()) -> Verdict:
    return Verdict(action=Action.IGNORE, text="", reason=reason, changes=changes)
