"""What operators look through, a page at a time, for the API and the operations desk alike."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from api.http.asking import broken_cursor
from api.services import Services
from domain.shape import Frozen
from records.audit import Audit, AuditLine
from records.cursor import CursorBroken, P, read, written
from records.incidents import Incident, Incidents
from records.operations import LedgerLine, LedgerPlace, MessageState, Operations, OrdersPlace
from records.orders import WaitingDocument

LARGEST = 2**63 - 1


class IncidentPage(Frozen):
    """Incidents that are not resolved, in the order in which they were first seen; `next` leads to the page after."""

    items: tuple[Incident, ...]
    next: str | None


class LedgerPage(Frozen):
    """Messages, the newest first; `next` leads to the page after."""

    items: tuple[LedgerLine, ...]
    next: str | None


class DocumentsPage(Frozen):
    """Documents that are not made yet, the oldest first; `next` leads to the page after."""

    items: tuple[WaitingDocument, ...]
    next: str | None


class AuditPage(Frozen):
    """Lines of the audit, the newest first; `next` leads to the page after."""

    items: tuple[AuditLine, ...]
    next: str | None


class Numbered(Frozen):
    """Where a page of what is numbered ended."""

    number: int = Field(ge=0, le=LARGEST)


async def incident_page(
    services: Services, *, kind: str | None, journey: str | None, after: str | None, limit: int
) -> IncidentPage:
    """Incidents that are not resolved. Raises `NotValid` for a broken `after`."""
    place = place_of(after, Numbered)
    found = await Incidents(services.pool).page(
        kind=kind, journey=journey, after=place.number if place else 0, limit=limit + 1
    )
    items, more = found[:limit], len(found) > limit
    return IncidentPage(items=items, next=written(Numbered(number=items[-1].id)) if more else None)


async def message_page(
    services: Services,
    *,
    states: Sequence[MessageState],
    journey: str | None,
    by_hand: bool,
    after: str | None,
    limit: int,
) -> LedgerPage:
    """Messages of the ledger. Raises `NotValid` for a broken `after`."""
    found = await Operations(services.pool).messages(
        states=states, journey=journey, by_hand=by_hand, before=place_of(after, LedgerPlace), limit=limit + 1
    )
    items, more = found[:limit], len(found) > limit
    last = LedgerPlace(queued_at=items[-1].queued_at, key=items[-1].key) if more else None
    return LedgerPage(items=items, next=written(last) if last else None)


async def document_page(
    services: Services, *, journey: str | None, failed: bool, after: str | None, limit: int
) -> DocumentsPage:
    """Documents that are not made yet. Raises `NotValid` for a broken `after`."""
    found = await Operations(services.pool).documents(
        journey=journey, failed=failed, after=place_of(after, OrdersPlace), limit=limit + 1
    )
    items, more = found[:limit], len(found) > limit
    last = items[-1] if more else None
    place = OrdersPlace(ordered_at=last.ordered_at, journey=last.journey, key=last.key) if last else None
    return DocumentsPage(items=items, next=written(place) if place else None)


async def audit_page(
    services: Services, *, subject: str | None, person: str | None, after: str | None, limit: int
) -> AuditPage:
    """Lines of the audit. Raises `NotValid` for a broken `after`."""
    place = place_of(after, Numbered)
    found = await Audit(services.pool).lines(
        subject=subject, person=person, before=place.number if place else None, limit=limit + 1
    )
    items, more = found[:limit], len(found) > limit
    return AuditPage(items=items, next=written(Numbered(number=items[-1].id)) if more else None)


def place_of(after: str | None, kind: type[P]) -> P | None:
    """Where the page before ended. Raises `NotValid`."""
    try:
        return read(after, kind) if after is not None else None
    except CursorBroken as broken:
        raise broken_cursor(broken) from None
