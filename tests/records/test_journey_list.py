"""Pages of journeys: filtered, sorted either way, each journey once, for whoever may see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain.roles import IN_PERSON_ROLES
from domain.vocabulary import Party, Role, Stage, Status
from records.cursor import CursorBroken
from records.journey_list import Direction, JourneyList, JourneyQuery, Sort, asked
from tests.records.journey_rows import NOW, clear, fill, stand_in

MANY = 60


@pytest.fixture
async def journeys(pool: asyncpg.Pool) -> AsyncIterator[JourneyList]:
    """Sixty journeys, taken away again."""
    await fill(pool, MANY)
    try:
        yield JourneyList(pool)
    finally:
        await clear(pool)


async def all_pages(journeys: JourneyList, query: JourneyQuery, person: str = "siapa") -> list[str]:
    """The ids of every page, in order."""
    found: list[str] = []
    while True:
        page = await journeys.page(person, query, NOW, everything=True)
        found += [item.journey_id for item in page.items]
        if page.next is None:
            return found
        query = query.model_copy(update={"after": page.next})


@pytest.mark.parametrize("sort", Sort)
async def test_pages_hold_each_journey_once_in_order(journeys: JourneyList, sort: Sort) -> None:
    """However it is sorted, all pages together are the whole list, and the other direction is its reverse."""
    query = JourneyQuery(cohort="daftar", sort=sort, limit=7)
    upwards = await all_pages(journeys, query)
    downwards = await all_pages(journeys, query.model_copy(update={"direction": Direction.DESCENDING}))
    assert len(set(upwards)) == len(upwards) == MANY
    assert downwards == upwards[::-1]


async def test_what_has_no_due_date_comes_last(journeys: JourneyList) -> None:
    """The most urgent first; what is not due at all after everything else."""
    page = await journeys.page("x", JourneyQuery(cohort="daftar", sort=Sort.DUE, limit=MANY), NOW, everything=True)
    due = [item.turn_due for item in page.items]
    dated = [at for at in due if at is not None]
    assert due == [*sorted(dated), *[None] * (MANY // 5)]


async def test_each_filter_leaves_what_it_names(journeys: JourneyList) -> None:
    """Stage, status, party, overdue, region and a part of the name."""

    async def found(**wanted: object) -> list[str]:
        return await all_pages(journeys, JourneyQuery.model_validate({"cohort": "daftar", "limit": 50, **wanted}))

    assert len(await found(stage=[Stage.DRAFTING])) == MANY // 2
    assert len(await found(status=[Status.PUBLISHED])) == MANY // 7
    assert len(await found(party=Party.REGION)) == MANY
    assert len(await found(party=Party.MENTORS)) == 0
    assert await found(region="kab-12") == ["journey-daftar-12"]
    assert await found(province="23") == ["journey-daftar-12"]
    assert await found(q="kabupaten m12") == ["journey-daftar-12"]
    overdue = await found(overdue=True)
    assert set(overdue) == {f"journey-daftar-{n}" for n in range(1, 30) if n % 5 and n % 7}
    assert len(await found(overdue=False)) == MANY - len(overdue)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({}, "journeys_in_order"),
        ({"sort": "name", "direction": "desc"}, "journeys_by_name"),
        ({"sort": "since"}, "journeys_by_turn"),
        ({"sort": "due"}, "journeys_by_due_in_order"),
        ({"sort": "due", "overdue": True}, "journeys_by_due_in_order"),
        ({"mine": True}, "memberships_open_by_person"),
    ],
    ids=["by code", "by name", "by turn", "by due date", "overdue", "own"],
)
async def test_a_page_is_read_from_its_index(pool: asyncpg.Pool, wanted: dict[str, object], index: str) -> None:
    """Of 5,000 journeys no more are looked at than are shown: so a page costs the same in a longer list."""
    await fill(pool, 5_000)
    await pool.execute("analyze journeys, memberships")
    statement, values = asked(JourneyQuery.model_validate(wanted), everything=True)
    rows = await pool.fetch(
        f"explain (analyze, timing off) {statement}", "koor-9", NOW, 51, NOW, list(IN_PERSON_ROLES), *values
    )
    plan = "\n".join(row[0] for row in rows)
    assert index in plan, plan
    assert "Seq Scan on journeys" not in plan and "Seq Scan on memberships" not in plan, plan


async def test_people_see_their_own(journeys: JourneyList) -> None:
    """Who has no role in the whole programme sees the journeys in which he holds one now, with that role."""
    page = await journeys.page("koor-9", JourneyQuery(), NOW + timedelta(days=1), everything=False)
    assert [(item.journey_id, item.my_roles) for item in page.items] == [("journey-daftar-9", (Role.COORDINATOR,))]
    assert (await journeys.page("koor-61", JourneyQuery(), NOW, everything=False)).items == ()
    own = await journeys.page("koor-9", JourneyQuery(mine=True), NOW, everything=True)
    assert len(own.items) == 1


async def test_a_substitute_sees_the_journeys_of_whom_he_stands_in_for(
    journeys: JourneyList, pool: asyncpg.Pool
) -> None:
    """While he stands in for somebody, and not for what only a person himself may do."""
    now = datetime.now(UTC)
    await stand_in(pool, "koor-9", "budi", now - timedelta(days=1), now + timedelta(days=1))
    await stand_in(pool, "koor-8", "budi", now - timedelta(days=2), now - timedelta(days=1))
    try:
        for query in (JourneyQuery(), JourneyQuery(mine=True)):
            page = await journeys.page("budi", query, NOW, everything=query.mine)
            assert [(i.journey_id, i.my_roles) for i in page.items] == [("journey-daftar-9", (Role.COORDINATOR,))]
        await pool.execute("update memberships set role = 'regional_head' where person = 'koor-9'")
        assert (await journeys.page("budi", JourneyQuery(), NOW, everything=False)).items == ()
    finally:
        await pool.execute("delete from substitutes where substitute = 'budi'")


async def test_a_place_of_another_list_is_refused(journeys: JourneyList) -> None:
    """A place in another order, or made up, is named as broken and shows nothing."""
    first = await journeys.page("x", JourneyQuery(cohort="daftar", limit=5), NOW, everything=True)
    for query in (JourneyQuery(after=first.next, sort=Sort.DUE), JourneyQuery(after="bukan-tempat")):
        with pytest.raises(CursorBroken):
            await journeys.page("x", query, NOW, everything=True)
