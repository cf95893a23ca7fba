"""An uploaded DOCX as an archive: bounded before anything is read, and handed on with nothing but its text."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

MOST_BYTES = 100_000_000
"""The largest file that may be uploaded."""
MOST_ENTRIES = 5_000
MOST_UNPACKED = 200_000_000
MOST_TEXT = 40_000_000
"""The largest XML part of a file."""
LARGE = 2_000_000
HIGHEST_RATIO = 100
"""How many times its packed size a large part may have; text and drawings stay far below."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The beginning of an old .doc, and of a file that is locked with a password."""
MARKUP = (".xml", ".rels")
MACROS = ("vbaproject.bin", "vbadata.xml")


class BookRefused(Exception):
    """An uploaded book cannot be read; `reason` says what to do, for its author."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class OpenedDocx:
    """The text parts of a DOCX, packed anew, and its pictures by their names."""

    text: bytes
    pictures: dict[str, bytes]


def check_size(file: bytes) -> None:
    """Refuse a file that is empty or too large."""
    if not file:
        raise BookRefused("Berkas ini kosong.")
    if len(file) > MOST_BYTES:
        size = f"{len(file) / 1e6:.1f}".replace(".", ",")
        raise BookRefused(f"Berkas berukuran {size} MB; paling besar {MOST_BYTES // 10**6} MB. Perkecil gambarnya.")


def open_docx(file: bytes) -> OpenedDocx:
    """Open a DOCX within its bounds. Raises BookRefused."""
    if file.startswith(OLD_OFFICE):
        raise BookRefused(
            "Berkas terkunci kata sandi, atau berformat .doc lama. Simpan sebagai .docx tanpa kata sandi."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            return _opened(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise BookRefused("Berkas DOCX rusak dan tidak dapat dibuka. Simpan ulang dari pengolah kata.") from error


def _opened(archive: zipfile.ZipFile) -> OpenedDocx:
    entries = archive.infolist()
    _check(entries)
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names:
        raise BookRefused("Berkas ini bukan dokumen Word (.docx) yang lengkap.")
    pictures: dict[str, bytes] = {}
    unpacked = 0
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as text:
        for entry in entries:
            if entry.is_dir() or entry.filename not in names:
                continue
            names.remove(entry.filename)  # a name that occurs twice is read once
            markup = entry.filename.endswith(MARKUP)
            if not markup and not entry.filename.startswith("word/media/"):
                continue
            content = _read(archive, entry, MOST_UNPACKED - unpacked)
            unpacked += len(content)
            if markup:
                _check_markup(content)
                text.writestr(entry.filename, content)
            else:
                # Its name is enough for the reader; the picture itself is kept here.
                text.writestr(entry.filename, b"-")
                pictures[entry.filename.removeprefix("word/")] = content
    return OpenedDocx(text=buffer.getvalue(), pictures=pictures)


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise BookRefused(f"Berkas DOCX berisi {len(entries)} bagian; paling banyak {MOST_ENTRIES}.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise BookRefused("Berkas terkunci kata sandi. Simpan tanpa kata sandi.")
    if any(entry.filename.lower().rsplit("/", 1)[-1] in MACROS for entry in entries):
        raise BookRefused("Berkas berisi makro. Simpan sebagai .docx biasa tanpa makro.")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        raise BookRefused(_too_large())
    for entry in entries:
        if entry.file_size > LARGE and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1):
            raise BookRefused("Isi berkas DOCX jauh lebih besar daripada berkasnya (bom zip), sehingga tidak dibuka.")
        if entry.filename.endswith(MARKUP) and entry.file_size > MOST_TEXT:
            raise BookRefused(f"Sebuah bagian teks lebih besar dari {MOST_TEXT // 10**6} MB. Bagilah bukunya.")


def _too_large() -> str:
    return f"Isi berkas DOCX lebih besar dari {MOST_UNPACKED // 10**6} MB setelah dibuka. Perkecil gambarnya."


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """An entry's content, read no further than is allowed, whatever size it says it has."""
    with archive.open(entry) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise BookRefused(_too_large())
    return content


def _check_markup(content: bytes) -> None:
    """XML as word processors write it: UTF-8, without definitions, which can grow without bound when they are read."""
    if not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or b"\x00" in content[:64]:
        raise BookRefused("Bagian teks berkas DOCX bukan XML dalam UTF-8. Simpan ulang dari pengolah kata.")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BookRefused(
            "Berkas DOCX memuat definisi XML yang tidak dibuat oleh pengolah kata, sehingga tidak dibuka."
        )
