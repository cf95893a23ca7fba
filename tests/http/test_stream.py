"""The stream of changes: everything one may see, once, in order; gone on with after a break; ended with the sign-in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import uvicorn

from api.http import stream as hubs
from api.http.address import PREFIX
from api.http.app import build_app
from api.http.routes import changes as route
from api.http.stream import Hub, Said, Server, Stream
from domain.vocabulary import Role
from records.changes import KEPT, Changes, Place
from records.identity import Identities
from tests.http.door import Door
from tests.http.events import listening
from workers.local.child import free_ports

KEDIRI, BATU = "journey-2019-kota-kediri", "journey-2019-kota-batu"
MANAGER = "pengelola-program"


async def happens(door: Door, journey: str, key: str) -> int:
    """Something happens in a journey; gives the number of its entry."""
    act = {"kind": "appoint_member", "role": "data_protection_officer", "person": f"dpo-{key}"}
    async with door.person(MANAGER) as client:
        while True:
            sent = {"act": act, "role": "programme_manager"}
            done = await client.post(f"/journeys/{journey}/acts", json=sent, headers={"Idempotency-Key": key})
            if done.status_code != 503:  # of a busy machine; the same is sent again, as it says
                break
    assert done.status_code == 200, done.text
    return int(done.json()["receipt"]["last_seq"])


async def test_an_act_is_told_to_whoever_may_see_it(door: Door) -> None:
    """The programme hears of all journeys, a region of its own; the event says what happened where."""
    async with (
        door.person(MANAGER) as manager,
        door.person("kota-kediri.coordinator") as own,
        door.person("kota-batu.coordinator") as foreign,
        listening(manager) as all_,
        listening(own) as mine,
        listening(foreign) as theirs,
    ):
        seq = await happens(door, KEDIRI, "told")
        event = (await mine.until(1))[0]
        assert (event.data["journey"], event.data["seq"]) == (KEDIRI, seq)
        assert event.data["kind"] == "member_appointed"
        assert (event.data["cohort"], event.data["region_code"]) == ("2019", "35.71")
        await all_.until(1)
        assert (KEDIRI, seq) in all_.changes
        batu = await happens(door, BATU, "told-too")
        await theirs.until(1)
    assert theirs.changes == [(BATU, batu)]
    assert mine.changes == [(KEDIRI, seq)]


async def test_how_a_stream_is_answered(door: Door) -> None:
    """As an event stream that nobody keeps or squeezes, with the time after which a browser comes again."""
    async with door.person(MANAGER) as client:
        client.headers["Accept-Encoding"] = "gzip"
        async with listening(client) as heard:
            assert heard.headers["content-type"].startswith("text/event-stream")
            assert "content-encoding" not in heard.headers
            assert heard.headers["cache-control"] == "no-store"
            assert heard.retry == 3000


async def test_only_what_is_asked_for(door: Door) -> None:
    """A journey or a cohort; a journey one has no part in is refused, for nothing would ever come."""
    async with door.person(MANAGER) as client:
        async with listening(client, journey=BATU) as batu, listening(client, cohort="2018") as before:
            await happens(door, KEDIRI, "filter-1")
            seq = await happens(door, BATU, "filter-2")
            await batu.until(1)
        assert batu.changes == [(BATU, seq)]
        assert before.changes == []
    async with door.person("kota-batu.coordinator") as client:
        foreign = await client.get("/changes", params={"journey": KEDIRI})
        assert (foreign.status_code, foreign.json()["name"]) == (403, "NotForYou")
        nowhere = await client.get("/changes", params={"journey": "journey-2019-none"})
        assert (nowhere.status_code, nowhere.json()["name"]) == (404, "NoSuchJourney")
        for bad in ({"after": "x"}, {"after": "1"}, {"after": "99999999999999999999-1"}):
            assert (await client.get("/changes", params=bad)).status_code == 422
    async with door.nobody() as client:
        assert (await client.get("/changes")).status_code == 401


@pytest.mark.parametrize("way", ["header", "query"])
async def test_a_stream_is_gone_on_with(door: Door, way: str) -> None:
    """With the last id nothing is missed of what happened meanwhile, and nothing comes twice."""
    async with door.person("kota-kediri.coordinator") as client:
        async with listening(client) as first:
            await happens(door, KEDIRI, f"before-{way}")
            await first.until(1)
            last = first.events[-1].id
        seqs = [await happens(door, KEDIRI, f"meanwhile-{way}-{number}") for number in range(3)]
        await happens(door, BATU, f"elsewhere-{way}")
        given = {"last": last} if way == "header" else {"after": last}
        async with listening(client, **given) as second:
            assert [event.name for event in second.events] == ["change"] * 3 + ["current"]
            seqs.append(await happens(door, KEDIRI, f"after-{way}"))
            await second.until(4)
            assert second.changes == [(KEDIRI, seq) for seq in seqs]
            quiet = second.named("current")[0].id
        async with listening(client, last=quiet) as third:
            assert third.changes == [(KEDIRI, seqs[-1])]


async def test_the_id_of_a_stream_on_which_nothing_came_is_good_too(door: Door) -> None:
    """It is told at once up to where it was given everything."""
    async with door.person(MANAGER) as client:
        async with listening(client, journey=KEDIRI) as first:
            last = first.events[-1].id
        seq = await happens(door, KEDIRI, "quiet")
        async with listening(client, last=last, journey=KEDIRI) as second:
            assert second.changes == [(KEDIRI, seq)]


async def test_nothing_is_missed_while_acts_go_on_and_readers_come_and_go(door: Door) -> None:
    """A reader who is cut off again and again, at any moment, puts together the whole of what happened."""
    got: list[tuple[str, int]] = []
    async with door.person(MANAGER) as client, asyncio.TaskGroup() as group:
        async with listening(client, journey=KEDIRI) as first:
            last = first.events[-1].id
        acts = [group.create_task(happens(door, KEDIRI, f"coming-{number}")) for number in range(12)]
        while not all(task.done() for task in acts):
            async with listening(client, last=last, journey=KEDIRI) as heard:
                await asyncio.sleep(0.07)
            got += heard.changes
            last = heard.events[-1].id
        async with listening(client, last=last, journey=KEDIRI) as heard:
            got += heard.changes
    wanted = sorted(task.result() for task in acts)
    assert [seq for _, seq in got] == wanted


async def test_who_has_been_away_too_long_is_told_to_load_anew(door: Door) -> None:
    """Not everything since is known any more: `reset`, and from there on everything again."""
    pool = door.services.pool
    old = datetime.now(UTC) - KEPT - timedelta(hours=1)
    await pool.execute(
        "insert into changes (xact, journey_id, seq, kind, at, recorded_at) values ('3', $1, 1, 'old', $2, $2)",
        KEDIRI,
        old,
    )
    try:
        async with door.person(MANAGER) as client, listening(client, last="2-1", journey=KEDIRI) as heard:
            assert [event.name for event in heard.events] == ["reset", "current"]
            seq = await happens(door, KEDIRI, "reset")
            await heard.until(1)
            assert heard.changes == [(KEDIRI, seq)]
            assert heard.events[0].id < heard.events[-1].id
    finally:
        await pool.execute("delete from changes where xact = '3'")
    async with door.person(MANAGER) as client, listening(client, last="900000000000-1") as heard:
        assert [event.name for event in heard.events] == ["reset", "current"], "an id of another database"


async def test_an_agency_hears_of_what_is_put_to_it(door: Door) -> None:
    """Of other entries of a journey in which he only speaks for an agency, nobody is told."""
    async with door.person(MANAGER) as client:
        member = {"kind": "appoint_member", "role": "agency", "person": "wakil-batu", "agency": "bappenas"}
        assert (await client.post(f"/journeys/{BATU}/acts", json={"act": member})).status_code == 200
    async with door.person("wakil-batu") as client, listening(client) as heard:
        await happens(door, BATU, "not-for-agencies")
        pool = door.services.pool
        await pool.execute(
            "insert into changes (journey_id, seq, kind, at) values ($1, 999, 'submitted', $2)", BATU, datetime.now(UTC)
        )
        await heard.until(1)
        assert heard.changes == [(BATU, 999)]
        last = heard.named("current")[0].id
        async with listening(client, last=last) as again:
            assert again.changes == [(BATU, 999)]


async def test_silence_is_filled(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment comes in time, so that nobody on the way takes the stream for dead."""
    monkeypatch.setattr(route, "KEEP_ALIVE", 0.1)
    async with door.person("kota-batu.coordinator") as client, listening(client) as heard:
        await asyncio.sleep(0.6)
    assert heard.comments >= 2


