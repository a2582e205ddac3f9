"""Prompts: Jinja templates with a version each. What comes from people goes in as JSON strings, never as prose."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jinja2

from interview_app.ports import Message

_FOLDER = Path(__file__).parent / "prompts"
_VERSION = re.compile(r"\{#\s*version:\s*([a-z_]+-\d+)\s*#\}")
_jinja = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_FOLDER),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701  # prompts are text; foreign strings go through `tojson`, which escapes < > & too
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is put to a model. `version` is the template's, `digest` the SHA-256 of every word of it, in hex."""

    purpose: str
    version: str
    messages: tuple[Message, ...]
    digest: str


def render(purpose: str, **context: Any) -> Prompt:
    """The prompt `prompts/<purpose>.j2` with its `system` and `user` blocks filled in."""
    template = _jinja.get_template(f"{purpose}.j2")
    messages = tuple(
        Message(role, "".join(template.blocks[role](template.new_context(context))).strip())
        for role in ("system", "user")
    )
    whole = "\x00".join(message.text for message in messages)
    return Prompt(purpose, version_of(purpose), messages, hashlib.sha256(whole.encode()).hexdigest())


def showing(prompt: Prompt, pictures: tuple[bytes, ...]) -> Prompt:
    """The prompt with JPEG pictures behind its last message; they count in its digest."""
    *before, last = prompt.messages
    digest = hashlib.sha256(prompt.digest.encode())
    for picture in pictures:
        digest.update(hashlib.sha256(picture).digest())
    messages = (*before, replace(last, pictures=pictures))
    return replace(prompt, messages=messages, digest=digest.hexdigest())


def version_of(purpose: str) -> str:
    """The version that the template's first line names. Raises ValueError when it names none."""
    found = _VERSION.match((_FOLDER / f"{purpose}.j2").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"the prompt {purpose} names no version")
    return found.group(1)


def purposes() -> list[str]:
    """Every prompt there is."""
    return sorted(path.stem for path in _FOLDER.glob("*.j2"))
