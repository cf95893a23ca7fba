"""By hand: the ready text of a message for WhatsApp, and who is told when no machine reaches its receiver."""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import quote

from activities.notify.channels import Message
from activities.notify.letters import Letters
from domain.roles import REGIONAL_ROLES
from domain.vocabulary import Role

PROGRAMME_SIDE = (Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER)
"""Who passes on what did not reach somebody of the programme, in this order."""


class Ledger(Protocol):
    """Where it is noted that somebody is to pass a message on."""

    async def ask_by_hand(self, key: str, roles: tuple[str, ...], why: str) -> str | None:
        """Note that the first holder of these roles is to pass a message on; gives his id, None when there is none."""


class Incidents(Protocol):
    """Where it is reported what somebody has to look at."""

    async def report(self, journey: str, kind: str, detail: str) -> None:
        """Report an incident; one that is open already is counted once more."""


def ready_text(message: Message, letters: Letters) -> str:
    """The whole text of a message, ready to be pasted. Raises `LetterIncomplete`."""
    written = letters.write(message)
    body, _, _ = written.text.partition("\n-- \n")
    return f"*{written.subject}*\n\n{body.strip()}"


def whatsapp_link(phone: str | None, text: str) -> str | None:
    """A link that opens WhatsApp with the text; None without a number. A number that begins with 0 is Indonesian."""
    digits = re.sub(r"\D", "", phone or "")
    if not digits:
        return None
    return f"https://wa.me/{'62' + digits[1:] if digits.startswith('0') else digits}?text={quote(text)}"


def roles_to_pass_on(role: str) -> tuple[Role, ...]:
    """Who passes on a message to somebody in a role: for people of the region, its coordinator first."""
    return (Role.COORDINATOR, *PROGRAMME_SIDE) if Role(role) in REGIONAL_ROLES else PROGRAMME_SIDE


class PassingOn:
    """What follows when a message cannot be delivered: an incident, and somebody who passes it on by hand.

    It sends nothing itself, so that no failure can lead to another message.
    """

    def __init__(self, ledger: Ledger, incidents: Incidents) -> None:
        self._ledger = ledger
        self._incidents = incidents

    async def not_delivered(self, message: Message, why: str) -> None:
        """Ask somebody to pass a message on, and report it. The same again changes nothing."""
        somebody = await self._ledger.ask_by_hand(message.key, roles_to_pass_on(message.role), why)
        how = "it is to be passed on by hand" if somebody else "and nobody is there to pass it on by hand"
        detail = f"messages to {message.person} ({message.role}) are not delivered: {why}; {how}"
        await self._incidents.report(message.journey_id, "message_not_delivered", detail)

    async def not_written(self, message: Message, why: str) -> None:
        """Report a letter that cannot be written; its message stays queued until the letter is mended."""
        await self._incidents.report(message.journey_id, "letter_incomplete", why)

    async def not_told(self, message: Message, endpoint: str, why: str) -> None:
        """Report an endpoint that refuses what it is told."""
        await self._incidents.report(message.journey_id, "endpoint_refuses", f"{endpoint}: {why}")
