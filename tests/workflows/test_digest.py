"""A person's digest on the real server: one mail on the next working morning, and one more for what came later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from activities.notify.by_hand import PassingOn
from activities.notify.channels import Message, Refused
from activities.notify.digest import LEEWAY, Digest, DigestActivities, DigestStarter, next_morning
from activities.notify.letters import Letters, Written
from domain.calendar import WorkingCalendar
from domain.vocabulary import IANA, TimeZone
from tests.fakes import MemoryJournal, MemoryMailer, MemoryOutbox, QueuedMessage
from tests.workflows.world import events, eventually
from workers.build import build_worker
from workers.settings import Settings
from workflows.digest import DigestOfPerson

WIT = ZoneInfo(IANA[TimeZone.WIT])
_queues = count(1)


@dataclass(frozen=True)
class Opened:
    """A digest of some messages."""

    key: str
    messages: Sequence[Message]


@dataclass
class MemoryDigests:
    """A ledger of digests: `kept` waits, `settled` says what became of each digest."""

    kept: list[QueuedMessage] = field(default_factory=list)
    opened: Opened | None = None
    settled: dict[str, str] = field(default_factory=dict)

    async def open(self, person: str) -> Opened | None:
        """The digest under way, or a new one."""
        if self.opened is None and self.kept:
            self.opened = Opened(f"digest.{self.kept[0].key}", tuple(self.kept))
            self.kept.clear()
        return self.opened

    async def begin(self, key: str) -> bool | None:
        """An attempt begins."""
        return False

    async def settle(self, key: str, state: str, answer: str) -> None:
        """A digest is over."""
        self.settled[key] = state
        self.opened = None

    async def note_attempt(self, key: str, answer: str, *, certain: bool) -> None:
        """Sending failed for now."""


@dataclass
class Letterbox(MemoryMailer):
    """A relay that keeps the texts; `unknown` makes it refuse everybody."""

    texts: list[str] = field(default_factory=list)
    unknown: bool = False

    async def send(self, *, to: str, key: str, letter: Written) -> str:
        """Take a mail."""
        if self.unknown:
            raise Refused("550 unknown")
        answer = await super().send(to=to, key=key, letter=letter)
        self.texts.append(letter.text)
        return answer


@dataclass
class Post:
    """One person's digests on a queue of its own."""

    env: WorkflowEnvironment
    queue: str = field(default_factory=lambda: f"digests-{next(_queues)}")
    ledger: MemoryDigests = field(default_factory=MemoryDigests)
    mailer: Letterbox = field(default_factory=Letterbox)
    outbox: MemoryOutbox = field(default_factory=lambda: MemoryOutbox(MemoryJournal()))

    @property
    def person(self) -> str:
        """Whose digests they are."""
        return f"orang-{self.queue}"

    @property
    def handle(self) -> WorkflowHandle[object, object]:
        """The workflow."""
        return self.env.client.get_workflow_handle(f"digest-{self.person}")

    async def collect(self) -> None:
        """Have a digest sent on the next morning."""
        starter = DigestStarter(self.env.client, self.queue, lambda year: WorkingCalendar())
        await starter.collect(self.person, TimeZone.WIT)

    async def keep(self, key: str) -> None:
        """Keep a message for the digest, as the delivery does."""
        await self.collect()
        self.note(key)

    def note(self, key: str) -> None:
        """Note in the ledger that a message is kept."""
        facts = {"task": "submit", "due": "2026-11-24T16:00:00+07:00"}
        self.ledger.kept.append(QueuedMessage(key=key, template="your_turn", facts=facts))

    async def pass_to_morning(self, less: timedelta = timedelta()) -> None:
        """Let time pass to the moment at which the digest is sent, or to some time before it."""
        morning = next_morning(datetime.now(UTC), TimeZone.WIT, WorkingCalendar()) + LEEWAY
        await self.env.fast_forward(self.handle, morning - datetime.now(UTC) - less)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """With a worker."""
        passing_on = PassingOn(self.outbox, self.outbox)
        acts = DigestActivities(self.ledger, self.mailer, Letters("id"), passing_on)
        settings = Settings(task_queue=self.queue, worker_cache=10)
        async with build_worker(self.env.client, settings, [acts.send_digest, acts.give_up_digest], versioned=False):
            yield