async def test_a_stream_ends_with_its_token(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Soon after it was revoked, and at once when it expires."""
    monkeypatch.setattr(route, "CHECKED_EVERY", 0.2)
    identities = Identities(door.services.pool)
    async with door.person(MANAGER) as client, listening(client) as heard:
        await asyncio.sleep(0.5)
        assert not heard.ended
        for line in await identities.tokens(MANAGER, datetime.now(UTC)):
            await identities.revoke_token(MANAGER, line.id, datetime.now(UTC))
        await heard.end(within=5)
    monkeypatch.setattr(route, "CHECKED_EVERY", 60)
    token = await door.token(MANAGER, lasts=timedelta(seconds=1.5))
    async with door.nobody(Authorization=f"Bearer {token}") as client, listening(client) as heard:
        await heard.end(within=5)


async def test_a_role_that_is_taken_away_ends_what_it_shows(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has lost his role in the programme hears of his own journeys only, without opening the stream again."""
    monkeypatch.setattr(route, "CHECKED_EVERY", 0.1)
    identities = Identities(door.services.pool)
    await identities.grant("tamu", Role.DIRECTOR, "test")
    async with door.person("tamu") as client, listening(client, journey=KEDIRI) as heard:
        await happens(door, KEDIRI, "guest-1")
        await heard.until(1)
        await identities.revoke("tamu", Role.DIRECTOR)
        await asyncio.sleep(0.5)
        await happens(door, KEDIRI, "guest-2")
        await asyncio.sleep(0.5)
        assert len(heard.changes) == 1


async def test_a_server_that_ends_ends_its_streams(door: Door) -> None:
    """At once, well before what still runs is cut off, so that their readers go elsewhere."""
    (port,) = free_ports(None)
    app = build_app(door.services)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=30)
    server = Server(config, app.state.hub)
    task = asyncio.create_task(server._serve())  # `serve` would take the signals of the test run
    while not server.started:
        await asyncio.sleep(0.02)
    async with door.person(MANAGER) as client:
        client.base_url = f"http://127.0.0.1:{port}{PREFIX}"
        async with listening(client) as one, listening(client) as other:
            server.should_exit = True
            await one.end(within=5)
            await other.end(within=5)
    async with asyncio.timeout(5):
        await task


