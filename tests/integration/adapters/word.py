"""Word documents written by hand, to be as wrong as a test needs them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def run(text: str, look: str = "") -> str:
    """A run; `look` is XML of its properties."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, look: str = "") -> str:
    """A paragraph of runs, or of plain texts; `look` is XML of its properties."""
    properties = f"<w:pPr>{look}</w:pPr>" if look else ""
    return f"<w:p>{properties}{''.join(one if one.startswith('<') else run(one) for one in runs)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ["".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def text_box(*paragraphs: str) -> str:
    """A run with a text box as Word writes it: twice, for new readers and for old ones."""
    held = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        f"{held}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{held}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def part(root: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} {NAMES}>{content}</w:{root}>'


def relations(*found: tuple[str, str]) -> str:
    """(kind, target) of each; a target with a scheme is outside the archive."""
    lines = [
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if ':' in target else ''}/>"
        for at, (kind, target) in enumerate(found)
    ]
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def docx(
    body: str,
    *,
    others: Mapping[str, str] | None = None,
    relates: tuple[tuple[str, str], ...] = (),
    main: str = "word/document.xml",
    content_type: str = MAIN,
) -> bytes:
    """A document with `body`; `others` are parts by name, `relates` the document's relations to them."""
    folder, _, file = main.rpartition("/")
    return archive(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" '
            f'ContentType="{content_type}"/></Types>',
            "_rels/.rels": relations(("officeDocument", main)),
            main: body if body.startswith("<?xml") else part("document", f"<w:body>{body}</w:body>"),
            f"{folder}/_rels/{file}.rels": relations(*relates),
            **(others or {}),
        }
    )


def archive(members: Mapping[str, str | bytes], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as held:
        for name, content in members.items():
            held.writestr(name, content)
    return made.getvalue()


def locked() -> bytes:
    """A Word file behind a password: an old compound file that holds the encrypted one."""
    return (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(480)
    )
