"""What waits for a person, from the tables: order, pages, filters, those he stands in for; claims; kept filters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain.vocabulary import Role, TimeZone
from records.claims import LASTS, Claims
from records.cursor import CursorBroken
from records.identity import Hat, Identities
from records.journal import Records
from records.people import People, PersonRecord
from records.saved_filters import MOST, SavedFilter, SavedFilters
from records.substitutes import SubstituteNotPossible, Substitutes, SubstituteWanted
from records.task_list import TaskList, TaskQuery, days_left
from tests.records.journey_rows import fill, fill_tasks
from tests.records.sample import Walk

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


async def page(pool: asyncpg.Pool, query: TaskQuery, *people: str) -> list[tuple[str, int | None]]:
    """The journeys of a page with the working days left."""
    found = await TaskList(pool).page(people or ("pm",), query, NOW)
    return [(task.journey, task.days_left) for task in found.items]


async def test_the_earliest_due_comes_first_and_pages_go_on(pool: asyncpg.Pool) -> None:
    """Overdue, then soon, then the rest, then what has no deadline; each task is on exactly one page."""
    await fill(pool, 130)
    await fill_tasks(pool, "pm")
    seen: list[tuple[str, int | None]] = []
    after: str | None = None
    while True:
        found = await TaskList(pool).page(["pm"], TaskQuery(after=after), NOW)
        seen += [(task.journey, task.days_left) for task in found.items]
        after = found.next
        if after is None:
            break
    assert len(seen) == len({journey for journey, _ in seen}) == 130
    left = [days if days is not None else 10_000 for _, days in seen]
    assert left == sorted(left)
    assert left[0] < 0 and left[-1] == 10_000
    counts = await TaskList(pool).counts(["pm"], NOW)
    assert (counts.waiting, counts.overdue) == (130, sum(1 for days in left if days < 0))


async def test_filters_narrow_the_page(pool: asyncpg.Pool) -> None:
    """By stage, by a part of the name, and only what is overdue."""
    await fill(pool, 60)
    await fill_tasks(pool, "pm")
    everything = await page(pool, TaskQuery())
    overdue = await page(pool, TaskQuery(overdue=True))
    assert overdue == [found for found in everything if found[1] is not None and found[1] < 0]
    assert len(await page(pool, TaskQuery(q="kabupaten d3"))) == 1
    assert await page(pool, TaskQuery(cohort="lain")) == []
    with pytest.raises(CursorBroken):
        await page(pool, TaskQuery(after="bm9uc2Vuc2U"))


@pytest.mark.parametrize(
    ("due", "left"),
    [("2026-03-02T09:00Z", 0), ("2026-03-02T02:00Z", -1), ("2026-03-06T09:00Z", 3), ("2026-02-27T09:00Z", -1)],
    ids=["later today", "passed today", "a day off is left out", "last Friday"],
)
def test_working_days_left(due: str, left: int) -> None:
    """Counted where the person works, without his days off; what has passed is at least one day late."""
    assert days_left(datetime.fromisoformat(due), NOW, TimeZone.WIB, ("2026-03-04",)) == left


@pytest.fixture
async def kickoff(pool: asyncpg.Pool) -> str:
    """A journey in which the coordinator and the chair share the gates; gives its id."""
    walk = Walk()
    walk.wait(1)
    for batch in walk.batches:
        await Records(pool).record(batch)
    ids = ("coordinator", "chair", "member", "bappeda", "pm", "director", "head", "outsider")
    await People(pool).save([PersonRecord(id=id_, name=id_.title()) for id_ in ids])
    return walk.journey.id


async def test_a_claim_tells_and_can_be_taken_over(pool: asyncpg.Pool, kickoff: str) -> None:
    """One holds a claim, another takes it over only with a reason, which is kept; it ends by itself."""
    claims, tasks = Claims(pool), TaskList(pool)
    first, second = [
        row["person"] for row in await pool.fetch("select person from tasks where key = 'turn' order by 1")
    ]
    (task,) = await tasks.held([first], kickoff)
    assert task.shared
    assert await claims.claim(kickoff, task, first, NOW)
    assert not await claims.claim(kickoff, task, second, NOW)
    assert await claims.claim(kickoff, task, second, NOW, "Sedang dinas luar.")
    (found,) = await claims.of(kickoff, NOW)
    assert (found.person, found.taken_from, found.reason) == (second, first, "Sedang dinas luar.")
    shown = (await tasks.page([first], TaskQuery(), NOW)).items[0].claim
    assert shown is not None and (shown.person, shown.reason) == (second, "Sedang dinas luar.")
    assert not await claims.release(kickoff, "turn", first)
    assert await claims.of(kickoff, NOW + LASTS) == ()
    assert await claims.release(kickoff, "turn", second)
    assert (await tasks.page([first], TaskQuery(), NOW)).items[0].claim is None


async def test_a_claim_ends_with_its_turn(pool: asyncpg.Pool, kickoff: str) -> None:
    """A claim on a turn of before says nothing about the present one, and anybody may claim that."""
    (task,) = await TaskList(pool).held(["coordinator"], kickoff)
    await Claims(pool).claim(kickoff, task, "coordinator", NOW)
    await pool.execute("update tasks set since = since + interval '1 day'")
    assert await Claims(pool).of(kickoff, NOW) == ()
    (later,) = await TaskList(pool).held(["coordinator"], kickoff)
    assert await Claims(pool).claim(kickoff, later, "chair", NOW)


def wanted(substitute: str, first: int = 0, last: int = 3, reason: str = "Cuti.") -> SubstituteWanted:
    """A wish, in days from today."""
    return SubstituteWanted(
        substitute=substitute, first_day=TODAY + first * DAY, last_day=TODAY + last * DAY, reason=reason
    )


async def test_a_substitute_wears_the_hats_for_those_days_only(pool: asyncpg.Pool, kickoff: str) -> None:
    """From the first day until the end of the last one, or until one of the two ends it; the head's never."""
    store, identities = Substitutes(pool), Identities(pool)
    line = await store.give("coordinator", wanted("outsider", 1, 2), TimeZone.WIB, NOW)
    assert await identities.hats(kickoff, "outsider", NOW) == ()
    during = NOW + DAY
    assert await identities.hats(kickoff, "outsider", during) == (Hat("coordinator", Role.COORDINATOR),)
    assert [other.person for other in await store.stood_in_for("outsider", during)] == ["coordinator"]
    assert await identities.hats(kickoff, "outsider", line.ends_at) == ()
    assert not await store.end(line.id, "pm", during)
    assert await store.end(line.id, "outsider", during)
    assert await identities.hats(kickoff, "outsider", during) == ()
    assert not await store.end(line.id, "coordinator", during)
    (kept,) = await store.of("coordinator", during)
    assert (kept.ended_by, kept.last_day) == ("outsider", TODAY + 2 * DAY)
    await store.give("coordinator", wanted("chair", 1, 2), TimeZone.WIB, during)
    await store.give("head", wanted("outsider"), TimeZone.WIB, NOW)
    assert await identities.hats(kickoff, "outsider", during) == ()


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (wanted("coordinator"), "self"),
        (wanted("nobody-here"), "unknown"),
        (wanted("chair", -1), "past"),
        (wanted("chair", 2, 1), "order"),
        (wanted("chair", 0, 400), "long"),
        (wanted("chair", 2, 9), "taken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_substitutes_that_are_refused(pool: asyncpg.Pool, kickoff: str, wish: SubstituteWanted, why: str) -> None:
    """Nobody for himself, nobody unknown, no day that has passed, one substitute a day; the same again is no second."""
    store = Substitutes(pool)
    there = await store.give("coordinator", wanted("outsider", 3, 4), TimeZone.WIB, NOW)
    assert await store.give("coordinator", wanted("outsider", 3, 4), TimeZone.WIB, NOW) == there
    with pytest.raises(SubstituteNotPossible) as refused:
        await store.give("coordinator", wish, TimeZone.WIB, NOW)
    assert refused.value.why == why


async def test_a_substitute_sees_those_tasks_but_no_letters(pool: asyncpg.Pool, kickoff: str) -> None:
    """What waits for the director's signature is not shown to who stands in for the director."""
    assert (await TaskList(pool).page(["director"], TaskQuery(), NOW)).items
    assert (await TaskList(pool).page(["outsider", "director"], TaskQuery(), NOW)).items == ()
    found = (await TaskList(pool).page(["outsider", "coordinator"], TaskQuery(), NOW)).items
    assert {task.person for task in found} == {"coordinator"}
    assert set(await Substitutes(pool).colleagues("coordinator")) >= {"chair", "pm"}


async def test_kept_filters_are_a_persons_own(pool: asyncpg.Pool) -> None:
    """One of the same name is replaced, there is a most, and nobody sees another's."""
    store = SavedFilters(pool)
    for number in range(MOST):
        assert await store.save("pm", "/inbox", SavedFilter(name=f"s{number:02}", query="q=a"), NOW)
    assert not await store.save("pm", "/inbox", SavedFilter(name="satu lagi", query=""), NOW)
    assert await store.save("pm", "/inbox", SavedFilter(name="s00", query="q=b"), NOW)
    assert await store.save("pm", "/journeys", SavedFilter(name="s00", query=""), NOW)
    assert (await store.of("pm", "/inbox"))[0].query == "q=b"
    assert await store.of("director", "/inbox") == ()
    await store.drop("pm", "/inbox", "s00")
    assert len(await store.of("pm", "/inbox")) == MOST - 1
