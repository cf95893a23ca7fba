"""A mentor is in one place a day: claimed before an act is sent, kept in step by the recording."""

from __future__ import annotations

from datetime import date, timedelta

import asyncpg
import pytest

from domain import messages
from domain.errors import MentorBookedElsewhere
from domain.projection import bookings
from domain.vocabulary import Role
from records.bookings import CLAIM_HOLDS, Bookings
from records.incidents import Incidents
from records.journal import Records
from records.rebuild import rebuild_read_tables
from tests.records.sample import Walk, start

DAY = date(2019, 7, 3)


async def booked(pool: asyncpg.Pool) -> list[tuple[str, date, str, int, bool]]:
    """Every booking."""
    rows = await pool.fetch("select mentor, day, journey_id, session, recorded from mentor_bookings order by 1, 2")
    return [tuple(row) for row in rows]


async def test_a_day_is_claimed_once(pool: asyncpg.Pool) -> None:
    """Whoever wants a mentor's day second is refused, told where the mentor is, and gets none of his days."""
    door = Bookings(pool)
    await door.claim("journey-a", 1, ["mentor"], [DAY])
    with pytest.raises(MentorBookedElsewhere) as refused:
        await door.claim("journey-b", 1, ["mentor"], [DAY - timedelta(days=1), DAY])
    assert refused.value.details == {"mentor": "mentor", "journey": "journey-a", "day": DAY}
    assert [row[:3] for row in await booked(pool)] == [("mentor", DAY, "journey-a")]


async def test_claiming_again_is_harmless(pool: asyncpg.Pool) -> None:
    """A door that repeats a command claims the same days again."""
    door = Bookings(pool)
    for _ in range(2):
        await door.claim("journey-a", 1, ["mentor", "other"], [DAY])
    assert len(await booked(pool)) == 2


async def test_a_refused_act_gives_its_claim_back(pool: asyncpg.Pool) -> None:
    """After a release, the day is free for another journey."""
    door = Bookings(pool)
    await door.claim("journey-a", 1, ["mentor"], [DAY])
    await door.release("journey-a", 1)
    await door.claim("journey-b", 1, ["mentor"], [DAY])


async def test_a_claim_whose_act_never_came_does_not_hold_for_ever(pool: asyncpg.Pool) -> None:
    """A door that died between claim and act blocks a mentor's day for minutes only."""
    door = Bookings(pool)
    await door.claim("journey-a", 1, ["mentor"], [DAY])
    await pool.execute("update mentor_bookings set claimed_at = claimed_at - $1::interval", CLAIM_HOLDS)
    await door.claim("journey-b", 1, ["mentor"], [DAY])
    assert [row[2] for row in await booked(pool)] == ["journey-b"]


async def test_recording_keeps_the_bookings_in_step(pool: asyncpg.Pool, records: Records) -> None:
    """Proposing books, moving frees the old days, withdrawing frees all; claims of acts on their way stay."""
    walk = Walk()
    walk.kick_off()
    walk.propose(1)
    for batch in walk.batches:
        await records.record(batch)
    wanted = [(mentor, day, walk.journey.id, session, True) for mentor, day, session in bookings(walk.journey)]
    assert await booked(pool) == wanted

    await Bookings(pool).claim(walk.journey.id, 2, ["mentor"], [walk.day(40)])
    plan = walk.journey.session(1).plan
    assert plan is not None
    moved = messages.MoveSession(
        number=1, days=(walk.day(8),), place="Pendopo", mentors=("mentor",), reason="Bentrok dengan acara lain."
    )
    walk.send("officer", Role.MINISTRY_OFFICER, moved)
    await records.record(walk.batches[-1])
    assert [(day, recorded) for _, day, _, _, recorded in await booked(pool)] == [
        (walk.day(8), True),
        (walk.day(40), False),
    ]

    await rebuild_read_tables(pool)
    assert len(await booked(pool)) == 2

    walk.send("pm", Role.PROGRAMME_MANAGER, messages.Withdraw(reason="Tidak ada anggaran."))
    await records.record(walk.batches[-1])
    assert [recorded for *_, recorded in await booked(pool)] == [False]


async def test_a_day_that_another_journey_holds_is_not_taken(pool: asyncpg.Pool, records: Records) -> None:
    """When an act came past the door, the recording leaves the other's booking and reports an incident."""
    first, second = Walk(), Walk(start("kab-bantul", "Kabupaten Bantul", "34.02"))
    for walk in (first, second):
        walk.kick_off()
        walk.propose(1)
        for batch in walk.batches:
            await records.record(batch)
    assert {journey for _, _, journey, _, _ in await booked(pool)} == {first.journey.id}
    (incident,) = await Incidents(pool).open()
    assert (incident.kind, incident.journey_id) == ("MentorBookedElsewhere", second.journey.id)
