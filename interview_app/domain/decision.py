"""What comes after an answer. A model may propose; this one function decides."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from interview_app.domain import clock, question, transcript, wording
from interview_app.domain.turn import Origin


class Action(enum.StrEnum):
    """The next step of an interview."""

    PRESET = "preset"
    FOLLOW_UP = "follow_up"
    RESUME = "resume"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A question of the guide: `number` counts from 1 in the guide's order, `seconds` is its answer's time,
    None for the guide's default.
    """

    number: int
    question_id: int
    text: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class History:
    """A question already asked. `preset_number` is None for a résumé question."""

    origin: Origin
    preset_number: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a decision rests on.

    `presets` stand in the guide's order, `asked` in the order asked. `remaining_seconds` is the interview's
    time left. `answer_words` counts the last answer's words, None without a transcript. `rubric_texts` are
    what a question must not give away, `resume_places` where each of the résumé's passages stands. `ended` is
    true once a person or the deadline ended the interview, `concluded` once the time or a person said that the answer
    now being given is the last.
    """

    presets: tuple[Preset, ...]
    asked: tuple[History, ...]
    remaining_seconds: int
    follow_up_limit: int
    resume_limit: int
    has_resume: bool
    default_answer_seconds: int
    answer_words: int | None
    rubric_texts: tuple[str, ...] = ()
    resume_places: tuple[str, ...] = ()
    ended: bool = False
    concluded: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a model would do next, unchecked. `seconds` is the answer time that it would give.

    `passage` is the number, from 1, of the résumé's passage that a question is about; None where it names none.
    """

    action: Action
    text: str
    seconds: int | None
    reason: str
    passage: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The next step. `text` and `seconds` are "" and 0 for `complete`.

    `question_id` is set for a preset alone, `preset_number` for a preset and its follow-up. `changes` are
    sentences: each thing that the rules refused or altered in the proposal.
    """

    action: Action
    text: str
    seconds: int
    question_id: int | None
    preset_number: int | None
    reason: str
    changes: tuple[str, ...]


MIN_SECONDS_TO_ASK: Final = clock.MIN_ANSWER_SECONDS
"""With less left nothing is asked: an answer needs at least this long."""

SECONDS_KEPT_PER_PRESET: Final = 60
SECONDS_KEPT_FOR_AN_EXTRA: Final = 30
NO_FOLLOW_UP_UNDER_SECONDS: Final = 120
MAX_REASON_CHARS: Final = 1000


def bound(
    proposal: Proposal | None, situation: Situation, why_alone: str = "No usable proposal came."
) -> Decision:
    """Decide the next step: the proposal where the rules allow it, else the next preset, else the end.

    Presets are asked verbatim, in order, none twice, and no interview is complete while one is left and time
    remains. Follow-ups and résumé questions stay within their limits and never take a preset's time. With no
    proposal the rules alone choose, and say `why_alone` (a sentence) as the reason. Every interview ends: each step
    but the last asks a question, and the presets, the follow-ups per preset and the résumé questions are all counted.
    """
    if (over := _why_over(situation)) is not None:
        return _complete(over, _lost(proposal))
    if proposal is None:
        return _next_in_order(situation, _alone(why_alone), ())
    if proposal.action is Action.PRESET:
        return _next_preset(proposal, situation)
    if proposal.action is Action.COMPLETE:
        return _end_proposed(proposal, situation)
    return _extra(proposal, situation)


def _alone(why: str) -> str:
    """One sentence: that the rules chose, and why nobody else did."""
    if why.startswith(("No ", "The ", "There ")):
        why = why[0].lower() + why[1:]
    return f"The rules chose alone: {why}"


def presets_left(situation: Situation) -> tuple[Preset, ...]:
    """The presets still to be asked, in order."""
    done = {past.preset_number for past in situation.asked if past.origin is Origin.PRESET}
    return tuple(preset for preset in situation.presets if preset.number not in done)


def follow_ups_used(situation: Situation, preset_number: int) -> int:
    """How many follow-ups this preset has had."""
    return sum(
        past.origin is Origin.FOLLOW_UP and past.preset_number == preset_number for past in situation.asked
    )


def turn_limit(situation: Situation) -> int:
    """The number of turns that no interview passes."""
    return len(situation.presets) * (1 + max(0, situation.follow_up_limit)) + max(0, situation.resume_limit)


def why_no_follow_up(situation: Situation) -> str | None:
    """The rule that forbids a follow-up now, as a sentence; None when one may be asked."""
    number = situation.asked[-1].preset_number if situation.asked else None
    if number is None:
        return "A follow-up needs a preset question that it follows."
    if not situation.answer_words:
        return "A follow-up needs an answer with words that it can follow."
    if follow_ups_used(situation, number) >= situation.follow_up_limit:
        return f"Question {number} has had its {_times(situation.follow_up_limit)}."
    if situation.remaining_seconds < NO_FOLLOW_UP_UNDER_SECONDS:
        return f"No follow-up is asked with under {NO_FOLLOW_UP_UNDER_SECONDS} s left."
    return _why_no_room(situation)


def why_no_resume_question(situation: Situation) -> str | None:
    """The rule that forbids a résumé question now, as a sentence; None when one may be asked."""
    if not situation.has_resume:
        return "There is no résumé to ask about."
    if sum(past.origin is Origin.RESUME for past in situation.asked) >= situation.resume_limit:
        return f"The interview's limit of résumé questions ({situation.resume_limit}) is reached."
    return _why_no_room(situation)


def _times(limit: int) -> str:
    return "one follow-up" if limit == 1 else f"{max(0, limit)} follow-ups"


def _why_concluded(left: int) -> str:
    uncovered = f"; prepared questions that were not asked: {left}" if left else ""
    return f"The interview was brought to its conclusion{uncovered}."


def _why_no_room(situation: Situation) -> str | None:
    if situation.concluded:
        return "The interview is being concluded."
    left = len(presets_left(situation))
    needed = SECONDS_KEPT_PER_PRESET * left + SECONDS_KEPT_FOR_AN_EXTRA
    if situation.remaining_seconds > needed:
        return None
    return f"The {situation.remaining_seconds} s left are kept for the presets still to be asked ({left})."


def _why_over(situation: Situation) -> str | None:
    if situation.ended:
        return "The interview was ended."
    if situation.concluded:
        return _why_concluded(len(presets_left(situation)))
    if situation.remaining_seconds < MIN_SECONDS_TO_ASK:
        return f"The time is used up: an answer needs at least {MIN_SECONDS_TO_ASK} s."
    if len(situation.asked) >= turn_limit(situation) and not presets_left(situation):
        return "Every question that this interview allows has been asked."
    return None


def _lost(proposal: Proposal | None) -> tuple[str, ...]:
    if proposal is None or proposal.action is Action.COMPLETE:
        return ()
    return (f"The proposed step ({_WORDS[proposal.action]}) was not taken.",)


_WORDS: Final = {
    Action.PRESET: "the next preset question",
    Action.FOLLOW_UP: "a follow-up",
    Action.RESUME: "a résumé question",
    Action.COMPLETE: "the end of the interview",
}


def _reason(proposal: Proposal) -> str:
    """The model's reason in one line: it is stored and shown, so nothing invisible stays in it."""
    given = " ".join(transcript.clean_text(proposal.reason, MAX_REASON_CHARS).text.split())
    return given or "No reason was given."


