"""The sender: each receiver's wishes, what follows when a message cannot be delivered, and other systems told of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from temporalio.testing import ActivityEnvironment

from activities.notifications import AT_ONCE, Endpoint, MessageKeys, NotificationActivities
from activities.notify.by_hand import ready_text, roles_to_pass_on, whatsapp_link
from activities.notify.channels import Message, NotSent, NotTaken, Refused
from activities.notify.kinds import Kind, KindIsObligatory, mutable
from activities.notify.letters import Letters, Written
from domain.notices import Notice, notices
from domain.vocabulary import Role, TimeZone
from tests.activities.test_first_attempt import BEGUN
from tests.fakes import MemoryJournal, MemoryMailer, MemoryOutbox, QueuedMessage, sender_to

HERE = Endpoint(name="here", url="https://hooks.example.go.id/a")
THERE = Endpoint(name="there", url="https://hooks.example.go.id/b")


@dataclass
class MemoryDigests:
    """Digests that nobody sends."""

    collected: list[tuple[str, TimeZone]] = field(default_factory=list)

    async def collect(self, person: str, zone: TimeZone) -> None:
        """Note whose digest it is."""
        self.collected.append((person, zone))


@dataclass
class Hook:
    """A channel to endpoints; what `answers` has for a URL is raised."""

    answers: dict[str, Exception] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, message: Message, receiver: str) -> str:
        """Tell an endpoint."""
        if receiver in self.answers:
            raise self.answers[receiver]
        self.told.append((message.key, receiver))
        return "200 OK"


class NoSuchUser(MemoryMailer):
    """A relay that knows nobody."""

    async def send(self, *, to: str, key: str, letter: Written) -> str:
        """Refuse."""
        raise Refused("550 unknown")


def notice(key: str, template: str = "your_turn", **changes: object) -> Notice:
    """A message to the coordinator."""
    told = next(each for each in notices(None, BEGUN.entries) if each.role is Role.COORDINATOR)
    return told.model_copy(update={"key": key, "template": template, "leaves_at": None, **changes})


def outbox_with(*told: Notice, **wishes: object) -> MemoryOutbox:
    """An outbox with these messages, to somebody with these wishes."""
    journal = MemoryJournal(notices={each.key: each for each in told})
    return MemoryOutbox(journal, wishes=dict(wishes))


async def deliver(activities: NotificationActivities, *keys: str) -> None:
    """Run the delivery."""
    await ActivityEnvironment().run(activities.deliver, MessageKeys(keys=keys))


STEP = {"task": "submit", "due": "2026-11-24T16:00:00+07:00", "step": "h", "sent_late": "no"}


async def test_muted() -> None:
    """A kind that its receiver has switched off is not sent; an escalation is, whatever has been written there."""
    outbox, mailer = (
        outbox_with(notice("a"), notice("b", "escalation", facts=STEP), muted=("task", "escalation")),
        MemoryMailer(),
    )
    await deliver(NotificationActivities(outbox, sender_to(outbox, mailer)), "a", "b")
    assert outbox.states == {"a": "muted", "b": "sent"}


async def test_kept_for_the_digest() -> None:
    """Messages to somebody with a digest are kept for his zone's morning; an escalation is sent at once."""
    outbox, mailer, digests = (
        outbox_with(notice("a"), notice("b", "escalation", facts=STEP), digest=True, region_zone="WIT"),
        MemoryMailer(),
        MemoryDigests(),
    )
    await deliver(NotificationActivities(outbox, sender_to(outbox, mailer, digests=digests)), "a", "b")
    assert outbox.states == {"a": "digested", "b": "sent"}
    assert digests.collected == [("koordinator", TimeZone.WIT)] or digests.collected[0][1] is TimeZone.WIT


@pytest.mark.parametrize("kind", [Kind.ESCALATION, Kind.DECISION, Kind.IN_YOUR_NAME])
def test_obligatory_kinds(kind: Kind) -> None:
    """What asks somebody senior, or was done in one's name, cannot be switched off."""
    with pytest.raises(KindIsObligatory, match=kind):
        mutable(kind)
    assert mutable(Kind.REMINDER) is Kind.REMINDER


async def test_unknown_mailbox() -> None:
    """A refusal for good is reported, and the coordinator's colleague is to pass it on; nothing more is sent."""
    outbox = outbox_with(notice("a"))
    await deliver(NotificationActivities(outbox, sender_to(outbox, NoSuchUser())), "a")
    assert outbox.states == {"a": "refused"}
    assert list(outbox.by_hand) == ["a"]
    ((kind, detail),) = outbox.incidents
    assert kind == "message_not_delivered" and "550 unknown" in detail


async def test_no_address() -> None:
    """A person without an address is told by hand; a role that nobody holds makes no work for anybody."""
    outbox = outbox_with(notice("a"), notice("b", person=None), email=None)
    await deliver(NotificationActivities(outbox, sender_to(outbox, MemoryMailer())), "a", "b")
    assert outbox.states == {"a": "no_receiver", "b": "no_receiver"}
    assert list(outbox.by_hand) == ["a"]


async def test_given_up() -> None:
    """What could not be sent for too long is to be passed on by hand; what was sent is not."""
    outbox = outbox_with(notice("a"), notice("b"))
    activities = NotificationActivities(outbox, sender_to(outbox, MemoryMailer()))
    await deliver(activities, "a")
    await ActivityEnvironment().run(activities.give_up, MessageKeys(keys=("a", "b")))
    assert (outbox.states["b"], list(outbox.by_hand)) == ("given_up", ["b"])


