"""The first attempt at sending: after the recording, short, never in its way, and never twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from temporalio.testing import ActivityEnvironment

from activities import first_attempt
from activities.first_attempt import LONGEST_REST, REST, FirstAttempt
from activities.notify.channels import Message, Refused
from activities.notify.letters import Written
from activities.notify.mail import SmtpMailer
from activities.recording import RecordBatch, Recorded, RecordingActivities
from domain.journey import Progress, begin
from domain.notices import Notice, notices
from tests.domain.builders import OPENS_AT, start
from tests.fakes import JournalAway, MemoryDocuments, MemoryJournal, MemoryMailer, MemoryOutbox, sender_to
from workers.local.child import free_ports


@dataclass
class Desk:
    """Recording with its first attempt, over fakes; `now` is what its clock says."""

    mailer: MemoryMailer = field(default_factory=MemoryMailer)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    now: float = 0.0

    def __post_init__(self) -> None:
        self.outbox = MemoryOutbox(self.journal)
        sender = sender_to(self.outbox, self.mailer)
        self.post = FirstAttempt(self.outbox, sender, clock=lambda: self.now)
        self.recording = RecordingActivities(self.journal, MemoryDocuments(), self.post)

    async def record(self, *told: Notice) -> Recorded | None:
        """Record the beginning of the sample journey with these messages."""
        batch = RecordBatch(journey=BEGUN.journey.id, entries=BEGUN.entries, notices=told)
        return await ActivityEnvironment().run(self.recording.record, batch)


BEGUN: Progress = begin(start(), OPENS_AT)


def _notice(key: str, **changes: object) -> Notice:
    told = notices(None, BEGUN.entries)[0]
    return told.model_copy(update={"key": key, "leaves_at": None, **changes})


class Refusing(MemoryMailer):
    """A relay that refuses everybody for good."""

    async def send(self, *, to: str, key: str, letter: Written) -> str:
        """Refuse."""
        raise Refused("550 no such user")


@dataclass
class Slow(MemoryMailer):
    """A relay that takes every mail after a while."""

    seconds: float = 0.0

    async def send(self, *, to: str, key: str, letter: Written) -> str:
        """Take a mail, slowly."""
        await asyncio.sleep(self.seconds)
        return await super().send(to=to, key=key, letter=letter)


async def test_settled_while_recording() -> None:
    """What was sent, what has no receiver and what was refused for good is named as settled."""
    desk = Desk()
    assert await desk.record(_notice("a"), _notice("b", person=None)) == Recorded(settled=("a", "b"))
    assert (desk.mailer.sent, desk.outbox.states) == (["a"], {"a": "sent", "b": "no_receiver"})
    refused = Desk(mailer=Refusing())
    assert await refused.record(_notice("c")) == Recorded(settled=("c",))
    assert refused.outbox.states == {"c": "refused"}


async def test_waiting_messages_are_left() -> None:
    """A message that is to leave later is recorded and not sent; when it is the only one, the result is None."""
    desk = Desk()
    later = datetime(2019, 5, 16, 1, tzinfo=UTC)
    assert await desk.record(_notice("a", leaves_at=later)) is None
    assert desk.journal.notices["a"].leaves_at == later
    assert not desk.mailer.sent


async def test_nothing_is_sent_before_the_commit() -> None:
    """What could not be recorded is not told to anybody."""
    desk = Desk(journal=MemoryJournal(away=True))
    with pytest.raises(JournalAway):
        await desk.record(_notice("a"))
    assert not desk.mailer.sent


async def test_recorded_again() -> None:
    """A recording that is tried again sends nothing twice, and names what is settled all the same."""
    desk = Desk()
    await desk.record(_notice("a"))
    assert await desk.record(_notice("a"), _notice("b")) == Recorded(settled=("a", "b"))
    assert desk.mailer.sent == ["a", "b"]


async def test_rest_after_a_failure() -> None:
    """A relay that is away fails no recording; it is not asked for 30 s, and longer after each further failure."""
    desk = Desk(mailer=MemoryMailer(away=True))
    assert await desk.record(_notice("a"), _notice("b")) is None
    assert desk.outbox.attempts == {"a": 1}, "after the first failure the others are not tried"
    desk.now = REST - 0.1
    desk.mailer.away = False
    assert await desk.record(_notice("c")) is None
    assert not desk.mailer.sent
    desk.now = REST
    desk.mailer.away = True
    assert await desk.record(_notice("d")) is None
    assert desk.outbox.attempts == {"a": 1, "d": 1}
    desk.now += 2 * REST - 0.1
    desk.mailer.away = False
    assert await desk.record(_notice("e")) is None
    desk.now += 0.1
    assert await desk.record(_notice("e")) == Recorded(settled=("e",))
    desk.mailer.away = True
    await desk.record(_notice("f"))
    desk.now += REST
    desk.mailer.away = False
    assert await desk.record(_notice("f")) == Recorded(settled=("f",)), "a success makes the rest short again"


async def test_one_rest_for_all() -> None:
    """Recordings that fail side by side make one rest, however many they are; and no rest is longer than an hour."""
    desk = Desk(mailer=MemoryMailer(away=True))
    await asyncio.gather(*(desk.record(_notice(f"a-{number}")) for number in range(20)))
    desk.now = REST
    desk.mailer.away = False
    assert await desk.record(_notice("b")) == Recorded(settled=("b",))
    desk.mailer.away = True
    for number in range(20):
        await desk.record(_notice(f"c-{number}"))
        desk.now += LONGEST_REST
    assert all(desk.outbox.attempts[f"c-{number}"] for number in range(20))


async def test_slow_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that does not answer in time is cut off, which is noted, and the recording is done."""
    monkeypatch.setattr(first_attempt, "TRY_WITHIN", 0.2)
    monkeypatch.setattr(first_attempt, "ROOM", 0.1)
    desk = Desk(mailer=Slow(seconds=30))
    async with asyncio.timeout(5):
        assert await desk.record(_notice("a"), _notice("b")) is None
    assert desk.outbox.attempts == {"a": 1}
    assert await desk.record(_notice("c")) is None
    assert not desk.outbox.attempts["c"], "the worker rests"


