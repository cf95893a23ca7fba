"""The plan of a journey: baseline, agreed and forecast of every stage and obligation, and why they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response

from api.forms.wanted import forms_for
from api.http.access import OfJourney
from api.http.asking import JourneyId
from api.http.serving import Serving
from api.pages.gantt import gantt_of
from api.pages.rendering import Showing
from api.pages.room import Room, room_of
from domain.calendar import local_date
from domain.clock import Stop
from domain.delay import late_days_by
from domain.plan import Milestone, Plan, plan
from domain.seats import regional_calendar
from domain.vocabulary import Party, Stage, Task

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Reasons:
    """Why a stage takes longer than it was planned, as far as the journal knows."""

    extensions: tuple[tuple[Task, int], ...] = ()
    """Tasks with the working days that were granted for them."""
    late: tuple[tuple[Party, int], ...] = ()
    stops: tuple[Stop, ...] = ()
    rounds: int = 0
    """Rounds of review, where there was more than one."""
    given_back: int = 0


@dataclass(frozen=True)
class PlanRow:
    """A milestone with its differences from the baseline in working days (later is positive), and why."""

    milestone: Milestone
    agreed_moved: int | None
    expected_moved: int | None
    own: int | None
    """What of the expected difference arose in this stage itself; None where that cannot be said."""
    reasons: Reasons

    @property
    def follows(self) -> bool:
        """Whether its day differs for what came before it."""
        return bool(self.expected_moved) and not self.own


@router.get("/journeys/{journey}/plan")
async def show(journey: JourneyId, caller: OfJourney, services: Serving, pages: Showing) -> Response:
    """The plan as a picture and as a table."""
    room = await room_of(services, journey)
    state, zone = room.state, room.state.region.zone
    found = plan(state, room.now)
    asked = next((form for form in forms_for(state, caller.person) if form.packed.act == "ask_extension"), None)
    return await pages.page(
        "room/plan.html",
        caller,
        line=room.line,
        state=state,
        plan=found,
        rows=tuple(plan_rows(room, found)),
        gantt=gantt_of(found, local_date(state.opens_at, zone), local_date(room.now, zone)),
        today=local_date(room.now, zone),
        asking=asked.packed.key if asked else None,
    )


def plan_rows(room: Room, found: Plan) -> Iterator[PlanRow]:
    """Every milestone with what moved it."""
    before: int | None = 0
    for milestone in found.milestones:
        expected = moved(room, milestone.baseline, milestone.done or milestone.forecast)
        known = expected is not None and before is not None and not milestone.obligation
        yield PlanRow(
            milestone,
            agreed_moved=moved(room, milestone.baseline, milestone.agreed),
            expected_moved=expected,
            own=(expected or 0) - (before or 0) if known else None,
            reasons=Reasons() if milestone.obligation else _reasons(room, milestone),
        )
        before = expected


def moved(room: Room, before: date | None, after: date | None) -> int | None:
    """How many working days of the region a day moved by; None where one of the days is not known."""
    if before is None or after is None:
        return None
    calendar = regional_calendar(room.state)
    return calendar.between(before, after) if after >= before else -calendar.between(after, before)


def _reasons(room: Room, milestone: Milestone) -> Reasons:
    state, stage = room.state, Stage(milestone.name)
    zone = state.region.zone
    spans = [span for span in state.stages if span.stage is stage]
    first = local_date(spans[0].opened, zone) if spans else None
    last = local_date(spans[-1].closed or room.now, zone) if spans else None
    late = late_days_by(state, room.now)
    return Reasons(
        extensions=tuple((granted.task, granted.days) for granted in state.extensions if granted.stage is stage),
        late=tuple((party, days) for (where, party), days in late.items() if where is stage),
        stops=tuple(stop for stop in state.stops if first and last and first <= stop.first <= last),
        rounds=len(state.rounds) if stage is Stage.MENTOR_REVIEW and len(state.rounds) > 1 else 0,
        given_back=milestone.given_back,
    )
