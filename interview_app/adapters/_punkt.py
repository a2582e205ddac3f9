"""Sentence tables for whisperx.align, which would otherwise download NLTK's in the middle of a job.

Only words are taken from an alignment, and those do not depend on where a sentence is thought to end, so
empty tables do: no abbreviations, no collocations.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import nltk

FILES = ("abbrev_types.txt", "collocations.tab", "ortho_context.tab", "sent_starters.txt")


def provide(languages: Iterable[str]) -> None:
    """Put empty tables first in NLTK's search path, in a folder that goes with this process."""
    folder = tempfile.mkdtemp(prefix="candid-punkt-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for language in languages:
        tables = Path(folder, "tokenizers", "punkt_tab", language)
        tables.mkdir(parents=True)
        for name in FILES:
            (tables / name).touch()
    nltk.data.path.insert(0, folder)
