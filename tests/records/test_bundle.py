"""A file with a journey's whole history: the same parts give the same bytes, and what is not of its form is refused."""

from __future__ import annotations

import hashlib
import json
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.entry import Entry
from domain.evolve import fold
from domain.shape import Sha256
from records.bundle import (
    EPOCH,
    JOURNAL,
    LEDGER,
    MANIFEST,
    MOST_PARTS,
    Bundle,
    BundleRefused,
    FilePart,
    RunPart,
    contained,
    journal_text,
    named_files,
    opened,
    writing,
)
from tests.records.sample import SCAN, Walk

RUN = b"a history, as it is stored"
TEXT = b"Bab 1: pendahuluan"
UNTIL = datetime(2019, 6, 1, tzinfo=UTC)


def digest(content: bytes) -> Sha256:
    """The SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def write(target: Path, entries: tuple[Entry, ...], journal: bytes | None = None) -> Path:
    """Write a file with one run, one text and a journal."""
    run = RunPart(run_id="run-1", sha256=digest(RUN), events=3, closed=True, until=UNTIL)
    text = FilePart(sha256=digest(TEXT), media_type="text/plain")
    with writing(target) as bundle:
        bundle.add(text.name, TEXT)
        bundle.add(run.name, RUN)
        bundle.add(JOURNAL, journal_text(entries) if journal is None else journal)
        bundle.add(LEDGER, b'{"key": "a"}\n')
        bundle.finish(contained(fold(entries), entries[-1], "bimtek 0", [run], [text], [SCAN.sha256]))
    return target


@pytest.fixture(scope="module")
def short() -> Walk:
    """A journey at its beginning."""
    walk = Walk()
    walk.kick_off()
    return walk


def everything(bundle: Bundle) -> object:
    """All that is read of a file."""
    parts = [bundle.read(part.name) for part in bundle.manifest.parts]
    return bundle.manifest, parts, bundle.damage(), bundle.entries()


def test_what_is_written_is_read(tmp_path: Path, walked: Walk) -> None:
    """Every part and every entry comes back, nothing is amiss, and the manifest names each part with hash and size."""
    path = write(tmp_path / "a.zip", walked.entries)
    with opened(path) as bundle:
        assert bundle.damage() == []
        assert bundle.entries() == (list(walked.entries), [])
        assert bundle.read(f"files/{digest(TEXT)}") == TEXT
        manifest = bundle.manifest
    assert (manifest.journey, manifest.entries, manifest.head) == (
        walked.journey.id,
        walked.journey.seq,
        walked.journey.head,
    )
    assert manifest.simulated and manifest.region.name == "Kabupaten Sleman" and manifest.as_of == walked.entries[-1].at
    assert {(part.sha256, part.size) for part in manifest.parts} >= {(digest(RUN), len(RUN)), (digest(TEXT), len(TEXT))}


def test_same_parts_same_bytes(tmp_path: Path, short: Walk) -> None:
    """The same parts give the same bytes, in order of their names and with fixed times, for the owner's eyes only."""
    first, second = write(tmp_path / "a.zip", short.entries), write(tmp_path / "b.zip", short.entries)
    assert first.read_bytes() == second.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    with zipfile.ZipFile(first) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
        assert {info.date_time for info in archive.infolist()} == {EPOCH}


def test_whole_or_not_at_all(tmp_path: Path, short: Walk) -> None:
    """A file that is there is not written over, and one that could not be finished leaves nothing behind."""
    path = write(tmp_path / "a.zip", short.entries)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write(path, short.entries[:3])
    assert path.read_bytes() == before
    with pytest.raises(OSError, match="full"):
        _fill_the_disk(tmp_path / "b.zip")
    assert [found.name for found in tmp_path.iterdir()] == ["a.zip"]


def _fill_the_disk(path: Path) -> None:
    with writing(path) as bundle:
        bundle.add(JOURNAL, b"a line")
        raise OSError("the disk is full")


def test_every_flipped_byte_is_seen(tmp_path: Path, short: Walk) -> None:
    """One flipped byte is refused, or found, or of no consequence: nothing that is read is ever another than before."""
    path = write(tmp_path / "a.zip", short.entries[:2])
    content = path.read_bytes()
    with opened(path) as bundle:
        sound = everything(bundle)
    unseen = 0
    for place in range(0, len(content), 29):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x21]) + content[place + 1 :])
        try:
            with opened(path) as bundle:
                damage = bundle.damage()
                unseen += not damage
                assert damage or everything(bundle) == sound, f"byte {place} of {len(content)}"
        except BundleRefused:
            continue
    assert unseen < 20, "what may change unseen are fields of a part's header that nothing reads"


Spoil = Callable[[Path], None]


def _deflated(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), b"{}", zipfile.ZIP_DEFLATED)


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(JOURNAL, EPOCH), bytes(50_000_000), zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), b"{}")


