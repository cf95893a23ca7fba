"""The QR code on a published book: the way to the page that checks it, and how that way is read back from a file."""

from __future__ import annotations

import io
import re

import segno

from domain.shape import Frozen, Key, Sha256

QUIET = 4
"""Modules of white around the code, as the standard wants."""
SIDE_MM = 30
"""How wide and high the picture is, whatever it says."""

_SLASH = rb"(?:/|\\057)"
_CODE = re.compile(
    rb"check" + _SLASH + rb"([0-9a-f]{64})" + _SLASH + rb"((?:[a-z0-9_.-]|\\[0-7]{3}){1,320}?)(?![a-z0-9_.\\-])"
)
"""The way to a check page in the bytes of a PDF, where strings may have characters written as octal numbers."""


class BookCode(Frozen):
    """Which publication, and which of its books: no file can contain its own hash, so it bears that of the contents."""

    books: Sha256
    book: Key


def check_url(public_url: str, code: BookCode) -> str:
    """The page that tells about a published book."""
    return f"{public_url.rstrip('/')}/check/{code.books}/{code.book}"


def qr_svg(url: str) -> str:
    """A QR code as SVG, 30 mm wide and high with its white margin, to be set into a page; equal for equal addresses."""
    out = io.BytesIO()
    segno.make_qr(url, error="m").save(
        out, kind="svg", border=QUIET, light="#fff", xmldecl=False, nl=False, omitsize=True, svgclass="", lineclass=""
    )
    return out.getvalue().decode("utf-8").replace("<svg ", f'<svg width="{SIDE_MM}mm" height="{SIDE_MM}mm" ', 1)


def code_in(data: bytes) -> BookCode | None:
    """The publication that a PDF names in its seal or a link, also where it is too damaged to be read as one."""
    found = _CODE.search(data)
    if found is None:
        return None
    key = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8) & 0xFF]), found[2]).decode("latin-1")
    return BookCode(books=found[1].decode(), book=key) if re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,79}", key) else None
