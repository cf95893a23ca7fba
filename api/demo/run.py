"""The demonstration from beginning to end: a fresh stack, the 2019 intake, the cast, the proof, the summary."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import asyncpg
import httpx2
from obstore.store import from_url
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from temporalio.client import Client

from activities.documents.files import ObjectFiles
from api.cast import sample
from api.cast.traits import traits_for
from api.commands.cohort_files import known_so_far
from api.commands.policies import read_policy
from api.demo.actors import PATIENCE, Actors, Door
from api.demo.chaos import Chaos
from api.demo.http_desk import HttpDesk
from api.demo.letters import Director
from api.demo.shelf import lay_out, until_made
from api.desk import Desk, until_known
from api.launch import calendar_years, cohort_handle, places, start_cohort
from api.signing import Signing
from api.tables import file_bytes, refuse
from domain.cohort import CloseCohort, Cohort, CohortSummary, Place, SubstituteRegion
from domain.cohort_file import check_cohort_file
from domain.delay import delay_account
from domain.ids import journey_id
from domain.model import Journey
from domain.values import Member, RegionOfJourney, Workplace
from domain.vocabulary import ENDED, DocumentKind, Stage, Status, TimeZone
from domain.words.phrase import Language
from records.identity import PROGRAMME_ROLES, Identities
from records.orders import DocumentOrders
from records.people import People
from records.reading import ClockCount, JourneyLine, Reading, StageStay
from records.regions import RegionRecords
from records.verify import Report, verify
from workers.calendars import national_calendar
from workers.connections import connect_records, connect_temporal
from workers.histories import Histories
from workers.local.certificate import people_signer
from workers.local.stack import local_stack
from workers.looking import look
from workers.settings import Settings
from workflows.cohort import CohortOfRegions
from workflows.looking import View

COHORT = "2019"
SUBSTITUTE = RegionOfJourney(id="kota-singkawang", name="Kota Singkawang", code="61.72", zone=TimeZone.WIB)
"""Chosen in 2017 and not seen through (DOMAIN 2): the region that the demonstration lets in as a substitute."""


SIGNS_EVERY = 5
"""The director signs the letters of every fifth region; the others stay drafts."""


class Trouble(Protocol):
    """What befalls the parts while journeys are played; `api.demo.chaos.Chaos` is one."""

    async def watch(self, progress: Callable[[], float]) -> None:
        """Do it all; `progress` says how far the journeys are, 0 to 1."""


@dataclass
class Board:
    """What is seen of the journeys while they are played: the newest state of each, and a bar for each stage."""

    total: int
    progress: Progress
    bars: dict[Stage, TaskID] = field(default_factory=dict)
    journeys: dict[str, Journey] = field(default_factory=dict)

    def seen(self, journey: Journey) -> None:
        """Take note of a journey's newest state and move the bars."""
        self.journeys[journey.id] = journey
        for stage in Stage:
            self.progress.update(self.bars[stage], completed=sum(_past(j, stage) for j in self.journeys.values()))

    def share(self) -> float:
        """How much of all stages of all journeys is behind us, 0 to 1."""
        done = sum(_past(journey, stage) for journey in self.journeys.values() for stage in Stage)
        return done / (self.total * len(Stage))


def _past(journey: Journey, stage: Stage) -> bool:
    """Whether a journey is past a stage; one that has ended is past all."""
    return journey.ended or list(Stage).index(journey.stage) > list(Stage).index(stage)


