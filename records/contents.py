"""Texts and files by the SHA-256 of their bytes: put bytes in, keep the hash, get the same bytes back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from records.statements import statements


@dataclass(frozen=True)
class Content:
    """Stored bytes and their media type."""

    media_type: str
    content: bytes


class Contents:
    """The content store. The same bytes are kept once."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def put(self, content: bytes, media_type: str = "text/plain; charset=utf-8") -> str:
        """Store bytes and return their SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        await self._pool.execute(statements("reading")["put_content"], digest, len(content), media_type, content)
        return digest

    async def known(self, hashes: Sequence[str]) -> set[str]:
        """Those of the hashes under which something is stored here."""
        rows = await self._pool.fetch(statements("reading")["known_contents"], list(hashes))
        return {row["sha256"] for row in rows}

    async def get(self, sha256: str) -> Content | None:
        """The bytes with this hash, None when they are not stored here."""
        row = await self._pool.fetchrow(statements("reading")["get_content"], sha256)
        return Content(media_type=row["media_type"], content=row["bytes"]) if row else None
