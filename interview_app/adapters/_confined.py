"""Inside a limited child: a stranger's file on standard input, a JSON object on standard output, nothing else touched.

Whatever is raised beyond the cases that a reader names ends the child with a traceback and code 1, which the parent
takes for a broken file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

HARMLESS = frozenset({"os.listdir", "os.scandir"})  # the import system looks into Python's own folders


def answer(read: Callable[[bytes], dict[str, Any]], kind: str) -> None:
    """Read all of the input with `read` and write what it says; `kind` names the file, such as "a PDF"."""
    body = sys.stdin.buffer.read()
    sys.addaudithook(refusing(kind))
    sys.stdout.write(json.dumps(read(body)))


def refusing(kind: str) -> Callable[[str, tuple[Any, ...]], None]:
    """Reading a document needs nothing of this machine but Python's own modules: no file, socket or process."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode = str(arguments[0]), arguments[1]
            if not path.endswith((".py", ".pyc")) or mode not in {"r", "rb"}:
                raise PermissionError(f"{kind} may not open a file")
        elif (
            event.startswith(("ctypes.", "os.", "shutil.", "socket.", "subprocess."))
            and event not in HARMLESS
        ):
            raise PermissionError(f"{kind} may not ask for {event}")

    return refuse
