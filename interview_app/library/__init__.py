"""What Candid brings along: five templates, a bank of general questions, a general rubric."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any, TypedDict

_FOLDER = Path(__file__).resolve().parent
TEMPLATE_KEYS = (
    "software_engineer",
    "product_manager",
    "data_scientist",
    "sales_representative",
    "customer_support",
)


class BankQuestion(TypedDict):
    """A general question; `competencies` are keys of the general rubric, `seconds` the answer's time."""

    text: str
    competencies: list[str]
    tags: list[str]
    seconds: int


def templates() -> list[tuple[str, str, dict[str, Any]]]:
    """Key, name and document (see usecases.guide_document) of each template, in order."""
    found = []
    for key in TEMPLATE_KEYS:
        document = dict(_read(f"templates/{key}.json"))
        found.append((key, str(document.pop("name")), document))
    return found


def bank() -> list[BankQuestion]:
    """The general questions, in the order in which they are offered."""
    return list(_read("bank.json"))


def general_rubric() -> list[dict[str, Any]]:
    """Five competencies that suit any role."""
    return list(_read("general_rubric.json"))


@functools.cache
def _read(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))
