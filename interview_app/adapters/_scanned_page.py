"""A page of a PDF that is pictures, drawn as its reader sees it: one picture, or strips and layers that a scanner made.

For the limited child alone (pypdf_child): what stands in a page is a stranger's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import pypdf
from PIL import Image, ImageOps
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, DictionaryObject

MAX_DOTS: Final = 40_000_000
"""An A4 page at 600 dots an inch has 35 million."""
MAX_SIDE: Final = 3_000
FEW_CHARS: Final = 100
"""A page of a résumé has more; with fewer it may be a scan, and the text its scanner's."""
COVERED: Final = 0.5
"""Of a page, its pictures cover so much when it is a scan: a portrait or a letterhead does not."""
MOST_PICTURES: Final = 400
MOST_NESTED: Final = 3
NEARLY: Final = 0.02
"""A picture turned by less than that (a degree) is drawn straight."""
FAULTS: Final = (
    PyPdfError, OSError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError,
    NotImplementedError, RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What pypdf and Pillow raise over one strange page; the others may be sound."""

Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Final[Matrix] = (1, 0, 0, 1, 0, 0)


class _Odd(ValueError):
    """The page shows a picture in a way that is not drawn here."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture by its path in the page's forms, the dots that its header names, and where its unit square lies."""

    path: tuple[str, ...]
    dots: int
    stencil: bool
    at: Matrix

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top, in units of the page."""
        a, b, c, d, e, f = self.at
        wide, high = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        return min(wide), min(high), max(wide), max(high)


def is_scan(page: pypdf.PageObject, text: str) -> bool:
    """Whether pictures cover most of a page that says hardly a word."""
    if len(text.strip()) >= FEW_CHARS:
        return False
    try:
        return _covered(page, islice(_placed(page), MOST_PICTURES)) >= COVERED
    except FAULTS:
        return False


def draw(page: pypdf.PageObject) -> Image.Image | None:
    """The page as its reader sees it, upright; None where that cannot be told, or it is too large."""
    try:
        placed = list(islice(_placed(page), MOST_PICTURES + 1))
        if len(placed) > MOST_PICTURES or sum(one.dots for one in placed) > MAX_DOTS:
            return None
        return _paper(page, placed).rotate(-page.rotation, expand=True)
    except FAULTS:
        return None


def _paper(page: pypdf.PageObject, placed: list[Placed]) -> Image.Image:
    box = page.cropbox
    left, top, width, height = float(box.left), float(box.top), float(box.width), float(box.height)
    scale = min(max(map(_dots_a_unit, placed)), MAX_SIDE / max(width, height))
    paper = Image.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
    for one in placed:
        x0, y0, x1, y1 = one.corners
        edges = [round(at * scale) for at in (x0 - left, top - y1, x1 - left, top - y0)]
        if edges[2] <= 0 or edges[3] <= 0 or edges[0] >= paper.width or edges[1] >= paper.height:
            continue
        _paste(paper, _upright(page, one), edges, stencil=one.stencil)
    return paper


def _paste(paper: Image.Image, picture: Image.Image, edges: list[int], *, stencil: bool) -> None:
    """Onto the paper, between edges in its dots: left, upper, right, lower."""
    size = max(1, edges[2] - edges[0]), max(1, edges[3] - edges[1])
    if max(size) > 4 * MAX_SIDE:  # it hangs far over the page's edge
        raise _Odd
    clear = picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info
    shown = picture.convert("L" if stencil else "RGBA" if clear else "RGB")
    shown = shown if shown.size == size else shown.resize(size, Image.Resampling.LANCZOS)
    where = edges[0], edges[1]
    if stencil:
        paper.paste("black", (*where, where[0] + size[0], where[1] + size[1]), ImageOps.invert(shown))
    else:
        paper.paste(shown.convert("RGB"), where, shown.getchannel("A") if clear else None)


def _upright(page: pypdf.PageObject, one: Placed) -> Image.Image:
    """The picture as it lies on the page: turned by quarters, and mirrored where its place says so."""
    picture = page.images[list(one.path)].image
    if picture is None:
        raise _Odd
    a, b, c, d, _, _ = one.at
    if max(abs(b), abs(c)) <= NEARLY * min(abs(a), abs(d)):
        right, up = a > 0, d > 0
    elif max(abs(a), abs(d)) <= NEARLY * min(abs(b), abs(c)):
        picture = picture.transpose(Image.Transpose.ROTATE_90)
        right, up = c < 0, b > 0
    else:
        raise _Odd
    picture = picture if right else ImageOps.mirror(picture)
    return picture if up else ImageOps.flip(picture)


def _dots_a_unit(one: Placed) -> float:
    x0, y0, x1, y1 = one.corners
    return math.sqrt(one.dots / ((x1 - x0) * (y1 - y0)))


def _covered(page: pypdf.PageObject, placed: Iterable[Placed]) -> float:
    """The share of the page under its pictures; what lies on another picture counts again, and does no harm."""
    box = page.cropbox
    left, bottom, right, top = map(float, (box.left, box.bottom, box.right, box.top))
    covered = 0.0
    for one in placed:
        x0, y0, x1, y1 = one.corners
        covered += max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
    return covered / ((right - left) * (top - bottom))


def _placed(page: pypdf.PageObject) -> Iterator[Placed]:
    """The pictures that a page shows, in the order of painting."""
    contents = page.get_contents()
    if contents is not None:
        yield from _shown(page, page, contents.operations, UPRIGHT, ())


def _shown(
    page: pypdf.PageObject, holder: Any, operations: Any, place: Matrix, path: tuple[str, ...]
) -> Iterator[Placed]:
    nothing = DictionaryObject()
    held = holder.get("/Resources", nothing).get_object().get("/XObject", nothing).get_object()
    kept: list[Matrix] = []
    for operands, operator in operations:
        if operator == b"q":
            kept.append(place)
        elif operator == b"Q" and kept:
            place = kept.pop()
        elif operator == b"cm":
            place = _within(_matrix(operands), place)
        elif (
            operator == b"INLINE IMAGE"
        ):  # it covers the page like others, and is not drawn here: it has no path
            yield Placed((), 1, stencil=False, at=place)
        elif operator == b"Do" and operands[0] in held:
            yield from _done(page, held[operands[0]].get_object(), place, (*path, str(operands[0])))


def _done(page: pypdf.PageObject, found: Any, place: Matrix, path: tuple[str, ...]) -> Iterator[Placed]:
    if found.get("/Subtype") == "/Image":
        stencil = bool(found.get("/ImageMask"))
        yield Placed(path, int(found["/Width"]) * int(found["/Height"]), stencil, place)
    elif found.get("/Subtype") == "/Form" and len(path) < MOST_NESTED:
        inner = _within(_matrix(found.get("/Matrix", UPRIGHT)), place)
        yield from _shown(page, found, ContentStream(found, page.pdf).operations, inner, path)


def _matrix(said: Any) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in said)
    return a, b, c, d, e, f


def _within(inner: Matrix, outer: Matrix) -> Matrix:
    """First `inner`, then `outer`: ISO 32000-1, 8.3.4."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
