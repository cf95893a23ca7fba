"""`bimtek cohort report`: the facts are folded from the journal as of a day, and the PDF is written once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
import typer
from typer.testing import CliRunner

from activities.documents.report import gather_report
from api.commands.cohort_report import report
from api.exits import Failure
from domain.vocabulary import Status
from records.cohorts import CohortRecord, CohortRegion, Cohorts
from records.journal import Records
from records.report_facts import CohortUnknown, report_facts
from tests.conftest import fresh_database
from tests.records.sample import OPENS, Walk, start
from workers.local.postgres import LocalPostgres

app = typer.Typer()
app.command("report")(report)


def run(*words: str, database: str) -> tuple[int, str]:
    """The exit code and what was printed, the message of a failure included."""
    environment = {"BIMTEK_POSTGRES_DSN": database, "BIMTEK_DATA_DIR": "none"}
    done = CliRunner().invoke(app, list(words), env=environment)
    if isinstance(done.exception, Failure):
        return done.exception.code, f"{done.output}{done.exception}"
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done.exit_code, done.output


@pytest.fixture(scope="module")
async def recorded(local_postgres: LocalPostgres) -> AsyncIterator[str]:
    """The DSN of a database with a cohort of three regions: one published, one in its first stage, one not opened."""
    published, late = Walk().all_the_way(), Walk(start("kab-bantul", "Kabupaten Bantul", "34.02"))
    late.wait(60)
    places = [CohortRegion(region_id=w.journey.region.id, journey_id=w.journey.id) for w in (published, late)]
    places.append(CohortRegion(region_id="kab-siak", journey_id="journey-2019-kab-siak", substitute_for="kab-bantul"))
    async with fresh_database(local_postgres) as database:
        async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
            for walk in (published, late):
                for batch in walk.batches:
                    await Records(pool).record(batch)
            for cohort, simulated in (("2019", False), ("kosong", True)):
                row = CohortRecord(id=cohort, title="Angkatan", policy="x", policy_version=1, simulated=simulated)
                await Cohorts(pool).save(row, places if cohort == "2019" else [])
        yield database


async def test_facts_are_those_of_the_day_that_is_asked_about(recorded: str) -> None:
    """What came later is not in a report of an earlier day, and a report of that day can be made again."""
    async with asyncpg.create_pool(recorded, min_size=1, max_size=2) as pool:
        await pool.execute("update journeys set simulated = false")
        early = await report_facts(pool, "2019", OPENS + timedelta(days=5))
        assert early == await report_facts(pool, "2019", OPENS + timedelta(days=5))
        whole = await report_facts(pool, "2019", datetime(2021, 1, 1, tzinfo=UTC))
        before = await report_facts(pool, "2019", OPENS - timedelta(days=1))
        with pytest.raises(CohortUnknown):
            await report_facts(pool, "2091", OPENS)
    assert {journey.status for journey in early.journeys} == {Status.OPEN}
    assert sorted(journey.status for journey in whole.journeys) == [Status.OPEN, Status.PUBLISHED]
    assert sum(count.times for count in early.counts) < sum(count.times for count in whole.counts)
    assert (early.not_opened, before.not_opened, before.journeys) == (1, 3, ())
    assert gather_report(early).as_of == OPENS + timedelta(days=5)


def test_the_report_is_written_once(recorded: str, tmp_path: Path) -> None:
    """The command writes a PDF/A, and does not write over it without being told so."""
    file = tmp_path / "laporan.pdf"
    code, text = run("2019", "--out", str(file), "--lang", "en", "--as-of", "2020-12-31", database=recorded)
    assert code == 0, text
    assert "Closing report of Angkatan, 2 regions, SIMULASI." in text
    assert file.read_bytes().startswith(b"%PDF-1.7")
    code, text = run("2019", "--out", str(file), database=recorded)
    assert code == 1
    assert "--force" in text


MISTAKES = [
    pytest.param("2091", "There is no cohort “2091”", id="an unknown cohort"),
    pytest.param("kosong", "There is nothing to report", id="a cohort in which nobody has begun"),
]


@pytest.mark.parametrize(("cohort", "said"), MISTAKES)
def test_mistakes_are_said(recorded: str, tmp_path: Path, cohort: str, said: str) -> None:
    """What cannot be reported is said in one line, and no file is left."""
    file = tmp_path / "laporan.pdf"
    code, text = run(cohort, "--out", str(file), database=recorded)
    assert (code, file.exists()) == (1, False)
    assert said in text
