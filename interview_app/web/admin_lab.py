"""The interview lab: simulated candidates take an interview, and a report says how the interviewer did. For managers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from interview_app.domain import errors
from interview_app.extensions import db
from interview_app.lab import figures, personas
from interview_app.models import Interview, LabRun, Template
from interview_app.usecases import authoring, guide_document, lab_runs, publishing
from interview_app.usecases.guide_document import GuideDocument
from interview_app.web import guards
from interview_app.web.render import ports, render, see_other, settings

bp = Blueprint("lab", __name__, url_prefix="/system/lab")


@bp.get("")
@guards.admin_required
def index() -> ResponseReturnValue:
    return _page(chosen=[one.value for one in personas.Persona])


@bp.post("")
@guards.admin_required
def begin() -> ResponseReturnValue:
    """Order a run of the chosen guide; a worker does it."""
    chosen = request.form.getlist("candidates")
    try:
        run = lab_runs.begin(
            db.session(),
            _document(request.form.get("source", "")),
            [one for one in personas.Persona if one.value in chosen],
            written=request.form.get("answers") == "written",
            models=settings().llm_models,
            by=guards.me(),
            queue=ports().queue,
            clock=ports().clock,
        )
    except (errors.InvalidInput, errors.WrongState) as error:
        db.session.rollback()
        return _page(chosen=chosen, problem=str(error), status=422)
    return see_other(url_for(".page", run_id=run.id))


@bp.get("/<int:run_id>")
@guards.reads_only
@guards.admin_required
def page(run_id: int) -> ResponseReturnValue:
    run = guards.get_lab_run_or_404(run_id)
    return render(
        "admin/lab_run.html",
        "admin/_lab_run.html",
        run=run,
        totals=figures.totals(run.results),
        failure=lab_runs.failure_of(db.session(), run),
        descriptions=personas.DESCRIPTIONS,
    )


@bp.post("/<int:run_id>/stop")
@guards.admin_required
def stop(run_id: int) -> ResponseReturnValue:
    lab_runs.stop(db.session(), guards.get_lab_run_or_404(run_id), clock=ports().clock)
    flash("Stopped. What was done is below.", "good")
    return see_other(url_for(".page", run_id=run_id))


def _page(*, chosen: list[str], problem: str = "", status: int = 200) -> ResponseReturnValue:
    session = db.session()
    open_ones = session.scalars(
        select(Interview).where(Interview.archived_at.is_(None)).order_by(Interview.id.desc())
    ).all()
    sources = [(f"interview-{one.id}", publishing.shown_of(one).job_title) for one in open_ones]
    templates = session.scalars(select(Template).order_by(Template.id))
    sources += [(f"template-{one.id}", f"{one.name} (template)") for one in templates]
    return render(
        "admin/lab.html",
        status=status,
        sources=sources,
        wanted=request.form.get("source", ""),
        answers=request.form.get("answers", "spoken"),
        chosen=chosen,
        problem=problem,
        models=settings().llm_models,
        runs=[_line(run) for run in lab_runs.latest(session)],
        descriptions=personas.DESCRIPTIONS,
    )


def _line(run: LabRun) -> dict[str, Any]:
    return {"run": run, "totals": figures.totals(run.results)}


def _document(source: str) -> GuideDocument:
    """The guide behind "interview-7" or "template-3". Raises InvalidInput for anything else."""
    kind, _, number = source.partition("-")
    found = None
    if number.isascii() and number.isdigit() and len(number) < 10:
        found = db.session.get({"template": Template}.get(kind, Interview), int(number))
    if isinstance(found, Template):
        return authoring.from_template(found)
    if isinstance(found, Interview) and kind == "interview":
        return guide_document.of_guide(publishing.shown_of(found))
    raise errors.InvalidInput("Please choose an interview or a template.", "source")
