"""The hub: reads new entries of all journals once for a whole process and hands them to every open stream.

A stream is one request's answer of Server-Sent Events. Each of its events has an id; who sends the last one back with a
new request is given everything that came after it.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

import asyncpg
import structlog
import uvicorn
from asyncpg.pool import PoolConnectionProxy

from api.desk import AWAY
from api.http.access import JOURNEY_ROLES
from api.http.problems import StreamsFull
from domain.vocabulary import Role
from records.arrivals import CHANNEL
from records.changes import Batch, Change, Changes, Place, Placed, Wanted

MOST_STREAMS = 1000
"""Streams that one process holds open."""
MOST_WAITING = 1000
"""Events that wait for one reader; who reads more slowly is ended and comes again."""
LOOK_AGAIN = 1.0
"""Seconds after which the hub looks by itself, in case an announcement was lost."""
SOON = 0.02
"""Seconds until it looks for what is on its way already."""
JOINED_WITHIN = 5.0
"""Seconds within which a stream is open, or the database is said to be away."""
TRIED_AGAIN = 1.0
"""Seconds after which a database that was away is tried again."""
CLEARED_EVERY = 3600.0
"""Seconds after which what is older than is kept is cleared away."""

AGENCY_KINDS = frozenset(
    {
        "submitted",
        "edition_frozen",
        "endorsed",
        "endorsements_voided",
        "journey_moved_back",
        "edition_published",
        "published",
        "publication_withdrawn",
        "journey_ended",
    }
)
"""What somebody hears of a journey in which he only speaks for an agency: what is put to it, and what came of that."""

START = Place(0, 0)

log = structlog.get_logger()


class Said(StrEnum):
    """What a stream is told besides changes."""

    CURRENT = "current"
    """Everything up to this event's id has been given."""
    STALE = "stale"
    """The database is away: what changes now is given later."""
    RESET = "reset"
    """Not everything since the last id is known any more: load anew what is shown."""
    END = "end"
    """Nothing more comes; who wants to go on comes again with the last id. This one is not sent."""


@dataclass(frozen=True)
class Mark:
    """Something that a stream is told besides changes; everything up to the place was given before."""

    said: Said
    place: Place


@dataclass(eq=False)
class Stream:
    """An open stream: whose it is, what he wants of what he may see, and what waits for him.

    `begin` is the place from which on everything reaches `waiting`.
    """

    person: str
    everything: bool
    journey: str | None = None
    cohort: str | None = None
    begin: Place = START
    waiting: asyncio.Queue[Placed | Mark] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    joined: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def wanted(self) -> Wanted:
        """What is read for it of what came before it was open."""
        return Wanted(None if self.everything else self.person, self.journey, self.cohort)

    def shows(self, change: Change, roles: frozenset[Role]) -> bool:
        """Whether a change belongs into this stream, whose person holds these roles in the journey."""
        if self.journey not in (None, change.journey) or self.cohort not in (None, change.cohort):
            return False
        return self.everything or may_hear(change.kind, roles)


