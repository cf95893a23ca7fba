"""Lets the time of a simulated journey pass, on a local stack: nobody waits a week for a bimtek to try it out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.desk import until_known
from api.http.access import OfJourney
from api.http.asking import JourneyId, state_of
from api.http.problems import JourneyHasEnded, NotFound
from api.http.serving import Serving
from api.pages.rendering import Showing
from api.services import Services
from domain.calendar import end_of_day, local_date, noon
from domain.model import Journey
from domain.seats import regional_calendar
from domain.words.phrase import Phrase
from domain.words.times import spell_moment
from records.reading import Reading
from workers.looking import look
from workflows.looking import View

router = APIRouter(include_in_schema=False)

PATIENCE = timedelta(seconds=10)
SKIPPED_WITHIN = 30.0
"""Seconds; what happens on the way takes about one each."""
MOST_DAYS = 366
JUST_PAST = timedelta(minutes=1)
PASSED = Phrase("SIMULASI: pada perjalanan ini sekarang {now}.", "SIMULASI: in this journey it is now {now}.")
NOTHING_AHEAD = Phrase(
    "SIMULASI: tidak ada yang dituju; pilih jumlah hari.",
    "SIMULASI: nothing lies ahead; choose a number of days.",
)
NOT_SIMULATED = Phrase(
    "Perjalanan ini sungguhan; waktunya tidak dapat dimajukan.", "This journey is real; its time cannot be moved."
)


@dataclass(frozen=True)
class Leap:
    """A time to go to: the next working day, past the agreed event, past the deadline, or some days ahead."""

    to: str
    days: int = 0


def may_skip(services: Services, state: Journey) -> bool:
    """Whether time can be moved: in a simulated journey, on a stack where people sign in without a password."""
    return services.settings.sign_in_links and state.simulated and not state.ended


def target(state: Journey, leap: Leap, now: datetime) -> datetime | None:
    """The instant to go to; None where there is nothing such ahead."""
    zone = state.region.zone
    match leap.to:
        case "working_day":
            return noon(regional_calendar(state).after(local_date(now, zone), 1), zone)
        case "event":
            ahead = [at + JUST_PAST for at in _events(state) if at > now]
            return min(ahead, default=None)
        case "deadline":
            due = state.turn.due
            return due + JUST_PAST if due is not None and due > now else None
        case _:
            return now + timedelta(days=leap.days) if 1 <= leap.days <= MOST_DAYS else None


def _events(state: Journey) -> list[datetime]:
    """The ends of what was agreed: bimtek days, the slot of the examination, the end of a pause."""
    zone = state.region.zone
    found = [end_of_day(s.plan.days[-1], zone) for s in state.sessions if s.plan is not None and s.record is None]
    if state.examination is not None:
        found.append(state.examination.plan.slot)
    return [*found, noon(state.pause.resumes_on, zone)] if state.pause is not None else found


@router.get("/journeys/{journey}/time")
async def own_time(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """What time it is for a simulated journey itself, as a part of its room."""
    state = await state_of(services, journey)
    if not may_skip(services, state):
        raise NotFound
    skipper, handle = _clock(services, journey)
    now = await until_known(lambda: skipper.get_current_time(handle), within=PATIENCE)
    return await pages.page("parts/own_time.html", caller, state=state, own=now)


def _clock(services: Services, journey: str) -> tuple[TimeSkipper, WorkflowHandle[Any, Any]]:
    """What moves a journey's clock. Nothing is skipped unless asked for."""
    skipper = TimeSkipper(services.client, config=TimeSkippingConfig(enabled=False))
    return skipper, services.client.get_workflow_handle(journey)


@router.post("/journeys/{journey}/time")
async def skip(
    journey: JourneyId,
    caller: OfJourney,
    services: Serving,
    pages: Showing,
    to: Annotated[str, Form(max_length=20)],
    days: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Let time pass in a simulated journey, then lead back to its room."""
    if not services.settings.sign_in_links:
        raise NotFound
    state, language = await state_of(services, journey), await pages.language(caller)
    room = f"/journeys/{journey}"
    if not may_skip(services, state):
        return pages.go(room, NOT_SIMULATED.into(language), tone="bad")
    skipper, handle = _clock(services, journey)
    try:
        now = await until_known(lambda: skipper.get_current_time(handle), within=PATIENCE)
        at = target(state, Leap(to, int(days) if days.isascii() and days.isdigit() else 0), now)
        if at is None:
            return pages.go(room, NOTHING_AHEAD.into(language), tone="warn")
        await asyncio.wait_for(skipper.fast_forward(handle, at - now), timeout=SKIPPED_WITHIN)
        now = await until_known(lambda: skipper.get_current_time(handle), within=PATIENCE)
        reached = await until_known(lambda: look(handle, View.STATE, Journey), within=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise JourneyHasEnded(journey=journey) from error
        raise
    await Reading(services.pool).wait_for(journey, reached.seq, PATIENCE)
    said = PASSED.into(language).format(now=spell_moment(now, state.region.zone, language))
    return pages.go(room, said)
