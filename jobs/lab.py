"""The interview lab's job."""

from __future__ import annotations

from interview_app.adapters.scratch_database import scratch_database
from interview_app.usecases import lab_runs, simulated_watch
from jobs import worker


def run(step_id: int) -> None:
    """The next simulated candidate of a run."""
    worker.perform(
        step_id,
        lambda work: lab_runs.go_on(
            work.session,
            work.claim,
            model=work.ports.model,
            scratch=scratch_database,
            queue=work.ports.queue,
            clock=work.ports.clock,
            patience_seconds=work.settings.model_patience_seconds,
            watcher=simulated_watch.Watcher(work.settings),
        ),
    )
