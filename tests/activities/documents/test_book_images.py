"""Pictures from outside: bounded, made small, written anew; refused with a reason when they are no good."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from activities.documents.images import LONGEST_SIDE, MOST_BYTES, ImageRefused, ready_image
from tests.activities.documents.book_sample import drawing


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """A picture as bytes."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is large and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"\xff\xd8" + b"\0" * 50_000_000, "50.0 MB; paling besar 20 MB", id="50 MB"),
        pytest.param(b"\0" * (MOST_BYTES + 1), "paling besar", id="just over the limit"),
        pytest.param(bomb(60_000, 60_000), "megapiksel", id="decompression bomb"),
        pytest.param(bomb(8_000, 8_000), "megapiksel", id="64 megapixels"),
        pytest.param(bomb(500, 500), "rusak", id="cut off"),
        pytest.param(drawing()[:-300], "rusak", id="half a picture"),
        pytest.param(b"<svg onload='x'/>", "bukan gambar", id="svg"),
        pytest.param(saved(Image.new("RGB", (9, 9)), "BMP"), "bukan gambar", id="another kind"),
        pytest.param(b"", "bukan gambar", id="nothing"),
    ],
)
def test_bad_pictures_are_refused(content: bytes, reason: str) -> None:
    """A picture that is too large, damaged or of another kind is refused with its reason."""
    with pytest.raises(ImageRefused, match=reason):
        ready_image(content)


def test_a_photograph_is_made_small_and_loses_what_it_knew() -> None:
    """A large photograph comes out at the longest side allowed, upright, without where and when it was taken."""
    noise = Image.merge("RGB", [Image.effect_noise((3000, 1500), spread) for spread in (60, 90, 120)])
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "di rumah Bupati"
    content = saved(noise, "JPEG", exif=exif, quality=70)
    ready = ready_image(content)
    assert (ready.suffix, ready.width, ready.height) == ("jpg", LONGEST_SIDE // 2, LONGEST_SIDE)
    assert b"Bupati" not in ready.content
    assert not Image.open(io.BytesIO(ready.content)).getexif()
    assert ready_image(content) == ready


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(saved(Image.new("RGBA", (40, 20), (255, 0, 0, 0)), "PNG"), id="transparent png"),
        pytest.param(saved(Image.new("P", (40, 20), 0), "GIF", save_all=True), id="gif"),
        pytest.param(saved(Image.new("CMYK", (40, 20)), "JPEG"), id="cmyk jpeg"),
        pytest.param(saved(Image.new("I;16", (40, 20), 40_000), "PNG"), id="16 bits of grey"),
        pytest.param(saved(Image.new("1", (40, 20), 1), "PNG"), id="black and white"),
    ],
)
def test_every_mode_becomes_plain_colour(content: bytes) -> None:
    """Whatever the mode of a picture, a page gets plain RGB."""
    ready = ready_image(content)
    with Image.open(io.BytesIO(ready.content)) as picture:
        assert (picture.mode, picture.size) == ("RGB", (40, 20))
