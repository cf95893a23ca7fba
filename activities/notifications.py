"""Notifications: sends queued messages by mail and notes in the ledger what became of each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from importlib.resources import files
from typing import Protocol

import aiosmtplib
import structlog
from temporalio import activity

from domain.shape import Frozen
from domain.vocabulary import TimeZone
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
        try:
            _, answer = await aiosmtplib.send(mail, hostname=self._host, port=self._port, timeout=15)
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as error:
            if all(code >= 500 for code in _codes(error)):
                raise MailRefused(str(error)) from error
            raise
        return answer


def _codes(error: aiosmtplib.SMTPException) -> list[int]:
    """The reply codes in an error: one, or one for each recipient."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return [refused.code for refused in error.recipients]
    return [error.code] if isinstance(error, aiosmtplib.SMTPResponseException) else [0]


ZONES = {timedelta(hours=7): TimeZone.WIB, timedelta(hours=8): TimeZone.WITA, timedelta(hours=9): TimeZone.WIT}
"""The zone in which an instant was written, by its distance from UTC."""


class Letters:
    """The texts of the messages, from `templates/notices.toml`."""

    def __init__(self, language: str) -> None:
        table = tomllib.loads((files("activities") / "templates" / "notices.toml").read_text(encoding="utf-8"))
        self._letters: Mapping[str, Mapping[str, str]] = table[language]["letter"]
        self._words: Mapping[str, str] = table[language]["words"]
        self._language = Language(language)

    def write(self, message: Message) -> tuple[str, str]:
        """Subject and text. Raises `KeyError` for a template or a fact that is missing: a bug, not a blank."""
        letter = self._letters[message.template]
        facts = {name: self._spelt(name, value) for name, value in message.facts.items()}
        facts["region"] = message.region_name or ""
        subject = letter["subject"].format(**facts)
        mark = f"[{MARK}] " if message.simulated else ""
        return mark + subject, letter["text"].format(**facts).strip() + "\n"

    def _spelt(self, name: str, value: str) -> str:
        """A fact as people write it: instants and days in words, the rest by the table of words."""
        if name == "due" and value:
            due = datetime.fromisoformat(value)
            return spell_moment(due, ZONES[due.utcoffset() or timedelta()], self._language)
        if name in ("happened_on", "days") and value:
            return spell_days([date.fromisoformat(day) for day in value.split(", ")], self._language)
        return self._words.get(value, value)


class MessageKeys(Frozen):
    """Messages by their keys."""

    keys: tuple[str, ...]


class NotificationActivities:
    """Activities that send messages."""

    def __init__(self, outbox: Outbox, mailer: Mailer, letters: Letters) -> None:
        self._outbox = outbox
        self._mailer = mailer
        self._letters = letters

    @activity.defn
    async def deliver(self, messages: MessageKeys) -> None:
        """Send what is still queued of these messages. Raises when one failed for now, so that it is tried again."""
        failed: Exception | None = None
        for message in await self._outbox.load(messages.keys):
            activity.heartbeat(message.key)
            if message.state != "queued":
                continue
            if message.email is None:
                await self._outbox.mark_no_receiver(message.key, "nobody, or no address, for this role")
                continue
            try:
                subject, text = self._letters.write(message)
                answer = await self._mailer.send(to=message.email, key=message.key, subject=subject, text=text)
            except MailRefused as refused:
                await self._outbox.mark_refused(message.key, str(refused))
            except (aiosmtplib.SMTPException, OSError, KeyError, ValueError) as error:
                # The others are tried all the same; then the whole activity, which skips what was sent.
                await self._outbox.note_attempt(message.key, type(error).__name__)
                log.warning("message_not_sent", key=message.key, error=type(error).__name__)
                failed = error
            else:
                await self._outbox.mark_sent(message.key, answer)
        if failed is not None:
            raise failed

    @activity.defn
    async def give_up(self, messages: MessageKeys) -> None:
        """Note that what is still queued of these messages will not be sent any more."""
        for message in await self._outbox.load(messages.keys):
            if message.state == "queued":
                await self._outbox.give_up(message.key, "not sent within the time given")
