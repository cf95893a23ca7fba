"""Notifications: sends queued messages by mail and notes in the ledger what became of each."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from enum import StrEnum
from importlib.resources import files
from typing import Protocol

import aiosmtplib
import structlog
from temporalio import activity

from domain.facts import ExtensionChoice
from domain.shape import Frozen
from domain.vocabulary import Party, Role, StopCause, TimeZone
from domain.words.names import name_of
from domain.words.phrase import Language
from domain.words.times import spell_days, spell_moment

log = structlog.get_logger()
MARK = "SIMULASI"


class Message(Protocol):
    """A queued message with its receiver."""

    @property
    def key(self) -> str:
        """The message's key, equal for every attempt."""

    @property
    def template(self) -> str:
        """The name of its template."""

    @property
    def facts(self) -> dict[str, str]:
        """What fills the template."""

    @property
    def state(self) -> str:
        """What became of it so far; `queued` while it is to be sent."""

    @property
    def email(self) -> str | None:
        """The receiver's address, None when nobody or no address is known."""

    @property
    def region_name(self) -> str | None:
        """The region it is about."""

    @property
    def simulated(self) -> bool:
        """Whether the journey is a simulation."""


class Outbox(Protocol):
    """The ledger of messages."""

    async def load(self, keys: Sequence[str]) -> Sequence[Message]:
        """The messages with these keys."""

    async def mark_sent(self, key: str, answer: str) -> None:
        """The server took it."""

    async def mark_refused(self, key: str, answer: str) -> None:
        """The server refused it for good."""

    async def mark_no_receiver(self, key: str, answer: str) -> None:
        """There is nobody to send it to."""

    async def give_up(self, key: str, answer: str) -> None:
        """It could not be sent for too long."""

    async def withdraw(self, key: str, answer: str) -> None:
        """It is of no use any more; only one that is still queued is withdrawn."""

    async def note_attempt(self, key: str, answer: str) -> None:
        """Sending failed for now."""


class MailRefused(Exception):
    """The mail server refused a message for good; the message is its answer."""


class Mailer(Protocol):
    """Sends one mail."""

    async def send(self, *, to: str, key: str, subject: str, text: str) -> str:
        """Send and return the server's answer. Raises `MailRefused` for good, anything else for now."""


class SmtpMailer:
    """A mailer that speaks SMTP with a relay, `address` being host:port."""

    def __init__(self, address: str, sender: str) -> None:
        self._host, _, port = address.rpartition(":")
        self._port = int(port)
        self._sender = sender

    async def send(self, *, to: str, key: str, subject: str, text: str) -> str:
        """Send one mail; its Message-ID is made from `key`, so that a repeat is recognisable."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, to, subject
        mail["Message-ID"] = f"<{key}@{self._sender.rpartition('@')[2]}>"
        mail.set_content(text)
        relay = aiosmtplib.SMTP(hostname=self._host, port=self._port, timeout=15)
        try:
            await relay.connect()
            _, answer = await relay.send_message(mail)
            with suppress(aiosmtplib.SMTPException):
                # It has the mail already: its farewell is not worth waiting for.
                await relay.quit(timeout=0.5)
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as error:
            if all(code >= 500 for code in _codes(error)):
                raise MailRefused(str(error)) from error
            raise
        finally:
            # At once: whoever sets a shorter time must not wait for a relay that does not answer to a farewell either.
            relay.close()
        return answer


def _codes(error: aiosmtplib.SMTPException) -> list[int]:
    """The reply codes in an error: one, or one for each recipient."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return [refused.code for refused in error.recipients]
    return [error.code] if isinstance(error, aiosmtplib.SMTPResponseException) else [0]


ZONES = {timedelta(hours=7): TimeZone.WIB, timedelta(hours=8): TimeZone.WITA, timedelta(hours=9): TimeZone.WIT}
"""The zone in which an instant was written, by its distance from UTC."""


FIXED: Mapping[str, type[StrEnum]] = {"role": Role, "party": Party, "cause": StopCause, "choice": ExtensionChoice}
"""Facts that are one of the programme's fixed words."""


