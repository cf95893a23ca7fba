"""The long form, `make faults`: for each seed the 2019 cast plays while a hundred blows fall; then comes the verdict.

Each seed runs in a process of its own and writes `var/faults/seed-N.json`. The run ends with 1 when anything was lost,
or when a seed did not end in time; then the folder `var/faults/stack-N` stays, to be looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from api.demo.actors import Door, asked_again
from api.demo.run import cohort_of_2019, play_cohort
from api.demo.shelf import until_made
from api.launch import cohort_handle
from api.services import open_services
from domain.cohort import CloseCohort
from records.reading import Reading
from records.verify import known_journeys
from tests.faults.blows import Blow, draw
from tests.faults.pace import Pace
from tests.faults.small_disk import SmallDisk
from tests.faults.stand import Stand, stand
from tests.faults.striking import Striker
from tests.faults.verdict import Judge, Verdict
from tests.faults.witness import Witness
from workers.connections import connect_records, connect_temporal, end_process
from workers.local.child import die_with_parent
from workers.local.postgres import LocalPostgres
from workers.local.stack import AlreadyRunning, lock_of

KEPT = Path("var/faults")
REGIONS = 25
ACTS_A_REGION = 34
"""About how many acts a region's journey takes; the blows are spread over them."""
LONGEST_REST = 5.0
"""Seconds between two blows at most."""
DISK = 256 << 20
"""Bytes of the object store's disk; a run of all regions needs less than half."""
ENDS_WITHIN = 40 * 60.0
"""Seconds for a seed, its verdict included."""
GRACE = 60.0
"""Seconds that a seed has to end what it started, before its processes are killed."""


def main() -> int:
    """Run the seeds that were asked for, one after the other; gives 0 when nothing was lost in any of them."""
    words = argparse.ArgumentParser(prog="python -m tests.faults.long", description=__doc__)
    words.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    words.add_argument("--regions", type=int, default=REGIONS, help="how many regions of the cast play")
    words.add_argument("--blows", type=int, default=100, help="the least number of blows")
    words.add_argument("--minutes", type=float, default=ENDS_WITHIN / 60, help="the most that a seed may take")
    words.add_argument("--resume", action="store_true", help="leave out the seeds that have passed before")
    words.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = words.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM):  # whoever asks us to end: first what we started has to
        signal.signal(number, signal.default_int_handler)
    if asked.one is not None:
        return _one(asked.one, asked.regions, asked.blows, asked.minutes * 60)
    try:
        lock = lock_of(KEPT)
    except AlreadyRunning:
        print(f"A fault run is under way in {KEPT} already; wait for its end, or end it with Ctrl-C.", file=sys.stderr)
        return 2
    with lock:
        outcomes = [_watched(seed, asked) for seed in asked.seeds if not (asked.resume and _passed(seed))]
    Console().print(_table(asked.seeds))
    return 0 if all(outcomes) else 1


