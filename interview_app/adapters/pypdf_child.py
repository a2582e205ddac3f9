"""The limited child that reads a stranger's PDF. Run as `python -m interview_app.adapters.pypdf_child`."""

from __future__ import annotations

import io
from typing import Any

import pypdf
from pypdf.errors import FileNotDecryptedError, LimitReachedError, PyPdfError

from interview_app.adapters import _confined

MAX_PAGES = 30
MAX_CHARS = 60_000

LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 10_000_000,
    "lzw_maximum_output_length": 10_000_000,
    "run_length_maximum_output_length": 10_000_000,
    "array_based_stream_maximum_output_length": 10_000_000,
    "maximum_declared_stream_length": 50_000_000,
    "stream_decoding_work_maximum_length": 50_000_000,
    "stream_parsing_work_maximum_count": 200_000,
    "xform_maximum_invocations_per_extraction": 500,
    "page_tree_maximum_entries": 10_000,
    "jbig2dec_binary": None,
}


def main() -> None:
    _confined.answer(_answer, "a PDF")


def _answer(body: bytes) -> dict[str, Any]:
    try:
        with pypdf.apply_configuration(**LIMITS):
            return _text(pypdf.PdfReader(io.BytesIO(body)))
    except FileNotDecryptedError:
        return {"problem": "encrypted"}
    except (LimitReachedError, MemoryError):
        return {"problem": "heavy"}
    except (PyPdfError, RecursionError):
        return {"problem": "broken"}


def _text(reader: pypdf.PdfReader) -> dict[str, Any]:
    pages = len(reader.pages)
    parts: list[str] = []
    for page in reader.pages[:MAX_PAGES]:
        parts.append(page.extract_text())
        if sum(map(len, parts)) > MAX_CHARS:
            break
    text = "\n\n".join(parts)
    cut = pages > MAX_PAGES or len(text) > MAX_CHARS
    return {"text": text[:MAX_CHARS], "pages": pages, "truncated": cut}


if __name__ == "__main__":
    main()
