"""The commands that read: what they print of real records, and the exit code they end with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from temporalio.client import Client
from typer.testing import CliRunner

from activities.journeys import open_journey
from api.as_of import instant
from api.cli import program
from api.exits import Failure
from domain import messages
from domain.ids import journey_id
from domain.vocabulary import Role
from records.cohorts import CohortRecord, CohortRegion, Cohorts
from records.journal import Records
from records.people import People, PersonRecord
from records.reading import Reading
from tests.conftest import fresh_database
from tests.domain.builders import command, gate
from tests.domain.builders import start as beginning
from tests.records.sample import Walk, start
from workers.build import activities, build_worker
from workers.connections import NotConfigured
from workers.local.postgres import LocalPostgres
from workers.settings import Settings
from workflows.region_journey import RegionJourney

SLEMAN = "journey-2019-kab-sleman"
BOGOR, CITY = "journey-2019-kab-bogor", "journey-2019-kota-bogor"


def run(*words: str, database: str = "", folder: Path | None = None, **more: str) -> tuple[int, str]:
    """The exit code and what was printed, the message of a failure included."""
    environment = {"BIMTEK_POSTGRES_DSN": database, "BIMTEK_DATA_DIR": str(folder or Path("none")), **more}
    done = CliRunner().invoke(program(), list(words), env=environment)
    if isinstance(done.exception, Failure):
        return done.exception.code, f"{done.output}{done.exception}"
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done.exit_code, done.output


@pytest.fixture(scope="module")
async def recorded(local_postgres: LocalPostgres) -> AsyncIterator[str]:
    """The DSN of a database with three journeys of 2019: one published, one at kickoff, one withdrawn."""
    published = Walk().all_the_way()
    kickoff = Walk(start("kab-bogor", "Kabupaten Bogor", "32.01"))
    kickoff.wait(60)
    early = Walk(start("kota-bogor", "Kota Bogor", "32.71"))
    early.kick_off()
    regions = [
        CohortRegion(region_id=walk.journey.region.id, journey_id=walk.journey.id)
        for walk in (published, kickoff, early)
    ]
    cohort = CohortRecord(id="2019", title="Angkatan 2019", policy="intake-2019", policy_version=1, simulated=True)
    async with fresh_database(local_postgres) as database:
        async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
            for walk in (published, kickoff, early):
                for batch in walk.batches:
                    await Records(pool).record(batch)
            await People(pool).save([PersonRecord(id="coordinator", name="Siti Aminah (contoh)", sample=True)])
            await Cohorts(pool).save(cohort, regions)
        yield database


@pytest.fixture
async def copied(local_postgres: LocalPostgres, recorded: str) -> AsyncIterator[str]:
    """A copy of it that a test may spoil."""
    async with fresh_database(local_postgres, urlsplit(recorded).path.removeprefix("/")) as database:
        yield database


def test_a_cohort_is_shown_with_where_its_journeys_stand(recorded: str) -> None:
    """One row a journey with its turn; what is overdue depends on the day that is asked about."""
    code, text = run("cohort", "show", "2019", "--as-of", "2019-07-30", database=recorded)
    assert code == 0
    assert "Angkatan 2019 (open, SIMULASI)" in text
    assert "plan published" in text
    assert "the region: pass the gates of this stage" in text
    assert "3 journeys" in text
    code, text = run("cohort", "show", "2019", "--as-of", "2019-07-30", "--json", database=recorded)
    found = {line["journey_id"]: line for line in json.loads(text)["journeys"]}
    assert {journey: line["overdue"] for journey, line in found.items()} == {SLEMAN: False, BOGOR: True, CITY: True}
    code, text = run("cohort", "show", "2019", "--as-of", "2019-05-16", "--json", database=recorded)
    assert not any(line["overdue"] for line in json.loads(text)["journeys"])


def test_an_unknown_cohort_names_the_known_ones(recorded: str) -> None:
    """A typing error is answered with what there is."""
    assert run("cohort", "show", "2091", database=recorded) == (1, "There is no cohort “2091”. There are: 2019.")


WAYS = [
    pytest.param(SLEMAN, SLEMAN, id="a journey's id"),
    pytest.param("2019/34.04", SLEMAN, id="cohort and code"),
    pytest.param("2019/kab-bogor", BOGOR, id="cohort and id"),
    pytest.param("2019/Kab. Bogor", BOGOR, id="cohort and another spelling"),
    pytest.param("2019/Sleman", SLEMAN, id="cohort and short name"),
    pytest.param("kota bogor", CITY, id="a name alone"),
    pytest.param("32.71", CITY, id="a code alone"),
]


@pytest.mark.parametrize(("said", "meant"), WAYS)
def test_a_journey_is_found_however_its_region_is_named(recorded: str, said: str, meant: str) -> None:
    """By id, code, name or short name, with or without the cohort."""
    code, text = run("journey", "show", said, "--json", database=recorded)
    assert (code, json.loads(text)["journey_id"]) == (0, meant)


MISSES = [
    pytest.param("2019/Slemann", "There is no journey “2019/Slemann”. Did you mean journey-2019-kab-sleman", id="near"),
    pytest.param("2019/99.99", "`bimtek cohort show COHORT` lists", id="nothing near"),
    pytest.param("2018/Sleman", "There is no cohort “2018”", id="no such cohort"),
    pytest.param("Bogor", "“Bogor” could be journey-2019-kab-bogor (32.01 Kabupaten Bogor) or journey-", id="two"),
]


@pytest.mark.parametrize(("said", "answer"), MISSES)
def test_what_is_no_journey_is_answered_with_near_ones(recorded: str, said: str, answer: str) -> None:
    """The message says what could have been meant."""
    code, text = run("journey", "show", said, database=recorded)
    assert code == 1
    assert answer in text


def test_a_journey_is_shown_with_all_its_parts(recorded: str) -> None:
    """Stages, gates, sessions, rounds, approvals and people, with names where they are known."""
    code, text = run("journey", "show", "2019/34.04", database=recorded)
    assert code == 0
    for words in (
        "Kabupaten Sleman (34.04), cohort 2019 SIMULASI",
        "SK Dewan Smart City",
        "Bimtek IV",
        "to be revised, 1 comment(s)",
        "yes, with notes",
        "Siti Aminah (contoh)",
    ):
        assert words in text, words
    code, text = run("journey", "show", "2019/32.71", "--as-of", "2019-08-01", database=recorded)
    assert "overdue" in text


def test_a_history_is_told_in_both_languages(recorded: str) -> None:
    """Indonesian unless told otherwise; one line an entry, in the region's own time."""
    code, text = run("journey", "history", "2019/34.04", database=recorded)
    assert code == 0
    assert text.startswith("Kabupaten Sleman (34.04), 2019 SIMULASI")
    assert "16 Mei 2019 pukul 08.00 WIB" in text
    assert "Koordinator daerah Siti Aminah (contoh) menjawab 1 catatan dalam matriks tindak lanjut." in text
    code, english = run("journey", "history", "2019/34.04", "--lang", "en", database=recorded)
    assert "The plan was published in the catalogue." in english
    assert len(english.splitlines()) == len(text.splitlines())
    code, told = run("journey", "history", "2019/34.04", "--json", database=recorded)
    lines = json.loads(told)["lines"]
    assert [line["seq"] for line in lines] == list(range(1, len(text.splitlines())))


