"""Servers away behind the door: it says so, soon; the same request works afterwards, once; streams lose nothing."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import psutil
import pytest
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.desk import AWAY
from api.http.address import PREFIX
from api.http.caller import Caller, Via
from api.http.known_files import keep_as_his
from api.services import Services, open_services
from domain.messages import AppointMember
from domain.vocabulary import Role
from records.identity import Identities, Scope
from records.people import People, PersonRecord
from tests.conftest import remove_folder
from tests.domain.builders import person
from tests.faults.office import Office, eventually
from tests.http.door import serving
from tests.http.events import listening
from tests.workflows.world import JourneyHandle
from workers.connections import connect_records, connect_temporal
from workers.local.child import Child
from workers.local.postgres import LocalPostgres
from workers.local.stack import local_stack
from workers.settings import Settings

DELAYS = (0.0, 0.01, 0.03, 0.08)
"""Seconds after which the database stands still while an act is on its way."""
KEYS = (
    *("temporal-down", "temporal-frozen", "opened-early", "postgres-down"),
    *(f"frozen-{int(delay * 1000)}" for delay in DELAYS),
    *(f"{when}-{how}" for how in ("killed", "frozen") for when in ("meanwhile-0", "meanwhile-1", "after")),
)
"""Every act of these tests; each appoints somebody else, who has an address."""
SOON = 12.0
"""Seconds within which a request is answered when the database stands still."""
MANAGER = person(Role.PROGRAMME_MANAGER)


@dataclass
class Away:
    """A door on a stack whose servers may be away, and a journey."""

    office: Office
    services: Services
    address: str
    token: str
    journey: JourneyHandle

    @asynccontextmanager
    async def client(self, *, signed_in: bool = True) -> AsyncIterator[httpx2.AsyncClient]:
        """Somebody who calls."""
        headers = {"Authorization": f"Bearer {self.token}"} if signed_in else {}
        async with httpx2.AsyncClient(base_url=f"{self.address}{PREFIX}", headers=headers, timeout=60) as client:
            yield client

    async def act(self, client: httpx2.AsyncClient, key: str) -> httpx2.Response:
        """The same small act for the same key."""
        act = {"kind": "appoint_member", "role": "data_protection_officer", "person": f"dpo-{key}"}
        body = {"act": act, "role": "programme_manager"}
        path = f"/journeys/{self.journey.id}/acts"
        return await client.post(path, json=body, headers={"Idempotency-Key": key})

    async def done_once(self, client: httpx2.AsyncClient, key: str) -> dict[str, Any]:
        """Send an act again until it is done, and once more; gives its one receipt."""
        answers: list[httpx2.Response] = []

        async def done() -> bool:
            answers.append(await self.act(client, key))
            assert answers[-1].status_code in (200, 503), answers[-1].text
            return answers[-1].status_code == 200

        await eventually(done)
        again = await self.act(client, key)
        assert again.json()["receipt"] == answers[-1].json()["receipt"]
        await self.office.recorded(self.journey)
        appointed = [e for e in await self.office.entries(self.journey) if f"dpo-{key}" in e.model_dump_json()]
        assert len(appointed) == 1
        receipt: dict[str, Any] = again.json()["receipt"]
        return receipt


@pytest.fixture(scope="module")
async def away(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Away]:
    """A door on a stack of its own, with one journey."""
    folder = tmp_path_factory.mktemp("away")
    try:
        async with local_stack(Settings(data_dir=folder)) as stack:
            settings = stack.settings.resolved()
            client = await connect_temporal(settings)
            async with await connect_records(settings) as pool, open_services(settings) as services:
                skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
                names = [*(person(role) for role in Role), *(f"dpo-{key}" for key in KEYS)]
                await People(pool).save([PersonRecord(id=n, name=n, email=f"{n}@example.go.id") for n in names])
                office = Office(stack, settings, client, pool, services.desk, skipper, "away")
                handle = await office.open()
                now = datetime.now(UTC)
                ends = now + timedelta(hours=2)
                _, token = await Identities(pool).new_token(MANAGER, "test", tuple(Scope), ends, now)
                async with serving(services) as address:
                    yield Away(office, services, address, token, handle)
    finally:
        remove_folder(LocalPostgres(folder, 0).folder)


@pytest.fixture(autouse=True)
async def whole(away: Away) -> AsyncIterator[None]:
    """Whatever a test ended or froze is running again after it, and the door has noticed."""
    yield
    for child in away.office.stack.children:
        child.thaw()
        await child.start()

    async def ready() -> bool:
        async with away.client(signed_in=False) as client:
            return (await client.get("/ready")).status_code == 200

    await eventually(ready)


@asynccontextmanager
async def frozen(child: Child) -> AsyncIterator[None]:
    """A server that stands still, with all its processes, inside the block."""
    assert child.pid is not None
    parent = psutil.Process(child.pid)
    processes = [parent, *parent.children(recursive=True)]
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGCONT)


async def test_temporal_down(away: Away) -> None:
    """Acts are 503 with Retry-After, pages are shown; the same key works when it is back, once."""
    async with away.client() as client:
        await away.office.temporal.kill()
        refused = await away.act(client, "temporal-down")
        assert (refused.status_code, refused.json()["name"]) == (503, "OutcomeUnknown")
        assert refused.headers["Retry-After"] and refused.headers["Idempotency-Key"] == "temporal-down"
        assert (await client.get(f"/journeys/{away.journey.id}")).status_code == 200
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()["name"]) == (503, "NotReady")
        assert "the workflow server" in ready.json()["detail"] and "database" not in ready.json()["detail"]
        assert (await client.get("/health")).status_code == 200
        await away.office.temporal.start()
        await away.done_once(client, "temporal-down")
    await away.office.agree(away.journey)


async def test_temporal_frozen(away: Away) -> None:
    """A server that takes the request and says nothing is the same: 503, then once."""
    async with away.client() as client:
        async with frozen(away.office.temporal):
            refused = await away.act(client, "temporal-frozen")
            assert (refused.status_code, refused.json()["name"]) == (503, "OutcomeUnknown")
        await away.done_once(client, "temporal-frozen")
    await away.office.agree(away.journey)


async def test_a_door_that_opens_while_temporal_is_down(away: Away) -> None:
    """It answers, says what is away, and works as soon as that is back."""
    await away.office.temporal.kill()
    async with open_services(away.office.settings) as services, serving(services) as address:
        second = Away(away.office, services, address, away.token, away.journey)
        async with second.client() as client:
            refused = await second.act(client, "opened-early")
            assert (refused.status_code, refused.json()["name"]) == (503, "OutcomeUnknown")
            assert "the workflow server" in (await client.get("/ready")).json()["detail"]
            await away.office.temporal.start()
            await second.done_once(client, "opened-early")


async def test_postgres_down(away: Away) -> None:
    """Pages are 503 by name, soon; nothing is half done, and all goes on by itself."""
    async with away.client() as client, away.client(signed_in=False) as nobody:
        await away.office.postgres.kill()
        for path in ("/journeys", f"/journeys/{away.journey.id}", "/changes"):
            refused = await client.get(path)
            assert (refused.status_code, refused.json()["name"]) == (503, "RecordsAway")
            assert refused.headers["Retry-After"]
        refused = await away.act(client, "postgres-down")
        assert (refused.status_code, refused.json()["name"]) == (503, "RecordsAway")
        assert "the database" in (await nobody.get("/ready")).json()["detail"]
        assert (await nobody.get("/health")).status_code == 200
        with pytest.raises(AWAY):  # a file is not taken that its sender could not name
            await keep_as_his(away.services, Caller(MANAGER, Via.BEARER, frozenset(Scope)), ["0" * 64])
        await away.office.postgres.start()
        await away.done_once(client, "postgres-down")
        assert (await client.get(f"/journeys/{away.journey.id}")).status_code == 200
    await away.office.agree(away.journey)


async def test_postgres_frozen(away: Away) -> None:
    """A database that takes connections and says nothing keeps nobody waiting, however many ask."""
    async with away.client() as client, away.client(signed_in=False) as nobody:
        assert (await client.get("/journeys")).status_code == 200
        async with frozen(away.office.postgres):
            began = time.monotonic()
            answers = await asyncio.gather(*(client.get("/journeys") for _ in range(50)))
            assert time.monotonic() - began < SOON
            assert {(answer.status_code, answer.json()["name"]) for answer in answers} == {(503, "RecordsAway")}
            began = time.monotonic()
            assert "the database" in (await nobody.get("/ready")).json()["detail"]
            assert time.monotonic() - began < 4
        assert (await client.get("/journeys")).status_code == 200


@pytest.mark.parametrize("delay", DELAYS)
async def test_postgres_frozen_in_the_middle_of_an_act(away: Away, delay: float) -> None:
    """The act is accepted, or its outcome is said to be unknown; the same key then gives its first receipt."""
    key = f"frozen-{int(delay * 1000)}"
    async with away.client() as client:
        assert (await client.get("/journeys")).status_code == 200
        acting = asyncio.create_task(away.act(client, key))
        await asyncio.sleep(delay)
        async with frozen(away.office.postgres):
            began = time.monotonic()
            answer = await acting
            assert time.monotonic() - began < 2 * SOON
        assert answer.status_code in (200, 503), answer.text
        if answer.status_code == 503:
            assert answer.json()["name"] in ("RecordsAway", "OutcomeUnknown")
        receipt = await away.done_once(client, key)
        if answer.status_code == 200:
            assert answer.json()["receipt"] == receipt
            assert answer.json()["recorded"] == (answer.json()["journey"] is not None)
    await away.office.agree(away.journey)


@pytest.mark.parametrize("how", ["killed", "frozen"])
async def test_streams_go_on_when_postgres_was_away(away: Away, how: str) -> None:
    """They stay open and say that they lag behind; what happened meanwhile then comes, once, in order."""
    postgres = away.office.postgres
    async with away.client() as client, listening(client, journey=away.journey.id) as heard:
        current = len(heard.named("current"))
        if how == "killed":
            await postgres.kill()
            await _meanwhile(away, how)
            await heard.until(1, "stale", within=30)
            await postgres.start()
        else:
            async with frozen(postgres):
                await _meanwhile(away, how)
                await heard.until(1, "stale", within=30)
        await heard.until(2, within=60)
        await heard.until(current + 1, "current", within=30)
        assert len(heard.named("stale")) == 1
        seqs = [seq for _, seq in heard.changes]
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        assert not heard.ended
        assert (await away.act(client, f"after-{how}")).status_code == 200
        await heard.until(3)
    wanted = (await away.office.recorded(away.journey)).seq
    assert heard.changes[-1] == (away.journey.id, wanted)


async def _meanwhile(away: Away, how: str) -> None:
    """Two acts by a door that needs no database to know who acts."""
    for number in range(2):
        act = AppointMember(role=Role.DATA_PROTECTION_OFFICER, person=f"dpo-meanwhile-{number}-{how}")
        answer = await away.office.do(away.journey, act, Role.PROGRAMME_MANAGER)
        assert not answer.recorded
