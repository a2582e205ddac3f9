"""`flask eval speech FOLDER`: word error rate, word times and speed of the recogniser on a team's own recordings."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from interview_app import wiring
from interview_app.adapters.scratch_database import scratch_database
from interview_app.config import Settings
from interview_app.domain import errors, word_errors
from interview_app.ports import OutsideError
from interview_app.usecases import evaluating

MODEL_OF = {"whisperx": "whisperx_model", "hosted": "hosted_speech_model"}
COLUMNS = ("file", "words", "subst.", "ins.", "del.", "WER", "times: median", "95 %", "real time", "model")


@click.group("eval")
def evaluate() -> None:
    """Measure how well models do their work, on examples of your own."""


@evaluate.command("speech")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--provider", type=click.Choice(["whisperx", "hosted"]), help="Instead of SPEECH_PROVIDERS.")
@click.option("--model", help="With --provider: instead of WHISPERX_MODEL or HOSTED_SPEECH_MODEL.")
@click.option("--pieces", is_flag=True, help="Hear in pieces, as WhisperX hears the answers of interviews.")
@click.option("--language", default="en", show_default=True, help="What is spoken in the recordings.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@with_appcontext
def speech(
    folder: Path, provider: str | None, model: str | None, pieces: bool, language: str, as_json: bool
) -> None:
    """Word error rate for the recordings in FOLDER.

    Beside each recording (wav, webm, mp4, ogg, mp3 …) lies what was said, name.txt, and if you like when, name.words.json:
    [["hello", 0.31, 0.62], …] in seconds. An empty text says that nobody speaks: then every word is an invention.
    """
    found, faults = evaluating.examples(folder)
    if not found and not faults:
        raise click.ClickException(f"There are no recordings in {folder}.")
    measured = _measure(found, faults, _tools(_settings(provider, model), pieces=pieces), language)
    click.echo(_as_json(measured, faults, language) if as_json else _table(measured))
    for fault in faults:
        click.echo(f"{click.style('not measured', fg='red')}  {fault.name}: {fault.reason}", err=True)
    sys.exit(1 if faults else 0)


def _settings(provider: str | None, model: str | None) -> Settings:
    given: Settings = current_app.extensions["candid"].settings
    if model and not provider:
        raise click.UsageError("--model needs --provider, to say whose model it is.")
    changes: dict[str, object] = {"speech_providers": (provider,)} if provider else {}
    if model:
        changes[MODEL_OF[provider or ""]] = model
    chosen = given.model_copy(update=changes)
    if "hosted" in chosen.recognisers and not chosen.hosted_speech_model:
        raise click.UsageError("The provider hosted needs a model: give --model, or set HOSTED_SPEECH_MODEL.")
    return chosen


def _tools(settings: Settings, *, pieces: bool) -> evaluating.Tools:
    tools = wiring.connect_evaluation(settings)
    try:
        return evaluating.in_pieces(tools, scratch_database) if pieces else tools
    except errors.InvalidInput as error:
        raise click.UsageError(str(error)) from error


def _measure(
    found: Sequence[evaluating.Example],
    faults: list[evaluating.Fault],
    tools: evaluating.Tools,
    language: str,
) -> list[evaluating.Measured]:
    """What could be measured; the rest is added to the faults."""
    measured: list[evaluating.Measured] = []
    for at, example in enumerate(found, 1):
        click.echo(f"{at}/{len(found)}  {example.recording.name}", err=True)
        try:
            if not measured:
                evaluating.warm(example, tools=tools, language=language)
            measured.append(evaluating.measure(example, tools=tools, language=language))
        except OutsideError as error:
            faults.append(evaluating.Fault(example.recording.name, error.reason))
    return measured


def _table(measured: Sequence[evaluating.Measured]) -> str:
    rows = [COLUMNS, *(_row(one.name, [one]) for one in measured), _row(f"all {len(measured)}", measured)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([*lines, "", f"Compared: {word_errors.NORMALISATION}."])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    """Names to the left, numbers to the right."""
    first, *numbers, last = (
        cell.ljust(width) if at in {0, len(row) - 1} else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *numbers, last]).rstrip()


def _row(name: str, measured: Sequence[evaluating.Measured]) -> tuple[str, ...]:
    summed = _summed(measured)
    count = summed["count"]
    return (
        name,
        str(count.words),
        str(count.substitutions),
        str(count.insertions),
        str(count.deletions),
        "-" if count.rate is None else f"{count.rate:.2%}",
        _milliseconds(summed["timing"].median_ms),
        _milliseconds(summed["timing"].worst_ms),
        "-" if summed["real_time"] is None else f"{summed['real_time']:.3f}",
        ", ".join(summed["models"]),
    )


def _milliseconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} ms"


def _summed(measured: Sequence[evaluating.Measured]) -> dict[str, Any]:
    audio_seconds = sum(one.audio_seconds for one in measured)
    return {
        "count": word_errors.counted_together(one.count for one in measured),
        "timing": word_errors.timed_together(one.timing for one in measured),
        "real_time": sum(one.spent_seconds for one in measured) / audio_seconds if audio_seconds else None,
        "models": sorted({f"{one.engine} {one.model}" for one in measured}),
    }


def _as_json(
    measured: Sequence[evaluating.Measured], faults: Sequence[evaluating.Fault], language: str
) -> str:
    told = {
        "language": language,
        "normalisation": word_errors.NORMALISATION,
        "files": [{"file": one.name, **_figures([one])} for one in measured],
        "all": _figures(measured),
        "not_measured": [{"file": fault.name, "reason": fault.reason} for fault in faults],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _figures(measured: Sequence[evaluating.Measured]) -> dict[str, Any]:
    summed = _summed(measured)
    timing: word_errors.Timing = summed["timing"]
    return {
        **asdict(summed["count"]),
        "wer": summed["count"].rate,
        "timed_words": len(timing.starts_ms),
        "untimed_words": timing.untimed,
        "start_median_ms": timing.median_ms,
        "start_95th_percentile_ms": timing.worst_ms,
        "audio_seconds": round(sum(one.audio_seconds for one in measured), 3),
        "real_time_factor": summed["real_time"],
        "models": summed["models"],
    }
