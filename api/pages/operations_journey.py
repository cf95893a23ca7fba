"""One journey as operators look at it: what Temporal and the records say now, what is amiss, and what repairs it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from temporalio.service import RPCError

from api.http.access import Oversight
from api.http.asking import JourneyId
from api.http.serving import Serving
from api.incidents.kinds import kind_of
from api.pages.operations import Text, temporal_page, without_addresses
from api.pages.operations_ailments import ENDINGS, NEW_REPAIR, Facts, ailments
from api.pages.operations_engine import Engine, engine_of
from api.pages.rendering import Showing, with_query
from api.pages.room import room_of
from api.pages.room_glance import glance
from api.repairs.waiting import Waiting, waiting
from api.repairs.work import rule_of
from api.services import Services
from domain.vocabulary import Role
from records.bookings import CLAIM_HOLDS, Bookings
from records.claims import Claims
from records.histories import ArchiveDamaged
from records.incidents import Incidents
from records.journey_list import JourneyList, JourneyQuery
from records.operations import MessageState, Operations
from records.orders import DocumentOrders
from records.reading import JourneyLine, Reading
from records.verify import verify
from workers.histories import Histories

router = APIRouter(include_in_schema=False)

UNDELIVERED = (MessageState.REFUSED, MessageState.GIVEN_UP, MessageState.NO_RECEIVER)
A_CODE = re.compile(r"[0-9]{2}\.?[0-9]{0,2}")
MOST = 100


@router.get("/operations/journeys")
async def find(caller: Oversight, services: Serving, pages: Showing, q: Text = None) -> Response:
    """Find a journey by its region's name or code, or by its id; a single one is shown at once."""
    sought = (q or "").strip()
    found = await _found(services, caller.person, sought) if sought else ()
    if len(found) == 1:
        return pages.go(f"/operations/journeys/{found[0].journey_id}")
    return await pages.page("operations/journeys.html", caller, q=sought, found=found)


async def _found(services: Services, person: str, sought: str) -> tuple[JourneyLine, ...]:
    now = datetime.now(UTC)
    line = await Reading(services.pool).line(sought, now)
    if line is not None:
        return (line,)
    query = JourneyQuery(region=sought) if A_CODE.fullmatch(sought) else JourneyQuery(q=sought, limit=50)
    return tuple((await JourneyList(services.pool).page(person, query, now, everything=True)).items)


@dataclass(frozen=True)
class Asked:
    """What Temporal answered; `away` when it did not, then in which words."""

    engine: Engine | None
    waiting: tuple[Waiting, ...] = ()
    away: str | None = None


async def _engine(services: Services, journey: str) -> Asked:
    try:
        engine = await engine_of(services.client, services.settings.task_queue, journey)
        return Asked(engine, await waiting(services, journey))
    except RPCError as error:
        return Asked(None, away=f"{error.status.name}: {error.message}"[:300])


async def _differences(services: Services, journey: str) -> tuple[str, ...]:
    """Where histories, journal and read tables of a journey do not agree, each in one line."""
    try:
        histories = Histories(services.client, services.pool, services.settings)
        report = await verify(services.pool, histories, [journey])
    except ArchiveDamaged as damaged:
        return (str(damaged),)
    return tuple(f"{each.kind}: {each.detail}" for found in report.journeys for each in found.findings)


@router.get("/operations/journeys/{journey}")
async def show(
    journey: JourneyId,
    caller: Oversight,
    services: Serving,
    pages: Showing,
    compare: Annotated[bool, Query(description="Whether records and histories are compared too.")] = False,
) -> Response:
    """How a journey stands behind the scenes, and what helps where it does not move."""
    room = await room_of(services, journey)
    operations = Operations(services.pool)
    asked, recorded, undelivered, queued, documents = await asyncio.gather(
        _engine(services, journey),
        Reading(services.pool).head(journey),
        operations.messages(states=UNDELIVERED, journey=journey, limit=MOST),
        operations.messages(states=(MessageState.QUEUED,), journey=journey, limit=MOST),
        DocumentOrders(services.pool).waiting_of(journey),
    )
    waits = [each.key for each in undelivered if each.by_hand != MessageState.SENT_BY_HAND]
    held = await Bookings(services.pool).without_act(journey)
    compares = compare and asked.away is None
    facts = Facts(
        journey=journey,
        ended=room.state.ended,
        recorded=recorded,
        away=asked.away is not None,
        engine=asked.engine,
        waiting=asked.waiting,
        undelivered=waits,
        documents=documents,
        held=[day for day in held if datetime.now(UTC) - day.claimed_at >= CLAIM_HOLDS],
        differences=await _differences(services, journey) if compares else None,
    )
    return await pages.page(
        "operations/journey.html",
        caller,
        line=room.line,
        state=room.state,
        glance=glance(room.state, room.now),
        asked_at=datetime.now(UTC),
        facts=facts,
        found=ailments(facts),
        away=asked.away,
        queued=queued,
        leaves_at=min((each.leaves_at for each in queued if each.leaves_at), default=None),
        incidents=await Incidents(services.pool).page(journey=journey, limit=MOST),
        claims=await Claims(services.pool).of(journey, datetime.now(UTC)),
        words_of=kind_of,
        rule_of=rule_of,
        endings=ENDINGS,
        without_addresses=without_addresses,
        new=with_query(NEW_REPAIR, {"journey": journey}),
        temporal=temporal_page(services.settings, journey),
        operator=Role.OPERATOR,
        cached=False,
    )
