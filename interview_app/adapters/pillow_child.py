"""The limited child that decodes a stranger's picture. Run as `python -m interview_app.adapters.pillow_child`.

What comes out is a new picture of the same dots, smaller and upright: nothing that stood beside them (place, camera,
comments, text chunks, thumbnails) can come along.
"""

from __future__ import annotations

import base64
import io
from typing import Any, Final

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError, WebPImagePlugin

from interview_app.adapters import _confined

FORMATS: Final = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)
MAX_PIXELS: Final = 60_000_000
MIN_SIDE: Final = 200
MAX_SIDE: Final = 2_000
MAX_WIDTH_OF_TALL: Final = 1_400
TALL: Final = 1.8
"""Higher than this many times its width, a picture is a long screenshot, and is cut into strips to stay readable."""
MAX_STRIPS: Final = 8
OVERLAP: Final = 80
QUALITY: Final = 85


def main() -> None:
    _confined.answer(_answer, "a picture")


def _answer(body: bytes) -> dict[str, Any]:
    Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is decoded
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as picture:
            return _clean(picture)
    except MemoryError:
        return {"problem": "heavy"}
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return {"problem": "broken"}


def _clean(picture: Image.Image) -> dict[str, Any]:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        return {"problem": "heavy"}
    if min(width, height) < MIN_SIDE:
        return {"problem": "small"}
    picture.draft(
        "RGB", (2 * MAX_SIDE, 2 * MAX_SIDE)
    )  # a JPEG is decoded at a half or a quarter, if that is enough
    upright = _on_white(ImageOps.exif_transpose(picture))
    strips = _strips(upright)
    whole = upright if len(strips) > 1 else strips[0]
    return {"whole": _jpeg(whole), "parts": [_jpeg(strip) for strip in strips] if len(strips) > 1 else []}


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
    else:
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture.convert("RGB"))
    tall = paper.height > TALL * paper.width
    paper.thumbnail((MAX_WIDTH_OF_TALL, paper.height) if tall else (MAX_SIDE, MAX_SIDE))
    return paper


def _strips(picture: Image.Image) -> list[Image.Image]:
    """From top to bottom, each with the last lines of the one above; what is longer than all of them is left out."""
    if picture.height <= MAX_SIDE:
        return [picture]
    step = MAX_SIDE - OVERLAP
    tops = range(0, picture.height - OVERLAP, step)[:MAX_STRIPS]
    return [picture.crop((0, top, picture.width, min(top + MAX_SIDE, picture.height))) for top in tops]


def _jpeg(picture: Image.Image) -> str:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=QUALITY)
    return base64.b64encode(made.getvalue()).decode()


if __name__ == "__main__":
    main()
