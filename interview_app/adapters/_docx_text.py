"""WordprocessingML as a stream of events: text in reading order, and what is hidden from a reader's eyes.

Nothing is built up in memory but the text. A document type declaration is refused, so there are no entities at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol
from xml.parsers import expat

MAX_DEPTH: Final = 400
TINY_HALF_POINTS: Final = 4
"""Letters of 2 points and less are on paper a line of dust: nobody can read them."""
BULLET: Final = "- "

_WORD: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_COMPATIBLE: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
_BREAKS: Final = {"w:tab": " ", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_NO: Final = frozenset({"0", "false", "off"})
_GONE: Final = frozenset({"w:del", "w:moveFrom", "w:pPrChange", "w:rPrChange"})
"""What the author took out, moved away or made look otherwise, while Word kept track of changes."""


class Forbidden(Exception):
    """A document type declaration, which no Word document has."""


class TooDeep(Exception):
    """Elements within elements beyond any document of people."""


class Listener(Protocol):
    """What is told of an XML part's elements: names with a `w:` or `mc:` before them, attributes without."""

    def start(self, path: list[str], attributes: dict[str, str]) -> None: ...
    def end(self, path: list[str]) -> None: ...
    def says(self, path: list[str], text: str) -> None: ...


def parse(part: bytes, listener: Listener) -> None:
    """Tell `listener` all of an XML part. Raises expat's ExpatError, Forbidden or TooDeep."""
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(path) >= MAX_DEPTH:
            raise TooDeep
        path.append(_short(name))
        listener.start(path, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def end(_name: str) -> None:
        listener.end(path)
        path.pop()

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: listener.says(path, text)
    parser.Parse(part, True)


def _refuse_doctype(*_declared: object) -> None:
    raise Forbidden


def _short(name: str) -> str:
    for known in _WORD:
        if name.startswith(known):
            return "w:" + name.removeprefix(known)
    return "mc:" + name.removeprefix(_COMPATIBLE) if name.startswith(_COMPATIBLE) else name.rpartition(" ")[2]


class _Collector:
    """A listener that cares for elements alone."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def end(self, path: list[str]) -> None:
        """Nothing ends for it."""

    def says(self, path: list[str], text: str) -> None:
        """Nor is it told anything."""


class ContentTypes(_Collector):
    """(Default or Override, content type) of everything in the archive."""

    def start(self, path: list[str], attributes: dict[str, str]) -> None:
        if path[-1] in {"Default", "Override"}:
            self.found.append((path[-1], attributes.get("ContentType", "")))


class Relations(_Collector):
    """(last word of the relation's type, target) of each relation within the archive."""

    def start(self, path: list[str], attributes: dict[str, str]) -> None:
        if path[-1] == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.append((kind, attributes.get("Target", "")))


@dataclass(slots=True)
class Look:
    """How letters look; None: as what stands above them says."""

    vanished: bool | None = None
    tiny: bool | None = None
    bullet: bool | None = None
    heading: bool | None = None

    @property
    def hidden(self) -> bool:
        return bool(self.vanished or self.tiny)

    def over(self, below: Look) -> Look:
        return Look(
            below.vanished if self.vanished is None else self.vanished,
            below.tiny if self.tiny is None else self.tiny,
            below.bullet if self.bullet is None else self.bullet,
            below.heading if self.heading is None else self.heading,
        )

    def note(self, name: str, value: str) -> None:
        """What an element of a run's, a paragraph's or a style's properties says."""
        if name == "w:vanish":
            self.vanished = value not in _NO
        elif name == "w:sz":
            self.tiny = value.isdecimal() and int(value[:6]) <= TINY_HALF_POINTS
        elif name == "w:numId":
            self.bullet = value != "0"
        elif name == "w:outlineLvl":
            self.heading = value != "9"


class Styles(_Collector):
    """A document's named styles."""

    def __init__(self) -> None:
        super().__init__()
        self._own: dict[str, Look] = {}
        self._based_on: dict[str, str] = {}
        self._at = ""

    def start(self, path: list[str], attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if path[-1] == "w:style":
            self._at = attributes.get("styleId", "")
            self._own[self._at] = Look()
        elif self._at and path[-1] == "w:basedOn":
            self._based_on[self._at] = value
        elif self._at:
            self._own[self._at].note(path[-1], value)

    def look(self, name: str) -> Look:
        """How a style looks, with all that it is based on."""
        found, seen = Look(), set[str]()
        while name in self._own and name not in seen:
            seen.add(name)
            found = found.over(self._own[name])
            name = self._based_on.get(name, "")
        return found


@dataclass(slots=True)
class _Paragraph:
    look: Look = field(default_factory=Look)
    run: Look = field(default_factory=Look)
    said: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Its lines, and after them those of the text boxes that hang on it."""
        own = [line for part in "".join(self.said).split("\n") if (line := " ".join(part.split()))]
        if own and self.look.bullet:
            own[0] = BULLET + own[0]
        return [*([""] if own and self.look.heading else []), *own, *([] if own else [""]), *self.boxes]


class Page:
    """A listener that writes down a document's text, at most about `most_chars` of it.

    `full` tells that the rest was left, `hidden` counts characters that no reader sees, `is_document` that a document's
    body was read, and not only a header.
    """

    def __init__(self, styles: Styles, most_chars: int) -> None:
        self.hidden, self.full, self.is_document = 0, False, False
        self._styles = styles
        self._left = most_chars
        self._lines: list[str] = []
        self._into: list[list[str]] = [self._lines]
        self._open: list[_Paragraph] = []
        self._rows: list[list[list[str]]] = []
        self._choices: list[bool] = []
        self._skipped_at = 0
        self._begins: dict[str, Callable[[], None]] = {
            "w:document": self._begin_document,
            "w:p": self._begin_paragraph,
            "w:txbxContent": self._begin_inner,
            "w:tr": self._begin_row,
            "w:tc": self._begin_inner,
            "mc:AlternateContent": self._begin_alternatives,
            "mc:Choice": self._begin_choice,
        }
        self._ends: dict[str, Callable[[], None]] = {
            "w:p": self._end_paragraph,
            "w:txbxContent": self._end_box,
            "w:tc": self._end_cell,
            "w:tr": self._end_row,
            "w:tbl": self._end_table,
            "mc:AlternateContent": self._end_alternatives,
        }

    @property
    def text(self) -> str:
        kept = [line for at, line in enumerate(self._lines) if line or (at and self._lines[at - 1])]
        return "\n".join(kept).strip("\n")

    def end_part(self) -> None:
        """An empty line between header, body, footer and notes."""
        self._lines.append("")

    def start(self, path: list[str], attributes: dict[str, str]) -> None:
        if self._skipped_at:
            return
        name = path[-1]
        if name in _GONE or (name == "mc:Fallback" and self._choices and self._choices[-1]):
            self._skipped_at = len(path)
        elif begin := self._begins.get(name):
            begin()
        elif self._open:
            self._note(path, attributes)

    def end(self, path: list[str]) -> None:
        if self._skipped_at:
            self._skipped_at = 0 if self._skipped_at == len(path) else self._skipped_at
        elif finish := self._ends.get(path[-1]):
            finish()

    def says(self, path: list[str], text: str) -> None:
        if self._skipped_at or path[-1] != "w:t" or not self._open:
            return
        paragraph = self._open[-1]
        if paragraph.run.over(paragraph.look).hidden:
            self.hidden += len("".join(text.split()))
        elif self._left > 0:
            paragraph.said.append(text)
            self._left -= len(text)
        else:
            self.full = True

    def _note(self, path: list[str], attributes: dict[str, str]) -> None:
        """Properties and breaks within the paragraph that is open."""
        paragraph, name, value = self._open[-1], path[-1], attributes.get("val", "")
        above, two_above = path[-2], path[-3] if len(path) > 2 else ""
        if name == "w:r":
            paragraph.run = Look()
        elif above == "w:r" and name in _BREAKS:
            paragraph.said.append(_BREAKS[name])
        elif name == "w:pStyle":
            paragraph.look = paragraph.look.over(self._styles.look(value))
        elif (above, two_above) == ("w:rPr", "w:r"):
            self._note_run(paragraph, name, value)
        elif above != "w:rPr" and "w:pPr" in {above, two_above}:
            paragraph.look.note(name, value)

    def _note_run(self, paragraph: _Paragraph, name: str, value: str) -> None:
        if name == "w:rStyle":
            paragraph.run = paragraph.run.over(self._styles.look(value))
        else:
            paragraph.run.note(name, value)

    def _begin_document(self) -> None:
        self.is_document = True

    def _begin_paragraph(self) -> None:
        self._open.append(_Paragraph())

    def _end_paragraph(self) -> None:
        self._into[-1] += self._open.pop().lines()

    def _begin_inner(self) -> None:
        self._into.append([])

    def _end_box(self) -> None:
        lines = self._into.pop()
        (self._open[-1].boxes if self._open else self._into[-1]).extend(lines)

    def _begin_row(self) -> None:
        self._rows.append([])

    def _end_cell(self) -> None:
        lines = self._into.pop()
        (self._rows[-1].append if self._rows else self._into[-1].extend)([line for line in lines if line])

    def _end_row(self) -> None:
        """A row of one-line cells is one line; longer cells stand below each other."""
        cells = [cell for cell in self._rows.pop() if cell]
        short = all(len(cell) == 1 for cell in cells)
        self._into[-1] += (
            [" | ".join(cell[0] for cell in cells)] if short else [line for c in cells for line in c]
        )

    def _end_table(self) -> None:
        self._into[-1].append("")

    def _begin_alternatives(self) -> None:
        self._choices.append(False)

    def _begin_choice(self) -> None:
        if self._choices:
            self._choices[-1] = True

    def _end_alternatives(self) -> None:
        self._choices.pop()
