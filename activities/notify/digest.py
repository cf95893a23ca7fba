"""Digests: keeps a person's messages together until the next working morning, then sends them as one mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime
from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy

from activities.notify.by_hand import PassingOn
from activities.notify.channels import Message, NotSent, NotTaken, Refused
from activities.notify.letters import LetterIncomplete, Letters
from activities.notify.mail import Mailer
from domain.calendar import WorkingCalendar
from domain.shape import Frozen, Person
from domain.vocabulary import IANA, TimeZone

MORNING = time(8)
"""When digests are sent, where their receivers are."""
LEEWAY = timedelta(minutes=2)
"""So long after it a digest leaves: what was to be kept for it at the last moment is in the ledger by then."""


class Digest(Frozen):
    """A person's next digest and when it leaves."""

    person: Person
    sends_at: AwareDatetime


class OpenDigest(Protocol):
    """A digest that is to be sent, with the same messages at every attempt."""

    @property
    def key(self) -> str:
        """Its key, equal for every attempt."""

    @property
    def messages(self) -> Sequence[Message]:
        """What is in it; at least one message."""


class DigestLedger(Protocol):
    """The ledger of digests."""

    async def open(self, person: str) -> OpenDigest | None:
        """The person's digest that is not sent yet, or a new one of what waits; None when nothing does."""

    async def begin(self, key: str) -> bool | None:
        """An attempt begins; says whether an earlier one has no known outcome, None when the digest is settled."""

    async def settle(self, key: str, state: str, answer: str) -> None:
        """What became of a digest, and so of its messages."""

    async def note_attempt(self, key: str, answer: str, *, certain: bool) -> None:
        """Sending failed for now; `certain` when it is sure that nothing arrived."""


def next_morning(now: datetime, zone: TimeZone, calendar: WorkingCalendar) -> datetime:
    """The next time after `now` at which it is 08.00 of a working day in a zone."""
    local = now.astimezone(ZoneInfo(IANA[zone]))
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(calendar.after(day, 0), MORNING, ZoneInfo(IANA[zone]))


class DigestStarter:
    """Has a person's digest sent: one workflow a person, started when it is not there.

    `calendar` gives the working days of a year and the next.
    """

    def __init__(self, client: Client, task_queue: str, calendar: Callable[[int], WorkingCalendar]) -> None:
        self._client = client
        self._task_queue = task_queue
        self._calendar = calendar

    async def collect(self, person: str, zone: TimeZone) -> None:
        """Have what is kept for a person sent on the next working morning."""
        now = datetime.now(UTC)
        digest = Digest(person=person, sends_at=next_morning(now, zone, self._calendar(now.year)) + LEEWAY)
        await self._client.start_workflow(
            "DigestOfPerson",
            digest,
            id=f"digest-{person}",
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            start_signal="collect",
            start_signal_args=[digest],
        )


class DigestActivities:
    """Activities that send digests."""

    def __init__(self, ledger: DigestLedger, mailer: Mailer, letters: Letters, passing_on: PassingOn) -> None:
        self._ledger = ledger
        self._mailer = mailer
        self._letters = letters
        self._passing_on = passing_on

    @activity.defn
    async def send_digest(self, digest: Digest) -> None:
        """Send what waits for a person in one mail. Raises `NotSent` for now, to be tried again."""
        opened = await self._ledger.open(digest.person)
        if opened is None:
            return
        to = opened.messages[0].email
        if to is None:
            await self._not_delivered(opened, "no_receiver", "no address is known")
            return
        if await self._ledger.begin(opened.key) is None:
            return
        try:
            answer = await self._mailer.send(to=to, key=opened.key, letter=self._letters.digest(opened.messages))
        except Refused as refused:
            await self._not_delivered(opened, "refused", str(refused))
        except Exception as error:
            why = str(error) if isinstance(error, NotTaken) else type(error).__name__
            if isinstance(error, LetterIncomplete):
                await self._passing_on.not_written(opened.messages[0], str(error))
            await self._ledger.note_attempt(opened.key, why, certain=isinstance(error, NotTaken))
            raise NotSent(opened.key, type(error).__name__) from None
        else:
            await self._ledger.settle(opened.key, "sent", answer)

    @activity.defn
    async def give_up_digest(self, digest: Digest) -> None:
        """Note that a digest will not be sent any more; its messages are to be passed on by hand."""
        opened = await self._ledger.open(digest.person)
        if opened is not None:
            await self._not_delivered(opened, "given_up", "not sent within the time given")

    async def _not_delivered(self, opened: OpenDigest, state: str, why: str) -> None:
        for message in opened.messages:
            await self._passing_on.not_delivered(message, why)
        await self._ledger.settle(opened.key, state, why)
