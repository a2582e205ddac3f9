"""PDF files written by hand, to be as wrong as a test needs them."""

from __future__ import annotations

import io
import zlib

import pypdf
from PIL import Image
from pypdf.generic import NameObject


def pdf(*contents: bytes, filters: bytes = b"") -> bytes:
    """One page a content stream, in Helvetica."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    pages = []
    for content in contents:
        objects.append(b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filters, content))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
            % len(objects)
        )
        pages.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(pages), len(pages))
    return _file(objects)


def says(*lines: str) -> bytes:
    """A content stream that shows each line below the one before."""
    shown = b"".join(b"(%s) Tj 0 -14 Td " % line.encode("latin-1") for line in lines)
    return b"BT /F 12 Tf 50 750 Td " + shown + b"ET"


def squeezed(content: bytes) -> bytes:
    return pdf(zlib.compress(content, 9), filters=b"/Filter/FlateDecode")


def locked(body: bytes, *, password: str, owner: str = "owner") -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(body))
    writer.encrypt(password, owner, algorithm="AES-256")
    return _written(writer)


def scanned() -> bytes:
    """A page that is one grey picture, as a scanner makes it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(b"q 600 0 0 800 0 0 cm /Im Do Q")))
    picture = pypdf.generic.StreamObject()
    picture.set_data(bytes([200]) * 64)
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): pypdf.generic.NumberObject(8),
            NameObject("/Height"): pypdf.generic.NumberObject(8),
            NameObject("/ColorSpace"): NameObject("/DeviceGray"),
            NameObject("/BitsPerComponent"): pypdf.generic.NumberObject(8),
        }
    )
    resources = writer.pages[0]["/Resources"]
    resources[NameObject("/XObject")] = pypdf.generic.DictionaryObject(
        {NameObject("/Im"): writer._add_object(picture)}
    )
    return _written(writer)


def scan_of(*pictures: Image.Image, rotate: int = 0, says_too: str = "", kind: str = "JPEG") -> bytes:
    """A page for each picture, as a scanner makes it, with perhaps a line of the scanner's own."""
    writer = pypdf.PdfWriter()
    for picture in pictures:
        shown = io.BytesIO()
        picture.save(shown, "PDF" if kind == "PDF" else kind)
        if kind == "JPEG":
            _add_page(writer, picture, shown.getvalue(), says_too)
        else:
            writer.append(io.BytesIO(shown.getvalue()))
        writer.pages[-1].rotate(rotate)
    return _written(writer)


def _add_page(writer: pypdf.PdfWriter, picture: Image.Image, body: bytes, says_too: str) -> None:
    held = pypdf.generic.StreamObject()
    held.set_data(body)
    names = {"/Type": "/XObject", "/Subtype": "/Image", "/Filter": "/DCTDecode"}
    held.update({NameObject(key): NameObject(value) for key, value in names.items()})
    held[NameObject("/ColorSpace")] = NameObject("/DeviceGray" if picture.mode == "L" else "/DeviceRGB")
    for key, value in {"/Width": picture.width, "/Height": picture.height, "/BitsPerComponent": 8}.items():
        held[NameObject(key)] = pypdf.generic.NumberObject(value)
    content = b"q 600 0 0 800 0 0 cm /Im Do Q " + says(says_too)
    writer.append(io.BytesIO(pdf(content)))
    resources = writer.pages[-1]["/Resources"]
    resources[NameObject("/XObject")] = pypdf.generic.DictionaryObject(
        {NameObject("/Im"): writer._add_object(held)}
    )


def drawing(content: bytes, *pictures: tuple[str, Image.Image], stencil: str = "") -> bytes:
    """A page of 600 by 800 that draws pictures by name; the one named by `stencil` paints its dark dots alone."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(content)))
    held = pypdf.generic.DictionaryObject()
    for name, picture in pictures:
        grey = picture.convert("1" if name == stencil else "L")
        made = pypdf.generic.StreamObject()
        made.set_data(zlib.compress(grey.tobytes()))
        made.update(
            {NameObject("/Subtype"): NameObject("/Image"), NameObject("/Filter"): NameObject("/FlateDecode")}
        )
        made[NameObject("/Width")] = pypdf.generic.NumberObject(picture.width)
        made[NameObject("/Height")] = pypdf.generic.NumberObject(picture.height)
        made[NameObject("/BitsPerComponent")] = pypdf.generic.NumberObject(1 if name == stencil else 8)
        if name == stencil:
            made[NameObject("/ImageMask")] = pypdf.generic.BooleanObject(True)
        else:
            made[NameObject("/ColorSpace")] = NameObject("/DeviceGray")
        held[NameObject(f"/{name}")] = writer._add_object(made)
    writer.pages[0]["/Resources"][NameObject("/XObject")] = held
    return _written(writer)


def together(*bodies: bytes) -> bytes:
    """One document of all their pages."""
    writer = pypdf.PdfWriter()
    for body in bodies:
        writer.append(io.BytesIO(body))
    return _written(writer)


def _written(writer: pypdf.PdfWriter) -> bytes:
    body = io.BytesIO()
    writer.write(body)
    return body.getvalue()


def _file(objects: list[bytes]) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, written in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    start = len(body)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, start)
    )
