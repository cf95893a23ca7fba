"""The file with a journey's whole history: `writing` makes one, `opened` reads one and refuses any other file.

A zip that compresses nothing: parts in the order of their names, the manifest last, every time a fixed one. So the same
parts give the same bytes, no part can be larger than the file, and there is no room for anything else.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Literal

from pydantic import AwareDatetime, BaseModel, ValidationError

from domain.entry import Entry
from domain.model import Journey
from domain.shape import Frozen, Key, Line, Sha256
from domain.values import RegionOfJourney
from domain.vocabulary import Status
from records.chain import check_chain, read_entry
from records.errors import EntryBroken
from records.verify import Finding

FORMAT: Final = 1
JOURNAL = "journal.txt"
LEDGER = "ledger.jsonl"
MANIFEST = "manifest.json"
NAMES = re.compile(r"files/[0-9a-f]{64}|histories/[0-9a-f]{64}\.json\.zst|journal\.txt|ledger\.jsonl|manifest\.json")
MOST_PARTS = 10_000
PART_BYTES = 256 * 1024 * 1024
"""A part is held in memory while it is checked; the largest file that a journey may name is smaller."""
MANIFEST_BYTES = 16 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100600 << 16
LOCAL_HEADER, CENTRAL_HEADER, LONGEST_NAME = 30, 46, 82
ENDING = struct.Struct("<4s4H2LH")
ENDS_WITH = b"PK\x05\x06"


class BundleRefused(Exception):
    """A file is not one that `writing` made, or what is to be written has no room in one; the text says why."""


class Part(Frozen):
    """A member of the file."""

    name: Line
    sha256: Sha256
    size: int


class RunPart(Frozen):
    """A run of the workflow; `sha256` is of the history as it is stored, `until` the time of its last event."""

    run_id: Line
    sha256: Sha256
    events: int
    closed: bool
    until: AwareDatetime

    @property
    def name(self) -> str:
        """The part that has its history."""
        return f"histories/{self.sha256}.json.zst"


class FilePart(Frozen):
    """A file that the journal names; without a media type it is kept in the object store, not with the contents."""

    sha256: Sha256
    media_type: Line | None = None

    @property
    def name(self) -> str:
        """The part that has its bytes."""
        return f"files/{self.sha256}"


class Contained(Frozen):
    """What a file holds; `as_of` is the time of the last entry, `absent` are named files whose bytes are not in it."""

    journey: Key
    cohort: Key
    region: RegionOfJourney
    simulated: bool
    status: Status
    entries: int
    head: Sha256
    as_of: AwareDatetime
    made_by: Line
    runs: tuple[RunPart, ...]
    files: tuple[FilePart, ...]
    absent: tuple[Sha256, ...]


class Manifest(Contained):
    """What a file holds, with every part of it."""

    format: Literal[1] = FORMAT
    parts: tuple[Part, ...]


class BundleWriter:
    """A file that is being made: `add` its parts in the order of their names, then `finish` it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts: list[Part] = []

    def add(self, name: str, content: bytes) -> None:
        """Add a part. Raises BundleRefused for one that has no room."""
        if len(self._parts) == MOST_PARTS or len(content) > PART_BYTES:
            raise BundleRefused(f"{name} has no room in the file: {len(content)} bytes, part {len(self._parts) + 1}")
        self._write(name, content)
        self._parts.append(Part(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content)))

    def finish(self, contained: Contained) -> Manifest:
        """Add the manifest."""
        fields = {name: getattr(contained, name) for name in Contained.model_fields}
        manifest = Manifest(**fields, parts=tuple(self._parts))
        text = json.dumps(manifest.model_dump(mode="json"), sort_keys=True, indent=1, ensure_ascii=False)
        self._write(MANIFEST, text.encode())
        return manifest

    def _write(self, name: str, content: bytes) -> None:
        before = self._archive.namelist()
        if not NAMES.fullmatch(name) or (before and before[-1] >= name):
            raise ValueError(f"{name} is no part, or does not come after {before[-1:]}")
        info = zipfile.ZipInfo(name, EPOCH)
        info.create_system, info.external_attr = 3, READABLE
        try:
            self._archive.writestr(info, content)
        except zipfile.LargeZipFile as error:
            raise BundleRefused("all parts together have more than 4 GiB") from error


