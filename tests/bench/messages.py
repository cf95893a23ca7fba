"""Measure (h): messages per second from the ledger through a local mail server that keeps nothing."""

from __future__ import annotations

import asyncio
import sys
import time

import asyncpg

from activities.notifications import Sender
from activities.notify.by_hand import PassingOn
from activities.notify.letters import Letters
from activities.notify.mail import Mail, SmtpMailer
from activities.notify.samples import sample
from records.incidents import Incidents
from records.outbox import Outbox
from records.people import People, PersonRecord
from tests.bench.bench_stack import Bench
from tests.bench.results import Goal, Reading, Result, Value
from workers.connections import connect_records
from workers.local.child import Child, free_ports, listening

ROUNDS = 3
MESSAGES = 200
AT_ONCE = 4
"""Deliveries side by side, as of as many journeys."""
GOAL = 50.0
"""A cohort of 100 regions in which everybody is told of something at once is done in a minute."""

INSERT = """
insert into messages (key, journey_id, seq, person, role, template, facts, state)
select 'bench.' || $1 || '.' || n, 'journey-bench', n, 'penerima', 'coordinator', $2, $3::text::jsonb, 'queued'
from generate_series(1, $4) as n
"""


async def measure_messages(bench: Bench) -> list[Result]:
    """Each round: the same messages, one after the other and side by side, letters and ledger included."""
    (port,) = free_ports(None)
    folder = bench.settings.data_dir
    server = Child(
        name="Mail",
        command=[sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"],
        log=folder / "sink.log",
        ready=lambda: listening(port),
    )
    await server.start()
    try:
        async with await connect_records(bench.settings) as pool:
            await People(pool).save([PersonRecord(id="penerima", name="Penerima (contoh)", email="p@example.go.id")])
            rounds = [await _round(pool, port, number) for number in range(ROUNDS)]
    finally:
        await server.stop()
    written = tuple(_written() for _ in range(ROUNDS))
    return [
        Value(
            f"messages: sent a second, {AT_ONCE} deliveries side by side",
            tuple(many for _, many in rounds),
            "1/s",
            "100 regions with 30 people each told at once, within a minute",
            Goal.AT_LEAST,
            GOAL,
        ),
        Reading("messages: sent a second, one after the other", tuple(one for one, _ in rounds), "1/s"),
        Reading("messages: a letter written as text and HTML", written, "ms"),
    ]


async def _round(pool: asyncpg.Pool, port: int, number: int) -> tuple[float, float]:
    """Messages a second: one after the other, then side by side."""
    outbox = Outbox(pool)
    mail = Mail(SmtpMailer(f"127.0.0.1:{port}", "bimtek@example.go.id"), Letters("id"))
    sender = Sender(outbox, mail, PassingOn(outbox, Incidents(pool)))
    speeds = []
    for side_by_side in (1, AT_ONCE):
        keys = await _queue(pool, f"{number}-{side_by_side}")
        began = time.perf_counter()
        await asyncio.gather(*(_deliver(outbox, sender, keys[each::side_by_side]) for each in range(side_by_side)))
        speeds.append(MESSAGES / (time.perf_counter() - began))
        states = {message.state for message in await outbox.load(keys)}
        if states != {"sent"}:
            raise AssertionError(f"not everything was sent: {states}")
    one, many = speeds
    return one, many


async def _queue(pool: asyncpg.Pool, name: str) -> list[str]:
    facts = '{"task": "submit", "due": "2026-11-24T16:00:00+07:00"}'
    await pool.execute(INSERT, name, "your_turn", facts, MESSAGES)
    return [f"bench.{name}.{number}" for number in range(1, MESSAGES + 1)]


async def _deliver(outbox: Outbox, sender: Sender, keys: list[str]) -> None:
    for message in await outbox.load(keys):
        await sender.send(message)


def _written() -> float:
    letters, message = Letters("id"), sample("letter_drafted", "id")
    letters.write(message)  # reads the templates and does not count
    began = time.perf_counter()
    for _ in range(MESSAGES):
        letters.write(message)
    return (time.perf_counter() - began) * 1000 / MESSAGES
