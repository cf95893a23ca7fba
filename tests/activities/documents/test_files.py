"""Files in the object store: by hash, whole or not at all, and told apart from damaged ones."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from obstore.store import LocalStore, MemoryStore

from activities.documents.files import FileDamaged, ObjectFiles, StoreFailed, path_of

BOOK = b"%PDF-1.7 sebuah buku " * 50_000
HASH = sha256(BOOK).hexdigest()
PDF = "application/pdf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a store."""
    path = tmp_path / "objects"
    path.mkdir()
    return path


@pytest.fixture
def files(folder: Path) -> ObjectFiles:
    """Files in that folder."""
    return ObjectFiles(LocalStore(prefix=folder))


@contextmanager
def full_disk(after: int) -> Iterator[None]:
    """No file grows beyond so many bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_file_is_kept_once_under_its_hash(files: ObjectFiles, folder: Path) -> None:
    """The same file again changes nothing, not even its time."""
    stored = await files.put(BOOK, PDF)
    path = folder / "documents" / HASH[:2] / HASH
    before = path.stat().st_mtime_ns
    assert await files.put(BOOK, PDF) == stored
    assert (stored.sha256, stored.size, stored.media_type) == (HASH, len(BOOK), PDF)
    assert path.stat().st_mtime_ns == before
    assert [found for found in folder.rglob("*") if found.is_file()] == [path]
    assert await files.get(HASH) == BOOK
    assert await files.has(HASH)


async def test_a_file_that_is_not_there_is_none(files: ObjectFiles) -> None:
    """What was never kept is no failure."""
    assert await files.get(HASH) is None
    assert not await files.has(HASH)


async def test_a_damaged_file_is_never_served_and_is_mended_by_the_next_put(files: ObjectFiles, folder: Path) -> None:
    """One changed byte raises, and the same document made again puts the good bytes back."""
    await files.put(BOOK, PDF)
    path = folder / path_of(HASH)
    path.write_bytes(BOOK[:-1] + b"!")
    with pytest.raises(FileDamaged, match=HASH):
        await files.get(HASH)
    await files.put(BOOK, PDF)
    assert await files.get(HASH) == BOOK


async def test_a_full_disk_leaves_no_half_file(files: ObjectFiles, folder: Path) -> None:
    """A disk that is full in the middle of a file raises, nothing is served of it, and space makes it good."""
    with full_disk(100_000), pytest.raises(StoreFailed, match=HASH):
        await files.put(BOOK, PDF)
    assert not await files.has(HASH)
    assert await files.get(HASH) is None
    assert not [found for found in folder.rglob("*") if found.is_file()]
    await files.put(BOOK, PDF)
    assert await files.get(HASH) == BOOK


async def test_a_store_that_is_away_raises_until_it_is_back(files: ObjectFiles, folder: Path) -> None:
    """A folder that cannot be reached is not taken for one without the file."""
    shutil.rmtree(folder)
    folder.write_text("not a folder")
    with pytest.raises(StoreFailed):
        await files.put(BOOK, PDF)
    with pytest.raises(StoreFailed):
        await files.get(HASH)
    with pytest.raises(StoreFailed):
        await files.has(HASH)
    folder.unlink()
    folder.mkdir()
    await files.put(BOOK, PDF)
    assert await files.get(HASH) == BOOK


async def test_a_store_that_hands_files_out_is_told_what_they_are() -> None:
    """Stores that keep a media type get it; a folder has no place for one."""
    store = MemoryStore()
    await ObjectFiles(store).put(BOOK, PDF)
    assert dict((await store.get_async(path_of(HASH))).attributes) == {"Content-Type": PDF}
