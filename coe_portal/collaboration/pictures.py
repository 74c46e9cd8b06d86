"""Pictures as they are drawn, without what a camera or a program wrote into them."""

from __future__ import annotations

import io
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS: Final = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
MOST_PIXELS: Final = 40_000_000
QUALITY: Final = 90
# What belongs to the drawing: its colours, and the timing of one that moves.
KEPT: Final = ("icc_profile", "duration", "loop")


class NoPicture(ValueError):  # says what it is
    """The bytes are no picture of this type, or one that is too large to open."""


def redrawn(content: bytes, content_type: str) -> bytes:
    """The picture encoded anew: place, camera, comments and what stood behind its end are gone.

    One that was taken with the camera turned is turned upright, since the note of it goes too.
    """
    kind = FORMATS[content_type]
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            return _encoded(picture, kind)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NoPicture(str(error)) from error


def _encoded(picture: Image.Image, kind: str) -> bytes:
    if picture.width * picture.height > MOST_PIXELS:
        msg = f"{picture.width} × {picture.height} points"
        raise NoPicture(msg)
    moves = getattr(picture, "n_frames", 1) > 1
    options: dict[str, Any] = {name: picture.info[name] for name in KEPT if name in picture.info}
    if moves:
        options["save_all"] = True
    elif kind == "JPEG":
        options["quality"] = QUALITY
    upright = picture if moves else ImageOps.exif_transpose(picture)
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    written = io.BytesIO()
    upright.save(written, kind, **options)
    return written.getvalue()
