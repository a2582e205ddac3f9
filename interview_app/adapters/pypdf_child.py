"""The limited child that reads a stranger's PDF: the file on standard input, a JSON object on standard output.

Run as `python -m interview_app.adapters.pypdf_child`. Whatever pypdf raises beyond the named cases ends it with
a traceback and code 1, which the parent takes for a broken file.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pypdf
from pypdf.errors import FileNotDecryptedError, LimitReachedError, PyPdfError

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

HARMLESS = frozenset({"os.listdir", "os.scandir"})  # the import system looks into Python's own folders


def main() -> None:
    body = sys.stdin.buffer.read()
    sys.addaudithook(_refuse)
    sys.stdout.write(json.dumps(_answer(body)))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Reading a page needs nothing of this machine but Python's own modules: no file, socket or process."""
    if event == "open":
        path, mode = str(arguments[0]), arguments[1]
        if not path.endswith((".py", ".pyc")) or mode not in {"r", "rb"}:
            raise PermissionError("a PDF may not open a file")
    elif event.startswith(("ctypes.", "os.", "shutil.", "socket.", "subprocess.")) and event not in HARMLESS:
        raise PermissionError(f"a PDF may not ask for {event}")


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
