"""Reads a stream of Server-Sent Events as a browser does: `Listener`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2

WITHIN = 20.0


@dataclass(frozen=True)
class Event:
    """An event of a stream."""

    name: str
    id: str
    data: dict[str, Any]


@dataclass
class Listener:
    """An open stream: `events` so far, and its answer's status and headers."""

    status: int
    headers: httpx2.Headers
    events: list[Event] = field(default_factory=list)
    comments: int = 0
    retry: int | None = None
    ended: bool = False
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, lines: AsyncIterator[str]) -> None:
        """Take the lines of the stream until it ends."""
        fields: dict[str, str] = {}
        try:
            async for line in lines:
                if line.startswith(":"):
                    self.comments += 1
                elif line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                else:
                    self._take(fields)
                    fields = {}
                self._more.set()
        finally:
            self.ended = True
            self._more.set()

    def _take(self, fields: dict[str, str]) -> None:
        if "retry" in fields:
            self.retry = int(fields["retry"])
        if "data" in fields:
            self.events.append(Event(fields["event"], fields["id"], json.loads(fields["data"])))

    @property
    def changes(self) -> list[tuple[str, int]]:
        """(journey, seq) of every change."""
        return [(event.data["journey"], event.data["seq"]) for event in self.events if event.name == "change"]

    def named(self, name: str) -> list[Event]:
        """The events with a name."""
        return [event for event in self.events if event.name == name]

    async def until(self, count: int, name: str = "change", within: float = WITHIN) -> list[Event]:
        """Wait until so many events with a name have come; gives them. Raises `TimeoutError`."""
        await self.until_true(lambda: len(self.named(name)) >= count, within)
        return self.named(name)

    async def until_true(self, true: Callable[[], bool], within: float = WITHIN) -> None:
        """Wait until something is true of what has come. Raises `TimeoutError`."""
        async with asyncio.timeout(within):
            while not true():
                assert not self.ended, self.events
                self._more.clear()
                await self._more.wait()

    async def end(self, within: float = WITHIN) -> None:
        """Wait until the stream has ended. Raises `TimeoutError`."""
        async with asyncio.timeout(within):
            while not self.ended:
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def listening(client: httpx2.AsyncClient, *, last: str | None = None, **query: str) -> AsyncIterator[Listener]:
    """A stream of changes that is open inside the block, once it is current."""
    headers = {"Last-Event-ID": last} if last else {}
    async with client.stream("GET", "/changes", params=query, headers=headers, timeout=None) as answer:
        assert answer.status_code == 200, await answer.aread()
        listener = Listener(answer.status_code, answer.headers)
        task = asyncio.create_task(listener.hear(answer.aiter_lines()))
        try:
            await listener.until(1, "current")
            yield listener
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
