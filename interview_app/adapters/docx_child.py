"""The limited child that reads a stranger's Word document. Run as `python -m interview_app.adapters.docx_child`.

A .docx is a zip archive of XML parts. Only parts that hold text are opened, each up to a limit whatever the archive
says of its size; nothing outside the archive is ever named. Macros, fonts, pictures and embedded objects stay closed.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any, Final
from xml.parsers import expat

from interview_app.adapters import _confined, _docx_text

MAX_MEMBERS: Final = 2_000
MAX_PART_BYTES: Final = 10_000_000
MAX_UNPACKED_BYTES: Final = 30_000_000
MAX_CHARS: Final = 60_000
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, _docx_text.Forbidden, EOFError, NotImplementedError, ValueError,
)  # fmt: skip
PACKED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
LOCKED: Final = 0x1
"""The flag of a member that needs a password."""


class _Problem(Exception):
    """Why the document cannot be read, as a word of `docx_resume.PROBLEMS`."""


def main() -> None:
    _confined.answer(_answer, "a Word document")


def _answer(body: bytes) -> dict[str, Any]:
    try:
        return _text(_Parts(zipfile.ZipFile(io.BytesIO(body))))
    except _Problem as problem:
        return {"problem": str(problem)}
    except (_docx_text.TooDeep, MemoryError):
        return {"problem": "heavy"}
    except BROKEN:
        return {"problem": "broken"}


class _Parts:
    """The archive's members by name, unpacked one at a time and counted."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        if len(archive.infolist()) > MAX_MEMBERS:
            raise _Problem("heavy")
        self._archive = archive
        self._left = MAX_UNPACKED_BYTES

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def read(self, name: str) -> bytes:
        member = self._archive.NameToInfo.get(name)
        if member is None:
            raise _Problem("other")
        if member.flag_bits & LOCKED:
            raise _Problem("encrypted")
        if member.compress_type not in PACKED:
            raise _Problem("broken")
        most = min(MAX_PART_BYTES, self._left)
        with self._archive.open(member) as packed:
            part = packed.read(most + 1)
        if len(part) > most:
            raise _Problem("heavy")
        self._left -= len(part)
        return part


def _text(parts: _Parts) -> dict[str, Any]:
    """The text in reading order: headers, body, footers, notes."""
    types = _docx_text.ContentTypes()
    _docx_text.parse(parts.read("[Content_Types].xml"), types)
    if any("macro" in found.lower() or "vba" in found.lower() for _, found in types.found):
        raise _Problem("macros")
    main = next(iter(_related(parts, "").get("officeDocument", ())), "")
    others = _related(parts, main)
    styles = _docx_text.Styles()
    for name in others.get("styles", ()):
        _docx_text.parse(parts.read(name), styles)
    page = _docx_text.Page(styles, MAX_CHARS)
    if not _parse_all(parts, [*others.get("header", ()), main], page):
        raise _Problem("other")
    _parse_all(
        parts, [name for kind in ("footer", "footnotes", "endnotes") for name in others.get(kind, ())], page
    )
    text = page.text
    cut = page.full or len(text) > MAX_CHARS
    return {"text": text[:MAX_CHARS], "pages": 0, "hidden": page.hidden, "truncated": cut}


def _parse_all(parts: _Parts, names: list[str], page: _docx_text.Page) -> bool:
    """Whether a document's body was among them."""
    for name in names:
        if not page.full:
            _docx_text.parse(parts.read(name), page)
            page.end_part()
    return page.is_document


def _related(parts: _Parts, source: str) -> dict[str, list[str]]:
    """The members that `source` ("" for the archive itself) names, by the last word of the relation, each once.

    A relation to something outside the archive, or to what it does not hold, is left out.
    """
    folder, file = posixpath.split(source)
    name = posixpath.join(folder, "_rels", f"{file}.rels")
    found: dict[str, list[str]] = {}
    relations = _docx_text.Relations()
    if name in parts:
        _docx_text.parse(parts.read(name), relations)
    for kind, target in relations.found:
        member = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if member in parts and member not in found.setdefault(kind, []):
            found[kind].append(member)
    return found


if __name__ == "__main__":
    main()