@contextmanager
def writing(target: Path) -> Iterator[BundleWriter]:
    """Make a file, readable by its owner only. It is there whole or not at all. Raises FileExistsError, OSError."""
    if target.exists():
        raise FileExistsError(str(target))
    draft = target.with_name(f"{target.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", allowZip64=False) as archive:
                yield BundleWriter(archive)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


class Bundle:
    """A file that has the right form; what its parts say is for `damage` and others to check."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest, names: Sequence[str]) -> None:
        self._archive = archive
        self._names = names
        self.manifest = manifest

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        return _read(self._archive, name)

    def damage(self) -> list[Finding]:
        """Parts that are missing, too many, or not what the manifest says of them."""
        told = {part.name: part for part in self.manifest.parts}
        needed = {JOURNAL, LEDGER}
        needed |= {run.name for run in self.manifest.runs} | {file.name for file in self.manifest.files}
        there = [name for name in self._names if name != MANIFEST]
        found = [Finding(kind="part_missing", detail=name) for name in sorted({*told, *needed} - {*there})]
        for name in there:
            if name not in told or name not in needed:
                found.append(Finding(kind="part_unexpected", detail=name))
            else:
                found += self._damage_of(told[name])
        return found

    def _damage_of(self, part: Part) -> list[Finding]:
        try:
            content = self.read(part.name)
        except BundleRefused as refused:
            return [Finding(kind="part_damaged", detail=str(refused))]
        digest = hashlib.sha256(content).hexdigest()
        if (len(content), digest) != (part.size, part.sha256) or not _named_for(part.name, digest):
            return [Finding(kind="part_damaged", detail=f"{part.name} does not have the hash it should have")]
        return []

    def entries(self) -> tuple[list[Entry], list[Finding]]:
        """The entries as far as they can be trusted, and what is wrong with the one after them."""
        entries: list[Entry] = []
        for line in self.read(JOURNAL).decode(errors="replace").split("\n")[:-1]:
            digest, _, text = line.partition(" ")
            place = f"entry {len(entries) + 1}"
            try:
                entry = read_entry(text, digest)
                check_chain(self.manifest.journey, [*entries[-1:], entry])
            except ValidationError as error:
                return entries, [Finding(kind="entry_unreadable", detail=f"{place}: {error.error_count()} faults")]
            except EntryBroken as broken:
                return entries, [Finding(kind="chain_broken", detail=str(broken))]
            if entry.seq != len(entries) + 1 or entry.canonical() != text:
                return entries, [Finding(kind="chain_broken", detail=f"{place} is not the one that belongs there")]
            entries.append(entry)
        return entries, []


def _named_for(name: str, digest: str) -> bool:
    """Whether a part that is named for its hash has it."""
    _, _, rest = name.partition("/")
    return not rest or rest.partition(".")[0] == digest


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Read a file that `writing` made. Raises BundleRefused for any other, before it takes memory; OSError."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        _check_ending(file, size)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise BundleRefused(f"it is damaged: {error}") from error
        with archive:
            _check_parts(archive.infolist(), size)
            names = archive.namelist()
            yield Bundle(archive, _manifest(_read(archive, MANIFEST)), names)


def _check_ending(file: BinaryIO, size: int) -> None:
    """Refuse a file whose list of parts is not what `writing` leaves, before anything reads that list."""
    if size < ENDING.size:
        raise BundleRefused("it is no zip file")
    file.seek(size - ENDING.size)
    mark, *_, parts, listed, _, comment = ENDING.unpack(file.read(ENDING.size))
    if mark != ENDS_WITH or comment:
        raise BundleRefused("it is no zip file, or its end is missing")
    if parts > MOST_PARTS + 1 or listed > (MOST_PARTS + 1) * (CENTRAL_HEADER + LONGEST_NAME):
        raise BundleRefused(f"it lists more than {MOST_PARTS} parts")
    file.seek(max(size - ENDING.size - 20, 0))
    if file.read(4) == b"PK\x06\x07":
        raise BundleRefused("it is a zip file of another kind (64 bit)")


def _check_parts(infos: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse parts that `writing` does not make: other names, compressed, too large, overlapping, with gaps between."""
    names = [info.orig_filename for info in infos]
    strange = next((name for name in names if not NAMES.fullmatch(name)), None)
    if strange is not None:
        raise BundleRefused(f"a part is named {strange[:100]!r}, as none of ours is")
    if names != sorted(set(names)) or MANIFEST not in names:
        raise BundleRefused("it has no manifest, or its parts are not in order")
    place = 0
    for info in infos:
        stored = info.compress_type == zipfile.ZIP_STORED and info.file_size == info.compress_size
        if not stored or info.flag_bits or info.extra or info.comment or info.date_time != EPOCH:
            raise BundleRefused(f"{info.filename} was packed by another program: take the file as it was exported")
        if info.file_size > (MANIFEST_BYTES if info.filename == MANIFEST else PART_BYTES):
            raise BundleRefused(f"{info.filename} has {info.file_size} bytes, more than such a part may have")
        if info.header_offset != place:
            raise BundleRefused(f"{info.filename} does not begin where the part before it ends")
        place += LOCAL_HEADER + len(info.filename) + info.file_size
    listed = sum(CENTRAL_HEADER + len(info.filename) for info in infos)
    if place + listed + ENDING.size != size:
        raise BundleRefused("its parts do not fill it: something was added or is missing")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as error:
        raise BundleRefused(f"{name} is damaged: {error}") from error


