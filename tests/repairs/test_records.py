"""Read tables of one journey made anew, and what is held without an act given back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from api.repairs.claims import NO_TASK, NOTHING, ReleaseClaimRepair
from api.repairs.kind import CannotRepair
from api.repairs.rows import RebuildRowsRepair
from api.services import Services
from domain.errors import MentorBookedElsewhere
from domain.repairs import RebuildRows, ReleaseClaim
from records.bookings import CLAIM_HOLDS, Bookings
from records.claims import Claims
from records.task_list import Held
from tests.faults.office import Office
from tests.repairs.test_activities import doing

DAY = date(2031, 3, 4)


async def test_rows_made_anew(office: Office, services: Services) -> None:
    """Rows that were changed by hand are counted by table and put right; the same again finds nothing to do."""
    handle, repair = await office.open(), RebuildRowsRepair()
    await services.pool.execute("update journeys set stage = 'publication' where journey_id = $1", handle.id)
    await services.pool.execute("delete from gates where journey_id = $1 and gate = 'mou'", handle.id)
    told = [each.said.en for each in (await repair.rehearse(services, handle.id, RebuildRows())).consequences]
    assert told == [
        "Table gates: 1 rows are made as the journal says.",
        "Table journeys: 1 rows are made as the journal says.",
    ]
    await repair.do(services, handle.id, RebuildRows(), doing())
    await office.agree(handle)
    (nothing,) = (await repair.rehearse(services, handle.id, RebuildRows())).consequences
    assert "no row changes" in nothing.said.en
    assert (await repair.do(services, handle.id, RebuildRows(), doing())).en == "0 rows were put right."


async def test_a_damaged_journal(office: Office, services: Services) -> None:
    """Nothing is made from a journal that is damaged itself; what mends it is named."""
    handle, repair = await office.open(), RebuildRowsRepair()
    async with services.pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('bimtek.repair', 'yes', true)")
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(
            "update journal set hash = repeat('0', 64) where journey_id = $1 and seq = 1", handle.id
        )
    refused = (await repair.rehearse(services, handle.id, RebuildRows())).refused
    assert refused and "bimtek records rebuild --from histories" in refused.en
    with pytest.raises(CannotRepair, match="hash_wrong"):
        await repair.do(services, handle.id, RebuildRows(), doing())


async def test_days_without_an_act(office: Office, services: Services) -> None:
    """A mentor's day that was claimed long ago without an act is given back; one claimed just now is left alone."""
    first, second, repair = await office.open(), await office.open(), ReleaseClaimRepair()
    bookings, spec = Bookings(services.pool), ReleaseClaim(session=2)
    await bookings.claim(first.id, 2, ["mentor-of-a-test"], [DAY])
    with pytest.raises(MentorBookedElsewhere):
        await bookings.claim(second.id, 1, ["mentor-of-a-test"], [DAY])
    young = (await repair.rehearse(services, first.id, spec)).refused
    assert young and "Wait 10 minutes" in young.en
    with pytest.raises(CannotRepair):
        await repair.do(services, first.id, spec, doing())
    await services.pool.execute(
        "update mentor_bookings set claimed_at = claimed_at - $2::interval where journey_id = $1",
        first.id,
        CLAIM_HOLDS + timedelta(minutes=1),
    )
    (told,) = (await repair.rehearse(services, first.id, spec)).consequences
    assert "4 March 2031 is given back for mentor-of-a-test" in told.said.en
    assert (await repair.do(services, first.id, spec, doing())).en == "Given back: 1 days or tasks."
    await bookings.claim(second.id, 1, ["mentor-of-a-test"], [DAY])
    assert "any more" in (await repair.do(services, first.id, spec, doing())).en
    await bookings.release(second.id, 1)


async def test_a_day_of_a_recorded_act_stays(office: Office, services: Services) -> None:
    """What an act has booked is no claim, however old it is."""
    handle, repair = await office.open(), ReleaseClaimRepair()
    await services.pool.execute(
        "insert into mentor_bookings (mentor, day, journey_id, session, recorded) values ('m', $2, $1, 3, true)",
        handle.id,
        DAY,
    )
    for spec in (ReleaseClaim(session=3), ReleaseClaim()):
        assert (await repair.rehearse(services, handle.id, spec)).refused == NOTHING
        await repair.do(services, handle.id, spec, doing())
    held = await services.pool.fetchval("select count(*) from mentor_bookings where journey_id = $1", handle.id)
    assert held == 1
    await services.pool.execute("delete from mentor_bookings where journey_id = $1", handle.id)


async def test_a_claimed_task(office: Office, services: Services) -> None:
    """Who holds a task is said with since when, and another can claim it afterwards."""
    handle, repair, claims = await office.open(), ReleaseClaimRepair(), Claims(services.pool)
    now = datetime.now(UTC)
    row = await services.pool.fetchrow(
        "select key, since, due, shared, person from tasks where journey_id = $1 limit 1", handle.id
    )
    assert row is not None
    task = Held(**dict(row))
    assert await claims.claim(handle.id, task, "somebody", now)
    assert not await claims.claim(handle.id, task, "another", now)
    (told,) = (await repair.rehearse(services, handle.id, ReleaseClaim(task=task.key))).consequences
    assert f"Task {task.key} is given back by somebody" in told.said.en
    await repair.do(services, handle.id, ReleaseClaim(task=task.key), doing())
    assert await claims.claim(handle.id, task, "another", now)
    await repair.do(services, handle.id, ReleaseClaim(), doing("repair-2"))
    assert (await repair.rehearse(services, handle.id, ReleaseClaim(task=task.key))).refused == NO_TASK