async def test_a_slow_reader_is_ended(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for him is bounded; others go on."""
    monkeypatch.setattr(hubs, "MOST_WAITING", 5)
    hub = Hub(door.services.pool)
    async with hub.running():
        slow, other = Stream(MANAGER, everything=True), Stream("siapa-saja", everything=False)
        await hub.join(slow)
        await hub.join(other)
        await door.services.pool.executemany(
            "insert into changes (journey_id, seq, kind, at) values ($1, $2, 'test', $3)",
            [("journey-none", number, datetime.now(UTC)) for number in range(10)],
        )
        async with asyncio.timeout(5):
            while hub.open_streams > 1:
                await asyncio.sleep(0.02)
        assert slow.waiting.qsize() == 1
        assert getattr(slow.waiting.get_nowait(), "said", None) is Said.END


async def test_there_are_so_many_streams_and_no_more(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """One too many is told to come again; one that was left makes room."""
    monkeypatch.setattr(hubs, "MOST_STREAMS", 0)
    async with door.person(MANAGER) as client:
        refused = await client.get("/changes")
        assert (refused.status_code, refused.json()["name"]) == (503, "StreamsFull")
        assert refused.headers["Retry-After"]
        monkeypatch.setattr(hubs, "MOST_STREAMS", 1000)
        async with listening(client):
            pass


async def test_the_hub_clears_away_what_is_old(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does so by itself, also while nobody listens."""
    pool: asyncpg.Pool = door.services.pool
    old = datetime.now(UTC) - KEPT - timedelta(days=1)
    start = await Changes(pool).now()
    for number in (1, 2):
        await pool.execute(
            "insert into changes (xact, journey_id, seq, kind, at, recorded_at) values ('3', $1, $2, 'old', $3, $3)",
            KEDIRI,
            number,
            old,
        )
    try:
        async with Hub(pool).running():
            async with asyncio.timeout(5):
                while await pool.fetchval("select count(*) from changes where kind = 'old'") > 1:
                    await asyncio.sleep(0.02)
        assert not await Changes(pool).is_kept(Place(2, 1), datetime.now(UTC))
        assert await Changes(pool).is_kept(start, datetime.now(UTC))
    finally:
        await pool.execute("delete from changes where kind = 'old'")
