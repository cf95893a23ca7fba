"""The agenda: every date of a person, from the read tables of the journeys in which he has a role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

import asyncpg
from pydantic import AwareDatetime

from domain.roles import REGIONAL_ROLES
from domain.seats import acting_role
from domain.shape import Frozen
from domain.vocabulary import Party, Role, Status, Task, TimeZone
from records.statements import statements


class Occasion(StrEnum):
    """What a date is about."""

    TURN = "turn"
    SESSION = "session"
    EXAMINATION = "examination"
    OBLIGATION = "obligation"


class AgendaItem(Frozen):
    """A date: an instant, or a whole day. `uid` stays the same when the date moves; `as_of` is the newest entry's."""

    uid: str
    occasion: Occasion
    journey: str
    region: str
    simulated: bool
    as_of: AwareDatetime
    at: AwareDatetime | None = None
    day: date | None = None
    task: Task | None = None
    title: str | None = None
    place: str | None = None
    provisional: bool = False


class Agenda:
    """The dates of people."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("notify")

    async def of(self, person: str) -> tuple[AgendaItem, ...]:
        """A person's dates: turns that are his, sessions, examinations and obligations, journey by journey."""
        journeys = {row["journey_id"]: row for row in await self._pool.fetch(self._sql["agenda_journeys"], person)}
        ids = list(journeys)
        items = [item for row in journeys.values() for item in _turn(row)]
        for row in await self._pool.fetch(self._sql["agenda_sessions"], ids, person):
            if row["as_mentor"] or _regional(journeys[row["journey_id"]]):
                items.append(_session(journeys[row["journey_id"]], row))
        for row in await self._pool.fetch(self._sql["agenda_examinations"], ids, person):
            if row["as_examiner"] or _regional(journeys[row["journey_id"]]):
                items.append(_examination(journeys[row["journey_id"]], row))
        for row in await self._pool.fetch(self._sql["agenda_obligations"], ids):
            if Role.COORDINATOR in journeys[row["journey_id"]]["roles"]:
                items.append(_obligation(journeys[row["journey_id"]], row))
        return tuple(items)

    async def zone_of(self, person: str) -> TimeZone:
        """Where a person is: where he says, else in his region, and in Jakarta when he belongs to none or to several.

        A person of the programme works in Jakarta's zone unless he says otherwise.
        """
        chosen = await self._pool.fetchrow(self._sql["preferences"], person)
        if chosen is not None and chosen["zone"]:
            return TimeZone(chosen["zone"])
        rows: Sequence[asyncpg.Record] = await self._pool.fetch(self._sql["agenda_journeys"], person)
        zones = {row["zone"] for row in rows if _regional(row)}
        return TimeZone(zones.pop()) if len(zones) == 1 else TimeZone.WIB


def _regional(journey: asyncpg.Record) -> bool:
    return any(Role(role) in REGIONAL_ROLES for role in journey["roles"])


def _of(journey: asyncpg.Record, name: str, occasion: Occasion) -> AgendaItem:
    return AgendaItem(
        uid=f"{journey['journey_id']}.{name}@bimtek",
        occasion=occasion,
        journey=journey["journey_id"],
        region=journey["region_name"],
        simulated=journey["simulated"],
        as_of=journey["as_of"],
    )


def _turn(journey: asyncpg.Record) -> tuple[AgendaItem, ...]:
    """The present turn where the person has to act in it; a clock that stands still has no date."""
    under_way = journey["status"] in (Status.SCHEDULED, Status.OPEN) and journey["paused_until"] is None
    party, task = Party(journey["turn_party"]), Task(journey["turn_task"])
    acts = party not in (Party.SESSION, Party.NOBODY) and acting_role(party, task) in journey["roles"]
    if not under_way or not acts or journey["turn_due"] is None:
        return ()
    since = f"{journey['turn_since']:%Y%m%dT%H%M%S}"
    item = _of(journey, f"turn-{task}-{since}", Occasion.TURN)
    return (item.model_copy(update={"at": journey["turn_due"], "task": task}),)


def _session(journey: asyncpg.Record, row: asyncpg.Record) -> AgendaItem:
    item = _of(journey, f"session-{row['session']}-{row['number']}", Occasion.SESSION)
    proposed = row["standing"] == "proposed"
    return item.model_copy(
        update={"day": row["day"], "title": row["title"], "place": row["place"], "provisional": proposed}
    )


def _examination(journey: asyncpg.Record, row: asyncpg.Record) -> AgendaItem:
    return _of(journey, "examination", Occasion.EXAMINATION).model_copy(update={"at": row["slot"]})


def _obligation(journey: asyncpg.Record, row: asyncpg.Record) -> AgendaItem:
    item = _of(journey, f"obligation-{row['obligation']}", Occasion.OBLIGATION)
    return item.model_copy(update={"at": row["due"], "title": row["title"]})