def _place(proposal: Proposal, situation: Situation) -> str | None:
    """Where the passage stands that a résumé question is about; None when there is no such passage."""
    number = proposal.passage or 0
    return situation.resume_places[number - 1] if 0 < number <= len(situation.resume_places) else None


def _complete(reason: str, changes: tuple[str, ...]) -> Decision:
    return Decision(
        action=Action.COMPLETE,
        text="",
        seconds=0,
        question_id=None,
        preset_number=None,
        reason=reason,
        changes=changes,
    )


def _next_in_order(situation: Situation, reason: str, changes: tuple[str, ...]) -> Decision:
    """The rules' own choice: the next preset, else the end."""
    left = presets_left(situation)
    if not left:
        return _complete(f"{reason} No preset question is left.", changes)
    return _ask_preset(left[0], situation, None, reason, changes)


def _ask_preset(
    preset: Preset, situation: Situation, proposed: int | None, reason: str, changes: tuple[str, ...]
) -> Decision:
    wished = preset.seconds if preset.seconds is not None else proposed
    seconds = clock.answer_seconds(
        Origin.PRESET, wished, situation.remaining_seconds, situation.default_answer_seconds
    )
    return Decision(
        action=Action.PRESET,
        text=preset.text,
        seconds=seconds,
        question_id=preset.question_id,
        preset_number=preset.number,
        reason=reason,
        changes=changes + _time_change(proposed, seconds),
    )


def _time_change(proposed: int | None, seconds: int) -> tuple[str, ...]:
    if proposed is None or proposed == seconds:
        return ()
    return (f"The proposed answer time of {proposed} s became {seconds} s.",)


def _next_preset(proposal: Proposal, situation: Situation) -> Decision:
    left = presets_left(situation)
    if not left:
        return _complete(
            "No preset question is left.",
            ("A preset question was proposed, and all of them have been asked.",),
        )
    changes: tuple[str, ...] = ()
    if proposal.text.strip() and proposal.text.strip() != left[0].text.strip():
        changes = ("The guide's next question was put word for word, in place of the proposed wording.",)
    return _ask_preset(left[0], situation, proposal.seconds, _reason(proposal), changes)


def _end_proposed(proposal: Proposal, situation: Situation) -> Decision:
    left = len(presets_left(situation))
    if not left:
        return _complete(_reason(proposal), ())
    change = f"The end was refused: preset questions are left ({left}) and so is time."
    return _next_in_order(situation, "The guide's questions come before the end.", (change,))


def _extra(proposal: Proposal, situation: Situation) -> Decision:
    """A follow-up or résumé question in the model's own words, or the next in order when refused."""
    is_follow_up = proposal.action is Action.FOLLOW_UP
    why = why_no_follow_up(situation) if is_follow_up else why_no_resume_question(situation)
    place = _place(proposal, situation)
    if why is None and not is_follow_up and place is None:
        why = "It names no passage that stands in the résumé."
    mended = wording.mend(question.tidy(proposal.text))
    if why is None:
        known = [past.text for past in situation.asked] + [preset.text for preset in situation.presets]
        why = question.why_refused(mended.text, known, situation.rubric_texts) or wording.why_unfit(
            mended.text
        )
    if why is not None:
        change = f"The proposal of {_WORDS[proposal.action]} was refused. {why}"
        return _next_in_order(
            situation, "The next choice stands, because the proposal was refused.", (change,)
        )
    origin = Origin.FOLLOW_UP if is_follow_up else Origin.RESUME
    seconds = clock.answer_seconds(origin, proposal.seconds, situation.remaining_seconds)
    return Decision(
        action=proposal.action,
        text=mended.text,
        seconds=seconds,
        question_id=None,
        preset_number=situation.asked[-1].preset_number if is_follow_up else None,
        reason=_reason(proposal) if is_follow_up else f"Résumé, {place}: {_reason(proposal)}",
        changes=mended.changes + _time_change(proposal.seconds, seconds),
    )
