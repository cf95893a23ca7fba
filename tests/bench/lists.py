"""Measure: lists and other reads over HTTP: what a page costs in a long list, and how many are answered a second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx2

from api.http.address import PREFIX
from domain.vocabulary import Role
from records.identity import Identities, Scope
from tests.bench.bench_stack import Bench
from tests.bench.door import door
from tests.bench.results import Goal, Reading, Result, Value, percentile
from tests.records.journey_rows import clear, fill

FEW, MANY = 100, 10_000
PAGES = 150
"""Pages asked for in a round, one after the other."""
ROUNDS = 3
AT_ONCE = 8
FOR = 4.0
"""Seconds in which as many reads as can be are asked for."""
COHORT = "daftar"
PERSON = "pengelola-bench"
ORDERS: tuple[Mapping[str, str], ...] = (
    {},
    {"sort": "due"},
    {"sort": "due", "overdue": "true"},
    {"sort": "since", "direction": "desc"},
    {"stage": "drafting", "sort": "name"},
)
"""The lists that are asked for in turn, as a programme manager would."""


async def measure_lists(bench: Bench) -> list[Result]:
    """First pages of lists with few and with many journeys; then reads a second, several at once."""
    (journey,) = await bench.open(["kab-baca"])
    identities, now = Identities(bench.pool), datetime.now(UTC)
    await identities.grant(PERSON, Role.PROGRAMME_MANAGER, "bench")
    _, token = await identities.new_token(PERSON, "bench", (Scope.READ,), now + timedelta(hours=1), now)
    headers = {"Authorization": f"Bearer {token}"}
    p95: dict[int, list[float]] = {FEW: [], MANY: []}
    try:
        async with (
            door(bench) as address,
            httpx2.AsyncClient(base_url=f"{address}{PREFIX}", headers=headers, timeout=30) as client,
        ):
            for _ in range(ROUNDS):
                for count in (FEW, MANY):
                    await clear(bench.pool, COHORT)
                    await fill(bench.pool, count, COHORT)
                    await bench.pool.execute("analyze journeys")
                    await bench.pool.execute("analyze memberships")
                    p95[count].append(await _first_pages(client))
            rates = {
                "first page of 10,000 journeys": await _rate(client, "/journeys"),
                "one journey, whole": await _rate(client, f"/journeys/{journey}"),
                "plan of a journey": await _rate(client, f"/journeys/{journey}/plan"),
            }
    finally:
        await clear(bench.pool, COHORT)
    ratios = tuple(many / few for many, few in zip(p95[MANY], p95[FEW], strict=True))
    return [
        Value("list of 10,000 journeys ÷ of 100, p95", ratios, "ratio", "the same lists of 100", Goal.AT_MOST, 1.5),
        Reading("list of 10,000 journeys, first page p95", tuple(p95[MANY]), "ms"),
        Reading("list of 100 journeys, first page p95", tuple(p95[FEW]), "ms"),
        *(Reading(f"reads a second: {what}", (rate,), "requests/s") for what, rate in rates.items()),
    ]


async def _first_pages(client: httpx2.AsyncClient) -> float:
    """The 95th percentile of the milliseconds of a first page, over all orders."""
    times = []
    for number in range(-len(ORDERS), PAGES):  # the first of each order warm up and do not count
        began = time.perf_counter()
        answer = await client.get("/journeys", params=dict(ORDERS[number % len(ORDERS)]))
        answer.raise_for_status()
        if number >= 0:
            times.append((time.perf_counter() - began) * 1000)
    return percentile(times, 0.95)


async def _rate(client: httpx2.AsyncClient, path: str) -> float:
    """Answers a second, several asked for at once from this process; the door is one process."""
    until, answered = time.perf_counter() + FOR, 0

    async def ask() -> None:
        nonlocal answered
        while time.perf_counter() < until:
            (await client.get(path)).raise_for_status()
            answered += 1

    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return answered / FOR
