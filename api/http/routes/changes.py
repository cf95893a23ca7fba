"""The stream of changes: new entries of the journals one may see, as Server-Sent Events that can be gone on with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.desk import AWAY
from api.http.access import Myself, Sees, allowed
from api.http.caller import Caller, caller_of
from api.http.description import own_problems
from api.http.problems import NoSuchJourney, NotForYou, ProviderAway, SignInNotValid, StreamsFull
from api.http.serving import Serving
from api.http.stream import Hub, Mark, Said, Stream, may_hear
from api.services import Services
from domain.shape import Key
from records.changes import PLACE, Change, Changes, Place, Placed, place_of
from records.identity import Identities

router = APIRouter(tags=["changes"])

COMES_AGAIN = 3000
"""Milliseconds after which a browser whose stream has ended opens it again."""
KEEP_ALIVE = 15.0
"""Seconds of silence after which a comment is sent, so that nobody on the way takes the stream for dead."""
CHECKED_EVERY = 25.0
"""Seconds after which it is looked again whether the sign-in holds and what its person may see."""
TRIED_AGAIN = 1.0
"""Seconds after which what came before is read again, when the database was away."""

EXAMPLE = """\
retry: 3000

event: current
id: 7741-0
data: {}

event: change
id: 7745-1204
data: {"journey":"journey-2019-kab-klaten","cohort":"2019","region_code":"33.10","seq":42,"kind":"chapter_saved",\
"at":"2019-07-01T03:12:00Z"}

"""
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events for as long as the sign-in holds.",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class EventStream(StreamingResponse):
    """The answer that is an open stream; the hub forgets the stream when its reader has gone."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, stream: Stream, events: AsyncIterator[str]) -> None:
        super().__init__(events, headers=HEADERS)
        self._hub = hub
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the stream ends or its reader has gone."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._hub.leave(self._stream)


@router.get(
    "/changes",
    response_class=Response,
    responses=STREAM,
    openapi_extra=own_problems(NoSuchJourney, NotForYou, StreamsFull),
)
async def changes(
    request: Request,
    caller: Myself,
    services: Serving,
    journey: Annotated[
        Key | None, Query(description="Only of this journey.", examples=["journey-2019-kab-klaten"])
    ] = None,
    cohort: Annotated[Key | None, Query(description="Only of journeys of this cohort.", examples=["2019"])] = None,
    after: Annotated[
        str | None,
        Query(pattern=PLACE, description="As `Last-Event-ID`, for who cannot send that.", examples=["7745-1204"]),
    ] = None,
    last_event_id: Annotated[
        str | None,
        Header(alias="Last-Event-ID", pattern=PLACE, description="The id of the last event: go on after it."),
    ] = None,
) -> Response:
    """Follow what happens in the journeys one may see: a `change` for each new entry, in one order, none left out.

    `current` says that everything up to its id was given. `stale` says that the database is away: nothing is lost, it
    comes later. `reset` says that too much has happened since (more than 7 days): load anew what is shown. The stream
    ends with its sign-in, and for a reader who is too slow; open it again with the last id. Of a journey in which one
    only speaks for an agency, one hears of submissions, endorsements and publication.
    """
    everything = bool(await Identities(services.pool).programme_roles(caller.person))
    if journey is not None and not everything:
        await _check_journey(services, caller, journey)
    given = last_event_id or after
    hub = request.app.state.hub
    assert isinstance(hub, Hub)
    stream = Stream(caller.person, everything, journey, cohort)
    await hub.join(stream)
    reader = Reader(request, services, caller, stream)
    return EventStream(hub, stream, reader.events(place_of(given) if given else None))


async def _check_journey(services: Services, caller: Caller, journey: str) -> None:
    """Who has no part in a journey is told so, for he would wait for ever."""
    identities = Identities(services.pool)
    if await identities.roles_in(journey, caller.person):
        return
    if not await identities.journey_known(journey):
        raise NoSuchJourney(journey=journey)
    raise NotForYou(allowed=allowed(Sees.DOSSIER))


