"""What the house's style asks for and a linter cannot hold."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import jinja2
import jinja2.meta
import pytest

from interview_app.config import Settings

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
OWN_ENVIRONMENTS = {"mail"}
"""Folders of templates that are named without their folder."""
ROOMS = ("interview_app", "jobs", "deploy")
SOURCES = sorted([ROOT / "wsgi.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))])
Node = TypeVar("Node", bound=ast.AST)
TREES = {path: ast.parse(path.read_text()) for path in SOURCES}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(kind: type[Node]) -> Iterator[tuple[str, Node]]:
    """All nodes of a kind, each with its file's name."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield name_of(path), node


@functools.cache
def strings() -> set[str]:
    return {node.value for _, node in nodes(ast.Constant) if isinstance(node.value, str)}


# Sizes


def function_lengths() -> dict[str, int]:
    return {
        f"{file}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for kind in (ast.FunctionDef, ast.AsyncFunctionDef)
        for file, node in nodes(kind)
    }


def test_no_function_is_over_sixty_lines():
    assert {where: lines for where, lines in function_lengths().items() if lines > 60} == {}


def test_functions_stay_short():
    lengths = sorted(function_lengths().values())
    assert statistics.median(lengths) <= 10
    assert lengths[int(len(lengths) * 0.9)] <= 35


def test_no_file_is_over_four_hundred_lines():
    lines = {name_of(path): path.read_text().count("\n") for path in SOURCES}
    assert {file: count for file, count in lines.items() if count > 400} == {}


# Errors and transactions


def is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(one, ast.Name) and one.id in {"Exception", "BaseException"} for one in caught)


def test_one_broad_except_in_the_whole_program():
    broad = [file for file, handler in nodes(ast.ExceptHandler) if is_broad(handler)]
    assert broad == ["jobs/worker.py"]


@pytest.mark.parametrize("verb", ["commit", "add", "add_all", "delete", "merge"])
def test_only_use_cases_write(verb):
    """A view reads, an adapter keeps its own store, and whoever names a session writes through a use case."""
    writers = {
        file
        for file, call in nodes(ast.Call)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == verb
        and "session" in ast.unparse(call.func.value).rpartition(".")[2].lower()
    }
    assert {file for file in writers if not file.startswith("interview_app/usecases/")} == set()


# Settings


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_each_setting_is_documented(setting):
    variable = setting.upper()
    assert re.search(rf"^\| *`{variable}`", (ROOT / "README.md").read_text(), re.MULTILINE), "README's table"
    assert re.search(rf"^#? ?{variable}=", (ROOT / ".env.example").read_text(), re.MULTILINE), ".env.example"


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_each_setting_is_read(setting):
    assert setting in attributes()


@functools.cache
def attributes() -> set[str]:
    return {node.attr for _, node in nodes(ast.Attribute)}


def test_only_the_settings_read_the_environment():
    """Beside them the supervisor, which makes it, gunicorn's file, and the child that gets the least of it."""
    calls = {
        file for file, call in nodes(ast.Call) if ast.unparse(call.func) in {"os.getenv", "os.environ.get"}
    }
    lookups = {
        file
        for file, lookup in nodes(ast.Subscript)
        if ast.unparse(lookup.value) == "os.environ" and isinstance(lookup.ctx, ast.Load)
    }
    assert calls | lookups <= {
        "interview_app/config.py",
        "jobs/up.py",
        "deploy/gunicorn.conf.py",
        "interview_app/adapters/_child.py",
    }


# Templates and prompts


@functools.cache
def mentioned_templates() -> set[str]:
    """By render, include, extends or import; a name put together at run time counts by its fixed part."""
    found = strings()
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for path in TEMPLATES.rglob("*"):
        if path.is_file():
            referenced = jinja2.meta.find_referenced_templates(environment.parse(path.read_text()))
            found |= {name for name in referenced if name}
    return found


@pytest.mark.parametrize(
    "template", sorted(p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.*"))
)
def test_each_template_is_reached(template):
    folder, _, name = template.rpartition("/")
    assert {template, name if folder in OWN_ENVIRONMENTS else template} & mentioned_templates()


def test_each_mentioned_template_exists():
    named = {name for name in mentioned_templates() if re.fullmatch(r"[a-z_]+/[a-z_/]+\.html", name)}
    assert {name for name in named if not (TEMPLATES / name).is_file()} == set()


# Jobs and the light web process


def job_paths() -> list[str]:
    return sorted(text for text in strings() if re.fullmatch(r"jobs\.[a-z_]+\.[a-z_]+", text))


def test_jobs_are_named_by_path():
    assert len(job_paths()) >= 8


@pytest.mark.parametrize("path", job_paths())
def test_each_job_path_resolves(path):
    module, _, function = path.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize("module", ["interviewing", "lab", "mail", "reporting", "speech"])
def test_each_job_is_asked_for(module):
    jobs = importlib.import_module(f"jobs.{module}")
    functions = [
        name
        for name, found in inspect.getmembers(jobs, inspect.isfunction)
        if found.__module__ == jobs.__name__
    ]
    unasked = {name for name in functions if not name.startswith("_")} - {
        path.rpartition(".")[2] for path in job_paths()
    }
    assert unasked == set()


HEAVY = ("torch", "whisperx", "litellm", "weasyprint", "elevenlabs", "pypdf", "boto3")


def test_the_web_process_loads_no_heavy_library(tmp_path):
    program = f"import sys, wsgi; print(sorted(set(sys.modules) & set({HEAVY!r})))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SECRET_KEY": "s" * 40},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr


# Words


WRITTEN = [".py", ".html", ".j2", ".js", ".css", ".sh", ".toml", ".yaml", ".yml", ".json", ".txt", ".example"]


def written_files() -> list[Path]:
    """All that we wrote outside tests: code, pages, settings."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [
        ROOT / name
        for name in listed.stdout.splitlines()
        if not name.startswith(("tests/", "static/vendor/"))
    ]
    return [path for path in paths if path.is_file() and (path.suffix in WRITTEN or not path.suffix)]


UNFINISHED = re.compile(r"\b(mock|dummy|lorem|todo|fixme)\w*\b", re.IGNORECASE)


def test_nothing_is_left_unfinished_or_pretended():
    found = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in written_files()
        if not path.name.startswith("requirements")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert found == []


REGISTRY_HOSTS = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "/opt/" + "pypi",
)


def test_no_file_names_a_package_registry():
    found = [
        f"{name_of(path)}: {host}"
        for path in written_files()
        for host in REGISTRY_HOSTS
        if host in path.read_text()
    ]
    assert found == []
