"""A running stack whose regions stand in every stage, for looking at pages: `python -m tests.pages.world FOLDER`."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2

from api.cast import sample
from api.cast.traits import Traits
from api.demo.actors import PATIENCE, Actors
from api.demo.http_desk import HttpDesk
from domain.ids import journey_id
from domain.model import Journey
from domain.vocabulary import Stage, Task
from records.identity import Identities
from records.orders import DocumentOrders
from records.people import People, PersonRecord
from tests.api.office import Office
from tests.conftest import remove_folder
from tests.http.door import COHORT, PEOPLE, STAFF
from workers.connections import connect_records, connect_temporal
from workers.local.stack import local_stack
from workers.settings import Settings

Reached = Callable[[Journey], bool]


def turn(task: Task) -> Reached:
    """Whether a journey waits for somebody to do this."""
    return lambda journey: journey.turn.task is task


STANDS: Mapping[str, tuple[Traits, Reached]] = {
    "kab-kebumen": (Traits(1), turn(Task.ASSIGN_MENTORS)),
    "kab-wonosobo": (Traits(2), lambda journey: journey.stage is Stage.DRAFTING),
    "kab-sragen": (Traits(3), turn(Task.COMMENT_HAND_IN)),
    "kab-demak": (Traits(4), turn(Task.SUBMIT)),
    "kota-magelang": (Traits(5), turn(Task.GIVE_VERDICTS)),
    "kab-gunungkidul": (Traits(6, revisions=1), turn(Task.REVISE)),
    "kab-situbondo": (Traits(7), turn(Task.RECORD_COMMITMENT)),
    "kota-kediri": (Traits(8), turn(Task.RECORD_EXAMINATION)),
    "kota-madiun": (Traits(9, revisions=1), turn(Task.DECIDE_AS_OWNER)),
    "kota-batu": (Traits(10, revisions=1), lambda journey: journey.publication is not None),
    "kota-kupang": (Traits(11), lambda journey: journey.publication is not None),
}
"""Where each region is brought to, in virtual time; the others have just been opened."""


class _Arrived(Exception):
    """A journey stands where it is wanted."""


@dataclass(frozen=True)
class World:
    """A running stack with its address."""

    office: Office
    address: str


@contextlib.asynccontextmanager
async def open_world(
    folder: Path, stands: Mapping[str, tuple[Traits, Reached]] = STANDS, *, http: bool = True
) -> AsyncIterator[World]:
    """The 2019 intake with its sample people, some regions on their way; closed and cleared away afterwards."""
    try:
        async with local_stack(Settings(data_dir=folder), with_http=http) as stack:
            office = Office(folder)
            started = await office.bimtek("cohort", "start", COHORT, "--people", PEOPLE, "--simulated")
            assert started.code == 0, started.err
            await office.shown("2019", 25)
            await bring(office, stack.http_address, stands)
            yield World(office, stack.http_address)
    finally:
        remove_folder(folder)


async def bring(office: Office, address: str, stands: Mapping[str, tuple[Traits, Reached]]) -> None:
    """Have the cast bring regions to where they are wanted."""
    client = await connect_temporal(office.settings)
    async with await connect_records(office.settings) as pool, httpx2.AsyncClient(timeout=30) as caller:
        await People(pool).save([_known(person) for person in sample.programme_people()])
        for person, role in STAFF.items():
            await Identities(pool).grant(person, role, "test")
        door = HttpDesk(caller, address, Identities(pool), PATIENCE)

        async def one(region: str, traits: Traits, reached: Reached) -> None:
            def seen(journey: Journey) -> None:
                if reached(journey):
                    raise _Arrived

            with contextlib.suppress(_Arrived):
                await Actors(client, door, DocumentOrders(pool), seen).play(journey_id("2019", region), traits)

        async with asyncio.TaskGroup() as group:
            for region, (traits, reached) in stands.items():
                group.create_task(one(region, traits, reached))


def _known(person: PersonRecord) -> PersonRecord:
    """A sample person as this world knows him: of examiners no address is known, so that others have to tell them."""
    return person.model_copy(update={"email": None}) if person.id.startswith("penguji-") else person


async def main(folder: Path) -> None:
    """Open a world and keep it until it is ended."""
    began = datetime.now(UTC)
    async with open_world(folder) as world:
        took = datetime.now(UTC) - began
        print(f"{world.address} with {len(STANDS)} regions on their way, after {took // timedelta(seconds=1)} s")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(Path(sys.argv[1]).absolute()))
