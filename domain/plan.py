"""The plan of a journey: `plan` gives the baseline, agreed and forecast day of each stage and obligation, at any time.

Baseline is what was planned at the opening. Agreed is the same way with what was agreed since: sessions and
examination, rounds, extensions, pauses, decrees, and, where the policy gives days back, the days others were late.
Forecast goes on from where the journey stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from pydantic import AwareDatetime

from domain.calendar import local_date
from domain.deadlines import due_of, resumes_at, stop_of
from domain.delay import late_days_by
from domain.model import Journey
from domain.planned import (
    STAGES,
    Leg,
    Strands,
    Walked,
    Walker,
    obligation_day,
    opened_on,
    planned_dates,
    stage_dates,
    way,
)
from domain.seats import counting, regional_seat
from domain.shape import Frozen, Key, Line
from domain.vocabulary import Party, Stage, Status

RESPONSIBLE = {
    Stage.KICKOFF: Party.REGION,
    Stage.DRAFTING: Party.REGION,
    Stage.MENTOR_REVIEW: Party.MENTORS,
    Stage.APPROVAL: Party.APPROVERS,
    Stage.PUBLICATION: Party.PROGRAMME,
}
"""The party for which a stage's agreed date is a promise; days that others were late are not its own."""


class Milestone(Frozen):
    """One stage or obligation: `title` for people, days in the region's calendar, None where nothing can be said.

    `done` is the day on which it was reached; then `forecast` is None. `given_back` are the working days by which the
    agreed day moved because others were late. `estimate`: a day lies beyond the years whose days off are official.
    """

    name: Key
    title: Line
    obligation: bool = False
    baseline: date | None = None
    agreed: date | None = None
    forecast: date | None = None
    done: date | None = None
    given_back: int = 0
    estimate: bool = False


class Plan(Frozen):
    """The milestones of a journey in order, as of an instant; `paused_until` while the clock stands still."""

    as_of: AwareDatetime
    milestones: tuple[Milestone, ...]
    paused_until: date | None = None

    def milestone(self, name: str) -> Milestone:
        """The milestone of a stage or obligation. Raises `StopIteration` for another name."""
        return next(milestone for milestone in self.milestones if milestone.name == name)


def plan(journey: Journey, now: datetime) -> Plan:
    """The plan of a journey as of `now`: the same for workflow, command line and pages."""
    baseline = {item.name: item.day for item in journey.baseline or planned_dates(journey)}
    agreed = Walker(journey, agreed=True).go(way(journey, left=False), opened_on(journey))
    forecast = _forecast(journey, now)
    milestones = [
        *_stages(journey, now, baseline, agreed, forecast),
        *_obligations(journey, baseline, agreed, forecast),
    ]
    official = journey.calendar.official_until
    return Plan(
        as_of=now,
        milestones=tuple(
            m.model_copy(update={"estimate": _estimate((m.baseline, m.agreed, m.forecast), official)})
            for m in milestones
        ),
        paused_until=journey.pause.resumes_on if journey.pause else None,
    )


def _estimate(days: tuple[date | None, ...], official: date | None) -> bool:
    return any(day is not None and (official is None or day > official) for day in days)


def _stages(
    journey: Journey, now: datetime, baseline: dict[str, date], agreed: Walked, forecast: Walked | None
) -> Iterator[Milestone]:
    given_back = _given_back(journey, now)
    calendar = counting(journey, regional_seat(journey))
    planned = {item.name: item.day for item in stage_dates(agreed)}
    expected = {item.name: item.day for item in stage_dates(forecast)} if forecast else {}
    before = date.min
    for stage in STAGES:
        done = _done(journey, stage)
        day = planned.get(stage.value)
        back = given_back[stage]
        if day is not None:
            # Days are given back to one party and not to the next, but no stage ends before the one before it.
            before = day = max(calendar.after(day, back) if back else day, before)
        yield Milestone(
            name=stage.value,
            title=stage.value,
            baseline=baseline.get(stage.value),
            agreed=day,
            forecast=expected.get(stage.value) if done is None else None,
            done=done,
            given_back=back,
        )