def _climbing(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("../../etc/cron.d/x", EPOCH), b"")
        archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), b"{}")


def _twice(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(2):
            archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), b"{}")


def _without_manifest(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(JOURNAL, EPOCH), b"")


def _overlapping(path: Path) -> None:
    """Many names for the same bytes: a small file that would be large when unpacked."""
    content, info = bytes(100_000), zipfile.ZipInfo(f"files/{0:064x}", EPOCH)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, content)
        for number in range(1, 500):
            again = zipfile.ZipInfo(f"files/{number:064x}", EPOCH)
            again.file_size = again.compress_size = len(content)
            again.CRC, again.header_offset = info.CRC, 0
            archive.filelist.append(again)
        archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), b"{}")


def _many(path: Path) -> None:
    listed = 46 * (MOST_PARTS * 5)
    path.write_bytes(bytes(listed) + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, listed * 10, 0, 0))


def _large(path: Path) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 0, 0, 0)
    path.write_bytes(bytes(100) + b"PK\x06\x07" + bytes(16) + end)


def _newer(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), json.dumps({"format": 2}))


def _nested(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), b"[" * 200_000)


SPOILT = [
    pytest.param(lambda path: path.write_bytes(b""), "no zip file", id="an empty file"),
    pytest.param(lambda path: path.write_bytes(b"%PDF-1.7" * 100), "no zip file", id="another kind of file"),
    pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-100]), "its end is missing", id="one cut short"),
    pytest.param(lambda path: path.write_bytes(b"x" * 9 + path.read_bytes()), "does not begin", id="something before"),
    pytest.param(lambda path: path.write_bytes(path.read_bytes() + b"x"), "its end is missing", id="something after"),
    pytest.param(_deflated, "another program", id="packed by another program"),
    pytest.param(_bomb, "another program", id="a zip bomb"),
    pytest.param(_overlapping, "does not begin", id="a bomb of parts that overlap"),
    pytest.param(_many, "more than 10000 parts", id="too many parts"),
    pytest.param(_large, "64 bit", id="a zip of 64 bit"),
    pytest.param(_climbing, "as none of ours is", id="a name that climbs"),
    pytest.param(_twice, "not in order", id="a part twice"),
    pytest.param(_without_manifest, "no manifest", id="no manifest"),
    pytest.param(_newer, "format is 2", id="a newer format"),
    pytest.param(_nested, "cannot be read", id="a manifest nested without end"),
]


@pytest.mark.parametrize(("spoil", "why"), SPOILT)
def test_foreign_file_refused(tmp_path: Path, short: Walk, spoil: Spoil, why: str) -> None:
    """A file that `writing` did not make is refused with the reason before its parts are read."""
    path = write(tmp_path / "a.zip", short.entries)
    spoil(path)
    with pytest.raises(BundleRefused, match=why), opened(path):
        pass


LINES: list[tuple[str, Callable[[list[bytes]], list[bytes]], str]] = [
    (
        "a letter of an entry",
        lambda lines: [*lines[:2], lines[2].replace(b"kab-sleman", b"kab-slemon"), *lines[3:]],
        "chain_broken",
    ),
    ("an entry taken out", lambda lines: [*lines[:3], *lines[4:]], "chain_broken"),
    ("the first entry taken out", lambda lines: lines[1:], "chain_broken"),
    ("text that is no entry", lambda lines: [*lines[:2], b"0" * 64 + b" {}\n"], "entry_unreadable"),
    ("bytes that are no text", lambda lines: [*lines[:2], b"\xff\xfe\n"], "entry_unreadable"),
]


@pytest.mark.parametrize(("change", "kind"), [pytest.param(c, k, id=name) for name, c, k in LINES])
def test_broken_chain_found(
    tmp_path: Path, short: Walk, change: Callable[[list[bytes]], list[bytes]], kind: str
) -> None:
    """A journal whose hashes in the manifest are right and whose chain is not is found."""
    lines = journal_text(short.entries).splitlines(keepends=True)
    path = write(tmp_path / "a.zip", short.entries, b"".join(change(lines)))
    with opened(path) as bundle:
        assert bundle.damage() == []
        entries, findings = bundle.entries()
    assert [finding.kind for finding in findings] == [kind]
    assert tuple(entries) == short.entries[: len(entries)]


def test_files_that_entries_name(walked: Walk) -> None:
    """Evidence, texts, minutes, scans are named by a journal; the hash over a submission is not a file's."""
    named = named_files(walked.entries)
    assert named == sorted(set(named))
    assert SCAN.sha256 in named and f"{1:064x}" in named
    frozen = {entry.event.sha256 for entry in walked.entries if entry.event.kind == "books_frozen"}
    assert frozen and not frozen & set(named)