def test_verify_ends_with_one_for_one_changed_row(copied: str) -> None:
    """A sound database ends well; a changed row is named, and rebuilding mends it."""
    words = ("records", "verify", "--without-histories")
    code, text = run(*words, database=copied)
    assert (code, "3 journeys with" in text, "agree." in text) == (0, True, True)
    asyncio.run(_execute(copied, "update gates set standing = 'missing' where gate = 'mou'"))
    code, text = run(*words, database=copied)
    assert code == 1
    assert "gates: mou: standing" in text
    code, text = run(*words, "--json", database=copied)
    assert (code, json.loads(text)["ok"]) == (1, False)
    code, text = run("records", "rebuild", database=copied)
    assert (code, "2 changed (2 rows), 0 left" in text) == (0, True)
    assert run(*words, database=copied)[0] == 0


def test_a_broken_journal_is_not_built_upon(copied: str) -> None:
    """Rebuilding leaves a journey alone whose journal is broken, names it, and ends with one."""
    asyncio.run(
        _execute(
            copied,
            "select set_config('bimtek.repair', 'on', false)",
            f"update journal set entry = replace(entry, 'Pendopo', 'Pendapa') where journey_id = '{SLEMAN}'",
        )
    )
    code, text = run("records", "verify", "--without-histories", database=copied)
    assert (code, "hash_wrong" in text) == (1, True)
    code, text = run("records", "rebuild", "--json", database=copied)
    assert (code, json.loads(text)["ok"]) == (1, False)


