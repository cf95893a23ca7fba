"""Pictures from outside: checked, bounded, made small enough for a page, and written anew without metadata."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2_000
"""Pixels; about 300 dots an inch on the width of a page."""
KINDS = ("PNG", "JPEG", "GIF")
JPEG_QUALITY = 85


class ImageRefused(Exception):
    """A picture cannot be used; `reason` says what to change, for its author."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class ReadyImage:
    """A picture ready for a page: its bytes, `png` or `jpg`, and its size in pixels."""

    content: bytes
    suffix: str
    width: int
    height: int


def sha256_of(content: bytes) -> str:
    """The hash by which a picture is known: that of the bytes as they were uploaded."""
    return hashlib.sha256(content).hexdigest()


def ready_image(content: bytes) -> ReadyImage:
    """A PNG, JPEG or GIF (its first frame) as a picture for a page; the same bytes give the same picture.

    Raises ImageRefused when it is too large, of another kind, or damaged.
    """
    from PIL import Image, UnidentifiedImageError

    if len(content) > MOST_BYTES:
        raise ImageRefused(
            f"Berkas gambar berukuran {len(content) / 1e6:.1f} MB; paling besar {MOST_BYTES // 10**6} MB. "
            "Perkecil gambarnya."
        )
    try:
        with warnings.catch_warnings():
            # The library warns of many pixels before it refuses; the limit here is lower than both.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=KINDS) as opened:
                _check_size(*opened.size)
                opened.seek(0)
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                opened.load()
                return _written(_upright(opened))
    except UnidentifiedImageError as error:
        raise ImageRefused("Berkas ini bukan gambar PNG, JPEG, atau GIF.") from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (OSError, ValueError, SyntaxError, IndexError, EOFError) as error:
        # What the library raises for damaged files of the three kinds.
        raise ImageRefused("Berkas gambar rusak dan tidak dapat dibaca. Simpan ulang gambarnya.") from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < 1:
        raise ImageRefused("Gambar ini kosong.")


def _too_many_pixels() -> ImageRefused:
    return ImageRefused(f"Gambar memiliki lebih dari {MOST_PIXELS // 10**6} megapiksel. Perkecil gambarnya.")


def _upright(opened: Image) -> Image:
    """The picture as it is meant to be seen: turned as its camera noted, and in plain RGB on white."""
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(opened)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        over = turned.convert("RGBA")
        page = Image.new("RGB", over.size, "white")
        page.paste(over, mask=over.getchannel("A"))
        return page
    return turned.convert("RGB")


def _written(picture: Image) -> ReadyImage:
    """A photograph as JPEG; a drawing, which has few colours, as PNG."""
    buffer = io.BytesIO()
    few_colours = picture.getcolors(maxcolors=4096) is not None
    picture.info.clear()
    if few_colours:
        picture.save(buffer, "PNG", compress_level=6)
    else:
        picture.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return ReadyImage(buffer.getvalue(), "png" if few_colours else "jpg", *picture.size)
