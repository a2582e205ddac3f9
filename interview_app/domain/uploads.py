"""What a candidate may send as a résumé: the kinds of file, known by their first bytes, and how many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from interview_app.domain import errors

FILES_A_DAY: Final = 10
"""Each file is kept and read by a job; nobody needs more tries, and the text can always be pasted."""


class Kind(StrEnum):
    """A kind of file; the value is its ending."""

    PDF = "pdf"
    DOCX = "docx"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"


PICTURES: Final = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
MIME: Final = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
}

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument"
_APPLE: Final = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
_OTHER_PICTURES: Final = (b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_OR_PASTE: Final = "or paste the text of your résumé instead."
_KNOWN_OTHERS: Final[tuple[tuple[Callable[[bytes], bool], str, str], ...]] = (
    (lambda body: not body.strip(), "file is empty", "choose another one"),
    (lambda body: body.startswith(_COMPOUND) and _ENCRYPTED in body, "Word file is locked with a password",
     "send it without one"),
    (lambda body: body.startswith(_COMPOUND), "is a Word file of the old kind (.doc)", "save it as .docx or PDF"),
    (lambda body: body.startswith(_ZIP) and _OPEN_DOCUMENT in body[:200], "is an OpenDocument file",
     "save it as PDF or .docx"),
    (lambda body: body.startswith(b"{\\rtf"), "is an RTF file", "save it as PDF or .docx"),
    (lambda body: body[4:12] in _APPLE or body.startswith(_OTHER_PICTURES),
     "is a picture of a kind that we cannot read", "send a PDF or Word file"),
)  # fmt: skip
_UNKNOWN: Final = ("is neither a PDF nor a Word file (.docx)", "choose another file")


def kind_of(body: bytes) -> Kind | None:
    """The kind by content, whatever the file is called; None for all others."""
    if body.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return Kind.WEBP
    if body.startswith(_ZIP):
        return Kind.DOCX if b"[Content_Types].xml" in body else None
    return Kind.PDF if b"%PDF-" in body[:1024] else None


def kind_of_name(key: str) -> Kind:
    """The kind that the ending of one of our own keys names."""
    return Kind(key.rpartition(".")[2])


def accepted(body: bytes, *, pictures: bool) -> Kind:
    """The kind of a file that may be given; `pictures` says whether anybody can read them.

    Raises InvalidInput with a sentence that says what to send instead.
    """
    kind = kind_of(body)
    if kind is None:
        raise errors.InvalidInput(_why_not(body), "file")
    if kind in PICTURES and not pictures:
        raise errors.InvalidInput(
            f"We cannot read pictures here. Please send a PDF or Word file, {_OR_PASTE}", "file"
        )
    return kind


def _why_not(body: bytes) -> str:
    what, instead = next((said for is_so, *said in _KNOWN_OTHERS if is_so(body)), _UNKNOWN)
    return f"This {what}. Please {instead}, {_OR_PASTE}"


def counted(given: int, since: datetime | None, now: datetime) -> tuple[int, datetime]:
    """The count with one more file in it, and from when it counts. Raises InvalidInput over a day's number."""
    if since is None or now - since >= timedelta(days=1):
        given, since = 0, now
    if given >= FILES_A_DAY:
        raise errors.InvalidInput(
            f"You have sent {FILES_A_DAY} files today, which is the most we take. Please paste the text of your "
            "résumé instead.",
            "file",
        )
    return given + 1, since