async def test_many_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages for which the time is too short are not begun: they are left to the delivery, without any rest."""
    monkeypatch.setattr(first_attempt, "TRY_WITHIN", 2.0)
    monkeypatch.setattr(first_attempt, "ROOM", 1.9)
    desk = Desk(mailer=Slow(seconds=0.15))
    assert await desk.record(_notice("a"), _notice("b"), _notice("c")) == Recorded(settled=("a",))
    assert not desk.outbox.attempts
    assert await desk.record(_notice("d")) == Recorded(settled=("d",))


class DeafOutbox(MemoryOutbox):
    """A ledger that cannot be read."""

    async def load(self, keys: Sequence[str]) -> Sequence[Message]:
        """Fail."""
        raise ConnectionResetError


async def test_ledger_away() -> None:
    """Whatever fails after the commit, the recording is done."""
    desk = Desk()
    outbox = DeafOutbox(desk.journal)
    post = FirstAttempt(outbox, sender_to(outbox, desk.mailer))
    desk.recording = RecordingActivities(desk.journal, MemoryDocuments(), post)
    assert await desk.record(_notice("a")) is None
    assert desk.journal.batches == 1


class Hanging:
    """A relay on loopback that answers nothing to a mail."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        """Let the sender wait."""
        await asyncio.sleep(3)
        return "250 taken"


async def test_cut_off_at_once() -> None:
    """Who cuts off a relay that does not answer does not wait for its farewell either."""
    (port,) = free_ports(None)
    controller = Controller(Hanging(), hostname="127.0.0.1", port=port)
    controller.start()
    mailer = SmtpMailer(f"127.0.0.1:{port}", "bimtek@example.go.id")
    letter = Written(subject="Uji", text="Isi", html="<p>Isi</p>")
    loop = asyncio.get_running_loop()
    try:
        begun = loop.time()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await mailer.send(to="contoh@example.go.id", key="journey-x.3.1", letter=letter)
        assert loop.time() - begun < 1
    finally:
        controller.stop()