@dataclass(frozen=True)
class Outcome:
    """How a demonstration ended."""

    journeys: tuple[JourneyLine, ...]
    stays: tuple[StageStay, ...]
    books: dict[str, str]
    """The hash over the published books of each journey that was published."""
    summary: CohortSummary
    report: Report
    target: int
    messages: dict[str, int]
    clock: tuple[ClockCount, ...]
    delay: dict[str, int]
    """Late working days by account, over all journeys."""
    documents: dict[DocumentKind, int]
    """How many documents of each kind were made; they are laid out in the folder `documents`."""
    acts: int
    seconds: float
    blows: tuple[str, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What kept it from ending as it should; empty when every journey ended and the records agree."""
        found = [f"{line.journey_id} is still {line.status}" for line in self.journeys if line.status not in ENDED]
        if not self.report.ok:
            found.append("the journal, the histories and the read tables do not agree: run `bimtek records verify`")
        return tuple(found)


async def run_demo(settings: Settings, files: Path, console: Console, *, chaos_seed: int | None) -> Outcome:
    """Run the demonstration in a fresh folder. Raises what a broken part raises; the stack is ended in any case."""
    if settings.data_dir.exists():
        shutil.rmtree(settings.data_dir)
    began = time.monotonic()
    async with local_stack(settings, with_http=True) as stack:
        running = settings.resolved()
        client = await connect_temporal(running)
        async with await connect_records(running) as pool:
            cohort = await cohort_of_2019(running, pool, files)
            chaos = Chaos(stack, chaos_seed, console.print) if chaos_seed is not None else None
            acts = await play_cohort(running, client, pool, cohort, console, chaos, stack.http_address)
            console.print("All journeys have ended. Verifying the records …")
            return await _outcome(running, client, pool, acts, chaos, began)


async def _outcome(
    settings: Settings, client: Client, pool: asyncpg.Pool, acts: int, chaos: Chaos | None, began: float
) -> Outcome:
    """Close the cohort, verify the records, read the tables."""
    cohort = cohort_handle(client, COHORT)
    close = CloseCohort(id="close")
    summary = await until_known(
        lambda: cohort.execute_update(CohortOfRegions.close, close, id=close.id), within=PATIENCE
    )
    await cohort.result()
    reading = Reading(pool)
    journeys = await reading.cohort_journeys(COHORT, datetime.now(UTC))
    await until_made(pool, COHORT)
    files = ObjectFiles(from_url(settings.object_store()))
    return Outcome(
        documents=dict(await lay_out(pool, files, settings.data_dir / "documents", COHORT, journeys)),
        report=await verify(pool, Histories(client, pool, settings)),
        journeys=journeys,
        books=await _books(reading, journeys),
        stays=await reading.stage_stays(COHORT),
        summary=summary,
        target=await reading.regions_with_plan(simulated=True),
        messages=await reading.message_counts(),
        clock=await reading.clock_counts(COHORT),
        delay=await _delay(reading, journeys),
        acts=acts,
        seconds=time.monotonic() - began,
        blows=tuple(chaos.blows) if chaos else (),
    )


async def _delay(reading: Reading, journeys: Sequence[JourneyLine]) -> dict[str, int]:
    """Whose delay it was: late working days by account."""
    late: dict[str, int] = {}
    for line in journeys:
        state = await reading.state(line.journey_id)
        account = delay_account(state, line.ended_at or line.turn_since) if state else None
        for item in account.accounts if account else ():
            late[item.account.value] = late.get(item.account.value, 0) + item.late_days
    return {account: days for account, days in late.items() if days}


async def _books(reading: Reading, journeys: Sequence[JourneyLine]) -> dict[str, str]:
    """What the catalogue holds of the journeys."""
    rows = [await reading.journey(line.journey_id) for line in journeys]
    return {row.journey["journey_id"]: c["sha256"] for row in rows if row for c in row.parts["catalogue"]}


async def cohort_of_2019(
    settings: Settings, pool: asyncpg.Pool, files: Path, *, regions_at_most: int | None = None
) -> Cohort:
    """The cohort of the 2019 file, or its first regions, with its sample people, all of them marked and saved."""
    policy = read_policy(files / "policies" / "intake-2019.toml")
    source = files / "cohorts" / f"{COHORT}.csv"
    regions, elsewhere = await known_so_far(settings)
    checked = check_cohort_file(file_bytes(source), regions=regions, open_elsewhere=elsewhere)
    if isinstance(checked, list):
        raise refuse(source, checked, as_json=False, nothing_done="Nothing was started.")
    await RegionRecords(pool).keep_unregistered(checked.unregistered)
    now = datetime.now(UTC)
    chosen = [entry.region for entry in checked.to_start][:regions_at_most]
    people = sample.programme_people()
    for region in (*chosen, SUBSTITUTE):
        people += sample.region_people(region.id, region.name)
    await People(pool).save(people)
    programme = [m for m in sample.members("x", now.date()) if m.role in sample.PROGRAMME]
    for member in programme:
        if member.role in PROGRAMME_ROLES:
            await Identities(pool).grant(member.person, member.role, "bimtek demo")
    return Cohort(
        id=COHORT,
        title=f"{policy.title} ({sample.MARK})",
        policy=policy,
        calendar=national_calendar(calendar_years(now)),
        members=tuple(programme),
        workplaces=tuple(Workplace(person=person, zone=zone) for person, zone in sample.WORKPLACES.items()),
        places=places(chosen, now, _region_members),
        simulated=True,
    )


def _region_members(region: RegionOfJourney) -> tuple[Member, ...]:
    today = datetime.now(UTC).date()
    return tuple(m for m in sample.members(region.id, today) if m.role in sample.REGIONAL)


def _bars(console: Console, total: int) -> tuple[Progress, dict[Stage, TaskID]]:
    progress = Progress(
        TextColumn("{task.description:<14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        refresh_per_second=4,
    )
    return progress, {stage: progress.add_task(stage.replace("_", " "), total=total) for stage in Stage}


async def play_cohort(
    settings: Settings,
    client: Client,
    pool: asyncpg.Pool,
    cohort: Cohort,
    console: Console,
    trouble: Trouble | None,
    http: str,
    *,
    before: Callable[[Door], Door] = lambda door: door,
) -> int:
    """Start the cohort and play every journey to its end; returns how many acts that took.

    `before` may put a door of its own before the HTTP door at `http`, for whoever watches what goes in and out.
    """
    await start_cohort(client, cohort, task_queue=settings.task_queue, batch=25, pause=timedelta(0))
    progress, bars = _bars(console, len(cohort.places) + 1)
    board = Board(len(cohort.places) + 1, progress, bars)
    desk = Desk(client, pool, patience=PATIENCE)
    files = ObjectFiles(from_url(settings.object_store()))
    signing = Signing(pool, desk, files, people_signer(settings), language=Language(settings.language), samples=True)
    console.print(f"{len(cohort.places)} regions, sample people, virtual time; what is simulated says {sample.MARK}.")
    with progress:
        async with httpx2.AsyncClient(timeout=30) as caller, asyncio.TaskGroup() as group:
            door = HttpDesk(caller, http, Identities(pool), PATIENCE)
            actors = Actors(client, before(door), DocumentOrders(pool), board.seen)
            director = Director(Reading(pool), signing, actors.now)
            for number, place in enumerate(cohort.places):
                group.create_task(_one(actors, director, client, cohort, place, number))
            if trouble:
                group.create_task(trouble.watch(board.share))
    return actors.acts


async def _one(actors: Actors, director: Director, client: Client, cohort: Cohort, place: Place, number: int) -> None:
    """Play one place of the cohort, and that of its substitute when it withdraws."""
    journey = journey_id(cohort.id, place.region.id)
    await actors.opened(journey)
    if number % SIGNS_EVERY == 0:
        await director.sign_opening_letters(journey)
    status = await actors.play(journey, traits_for(number))
    if status is Status.WITHDRAWN:
        stand_in = Place(region=SUBSTITUTE, opens_at=datetime.now(UTC), members=_region_members(SUBSTITUTE))
        await _substitute(client, cohort, place.region, stand_in)
        await _one(actors, director, client, cohort, stand_in, len(cohort.places))
    await actors.finish(journey)


async def _substitute(client: Client, cohort: Cohort, withdrawn: RegionOfJourney, stand_in: Place) -> None:
    """Take the substitute in, once the cohort has heard of the withdrawal."""
    handle = cohort_handle(client, cohort.id)
    while True:
        state = await until_known(lambda: look(handle, View.STATE, Cohort), within=PATIENCE)
        place = state.place(withdrawn.id)
        if place is not None and place.status is Status.WITHDRAWN:
            break
        await asyncio.sleep(0.2)
    command = SubstituteRegion(id=f"substitute-{withdrawn.id}", withdrawn=withdrawn.id, place=stand_in)
    await until_known(
        lambda: handle.execute_update(CohortOfRegions.substitute, command, id=command.id), within=PATIENCE
    )


def summary_of(outcome: Outcome) -> dict[str, object]:
    """The summary as it is written to `summary.json`."""
    return {
        "simulated": sample.MARK,
        "seconds": round(outcome.seconds, 1),
        "acts": outcome.acts,
        "regions_with_plan": outcome.target,
        "messages": outcome.messages,
        "documents": {str(kind): count for kind, count in outcome.documents.items()},
        "clock": [count.model_dump(mode="json") for count in outcome.clock],
        "late_days": outcome.delay,
        "records_agree": outcome.report.ok,
        "problems": list(outcome.problems),
        "blows": list(outcome.blows),
        "cohort": outcome.summary.model_dump(mode="json"),
        "journeys": [
            {**line.model_dump(mode="json"), "books_sha256": outcome.books.get(line.journey_id)}
            for line in outcome.journeys
        ],
        "stages": [stay.model_dump(mode="json") for stay in outcome.stays],
    }


def write_summary(outcome: Outcome, path: Path) -> None:
    """Write `summary.json`."""
    path.write_text(json.dumps(summary_of(outcome), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
