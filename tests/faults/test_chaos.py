"""Three journeys of the cast under the blows of `bimtek demo --chaos`: all are published and the records agree."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import httpx2

from api.cast import sample
from api.cast.traits import traits_for
from api.demo.actors import PATIENCE, Actors
from api.demo.chaos import Chaos
from api.demo.http_desk import HttpDesk
from domain.model import Journey
from domain.vocabulary import Stage, Status
from records.identity import Identities
from records.orders import DocumentOrders
from records.people import People
from tests.faults.office import Office

CAST = (0, 3, 16)
"""Nothing special, a gate passed provisionally, an examination recorded on somebody's behalf."""
SEED = 128


async def test_three_journeys_under_blows(office: Office) -> None:
    """Worker, Temporal, PostgreSQL and HTTP door are killed one after the other; every journey still ends published."""
    seen: dict[str, int] = {}

    def look(journey: Journey) -> None:
        seen[journey.id] = len(Stage) if journey.ended else list(Stage).index(journey.stage)

    chaos = Chaos(office.stack, SEED, lambda blow: None)
    today = datetime.now(UTC).date()
    regional = [person for at in range(1, len(CAST) + 1) for person in sample.region_people(f"kab-{at}", f"Kab. {at}")]
    await People(office.pool).save([*sample.programme_people(), *regional])
    handles = {n: await office.open(members=sample.members(f"kab-{at}", today)) for at, n in enumerate(CAST, 1)}
    async with httpx2.AsyncClient(timeout=30) as client, asyncio.TaskGroup() as group:
        door = HttpDesk(client, office.stack.http_address, Identities(office.pool), PATIENCE)
        actors = Actors(office.client, door, DocumentOrders(office.pool), look)
        blows = group.create_task(chaos.watch(lambda: sum(seen.values()) / (len(CAST) * len(Stage))))
        plays = [group.create_task(actors.play(handle.id, traits_for(n))) for n, handle in handles.items()]
    assert blows.done() and len(chaos.blows) == 4
    assert [play.result() for play in plays] == [Status.PUBLISHED] * len(CAST)
    for handle in handles.values():
        rows = await office.reading.journey(handle.id)
        assert rows and len(rows.parts["catalogue"]) == 1
    await office.agree(*handles.values())
