"""Stand-ins for the outside world, for tests of workflows: a journal, an outbox, a mailer, cohort rows, a ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from activities.archive import ArchivedHistory
from activities.journeys import CohortRecordBatch, EndedJourneys
from activities.notifications import Message
from activities.recording import RecordBatch
from domain.entry import GENESIS, Entry
from domain.notices import Notice
from domain.shape import Key


class JournalAway(Exception):
    """The journal does not answer."""


@dataclass
class MemoryJournal:
    """A journal in memory that checks what it is given; `away` makes it fail, `refused` counts how often it did."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    away: bool = False
    refused: int = 0
    batches: int = 0

    async def record(self, batch: RecordBatch) -> None:
        """Keep a batch. Raises JournalAway while away, and AssertionError for a fork or a gap."""
        if self.away:
            self.refused += 1
            raise JournalAway
        self.batches += 1
        kept = self.entries.setdefault(batch.journey, [])
        for entry in batch.entries:
            if entry.seq <= len(kept):
                assert kept[entry.seq - 1].hash == entry.hash, f"fork at {entry.seq}"
                continue
            assert entry.seq == len(kept) + 1, f"gap before {entry.seq}"
            assert entry.previous == (kept[-1].hash if kept else GENESIS), f"{entry.seq} is not chained"
            assert entry.hash == entry.true_hash(), f"{entry.seq} has a wrong hash"
            kept.append(entry)
        for notice in batch.notices:
            self.notices[notice.key] = notice


@dataclass
class QueuedMessage:
    """A message of the fake outbox."""

    key: str
    template: str
    facts: dict[str, str]
    state: str = "queued"
    email: str | None = "contoh@example.go.id"
    region_name: str | None = "Kabupaten Sleman"
    simulated: bool = True


@dataclass
class MemoryOutbox:
    """The ledger of messages over the fake journal's notices."""

    journal: MemoryJournal
    states: dict[str, str] = field(default_factory=dict)
    attempts: Counter[str] = field(default_factory=Counter)

    async def load(self, keys: Sequence[str]) -> Sequence[Message]:
        """The messages with these keys."""
        found = [self.journal.notices[key] for key in keys]
        return [
            QueuedMessage(
                key=n.key,
                template=n.template,
                facts=dict(n.facts),
                state=self.states.get(n.key, "queued"),
                email="contoh@example.go.id" if n.person else None,
            )
            for n in found
        ]

    async def mark_sent(self, key: str, answer: str) -> None:
        """The server took it."""
        self.states[key] = "sent"

    async def mark_refused(self, key: str, answer: str) -> None:
        """The server refused it for good."""
        self.states[key] = "refused"

    async def mark_no_receiver(self, key: str, answer: str) -> None:
        """There is nobody to send it to."""
        self.states[key] = "no_receiver"

    async def give_up(self, key: str, answer: str) -> None:
        """It could not be sent for too long."""
        self.states[key] = "given_up"

    async def withdraw(self, key: str, answer: str) -> None:
        """It is of no use any more."""
        self.states.setdefault(key, "withdrawn")

    async def note_attempt(self, key: str, answer: str) -> None:
        """Sending failed for now."""
        self.attempts[key] += 1


@dataclass
class MemoryMailer:
    """A mail relay; `away` makes it fail for everybody, `greylisted` for the messages with these templates."""

    sent: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    away: bool = False
    greylisted: tuple[str, ...] = ()

    async def send(self, *, to: str, key: str, subject: str, text: str) -> str:
        """Take a mail. Raises OSError while away."""
        if self.away or any(words in subject for words in self.greylisted):
            raise ConnectionRefusedError("away")
        self.sent.append(key)
        self.subjects.append(subject)
        return "250 ok"


@dataclass
class MemoryLedger:
    """The list of archived runs."""

    runs: list[ArchivedHistory] = field(default_factory=list)

    async def note(self, run: ArchivedHistory) -> None:
        """Note an archived run."""
        if run.run_id not in [known.run_id for known in self.runs]:
            self.runs.append(run)


@dataclass
class MemoryCohorts:
    """The cohorts' rows; `found` is what the read tables say of ended journeys."""

    saved: list[CohortRecordBatch] = field(default_factory=list)
    found: EndedJourneys = field(default_factory=lambda: EndedJourneys(statuses={}))

    async def save(self, batch: CohortRecordBatch) -> None:
        """Save a cohort."""
        self.saved.append(batch)

    async def ended(self, cohort: Key) -> EndedJourneys:
        """The journeys of a cohort that have ended."""
        return self.found
