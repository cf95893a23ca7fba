"""A `Wire` stands between two parts that speak TCP on this machine: it can be cut, let hang, and slowed down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

PIECE = 65536


class Wire:
    """Takes connections on a port of its own and passes everything on to another port, until it is told not to.

    Whoever is connected notices what he would notice of a network: ends of connections, silence, lateness.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._passing = asyncio.Event()
        self._passing.set()
        self._cut = False
        self._late = 0.0
        self.connections = 0
        """How many connections were taken so far."""

    @property
    def port(self) -> int:
        """Where it takes connections."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @asynccontextmanager
    async def up(self) -> AsyncIterator[Wire]:
        """Take connections meanwhile; all of them end with it."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        try:
            yield self
        finally:
            self._server.close()
            self._end_all()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """End every connection now, and each new one at once."""
        self._cut = True
        self._end_all()

    def hang(self) -> None:
        """Let nothing pass; connections stay, and new ones are taken."""
        self._passing.clear()

    def slow(self, seconds: float) -> None:
        """Let everything pass so much later."""
        self._late = seconds

    def mend(self, *, lost: bool = False) -> None:
        """Let everything pass again. With `lost`, what was held back never arrives: its connections end instead."""
        if lost:
            self._end_all()
        self._cut = False
        self._late = 0.0
        self._passing.set()

    def _end_all(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._connected(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if not self._cut:
                await self._pass(reader, writer)
        except OSError:
            pass  # either end may go away at any time: that is what this is for
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, beyond = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers.add(beyond)
        ways = [asyncio.create_task(self._way(*way)) for way in ((reader, beyond), (there, writer))]
        try:
            # Nobody here closes one half of a connection and goes on with the other.
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._writers.discard(beyond)
            with suppress(OSError):
                beyond.close()

    async def _way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(PIECE):
            if self._late:
                await asyncio.sleep(self._late)
            await self._passing.wait()
            writer.write(piece)
            await writer.drain()


@asynccontextmanager
async def wires(ports: Iterable[tuple[str, int]]) -> AsyncIterator[dict[str, Wire]]:
    """A wire to each port, by name."""
    async with AsyncExitStack() as held:
        yield {name: await held.enter_async_context(Wire(port).up()) for name, port in ports}
