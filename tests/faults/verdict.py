"""The verdict on a fault run: what was acknowledged, recorded, told and closed, each checked by its own source."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.documents.files import FileDamaged, ObjectFiles, StoreFailed
from activities.recording import RecordBatch
from api.services import Services
from api.watch import Watch
from domain.entry import Entry
from domain.messages import Receipt
from domain.vocabulary import ENDED
from records.archive import ArchiveLedger
from records.documents import Documents
from records.incidents import Incidents
from records.operations import MessageState
from records.reading import Reading
from records.verify import known_journeys, verify
from tests.faults.post_office import dropped_in, kept_in
from workers.connections import data_converter
from workers.histories import Histories

SETTLED_WITHIN = 240.0
"""Seconds that what is under way when the last journey has ended has to come to its end."""
WITH_A_CAUSE = ("message_not_delivered",)
"""Incidents that stay until a person has done something: a message that nobody took for days of the journey."""


@dataclass
class Verdict:
    """What was found: `violations` in words, empty when nothing was lost; `figures` for the table and the file."""

    violations: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def must(self, holds: bool, otherwise: str) -> None:
        """Note a violation unless something holds."""
        if not holds:
            self.violations.append(otherwise)

    def none_of(self, found: Sequence[str], what: str) -> None:
        """Note a violation when there is any; the first few are named."""
        if found:
            self.violations.append(f"{len(found)} {what}: {', '.join(found[:5])}{' …' if len(found) > 5 else ''}")


@dataclass
class Judge:
    """Looks at what a run left, on the servers that are whole again."""

    services: Services
    folder: Path
    only: Sequence[str] = ()
    """The journeys to look at; all there are when none is named."""
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def pool(self) -> asyncpg.Pool:
        """The database."""
        return self.services.pool

    @property
    def client(self) -> Client:
        """Temporal."""
        return self.services.client

    @property
    def histories(self) -> Histories:
        """The histories, live and archived."""
        return Histories(self.client, self.pool, self.services.settings)

    async def judge(self, acknowledged: Sequence[Receipt], unending: Sequence[str]) -> Verdict:
        """Check everything. Journeys in `unending` wait for something that the cast never brings, and stay open."""
        journeys = self.only or await known_journeys(self.pool)
        await self._settled(journeys, unending)
        entries = {journey: await self._entries(journey) for journey in journeys}
        self._acts(acknowledged, entries)
        await self._ended(journeys, unending)
        await self._agree(journeys)
        await self._told(journeys)
        await self._files(journeys)
        await self._archived(journeys, unending)
        await self._incidents(len(journeys))
        return self.verdict

    def _mine(self, name: str) -> bool:
        """Whether a workflow, a message or a mail, by its name, is of a journey that is looked at.

        What operators are told of incidents is in no history.
        """
        if name.startswith("incident."):
            return False
        return not self.only or any(journey in name for journey in self.only)

    async def _settled(self, journeys: Sequence[str], unending: Sequence[str]) -> None:
        """Wait until nothing is under way any more; what rests between two attempts is not waited for but woken."""

        async def at_rest() -> bool:
            running = [each.id async for each in self.client.list_workflows('ExecutionStatus = "Running"')]
            left = [each for each in running if each not in unending and self._mine(each)]
            await asyncio.gather(*(self._woken(each) for each in left))
            queued = await self.pool.fetch("select key from messages where state = 'queued'")
            self.verdict.figures["left_running"] = left
            return not left and not any(self._mine(row["key"]) for row in queued)

        await within(SETTLED_WITHIN, at_rest)
        self.verdict.none_of(self.verdict.figures.pop("left_running"), "workflows do not end")

    async def _woken(self, workflow: str) -> None:
        """Let minutes go by in a workflow, so that what failed is tried again now."""
        skipper = TimeSkipper(self.client, config=TimeSkippingConfig(enabled=False))
        with suppress(RPCError, TimeoutError):  # it may end meanwhile, and is looked at again in any case
            handle = self.client.get_workflow_handle(workflow)
            await asyncio.wait_for(skipper.fast_forward(handle, timedelta(minutes=10)), 15)

    async def _entries(self, journey: str) -> list[Entry]:
        return [line.entry for line in await Reading(self.pool).entries(journey)]

    def _acts(self, acknowledged: Sequence[Receipt], entries: dict[str, list[Entry]]) -> None:
        """Every acknowledged act is in the journal where its receipt says, and nowhere else."""
        amiss: list[str] = []
        for receipt in acknowledged:
            journal = entries.get(receipt.journey, [])
            places = [entry.seq for entry in journal if entry.command == receipt.command]
            said = range(receipt.first_seq, receipt.last_seq + 1)
            # What followed from the act by the rules is in its receipt too, without its command.
            kinds = tuple(entry.event.kind for entry in journal[receipt.first_seq - 1 : receipt.last_seq])
            if not places or not set(places) <= set(said) or kinds != receipt.kinds:
                amiss.append(f"{receipt.command} of {receipt.journey}: {places}, acknowledged {list(said)}")
        self.verdict.none_of(amiss, "acknowledged acts are not in the journal exactly once")
        given = Counter((receipt.journey, receipt.command) for receipt in acknowledged)
        twice = [command for (_, command), times in given.items() if times > 1]
        self.verdict.none_of(twice, "commands were acknowledged twice")
        self.verdict.figures["acts_acknowledged"] = len(acknowledged)
        self.verdict.figures["entries"] = sum(len(found) for found in entries.values())

    async def _ended(self, journeys: Sequence[str], unending: Sequence[str]) -> None:
        open_still = []
        by_status: Counter[str] = Counter()
        for journey in journeys:
            state = await Reading(self.pool).state(journey)
            by_status[state.status.value if state else "unknown"] += 1
            if state is None or state.status not in ENDED:
                open_still.append(journey)
        self.verdict.none_of(open_still, "journeys have not ended")
        self.verdict.figures["journeys"] = dict(by_status)
        self.verdict.figures["unending"] = list(unending)

    async def _agree(self, journeys: Sequence[str]) -> None:
        report = await verify(self.pool, self.histories, self.only or None)
        self.verdict.must(report.histories_checked and len(report.journeys) == len(journeys), "not all were verified")
        found = [f"{each.journey}: {one.kind}" for each in report.journeys for one in each.findings]
        self.verdict.none_of(found, "differences between journal, histories and read tables")

    async def _told(self, journeys: Sequence[str]) -> None:
        """Every message that the histories ask for is in the ledger once, and arrived; repeats say that they are."""
        asked = [key for journey in journeys for key in await self._asked_for(journey)]
        found = await self.pool.fetch("select key, state, attempts, repeat, person from messages")
        rows = [row for row in found if self._mine(row["key"])]
        ledger = {row["key"]: row for row in rows}
        digests = {row["key"]: row for row in await self.pool.fetch("select key, attempts, repeat from digests")}
        mails = await asyncio.to_thread(kept_in, self.folder)
        kept, dropped = Counter(key for key in mails if self._mine(key)), dropped_in(self.folder)
        self.verdict.none_of(sorted(set(asked) ^ set(ledger)), "messages are in a history or in the ledger alone")
        states = Counter(row["state"] for row in rows)
        self.verdict.figures["messages"] = dict(states)
        self.verdict.none_of([k for k, r in ledger.items() if r["state"] == "queued"], "messages are still queued")
        sent = [key for key, row in ledger.items() if row["state"] == MessageState.SENT]
        self.verdict.none_of([key for key in sent if not kept[key] and key not in dropped], "messages did not arrive")
        self.verdict.none_of(sorted(set(kept) - set(ledger) - set(digests)), "mails are in no ledger")
        repeated = {key: times for key, times in kept.items() if times > 1}
        known = {**digests, **ledger}
        unsaid = [k for k, n in repeated.items() if not known[k]["repeat"] or known[k]["attempts"] < n]
        self.verdict.none_of(unsaid, "repeats are not marked in the ledger")
        await self._given_up(ledger)
        self.verdict.figures["mails"] = kept.total()
        self.verdict.figures["repeated_messages"] = len(repeated)
        self.verdict.figures["repeats"] = sum(times - 1 for times in repeated.values())
        self.verdict.figures["thrown_away_by_the_relay"] = len(dropped - set(kept))

    async def _given_up(self, ledger: dict[str, Any]) -> None:
        """A message that was not taken for days of its journey is handed to somebody to pass on."""
        given_up = [key for key, row in ledger.items() if row["state"] in ("given_up", "refused") and row["person"]]
        by_hand = {
            row["message_key"]
            for row in await self.pool.fetch("select message_key from deliveries where channel = 'by_hand'")
        }
        self.verdict.none_of([key for key in given_up if key not in by_hand], "messages reached nobody")

    async def _asked_for(self, journey: str) -> list[str]:
        """The messages that a journey's histories ask for, each once."""
        found: dict[str, None] = {}
        for history in await self.histories.runs(journey):
            for event in history.events:
                scheduled = event.activity_task_scheduled_event_attributes
                if scheduled.activity_type.name == "record":
                    (batch,) = await data_converter().decode(scheduled.input.payloads, [RecordBatch])
                    found |= dict.fromkeys(notice.key for notice in batch.notices)
        return list(found)

    async def _files(self, journeys: Sequence[str]) -> None:
        """Every file that a document names is in the store and true to its hash."""
        files: ObjectFiles = self.services.files
        count, amiss = 0, []
        for journey in journeys:
            for document in await Documents(self.pool).of_journey(journey):
                for sha256 in (document.pdf, document.docx, document.signed_pdf):
                    if sha256 is None:
                        continue
                    count += 1
                    try:
                        if await files.get(sha256) is None:
                            amiss.append(f"{document.key} of {journey} is missing")
                    except (FileDamaged, StoreFailed) as error:
                        amiss.append(str(error))
        self.verdict.none_of(amiss, "files are missing or damaged")
        self.verdict.figures["files"] = count

    async def _archived(self, journeys: Sequence[str], unending: Sequence[str]) -> None:
        amiss = []
        for journey in journeys:
            noted = {run.run_id: run for run in await ArchiveLedger(self.pool).runs(journey)}
            found = self.client.list_workflows(f'WorkflowId = "{journey}"')
            closed = [run.run_id async for run in found if run.status is not WorkflowExecutionStatus.RUNNING]
            amiss += [f"a run of {journey}" for run in closed if run not in noted]
            await self.histories.stored_runs(journey)  # raises when what is stored does not have its hash
        self.verdict.none_of(amiss, "closed runs are not archived")

    async def _incidents(self, journeys: int) -> None:
        """Let the watch make its rounds once, over every journey; what is open then has to have a cause."""
        watch = Watch(self.services)
        for _ in range(0 if self.only else journeys + 1):
            await watch.look_around()
        rows = await self.pool.fetch("select kind, journey_id from incidents order by kind, id")
        self.verdict.figures["incidents_that_came"] = dict(
            Counter(row["kind"] for row in rows if self._mine(row["journey_id"]))
        )
        left = [each for each in await Incidents(self.pool).open() if self._mine(each.journey_id)]
        self.verdict.figures["incidents_open"] = dict(Counter(each.kind for each in left))
        without = [f"{each.kind} of {each.journey_id}: {each.detail}" for each in left if each.kind not in WITH_A_CAUSE]
        self.verdict.none_of(without, "incidents are open without a cause")


async def within(seconds: float, true: Callable[[], Awaitable[bool]]) -> bool:
    """Wait until something is true; False when it is not in time."""
    deadline = time.monotonic() + seconds
    while not await true():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(1.0)
    return True