async def test_one_mail_in_the_morning(temporal_env: WorkflowEnvironment) -> None:
    """Several messages make one workflow and one mail, at eight where the person is, on a working day."""
    post = Post(temporal_env)
    async with post.running():
        for key in ("a", "b", "c"):
            await post.keep(key)
        await post.pass_to_morning(less=timedelta(minutes=1))
        assert not post.mailer.sent
        await post.env.fast_forward(post.handle, timedelta(minutes=2))
        await post.handle.result()
    assert (post.mailer.sent, post.ledger.settled) == (["digest.a"], {"digest.a": "sent"})
    assert post.mailer.subjects == ["[SIMULASI] Ringkasan harian: 3 pesan"]
    assert post.mailer.texts[0].count("Batas waktu : 24 November 2026 pukul 16.00 WIB") == 3
    assert (await events(post.handle))["TIMER_STARTED"] == 1


async def test_kept_at_the_last_moment(temporal_env: WorkflowEnvironment) -> None:
    """A message whose delivery began just before eight, and was noted just after it, is in that morning's mail."""
    post = Post(temporal_env)
    async with post.running():
        await post.collect()
        await post.pass_to_morning(less=LEEWAY / 2)
        await asyncio.sleep(1.5)  # the server needs a second for a timer that is due
        post.note("a")
        await post.env.fast_forward(post.handle, LEEWAY)
        await post.handle.result()
    assert post.mailer.sent == ["digest.a"]


async def test_the_earliest_morning_counts(temporal_env: WorkflowEnvironment) -> None:
    """A message that is to leave earlier than those kept before takes them along."""
    post = Post(temporal_env)
    async with post.running():
        now = datetime.now(UTC)
        later, earlier = (Digest(person=post.person, sends_at=now + timedelta(days=days)) for days in (3, 1))
        handle = await post.env.client.start_workflow(
            DigestOfPerson.run, later, id=post.handle.id, task_queue=post.queue
        )
        post.note("a")
        await handle.signal(DigestOfPerson.collect, earlier)
        async with asyncio.timeout(10):
            await post.env.fast_forward(handle, timedelta(days=1, minutes=1))
            await handle.result()
    assert post.mailer.sent == ["digest.a"]


async def test_tried_again(temporal_env: WorkflowEnvironment) -> None:
    """A relay that is away is asked again; what comes meanwhile goes into another mail."""
    post = Post(temporal_env)
    post.mailer.away = True
    async with post.running():
        await post.keep("a")
        await post.pass_to_morning()

        async def opened() -> bool:
            return post.ledger.opened is not None

        await eventually(opened)
        await post.keep("b")
        post.mailer.away = False
        await post.handle.result()
    assert post.mailer.sent == ["digest.a", "digest.b"]


async def test_refused(temporal_env: WorkflowEnvironment) -> None:
    """A digest that is refused for good is reported, and each of its messages is to be passed on by hand."""
    post = Post(temporal_env)
    post.mailer.unknown = True
    async with post.running():
        for key in ("a", "b"):
            await post.keep(key)
        await post.pass_to_morning()
        await post.handle.result()
    assert post.ledger.settled == {"digest.a": "refused"}
    assert list(post.outbox.by_hand) == ["a", "b"]
    assert {kind for kind, _ in post.outbox.incidents} == {"message_not_delivered"}


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-24T08:00", "2026-11-25T08:00"),
        ("2026-11-27T20:00", "2026-11-30T08:00"),
        ("2026-11-28T03:00", "2026-11-30T08:00"),
    ],
)
def test_next_morning(now: str, morning: str) -> None:
    """It is sent at the next 08.00 of a working day where the person is, not where the server is."""
    at = datetime.fromisoformat(now).replace(tzinfo=WIT).astimezone(UTC)
    assert next_morning(at, TimeZone.WIT, WorkingCalendar()).isoformat()[:16] == morning
