"""A running stack on which tests type commands: `Office.bimtek` runs one as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from tests.api.typed import Said, typed
from tests.conftest import remove_folder
from workers.connections import connect_records
from workers.local.stack import local_stack
from workers.settings import Settings

SETTLED = "select count(distinct journey_id) from journal where kind = 'documents_made' and journey_id like $1"
MANAGER = ("--person", "pengelola-program", "--role", "programme_manager")


@dataclass(frozen=True)
class Office:
    """A running stack, and a folder for files."""

    folder: Path

    @property
    def settings(self) -> Settings:
        """Settings with the addresses of the stack."""
        return Settings(data_dir=self.folder).resolved()

    async def bimtek(self, *words: str | Path, answer: str | None = None) -> Said:
        """Run `bimtek` with these words; with an `answer` at a terminal where it is typed."""
        return await typed(*words, "--data-dir", self.folder, answer=answer)

    def file(self, name: str, content: str) -> Path:
        """A file with this content."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    async def act(self, journey: str, act: object, *words: str) -> Said:
        """Send an act."""
        return await self.bimtek("journey", "act", journey, self.file("act.json", json.dumps(act)), *words)

    async def shown(self, cohort: str, journeys: int) -> dict[str, dict[str, object]]:
        """The journeys of a cohort by region, once so many are shown."""
        for _ in range(60):
            shown = await self.bimtek("cohort", "show", cohort, "--json")
            if shown.code == 0 and len(found := json.loads(shown.out)["journeys"]) >= journeys:
                return {line["region_code"]: line for line in found}
            await asyncio.sleep(0.5)
        raise AssertionError(f"{journeys} journeys were not shown within 30 s")

    async def settled(self, cohort: str, journeys: int) -> None:
        """Wait until so many journeys of a cohort have their first documents, and change no more by themselves."""
        async with await connect_records(self.settings) as pool, asyncio.timeout(60):
            while await pool.fetchval(SETTLED, f"journey-{cohort}-%") < journeys:
                await asyncio.sleep(0.2)


@contextlib.asynccontextmanager
async def open_office(folder: Path) -> AsyncIterator[Office]:
    """An office in a folder, closed and cleared away afterwards."""
    try:
        async with local_stack(Settings(data_dir=folder)):
            yield Office(folder)
    finally:
        remove_folder(folder)