@dataclass
class Reader:
    """Who reads a stream: turns what waits for him into events until his sign-in ends."""

    request: Request
    services: Services
    caller: Caller
    stream: Stream

    async def events(self, after: Place | None) -> AsyncIterator[str]:
        """The events after a place (None: from now on), as they are written on the wire."""
        yield f"retry: {COMES_AGAIN}\n\n"
        at = self.stream.begin
        if after is not None:
            at = after
            async for reached, text in self._earlier(after):
                at = reached
                if text:
                    yield text
        yield event(Said.CURRENT, at)
        loop = asyncio.get_running_loop()
        check_at = loop.time() + CHECKED_EVERY
        while True:
            until = min(check_at, loop.time() + KEEP_ALIVE, loop.time() + self._left())
            ended, at, text = self._written(await self._next(until), at)
            if text:
                yield text
            if ended or self._left() <= 0:
                return
            if loop.time() >= check_at:
                if not await self._holds():
                    return
                check_at = loop.time() + CHECKED_EVERY

    async def _next(self, until: float) -> Sequence[Placed | Mark]:
        """What waits, or comes until then; nothing when nothing does."""
        waiting = self.stream.waiting
        try:
            async with asyncio.timeout_at(until):
                found = [await waiting.get()]
        except TimeoutError:
            return ()
        while not waiting.empty():
            found.append(waiting.get_nowait())
        return found

    def _written(self, found: Sequence[Placed | Mark], at: Place) -> tuple[bool, Place, str]:
        """Whether the stream ends, where its reader is now, and what he is sent."""
        texts: list[str] = []
        for each in found:
            match each:
                case Mark(said=Said.END):
                    return True, at, "".join(texts)
                case Mark(said=said, place=place):
                    at = place if said is Said.RESET else max(at, place)
                    texts.append(event(said, at))
                case Placed(place=place, change=change) if place > at:
                    at = place
                    texts.append(event("change", at, change))
        return False, at, "".join(texts) if found else ":\n\n"

    async def _earlier(self, after: Place) -> AsyncIterator[tuple[Place, str]]:
        """What came after a place and before the stream was open, page by page, each with the place reached."""
        changes, begin, at = Changes(self.services.pool), self.stream.begin, after
        stale = False
        while True:
            try:
                if not await changes.is_kept(at, datetime.now(UTC)):
                    yield begin, event(Said.RESET, begin)
                    return
                if at >= begin:
                    return
                batch = await changes.between(at, begin, self.stream.wanted, datetime.now(UTC))
            except AWAY:
                if not stale:
                    yield at, event(Said.STALE, at)
                stale = True
                await asyncio.sleep(TRIED_AGAIN)
                continue
            stale = False
            at = batch.changes[-1].place if batch.more else begin
            heard = [each for each in batch.changes if self.stream.everything or may_hear(each.change.kind, each.roles)]
            yield at, "".join(event("change", each.place, each.change) for each in heard)

    def _left(self) -> float:
        """Seconds for which the sign-in holds at most."""
        until = self.caller.until
        return float("inf") if until is None else (until - datetime.now(UTC)).total_seconds()

    async def _holds(self) -> bool:
        """Whether the sign-in holds still. While nobody can tell, it does; what may be seen is asked again too."""
        try:
            found = await caller_of(self.request, self.services)
            if found is None or found.person != self.caller.person:
                return False
            self.stream.everything = bool(await Identities(self.services.pool).programme_roles(found.person))
        except SignInNotValid:
            return False
        except (ProviderAway, *AWAY):
            return True
        return True


def event(name: str, place: Place, change: Change | None = None) -> str:
    """An event as it is written on the wire."""
    data = change.model_dump_json() if change is not None else "{}"
    return f"event: {name}\nid: {place}\ndata: {data}\n\n"
