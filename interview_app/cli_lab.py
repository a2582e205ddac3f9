"""`flask lab`: simulated candidates take an interview here and now; nothing of it is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from interview_app import library, wiring
from interview_app.adapters.scratch_database import scratch_database
from interview_app.domain import errors
from interview_app.extensions import db
from interview_app.lab import figures, personas, rig
from interview_app.models import Interview
from interview_app.usecases import guide_document, publishing, simulated_watch, simulating
from interview_app.usecases.guide_document import GuideDocument

_COLUMNS = ("candidate", "time", "prepared", "follow-ups", "résumé", "refused", "notes", "calls", "cost")


@click.command("lab")
@click.option(
    "--template",
    type=click.Choice(library.TEMPLATE_KEYS),
    default=library.TEMPLATE_KEYS[0],
    show_default=True,
)
@click.option("--interview", "interview_id", type=int, help="An interview's number, in place of a template.")
@click.option(
    "--candidate", "names", multiple=True, type=click.Choice([one.value for one in personas.Persona])
)
@click.option("--written", is_flag=True, help="Answers in writing; spoken otherwise.")
@click.option("--seed", default=0, show_default=True, help="Another number, other sentences.")
@click.option("--json", "to_file", type=click.Path(path_type=Path), help="Write the figures there, too.")
@with_appcontext
def lab(
    template: str,
    interview_id: int | None,
    names: tuple[str, ...],
    written: bool,
    seed: int,
    to_file: Path | None,
) -> None:
    """Let simulated candidates take an interview with the configured models. Exit status 1 if a rule was broken."""
    settings = current_app.extensions["candid"].settings
    document = _of_interview(interview_id) if interview_id is not None else _of_template(template)
    model = wiring.connect_worker(settings).model
    if model is None:
        click.echo("No language model is configured (LLM_MODELS): the rules alone choose.")
    click.echo("".join(name.ljust(14) for name in _COLUMNS))
    lines = []
    for name in names or [one.value for one in personas.Persona]:
        candidate = simulating.Candidate(persona=personas.Persona(name), seed=seed, written=written)
        with scratch_database() as apart:
            room = simulating.Room(
                session=apart,
                model=model,
                clock=rig.Clock(),
                patience_seconds=settings.model_patience_seconds,
                watcher=simulated_watch.Watcher(settings),
            )
            lines.append(_line_of(room, document, candidate))
        _tell(lines[-1])
    if to_file is not None:
        to_file.write_text(json.dumps(lines, indent=1, ensure_ascii=False), encoding="utf-8")
    broken = figures.totals(lines)["broken"]
    click.echo(f"Rules broken: {broken}")
    raise SystemExit(1 if broken else 0)


def _of_template(key: str) -> GuideDocument:
    return GuideDocument.model_validate({name: document for name, _, document in library.templates()}[key])


def _of_interview(interview_id: int) -> GuideDocument:
    found = db.session.get(Interview, interview_id)
    if found is None:
        raise click.ClickException(f"There is no interview {interview_id}.")
    document = guide_document.of_guide(publishing.shown_of(found))
    db.session.rollback()
    return document


def _line_of(
    room: simulating.Room, document: GuideDocument, candidate: simulating.Candidate
) -> dict[str, Any]:
    try:
        return figures.of(simulating.take_interview(room, document, candidate))
    except errors.WrongState as error:
        raise click.ClickException(str(error)) from error


def _tell(line: dict[str, Any]) -> None:
    shown = (
        line["candidate"],
        f"{line['used_seconds']}/{line['limit_seconds']} s",
        f"{line['presets_asked']}/{line['presets']}",
        line["follow_ups"],
        line["resume_questions"],
        line["refused"],
        line["notes"],
        f"{line['calls']} ({line['unanswered']} failed)",
        f"${line['cost_usd']:.4f}",
    )
    click.echo("".join(str(part).ljust(14) for part in shown))
    for sentence in line["broken"]:
        click.echo(f"  {click.style('broken', fg='red')}  {sentence}")