def _watched(seed: int, asked: argparse.Namespace) -> bool:
    """Run one seed as a process of its own, and end it when it does not end by itself."""
    _file(seed).unlink(missing_ok=True)
    words = ["--one", str(seed), "--regions", str(asked.regions), "--blows", str(asked.blows)]
    command = [sys.executable, "-m", "tests.faults.long", *words, "--minutes", str(asked.minutes)]
    process = subprocess.Popen(command)
    try:
        code = process.wait(asked.minutes * 60 + GRACE)
    except subprocess.TimeoutExpired:
        code = -1
    finally:
        if process.poll() is None:
            _end(process)
    if not _file(seed).exists():
        _write(seed, {"seed": seed, "verdict": "did not end", "violations": [f"its process ended with {code}"]})
    return code == 0


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask a seed to end what it started, and end it in any case; its children die with it, as each has asked for."""
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _one(seed: int, regions: int, blows: int, seconds: float) -> int:
    """Run one seed in this process."""
    folder = (KEPT / f"stack-{seed}").resolve()
    _remove(folder)
    disk: SmallDisk | None = SmallDisk(folder / "objects", DISK)
    try:
        assert disk is not None
        disk.mount()
    except OSError as error:
        print(f"no small disk here ({error}): no blow fills it", flush=True)
        disk = None
    # Every call that needs a server says so itself when it is away.
    logging.getLogger("asyncpg.pool").setLevel(logging.ERROR)
    quiet = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=quiet))))
    die_with_parent(signal.SIGTERM)
    run = Run(seed, regions, draw(seed, blows))
    code = asyncio.run(run.within(seconds, folder, disk))
    if code == 0:
        _remove(folder)
    sys.stdout.flush()
    end_process(code)


class Run:
    """One seed from beginning to end."""

    def __init__(self, seed: int, regions: int, blows: tuple[Blow, ...]) -> None:
        self._seed = seed
        self._regions = regions
        self._blows = blows
        self._began = time.monotonic()
        self._started_at = datetime.now(UTC)
        self._striker: Striker | None = None
        self._witness: Witness | None = None

    async def within(self, seconds: float, folder: Path, disk: SmallDisk | None) -> int:
        """Run, and write down what came of it; gives 0 when nothing was lost."""
        verdict, said = Verdict(), "did not end"
        try:
            async with asyncio.timeout(seconds):
                verdict = await self._run(folder, disk)
            said = "passed" if not verdict.violations else "failed"
        except TimeoutError as error:
            verdict.violations.append(f"it did not end within {seconds / 60:.0f} minutes: {error}")
        except BaseException as error:
            said = "broke off"
            verdict.violations += _causes(error)
            traceback.print_exc()
            if not isinstance(error, Exception):
                raise
        finally:
            _write(self._seed, self._written(said, verdict))
        print(f"seed {self._seed}: {said}", *verdict.violations, sep="\n  ", flush=True)
        return 0 if said == "passed" else 1

    async def _run(self, folder: Path, disk: SmallDisk | None) -> Verdict:
        async with stand(folder, disk) as here:
            settings = here.stack.settings.resolved()
            client = await connect_temporal(settings)
            async with await connect_records(settings) as pool:
                cohort = await cohort_of_2019(settings, pool, Path("deploy"), regions_at_most=self._regions)
                pace = Pace(self._regions * ACTS_A_REGION / len(self._blows), LONGEST_REST)
                self._striker = Striker(here, self._blows, pace, lambda line: print(line, flush=True))

                def before(door: Door) -> Door:
                    self._witness = Witness(door, client, pace, here)
                    return self._witness

                quiet = Console(quiet=True)
                http = here.http_address
                await play_cohort(settings, client, pool, cohort, quiet, self._striker, http, before=before)
                print("every journey has ended", flush=True)
                handle, close = cohort_handle(client, cohort.id), CloseCohort(id="close")
                await handle.execute_update("close", close, id=close.id)
                await handle.result()
                await until_made(pool, cohort.id)
                unending = [j for j in await known_journeys(pool) if await _unending(Reading(pool), j)]
            return await self._judged(here, unending)

    async def _judged(self, here: Stand, unending: list[str]) -> Verdict:
        assert self._witness is not None
        async with open_services(here.stack.settings.resolved()) as services:
            verdict = await Judge(services, here.folder).judge(self._witness.acknowledged, unending)
        fallen = self._striker.fallen if self._striker else []
        verdict.must(len(fallen) == len(self._blows), "not all blows fell")
        used = sum(file.stat().st_size for file in (here.folder / "objects").rglob("*") if file.is_file())
        verdict.figures["object_store_bytes"] = used
        return verdict

    def _written(self, said: str, verdict: Verdict) -> dict[str, Any]:
        fallen = self._striker.fallen if self._striker else []
        return {
            "seed": self._seed,
            "verdict": said,
            "violations": verdict.violations,
            "started_at": self._started_at.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self._began, 1),
            "regions": self._regions,
            "blows_drawn": len(self._blows),
            "blows_fallen": sum(not each.left_out for each in fallen),
            "blows_by_kind": dict(Counter(f"{f.blow.kind} {f.blow.target}".rstrip() for f in fallen)),
            "journeys_that_jumped": len(set(self._witness.jumped)) if self._witness else 0,
            **verdict.figures,
            "blows": [each.line() for each in fallen],
        }


async def _unending(reading: Reading, journey: str) -> bool:
    """Whether a journey waits for an adoption that its cast never brings, and so stays open."""
    state = await reading.state(journey)
    return state is not None and asked_again(state)


def _causes(error: BaseException) -> list[str]:
    """What an exception says, group by group."""
    if isinstance(error, BaseExceptionGroup):
        return [line for each in error.exceptions for line in _causes(each)]
    return [f"{type(error).__name__}: {error}"]


def _remove(folder: Path) -> None:
    """Remove a stack's folder and what it keeps elsewhere."""
    if not folder.exists():
        return
    shutil.rmtree(LocalPostgres(folder, 0).folder, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _file(seed: int) -> Path:
    return KEPT / f"seed-{seed}.json"


def _write(seed: int, what: dict[str, Any]) -> None:
    new = _file(seed).with_suffix(".new")
    new.write_text(json.dumps(what, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(new, _file(seed))


def _passed(seed: int) -> bool:
    return _file(seed).exists() and json.loads(_file(seed).read_text(encoding="utf-8"))["verdict"] == "passed"


def _table(seeds: list[int]) -> Table:
    """The seeds side by side."""
    rows = {
        "verdict": "verdict",
        "seconds": "seconds",
        "blows": "blows_fallen",
        "acts acknowledged": "acts_acknowledged",
        "entries of the journal": "entries",
        "journeys": "journeys",
        "messages": "messages",
        "mails": "mails",
        "messages that came more than once": "repeated_messages",
        "thrown away by the lying relay": "thrown_away_by_the_relay",
        "files": "files",
        "incidents that came": "incidents_that_came",
        "incidents left": "incidents_open",
        "violations": "violations",
    }
    found = [json.loads(_file(seed).read_text(encoding="utf-8")) for seed in seeds]
    table = Table("", *(f"seed {seed}" for seed in seeds), title="Faults")
    for title, name in rows.items():
        table.add_row(title, *(_shown(one.get(name, "–")) for one in found))
    return table


def _shown(value: object) -> str:
    match value:
        case dict():
            return ", ".join(f"{count} {name}" for name, count in value.items()) or "none"
        case list():
            return "; ".join(str(each) for each in value) or "none"
        case _:
            return str(value)


if __name__ == "__main__":
    sys.exit(main())
