"""Fuzzes the whole HTTP API with Schemathesis on a real stack: `python -m tests.http.fuzz` sends 10,000 cases.

Ends with 1 when any answer was a 5xx or not as the description says.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from api.http.address import PREFIX
from tests.api.office import open_office
from tests.http.door import COHORT, PEOPLE, Door, open_door

PROJECT = Path(__file__).parents[2]
SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
CALLERS = ("pengelola-program", "kab-klaten.coordinator", "operator")
ENDLESS = ("/changes$",)
"""Addresses whose answers do not end; they have tests of their own."""
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
ENOUGH = 10_000
A_ROUND = 6
"""Cases an operation and a round, so that ten thousand take several rounds."""


@dataclass
class Fuzzed:
    """What came of fuzzing."""

    cases: int
    statuses: Counter[int]
    failures: list[str]


async def fuzz(
    door: Door, folder: Path, *, cases: int, seed: int, a_round: int = A_ROUND, callers: Sequence[str] = CALLERS
) -> Fuzzed:
    """Send at least so many cases, round by round, with another seed and another caller each; every caller has a round.

    `a_round` is how many are made up for each operation and round, besides the examples of the description.
    """
    found = Fuzzed(0, Counter(), [])
    round_number = 0
    while (found.cases < cases or round_number < len(callers)) and not found.failures:
        caller = callers[round_number % len(callers)]
        report = folder / f"round-{round_number}.ndjson"
        await _round(door, report, caller, seed + round_number, found, a_round)
        round_number += 1
        print(f"{found.cases} cases, {len(found.failures)} failures, as {caller}", flush=True)
    return found


async def _round(door: Door, report: Path, caller: str, seed: int, found: Fuzzed, a_round: int) -> None:
    description = report.with_suffix(".openapi.json")
    async with httpx2.AsyncClient(timeout=60) as client:  # Schemathesis itself waits for it for ten seconds only
        description.write_bytes((await client.get(f"{door.address}{PREFIX}/openapi.json")).raise_for_status().content)
    words = [str(SCHEMATHESIS), "run", str(description), "--url", door.address]
    words += ["--checks", CHECKS, "--max-examples", str(a_round), "--seed", str(seed), "--no-shrink"]
    words += ["--header", f"Authorization:Bearer {await door.token(caller)}", "--continue-on-failure"]
    words += ["--report-ndjson-path", str(report), "--request-timeout", "30", "--suppress-health-check", "all"]
    words += ["--phases", "examples,coverage,fuzzing" if a_round >= A_ROUND else "examples,fuzzing"]
    words += ["--warnings", "off"]
    for path in ENDLESS:
        words += ["--exclude-path-regex", path]
    process = await asyncio.create_subprocess_exec(
        *words,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.http.fuzz_hooks", "PYTHONPATH": str(PROJECT), "NO_COLOR": "1"},
        cwd=report.parent,  # it keeps a folder of its own where it runs
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    _count(report, found)
    if process.returncode:
        found.failures.append(said.decode())


def _count(report: Path, found: Fuzzed) -> None:
    for line in report.read_text(encoding="utf-8").splitlines():
        for status in _statuses(json.loads(line)):
            found.cases += 1
            found.statuses[status] += 1


def _statuses(value: Any) -> list[int]:
    """The status of every answer that a line of the report tells of."""
    if isinstance(value, dict):
        if "status_code" in value and "headers" in value:
            return [int(value["status_code"])]
        return [status for part in value.values() for status in _statuses(part)]
    if isinstance(value, list):
        return [status for part in value for status in _statuses(part)]
    return []


async def main(cases: int, seed: int) -> int:
    """Fuzz on a stack of its own; the exit code."""
    with tempfile.TemporaryDirectory() as reports:
        async with open_office(Path(tempfile.mkdtemp(prefix="bimtek-fuzz-"))) as office:
            started = await office.bimtek("cohort", "start", COHORT, "--people", PEOPLE, "--simulated")
            if started.code:
                raise SystemExit(started.err)
            await office.shown("2019", 25)
            async with open_door(office) as door:
                found = await fuzz(door, Path(reports), cases=cases, seed=seed)
    print("\n".join(found.failures))
    print(f"{found.cases} cases: {dict(sorted(found.statuses.items()))}")
    return 1 if found.failures or any(status >= 500 for status in found.statuses) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=ENOUGH)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.cases, given.seed)))
