"""Stand-ins for the outside world, for tests of workflows: a journal, an outbox, a mailer, cohort rows, a ledger."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from activities.archive import ArchivedHistory
from activities.documents.files import StoredFile
from activities.documents.making import Draft, SealTerms
from activities.journeys import CohortRecordBatch, EndedJourneys
from activities.notifications import Sender
from activities.notify.by_hand import PassingOn
from activities.notify.channels import Message
from activities.notify.letters import Letters, Written
from activities.notify.mail import Mail, Mailer
from activities.recording import RecordBatch
from domain.documents import DocumentOrder, ordered
from domain.entry import GENESIS, Entry
from domain.evolve import evolve, fold
from domain.model import Journey
from domain.notices import Notice
from domain.shape import Key
from domain.values import MadeDocument
from domain.vocabulary import DocumentKind


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

    async def record(self, batch: RecordBatch) -> tuple[DocumentOrder, ...]:
        """Keep a batch and give the documents it asks for. Raises JournalAway while away, AssertionError for a gap."""
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
        journey = fold(kept[: batch.entries[0].seq - 1]) if batch.entries[0].seq > 1 else None
        orders: list[DocumentOrder] = []
        for entry in batch.entries:
            journey = evolve(journey, entry)
            orders += ordered(journey, entry)
        return tuple(orders)


@dataclass
class QueuedMessage:
    """A message of the fake outbox."""

    key: str
    template: str
    facts: dict[str, str]
    state: str = "queued"
    queued_at: datetime | None = None
    email: str | None = "contoh@example.go.id"
    region_name: str | None = "Kabupaten Sleman"
    simulated: bool = True
    journey_id: str = "journey-2019-kab-sleman"
    seq: int = 3
    person: str | None = "koordinator"
    role: str = "coordinator"
    name: str | None = "Koordinator (contoh)"
    phone: str | None = "0811-0000-0000"
    region_zone: str | None = "WIB"
    programme: str | None = "Gerakan Menuju 100 Smart City"
    title: str | None = None
    language: str | None = None
    zone: str | None = None
    digest: bool = False
    muted: tuple[str, ...] = ()


@dataclass
class MemoryOutbox:
    """The ledger of messages over the fake journal's notices."""

    journal: MemoryJournal
    states: dict[str, str] = field(default_factory=dict)
    attempts: Counter[str] = field(default_factory=Counter)
    by_hand: dict[str, str] = field(default_factory=dict)
    told: dict[tuple[str, str], str] = field(default_factory=dict)
    incidents: list[tuple[str, str]] = field(default_factory=list)
    wishes: dict[str, Any] = field(default_factory=dict)

    async def load(self, keys: Sequence[str]) -> Sequence[Message]:
        """The messages with these keys."""
        found = [self.journal.notices[key] for key in keys]
        return [
            QueuedMessage(
                key=n.key,
                template=n.template,
                facts=dict(n.facts),
                state=self.states.get(n.key, "queued"),
                journey_id=n.journey,
                seq=n.seq,
                person=n.person,
                role=n.role,
                **{"email": "contoh@example.go.id" if n.person else None, **self.wishes},
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

    async def begin(self, key: str) -> bool | None:
        """An attempt begins."""
        return None if key in self.states else False

    async def set_aside(self, key: str, state: str, answer: str) -> None:
        """Its receiver wants it otherwise."""
        self.states.setdefault(key, state)

    async def note_attempt(self, key: str, answer: str, *, certain: bool = False) -> None:
        """Sending failed for now."""
        self.attempts[key] += 1

    async def begin_delivery(self, key: str, channel: str, receiver: str) -> bool | None:
        """Another way begins."""
        return None if (key, receiver) in self.told else False

    async def settle_delivery(self, key: str, channel: str, receiver: str, state: str, answer: str) -> None:
        """Another way is settled."""
        self.told[key, receiver] = state

    async def note_delivery(self, key: str, channel: str, receiver: str, answer: str, *, certain: bool) -> None:
        """Another way failed for now."""
        self.attempts[key] += 1

    async def ask_by_hand(self, key: str, roles: Sequence[str], why: str) -> str | None:
        """Somebody is to pass it on."""
        return self.by_hand.setdefault(key, roles[0])

    async def report(self, journey: str, kind: str, detail: str) -> None:
        """Note an incident."""
        self.incidents.append((kind, detail))


@dataclass
class MemoryMailer:
    """A mail relay; `away` makes it fail for everybody, `greylisted` for the messages with these templates."""

    sent: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    away: bool = False
    greylisted: tuple[str, ...] = ()

    async def send(self, *, to: str, key: str, letter: Written) -> str:
        """Take a mail. Raises OSError while away."""
        if self.away or any(words in letter.subject for words in self.greylisted):
            raise ConnectionRefusedError("away")
        self.sent.append(key)
        self.subjects.append(letter.subject)
        return "250 ok"


def sender_to(outbox: MemoryOutbox, mailer: Mailer, language: str = "id", **more: Any) -> Sender:
    """A sender of mail over fakes; the outbox keeps its incidents, too."""
    return Sender(outbox, Mail(mailer, Letters(language)), PassingOn(outbox, outbox), **more)


@dataclass
class MemoryLedger:
    """The list of archived runs."""

    runs: list[ArchivedHistory] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)

    async def late(self, workflow_id: str, run_id: str) -> None:
        """Keep the run."""
        self.overdue.append(run_id)

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


@dataclass
class MemoryDocuments:
    """Takes note of the documents that were asked for, and makes none."""

    begun: list[DocumentOrder] = field(default_factory=list)

    async def begin(self, journey: Key, orders: Sequence[DocumentOrder]) -> None:
        """Keep the orders."""
        self.begun += orders


@dataclass
class MemoryOrders:
    """A ledger of orders and seals; `failures` keeps what was noted of failures, and whether they lasted."""

    kept: dict[str, MadeDocument] = field(default_factory=dict)
    failures: list[tuple[str, str, bool]] = field(default_factory=list)
    unrecorded: list[str] = field(default_factory=list)
    seals: dict[str, str] = field(default_factory=dict)

    async def made(self, order: DocumentOrder) -> MadeDocument | None:
        """What was made."""
        return self.kept.get(f"{order.journey} {order.key}")

    async def note_made(self, order: DocumentOrder, made: MadeDocument) -> MadeDocument:
        """Keep what was made first."""
        return self.kept.setdefault(f"{order.journey} {order.key}", made)

    async def note_failed(self, order: DocumentOrder, reason: str, *, lasting: bool) -> None:
        """Keep a failure."""
        self.failures.append((order.key, reason, lasting))

    async def note_unrecorded(self, journey: str, documents: Sequence[MadeDocument]) -> None:
        """Keep the keys."""
        self.unrecorded += [made.key for made in documents]

    async def seal_of(self, unsealed: str) -> str | None:
        """The sealed file."""
        return self.seals.get(unsealed)

    async def note_seal(self, unsealed: str, sealed: str) -> str:
        """Keep the first seal."""
        return self.seals.setdefault(unsealed, sealed)


@dataclass
class MemoryStates:
    """States folded from a journal in memory."""

    journal: MemoryJournal

    async def after(self, journey: str, seq: int) -> tuple[Journey, datetime]:
        """The state after an entry, once it is recorded."""
        entries = self.journal.entries[journey][:seq]
        return fold(entries), entries[-1].effective


@dataclass
class Sketcher:
    """Drafts a line of text instead of a document; `broken` kinds fail, and while `busy` none is finished."""

    broken: set[DocumentKind] = field(default_factory=set)
    busy: bool = False
    drafted: Counter[str] = field(default_factory=Counter)

    async def draft(self, order: DocumentOrder, journey: Journey, at: datetime) -> Draft:
        """A line that names order and state."""
        self.drafted[order.key] += 1
        while self.busy:
            await asyncio.sleep(0.05)
        if order.kind in self.broken:
            raise ValueError("this cannot be typeset")
        sealed = SealTerms(name="Kementerian (SIMULASI)") if order.kind is DocumentKind.BOOK else None
        pdf = f"{order.key} {journey.head}".encode()
        return Draft(title=f"{order.kind} {journey.region.name}", pdf=pdf, seal=sealed)


@dataclass
class MemoryFiles:
    """Files in memory by their hash."""

    kept: dict[str, bytes] = field(default_factory=dict)

    async def put(self, data: bytes, media_type: str) -> StoredFile:
        """Keep bytes."""
        digest = hashlib.sha256(data).hexdigest()
        self.kept[digest] = data
        return StoredFile(sha256=digest, size=len(data), media_type=media_type)

    async def get(self, sha256: str) -> bytes | None:
        """The bytes."""
        return self.kept.get(sha256)


@dataclass
class WaxSeal:
    """Puts a seal on that is another every time."""

    sealed: int = 0

    def seal(self, pdf: bytes, *, at: datetime, reason: str, name: str, contact: str | None = None) -> bytes:
        """The bytes with a seal after them."""
        self.sealed += 1
        return pdf + f" sealed {self.sealed}".encode()
