"""The regions in PostgreSQL: a register is taken over whole or not at all, and nothing known of a region is lost."""

from __future__ import annotations

import asyncio
from datetime import date

import asyncpg
import pytest

from domain.cohort_file import CohortFile, check_cohort_file
from domain.regions import Dated, RegionSource
from domain.register import Lineage, LineageKind, RegisterChange, RegisterRow, Split, read_register
from records.regions import RegionRecords

HEADER = "code,name,kind,province_code,province_name,time_zone,predecessors\n"
SLEMAN = "34.04,Kabupaten Sleman,kabupaten,34,Daerah Istimewa Yogyakarta,WIB,\n"
BANTUL = "34.02,Kabupaten Bantul,kabupaten,34,Daerah Istimewa Yogyakarta,WIB,\n"
MIMIKA = "91.09,Kabupaten Mimika,kabupaten,91,Papua,WIT,\n"
MIMIKA_NOW = "94.04,Kabupaten Mimika,kabupaten,94,Papua Tengah,WIT,\n"
MIMIKA_TIMUR = "94.09,Kabupaten Mimika Timur,kabupaten,94,Papua Tengah,WIT,91.09\n"
FIRST = date(2020, 1, 1)
SECOND = date(2025, 4, 25)


def rows(*lines: str) -> tuple[RegisterRow, ...]:
    """The rows of a register without mistakes."""
    read = read_register((HEADER + "".join(lines)).encode())
    assert isinstance(read, tuple), read
    return read


@pytest.fixture
def regions(pool: asyncpg.Pool) -> RegionRecords:
    """The regions on the test's own database."""
    return RegionRecords(pool)


async def test_what_was_imported_is_loaded_again(regions: RegionRecords) -> None:
    """A register comes back from the database as it went in."""
    change = await regions.import_register(rows(SLEMAN, MIMIKA), as_of=FIRST)
    assert isinstance(change, RegisterChange)
    assert set(await regions.load()) == set(change.regions)
    assert await regions.find("nowhere") is None


async def test_a_second_register_keeps_names_and_codes_with_their_validity(regions: RegionRecords) -> None:
    """After a recoding and a split both codes lead to the region, each on its own days, and the descent is kept."""
    await regions.import_register(rows(SLEMAN, MIMIKA), as_of=FIRST)
    change = await regions.import_register(rows(SLEMAN, MIMIKA_NOW, MIMIKA_TIMUR), as_of=SECOND)
    assert isinstance(change, RegisterChange)
    assert change.split == (Split(region="kab-mimika", successors=("kab-mimika-timur",), continues=True),)
    mimika = await regions.find_by_code("94.04")
    assert mimika is not None
    assert mimika.codes == (Dated(text="91.09", valid_to=SECOND), Dated(text="94.04", valid_from=SECOND))
    assert await regions.find_by_code("91.09") is None
    assert await regions.find_by_code("91.09", on=FIRST) == mimika
    assert await regions.lineage("kab-mimika-timur") == (
        Lineage(region="kab-mimika", successor="kab-mimika-timur", kind=LineageKind.SPLIT),
    )
    again = await regions.import_register(rows(SLEMAN, MIMIKA_NOW, MIMIKA_TIMUR), as_of=SECOND)
    assert isinstance(again, RegisterChange)
    assert (again.regions, again.split) == ((), ())


async def test_codes_may_be_swapped_in_one_import(regions: RegionRecords) -> None:
    """Two regions that exchange their codes do not get in each other's way."""
    await regions.import_register(rows(SLEMAN, BANTUL), as_of=FIRST)
    await regions.import_register(
        rows(SLEMAN.replace("34.04", "34.02"), BANTUL.replace("34.02", "34.04")), as_of=SECOND
    )
    found = await regions.find_by_code("34.02")
    assert found is not None
    assert found.id == "kab-sleman"


async def test_a_region_that_vanished_stays(regions: RegionRecords) -> None:
    """A region that is no longer in the register is kept, with the day it left."""
    await regions.import_register(rows(SLEMAN, MIMIKA), as_of=FIRST)
    await regions.import_register(rows(SLEMAN), as_of=SECOND)
    mimika = await regions.find("kab-mimika")
    assert mimika is not None
    assert (mimika.ended_on, mimika.name) == (SECOND, "Kabupaten Mimika")


async def test_a_dry_run_writes_nothing(regions: RegionRecords) -> None:
    """What would change is said, and the database stays as it was."""
    change = await regions.import_register(rows(SLEMAN), as_of=FIRST, dry_run=True)
    assert isinstance(change, RegisterChange)
    assert change.added == ("kab-sleman",)
    assert await regions.load() == ()


async def test_an_import_that_fails_leaves_nothing_behind(pool: asyncpg.Pool, regions: RegionRecords) -> None:
    """When the last statement of an import fails, none of it is there."""
    await regions.import_register(rows(SLEMAN, MIMIKA), as_of=FIRST)
    before = await regions.load()
    await pool.execute("alter table region_lineage add constraint none_today check (kind is null)")
    with pytest.raises(asyncpg.CheckViolationError):
        await regions.import_register(rows(SLEMAN, BANTUL, MIMIKA_NOW, MIMIKA_TIMUR), as_of=SECOND)
    assert await regions.load() == before


async def test_two_imports_at_once_come_one_after_the_other(regions: RegionRecords) -> None:
    """The second of two imports sent together sees what the first one did."""
    changes = await asyncio.gather(*(regions.import_register(rows(SLEMAN, MIMIKA), as_of=FIRST) for _ in range(3)))
    added = sorted(len(c.added) for c in changes if isinstance(c, RegisterChange))
    assert added == [0, 0, 2]


async def test_one_code_belongs_to_one_region_at_a_time(pool: asyncpg.Pool, regions: RegionRecords) -> None:
    """The database itself refuses a code that another region has on the same day, and takes it for other days."""
    await regions.import_register(rows(SLEMAN, MIMIKA), as_of=FIRST)
    insert = "insert into region_codes values ('kab-mimika', 2, '34.04', $1, $2)"
    with pytest.raises(asyncpg.ExclusionViolationError):
        await pool.execute(insert, date(2019, 1, 1), date(2019, 2, 1))
    await regions.import_register(rows(SLEMAN.replace("34.04", "34.05"), MIMIKA), as_of=SECOND)
    await pool.execute(insert, SECOND, date(2026, 1, 1))


async def test_a_region_from_a_cohorts_file_is_confirmed_by_the_register(regions: RegionRecords) -> None:
    """A region first known from a cohort's file keeps its id when the register comes."""
    data = "code,name,province,time_zone,status\n34.04,Kab. Sleman,Daerah Istimewa Yogyakarta,WIB,listed\n"
    checked = check_cohort_file(data.encode(), regions=await regions.load(), open_elsewhere={})
    assert isinstance(checked, CohortFile)
    kept = await regions.keep_unregistered(checked.unregistered)
    assert [(r.id, r.source) for r in kept] == [("kab-sleman", RegionSource.COHORT_FILE)]
    assert await regions.keep_unregistered(checked.unregistered) == ()
    change = await regions.import_register(rows(SLEMAN, MIMIKA), as_of=FIRST)
    assert isinstance(change, RegisterChange)
    assert (change.confirmed, change.added) == (("kab-sleman",), ("kab-mimika",))
