"""Mail: `SmtpMailer` hands one mail to a relay; `Mail` is the channel that writes a message and mails it."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Literal, Protocol

import aiosmtplib

from activities.notify.channels import Message, NotTaken, Refused
from activities.notify.letters import Letters, Written

ANSWERS_WITHIN = 15.0
"""Seconds for each answer of the relay."""
DONE_WITHIN = 25.0
"""Seconds for one mail altogether: less than the 30 after which Temporal takes a silent delivery for dead."""

Tls = Literal["none", "starttls", "tls"]


class PasswordInClear(ValueError):
    """A password for the mail relay would cross the network in clear; choose `starttls` or `tls`."""

    def __str__(self) -> str:
        return str(self.__doc__)


class Mailer(Protocol):
    """Sends one mail."""

    async def send(self, *, to: str, key: str, letter: Written) -> str:
        """Send and return the answer. Raises `Refused` for good, `NotTaken` or anything else for now."""


@dataclass(frozen=True)
class Login:
    """Who we are to the relay."""

    user: str
    password: str = field(repr=False)


class SmtpMailer:
    """A mailer that speaks SMTP with a relay, `address` being host:port. Raises `PasswordInClear`."""

    def __init__(self, address: str, sender: str, *, tls: Tls = "none", login: Login | None = None) -> None:
        self._host, _, port = address.rpartition(":")
        self._port = int(port)
        self._sender = sender
        self._tls = tls
        self._login = login
        if login is not None and tls == "none" and not _on_this_machine(self._host):
            raise PasswordInClear

    async def send(self, *, to: str, key: str, letter: Written) -> str:
        """Send one mail; its Message-ID is made from `key`, so that a repeat is recognisable."""
        mail = self._mail(to, key, letter)
        relay = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            timeout=ANSWERS_WITHIN,
            use_tls=self._tls == "tls",
            start_tls=self._tls == "starttls",
            tls_context=ssl.create_default_context() if self._tls != "none" else None,
            username=self._login.user if self._login else None,
            password=self._login.password if self._login else None,
        )
        try:
            async with asyncio.timeout(DONE_WITHIN):
                return await _hand_over(relay, mail, to)
        finally:
            # At once: whoever sets a shorter time must not wait for a relay that does not answer to a farewell either.
            relay.close()

    def _mail(self, to: str, key: str, letter: Written) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, to, letter.subject
        mail["Message-ID"] = f"<{key}@{self._sender.rpartition('@')[2]}>"
        # No machine answers it: an absence notice would go to nobody.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text)
        mail.add_alternative(letter.html, subtype="html")
        return mail


async def _hand_over(relay: aiosmtplib.SMTP, mail: EmailMessage, to: str) -> str:
    try:
        await relay.connect()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise NotTaken(type(error).__name__) from error
    try:
        _, answer = await relay.send_message(mail)
    except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPDataError) as error:
        said = _without(str(error), to)
        if all(code >= 500 for code in _codes(error)):
            raise Refused(said) from error
        raise NotTaken(said) from error
    except aiosmtplib.SMTPResponseException as error:
        # Such as a sender the relay does not know: that is for us to mend, and holds for every receiver.
        raise NotTaken(_without(str(error), to)) from error
    with suppress(aiosmtplib.SMTPException):
        # It has the mail already: its farewell is not worth waiting for.
        await relay.quit(timeout=0.5)
    return answer


def _codes(error: aiosmtplib.SMTPException) -> list[int]:
    """The reply codes in an error: one, or one for each recipient."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return [refused.code for refused in error.recipients]
    return [error.code] if isinstance(error, aiosmtplib.SMTPResponseException) else [0]


def _without(said: str, address: str) -> str:
    """A relay's answer without the address it repeats: the ledger and the logs name nobody."""
    mailbox = address.rpartition("@")[0]
    return said.replace(address, "<address>").replace(mailbox or address, "<address>")


def _on_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Mail:
    """The channel that mails a message to an address."""

    def __init__(self, mailer: Mailer, letters: Letters) -> None:
        self._mailer = mailer
        self._letters = letters

    async def send(self, message: Message, receiver: str) -> str:
        """Write and mail a message. Raises `LetterIncomplete` when it cannot be written."""
        return await self._mailer.send(to=receiver, key=message.key, letter=self._letters.write(message))
