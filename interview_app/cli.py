"""Commands for whoever runs Candid: `flask --app wsgi …`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.utils import import_string

from interview_app import cli_lab, cli_speech, wiring
from interview_app.adapters import rq_queue
from interview_app.config import Settings
from interview_app.domain import errors
from interview_app.extensions import db
from interview_app.models import Role, User
from interview_app.ports import Check, Ports
from interview_app.usecases import authoring, housekeeping, people, revoicing, steps, watching, workers

FIRST_EMAIL = "admin@example.com"


def init_app(app: Flask) -> None:
    for command in (create_admin, doctor, sweep, purge, load_templates, cli_speech.evaluate, cli_lab.lab):
        app.cli.add_command(command)


def _ports() -> Ports:
    found: Ports = current_app.extensions["candid"].ports
    return found


@click.command("create-admin")
@click.option("--email", default=FIRST_EMAIL, show_default=True, help="What the manager logs in with.")
@click.option("--name", default="Manager", show_default=True)
@click.option("--if-none", is_flag=True, help="Only when there is no manager yet; say so otherwise.")
@with_appcontext
def create_admin(email: str, name: str, if_none: bool) -> None:
    """Create a manager and print the one-time password."""
    clock = _ports().clock
    if if_none:
        authoring.load_templates(db.session(), clock)
        made = people.create_first_admin_if_none(db.session(), email, name, clock=clock)
        if made is None:
            click.echo("Log in with your manager's account.")
            return
    else:
        made = _new_manager(email, name)
    user, once = made
    click.echo(f"First login: {user.email}   one-time password: {once}   (to be changed at the first login)")


def _new_manager(email: str, name: str) -> tuple[User, str]:
    try:
        return people.create_user(db.session(), email, name, Role.ADMIN, clock=_ports().clock)
    except errors.InvalidInput as error:
        raise click.ClickException(str(error)) from error


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """One real, tiny call to each configured service: green, or red with the reason. Exit status 1 if any is red."""
    settings = current_app.extensions["candid"].settings
    bad = 0
    for check in (*wiring.connect_worker(settings).checks, *_speech_workers(settings)):
        found = check()
        bad += not found.ok
        mark = click.style("green", fg="green") if found.ok else click.style("red  ", fg="red")
        click.echo(f"{mark}  {found.name}: {found.detail}")
    for name, configured, what in (
        (
            "Language models",
            bool(settings.llm_models),
            "set LLM_MODELS; questions then come from the guide alone",
        ),
        (
            "Résumé pictures",
            settings.sees_pictures,
            "set RESUME_VISION_MODELS; until then candidates send PDF or Word files, or paste the text",
        ),
        (
            "Speech recognition",
            bool(settings.speech_providers),
            "set SPEECH_PROVIDERS; answers stay untranscribed",
        ),
        ("Voice", settings.voiced, "set ELEVENLABS_API_KEY; until then the browser speaks"),
        (
            "Mail",
            settings.mail_configured,
            "set SMTP_HOST and MAIL_FROM; until then links are copied by hand",
        ),
    ):
        if not configured:
            click.echo(f"{click.style('unset', fg='yellow')}  {name}: {what}")
    sys.exit(1 if bad else 0)


def _speech_workers(settings: Settings) -> Iterator[Callable[[], Check]]:
    """Recognition that works here is of no use while nobody listens."""
    if settings.speech_providers:
        yield _who_listens


def _who_listens() -> Check:
    try:
        listening, known = workers.any_listens(db.session()), workers.known(db.session())
    except SQLAlchemyError:
        listening, known = False, ()
    finally:
        db.session.rollback()
    reasons = " ".join(one.reason for one in known if one.reason)
    told = (
        f"one listens. {reasons}".removesuffix(". ")
        if listening
        else f"none listens: see that one runs (python -m jobs.worker speech). {reasons}"
    )
    return Check(name="Speech workers", ok=listening, detail=told.strip())


@click.command("sweep")
@click.option("--run", is_flag=True, help="Do what is due here, and what follows from it, without any queue.")
@with_appcontext
def sweep(run: bool) -> None:
    """Wake every step that is due and was forgotten, keep interviews' times, erase what may not be kept."""
    ports, settings = _ports(), current_app.extensions["candid"].settings
    housekeeping.keep_house(
        db.session(), queue=ports.queue, blobs=ports.blobs, clock=ports.clock, speaker=revoicing.speaker_of(settings)
    )  # fmt: skip
    watching.go_round(db.session(), settings, queue=ports.queue, clock=ports.clock)
    if run:
        click.echo(f"Steps tried here: {_do_what_is_due()}")
        return
    click.echo(f"Steps woken: {steps.sweep(db.session(), ports.queue)}")


def _do_what_is_due() -> int:
    """Also what follows from it, and the rest of what is done in parts. Returns how often a step was tried."""
    tried = 0
    while due := steps.kinds_of(db.session(), steps.due_steps(db.session())):
        for step_id, kind in due:
            import_string(rq_queue.JOBS[kind].function)(step_id)
            tried += 1
    return tried


@click.command("purge")
@with_appcontext
def purge() -> None:
    """Erase interviews, and invitations that nobody took up, kept longer than their guide promises."""
    ports = _ports()
    click.echo(f"Interviews erased: {housekeeping.purge(db.session(), blobs=ports.blobs, clock=ports.clock)}")
    click.echo(f"Invitations erased: {housekeeping.purge_invitations(db.session(), clock=ports.clock)}")


@click.command("load-templates")
@with_appcontext
def load_templates() -> None:
    """Load or refresh the five built-in templates."""
    click.echo(f"Templates loaded: {authoring.load_templates(db.session(), _ports().clock)}")