async def _execute(database: str, *statements: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def test_without_a_stack_the_answer_says_how_to_start_one(tmp_path: Path) -> None:
    """Nothing to read from is not a traceback."""
    done = CliRunner().invoke(
        program(), ["cohort", "show", "2019"], env={"BIMTEK_DATA_DIR": str(tmp_path), "BIMTEK_POSTGRES_DSN": None}
    )
    assert isinstance(done.exception, NotConfigured)
    assert "bimtek up" in str(done.exception)


INSTANTS = [
    pytest.param("2019-08-06", datetime(2019, 8, 6, 9, 0, tzinfo=UTC), id="a day"),
    pytest.param("2019-08-06T10:00", datetime(2019, 8, 6, 3, 0, tzinfo=UTC), id="a time in Jakarta"),
    pytest.param("2019-08-06T10:00+09:00", datetime(2019, 8, 6, 1, 0, tzinfo=UTC), id="a time in its own zone"),
]


@pytest.mark.parametrize(("text", "meant"), INSTANTS)
def test_the_instant_to_look_from(text: str, meant: datetime) -> None:
    """A day means until the end of business; a time without a zone is Jakarta's."""
    assert instant(text) == meant


def test_what_is_no_day_is_refused() -> None:
    """The message shows how to write one."""
    with pytest.raises(Failure, match="2019-08-06T10:00"):
        instant("last tuesday")


async def test_technical_events_and_histories_come_from_temporal(
    database: str, temporal: Client, tmp_path: Path
) -> None:
    """A journey on real servers: its technical events stand below its lines, and journal and histories agree."""
    settings = Settings(task_queue="reading", data_dir=tmp_path)
    opens_at = datetime.now(UTC) - timedelta(seconds=1)
    first = beginning(cohort="reading", opens_at=opens_at)
    journey = journey_id("reading", first.region.id)
    environment = {
        "BIMTEK_TEMPORAL_ADDRESS": temporal.service_client.config.target_host,
        "BIMTEK_TEMPORAL_NAMESPACE": temporal.namespace,
    }

    async def bimtek(*words: str) -> tuple[int, str]:
        return await asyncio.to_thread(run, *words, database=database, folder=tmp_path, **environment)

    async with (
        asyncpg.create_pool(database, min_size=1, max_size=4) as pool,
        build_worker(temporal, settings, activities(temporal, pool, settings), versioned=False),
    ):
        await open_journey(temporal, first, settings.task_queue)
        handle = temporal.get_workflow_handle_for(RegionJourney.run, journey)
        passed = messages.PassGates(gates=(gate("mou", opens_at.date()),))
        sent = command(passed, Role.COORDINATOR, name="cmd-1")
        receipt = await handle.execute_update(RegionJourney.act, sent, id="cmd-1")
        assert await Reading(pool).wait_for(journey, receipt.last_seq, timedelta(seconds=10))
        code, text = await bimtek("journey", "history", journey, "--technical", "--lang", "en")
        assert code == 0
        assert "update act cmd-1 accepted" in text
        assert "activity record; done after" in text
        assert "timer of " in text
        code, text = await bimtek("records", "verify", "--json")
        assert (code, json.loads(text)["histories_checked"]) == (0, True), text
        await pool.execute("delete from gates")
        code, text = await bimtek("records", "verify")
        assert code == 1
        code, text = await bimtek("records", "rebuild", "--from", "histories")
        assert (code, "0 left as they are" in text) == (0, True)
        assert (await bimtek("records", "verify"))[0] == 0
        await handle.terminate("the test is over")
