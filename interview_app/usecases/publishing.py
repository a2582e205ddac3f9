"""From draft to published and on: freezing a guide, new versions, closing, archiving."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import clock as interview_clock
from interview_app.domain import errors, protected, supervision
from interview_app.domain.interview import GuideLimits, InterviewState
from interview_app.models import Guide, Interview, Question, Step, StepKind
from interview_app.usecases import authoring, guide_document, steps

OF_GUIDES = (StepKind.DRAFT_QUESTIONS, StepKind.VOICE_PRESETS)


def draft_of(taken: Interview) -> Guide | None:
    """The guide that can be edited, if there is one."""
    return next((guide for guide in reversed(taken.guides) if guide.frozen_at is None), None)


def shown_of(taken: Interview) -> Guide:
    """The guide whose words name the interview: the published one, else the draft."""
    return taken.current_guide or taken.guides[-1]


def problems(guide: Guide) -> list[str]:
    """What keeps the guide from being published, as sentences; empty when nothing does."""
    found = []
    if not guide.questions:
        found.append("The interview has no questions yet.")
    if len(guide.questions) > GuideLimits.QUESTIONS.high:
        found.append(f"The interview has more than {GuideLimits.QUESTIONS.high} questions.")
    found += authoring.rubric_problems(guide)
    needed = len(guide.questions) * interview_clock.MIN_ANSWER_SECONDS
    if needed > guide.time_limit_minutes * 60:
        found.append(
            f"{len(guide.questions)} answers of at least {interview_clock.MIN_ANSWER_SECONDS} seconds do not "
            f"fit into {guide.time_limit_minutes} minutes: raise the time limit or remove questions."
        )
    return found


PRACTICE_WITHOUT_A_MODEL = (
    "No language model is configured (LLM_MODELS): candidates practise without feedback on their answers, and their "
    "reports have no levels. They are told so."
)


def notes(guide: Guide, most_ms: int | None = None, *, ai: bool = True) -> list[str]:
    """What a manager should know before publishing, without being kept from it.

    `most_ms` is the installation's limit; `ai` says whether a language model is configured.
    """
    found = [PRACTICE_WITHOUT_A_MODEL] if guide.practice and not ai else []
    found += _notes_on_time(guide, most_ms) + _notes_on_rubric(guide)
    for one in guide.questions:
        trait = protected.trait_asked(one.text)
        if trait is not None:
            found.append(
                f"Question {one.position} may ask about a protected trait ({trait}). Please read it again."
            )
    return found


def publish(
    session: Session, taken: Interview, *, voiced: bool, queue: ports.JobQueue, clock: ports.Clock
) -> Guide:
    """Freeze the draft and open the interview with it. Candidates who have begun keep their version.

    With `voiced` a job speaks the questions ahead of time. Raises WrongState naming the first problem.
    """
    guide = draft_of(taken)
    if guide is None:
        raise errors.WrongState("There is no draft to publish: start a new version first.")
    if authoring.is_drafting(authoring.drafting_step(session, guide)):
        raise errors.NotYet("Questions are being drafted: wait for them, or stop the drafting first.")
    if found := problems(guide):
        raise errors.WrongState(found[0])
    now = clock()
    if guide.deadline is not None and guide.deadline <= now:
        raise errors.WrongState("The deadline has passed already: choose a later one.")
    guide.question_count = len(guide.questions)
    guide.frozen_at = now
    taken.state, taken.published_at = InterviewState.PUBLISHED, taken.published_at or now
    woken = [steps.add(session, StepKind.VOICE_PRESETS, guide.id).id] if voiced else []
    session.commit()
    steps.wake(session, queue, woken)
    return guide


def new_version(session: Session, taken: Interview, *, clock: ports.Clock) -> Guide:
    """A draft copied from the published version, for editing; a draft that is there already is given back."""
    draft, current = draft_of(taken), taken.current_guide
    if draft is not None:
        return draft
    if current is None:
        raise errors.NotFound
    guide = authoring.new_guide(
        guide_document.of_guide(current), version=taken.guides[-1].version + 1, clock=clock
    )
    taken.guides.append(guide)
    session.commit()
    return guide


def discard_version(session: Session, taken: Interview) -> None:
    """Drop the draft and stay with the published version. Raises WrongState when nothing is published.

    The work on it goes too: a database may give the draft's id to the next one, and that would get its questions.
    """
    draft = draft_of(taken)
    if draft is None:
        return
    if taken.current_guide is None:
        raise errors.WrongState("This interview was never published: archive it instead.")
    session.execute(delete(Step).where(Step.kind.in_(OF_GUIDES), Step.subject_id == draft.id))
    taken.guides.remove(draft)
    session.commit()


def close(session: Session, taken: Interview) -> None:
    """Take no new candidates; interviews already begun go on."""
    if taken.state is InterviewState.PUBLISHED:
        taken.state = InterviewState.CLOSED
        session.commit()


def reopen(session: Session, taken: Interview) -> None:
    """Take candidates again. Raises WrongState for one that was never published."""
    if taken.current_guide is None:
        raise errors.WrongState("Publish the interview first.")
    taken.state = InterviewState.PUBLISHED
    session.commit()


def archive(session: Session, taken: Interview, *, clock: ports.Clock) -> None:
    """Put the interview out of sight and close it; nothing is deleted."""
    if taken.state is InterviewState.PUBLISHED:
        taken.state = InterviewState.CLOSED
    taken.archived_at = taken.archived_at or clock()
    session.commit()


def unarchive(session: Session, taken: Interview) -> None:
    """Bring the interview back into the list, still closed."""
    taken.archived_at = None
    session.commit()


def _notes_on_time(guide: Guide, most_ms: int | None) -> list[str]:
    limit = supervision.limit_ms(guide.time_limit_minutes, most_ms) / 60_000
    cut = note_on_limit(guide.time_limit_minutes, most_ms)
    found = [cut] if cut is not None else []
    wanted = sum(one.seconds for one in guide.questions)
    if wanted > limit * 60:
        minutes = -(-wanted // 60)
        found.append(f"All answers may take {minutes} minutes; the limit of {limit:g} may cut the last.")
    return found


def note_on_limit(minutes: int, most_ms: int | None) -> str | None:
    """That a time limit is longer than what this installation gives any interview; None where it is not."""
    if most_ms is None or minutes * 60_000 <= most_ms:
        return None
    return (
        f"Candidates are given, and told of, {most_ms / 60_000:g} minutes and not {minutes}: "
        "this installation's supervisor lets no interview take longer."
    )


def _notes_on_rubric(guide: Guide) -> list[str]:
    if not guide.questions:
        return []
    tested = {key for one in guide.questions for key in one.competency_keys}
    found = [f"No question tests “{one.name}”." for one in guide.competencies if one.key not in tested]
    return found + _aimless(guide.questions)


def _aimless(questions: Sequence[Question]) -> list[str]:
    return [f"Question {one.position} tests no competency." for one in questions if not one.competency_keys]


def languages_in_use(session: Session) -> list[str]:
    """The languages of published interviews, the commonest first: what a recogniser had better have at hand."""
    commonest = func.count().desc()
    return list(
        session.scalars(
            select(Guide.language)
            .join(Interview, Interview.id == Guide.interview_id)
            .where(Interview.state == InterviewState.PUBLISHED, Guide.frozen_at.is_not(None))
            .group_by(Guide.language)
            .order_by(commonest, Guide.language)
        )
    )
