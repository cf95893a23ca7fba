"""The intake that a newcomer finds on a stack without one: 2019, with sample people in every role."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from api.cast import sample
from api.commands.policies import read_policy
from api.launching import StartedBefore, Wanted, grant_programme_roles, prepare, save_people, start
from api.tables import raw_bytes
from records.people import People
from records.reading import Reading
from workers.connections import connect_records, connect_temporal
from workers.settings import Settings

COHORT = "2019"
GRANTED_BY = "bimtek up --sample"


async def start_sample(settings: Settings, files: Path) -> int | None:
    """Start the 2019 intake with its sample people, who get their roles in the whole programme; gives its journeys.

    None where there is a cohort already: that stack is somebody's. `files` is the folder with cohorts/, people/ and
    policies/. Raises `Failure` for a file that is not there, and what `prepare` raises.
    """
    now = datetime.now(UTC)
    async with await connect_records(settings) as pool:
        if await Reading(pool).cohorts(now):
            return None
        wanted = Wanted(
            cohort=COHORT,
            policy=read_policy(files / "policies" / f"intake-{COHORT}.toml"),
            file=raw_bytes(files / "cohorts" / f"{COHORT}.csv"),
            people=raw_bytes(files / "people" / f"sample-{COHORT}.csv"),
            opens_at=now,
            simulated=True,
        )
        prepared = await prepare(pool, wanted)
        # First the roles: a start that is interrupted is known by its cohort, and is not made up for another time.
        await save_people(pool, prepared.people, replace=True)
        # Mentors, officers and examiners, whom no file names: they come in by acts, and have to be known by then.
        await People(pool).save(sample.programme_people())
        await grant_programme_roles(pool, prepared.people, GRANTED_BY)
        try:
            await start(pool, await connect_temporal(settings), prepared, task_queue=settings.task_queue)
        except StartedBefore:
            return None
    return len(prepared.cohort.places)
