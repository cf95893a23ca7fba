"""One journey as it stands, as every door shows it: `look`. Its history in words is in `api/story.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg
from pydantic import Field

from domain.clock import ExtensionRequest, Pause, Reassignment
from domain.delay import DelayAccount, delay_account
from domain.model import Journey
from domain.plan import Plan, plan
from domain.shape import Frozen
from records.people import People
from records.reading import JourneyLine, JourneyRows, Reading

SINGLE = ("person", "mentor", "by", "head", "author")
SEVERAL = ("mentors", "examiners", "commented_by", "signatories")
"""The columns of the read tables that hold people."""


class JourneyView(Frozen):
    """How a journey stands: its line, its rows by table, its clock, its plan, whose delay it was, people's names.

    What is not recorded yet, or not known before the opening, is left out.
    """

    line: JourneyLine
    parts: dict[str, tuple[dict[str, Any], ...]] = Field(default_factory=dict)
    pause: Pause | None = None
    extension_request: ExtensionRequest | None = None
    turn_requests: int = 0
    reassignment: Reassignment | None = None
    plan: Plan | None = None
    delay_account: DelayAccount | None = None
    names: dict[str, str] = Field(default_factory=dict)


class Seen(Frozen):
    """A journey with all that its view is made of."""

    view: JourneyView
    rows: JourneyRows | None
    state: Journey | None


async def look(pool: asyncpg.Pool, line: JourneyLine, now: datetime) -> Seen:
    """A journey as it stands at `now`."""
    rows, state = await Reading(pool).journey(line.journey_id), await Reading(pool).state(line.journey_id)
    account = delay_account(state, now) if state else None
    people = {*(people_in(rows) if rows else ()), *(people_of_clock(state, account) if state else ())}
    view = JourneyView(
        line=line,
        parts=rows.parts if rows else {},
        pause=state.pause if state else None,
        extension_request=state.extension_request if state else None,
        turn_requests=state.turn.requests if state else 0,
        reassignment=state.reassignment if state else None,
        plan=plan(state, now) if state else None,
        delay_account=account,
        names=await People(pool).names(sorted(people)),
    )
    return Seen(view=view, rows=rows, state=state)


def people_in(rows: JourneyRows) -> list[str]:
    """The ids of everybody named in the rows."""
    found = set()
    for part in rows.parts.values():
        for row in part:
            found |= {row[column] for column in SINGLE if row.get(column)}
            found |= {person for column in SEVERAL for person in row.get(column) or ()}
    return sorted(found)


def people_of_clock(journey: Journey, account: DelayAccount | None) -> set[str]:
    """The ids of everybody whom the clock names; agencies may be among them."""
    accounts: Sequence[Any] = account.accounts if account else ()
    found = {one.who for charged in accounts for one in charged.outstanding}
    if journey.extension_request is not None and journey.extension_request.by is not None:
        found.add(journey.extension_request.by)
    if journey.reassignment is not None:
        found |= {journey.reassignment.outgoing, journey.reassignment.incoming}
    return found
