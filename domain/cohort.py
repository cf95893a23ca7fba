"""The rules of a cohort: which regions it has, which have ended, who stands in for whom, when it may close."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime

from domain.calendar import WorkingCalendar
from domain.decrees import changed_calendar
from domain.errors import (
    AlreadySubstituted,
    CohortClosed,
    JourneysStillOpen,
    NotInCohort,
    NotWithdrawn,
    RegionInOpenCohort,
)
from domain.facts import CalendarFacts
from domain.ids import journey_id
from domain.messages import StartJourney
from domain.policy import Policy
from domain.shape import Frozen, Key, Line, Person
from domain.values import Carried, Member, RegionOfJourney, Workplace
from domain.vocabulary import ENDED, Status


class Place(Frozen):
    """A region's place in a cohort: when it opens, who is in it, how it ended, for whom it stands in."""

    region: RegionOfJourney
    opens_at: AwareDatetime
    members: tuple[Member, ...] = ()
    earlier_mentors: tuple[Person, ...] = ()
    carried: Carried | None = None
    regional_days_off: tuple[date, ...] = ()
    """Days off of this region alone."""
    substitute_for: Key | None = None
    opened: bool = False
    status: Status | None = None


class Cohort(Frozen):
    """One intake under one policy. `members` are the people of the programme, the same in every journey."""

    id: Key
    title: Line
    policy: Policy
    calendar: WorkingCalendar
    members: tuple[Member, ...] = ()
    workplaces: tuple[Workplace, ...] = ()
    """Where people of no region work, as far as it is not the policy's `office_zone`."""
    places: tuple[Place, ...] = ()
    simulated: bool = False
    closed_at: AwareDatetime | None = None

    def place(self, region: str) -> Place | None:
        """The region's place, None when it has none."""
        return next((place for place in self.places if place.region.id == region), None)

    @property
    def unopened(self) -> tuple[Place, ...]:
        """The places whose journeys have not been opened yet."""
        return tuple(place for place in self.places if not place.opened)

    def journey(self, place: Place) -> str:
        """The id of a place's journey."""
        return journey_id(self.id, place.region.id)


class SubstituteRegion(Frozen):
    """Take a region into the cohort in the place of one that has withdrawn; it gets a catch-up plan."""

    id: Key
    withdrawn: Key
    place: Place


class ChangeCohortCalendar(Frozen):
    """Follow a decree: journeys that begin from now on, substitutes too, begin by the calendar as it is then."""

    id: Key
    change: CalendarFacts


class CloseCohort(Frozen):
    """Close a cohort whose journeys have all ended."""

    id: Key


class CohortSummary(Frozen):
    """How a cohort ended: journeys by status, substitutions."""

    journeys: int
    by_status: dict[str, int]
    substitutions: dict[str, str]
    closed_at: AwareDatetime


def start_of(cohort: Cohort, place: Place) -> StartJourney:
    """Everything the journey of a place needs to begin."""
    return StartJourney(
        cohort=cohort.id,
        region=place.region,
        policy=cohort.policy,
        calendar=cohort.calendar,
        opens_at=place.opens_at,
        members=(*place.members, *cohort.members),
        earlier_mentors=place.earlier_mentors,
        catch_up=place.substitute_for is not None,
        carried=place.carried,
        simulated=cohort.simulated,
        regional_days_off=place.regional_days_off,
        workplaces=cohort.workplaces,
    )


def substitute(cohort: Cohort, command: SubstituteRegion) -> Cohort:
    """The cohort with a substitute. Raises a refusal when the region has not withdrawn or was substituted before."""
    if cohort.closed_at is not None:
        raise CohortClosed(cohort=cohort.id)
    left = cohort.place(command.withdrawn)
    if left is None:
        raise NotInCohort(region=command.withdrawn, cohort=cohort.id)
    if left.status is not Status.WITHDRAWN:
        raise NotWithdrawn(region=command.withdrawn)
    before = next((p for p in cohort.places if p.substitute_for == command.withdrawn), None)
    if before is not None:
        raise AlreadySubstituted(region=command.withdrawn, substitute=before.region.id)
    if cohort.place(command.place.region.id) is not None:
        raise RegionInOpenCohort(region=command.place.region.name, cohort=cohort.id)
    place = command.place.model_copy(update={"substitute_for": command.withdrawn})
    return cohort.model_copy(update={"places": (*cohort.places, place)})


def change_calendar(cohort: Cohort, command: ChangeCohortCalendar) -> Cohort:
    """The cohort after a decree; the same again changes nothing. Raises `CohortClosed`."""
    if cohort.closed_at is not None:
        raise CohortClosed(cohort=cohort.id)
    return cohort.model_copy(update={"calendar": changed_calendar(cohort.calendar, command.change)})


def ended(cohort: Cohort, region: str, status: Status) -> Cohort:
    """The cohort after a journey ended; told twice is fine, told of a region it does not have changes nothing."""
    return _with(cohort, (region,), status=status)


def opened(cohort: Cohort, regions: tuple[str, ...]) -> Cohort:
    """The cohort after journeys were opened. Their people are the journeys' from now on and are not kept here twice."""
    return _with(cohort, regions, opened=True, members=(), earlier_mentors=(), carried=None)


def _with(cohort: Cohort, regions: tuple[str, ...], **update: object) -> Cohort:
    places = tuple(place.model_copy(update=update) if place.region.id in regions else place for place in cohort.places)
    return cohort.model_copy(update={"places": places})


def close(cohort: Cohort, now: AwareDatetime) -> tuple[Cohort, CohortSummary]:
    """The closed cohort with its summary. Raises `JourneysStillOpen` while any journey has not ended."""
    if cohort.closed_at is not None:
        raise CohortClosed(cohort=cohort.id)
    still_open = [cohort.journey(place) for place in cohort.places if place.status not in ENDED]
    if still_open:
        raise JourneysStillOpen(count=len(still_open), journeys=", ".join(still_open[:10]))
    by_status: dict[str, int] = {}
    for place in cohort.places:
        if place.status is not None:
            by_status[place.status] = by_status.get(place.status, 0) + 1
    summary = CohortSummary(
        journeys=len(cohort.places),
        by_status=by_status,
        substitutions={p.substitute_for: p.region.id for p in cohort.places if p.substitute_for},
        closed_at=now,
    )
    return cohort.model_copy(update={"closed_at": now}), summary
