"""The files of documents in the object store, each under the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib

from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore

from domain.shape import Frozen, Sha256


class FileDamaged(Exception):
    """A stored file is not what its name says any more."""

    def __init__(self, sha256: str, found: str) -> None:
        super().__init__(
            f"The stored file {sha256} is damaged: its bytes have the hash {found}. "
            f"Put back a good copy; a document that is made again mends it too."
        )
        self.sha256 = sha256


class StoreFailed(Exception):
    """The object store did not take or give a file; the same may be tried again."""

    def __init__(self, path: str, said: str) -> None:
        super().__init__(
            f"The object store did not serve {path}: {said}. Is it there, has it space, may it be written? "
            f"What was asked for is tried again."
        )


class StoredFile(Frozen):
    """A file in the store, by the hash of its bytes."""

    sha256: Sha256
    size: int
    media_type: str


def path_of(sha256: str) -> str:
    """Where a file is kept: `documents/ab/<sha256>`."""
    return f"documents/{sha256[:2]}/{sha256}"


class ObjectFiles:
    """Files by their hash. A folder store writes beside and renames, so that a half-written file is never served.

    Every method raises `StoreFailed` when the store is away, is full or refuses.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, data: bytes, media_type: str) -> StoredFile:
        """Keep a file. The same again changes nothing, and a damaged copy is replaced by the good one."""
        digest = hashlib.sha256(data).hexdigest()
        path = path_of(digest)
        if await self._read(path) != data:
            # A folder keeps bytes alone; the other stores hand the media type on to whoever fetches the object.
            attributes = None if isinstance(self._store, LocalStore) else {"Content-Type": media_type}
            try:
                await self._store.put_async(path, data, attributes=attributes)
            except (BaseError, OSError) as error:
                raise StoreFailed(path, _first_line(error)) from error
        return StoredFile(sha256=digest, size=len(data), media_type=media_type)

    async def get(self, sha256: str) -> bytes | None:
        """The bytes of a file, None where there is none. Raises `FileDamaged` when they have another hash."""
        data = await self._read(path_of(sha256))
        if data is not None and (found := hashlib.sha256(data).hexdigest()) != sha256:
            raise FileDamaged(sha256, found)
        return data

    async def has(self, sha256: str) -> bool:
        """Whether there is a file under this hash; its bytes are not looked at."""
        path = path_of(sha256)
        try:
            await self._store.head_async(path)
        except FileNotFoundError:
            return False
        except (BaseError, OSError) as error:
            raise StoreFailed(path, _first_line(error)) from error
        return True

    async def _read(self, path: str) -> bytes | None:
        try:
            found = await self._store.get_async(path)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise StoreFailed(path, _first_line(error)) from error


def _first_line(error: Exception) -> str:
    """What the store said, without the debugging text that obstore adds below it."""
    return (str(error) or type(error).__name__).splitlines()[0]
