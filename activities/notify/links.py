"""Links in mails: signed, of limited life, and only an address; opening one decides nothing."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import itsdangerous
from pydantic import AwareDatetime, ValidationError

from activities.notify.channels import Message
from activities.notify.kinds import Kind, kind_of
from domain.shape import Frozen, Key, Person

LASTS = timedelta(days=60)
"""How long a link in a mail leads anywhere, from when its message was queued."""
PATH = "/l/"


class MailLink(Frozen):
    """What a link stands for: which journey, for whom, in what kind of message, until when."""

    person: Person
    journey: Key
    kind: Kind
    ends_at: AwareDatetime


class LinkNotOurs(Exception):
    """A link that was not signed here, or not all of it arrived."""


class MailLinks:
    """Makes the links of mails and reads them again; `public_url` is where people reach the HTTP door."""

    def __init__(self, secret: str, public_url: str) -> None:
        self._public_url = public_url.rstrip("/")
        self._serializer = itsdangerous.URLSafeSerializer(
            secret,
            salt="bimtek mail link",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def address(self, message: Message) -> str | None:
        """The link of a message, the same whenever it is written; None for one without receiver or time."""
        if message.person is None or message.queued_at is None:
            return None
        ends_at = int((message.queued_at + LASTS).timestamp())
        fields = [message.person, message.journey_id, kind_of(message.template).value, ends_at]
        return f"{self._public_url}{PATH}{self._serializer.dumps(fields)}"

    def read(self, token: str) -> MailLink:
        """What a link's last part stands for, also after its end. Raises `LinkNotOurs`."""
        try:
            person, journey, kind, ends_at = self._serializer.loads(token)
            return MailLink(
                person=person, journey=journey, kind=kind, ends_at=datetime.fromtimestamp(int(ends_at), UTC)
            )
        except (itsdangerous.BadData, TypeError, ValueError, ValidationError) as error:
            raise LinkNotOurs from error
