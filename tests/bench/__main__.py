"""Runs the measures one after the other on a fresh local stack, prints them, and writes var/bench/latest.json."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import time
from collections.abc import Awaitable, Callable
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
from tests.bench.messages import measure_messages
from tests.bench.pages import measure_pages
from tests.bench.rehearsal import measure_rehearsal
from tests.bench.results import Result, show, write
from tests.bench.streams import measure_streams

MEASURES: dict[str, Callable[[Bench], Awaitable[list[Result]]]] = {
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


WIDTH = 130
"""Columns of the table when it is written into a file."""


async def run(chosen: list[str], folder: Path, console: Console) -> list[Result]:
    """Measure on one stack, in one run."""
    if folder.exists():
        shutil.rmtree(folder)
    results: list[Result] = []
    async with bench_stack(folder) as bench:
        for name in chosen:
            began = time.monotonic()
            results += await MEASURES[name](bench)
            console.print(f"{name}: measured in {time.monotonic() - began:.0f} s")
    return results


def main() -> None:
    """Measure everything, or only what is named; a missed goal is reported and is no failure of the run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("measure", nargs="*", choices=[*MEASURES, []], help="only these; then nothing is written")
    chosen = parser.parse_args().measure
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    results = asyncio.run(run(chosen or list(MEASURES), Path("var/bench/stack"), console))
    show(results, console)
    if not chosen:
        latest = Path("var/bench/latest.json")
        write(results, latest)
        console.print(f"Written to {latest}.")


if __name__ == "__main__":
    main()