def may_hear(kind: str, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles in a journey hears of an entry of this kind."""
    return bool(roles & set(JOURNEY_ROLES)) or (bool(roles) and kind in AGENCY_KINDS)


class Hub:
    """All open streams of a process, and the one connection that reads for them while there are any."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._streams: set[Stream] = set()
        self._joining: list[Stream] = []
        self._called = asyncio.Event()
        self._at: Place | None = None
        self._stale = False
        self._closed = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Read for whoever comes, inside the block."""
        tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._clear_away())]
        try:
            yield
        finally:
            self.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def open_streams(self) -> int:
        """How many streams are open."""
        return len(self._streams)

    async def join(self, stream: Stream) -> None:
        """Open a stream; `leave` has to follow. Raises `StreamsFull`, and `TimeoutError` when the database is away."""
        if self._closed or len(self._streams) + len(self._joining) >= MOST_STREAMS:
            raise StreamsFull
        self._joining.append(stream)
        self._called.set()
        try:
            async with asyncio.timeout(JOINED_WITHIN):
                await stream.joined.wait()
        except BaseException:
            self.leave(stream)
            raise

    def leave(self, stream: Stream) -> None:
        """Forget a stream."""
        self._streams.discard(stream)
        with suppress(ValueError):
            self._joining.remove(stream)

    def close(self) -> None:
        """End all streams; there will be no others."""
        self._closed = True
        for stream in tuple(self._streams):
            self._end(stream)

    async def _follow(self) -> None:
        while True:
            self._called.clear()
            if not self._streams and not self._joining:
                self._at, self._stale = None, False
                await self._rest(None)
                continue
            try:
                async with self._pool.acquire() as connection:
                    await self._listen(connection)
            except Exception as error:
                # Whatever it is, streams say that they lag behind, and go on when it is over.
                known = isinstance(error, AWAY)
                (log.warning if known else log.error)("changes_not_read", exc_info=None if known else error)
                if not self._stale and self._at is not None:
                    self._stale = True
                    self._tell(Said.STALE, self._at)
                await asyncio.sleep(TRIED_AGAIN)

    async def _listen(self, connection: PoolConnectionProxy) -> None:
        """Read over one connection until nobody listens any more."""
        changes = Changes(connection)
        await connection.add_listener(CHANNEL, self._hear)
        try:
            if self._at is None:
                self._at = await changes.now()
            elif not await changes.is_kept(self._at, datetime.now(UTC)):
                self._at = await changes.now()
                self._tell(Said.RESET, self._at)
            while self._streams or self._joining:
                await self._pass_on(changes, self._at)
        except BaseException:
            connection.terminate()  # one that has failed is not asked to stop listening
            raise
        await connection.remove_listener(CHANNEL, self._hear)

    async def _pass_on(self, changes: Changes, at: Place) -> None:
        """Let in who waits, give everybody what is new, then wait for more."""
        self._called.clear()
        self._let_in(at)
        batch = await changes.since(at)
        if batch.changes:
            self._fan_out(batch, await self._members(changes, batch))
            self._at = batch.changes[-1].place
        if batch.more:
            return
        if self._stale:
            self._stale = False
            self._tell(Said.CURRENT, self._at or at)
        await self._rest(SOON if batch.unsettled else LOOK_AGAIN)

    def _let_in(self, at: Place) -> None:
        for stream in self._joining:
            stream.begin = at
            stream.joined.set()
            self._streams.add(stream)
        self._joining.clear()

    async def _members(self, changes: Changes, batch: Batch) -> Mapping[str, Mapping[str, frozenset[Role]]]:
        if all(stream.everything for stream in self._streams):
            return {}
        journeys = sorted({placed.change.journey for placed in batch.changes})
        return await changes.members(journeys, datetime.now(UTC))

    def _fan_out(self, batch: Batch, members: Mapping[str, Mapping[str, frozenset[Role]]]) -> None:
        for stream in tuple(self._streams):
            for placed in batch.changes:
                roles = members.get(placed.change.journey, {}).get(stream.person, frozenset())
                if stream.shows(placed.change, roles) and not self._give(stream, placed):
                    break

    def _tell(self, said: Said, place: Place) -> None:
        for stream in tuple(self._streams):
            self._give(stream, Mark(said, place))

    def _give(self, stream: Stream, what: Placed | Mark) -> bool:
        """Hand something to a stream; False when it had to be ended instead."""
        if stream.waiting.full():
            self._end(stream)
            return False
        stream.waiting.put_nowait(what)
        return True

    def _end(self, stream: Stream) -> None:
        """End a stream at once: what waits for it is given when its reader comes again."""
        self.leave(stream)
        while not stream.waiting.empty():
            stream.waiting.get_nowait()
        stream.waiting.put_nowait(Mark(Said.END, stream.begin))

    async def _rest(self, most: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(most):
                await self._called.wait()

    def _hear(self, _connection: object, _pid: int, _channel: str, _payload: object) -> None:
        self._called.set()

    async def _clear_away(self) -> None:
        while True:
            pause = CLEARED_EVERY
            try:
                await Changes(self._pool).clear_away(datetime.now(UTC))
            except (*AWAY, asyncpg.PostgresError) as error:
                log.warning("changes_not_cleared", error=type(error).__name__)
                pause = CLEARED_EVERY / 60
            await asyncio.sleep(pause)


class Server(uvicorn.Server):
    """Serves an app and, when it is to end, ends the open streams first: they are answers that end by nothing else."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing new, let what runs end."""
        self._hub.close()
        await super().shutdown(sockets)