class Letters:
    """The texts of the messages, from `templates/notices.toml`."""

    def __init__(self, language: str) -> None:
        table = tomllib.loads((files("activities") / "templates" / "notices.toml").read_text(encoding="utf-8"))
        self._letters: Mapping[str, Mapping[str, str]] = table[language]["letter"]
        self._words: Mapping[str, str] = table[language]["words"]
        self._sent_late: str = table[language]["sent_late"]
        self._language = Language(language)

    def write(self, message: Message) -> tuple[str, str]:
        """Subject and text. Raises `KeyError` for a template or a fact that is missing: a bug, not a blank."""
        letter = self._letters[message.template]
        facts = {name: self._spelt(name, value) for name, value in message.facts.items()}
        facts["region"] = message.region_name or ""
        subject = letter["subject"].format(**facts)
        mark = f"[{MARK}] " if message.simulated else ""
        text = letter["text"].format(**facts).strip() + "\n"
        late = f"\n{self._sent_late}\n" if message.facts.get("sent_late") == "yes" else ""
        return mark + subject, text + late

    def _spelt(self, name: str, value: str) -> str:
        """A fact as people write it: instants and days in words, the rest by the table of words."""
        if name in ("due", "before") and value:
            due = datetime.fromisoformat(value)
            return spell_moment(due, ZONES[due.utcoffset() or timedelta()], self._language)
        if name in ("happened_on", "days", "day") and value:
            return spell_days([date.fromisoformat(day) for day in value.split(", ")], self._language)
        if name in FIXED:
            return name_of(FIXED[name](value)).into(self._language)
        return self._words.get(value, value)


SENDING_FAILED = (aiosmtplib.SMTPException, OSError, KeyError, ValueError)
"""What a message that cannot be sent for now raises: the relay, the line, or a letter that cannot be written."""


class Sender:
    """Sends one message and notes in the ledger what became of it."""

    def __init__(self, outbox: Outbox, mailer: Mailer, letters: Letters) -> None:
        self._outbox = outbox
        self._mailer = mailer
        self._letters = letters

    async def send(self, message: Message, until: float | None = None) -> None:
        """Settle a message that is queued still; afterwards it is settled, or one of `SENDING_FAILED` is raised.

        `until` is when the relay has to have answered, by the event loop's clock.
        """
        if message.state != "queued":
            return
        if message.email is None:
            await self._outbox.mark_no_receiver(message.key, "nobody, or no address, for this role")
            return
        try:
            subject, text = self._letters.write(message)
            # The limit is the relay's alone: a message it took must not go unnoted.
            async with asyncio.timeout_at(until):
                answer = await self._mailer.send(to=message.email, key=message.key, subject=subject, text=text)
        except MailRefused as refused:
            await self._outbox.mark_refused(message.key, str(refused))
        except SENDING_FAILED as error:
            await self._outbox.note_attempt(message.key, type(error).__name__)
            log.warning("message_not_sent", key=message.key, error=type(error).__name__)
            raise
        else:
            await self._outbox.mark_sent(message.key, answer)


class MessageKeys(Frozen):
    """Messages to send, and messages to withdraw, by their keys."""

    keys: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()


class NotificationActivities:
    """Activities that send messages."""

    def __init__(self, outbox: Outbox, sender: Sender) -> None:
        self._outbox = outbox
        self._sender = sender

    @activity.defn
    async def deliver(self, messages: MessageKeys) -> None:
        """Withdraw and send what is still queued of these messages. Raises when one failed, to be tried again."""
        for key in messages.withdrawn:
            await self._outbox.withdraw(key, "not wanted any more when it might leave")
        failed: Exception | None = None
        for message in await self._outbox.load(messages.keys):
            activity.heartbeat(message.key)
            try:
                await self._sender.send(message)
            except SENDING_FAILED as error:
                # The others are tried all the same; then the whole activity, which skips what was sent.
                failed = error
        if failed is not None:
            raise failed

    @activity.defn
    async def give_up(self, messages: MessageKeys) -> None:
        """Note that what is still queued of these messages will not be sent any more."""
        for message in await self._outbox.load(messages.keys):
            if message.state == "queued":
                await self._outbox.give_up(message.key, "not sent within the time given")
