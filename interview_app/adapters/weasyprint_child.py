"""The limited child that prints: an HTML page on standard input, a tagged PDF on standard output.

Run as `python -m interview_app.adapters.weasyprint_child`. Any failure ends it with a traceback and code 1.
"""

from __future__ import annotations

import re
import sys
from xml.etree.ElementTree import Element  # the type only: WeasyPrint has parsed the page

import weasyprint
from weasyprint.urls import URLFetcher

LONG_WORD = re.compile(r"\S{40}(?=\S)")
ZERO_WIDTH_SPACE = "\u200b"


def main() -> None:
    page = sys.stdin.buffer.read().decode("utf-8")
    # WeasyPrint's own fetcher reads local files and internal addresses.
    document = weasyprint.HTML(string=page, url_fetcher=URLFetcher(allowed_protocols={"data"}))
    for element in document.etree_element.iter():
        _break_long_words(element)
    sys.stdout.buffer.write(document.write_pdf(pdf_variant="pdf/ua-1"))


def _break_long_words(element: Element) -> None:
    """Give lines a place to end: a long text without a space takes minutes to lay out."""
    if element.text and element.tag not in {"style", "script"}:
        element.text = LONG_WORD.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", element.text)
    if element.tail:
        element.tail = LONG_WORD.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", element.tail)


if __name__ == "__main__":
    main()
