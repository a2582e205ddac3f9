"""The interview lab's runs: beginning one, doing it a candidate at a time, keeping the last few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import errors
from interview_app.lab import figures, personas, rig
from interview_app.models import LabRun, Step, StepKind, StepState, User
from interview_app.usecases import authoring, publishing, simulated_watch, simulating, steps
from interview_app.usecases.guide_document import GuideDocument

KEPT: Final = 10
Scratch = Callable[[], AbstractContextManager[Session]]
"""Opens an empty database of the lab's own, which is gone when it is left."""


def begin(
    session: Session,
    document: GuideDocument,
    candidates: Sequence[personas.Persona],
    *,
    written: bool,
    models: Sequence[str],
    by: User,
    queue: ports.JobQueue,
    clock: ports.Clock,
) -> LabRun:
    """Order a run and forget the oldest. Raises WrongState for a guide that cannot be published, InvalidInput for none."""
    if not candidates:
        raise errors.InvalidInput("Please choose at least one simulated candidate.", "candidates")
    if found := publishing.problems(authoring.new_guide(document, version=1, clock=clock)):
        raise errors.WrongState(found[0])
    run = LabRun(
        title=document.guide.job_title,
        document=document.model_dump(mode="json"),
        candidates=[one.value for one in candidates],
        written=written,
        seed=0,
        models=list(models),
        results=[],
        created_by_id=by.id,
        created_at=clock(),
    )
    session.add(run)
    session.flush()
    run.seed = run.id
    _forget_old(session)
    step = steps.add(session, StepKind.RUN_LAB, run.id)
    session.commit()
    steps.wake(session, queue, [step.id])
    return run


def go_on(
    session: Session,
    mine: steps.Claim,
    *,
    model: ports.LanguageModel | None,
    scratch: Scratch,
    queue: ports.JobQueue,
    clock: ports.Clock,
    patience_seconds: float,
    watcher: simulated_watch.Watcher | None = None,
) -> None:
    """Let the next simulated candidate take the interview, and put the step back for the one behind.

    In between true candidates' steps have their turn. A run that was stopped or forgotten ends here.
    """
    run = session.get(LabRun, mine.subject_id)
    if run is not None and run.finished_at is None:
        candidate = simulating.Candidate(
            persona=personas.Persona(run.candidates[len(run.results)]), seed=run.seed, written=run.written
        )
        document = GuideDocument.model_validate(run.document)
        session.commit()
        with scratch() as apart:
            room = simulating.Room(
                session=apart,
                model=model,
                clock=rig.Clock(),
                patience_seconds=patience_seconds,
                watcher=watcher,
            )
            taken = simulating.take_interview(room, document, candidate)
        run = session.get(LabRun, mine.subject_id, with_for_update=True, populate_existing=True)
    if run is not None and run.finished_at is None:
        run.results = [*run.results, figures.of(taken)]
        if len(run.results) < len(run.candidates):
            steps.again(session, mine, queue)
            return
        run.finished_at = clock()
    steps.finish(session, mine, at=clock())
    session.commit()


def stop(session: Session, run: LabRun, *, clock: ports.Clock) -> None:
    """Take no further candidate; what is done is kept."""
    run.finished_at = run.finished_at or clock()
    session.commit()


def latest(session: Session) -> Sequence[LabRun]:
    """The kept runs, the newest first."""
    return session.scalars(select(LabRun).order_by(LabRun.id.desc())).all()


def failure_of(session: Session, run: LabRun) -> Step | None:
    """The run's step when it was given up or waits for another try, with the reason."""
    step = steps.of_subject(session, run.id, [StepKind.RUN_LAB]).get(StepKind.RUN_LAB)
    return step if step is not None and (step.failure or step.state is StepState.FAILED) else None


def _forget_old(session: Session) -> None:
    old = session.scalars(select(LabRun.id).order_by(LabRun.id.desc()).offset(KEPT)).all()
    session.execute(delete(Step).where(Step.kind == StepKind.RUN_LAB, Step.subject_id.in_(old)))
    session.execute(delete(LabRun).where(LabRun.id.in_(old)))