def _done(journey: Journey, stage: Stage) -> date | None:
    """The day a stage was closed for good so far; None while it is ahead or lasts."""
    if journey.status is not Status.PUBLISHED and STAGES.index(stage) >= STAGES.index(journey.stage):
        return None
    closed = [span.closed for span in journey.stages if span.stage is stage and span.closed is not None]
    return local_date(closed[-1], journey.region.zone) if closed else None


def _given_back(journey: Journey, now: datetime) -> dict[Stage, int]:
    """For each stage the days that parties not responsible for it were late, up to its end."""
    found = dict.fromkeys(STAGES, 0)
    rules = journey.policy.plan
    if rules is None or not rules.give_back_days:
        return found
    late = late_days_by(journey, now)
    for stage in STAGES:
        for (where, party), days in late.items():
            if STAGES.index(where) <= STAGES.index(stage) and party is not RESPONSIBLE[stage]:
                found[stage] += days
    return found


def _forecast(journey: Journey, now: datetime) -> Walked | None:
    """The walk from where the journey stands; None once it has ended."""
    if journey.ended:
        return None
    walker = Walker(journey, agreed=True, ahead=True)
    left = list(way(journey, left=True))
    if journey.status is Status.SCHEDULED:
        return walker.go(left, opened_on(journey))
    walker.walked.ends[journey.stage] = day = _turn_ends(journey, now)
    return walker.go(_without(left, journey), day)


def _turn_ends(journey: Journey, now: datetime) -> date:
    """The day on which the present turn is expected to end: its due day, or today when that has passed.

    While the clock stands still: as it will be if it goes on on the day expected.
    """
    journey, now = _gone_on(journey, now)
    seat = regional_seat(journey)
    calendar = counting(journey, seat)
    today = local_date(now, seat.zone)
    expected = due_of(journey) if journey.stops else journey.turn.due
    # A date that has passed does not move.
    due = max(filter(None, (expected, journey.turn.due)), default=None)
    return calendar.after(max(local_date(due, seat.zone), today) if due else today, 0)


def _gone_on(journey: Journey, now: datetime) -> tuple[Journey, datetime]:
    """A paused journey as it will be on the day it goes on; any other as it is."""
    at = resumes_at(journey)
    if at is None:
        return journey, now
    at = max(at, now)
    stop = stop_of(journey, at)
    return journey.model_copy(update={"pause": None, "stops": (*journey.stops, stop) if stop else journey.stops}), at


def _without(groups: list[Strands], journey: Journey) -> Iterator[Strands]:
    """The way left without the task of the present turn, whose end is known otherwise."""
    task = journey.turn.task
    dropped = False

    def rest(strand: tuple[Leg, ...]) -> tuple[Leg, ...]:
        nonlocal dropped
        # An event that is over stands before its record on the way.
        for at, leg in enumerate(strand):
            if not dropped and leg.task is task:
                dropped = True
                return strand[at + 1 :]
            if leg.party is not Party.SESSION:
                break
        return strand

    for strands in groups:
        yield tuple(rest(strand) for strand in strands)


def _obligations(
    journey: Journey, baseline: dict[str, date], agreed: Walked, forecast: Walked | None
) -> Iterator[Milestone]:
    zone = journey.region.zone
    for policy in journey.policy.obligations:
        state = journey.obligation(policy.name)
        due = local_date(state.due, zone) if state.due else None
        expected = obligation_day(journey, policy.name, forecast) if forecast else None
        yield Milestone(
            name=policy.name,
            title=policy.title,
            obligation=True,
            baseline=baseline.get(policy.name),
            agreed=due or obligation_day(journey, policy.name, agreed),
            forecast=(due or expected) if journey.still_asked(policy.name) else None,
            done=state.met_on,
        )
