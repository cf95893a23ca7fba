"""The pack as a ZIP: written with fixed days; read within bounds, whatever somebody else has put into it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from api.pack.manifest import NAME, PackRefused

README = "BACA-DULU.txt"
BOOKS = "buku/"
FORMS = "formulir/"
ATTACHMENTS = "lampiran/"
EARLIEST = (1980, 1, 1, 0, 0, 0)

MOST_BYTES = 60_000_000
MOST_ENTRIES = 500
MOST_UNPACKED = 150_000_000
LARGEST = 60_000_000
"""Bytes of one file of a pack."""
LARGE = 2_000_000
HIGHEST_RATIO = 100
"""How many times its packed size a large file may have."""
HERE = f"{ATTACHMENTS}TARUH-BERKAS-BUKTI-DI-SINI.txt"
HERE_SAID = (
    "Taruh berkas bukti (pindaian, daftar hadir, dan sebagainya) di folder ini, lalu tulis namanya di formulir.\r\n"
)
LITTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", "~$", ".~lock.")
"""What file managers and word processors leave behind."""


@dataclass(frozen=True)
class OpenedPack:
    """The files of a pack by their names, without the folder that a file manager puts around them."""

    manifest: bytes
    files: Mapping[str, bytes]
    """Forms and books, by the name that the manifest gives them."""
    attachments: Mapping[str, bytes]
    """What stands in `lampiran/`, by the file's name."""
    others: tuple[str, ...]


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files, with an empty folder for attachments; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name, content in {**files, HERE: HERE_SAID.encode("utf-8-sig")}.items():
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            member.create_system = 3
            target.writestr(member, content)
    return made.getvalue()


def open_archive(content: bytes) -> OpenedPack:
    """Open a pack within its bounds. Nothing is ever written to a disk. Raises `PackRefused`."""
    if len(content) > MOST_BYTES:
        raise PackRefused(f"Paket lebih besar dari {MOST_BYTES // 10**6} MB. Perkecil berkas di dalam lampiran.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _sorted(_files(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        raise PackRefused("Berkas ini bukan ZIP, atau rusak. Kemas kembali folder paketnya sebagai ZIP.") from error
    except (MemoryError, OverflowError, RuntimeError) as error:
        raise PackRefused(
            "Berkas ZIP ini tidak dapat dibuka. Kemas kembali folder paketnya tanpa kata sandi."
        ) from error


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES:
        raise PackRefused(f"Paket berisi {len(entries)} berkas; paling banyak {MOST_ENTRIES}.")
    found: dict[str, bytes] = {}
    unpacked = 0
    for entry in entries:
        name = _safe(entry.filename)
        if _is_litter(name):
            continue
        if name in found:
            raise PackRefused(f"Berkas {name} ada dua kali di dalam paket. Hapus salah satunya.")
        _check(entry, name)
        most = min(LARGEST, MOST_UNPACKED - unpacked)
        with archive.open(entry) as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise PackRefused("Isi paket terlalu besar setelah dibuka. Perkecil berkas di dalam lampiran.")
        unpacked += len(content)
        found[name] = content
    return found


def _safe(name: str) -> str:
    """An entry's name, if it names a file below the pack."""
    plain = name.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or ".." in parts or ":" in parts[0] or "\x00" in plain or not plain.isprintable():
        raise PackRefused("Paket memuat berkas yang menunjuk ke luar foldernya, sehingga tidak dibuka.")
    return plain


def _is_litter(name: str) -> bool:
    lowered = name.lower()
    return any(lowered.startswith(mark) or f"/{mark}" in lowered for mark in LITTER)


def _check(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & 0x1:
        raise PackRefused("Paket terkunci kata sandi. Kemas kembali tanpa kata sandi.")
    if entry.file_size > LARGEST:
        raise PackRefused(f"Berkas {name} lebih besar dari {LARGEST // 10**6} MB. Perkecil berkasnya.")
    if entry.file_size > LARGE and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1):
        raise PackRefused(f"Isi berkas {name} jauh lebih besar daripada kemasannya (bom zip), sehingga tidak dibuka.")


def _sorted(files: Mapping[str, bytes]) -> OpenedPack:
    roots = [name.removesuffix(NAME) for name in files if name == NAME or name.endswith(f"/{NAME}")]
    if not roots:
        raise PackRefused("Di dalam ZIP ini tidak ada pack.json. Kemas kembali seluruh folder paket, bukan sebagian.")
    root = min(roots, key=len)
    inside = {name.removeprefix(root): content for name, content in files.items() if name.startswith(root)}
    manifest = inside.pop(NAME)
    inside.pop(README, None)
    inside.pop(HERE, None)
    attachments = {
        name.removeprefix(ATTACHMENTS): content for name, content in inside.items() if name.startswith(ATTACHMENTS)
    }
    rest = {name: content for name, content in inside.items() if not name.startswith(ATTACHMENTS)}
    outside = tuple(name for name in files if not name.startswith(root))
    return OpenedPack(manifest=manifest, files=rest, attachments=attachments, others=outside)
