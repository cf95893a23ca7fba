"""What a file is, by its bytes and not by what it is called: `kind_of`."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken: its media type, and how its name ends."""

    media_type: str
    ending: str


PDF = FileKind("application/pdf", "pdf")
MP4 = FileKind("video/mp4", "mp4")
TEXT = FileKind("text/plain; charset=utf-8", "txt")
_OFFICE = "application/vnd.openxmlformats-officedocument"
OFFICE: dict[str, FileKind] = {
    "word/": FileKind(f"{_OFFICE}.wordprocessingml.document", "docx"),
    "xl/": FileKind(f"{_OFFICE}.spreadsheetml.sheet", "xlsx"),
    "ppt/": FileKind(f"{_OFFICE}.presentationml.presentation", "pptx"),
}
"""The kinds that are ZIP archives, by the folder that each has."""
BY_BEGINNING: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind("image/png", "png")),
    (b"\xff\xd8\xff", FileKind("image/jpeg", "jpg")),
)
TAKEN = "PDF, DOCX, XLSX, PPTX, PNG, JPEG, MP4 or plain text"
"""What is taken, in words."""


MP4_BRANDS = (b"isom", b"iso", b"mp4", b"avc1", b"M4V", b"MSNV", b"dash")
"""How the brands of MP4 begin; pictures such as HEIC are boxes of the same make."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
"""What no plain text has."""
END_OF_ARCHIVE = b"PK\x05\x06"
LONGEST_END = 66_000
"""Bytes in which the end record of a ZIP archive lies, with its comment."""
MOST_DIRECTORY = 2_000_000
"""Bytes of the largest list of entries that is read: some ten thousand files."""


def kind_of(content: bytes) -> FileKind | None:
    """The kind of a file; None when it is of none that is taken. A large file takes some tenths of a second."""
    for beginning, kind in BY_BEGINNING:
        if content.startswith(beginning):
            return kind
    if content[4:8] == b"ftyp":
        return MP4 if content[8:12].startswith(MP4_BRANDS) else None
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return TEXT if content and CONTROL.search(text) is None else None


def _office(content: bytes) -> FileKind | None:
    if not _short_directory(content):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for folder, kind in OFFICE.items() if any(name.startswith(folder) for name in names)), None)


def _short_directory(content: bytes) -> bool:
    """Whether an archive's list of entries is short enough to be read, wherever its end record may be."""
    tail = content[-LONGEST_END:]
    if b"PK\x06\x07" in tail:
        return False  # a list of more than 4 GB is announced elsewhere
    sizes = [
        int.from_bytes(tail[place + 12 : place + 16], "little")
        for place in (found.start() for found in re.finditer(END_OF_ARCHIVE, tail))
    ]
    return bool(sizes) and max(sizes) <= MOST_DIRECTORY
