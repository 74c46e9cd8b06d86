"""Pictures keep what they show and lose what was written into them."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from coe_portal.collaboration.pictures import NoPicture, redrawn

TURNED_RIGHT = 6
ORIENTATION, CAMERA = 0x0112, 0x0110


def written(picture: Image.Image, kind: str, **options) -> bytes:
    stored = io.BytesIO()
    picture.save(stored, kind, **options)
    return stored.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def photograph(kind: str) -> bytes:
    """A wide picture, taken with the camera turned, that names its camera."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[CAMERA] = TURNED_RIGHT, "Spycam"
    return written(Image.new("RGB", (40, 20), "red"), kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_nothing_of_the_camera_is_left_and_the_picture_stands_upright(kind):
    taken = photograph(kind)
    assert b"Spycam" in taken
    kept = redrawn(taken + b"and a word behind its end", f"image/{kind.lower()}")
    assert b"Spycam" not in kept
    assert b"behind its end" not in kept
    assert opened(kept).size == (20, 40)
    assert not opened(kept).getexif()
    red, green, blue = opened(kept).convert("RGB").getpixel((10, 20))
    assert red > 240
    assert max(green, blue) < 15


def test_a_comment_goes_and_what_one_sees_through_stays():
    notes = PngInfo()
    notes.add_text("Author", "Hana Holder")
    drawn = written(Image.new("RGBA", (2, 2), (0, 0, 0, 128)), "PNG", pnginfo=notes)
    kept = redrawn(drawn, "image/png")
    assert b"Hana" not in kept
    assert opened(kept).getpixel((0, 0)) == (0, 0, 0, 128)


def test_a_picture_that_moves_goes_on_moving():
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    drawn = written(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=100)
    assert opened(redrawn(drawn, "image/png")).n_frames == 2


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(32), written(Image.new("L", (1, 1)), "JPEG")]
)
def test_what_is_no_picture_of_its_type_is_refused(content):
    with pytest.raises(NoPicture):
        redrawn(content, "image/png")


def test_a_picture_too_large_to_open_is_refused():
    bomb = written(Image.new("1", (10_000, 5_000)), "PNG")
    assert len(bomb) < 20_000
    with pytest.raises(NoPicture):
        redrawn(bomb, "image/png")