def _manifest(content: bytes) -> Manifest:
    try:
        fields = json.loads(content)
        made_in = fields.get("format") if isinstance(fields, dict) else None
        if made_in != FORMAT:
            raise BundleRefused(f"its format is {made_in!r:.20}, and this release reads {FORMAT}")
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        raise BundleRefused(f"its manifest is not as it should be ({error.error_count()} faults)") from error
    except (ValueError, RecursionError) as error:
        raise BundleRefused("its manifest cannot be read") from error


def contained(
    journey: Journey,
    last: Entry,
    made_by: str,
    runs: Sequence[RunPart] = (),
    files: Sequence[FilePart] = (),
    absent: Sequence[str] = (),
) -> Contained:
    """What a file holds of a journey, `last` being its last entry."""
    return Contained(
        journey=journey.id,
        cohort=journey.cohort,
        region=journey.region,
        simulated=journey.simulated,
        status=journey.status,
        entries=journey.seq,
        head=journey.head,
        as_of=last.at,
        made_by=made_by,
        runs=tuple(runs),
        files=tuple(files),
        absent=tuple(absent),
    )


def journal_text(entries: Sequence[Entry]) -> bytes:
    """The journal as a part: a line for each entry, its hash and the text that the hash is taken over."""
    return "".join(f"{entry.hash} {entry.canonical()}\n" for entry in entries).encode()


def named_files(entries: Sequence[Entry]) -> list[str]:
    """The hashes of every file that entries name, sorted: whatever in them has a hash and a size."""
    found: set[str] = set()
    waiting: list[object] = [entry.event for entry in entries] + [entry.on_behalf for entry in entries]
    while waiting:
        value = waiting.pop()
        if isinstance(value, BaseModel):
            fields = dict(value)
            if "sha256" in fields and "size" in fields:
                found.add(fields["sha256"])
            waiting += fields.values()
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, tuple | list):
            waiting += value
    return sorted(found)
