"""What the command line and the doors read, and the small stores beside the journal."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain import messages
from domain.vocabulary import Role
from records.archive import ArchivedRun, ArchiveLedger
from records.cohorts import CohortRecord, CohortRegion, Cohorts
from records.contents import Contents
from records.journal import Records
from records.outbox import Outbox
from records.people import People, PersonRecord
from records.reading import Reading
from records.statements import statements
from tests.records.sample import OPENS, Walk, start


async def test_a_cohort_is_listed_with_where_its_journeys_are(
    pool: asyncpg.Pool, records: Records, walked: Walk
) -> None:
    """Counts, turns, rounds and the substitute are those of the journeys; overdue is asked as of an instant."""
    leaving = Walk(start("kab-bantul", "Kabupaten Bantul", "34.02"))
    leaving.send("pm", Role.PROGRAMME_MANAGER, messages.Withdraw(reason="Mundur."))
    late = Walk(start("kab-kulon-progo", "Kabupaten Kulon Progo", "34.01"))
    for walk in (walked, leaving, late):
        for batch in walk.batches:
            await records.record(batch)
    cohort = CohortRecord(id="2019", title="Angkatan 2019", policy="intake-2019", policy_version=1, simulated=True)
    places = [CohortRegion(region_id=w.journey.region.id, journey_id=w.journey.id) for w in (walked, leaving)] + [
        CohortRegion(region_id="kab-kulon-progo", journey_id=late.journey.id, substitute_for="kab-bantul")
    ]
    for _ in range(2):
        await Cohorts(pool).save(cohort, places)
    reading = Reading(pool)
    assert late.journey.turn.due is not None
    (line,) = await reading.cohorts(as_of=late.journey.turn.due + timedelta(seconds=1))
    assert (line.journeys, line.published, line.withdrawn, line.under_way, line.overdue) == (3, 1, 1, 1, 1)
    assert line.simulated
    journeys = await reading.cohort_journeys("2019", as_of=OPENS)
    assert [(j.region_code, j.status, j.rounds, j.overdue, j.substitute_for) for j in journeys] == [
        ("34.01", "open", 0, False, "kab-bantul"),
        ("34.02", "withdrawn", 0, False, None),
        ("34.04", "published", 2, False, None),
    ]
    stays = [stay.stage for stay in await reading.stage_stays("2019") if stay.journey_id == walked.journey.id]
    assert stays == ["kickoff", "drafting", "mentor_review", "approval", "publication"]
    assert await reading.open_regions() == {"kab-kulon-progo": "2019", "kab-sleman": "2019"}
    assert await reading.regions_with_plan(simulated=True) == 1
    assert await reading.regions_with_plan(simulated=False) == 0
    assert await Cohorts(pool).ended("2019") == {leaving.journey.id: "withdrawn", walked.journey.id: "published"}
    assert await Cohorts(pool).find("2019") == cohort
    assert await Cohorts(pool).find("2020") is None


async def test_a_journey_is_read_with_all_its_parts(pool: asyncpg.Pool, records: Records, walked: Walk) -> None:
    """The journey's row, its parts and its journal come back as they were recorded."""
    for batch in walked.batches:
        await records.record(batch)
    reading = Reading(pool)
    rows = await reading.journey(walked.journey.id)
    assert rows is not None
    assert rows.journey["status"] == "published"
    assert [gate["standing"] for gate in rows.parts["gates"]] == ["passed"] * 3
    assert rows.parts["catalogue"][0]["adoption_number"] == "12 Tahun 2020"
    assert rows.model_dump_json()
    assert tuple(line.entry for line in await reading.entries(walked.journey.id)) == walked.entries
    assert await reading.journeys_of_region("kab-sleman") == ((walked.journey.id, "2019", "published"),)
    assert await reading.journey("journey-2019-nowhere") is None
    assert await reading.state("journey-2019-nowhere") is None


async def test_waiting_for_ones_own_act(pool: asyncpg.Pool, records: Records) -> None:
    """A reader who waits for an entry goes on as soon as it is recorded, and gives up when it is not."""
    walk = Walk()
    reading = Reading(pool)
    assert not await reading.wait_for(walk.journey.id, 1, timedelta(milliseconds=50))
    last = walk.batches[0].entries[-1].seq
    waiting = asyncio.create_task(reading.wait_for(walk.journey.id, last, timedelta(seconds=20)))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await records.record(walk.batches[0])
    assert await asyncio.wait_for(waiting, 2)
    assert await reading.wait_for(walk.journey.id, 1, timedelta(0))


async def test_many_wait_on_one_connection(pool: asyncpg.Pool, records: Records) -> None:
    """More readers than the pool has connections can wait, for this journey or that; the connection is given back."""
    walks = [Walk(), Walk(start("kab-bantul", "Kabupaten Bantul", "34.02"))]
    reading = Reading(pool)
    waiting = [
        asyncio.create_task(reading.wait_for(walk.journey.id, 1, timedelta(seconds=20)))
        for walk in walks
        for _ in range(10)
    ]
    await asyncio.sleep(0.1)
    for walk in walks:
        await records.record(walk.batches[0])
    assert all(await asyncio.wait_for(asyncio.gather(*waiting), 5))
    assert pool.get_idle_size() == pool.get_size()


