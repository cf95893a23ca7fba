"""Notifications: sends queued messages and notes in the ledger what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog
from temporalio import activity

from activities.notify.by_hand import PassingOn
from activities.notify.channels import Channel, Message, NotSent, NotTaken, Refused
from activities.notify.kinds import OBLIGATORY, kind_of
from activities.notify.letters import LetterIncomplete
from domain.roles import REGIONAL_ROLES
from domain.shape import Frozen
from domain.vocabulary import Role, TimeZone

log = structlog.get_logger()

WEBHOOK = "webhook"
AT_ONCE = 50
"""Deliveries under way at once in a worker: half of its places for activities; the rest is for recording."""


class Outbox(Protocol):
    """The ledger of messages."""

    async def load(self, keys: Sequence[str]) -> Sequence[Message]:
        """The messages with these keys."""

    async def begin(self, key: str) -> bool | None:
        """An attempt begins; says whether an earlier one has no known outcome, None when the message is settled."""

    async def mark_sent(self, key: str, answer: str) -> None:
        """The server took it."""

    async def mark_refused(self, key: str, answer: str) -> None:
        """The server refused it for good."""

    async def mark_no_receiver(self, key: str, answer: str) -> None:
        """There is nobody to send it to."""

    async def give_up(self, key: str, answer: str) -> None:
        """It could not be sent for too long, to its receiver or to an endpoint."""

    async def withdraw(self, key: str, answer: str) -> None:
        """It is of no use any more; only one that is still queued is withdrawn."""

    async def set_aside(self, key: str, state: str, answer: str) -> None:
        """Its receiver wants it in the digest (`digested`), or not at all (`muted`)."""

    async def note_attempt(self, key: str, answer: str, *, certain: bool = False) -> None:
        """Sending failed for now; `certain` when it is sure that it did not arrive."""

    async def begin_delivery(self, key: str, channel: str, receiver: str) -> bool | None:
        """As `begin`, for another way of the message."""

    async def settle_delivery(self, key: str, channel: str, receiver: str, state: str, answer: str) -> None:
        """What became of a message on another way."""

    async def note_delivery(self, key: str, channel: str, receiver: str, answer: str, *, certain: bool) -> None:
        """Another way failed for now."""


class Digests(Protocol):
    """Where messages are kept for one mail a day."""

    async def collect(self, person: str, zone: TimeZone) -> None:
        """Have what is kept for a person sent on the next working morning in his zone."""


class Endpoint(Frozen):
    """Another system that is told of every message."""

    name: str
    url: str


class Sender:
    """Sends one message and notes in the ledger what became of it."""

    def __init__(
        self,
        outbox: Outbox,
        mail: Channel,
        passing_on: PassingOn,
        *,
        digests: Digests | None = None,
        webhook: Channel | None = None,
        endpoints: Sequence[Endpoint] = (),
    ) -> None:
        self._outbox = outbox
        self._mail = mail
        self._passing_on = passing_on
        self._digests = digests
        self._webhook = webhook
        self.endpoints = tuple(endpoints) if webhook else ()
        """Who else is told of every message, by `tell`."""

    async def send(self, message: Message, until: float | None = None) -> None:
        """Settle a message that is queued still; afterwards it is settled, or `NotSent` is raised.

        `until` is when the relay has to have answered, by the event loop's clock.
        """
        if message.state != "queued" or await self._set_aside(message):
            return
        if message.email is None:
            await self._not_addressed(message)
            return
        if await self._outbox.begin(message.key) is None:
            return
        try:
            # The limit is the relay's alone: a message it took must not go unnoted.
            async with asyncio.timeout_at(until):
                answer = await self._mail.send(message, message.email)
        except Refused as refused:
            # First who is to pass it on: a worker that dies here must not leave it settled and untold.
            await self._passing_on.not_delivered(message, str(refused))
            await self._outbox.mark_refused(message.key, str(refused))
        except Exception as error:
            if isinstance(error, LetterIncomplete):
                await self._passing_on.not_written(message, str(error))
            await self._outbox.note_attempt(message.key, _said(error), certain=isinstance(error, NotTaken))
            log.warning("message_not_sent", key=message.key, error=type(error).__name__)
            # Without its cause, which may name the receiver: this ends up in the workflow's history.
            raise NotSent(message.key, type(error).__name__) from None
        else:
            await self._outbox.mark_sent(message.key, answer)

    async def tell(self, message: Message, endpoint: Endpoint) -> None:
        """Tell an endpoint of a message, once, whatever became of its mail; raises `NotSent` for now."""
        if self._webhook is None or message.state == "withdrawn":
            return
        way = (message.key, WEBHOOK, endpoint.name)
        if await self._outbox.begin_delivery(*way) is None:
            return
        try:
            answer = await self._webhook.send(message, endpoint.url)
        except Refused as refused:
            await self._passing_on.not_told(message, endpoint.name, str(refused))
            await self._outbox.settle_delivery(*way, "refused", str(refused))
        except Exception as error:
            await self._outbox.note_delivery(*way, _said(error), certain=isinstance(error, NotTaken))
            log.warning("endpoint_not_told", key=message.key, endpoint=endpoint.name, error=type(error).__name__)
            raise NotSent(message.key, type(error).__name__) from None
        else:
            await self._outbox.settle_delivery(*way, "sent", answer)

    async def give_up(self, message: Message) -> None:
        """What is still queued of a message will not be sent any more: somebody has to pass it on."""
        why = "not sent within the time given"
        if message.state == "queued":
            await self._passing_on.not_delivered(message, why)
        await self._outbox.give_up(message.key, why)

    async def _set_aside(self, message: Message) -> bool:
        """Whether its receiver wants a message otherwise than at once; it is then kept so."""
        kind = kind_of(message.template)
        if kind in OBLIGATORY or message.person is None:
            return False
        if kind in message.muted:
            await self._outbox.set_aside(message.key, "muted", f"its receiver has switched off: {kind}")
            return True
        if message.digest and self._digests is not None:
            # First the workflow that sends it: a message that is kept, and sent by nobody, would be lost.
            try:
                await self._digests.collect(message.person, _zone(message))
            except Exception as error:
                log.warning("digest_not_begun", key=message.key, error=type(error).__name__)
                raise NotSent(message.key, type(error).__name__) from None
            await self._outbox.set_aside(message.key, "digested", "kept for the digest")
            return True
        return False

    async def _not_addressed(self, message: Message) -> None:
        if message.person is not None:
            await self._passing_on.not_delivered(message, "no address is known")
        await self._outbox.mark_no_receiver(message.key, "nobody, or no address, for this role")


def _said(error: Exception) -> str:
    """What the ledger is told of a failure: what we say ourselves, else no more than its name."""
    return str(error) if isinstance(error, NotTaken) else type(error).__name__


def _zone(message: Message) -> TimeZone:
    """Where a receiver is: where he says, else in the region for its people, and in Jakarta for the others."""
    regional = message.region_zone if Role(message.role) in REGIONAL_ROLES else None
    return TimeZone(message.zone or regional or TimeZone.WIB)


class MessageKeys(Frozen):
    """Messages to send, and messages to withdraw, by their keys."""

    keys: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()


class NotificationActivities:
    """Activities that send messages."""

    def __init__(self, outbox: Outbox, sender: Sender) -> None:
        self._outbox = outbox
        self._sender = sender
        self._under_way = 0

    @activity.defn
    async def deliver(self, messages: MessageKeys) -> None:
        """Withdraw and send what is still queued of these messages. Raises when one failed, to be tried again.

        While too many others are under way it fails at once: relays or endpoints that hang hold up no recording.
        """
        if self._under_way >= AT_ONCE:
            raise NotSent((*messages.keys, *messages.withdrawn)[0], "TooManyUnderWay")
        self._under_way += 1
        try:
            await self._deliver(messages)
        finally:
            self._under_way -= 1

    async def _deliver(self, messages: MessageKeys) -> None:
        for key in messages.withdrawn:
            await self._outbox.withdraw(key, "not wanted any more when it might leave")
        failed: NotSent | None = None
        loaded = await self._outbox.load(messages.keys)
        for message in loaded:
            # The others are tried all the same; then the whole activity, which skips what was sent.
            activity.heartbeat(message.key)
            try:
                await self._sender.send(message)
            except NotSent as error:
                failed = error
        for endpoint in self._sender.endpoints:
            try:
                for message in loaded:
                    activity.heartbeat(message.key)
                    await self._sender.tell(message, endpoint)
            except NotSent as error:
                # An endpoint that is away is not asked for each message; people and other endpoints do not wait for it.
                failed = error
        if failed is not None:
            raise failed

    @activity.defn
    async def give_up(self, messages: MessageKeys) -> None:
        """Note that what is still queued of these messages will not be sent any more."""
        for message in await self._outbox.load(messages.keys):
            await self._sender.give_up(message)
