"""What a file is, by its bytes and not by what it is called: `kind_of`."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken: its media type, and how its name ends."""

    media_type: str
    ending: str


PDF = FileKind("application/pdf", "pdf")
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


def kind_of(content: bytes) -> FileKind | None:
    """The kind of a file; None when it is of none that is taken."""
    for beginning, kind in BY_BEGINNING:
        if content.startswith(beginning):
            return kind
    if content[4:8] == b"ftyp":
        return FileKind("video/mp4", "mp4")
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return TEXT if content and all(c.isprintable() or c in "\n\r\t\f" or ord(c) > 0x9F for c in text) else None


def _office(content: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for folder, kind in OFFICE.items() if any(name.startswith(folder) for name in names)), None)