async def test_waiting_outlives_its_connection(pool: asyncpg.Pool, records: Records) -> None:
    """A reader whose listening connection dies meanwhile still sees the entry."""
    walk = Walk()
    reading = Reading(pool)
    waiting = asyncio.create_task(reading.wait_for(walk.journey.id, 1, timedelta(seconds=20)))
    await asyncio.sleep(0.1)
    await pool.execute("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %'")
    await records.record(walk.batches[0])
    assert await asyncio.wait_for(waiting, 5)
    assert await reading.wait_for(walk.journey.id, 1, timedelta(seconds=1))


async def test_what_became_of_a_message_is_kept(pool: asyncpg.Pool, records: Records) -> None:
    """A message is loaded with its receiver's address, and one that was sent stays sent."""
    walk = Walk()
    walk.kick_off()
    for batch in walk.batches:
        await records.record(batch)
    sample = PersonRecord(id="coordinator", name="Contoh", email="contoh@example.id", sample=True)
    await People(pool).save([sample])
    outbox = Outbox(pool)
    keys = await outbox.undelivered()
    loaded = {message.key: message for message in await outbox.load(keys)}
    assert set(loaded) == set(keys)
    to_coordinator = next(message for message in loaded.values() if message.person == "coordinator")
    assert (to_coordinator.email, to_coordinator.sample, to_coordinator.simulated) == (sample.email, True, True)
    assert await outbox.begin(to_coordinator.key) is False
    await outbox.note_attempt(to_coordinator.key, "try again", certain=True)
    assert await outbox.begin(to_coordinator.key) is False
    await outbox.mark_sent(to_coordinator.key, "250 ok")
    await outbox.mark_refused(to_coordinator.key, "550 no such user")
    (after,) = await outbox.load([to_coordinator.key])
    assert (after.state, after.attempts) == ("sent", 2)
    others = [key for key in keys if key != to_coordinator.key]
    await outbox.mark_refused(others[0], "550 no such user")
    await outbox.give_up(others[1], "five days without success")
    await outbox.mark_no_receiver(others[2], "no address")
    counts = await Reading(pool).message_counts()
    assert {state: counts[state] for state in ("sent", "refused", "given_up")} == {
        "sent": 1,
        "refused": 1,
        "given_up": 1,
    }


async def test_only_a_queued_message_is_withdrawn(pool: asyncpg.Pool, records: Records) -> None:
    """A message that waited in vain is withdrawn, which is no attempt to send it; one that was sent stays sent."""
    walk = Walk()
    walk.kick_off()
    for batch in walk.batches:
        await records.record(batch)
    outbox = Outbox(pool)
    sent, waiting, *_ = await outbox.undelivered()
    await outbox.mark_sent(sent, "250 ok")
    for key in (sent, waiting):
        await outbox.withdraw(key, "not wanted any more")
    lines = {line.key: line for line in await Reading(pool).messages(walk.journey.id)}
    assert (lines[sent].state, lines[sent].last_answer) == ("sent", "250 ok")
    withdrawn = lines[waiting]
    assert (withdrawn.state, withdrawn.attempts, withdrawn.last_answer) == ("withdrawn", 0, "not wanted any more")


async def test_people_are_replaced_by_id(pool: asyncpg.Pool) -> None:
    """Saving a person again replaces what was known; an unknown id is left out."""
    people = People(pool)
    await people.save([PersonRecord(id="a", name="Satu"), PersonRecord(id="b", name="Dua", phone="0")])
    await people.save([PersonRecord(id="a", name="Satu Baru", email="a@example.id")])
    found = await people.find(["a", "b", "c"])
    assert {key: person.name for key, person in found.items()} == {"a": "Satu Baru", "b": "Dua"}


async def test_the_same_bytes_are_kept_once(pool: asyncpg.Pool) -> None:
    """A content is found by its hash, however often it was stored."""
    contents = Contents(pool)
    digest = await contents.put(b"Bab 1")
    assert await contents.put(b"Bab 1") == digest
    stored = await contents.get(digest)
    assert stored is not None
    assert stored.content == b"Bab 1"
    assert await contents.get("0" * 64) is None


async def test_an_archived_run_is_noted_once(pool: asyncpg.Pool) -> None:
    """The ledger lists the runs of a workflow in the order in which they ended."""
    ledger = ArchiveLedger(pool)
    runs = [
        ArchivedRun(
            workflow_id="journey-2019-x",
            run_id=f"run-{number}",
            sha256="a" * 64,
            events=10,
            bytes=100,
            closed_at=datetime(2019, 6, number, tzinfo=UTC),
            object_key=f"histories/{number}",
        )
        for number in (2, 1)
    ]
    for run in (*runs, *runs):
        await ledger.note(run)
    assert await ledger.runs("journey-2019-x") == (runs[1], runs[0])


@pytest.mark.parametrize("file", ["journal", "reading", "outbox"])
async def test_every_statement_is_understood_by_the_database(pool: asyncpg.Pool, file: str) -> None:
    """Each named statement can be prepared on a migrated database."""
    async with pool.acquire() as connection:
        for text in statements(file).values():
            await connection.prepare(text)
