"""Questions for a guide, drafted by a model; a person reads and edits them before anyone is asked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import interview, question, transcript, wording
from interview_app.interviewer import prompts, replies
from interview_app.models import Guide
from interview_app.usecases import asking, authoring, steps

MOST_ROUNDS = 3
"""A model that brings too few usable questions is asked for the missing ones this often in all."""


def draft_questions(
    session: Session,
    mine: steps.Claim,
    *,
    model: ports.LanguageModel | None,
    clock: ports.Clock,
    seconds: float,
) -> None:
    """Replace the draft guide's questions with exactly as many new ones as it asks for.

    Raises OutsideError when the models bring fewer usable ones; the reason is stored on the guide for its page.
    Raises LeaseLost when another attempt has taken over, and then writes nothing.
    """
    guide = session.get_one(Guide, mine.subject_id)
    wanted = guide.question_count
    try:
        found = _gather(session, mine, guide, wanted, model=model, clock=clock, seconds=seconds)
    except ports.OutsideError as error:
        session.rollback()
        session.get_one(Guide, mine.subject_id).drafting_failure = error.reason
        steps.renew(session, mine)  # commits both, unless another attempt has taken over: its result stands
        raise
    authoring.store_drafted(session, mine.subject_id, found)
    steps.finish(session, mine, at=clock())
    session.commit()


def _gather(
    session: Session,
    mine: steps.Claim,
    guide: Guide,
    wanted: int,
    *,
    model: ports.LanguageModel | None,
    clock: ports.Clock,
    seconds: float,
) -> list[authoring.NewQuestion]:
    keys = [one.key for one in guide.competencies]
    before = [one.text for one in guide.questions]
    default_seconds = guide.answer_seconds
    found: list[authoring.NewQuestion] = []
    known = before
    for _round in range(MOST_ROUNDS):
        prompt = _prompt(session.get_one(Guide, mine.subject_id), wanted - len(found), known)
        said = asking.ask(
            session, mine, prompt, replies.DraftReply,
            model=model, clock=clock, seconds=seconds, interview_session_id=None,
        )  # fmt: skip
        found += _usable(said.reply.questions, known, keys, default_seconds)
        known = before + [one.text for one in found]
        if len(found) >= wanted:
            return found[:wanted]
    raise ports.OutsideError(
        f"The models brought {len(found)} usable questions of the {wanted} asked for. Try again, or add your own."
    )


def _prompt(guide: Guide, count: int, known: Sequence[str]) -> prompts.Prompt:
    return prompts.render(
        "draft",
        language=guide.language,
        count=count,
        job_title=guide.job_title,
        job_description=guide.job_description,
        interview_type=guide.interview_type.value,
        difficulty=guide.difficulty.value,
        focus_areas=guide.focus_areas,
        instructions=guide.instructions,
        answer_seconds=guide.answer_seconds,
        known=list(known),
        competencies=[
            {"key": one.key, "name": one.name, "definition": one.definition} for one in guide.competencies
        ],
    )


def _usable(
    drafted: Sequence[replies.DraftedQuestion],
    before: Sequence[str],
    keys: Sequence[str],
    default_seconds: int,
) -> list[authoring.NewQuestion]:
    """What may be asked at all, and was not brought already."""
    known = list(before)
    kept: list[authoring.NewQuestion] = []
    for one in drafted:
        text = wording.mend(question.tidy(one.text)).text
        if (question.why_refused(text, known, ()) or wording.why_unfit(text)) is not None:
            continue
        known.append(text)
        kept.append(
            authoring.NewQuestion(
                text=text,
                competency_keys=(one.competency,) if one.competency in keys else (),
                tags=tuple(transcript.clean_text(tag, 40).text for tag in one.tags),
                seconds=interview.GuideLimits.ANSWER_SECONDS.clamp(one.seconds or default_seconds),
            )
        )
    return kept
