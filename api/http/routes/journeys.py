"""Journeys to be read: lists, how one stands, its plan, its journal, what its people may do now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, Field

from api.http.access import Myself, OfJourney
from api.http.asking import AsOf, IfNoneMatch, Instant, JourneyId, broken_cursor, line_of, state_of
from api.http.serving import Serving
from api.journey_view import JourneyView, look
from domain.delay import DelayAccount, delay_account
from domain.entry import Entry
from domain.journey import possible_acts
from domain.plan import Plan, plan
from domain.shape import Frozen
from domain.vocabulary import Role
from records.cursor import CursorBroken
from records.identity import Identities
from records.journey_list import JourneyList, JourneyPage, JourneyQuery
from records.reading import JourneyLine, Reading

router = APIRouter(tags=["journeys"])

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "It is still as the ETag in If-None-Match says."}}
From = Annotated[int, Query(ge=0, le=2**31 - 1, description="Only what comes after this entry; 0 is the start.")]
Most = Annotated[int, Query(ge=1, le=500, description="The most lines of a page.")]


class JourneysAsked(JourneyQuery):
    """What is asked of the list; `as_of` None means now."""

    as_of: Instant | None = Field(
        default=None, description="What is overdue is asked as of this instant; now if left out."
    )


class JournalLine(Frozen):
    """An entry of the journal as it is kept, with its hash, and when the database took it."""

    entry: Entry
    recorded_at: AwareDatetime


class JournalPage(Frozen):
    """A stretch of a journal; `next` is the entry to go on after, None at the end."""

    lines: tuple[JournalLine, ...]
    next: int | None = Field(examples=[200])


class RoleTasks(Frozen):
    """What the table of roles lets somebody do now as one of his roles; an act's content may still be refused."""

    role: Role = Field(examples=["coordinator"])
    acts: tuple[str, ...] = Field(examples=[["pass_gates", "propose_sessions", "confirm_sessions"]])


@router.get("/journeys")
async def journeys(query: Annotated[JourneysAsked, Query()], caller: Myself, services: Serving) -> JourneyPage:
    """The journeys one may see: one's own, or all with a role in the whole programme; filtered, sorted, by pages."""
    at = query.as_of or datetime.now(UTC)
    everything = bool(await Identities(services.pool).programme_roles(caller.person))
    try:
        return await JourneyList(services.pool).page(caller.person, query, at, everything=everything)
    except CursorBroken as broken:
        raise broken_cursor(broken) from None


@router.get("/journeys/{journey}", responses=NOT_MODIFIED)
async def journey(
    journey: JourneyId, at: AsOf, _caller: OfJourney, services: Serving, response: Response, known: IfNoneMatch = None
) -> JourneyView:
    """How a journey stands: turn, plan, whose delay, gates, sessions, books, rounds, approvals, people."""
    line = await line_of(services, journey, at)
    response.headers["ETag"] = tag = _tag(line, at)
    if known is not None and _names(known, tag):
        return Response(status_code=304, headers={"ETag": tag})  # type: ignore[return-value]
    return (await look(services.pool, line, at)).view


@router.get("/journeys/{journey}/plan")
async def journey_plan(journey: JourneyId, at: AsOf, _caller: OfJourney, services: Serving) -> Plan:
    """The plan: baseline, agreed and forecast day of every stage and obligation."""
    return plan(await state_of(services, journey), at)


@router.get("/journeys/{journey}/delay")
async def journey_delay(journey: JourneyId, at: AsOf, _caller: OfJourney, services: Serving) -> DelayAccount | None:
    """Whose delay: every working day charged to one account; nothing before the opening."""
    return delay_account(await state_of(services, journey), at)


@router.get("/journeys/{journey}/journal")
async def journal(
    journey: JourneyId, _caller: OfJourney, services: Serving, after: From = 0, limit: Most = 200
) -> JournalPage:
    """The journal as it is kept, entry by entry: each carries the hash of the one before."""
    rows = await Reading(services.pool).entries(journey, after=after, most=limit + 1)
    lines = tuple(JournalLine(entry=row.entry, recorded_at=row.recorded_at) for row in rows[:limit])
    return JournalPage(lines=lines, next=lines[-1].entry.seq if len(rows) > limit else None)


@router.get("/journeys/{journey}/tasks")
async def tasks(journey: JourneyId, caller: OfJourney, services: Serving) -> tuple[RoleTasks, ...]:
    """What one may do in a journey now, role by role."""
    state = await state_of(services, journey)
    roles = sorted(await Identities(services.pool).roles_in(journey, caller.person))
    return tuple(RoleTasks(role=role, acts=possible_acts(state, role)) for role in roles)


def _tag(line: JourneyLine, at: datetime) -> str:
    """What a view depends on: the newest entry, and the hour, for plan and account count days that end on one."""
    return f'"{line.seq}-{at.astimezone(UTC):%Y%m%dT%H}{"-overdue" if line.overdue else ""}"'


def _names(known: str, tag: str) -> bool:
    """Whether an If-None-Match header, a list or “*”, names a tag; a proxy that zips may have made it a weak one."""
    return known.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(","))
