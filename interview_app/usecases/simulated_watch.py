"""The supervisor of a simulated interview: the sweep's rounds and the looks that it orders, as a worker does them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from interview_app import config, ports
from interview_app.lab import laws, rig
from interview_app.models import InterviewSession, StepKind, StepState, SupervisionEntry
from interview_app.usecases import standing, steps, supervising, supervision_log, watching


class Watcher:
    """One for each interview; it keeps what the laws are held against."""

    def __init__(self, settings: config.Settings) -> None:
        self._settings, self._crew = settings, rig.Crew()
        self._seen = 0
        self._looks: list[laws.Look] = []
        self._asked_when_concluded: int | None = None

    @property
    def most_ms(self) -> int | None:
        """The most of its own time that the installation gives an interview, in milliseconds."""
        return supervising.most_ms(self._settings)

    def go_round(
        self,
        session: Session,
        seat: InterviewSession,
        meanwhile: Callable[[], object],
        *,
        model: ports.LanguageModel | None,
        clock: ports.Clock,
    ) -> None:
        """Keep the times, and look at the newest answer if that is ordered. Commits.

        `meanwhile` happens while the model thinks. Raises what it raises.
        """
        before = _answer_of(seat)
        watching.go_round(session, self._settings, queue=self._crew, clock=clock)
        self._note(session, seat, before)
        mine = _claim(session, seat)
        if mine is None:
            return
        found = [_answer_of(seat)]

        def happens() -> None:
            meanwhile()
            found.append(_answer_of(seat))

        asked = rig.Busy(model, happens) if model is not None else None
        watching.look(session, mine, model=asked, settings=self._settings, queue=self._crew, clock=clock)
        self._note(session, seat, found[-1])

    def account(self, session: Session, seat: InterviewSession) -> laws.Watch:
        """What came of it all."""
        rules = supervising.rules_of(self._settings)
        log = supervision_log.entries(session, seat)
        return laws.Watch(
            looks=tuple(self._looks),
            calls=sum(one.metrics is not None for one in log),
            concludes_at_ms=rules.concludes_at_ms,
            ends_at_ms=seat.ends_at_ms,
            asked_when_concluded=self._asked_when_concluded,
            after_conclude_ms=rules.after_conclude_ms,
        )

    def _note(self, session: Session, seat: InterviewSession, before: laws.AnswerNow) -> None:
        """Keep the lines that were written since the last time, and how the newest answer stood before and after."""
        for line in supervision_log.entries(session, seat)[self._seen :]:
            self._seen += 1
            self._looks.append(_look(line, before, _answer_of(seat)))
        if seat.ends_at_ms is not None and self._asked_when_concluded is None:
            self._asked_when_concluded = len(seat.turns)
        session.commit()


def _claim(session: Session, seat: InterviewSession) -> steps.Claim | None:
    """The ordered look, due now: a step's waiting time is the database's, and here time is simulated."""
    step = steps.find(session, StepKind.SUPERVISE, seat.id)
    if step is not None and step.state is StepState.READY:
        steps.add(session, StepKind.SUPERVISE, seat.id)
    session.commit()
    return steps.claim(session, step.id) if step is not None else None


def _answer_of(seat: InterviewSession) -> laws.AnswerNow:
    newest = seat.turns[-1]
    return laws.AnswerNow(
        number=newest.position,
        running=newest.sealed_at is None,
        seconds=standing.answer_time(newest).whole_seconds,
    )


def _look(line: SupervisionEntry, before: laws.AnswerNow, after: laws.AnswerNow) -> laws.Look:
    return laws.Look(
        source=line.source,
        action=line.action,
        note=line.text,
        used_ms=line.used_ms,
        before=before,
        after=after,
    )
