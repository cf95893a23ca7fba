"""What a channel is: `Channel.send` brings one message to one receiver, or says that it is refused for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Message(Protocol):
    """A message of the ledger with its receiver, how that person wants to be told, and what its letter needs."""

    @property
    def key(self) -> str:
        """The message's key, equal for every attempt and on every channel."""

    @property
    def journey_id(self) -> str:
        """The journey it is about."""

    @property
    def seq(self) -> int:
        """The entry that gave rise to it."""

    @property
    def person(self) -> str | None:
        """Its receiver's id, None when nobody holds the role."""

    @property
    def role(self) -> str:
        """The role in which its receiver gets it."""

    @property
    def template(self) -> str:
        """The name of its letter."""

    @property
    def facts(self) -> dict[str, str]:
        """What fills the letter; no personal data."""

    @property
    def state(self) -> str:
        """What became of it so far; `queued` while it is to be sent."""

    @property
    def queued_at(self) -> datetime | None:
        """When it was queued; None for one that was made up."""

    @property
    def name(self) -> str | None:
        """The receiver's name."""

    @property
    def email(self) -> str | None:
        """The receiver's address, None when nobody or no address is known."""

    @property
    def phone(self) -> str | None:
        """The receiver's telephone number, if it is known."""

    @property
    def region_name(self) -> str | None:
        """The region it is about."""

    @property
    def region_zone(self) -> str | None:
        """The region's time zone."""

    @property
    def programme(self) -> str | None:
        """The programme's name."""

    @property
    def title(self) -> str | None:
        """What the policy calls the gate or obligation it is about."""

    @property
    def simulated(self) -> bool:
        """Whether the journey is a simulation."""

    @property
    def language(self) -> str | None:
        """The language its receiver has chosen."""

    @property
    def zone(self) -> str | None:
        """The time zone its receiver has chosen."""

    @property
    def digest(self) -> bool:
        """Whether its receiver wants one mail a day instead of single ones."""

    @property
    def muted(self) -> Sequence[str]:
        """The kinds of messages that its receiver does not want."""


class Refused(Exception):
    """A receiver's server refused a message for good; the text is its answer, without addresses."""


class NotTaken(Exception):
    """A message certainly did not arrive, and may be sent again without being a repeat."""


class NotSent(Exception):
    """A message was not sent for now, and is to be tried again. It says which and why, and nothing of its receiver."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}")


class Channel(Protocol):
    """A way to a receiver."""

    async def send(self, message: Message, receiver: str) -> str:
        """Bring a message to an address and return the answer. Raises `Refused` for good, anything else for now."""
