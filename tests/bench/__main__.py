"""Runs the measures one after the other on a fresh local stack, prints them, and writes var/bench/latest.json.

`load` and `months` take longer than all others together; they are run by themselves, each on a stack of its own, and
write var/bench/load.json, from which the others' file takes them over with the day they were measured on.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from tests.bench.acts import measure_acts, measure_latency
from tests.bench.bench_stack import Bench, bench_stack
from tests.bench.books import measure_books
from tests.bench.catalogue import measure_catalogue
from tests.bench.cohorts import measure_cohorts
from tests.bench.deadlines import measure_deadlines
from tests.bench.door import measure_door
from tests.bench.history import measure_history
from tests.bench.lists import measure_lists
from tests.bench.load import JOURNEYS, measure_load
from tests.bench.messages import measure_messages
from tests.bench.months import MONTHS, measure_months
from tests.bench.pages import measure_pages
from tests.bench.rehearsal import measure_rehearsal
from tests.bench.results import Result, show, write
from tests.bench.streams import measure_streams

Measure = Callable[[Bench], Awaitable[list[Result]]]
MEASURES: dict[str, Measure] = {
    "books": measure_books,
    "acts": measure_acts,
    "latency": measure_latency,
    "door": measure_door,
    "streams": measure_streams,
    "lists": measure_lists,
    "pages": measure_pages,
    "history": measure_history,
    "deadlines": measure_deadlines,
    "rehearsal": measure_rehearsal,
    "messages": measure_messages,
    "catalogue": measure_catalogue,
    "cohorts": measure_cohorts,
}
"""In the order in which they disturb each other least: the many journeys of the last stay on the server.

Books come first: a process that makes one begins as a copy of this process, whose memory the others make grow.
"""


FOLDER, LATEST, LOAD = Path("var/bench/stack"), Path("var/bench/latest.json"), Path("var/bench/load.json")
WIDTH = 130
"""Columns of the table when it is written into a file."""


def long_measures(journeys: int, months: int) -> dict[str, Measure]:
    """The measures that are run by themselves."""
    return {
        "load": lambda bench: measure_load(bench, journeys),
        "months": lambda bench: measure_months(bench, months),
    }


async def run(measures: Mapping[str, Measure], folder: Path, console: Console) -> list[Result]:
    """Measure on one stack, in one run."""
    if folder.exists():
        shutil.rmtree(folder)
    results: list[Result] = []
    async with bench_stack(folder) as bench:
        for name, measure in measures.items():
            began = time.monotonic()
            results += await measure(bench)
            console.print(f"{name}: measured in {time.monotonic() - began:.0f} s")
    return results


async def run_apart(measures: Mapping[str, Measure], folder: Path, console: Console) -> list[Result]:
    """Measure each on a fresh stack."""
    return [one for name, measure in measures.items() for one in await run({name: measure}, folder, console)]


def main() -> None:
    """Measure everything, or only what is named; a missed goal is reported and is no failure of the run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    known = [*MEASURES, *long_measures(JOURNEYS, MONTHS)]
    parser.add_argument("measure", nargs="*", choices=[*known, []], help="only these; then nothing is written")
    parser.add_argument("--journeys", type=int, default=JOURNEYS, help="how many `load` opens; at least 200")
    parser.add_argument("--months", type=int, default=MONTHS, help="how many `months` plays; at least 4")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the stack writes; it is emptied first")
    given = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    longer = long_measures(given.journeys, given.months)
    chosen = {name: measure for name, measure in MEASURES.items() if name in (given.measure or MEASURES)}
    apart = {name: measure for name, measure in longer.items() if name in given.measure}
    results = asyncio.run(_both(chosen, apart, given.folder, console))
    show(results, console)
    whole = (given.journeys, given.months) == (JOURNEYS, MONTHS)
    today = datetime.now(UTC).date()
    if not given.measure:
        write(results, LATEST, today, (LOAD,))
        console.print(f"Written to {LATEST}.")
    elif not chosen and len(apart) == len(longer) and whole:
        write(results, LOAD, today)
        console.print(f"Written to {LOAD}; `make bench` takes it over from there.")


async def _both(
    measures: Mapping[str, Measure], apart: Mapping[str, Measure], folder: Path, console: Console
) -> list[Result]:
    together = await run(measures, folder, console) if measures else []
    return [*together, *await run_apart(apart, folder, console)]


if __name__ == "__main__":
    main()
