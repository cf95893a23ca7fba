"""What operators do, for the API and the operations desk alike; each act is in the audit before it is done."""

from __future__ import annotations

from datetime import UTC, datetime

from api.doctor.patient import Patient
from api.http.caller import Caller
from api.http.problems import CannotBeDone, NoSuch
from api.incidents.explain import Explained, explain
from api.services import Services
from records.audit import Audit
from records.inbox import Inbox
from records.incidents import Incident, Incidents
from records.operations import LedgerLine, MessageState, Operations

UNSAID = "–"
"""A reason that was not asked for and not given."""


async def resolve_incident(services: Services, caller: Caller, number: int, reason: str) -> Incident:
    """Say that an incident needs nothing more; one that is resolved stays as it is. Raises `NoSuch`."""
    incidents = Incidents(services.pool)
    found = await incidents.find(number)
    if found is None:
        raise NoSuch(what="incident", id=number)
    if found.resolved_at is None:
        await Audit(services.pool).note(
            person=caller.person,
            via=caller.via,
            action=f"resolve incident {number} ({found.kind})",
            subject=found.journey_id,
            reason=reason,
        )
        await incidents.resolve(number)
    return await incidents.find(number) or found


async def acknowledge_incident(services: Services, caller: Caller, number: int, reason: str | None) -> Incident:
    """Say that one sees to an incident: nobody is told of it again. Who said so first stays noted. Raises `NoSuch`."""
    incidents = Incidents(services.pool)
    found = await incidents.find(number)
    if found is None:
        raise NoSuch(what="incident", id=number)
    if found.resolved_at is None and found.acknowledged_at is None:
        await Audit(services.pool).note(
            person=caller.person,
            via=caller.via,
            action=f"acknowledge incident {number} ({found.kind})",
            subject=found.journey_id,
            reason=reason or UNSAID,
        )
        await incidents.acknowledge(number, caller.person, datetime.now(UTC))
    return await incidents.find(number) or found


async def explained(services: Services, number: int) -> Explained:
    """An incident with what it means and what to do. Raises `NoSuch`."""
    found = await Incidents(services.pool).find(number)
    if found is None:
        raise NoSuch(what="incident", id=number)
    return await explain(Patient(services.settings, services.client, services.pool, datetime.now(UTC)), found)


async def note_passed_on(services: Services, caller: Caller, key: str, by: str, reason: str) -> LedgerLine:
    """Note that a person has passed a message on by hand; who did so first stays noted.

    Raises `NoSuch`, and `CannotBeDone` for a message without a receiver.
    """
    found = await message_of(services, key)
    if found.person is None:
        raise CannotBeDone(why=f"The message has no receiver: nobody held the role {found.role}.")
    if found.by_hand != MessageState.SENT_BY_HAND:
        await Audit(services.pool).note(
            person=caller.person,
            via=caller.via,
            action=f"message {key} passed on by {by}",
            subject=found.person,
            reason=reason,
        )
        await Inbox(services.pool).passed_on(key, by, datetime.now(UTC))
    return await message_of(services, key)


async def message_of(services: Services, key: str) -> LedgerLine:
    """A message of the ledger. Raises `NoSuch`."""
    found = await Operations(services.pool).message(key)
    if found is None:
        raise NoSuch(what="message", id=key)
    return found
