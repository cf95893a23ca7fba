"""The means of the fault tests do what they are said to do: wires, clocks, the mail server, the pace."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.faults.clocks import clock_library, shifted
from tests.faults.pace import Pace
from tests.faults.wire import Wire


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        writer.write(line)
    writer.close()


@asynccontextmanager
async def _connected() -> AsyncIterator[tuple[Wire, asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection through a wire to a server that says everything again."""
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    async with server, Wire(server.sockets[0].getsockname()[1]).up() as wire:
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        yield wire, reader, writer
        writer.close()


async def _said(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, within: float = 5.0) -> bytes:
    writer.write(b"halo\n")
    return await asyncio.wait_for(reader.readline(), within)


async def _ends(reader: asyncio.StreamReader) -> None:
    """Assert that a connection ends and says nothing more; it may break off or be closed."""
    try:
        assert await asyncio.wait_for(reader.read(), 5) == b""
    except ConnectionResetError:
        return


async def test_a_wire_that_hangs_passes_it_on_afterwards() -> None:
    """What was sent while a wire hung is not there before it is mended, and is there then."""
    async with _connected() as (wire, reader, writer):
        assert await _said(reader, writer) == b"halo\n"
        wire.hang()
        with pytest.raises(TimeoutError):
            await _said(reader, writer, within=0.2)
        wire.mend()
        assert await asyncio.wait_for(reader.readline(), 5) == b"halo\n"


async def test_a_wire_that_swallows_ends_its_connections() -> None:
    """What was sent while a wire hung never arrives when it is mended with loss: the connection ends."""
    async with _connected() as (wire, reader, writer):
        wire.hang()
        with pytest.raises(TimeoutError):
            await _said(reader, writer, within=0.2)
        wire.mend(lost=True)
        await _ends(reader)


async def test_a_wire_that_is_cut_takes_nobody_until_it_is_mended() -> None:
    """A cut ends what is connected and whoever comes anew; after it everything passes again."""
    async with _connected() as (wire, reader, _):
        wire.cut()
        await _ends(reader)
        await _ends((await asyncio.open_connection("127.0.0.1", wire.port))[0])
        wire.mend()
        again, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        assert await _said(again, writer) == b"halo\n"
        writer.close()


async def test_a_slow_wire_is_late() -> None:
    """Everything passes a slow wire, so much later on each way."""
    async with _connected() as (wire, reader, writer):
        wire.slow(0.1)
        began = time.monotonic()
        assert await _said(reader, writer) == b"halo\n"
        assert time.monotonic() - began >= 0.2


def test_a_shifted_clock_shifts_the_time_of_day_alone() -> None:
    """A process with a shifted clock sees another day, and measures durations as before."""
    asked = "import time, datetime; print(time.time(), datetime.datetime.now().timestamp(), time.monotonic())"
    with clock_library() as library:
        if library is None:
            pytest.skip("there is no C compiler here")
        environment = dict(shifted(library, timedelta(days=-30)))
        said = subprocess.run(
            [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
        )
    of_day, of_date, lasting = (float(word) for word in said.stdout.split())
    month_ago = time.time() - timedelta(days=30).total_seconds()
    assert abs(of_day - month_ago) < 30 and abs(of_date - month_ago) < 30
    assert abs(lasting - time.monotonic()) < 30


async def test_acts_run_ahead_of_blows_by_two_at_most() -> None:
    """An act more than two blows ahead waits for the next blow; a blow is due after its acts, or after the rest."""
    pace = Pace(acts_a_blow=2, longest=0.2)
    for _ in range(4):
        await asyncio.wait_for(pace.turn(), 1)
        await pace.acknowledged()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pace.turn(), 0.1)
    await asyncio.wait_for(pace.until_due(2), 0.1)
    await pace.fell(1)
    await asyncio.wait_for(pace.turn(), 1)
    began = time.monotonic()
    await pace.until_due(9)
    assert time.monotonic() - began >= 0.2
