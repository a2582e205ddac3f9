"""Which files are taken, known by their first bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import errors, uploads
from interview_app.domain.uploads import Kind

DOCX = b"PK\x03\x04 and so on [Content_Types].xml"
KNOWN = [
    (b"%PDF-1.7", Kind.PDF), (b"\xef\xbb\xbfjunk before %PDF-1.4", Kind.PDF), (DOCX, Kind.DOCX),
    (b"\xff\xd8\xff\xe0JFIF", Kind.JPEG), (b"\x89PNG\r\n\x1a\n", Kind.PNG), (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Kind.WEBP),
    (b"\xff\xd8\xff a picture that says %PDF-", Kind.JPEG),
]  # fmt: skip
PICTURES = [body for body, kind in KNOWN if kind in uploads.PICTURES]


@pytest.mark.parametrize(("body", "kind"), KNOWN)
def test_a_file_is_what_its_bytes_say(body: bytes, kind: Kind) -> None:
    assert uploads.kind_of(body) is kind
    assert uploads.accepted(body, pictures=True) is kind
    assert uploads.kind_of_name(f"resumes/1/abc.{kind}") is kind
    assert uploads.MIME[kind]


@pytest.mark.parametrize("body", PICTURES)
def test_a_picture_is_refused_where_nobody_reads_pictures(body: bytes) -> None:
    with pytest.raises(errors.InvalidInput, match=r"cannot read pictures here.* PDF or Word file, or paste"):
        uploads.accepted(body, pictures=False)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000), r"old kind \(\.doc\)"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument"),
        (b"PK\x03\x04 some other archive", "neither a PDF nor a Word file"),
        (b"{\\rtf1 Ada}", "RTF"),
        (b"\x00\x00\x00\x18ftypheic", "kind that we cannot read"),
        (b"GIF89a", "kind that we cannot read"),
        (b"<html>", "neither a PDF nor a Word file"),
        (b"MZ\x90", "neither a PDF nor a Word file"),
    ],
)
@pytest.mark.parametrize("pictures", [True, False])
def test_what_is_not_taken_is_told_with_what_to_do(body: bytes, said: str, pictures: bool) -> None:
    with pytest.raises(errors.InvalidInput, match=said) as told:
        uploads.accepted(body, pictures=pictures)
    assert str(told.value).endswith("or paste the text of your résumé instead.")
    assert told.value.field == "file"


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_a_kind_or_told_why_not(body: bytes, pictures: bool) -> None:
    kind = uploads.kind_of(body)
    if kind is not None and (pictures or kind not in uploads.PICTURES):
        assert uploads.accepted(body, pictures=pictures) is kind
    else:
        with pytest.raises(errors.InvalidInput, match="paste the text"):
            uploads.accepted(body, pictures=pictures)