async def test_incomplete_letter() -> None:
    """A letter that cannot be written is reported with its variable; its message stays queued, the others are sent."""
    outbox, mailer = (
        outbox_with(notice("a", facts={"task": "submit"}, template="reminder"), notice("b")),
        MemoryMailer(),
    )
    activities = NotificationActivities(outbox, sender_to(outbox, mailer))
    with pytest.raises(NotSent, match="LetterIncomplete"):
        await deliver(activities, "a", "b")
    assert outbox.states == {"b": "sent"}
    ((kind, detail),) = outbox.incidents
    assert kind == "letter_incomplete" and "“reminder”" in detail and "“due”" in detail
    outbox.journal.notices["a"] = notice("a", "reminder", facts=STEP)
    await deliver(activities, "a", "b")
    assert (outbox.states["a"], mailer.sent) == ("sent", ["b", "a"])


async def test_failure_names_nobody() -> None:
    """What goes into a workflow's history about a failure has no address in it, not even as its cause."""

    class Leaky(MemoryMailer):
        async def send(self, *, to: str, key: str, letter: Written) -> str:
            raise OSError(f"cannot reach {to}")

    outbox = outbox_with(notice("a"))
    with pytest.raises(NotSent) as failed:
        await deliver(NotificationActivities(outbox, sender_to(outbox, Leaky())), "a")
    assert "example" not in str(failed.value) and failed.value.__cause__ is None


async def test_endpoints() -> None:
    """Each endpoint is told once of each message, whatever became of its mail; one that is away is asked again."""
    outbox = outbox_with(notice("a"), notice("b", person=None))
    hook = Hook({THERE.url: NotTaken("503")})
    sender = sender_to(outbox, MemoryMailer(), webhook=hook, endpoints=(HERE, THERE))
    activities = NotificationActivities(outbox, sender)
    with pytest.raises(NotSent, match="NotTaken"):
        await deliver(activities, "a", "b")
    assert outbox.states == {"a": "sent", "b": "no_receiver"}
    hook.answers.clear()
    await deliver(activities, "a", "b")
    await deliver(activities, "a", "b")
    assert sorted(hook.told) == [(key, each.url) for key in ("a", "b") for each in (HERE, THERE)]


async def test_endpoint_refuses() -> None:
    """An endpoint that refuses for good is reported and not asked again."""
    outbox, hook = outbox_with(notice("a")), Hook({HERE.url: Refused("410 Gone")})
    activities = NotificationActivities(outbox, sender_to(outbox, MemoryMailer(), webhook=hook, endpoints=(HERE,)))
    await deliver(activities, "a")
    assert outbox.told == {("a", "here"): "refused"}
    assert outbox.incidents == [("endpoint_refuses", "here: 410 Gone")]


def test_ready_text() -> None:
    """A message can be pasted into WhatsApp as it is, and opened there when a number is known."""
    message = QueuedMessage(key="a", template="your_turn", facts={"task": "submit", "due": ""})
    text = ready_text(message, Letters("id"))
    assert text.startswith("*[SIMULASI] Kabupaten Sleman: giliran Anda")
    assert text.endswith("Sekretariat Gerakan Menuju 100 Smart City")
    link = whatsapp_link("0811-2345 678", "Yth. Bapak & Ibu")
    assert link == "https://wa.me/628112345678?text=Yth.%20Bapak%20%26%20Ibu"
    assert whatsapp_link("+62 811", "x") == "https://wa.me/62811?text=x"
    assert whatsapp_link(None, "x") is None


def test_who_passes_on() -> None:
    """People of the region are told by their coordinator, all others by the ministry."""
    assert roles_to_pass_on("team_member")[0] is Role.COORDINATOR
    assert roles_to_pass_on("mentor")[0] is Role.MINISTRY_OFFICER


class AwayDigests(MemoryDigests):
    """Digests that cannot be begun."""

    async def collect(self, person: str, zone: TimeZone) -> None:
        """Fail, with whose it is in the error."""
        raise ConnectionError(f"digest-{person}")


async def test_a_digest_that_cannot_be_begun_holds_up_no_other() -> None:
    """The other messages are sent all the same, and the failure names nobody."""
    outbox = outbox_with(notice("a"), notice("b", "escalation", facts=STEP), digest=True)
    activities = NotificationActivities(outbox, sender_to(outbox, MemoryMailer(), digests=AwayDigests()))
    with pytest.raises(NotSent, match=r"^a: ConnectionError$"):
        await deliver(activities, "a", "b")
    assert outbox.states == {"b": "sent"}


@dataclass
class Hanging(MemoryMailer):
    """A relay that takes no mail until it is let go."""

    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, *, to: str, key: str, letter: Written) -> str:
        """Hang."""
        await self.let_go.wait()
        return await super().send(to=to, key=key, letter=letter)


async def test_deliveries_that_hang_leave_room() -> None:
    """When as many hang as may be under way, one more is sent back at once, and is sent when it is tried again."""
    names = [f"m-{number}" for number in range(AT_ONCE + 1)]
    outbox, mailer = outbox_with(*(notice(name) for name in names)), Hanging()
    activities = NotificationActivities(outbox, sender_to(outbox, mailer))
    hanging = [asyncio.create_task(deliver(activities, name)) for name in names[:-1]]
    await asyncio.sleep(0.05)
    with pytest.raises(NotSent, match="TooManyUnderWay"):
        async with asyncio.timeout(1):
            await deliver(activities, names[-1])
    mailer.let_go.set()
    await asyncio.gather(*hanging)
    await deliver(activities, names[-1])
    assert set(outbox.states.values()) == {"sent"} and len(outbox.states) == len(names)
