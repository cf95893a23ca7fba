"""Where the mentors are on which day: claim the days before a session is proposed or moved; see `Bookings.claim`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import AwareDatetime

from domain.errors import MentorBookedElsewhere
from domain.model import Journey
from domain.projection import bookings
from domain.shape import Frozen, Person
from records.incidents import note
from records.statements import statements

CLAIM_HOLDS = timedelta(minutes=10)
"""How long a claim keeps others away when its act never came."""


class ClaimedDay(Frozen):
    """A mentor's day that a journey holds for a session although no act has followed."""

    session: int
    mentor: Person
    day: date
    claimed_at: AwareDatetime


class Bookings:
    """The mentors' days over all journeys. A journey knows only its own, so this is where a clash is found."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def claim(self, journey: str, session: int, mentors: Sequence[str], days: Sequence[date]) -> None:
        """Take the mentors' days for a session that is about to be proposed or moved: all of them or none.

        Raises MentorBookedElsewhere, a refusal like any other, naming the first clash. Claiming twice is harmless.
        """
        pairs = sorted({(mentor, day) for mentor in mentors for day in days})
        names, dates = [mentor for mentor, _ in pairs], [day for _, day in pairs]
        async with self._pool.acquire() as connection, connection.transaction():
            taken = await connection.fetch(
                statements("journal")["claim_bookings"], journey, names, dates, session, CLAIM_HOLDS
            )
            if len(taken) == len(pairs):
                return
            for row in await connection.fetch(statements("journal")["bookings_on"], names, dates):
                if row["journey_id"] != journey:
                    raise MentorBookedElsewhere(mentor=row["mentor"], journey=row["journey_id"], day=row["day"])
        # The clash went away between the two statements: the days are free now.
        await self.claim(journey, session, mentors, days)

    async def release(self, journey: str, session: int) -> None:
        """Give back the days claimed for a session whose act was refused."""
        await self._pool.execute(statements("journal")["release_claims"], journey, session)

    async def without_act(self, journey: str) -> tuple[ClaimedDay, ...]:
        """The days that a journey holds although no act has followed, those of one session together."""
        rows = await self._pool.fetch(statements("journal")["claims_without_act"], journey)
        return tuple(ClaimedDay(**dict(row)) for row in rows)

    async def release_stuck(self, journey: str, session: int | None) -> int:
        """Give back the days of a session, None of any, whose act has not come for `CLAIM_HOLDS`; gives how many."""
        rows = await self._pool.fetch(statements("journal")["release_stuck_claims"], journey, session, CLAIM_HOLDS)
        return len(rows)


async def keep_in_step(connection: PoolConnectionProxy, before: Journey | None, after: Journey) -> None:
    """Make the bookings of a journey those its sessions ask for; a day that another journey holds is an incident."""
    wanted = bookings(after)
    if before is not None and bookings(before) == wanted:
        return
    names, days = [mentor for mentor, _, _ in wanted], [day for _, day, _ in wanted]
    await connection.execute(statements("journal")["release_bookings"], after.id, names, days)
    if not wanted:
        return
    numbers = [session for _, _, session in wanted]
    rows = await connection.fetch(statements("journal")["record_bookings"], after.id, names, days, numbers, CLAIM_HOLDS)
    taken = {(row["mentor"], row["day"]) for row in rows}
    for mentor, day, session in wanted:
        if (mentor, day) not in taken:
            detail = f"session {session}: {mentor} is booked for another journey on {day}"
            await note(connection, after.id, MentorBookedElsewhere.__name__, detail)
